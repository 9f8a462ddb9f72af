"""ID: what is wrong with a number, read on its own."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from tests.samples.expected.finding import Expected, about
from tests.samples.rows import Row
from tests.samples.truth import Index
from tests.samples.world import TODAY, World

READABLE: Final = frozenset({"valid", "fifteen", "masked"})
"""The states of numbers of which the visible digits can be relied on."""

_BY_STATE: Final = {
    "checksum": "ID01", "document": "ID09", "malformed": "ID01", "damaged": "ID02", "fifteen": "ID03", "missing": "ID04",
}  # fmt: skip


_ALSO: Final = frozenset({"99", "00"})
"""Marks of invented people, which the rule lets through."""
_PROVINCES: Final = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 "
    "71 81 82 83 91".split()
)
_YOUNGEST: Final = 18
_OLDEST: Final = 110


def owed(world: World, known: Index) -> Iterator[Expected]:
    """One finding a row and fault; ID06 one a person."""
    yield from _masked_everywhere(world)
    for row in world.rows:
        if row.id_state in _BY_STATE:
            yield about(_BY_STATE[row.id_state], row)
        if born_against_number(row) or sex_against_number(row):
            yield about("ID05", row)
        if row.live and row.id_state in READABLE:
            yield from _implausible(row)


def _implausible(row: Row) -> Iterator[Expected]:
    born, region = row.id_number[6:14], row.id_number[:2]
    if "*" not in born and not _YOUNGEST <= _age(dt.date.fromisoformat(born)) <= _OLDEST:
        yield about("ID07", row)
    if "*" not in region and region not in _PROVINCES | _ALSO:
        yield about("ID08", row)


def _age(born: dt.date) -> int:
    birthday_to_come = (TODAY.month, TODAY.day) < (born.month, born.day)
    return TODAY.year - born.year - birthday_to_come


def _masked_everywhere(world: World) -> Iterator[Expected]:
    people: dict[int, list[Row]] = defaultdict(list)
    for row in world.rows:
        if row.live:
            people[id(row.person)].append(row)
    for rows in people.values():
        masked = [r for r in rows if r.id_state == "masked"]
        if masked and all(r.id_state in {"masked", "missing", "no_column"} for r in rows):
            yield about("ID06", masked[0])


def unlike(one: str, other: str) -> bool:
    """Whether two texts differ where both are known; `*` is not known."""
    if len(one) != len(other):
        return True
    return any(x != y and "*" not in (x, y) for x, y in zip(one, other, strict=True))


def born_against_number(row: Row) -> bool:
    """Whether the row's birth date contradicts its own number."""
    if row.id_state not in READABLE or not row.birth:
        return False
    born = row.id_number[6:14]
    return unlike(row.birth.replace("-", "").ljust(8, "*"), born)


def sex_against_number(row: Row) -> bool:
    """Whether the row's sex contradicts its own number."""
    if row.id_state not in READABLE or row.id_number[16] == "*":
        return False
    return "FM"[int(row.id_number[16]) % 2] != row.sex
