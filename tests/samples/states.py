"""The life of a membership: probation, lost contact, time away, dues; and what is wrong there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final

from tests.samples import branches
from tests.samples.forest import NATIONAL
from tests.samples.rows import Row
from tests.samples.world import TODAY, World


def days_ago(days: int) -> dt.date:
    """The day that lies so many days back."""
    return TODAY - dt.timedelta(days=days)


def _ago(days: int) -> str:
    return days_ago(days).isoformat()


def on_probation(row: Row, days: int) -> None:
    """Admitted so many days ago."""
    row.joined, row.full, row.category = _ago(days), "", "预备党员"


def _full_after(row: Row, days: int) -> None:
    row.full = (dt.date.fromisoformat(row.joined) + dt.timedelta(days=days)).isoformat()


def _joined_at(row: Row, years: int, days: int) -> None:
    born = row.person.born
    joined = born.replace(year=born.year + years, day=min(born.day, 28)) + dt.timedelta(days=days)
    row.joined, row.full = joined.isoformat(), joined.replace(year=joined.year + 1).isoformat()


def _lost(row: Row, days: int, state: str = "正常") -> None:
    row.lost, row.state = _ago(days), state


def _away(row: Row, days: int, floating: bool = False) -> None:
    row.away, row.floating = _ago(days), floating


def _dues(row: Row, month: str) -> None:
    row.dues = month


_PLAN: Final[tuple[tuple[str, Callable[..., None], tuple[tuple[object, ...], ...]], ...]] = (
    ("probation_over", on_probation, ((370,), (500,), (700,))),
    ("probation_far_over", on_probation, ((1280,),)),
    ("probation", on_probation, ((40,), (200,), (360,), (365,))),
    ("full_before_joining", _full_after, ((-30,), (-366,))),
    ("short_probation", _full_after, ((180,), (300,))),
    ("joined_under_age", _joined_at, ((17, 90), (17, 300))),
    ("joined_of_age", _joined_at, ((18, 5), (18, 60))),
    ("lost", _lost, ((190,), (240,), (400,))),
    ("lost_lately", _lost, ((60,), (150,))),
    ("suspended_long", _lost, ((1300, "停止党籍"),)),
    ("suspended", _lost, ((500, "停止党籍"),)),
    ("away", _away, ((200,), (250,), (700,))),
    ("away_lately", _away, ((30,), (120,))),
    ("away_floating", _away, ((250, True), (400, True))),
    ("dues_unpaid", _dues, (("2026-03",), ("2025-12",), ("2026-04",))),
    ("dues_late", _dues, (("2026-07",), ("2026-08",))),
)
"""What it is called, how a row gets it, and with what, once a row."""


def plant(world: World) -> None:
    """Gives each case people of the national system who have no other part."""
    for row in world.of(NATIONAL):
        row.dues = world.random.choice(("2026-10", "2026-10", "2026-11", "2026-09"))
    people = idle(world, sum(len(cases) for _kind, _change, cases in _PLAN))
    for kind, change, cases in _PLAN:
        for case in cases:
            row = next(people)
            change(row, *case)
            row.fault(kind)


def idle(world: World, count: int, first: int = 1975, last: int = 1990) -> Iterator[Row]:
    """So many full members with one row and nothing planted, born in these years, of all units."""
    born = [r for r in alone(world) if r.full and first <= r.person.born.year <= last]
    return iter(born[3 :: len(born) // (count + 1)])


def alone(world: World) -> list[Row]:
    """People with one row only, in the national system, and nothing planted."""
    rows: dict[int, list[Row]] = {}
    for row in world.rows:
        rows.setdefault(id(row.person), []).append(row)
    return [
        own[0]
        for own in rows.values()
        if len(own) == 1
        and own[0].system == NATIONAL
        and own[0].live
        and not own[0].faults
        and own[0].node.organisation[:3] not in branches.SHARED_UNITS
    ]
