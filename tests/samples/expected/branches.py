"""BR: where organisations hang, who is in them, who leads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from tests.samples.expected.finding import Expected
from tests.samples.forest import ROSTER, Node
from tests.samples.rows import Row
from tests.samples.truth import Index, verdict
from tests.samples.world import TODAY, World


def owed(world: World, known: Index) -> Iterator[Expected]:
    """The findings about organisations, listed or not."""
    members: dict[int, list[Row]] = defaultdict(list)
    for row in world.rows:
        members[id(row.node)].append(row)
    yield from _moved(world)
    for node in world.forest.nodes:
        for code in _faults_of(node, world, members[id(node)], known):
            place = node.place if node.listed else min(r.place for r in members[id(node)])
            yield Expected(code, node.system, place, node.organisation, node.name)


def _faults_of(node: Node, world: World, rows: list[Row], known: Index) -> Iterator[str]:
    if not node.listed:
        yield "BR03"
        return
    if node.stated_parent:
        ring = _ring(node, world)
        if not ring:
            yield "BR01"
        elif node.code == min(n.code for n in ring):
            yield "BR02"
    if _alone(node, world):
        yield "BR04"
    if node.level == "branch" and not rows:
        yield "BR05"
    if node.system == ROSTER and _shadow(node, rows, known):
        yield "BR06"
    yield from _led(node, world)
    if node.effective() == "temporary" and node.term_to:
        yield "BR19"
    if node.nature == "temporary" and node.system != ROSTER and any(r.live for r in rows):
        yield "BR22"


def _moved(world: World) -> Iterator[Expected]:
    """BR18: branches that two systems list under different superiors, both of which both list."""
    listed = [n for n in world.forest.nodes if n.listed]
    homes = {(n.system, n.organisation) for n in listed}
    for a, b in combinations([n for n in listed if n.parent], 2):
        if a.organisation != b.organisation or a.system == b.system:
            continue
        assert a.parent is not None
        assert b.parent is not None
        above = {a.parent.organisation, b.parent.organisation}
        if len(above) > 1 and homes >= {(n.system, key) for n in (a, b) for key in above}:
            yield Expected("BR18", a.system, a.place, a.organisation, a.name)


def _led(node: Node, world: World) -> Iterator[str]:
    temporary = node.effective() == "temporary"
    if not temporary and node.term_to and node.term_to < TODAY:
        a_year_on = node.term_to.replace(year=node.term_to.year + 1)
        yield "BR13" if a_year_on < TODAY else "BR12"
    gives = any(n.secretary for n in world.forest.of(node.system))
    if gives and not node.secretary:
        yield "BR14"
    if node.parent and node.level == "branch" and node.secretary:
        same = [
            n
            for n in world.forest.of(node.system)
            if n.parent is node.parent and n.level == "branch" and n.secretary == node.secretary
        ]
        if len(same) > 1 and node.code == min(n.code for n in same):
            yield "BR16"


def _ring(node: Node, world: World) -> list[Node]:
    """The organisations one meets going up from `node`, if the way leads back to it."""
    names = {n.name: n for n in world.forest.of(node.system)}
    ring, here = [node], node
    while here.stated_parent and here.stated_parent[0] in names:
        here = names[here.stated_parent[0]]
        if here is node:
            return ring
        ring.append(here)
    return []


def _alone(node: Node, world: World) -> bool:
    """In one system only, though another knows its parent and lists what is under that."""
    above = node.parent
    if above is None or node.effective() not in {"ordinary", "joint"} or _alone(above, world):
        return False
    for other in world.forest.nodes:
        if other.system == node.system or other.organisation != above.organisation:
            continue
        there = [n for n in world.forest.of(other.system) if n.listed]
        lists_children = any(n.parent is other for n in there)
        if lists_children and all(n.organisation != node.organisation for n in there):
            return True
    return False


def _shadow(node: Node, rows: list[Row], known: Index) -> bool:
    if node.level != "branch" or node.effective() not in {"ordinary", "joint"} or not rows:
        return False
    return not {verdict(r, known) for r in rows} & {"consistent", "not_registered"}
