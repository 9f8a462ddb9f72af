"""How each system and each association writes dates, sexes, phones, branches and masks.

Nothing here is a fault: it is what the exports look like. Where a style tells less than the whole
(a month, a mask), the row's facts are cut down to what it tells.
"""

from __future__ import annotations

from typing import Final

from tests.samples import formats
from tests.samples.forest import ROSTER, SZJG
from tests.samples.rows import Row
from tests.samples.world import World

_FILLERS: Final = ("", "", "", "无", "—", "-", "／", "/")
MASKS: Final = ((6, 4, None), (4, 6, None), (6, 4, 4), (3, 4, None), (6, 4, 6), (10, 4, None))
"""Characters shown at the head and at the tail, and stars between where the length is lost."""


def apply(world: World) -> None:
    """Gives every row its system's and its association's way of writing."""
    units = sorted({n.unit for n in world.forest.of(ROSTER)})
    style = {unit: formats.DATE_STYLES[i % 10] for i, unit in enumerate(units)}
    without_phone = set(world.random.sample(units, 5))
    for row in world.of(ROSTER):
        _roster(world, row, style[row.node.unit], row.node.unit in without_phone)
    for row in world.of(SZJG):
        _szjg(world, row)


def hide(row: Row, head: int, tail: int, stars: int | None) -> None:
    """Masks the row's ID, and with it what the row tells."""
    row.cells["id_number"] = formats.mask(row.id_number, head, tail, stars)
    row.id_number = formats.mask(row.id_number, head, tail)
    row.id_state = "masked"


def _szjg(world: World, row: Row) -> None:
    shape = world.random.choices(MASKS, (90, 3, 3, 2, 1, 1))[0]
    hide(row, *shape)
    row.birth = row.birth[:7]
    row.cells["birth"] = row.birth.replace("-", ".")
    row.cells["sex"] = {"M": "1", "F": "2"}[row.sex]
    row.post = row.full = row.education = ""  # the port does not export these
    if world.random.random() < 0.1:
        row.phone = ""


def _roster(world: World, row: Row, style: str, without_phone: bool) -> None:
    random = world.random
    for name in ("birth", "joined", "full"):
        iso = getattr(row, name)
        if not iso:
            continue
        chance = random.random()
        if chance < 0.05:
            setattr(row, name, "")
            row.cells[name] = random.choice(_FILLERS)
            continue
        own = random.choice(formats.DATE_STYLES) if chance < 0.1 else style
        row.cells[name] = formats.date(iso, own)
        setattr(row, name, formats.precision(iso, own))
    if without_phone or random.random() < 0.1:
        row.phone = ""
        row.cells["phone"] = random.choice(_FILLERS)
    elif random.random() < 0.04:
        row.cells["phone"] = f"{row.phone[:3]} {row.phone[3:7]} {row.phone[7:]}"
    if random.random() < 0.05:
        row.cells["original_unit"] = random.choice(_FILLERS)
        row.original_unit = ""
    if row.node.short and random.random() < 0.08:
        row.cells["branch"] = row.node.short
    if random.random() < 0.06:
        row.cells["remark"] = random.choice(_FILLERS[3:])
