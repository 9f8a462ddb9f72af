"""What is true of the samples' records, worked out from the generator's facts and nothing else."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.samples.forest import ROSTER
from tests.samples.rows import Letter, Row
from tests.samples.world import TODAY, World

DEFAULT_VALIDITY: Final = 90


@dataclass
class Index:
    """The world's rows by person."""

    registers: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    rosters: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[int, list[Letter]] = field(default_factory=lambda: defaultdict(list))


def index(world: World) -> Index:
    """Sorts the world's rows by person."""
    found = Index()
    for row in world.rows:
        side = found.rosters if row.system == ROSTER else found.registers
        side[id(row.person)].append(row)
    for letter in world.letters:
        found.letters[id(letter.person)].append(letter)
    return found


def verdict(row: Row, known: Index) -> str:
    """Where the relationship of the roster row's person stands (DOMAIN.md section 2)."""
    places = [r for r in known.registers[id(row.person)] if r.live]
    organisations = {r.node.organisation for r in places}
    if row.node.organisation in organisations:
        return "consistent" if len(organisations) == 1 else "double"
    letters = [letter for letter in known.letters[id(row.person)] if letter.under_way]
    if letters:
        return "overdue" if any(map(_late, letters)) else "in_transit"
    if not places:
        return "not_registered"
    if len(organisations) > 1:
        return "double"
    return _elsewhere(row, places)


def _elsewhere(row: Row, places: Sequence[Row]) -> str:
    if row.node.effective() in {"functional", "temporary", "floating"}:
        return "stays"
    if row.post == "专职" and any(r.state != "正常" for r in places):
        return "unclear"
    if row.post == "专职" and any(r.post in {"退休", "挂靠"} for r in places):
        return "unclear"
    if row.post == "专职":
        return "due"
    if row.post in {"兼职", "退休", "挂靠"}:
        return "stays"
    return "stays" if any(r.post == "退休" for r in places) else "unclear"


def _late(letter: Letter) -> bool:
    days = DEFAULT_VALIDITY if letter.valid_days is None else letter.valid_days
    return letter.issued + dt.timedelta(days=days) < TODAY


def is_control(row: Row) -> bool:
    """Part-time members of functional branches: nobody may ever tell them to move."""
    return row.system == ROSTER and row.post == "兼职" and row.node.effective() == "functional"
