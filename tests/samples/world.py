"""Who is where: fills the branches of the three systems with people, and writes the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.samples import branches, pools
from tests.samples.forest import NATIONAL, SZJG, Forest, Node
from tests.samples.people import Person, Registry
from tests.samples.rows import Applicant, Letter, Row, row

SEED: Final = 20261120
TODAY: Final = dt.date(2026, 11, 20)
RETIRED: Final = 740
_EXTRA_ROWS: Final = 16


@dataclass(frozen=True)
class Table:
    """One sheet as it was written: where, from which day, and what it says of itself."""

    system: str
    kind: str
    file: str
    sheet: str
    header_row: int
    head: tuple[str, ...]
    exported: dt.date
    stated: int | None = None


@dataclass
class World:
    """Everything that the files say and the truth knows."""

    random: Random
    registry: Registry
    forest: Forest
    rows: list[Row] = field(default_factory=list)
    applicants: list[Applicant] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    """Register rows (by id) whose people were given a part; nobody gets two by chance."""
    parts: dict[str, list[Row]] = field(default_factory=dict)
    """Rows set apart for a part in the roster: part -> rows."""
    order: list[Row] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    """Every sheet that was written."""

    def part(self, name: str, first: Row) -> None:
        """Sets `first` apart."""
        self.parts.setdefault(name, []).append(first)

    def of(self, system: str) -> list[Row]:
        """The rows of one system, in file order."""
        return [r for r in self.rows if r.system == system]

    def add(self, person: Person, node: Node, unit: str, post: str = "") -> Row:
        """Writes a row about `person`."""
        new = row(person, node, unit, post)
        self.rows.append(new)
        return new

    def take(self, count: int, *, retired: bool | None = None, units: str = "") -> list[Row]:
        """Live national rows whose people have no part yet; `units` are prefixes of units."""
        wanted = units.split()
        found: list[Row] = []
        for candidate in self._shuffled_national():
            if len(found) == count:
                break
            fits = retired is None or candidate.person.retired == retired
            inside = not wanted or candidate.node.organisation[:3] in wanted
            if fits and inside and id(candidate) not in self.used and candidate.live:
                self.used.add(id(candidate))
                found.append(candidate)
        return found

    def _shuffled_national(self) -> list[Row]:
        if not self.order:
            self.order = self.of(NATIONAL)
            self.random.shuffle(self.order)
        return self.order


OTHER_THAN_SHARED: Final = "u01 u02 u03 u04 u06 u07 u09"


# -- the registers -----------------------------------------------------------------------------


def _retired_quota() -> list[int]:
    total = sum(unit.members for unit in pools.UNITS)
    quota = [unit.members * RETIRED // total for unit in pools.UNITS]
    quota[0] += RETIRED - sum(quota)
    return quota


def _spread(random: Random, count: int, nodes: list[Node]) -> Iterator[Node]:
    """`count` places, at least two in each node, the rest by chance."""
    places = [node for node in nodes for _ in range(2)]
    places += random.choices(nodes, k=count - len(places))
    return iter(sorted(places[:count], key=nodes.index))


def fill_national(world: World) -> None:
    """3,151 rows but the few that `extra_rows` adds: 12 units, 740 of the people retired."""
    random, forest = world.random, world.forest
    for index, (unit, retired) in enumerate(zip(pools.UNITS, _retired_quota(), strict=True), 1):
        own = [
            n
            for n in forest.leaves(NATIONAL)
            if n.organisation.startswith(f"u{index:02}") and "BR05" not in n.tags
        ]
        active = unit.members - retired - (_EXTRA_ROWS if index == 1 else 0)
        homes = [n for n in own if "retired" not in n.tags]
        rest = [n for n in own if "retired" in n.tags] or homes
        if index == 3:
            active -= 5
            for _ in range(5):
                travel = forest.one(NATIONAL, "x-travel")
                world.add(world.registry.person(), travel, unit.full, "在职")
        for node in _spread(random, active, homes):
            world.add(world.registry.person(), node, unit.full, "在职")
        for node in _spread(random, retired, rest):
            world.add(world.registry.person(retired=True), node, unit.full, "退休")
    _twins_and_namesakes(world)


def _twins_and_namesakes(world: World) -> None:
    """Turns a few people into twins of, or namesakes of, others."""
    active = [r for r in world.of(NATIONAL) if not r.person.retired and len(r.person.name) == 3]
    for one, other in zip(active[40:1200:290], active[90:1250:290], strict=False):
        _become(world, other, like=one)
        one.fault("twin")
        other.fault("twin")
    same_unit = [r for r in active if r.node.organisation.startswith("u02")]
    for place in range(5, 300, 50):
        one = same_unit[place]
        later = same_unit[place + 25 :]
        other = next(r for r in later if r.sex == one.sex and not r.faults)
        other.person.name = other.name = one.person.name
        one.fault("namesake")
        other.fault("namesake")


def _become(world: World, target: Row, like: Row) -> None:
    twin, person = like.person, target.person
    person.name = target.name = twin.name[0] + pools.given(world.random, twin.sex, twin.born.year)
    person.sex, person.born = twin.sex, twin.born
    person.id_number = world.registry.number(twin.id_number[:6], twin.born, twin.sex)
    person.joined, person.full = twin.joined, twin.full
    fresh = row(person, target.node, target.unit, target.post)
    target.__dict__.update(fresh.__dict__)


def extra_rows(world: World) -> None:
    """People with two national rows: twice in a branch (6), in two branches (6), in two units (4)."""
    leaves = world.forest.leaves(NATIONAL)
    for number, first in enumerate(world.take(_EXTRA_ROWS, retired=False, units="u01 u02 u03 u04")):
        unit = first.node.organisation[:3]
        if number < 6:
            second = world.add(first.person, first.node, first.unit, first.post)
            second.fault("twice_in_branch")
            continue
        inside = number < 12
        choice = [
            n
            for n in leaves
            if n.organisation.startswith("u")
            and (n.organisation[:3] == unit) == inside
            and n is not first.node
            and n.tags >= {"active"}
            and not n.tags & {"BR05", "alone"}
            and n.organisation[:3] not in branches.SHARED_UNITS
        ]
        node = world.random.choice(choice)
        second = world.add(first.person, node, node.unit, first.post)
        second.fault("two_branches")
        if number >= 12:
            world.part("double_national", first)


def fill_szjg(world: World) -> None:
    """The shared units' members again."""
    for first in world.of(NATIONAL):
        key = first.node.organisation
        if key[:3] not in branches.SHARED_UNITS:
            continue
        found = [n for n in world.forest.of(SZJG) if n.organisation == key]
        if found and "BR05" not in found[0].tags and world.random.random() < 0.97:
            world.add(first.person, found[0], first.unit, first.post)
