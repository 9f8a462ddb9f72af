"""Numbers of other people's, of no province, twice one person's; graduates who were forgotten."""

from __future__ import annotations

import datetime as dt
from typing import Final

from tests.samples import states
from tests.samples.people import check_digit
from tests.samples.rows import Row, row
from tests.samples.world import World

UNASSIGNED: Final = "98"
"""No province has it either, and unlike 99 it is not known as a mark of invented people."""
_AGES: Final = (
    ("age", dt.date(1915, 11, 20)), ("age_near", dt.date(1915, 11, 21)),
    ("age", dt.date(2008, 11, 21)), ("age_near", dt.date(2008, 11, 20)),
)  # fmt: skip
_GRADUATES: Final = (
    ("graduate", "2023届规培生,组织关系暂留"), ("graduate", "2024年7月毕业"),
    ("graduate_lately", "2025届规培生,组织关系暂留"), ("graduate_lately", "2026年7月毕业"),
)  # fmt: skip


def plant(world: World) -> None:
    """Gives each case somebody of the national system who has no other part."""
    middle = states.idle(world, len(_AGES) + 5)
    for kind, born in _AGES:
        _aged(world, next(middle), born).fault(kind)
    for _ in range(3):
        changed = next(middle)
        _renumber(changed, UNASSIGNED + changed.id_number[2:17])
        changed.fault("region_unknown")
    _two_numbers(next(middle), next(middle))
    young = states.idle(world, len(_GRADUATES), 1993, 2000)
    for kind, remark in _GRADUATES:
        graduate = next(young)
        graduate.remark = remark
        graduate.fault(kind)


def _aged(world: World, changed: Row, born: dt.date) -> Row:
    """With somebody's number who was born that day; the birth date was filled in from it."""
    person = changed.person
    person.born = born
    _renumber(changed, world.registry.number(person.id_number[:6], born, person.sex)[:17])
    changed.birth = born.isoformat()
    if born.year > 2000:
        changed.joined = changed.full = ""
    return changed


def _renumber(changed: Row, first: str) -> None:
    changed.id_number = changed.person.id_number = first + check_digit(first)


def _two_numbers(first: Row, second: Row) -> None:
    """The second row is about the first one's person, under a number that is not theirs."""
    dues = second.dues
    second.__dict__.update(row(first.person, first.node, first.unit, first.post).__dict__)
    second.dues = dues
    whole = second.id_number
    wrong = f"{whole[:14]}{(int(whole[14]) + 3) % 10}{whole[15:17]}"
    second.id_number = wrong + check_digit(wrong)
    first.fault("two_numbers")
    second.fault("two_numbers")
