"""Fills the special branches, and brings others to an exact number of members."""

from __future__ import annotations

from collections import Counter
from typing import Final

from tests.samples import states
from tests.samples.associations import join, moved
from tests.samples.forest import NATIONAL, ROSTER, SZJG, Node
from tests.samples.rows import Row
from tests.samples.special import TWINS
from tests.samples.world import OTHER_THAN_SHARED, World

SHEET: Final = "补报名单"
"""The sheet of the roster that an association filled in by hand, without ID numbers."""
_SIZES: Final = (
    ("u01b24", 2, 2, "BR07"), ("u01b25", 3, 1, "BR07_near"),
    ("u02b03", 51, 0, "BR08"), ("u03b04", 50, 0, "BR08_near"),
    ("u01b26", 7, 1, "BR15"), ("u01b27", 6, 2, "BR15_near"),
)  # fmt: skip
"""National branches: how many full members they are to have, how many on probation, and why."""
_JOINT: Final = {
    "j-one": (("江西省输血协会", 1), ("江西省整合医学学会", 1), ("江西省卫生监督协会", 1),
              ("江西省病理学会", 1), ("江西省生殖健康学会", 1), ("江西省眼健康学会", 2)),
    "j-two": (("江西省医疗器械行业协会", 3), ("江西省健康教育协会", 3), ("江西省睡眠医学会", 1),
              ("江西省急诊医学会", 1), ("江西省中药材商会", 1)),
}  # fmt: skip
"""Joint branch -> the associations whose staff it holds, and how many of each."""
_TWO_AND_ONE: Final = "江西省健康教育协会"
"""Its three members of staff: two full ones, and one on probation."""


def joint_branches(world: World) -> None:
    """The staff of small associations, who have moved from their units into a joint branch."""
    people = iter([r for r in world.take(30, retired=False, units=OTHER_THAN_SHARED) if r.full])
    for key, staff in _JOINT.items():
        node = world.forest.one(ROSTER, key)
        for association, count in staff:
            for number in range(count):
                new = _arrived(world, next(people), node, association)
                if association == _TWO_AND_ONE:
                    new.fault("BR10_near")
                    if number == 2:
                        _admitted_lately(world, new)
                else:
                    new.fault("BR11_near")


def _arrived(world: World, first: Row, node: Node, association: str) -> Row:
    """The roster's row of somebody who has moved into the branch."""
    moved(first, 60 + world.random.randrange(600))
    there = world.forest.one(SZJG, node.organisation)
    world.add(first.person, there, association, "在职")
    new = join(world, first, node, "专职")
    new.association = association
    return new


def _admitted_lately(world: World, new: Row) -> None:
    """On probation, in every list."""
    new.person.joined, new.person.full = states.days_ago(120), None
    for row in world.rows:
        if row.person is new.person:
            states.on_probation(row, 120)


def temporary_branch(world: World) -> None:
    """A team abroad that held an election, which temporary branches do not."""
    for first in world.take(6, retired=False):
        join(world, first, world.forest.one(ROSTER, "a036002t"), "兼职")


def twin_branches(world: World) -> None:
    """Branches that list members of another branch of their society once more."""
    for known, twin, shared, others in TWINS:
        node = world.forest.one(ROSTER, twin)
        whole = [r for r in world.of(ROSTER) if r.node.organisation == known and not r.faults]
        for first in whole[:shared]:
            again = world.add(first.person, node, "", first.post)
            again.original_unit = first.original_unit
            first.fault("twin_branch")
            again.fault("twin_branch")
        for first in world.take(others, retired=False):
            join(world, first, node, "兼职")


def by_hand(world: World) -> None:
    """People on a sheet of their own that gives no ID numbers."""
    node = world.forest.one(ROSTER, "a036040")
    for first in world.take(8, retired=False):
        new = join(world, first, node, "兼职")
        new.sheet, new.id_number, new.id_state = SHEET, "", "no_column"
        new.fault("no_id_column")


def staff_of_two_and_one(world: World) -> None:
    """Nobody else of the association with two full members on its staff works there full-time."""
    for row in world.of(ROSTER):
        elsewhere = row.node.unit == _TWO_AND_ONE
        if elsewhere and row.post == "专职" and not row.faults:
            row.post = "兼职"


def sizes(world: World) -> None:
    """Brings a few national branches to an exact number of members; the others take up the rest."""
    for key, full, probationary, tag in _SIZES:
        node = world.forest.one(NATIONAL, key)
        node.tags.add(tag)
        others = _siblings(world, node)
        for row in _held(world, node):
            if not row.full or _people(world, node) > full + probationary:
                row.node = world.random.choice(others)
        arrivals = iter([r for r in states.alone(world) if r.full and r.node in others])
        while _people(world, node) < full + probationary:
            next(arrivals).node = node
        novices = [r for r in states.alone(world) if r.node is node]
        for row in novices[:probationary]:
            states.on_probation(row, 150)


def _people(world: World, node: Node) -> int:
    return len({id(r.person) for r in _held(world, node)})


def _held(world: World, node: Node) -> list[Row]:
    """The branch's members: first those who can be moved, last those who can be changed at will."""
    once = Counter(id(r.person) for r in world.of(NATIONAL))
    alone = {id(r) for r in states.alone(world)}
    rows = [r for r in world.of(NATIONAL) if r.node is node and r.live]
    return sorted(rows, key=lambda r: (once[id(r.person)] > 1, id(r) in alone))


def _siblings(world: World, node: Node) -> list[Node]:
    ours = {key for key, *_ in _SIZES}
    return [
        n
        for n in world.forest.of(NATIONAL, "active")
        if n.parent is node.parent and n.organisation not in ours and "BR05" not in n.tags
    ]
