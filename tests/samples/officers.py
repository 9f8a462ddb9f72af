"""Who leads each organisation, and since when; a few terms are over, a few posts are empty."""

from __future__ import annotations

import datetime as dt
from typing import Final

from tests.samples import pools
from tests.samples.forest import NATIONAL, ROSTER, Node
from tests.samples.rows import Row
from tests.samples.world import TODAY, World

_YEARS: Final = {"committee": 5, "general_branch": 3, "branch": 3}
_PLANTED: Final = {
    "BR12": ((ROSTER, "a036004b0", 20), (ROSTER, "a036016", 150), (ROSTER, "a036033b1", 364),
             (NATIONAL, "u02b05", 75), (NATIONAL, "u06b03", 1)),
    "BR13": ((ROSTER, "a036020", 400), (ROSTER, "a036029b2", 1500), (NATIONAL, "u04b09", 800)),
    "BR14": ((ROSTER, "a036013", 0), (ROSTER, "a036031b0", 0), (NATIONAL, "u01b07", 0)),
}  # fmt: skip
"""Code -> system, organisation, and how many days ago the term ended."""
_ONE_FOR_TWO: Final = ("a036002b2", "a036002b3")


def lead(world: World) -> None:
    """Elects a secretary everywhere, from among the members where there are any."""
    members: dict[int, list[Row]] = {}
    for row in world.rows:
        if row.category == "正式党员" and row.live and row.name == row.person.name:
            members.setdefault(id(row.node), []).append(row)
    taken: set[tuple[int, str]] = set()
    for node in world.forest.nodes:
        if node.listed and node.system in {NATIONAL, ROSTER}:
            _elect(world, node, members.get(id(node), []), taken)
    _plant(world)


def _elect(world: World, node: Node, members: list[Row], taken: set[tuple[int, str]]) -> None:
    names = [row.name for row in members if (id(node.parent), row.name) not in taken]
    born = 1975
    node.secretary = names[0] if names else _invent(world, born)
    taken.add((id(node.parent), node.secretary))
    if node.system == ROSTER:
        node.phone = world.registry.phone()
    if node.tags & {"BR15", "BR15_near"} or (
        node.nature == "temporary" and "BR19" not in node.tags
    ):
        return
    elected = TODAY - dt.timedelta(days=world.random.randint(40, 950))
    _begin(node, elected.replace(day=min(elected.day, 28)))


def _invent(world: World, born: int) -> str:
    return pools.surname(world.random) + pools.given(world.random, "M", born)


def _begin(node: Node, elected: dt.date) -> None:
    node.term_from = elected
    node.term_to = elected.replace(year=elected.year + _YEARS[node.level])


def _plant(world: World) -> None:
    for code, places in _PLANTED.items():
        for system, organisation, days in places:
            node = world.forest.one(system, organisation)
            node.tags.add(code)
            if code == "BR14":
                node.secretary = ""
                continue
            ended = TODAY - dt.timedelta(days=days)
            _begin(node, ended.replace(year=ended.year - _YEARS[node.level]))
    first, second = (world.forest.one(ROSTER, key) for key in _ONE_FOR_TWO)
    second.secretary = first.secretary
    first.tags.add("BR16")
