"""ST: probation, joining age, lost contact, absence, dues."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from tests.samples.expected.finding import Expected, about
from tests.samples.expected.numbers import born_against_number
from tests.samples.forest import ROSTER
from tests.samples.rows import Row
from tests.samples.truth import Index
from tests.samples.world import TODAY, World

_NO_PROBATION: Final = (dt.date(1969, 4, 1), dt.date(1977, 8, 18))
"""Between these days (about) people joined as full members."""


def owed(world: World, known: Index) -> Iterator[Expected]:
    """One finding a person and code."""
    people: dict[int, list[Row]] = defaultdict(list)
    for row in world.rows:
        if row.live:
            people[id(row.person)].append(row)
    for rows in people.values():
        said: set[str] = set()
        for row in rows:
            for code in _states(row, rows):
                if code not in said:
                    said.add(code)
                    yield about(code, row)


def _states(row: Row, rows: list[Row]) -> Iterator[str]:
    yield from _probation(row, rows)
    if not _disputed(rows, "joined") and not _disputed(rows, "full"):
        yield from _regularised(row)
    yield from _underage(row, rows)
    yield from _standing(row)
    year = re.search(r"(20\d\d)(届|年.{0,6}毕业)", row.remark)
    left = year and dt.date(int(year[1]), 7, 31)
    if left and row.system != ROSTER and _months_on(left, 24) < TODAY:
        yield "ST10"


def _standing(row: Row) -> Iterator[str]:
    if row.lost and row.state == "正常" and _months_on(_last(row.lost), 6) <= TODAY:
        yield "ST06"
    if row.lost and row.state == "停止党籍" and _months_on(_last(row.lost), 30) <= TODAY:
        yield "ST07"
    if row.away and not row.floating and _months_on(_last(row.away), 6) <= TODAY:
        yield "ST08"
    if row.dues and _months_on(_last(row.dues), 6) <= TODAY:
        yield "ST09"


def _probation(row: Row, rows: list[Row]) -> Iterator[str]:
    if row.category != "预备党员" or not row.joined or any(r.category == "正式党员" for r in rows):
        return
    if _months_on(_last(row.joined), 24) < TODAY:
        yield "ST02"
    elif _months_on(_last(row.joined), 12) < TODAY:
        yield "ST01"


def _regularised(row: Row) -> Iterator[str]:
    if not row.joined or not row.full:
        return
    if _last(row.full) < _first(row.joined):
        yield "ST03"
        return
    in_window = _NO_PROBATION[0] <= _first(row.joined) <= _NO_PROBATION[1]
    if not in_window and _last(row.full) < _months_on(_first(row.joined), 12):
        yield "ST04"


def _underage(row: Row, rows: list[Row]) -> Iterator[str]:
    if not row.joined or _disputed(rows, "joined") or _disputed(rows, "birth"):
        return
    born = _born(row)
    if born and not born_against_number(row) and _last(row.joined) < _months_on(born, 18 * 12):
        yield "ST05"


def _born(row: Row) -> dt.date | None:
    """By the number where that is sound, else as given: the earliest day it may mean."""
    if row.id_state in {"valid", "fifteen"}:
        return dt.date.fromisoformat(row.id_number[6:14])
    return _first(row.birth) if row.birth else None


def _disputed(rows: list[Row], field: str) -> bool:
    """Whether two systems say different things."""
    for a, b in combinations(rows, 2):
        one, other = getattr(a, field), getattr(b, field)
        length = min(len(one), len(other))
        if a.system != b.system and one[:length] != other[:length]:
            return True
    return False


def _first(text: str) -> dt.date:
    return dt.date.fromisoformat(text if len(text) == 10 else f"{text}-01")


def _last(text: str) -> dt.date:
    """The last day that a date, or a month, may mean."""
    if len(text) == 10:
        return dt.date.fromisoformat(text)
    return _months_on(_first(text), 1) - dt.timedelta(days=1)


def _months_on(day: dt.date, months: int) -> dt.date:
    """So many months later; the 31st becomes the last day of a shorter month."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    start = dt.date(year, month + 1, 1)
    after = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(
        start.replace(day=min(day.day, 28)) + dt.timedelta(days=max(day.day - 28, 0)),
        after - dt.timedelta(days=1),
    )
