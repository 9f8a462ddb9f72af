"""SR: the exports themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.samples.expected.finding import Expected
from tests.samples.forest import ROSTER
from tests.samples.rows import Row
from tests.samples.standing import UNKNOWN
from tests.samples.truth import Index
from tests.samples.world import TODAY, Table, World

_OLD: Final = 7
_APART: Final = 3
_NO_FIELD: Final = frozenset({"学习积分"})
"""Headers that hold nothing which this program is about."""
_NUMBERS: Final = frozenset({"公民身份号码", "身份证号码", "*公民身份证号"})
_LOST: Final = frozenset(
    {"name_lost_question", "name_lost_box", "name_lost_private", "name_lost_parts"}
)


def owed(world: World, known: Index) -> Iterator[Expected]:
    """One finding a table and code."""
    for table in world.tables:
        for code, row in _faults_of(table, world):
            place = (table.file, table.sheet, row)
            yield Expected(code, table.system, place, table.kind)
    yield from _apart(world)


def _faults_of(table: Table, world: World) -> Iterator[tuple[str, int]]:
    head, rows = table.header_row, _rows(table, world)
    others = [a.place[2] for a in world.applicants] if table.head[1] == "*姓名" and rows else []
    others = others if rows and rows[0].system == ROSTER and not rows[0].sheet else []
    if (TODAY - table.exported).days > _OLD:
        yield "SR01", head
    if others:
        yield "SR03", min(others)
    if _NO_FIELD.intersection(table.head):
        yield "SR04", head
    if table.stated is not None and table.stated not in {len(rows), len(rows) + len(others)}:
        yield "SR05", head
    if table.kind == "members" and not _NUMBERS.intersection(table.head):
        yield "SR06", head
    unknown = [r.place[2] for r in rows if r.state == UNKNOWN]
    if unknown:
        yield "SR08", min(unknown)
    lost = [r.place[2] for r in rows if _LOST.intersection(r.faults)]
    if lost:
        yield "SR07", min(lost)


def near(table: Table) -> Iterator[str]:
    """The rules that just do not apply: as many days as are allowed, a total that is right."""
    if (TODAY - table.exported).days == _OLD:
        yield "SR01"
    if table.kind == "organisations":
        yield from ("SR02", "SR03", "SR07")  # these are about members
    if table.head[0] == "序号" and not _NO_FIELD.intersection(table.head):
        yield "SR04"
    if table.stated is not None and table.system == ROSTER:
        yield "SR05"
    if table.kind == "members" and _NUMBERS.intersection(table.head):
        yield "SR06"


def _rows(table: Table, world: World) -> list[Row]:
    return [r for r in world.rows if r.place[:2] == (table.file, table.sheet)]


def _apart(world: World) -> Iterator[Expected]:
    """The oldest list of members, where it is too far from the newest."""
    lists = [t for t in world.tables if t.kind == "members"]
    oldest = min(lists, key=lambda t: t.exported)
    if (max(t.exported for t in lists) - oldest.exported).days > _APART:
        place = (oldest.file, oldest.sheet, oldest.header_row)
        yield Expected("SR02", oldest.system, place, oldest.kind)
