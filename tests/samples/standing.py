"""Members whose state comes before any transfer, and a temporary branch that holds relationships."""

from __future__ import annotations

from collections.abc import Iterator

from tests.samples import states
from tests.samples.forest import NATIONAL, ROSTER, Node
from tests.samples.rows import Row
from tests.samples.world import World

UNKNOWN = "待核实"
DOCUMENTS = ("军字第0000001号", "H00000001")
ABROAD = "出国（境）"


def plant(world: World) -> None:
    """Changes the state of staff's one register row, and of two people with no other part."""
    staff = _staff(world)
    for state in (ABROAD, "停止党籍", UNKNOWN, "已去世", "历史党员"):
        changed = next(staff)
        changed.state = state
        changed.fault(f"state_{state}")
    for idle in states.idle(world, 2):
        idle.state = UNKNOWN
        idle.fault("state_unknown")
    for number, idle in zip(DOCUMENTS, states.idle(world, len(DOCUMENTS)), strict=False):
        idle.id_number, idle.id_state = number, "document"
        idle.cells["id_number"] = number
        idle.fault("id_document")
    node = _small(world)
    node.nature = "temporary"
    node.tags.add("BR22")
    for row in world.rows:
        if row.node is node:
            row.dues = ""


def _staff(world: World) -> Iterator[Row]:
    """The register row of full-time staff who would be due, where nothing else is planted."""
    rows: dict[int, list[Row]] = {}
    for row in world.rows:
        rows.setdefault(id(row.person), []).append(row)
    moving = {id(letter.person) for letter in world.letters}
    for person, own in rows.items():
        register = [row for row in own if row.system == NATIONAL]
        roster = [row for row in own if row.system == ROSTER]
        if person in moving or len(own) != 2 or len(register) != 1 or any(r.faults for r in own):
            continue
        elsewhere = roster[0].node.organisation != register[0].node.organisation
        if (
            elsewhere
            and register[0].live
            and register[0].post != "退休"
            and roster[0].post == "专职"
            and roster[0].node.effective() in {"ordinary", "joint"}
        ):
            yield register[0]


def _small(world: World) -> Node:
    """The smallest branch of the national system alone with nothing planted."""
    shared = {n.organisation for n in world.forest.nodes if n.system != NATIONAL}
    sizes: dict[int, int] = {}
    for row in world.rows:
        sizes[id(row.node)] = sizes.get(id(row.node), 0) + 1
    leaves = [
        node
        for node in world.forest.leaves(NATIONAL)
        if node.organisation not in shared
        and not any(tag.startswith("BR") for tag in node.tags)
        and node.nature == "ordinary"
        and sizes.get(id(node), 0) >= 5
    ]
    return min(leaves, key=lambda node: (sizes[id(node)], node.code))
