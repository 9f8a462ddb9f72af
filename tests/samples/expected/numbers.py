"""ID: what is wrong with a number, read on its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.samples.expected.finding import Expected, about
from tests.samples.rows import Row
from tests.samples.truth import Index
from tests.samples.world import World

READABLE: Final = frozenset({"valid", "fifteen", "masked"})
"""The states of numbers of which the visible digits can be relied on."""

_BY_STATE: Final = {
    "checksum": "ID01", "malformed": "ID01", "damaged": "ID02", "fifteen": "ID03", "missing": "ID04",
}  # fmt: skip


def owed(world: World, known: Index) -> Iterator[Expected]:
    """One finding a row and fault."""
    for row in world.rows:
        if row.id_state in _BY_STATE:
            yield about(_BY_STATE[row.id_state], row)
        if born_against_number(row) or sex_against_number(row):
            yield about("ID05", row)


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
