"""How many people the samples have where, counted from the generator's facts and nothing else."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from tests.samples import truth
from tests.samples.forest import ROSTER, SZJG
from tests.samples.rows import Row
from tests.samples.world import TODAY, World

Cell = tuple[str, str, str | None, str, str | None]
"""Scope, system, name, dimension and value."""

_GONE: Final = {"已去世": "deceased", "历史党员": "historical", "除名": "removed"}
_STATES: Final = {"停止党籍": "suspended", "出国（境）": "abroad", "待核实": "unknown"}
_SCHOOLS: Final = {
    "研究生": "postgraduate", "本科": "bachelor", "专科": "college", "中专": "vocational", "高中": "high",
    "初中": "middle",
}  # fmt: skip
APART: Final = frozenset({"two_numbers", "probable_double", "undecidable", "id_differs"})
"""What was planted on rows of whom nothing but a clerk can say that they are somebody else's too."""
_AGES: Final = (
    (30, "-30"),
    (35, "31-35"),
    (40, "36-40"),
    (45, "41-45"),
    (50, "46-50"),
    (55, "51-55"),
    (60, "56-60"),
)
_YEARS: Final = (
    (5, "0-4"),
    (10, "5-9"),
    (20, "10-19"),
    (30, "20-29"),
    (40, "30-39"),
    (50, "40-49"),
)


def rows_as(rows: Iterable[Row]) -> Counter[str]:
    """What the rows of one list count as."""
    found: Counter[str] = Counter()
    seen: set[int] = set()
    for row in rows:
        if not row.live:
            found[_GONE.get(row.state, "moved_out")] += 1
        elif id(row.person) in seen:
            found["doubled"] += 1
        else:
            seen.add(id(row.person))
            found["counted"] += 1
    return found


def homes(rows: Iterable[Row]) -> list[Row]:
    """One live row a person: the one in the branch whose name comes first."""
    chosen: dict[int, Row] = {}
    for row in rows:
        known = chosen.get(id(row.person))
        if row.live and (known is None or row.node.name < known.node.name):
            chosen[id(row.person)] = row
    return list(chosen.values())


def _years(day: str) -> int | None:
    if not day:
        return None
    parts = [int(part) for part in day.split("-")] + [1, 1]
    born = dt.date(parts[0], parts[1], parts[2])
    return TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))


def _band(
    years: int | None, bands: tuple[tuple[int, str], ...], last: str, least: int
) -> str | None:
    if years is None:
        return None
    return next((name for limit, name in bands if years <= limit - least), last)


DIMENSIONS: Final = (
    "people", "category", "sex", "ethnicity", "education", "service", "age", "membership",
    "branch_kind", "verdict",
)  # fmt: skip
"""What is counted here."""


class Census:
    """The people of the samples, and what is true of each."""

    def __init__(self, world: World) -> None:
        """Takes `world` for its own: rows that a clerk has to judge become somebody of their own."""
        for row in world.rows:
            # A list without numbers contradicts nobody's.
            if row.system != SZJG and not APART.isdisjoint(row.faults):
                row.person = replace(row.person)
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self._own: dict[int, list[Row]] = defaultdict(list)
        self._known = truth.index(world)
        for row in world.rows:
            self.rows[row.system].append(row)
            self._own[id(row.person)].append(row)

    def said(self, row: Row, what: str) -> str:
        """What the row says, else what the person's other rows say."""
        others = [getattr(other, what) for other in self._own[id(row.person)]]
        return next(filter(None, [getattr(row, what), *others]), "")

    def category(self, row: Row) -> str:
        """Full or probationary."""
        return "full" if self.said(row, "category") == "正式党员" else "probationary"

    def age(self, row: Row) -> str | None:
        """The band of the age."""
        number = self.said(row, "id_number")[6:14]
        by_number = f"{number[:4]}-{number[4:6]}-{number[6:]}" if number.isdigit() else ""
        return _band(_years(row.birth or by_number or self.said(row, "birth")), _AGES, "61-", 0)

    def membership(self, row: Row) -> str | None:
        """The band of the length of membership."""
        if self.category(row) == "probationary":
            return "probation"
        after = 0 if self.said(row, "full") else 1
        years = _years(self.said(row, "full") or self.said(row, "joined"))
        return _band(None if years is None else years - after, _YEARS, "50-", 1)

    def education(self, row: Row) -> str | None:
        """The school."""
        text = self.said(row, "education")
        return next((code for word, code in _SCHOOLS.items() if word in text), None)

    def service(self, row: Row) -> str | None:
        """Whether anybody says that the person is retired, or at work."""
        own = self._own[id(row.person)]
        if any(r.post == "退休" or "退休" in r.node.name for r in own):
            return "retired"
        return "active" if any(r.post in {"在职", "专职", "兼职"} for r in own) else None

    def verdict(self, row: Row) -> str:
        """Where the relationship stands; a register's member counts under the roster's."""
        if row.system == ROSTER:
            return truth.verdict(row, self._known)
        found = [
            truth.verdict(r, self._known) for r in self._own[id(row.person)] if r.system == ROSTER
        ]
        grave = (
            "due",
            "double",
            "overdue",
            "in_transit",
            "not_registered",
            "unclear",
            "stays",
            "consistent",
        )
        return min(found, key=grave.index) if found else "on_no_roster"

    def dimensions(self) -> dict[str, Callable[[Row], str | None]]:
        """Dimension -> what is true of somebody."""
        return {
            "people": lambda _row: "counted",
            "category": self.category,
            "sex": lambda row: self.said(row, "sex"),
            "ethnicity": lambda row: self.said(row, "ethnicity"),
            "education": self.education,
            "service": self.service,
            "age": self.age,
            "membership": self.membership,
            "branch_kind": lambda row: row.node.effective(),
            "verdict": self.verdict,
        }  # fmt: skip

    def cells(self, scope: str, name: Callable[[Row], str | None]) -> Counter[Cell]:
        """Every count of one scope."""
        found: Counter[Cell] = Counter()
        for system, rows in self.rows.items():
            for row in homes(rows):
                for dimension, true in self.dimensions().items():
                    found[scope, system, name(row), dimension, true(row)] += 1
        return found
