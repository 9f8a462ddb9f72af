"""BR: how many members an organisation has, and how many it should have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from tests.samples.expected.finding import Expected
from tests.samples.forest import NATIONAL, ROSTER, Node
from tests.samples.rows import Row
from tests.samples.truth import Index
from tests.samples.world import World

_LEAST: Final = 3
_MOST: Final = 50
_UNITS: Final = 5
_COMMITTEE_FROM: Final = 7
_USUAL: Final = {"general_branch": ("BR20", 50), "committee": ("BR21", 100)}
_PERCENT: Final = 80


def owed(world: World, known: Index) -> Iterator[Expected]:
    """One finding an organisation (whichever systems list it), association or pair, and code."""
    rows: dict[int, list[Row]] = defaultdict(list)
    for row in world.rows:
        if row.live:
            rows[id(row.node)].append(row)
    said: set[tuple[str, str]] = set()
    for node in world.forest.nodes:
        for code in _faults_of(node, world, rows) if node.listed else ():
            if (code, node.organisation) not in said:
                said.add((code, node.organisation))
                yield Expected(code, node.system, node.place, node.organisation, node.name)
    yield from _associations(world)
    for one, other in twins(world):
        subject = "|".join(sorted((one.organisation, other.organisation)))
        yield Expected("BR17", one.system, one.place, subject, one.name)


def _faults_of(node: Node, world: World, rows: dict[int, list[Row]]) -> Iterator[str]:
    if node.level == "branch":
        yield from _branch(node, world, rows)
    elif node.system != ROSTER:
        code, usual = _USUAL[node.level]
        below = {id(r.person) for n in _under(node, world) for r in rows[id(n)]}
        if 0 < len(below) <= usual:
            yield code


def _branch(node: Node, world: World, rows: dict[int, list[Row]]) -> Iterator[str]:
    same = [n for n in world.forest.nodes if n.organisation == node.organisation]
    held = [r for n in same if n.system != ROSTER for r in rows[id(n)]]
    people = {id(r.person) for r in held}
    full = {id(r.person) for r in held if r.category == "正式党员"}
    nature = node.effective()
    if people and nature == "ordinary" and len(full) < _LEAST:
        yield "BR07"
    if len(people) > _MOST:
        yield "BR08"
    units = {r.association or r.unit or r.node.unit for r in rows[id(node)]}
    if nature == "joint" and len(units) > _UNITS:
        yield "BR09"
    elects = node.system in {NATIONAL, ROSTER} and nature in {"ordinary", "joint"}
    if elects and node.term_from is None and len(full) >= _COMMITTEE_FROM:
        yield "BR15"


def _under(node: Node, world: World) -> list[Node]:
    """The organisation and all those below it in its system."""
    found = [node]
    for above in found:
        found += [n for n in world.forest.of(node.system) if n.parent is above]
    return found


def _associations(world: World) -> Iterator[Expected]:
    """BR10 and BR11: members on the staff of associations that have no branch of their own."""
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in world.of(ROSTER):
        by_name[row.association or row.node.unit].append(row)
    own = {n.unit for n in world.forest.of(ROSTER) if n.listed and n.effective() == "ordinary"}
    for name, rows in by_name.items():
        staff = [r for r in rows if r.post == "专职" and r.category == "正式党员"]
        count = len({id(r.person) for r in staff})
        place = min(r.place for r in rows)
        if name in own:
            continue
        if count >= _LEAST:
            yield Expected("BR10", ROSTER, place, name)
        elif count and all(r.node.effective() != "joint" for r in staff):
            yield Expected("BR11", ROSTER, place, name)


def twins(world: World) -> list[tuple[Node, Node]]:
    """Branches of one system that have most of the smaller one's members in common."""
    people: dict[int, set[int]] = defaultdict(set)
    places: dict[tuple[str, int], list[Node]] = defaultdict(list)
    for row in world.rows:
        if row.live and id(row.person) not in people[id(row.node)]:
            people[id(row.node)].add(id(row.person))
            places[row.system, id(row.person)].append(row.node)
    pairs = {
        (id(a), id(b)): (a, b)
        for nodes in places.values()
        for a, b in combinations(sorted(nodes, key=lambda n: n.organisation), 2)
    }
    return [pair for pair in pairs.values() if _alike(*(people[id(n)] for n in pair))]


def _alike(one: set[int], other: set[int]) -> bool:
    shared = len(one & other)
    return shared >= _LEAST and shared * 100 >= _PERCENT * min(len(one), len(other))
