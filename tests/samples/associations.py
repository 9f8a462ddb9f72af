"""Fills the associations: who is where they belong, who has stayed, who should have moved."""

from __future__ import annotations

import datetime as dt
from itertools import cycle
from typing import Final

from tests.samples import formats, pools
from tests.samples.forest import NATIONAL, ROSTER, SZJG, Node
from tests.samples.rows import Applicant, Letter, Row
from tests.samples.world import OTHER_THAN_SHARED, TODAY, World

_POSTS_ACTIVE: Final = "兼职62 专职16 挂靠6 空16"
_POSTS_FUNCTIONAL: Final = "兼职80 专职5 挂靠2 空13"
_POSTS_RETIRED: Final = "退休80 空20"


def _unit_text(world: World, full: str) -> str:
    """How an association's clerk writes a unit: mostly short, sometimes in full."""
    unit = next((u for u in pools.UNITS if u.full == full), None)
    if unit is None or world.random.random() < 0.35:
        return full
    if unit.former and world.random.random() < 0.04:
        return unit.former
    return world.random.choice(unit.short)


def join(world: World, first: Row, node: Node, post: str | None = None) -> Row:
    """A roster row for somebody whose relationship is where `first` says."""
    if post is None:
        posts = _POSTS_ACTIVE if node.effective() in {"ordinary", "joint"} else _POSTS_FUNCTIONAL
        post = pools.pick(world.random, _POSTS_RETIRED if first.person.retired else posts)
    new = world.add(first.person, node, "", "" if post == "空" else post)
    new.original_unit = _unit_text(world, first.unit)
    return new


def _stranger(world: World, node: Node, *, name: str | None = None, unit: str = "") -> Row:
    """A roster row for somebody whom no register knows."""
    person = world.registry.person(retired=world.random.random() < 0.15, name=name)
    full, short = world.random.choice(pools.OTHER_UNITS)
    post = pools.pick(world.random, _POSTS_RETIRED if person.retired else _POSTS_ACTIVE)
    new = world.add(person, node, "", "" if post == "空" else post)
    new.original_unit = unit or world.random.choice((full, short))
    return new


def _entities(world: World) -> list[Node]:
    """The associations' ordinary branches whose staff have their relationship in them."""
    out = {"alone", "BR05", "BR06"}
    return [n for n in world.forest.of(ROSTER, "entity") if not n.tags & out]


def staff(world: World) -> None:
    """Full-time staff who have moved (or began there), and those who are still held twice."""
    homes = _entities(world)
    around = cycle(homes)
    for _ in range(48):
        node = next(around)
        person = world.registry.person()
        world.add(person, world.forest.one(SZJG, node.organisation), node.unit, "在职")
        new = world.add(person, node, "", world.random.choice(("专职", "专职", "专职", "")))
        new.original_unit = node.unit
    for first in world.take(40, retired=False, units=OTHER_THAN_SHARED):
        node = next(around)
        moved(first, world.random.randint(60, 900))
        world.add(first.person, world.forest.one(SZJG, node.organisation), node.unit, "在职")
        join(world, first, node, "专职")
    for first in world.take(6, retired=False, units=OTHER_THAN_SHARED):
        node = next(around)
        world.add(first.person, world.forest.one(SZJG, node.organisation), node.unit, "在职")
        join(world, first, node, "专职").fault("double_moved")


def moved(first: Row, days: int) -> None:
    """Marks the row as one of somebody who moved out so many days ago."""
    first.state = "已转出"
    first.moved_out = (TODAY - dt.timedelta(days=days)).isoformat()


def absent(world: World) -> None:
    """People whom the port lists under an association's branch and the roster does not."""
    homes = _entities(world)
    for node in [*homes[2:20:3], *world.forest.of(ROSTER, "late")]:
        person = world.registry.person()
        world.add(person, world.forest.one(SZJG, node.organisation), node.unit, "在职").fault(
            "RL08"
        )
    for key, count in (("s-only", 4), ("s-trade", 3)):
        node = world.forest.one(SZJG, key)
        for _ in range(count):
            world.add(world.registry.person(), node, node.unit, "在职")


def members(world: World) -> None:
    """The bulk: people who take part and whose relationship is elsewhere."""
    forest = world.forest
    patched = [n for n in forest.of(ROSTER, "patched") if "BR06" not in n.tags]
    for nodes, least, most in (
        (_entities(world), 8, 13),
        (forest.of(ROSTER, "BR06"), 6, 9),
        (patched, 4, 6),
        (_functional(world), 8, 13),
    ):
        for node in nodes:
            for first in world.take(world.random.randint(least, most)):
                join(world, first, node)
    for node in patched * 2:
        _stranger(world, node)


def _functional(world: World) -> list[Node]:
    around = {"functional", "temporary", "floating"}
    return [
        n
        for n in world.forest.leaves(ROSTER)
        if n.effective() in around and not n.tags & {"BR05", "patched", "special"}
    ]


def strangers(world: World) -> None:
    """People in no register, among them namesakes of people who are in one."""
    places = cycle([*_functional(world), *_entities(world)])
    for _ in range(7):
        next(places)
    for _ in range(40):
        for _ in range(5):
            next(places)
        _stranger(world, next(places)).fault("in_no_register")
    for first in world.take(6, retired=False, units="u01 u02 u03"):
        node = next(places)
        _stranger(world, node, name=first.person.name, unit=first.unit).fault("namesake")


def left(world: World) -> None:
    """People whose register row is no longer live, and who have arrived nowhere."""
    places = cycle(_functional(world))
    states = ("已转出", "已转出", "已转出", "除名", "已转出")
    for first, state in zip(world.take(5, units=OTHER_THAN_SHARED), states, strict=True):
        join(world, first, next(places)).fault("left_the_register")
        first.state = state
        if state == "已转出":
            first.moved_out = (TODAY - dt.timedelta(days=200)).isoformat()
    for first in world.take(3, retired=True):
        first.state = "已去世"


def doubles(world: World) -> None:
    """Two live relationships, neither of them in the association."""
    places = cycle(_functional(world)[3::4])
    for first in world.parts["double_national"]:
        join(world, first, next(places)).fault("double_national")
    shared = [
        n
        for n in world.forest.of(SZJG, "active")
        if n.organisation.startswith("u05") and "BR05" not in n.tags
    ]
    for number, first in enumerate(world.take(3, retired=False, units="u03 u04")):
        world.add(first.person, shared[2 + number], first.unit, "在职").fault("double_across")
        join(world, first, next(places)).fault("double_across")


def twins(world: World) -> None:
    """Twins and namesakes of one unit, both of whom take part, together or apart."""
    places = _functional(world)
    for kind, count in (("twin", 4), ("namesake", 6)):
        known = [r for r in world.of(NATIONAL) if kind in r.faults and id(r) not in world.used]
        for number, first in enumerate(known[:count]):
            world.used.add(id(first))
            join(world, first, places[10 + number // 2 * 5 + number % 2]).fault(kind)


def twice(world: World) -> None:
    """Members of two associations, and rows that stand twice in one branch."""
    known = world.of(ROSTER)
    places = _functional(world)
    for number, first in enumerate(known[20 : 20 + 25 * 45 : 45]):
        node = places[(number * 7 + 3) % len(places)]
        if node is first.node:
            node = places[(number * 7 + 4) % len(places)]
        second = world.add(first.person, node, "", first.post or "兼职")
        second.original_unit = _unit_text(world, first.original_unit)
        second.fault("two_associations")
        first.fault("two_associations")
    for first in known[33 : 33 + 7 * 160 : 160]:
        second = world.add(first.person, first.node, "", first.post)
        second.original_unit = first.original_unit
        second.fault("twice_in_branch")


def applicants(world: World) -> None:
    """People on the roster who are not members yet; one branch holds nobody else."""
    node = world.forest.of(ROSTER, "applicants")[0]
    places = [node, node, node, *_functional(world)[::4], *_entities(world)[::6]]
    for place, category in zip(places, cycle(("积极分子", "发展对象", "入党申请人")), strict=False):
        world.applicants.append(Applicant(world.registry.person(), place, category))


# -- the transfer ledger -------------------------------------------------------------------------


def _letter(world: World, first: Row, days_ago: int, valid: int | None, state: str) -> Letter:
    letter = Letter(
        number=f"赣卫组转〔2026〕{len(world.letters) + 1:03}号",
        person=first.person,
        from_org=first.original_unit,
        to=first.node,
        issued=TODAY - dt.timedelta(days=days_ago),
        valid_days=valid,
        state=state,
        id_number=first.person.id_number,
    )
    world.letters.append(letter)
    return letter


def ledger(world: World) -> None:
    """Letters under way, past their validity, done, sent back; receipts that never came."""
    places = cycle([*_entities(world), *_functional(world)[::3]])

    def fresh() -> Row:
        return join(world, world.take(1, retired=False)[0], next(places), "专职")

    open_states = cycle(("待转出审核", "待转入审核", "跨省转接中"))
    for ago, valid in ((3, 30), (12, 30), (25, 30), (30, 30), (40, 90), (60, 90), (90, 90), (89, None),
                       (18, 60), (7, 30), (15, 30), (28, 30), (1, 30), (44, 60)):  # fmt: skip
        _letter(world, fresh(), ago, valid, next(open_states))
    for ago, valid in ((31, 30), (45, 30), (61, 60), (91, 90), (91, None), (120, 90), (200, 30),
                       (35, 30), (77, 60)):  # fmt: skip
        _letter(world, fresh(), ago, valid, next(open_states))
    _letter(world, _stranger(world, next(places)), 10, 30, "待转入审核").valid_text = "30天"
    _letter(world, _stranger(world, next(places)), 70, 30, "跨省转接中")
    staff_rows = [r for r in world.of(ROSTER) if "entity" in r.node.tags and r.post == "专职"]
    settled = [r for r in staff_rows if _arrived(world, r)]
    for first, ago in zip(settled[2:6:2], (9, 50), strict=True):
        _letter(world, first, ago, 30, "待转入审核").number += "(补)"
    _closed(world, settled[6:])
    for number, state in enumerate(("已驳回", "已撤销", "已驳回", "已撤销", "已驳回")):
        _letter(world, fresh(), 20 + 15 * number, 30, state)


def _arrived(world: World, first: Row) -> bool:
    return any(
        r.person is first.person and r.node.organisation == first.node.organisation
        for r in world.of(SZJG)
    )


def misdirect(world: World) -> None:
    """Letters to the first branch of a society about people whom the roster has in its second."""
    second = [n for n in world.forest.of(ROSTER, "entity") if n.organisation.endswith("b1")]
    for node in second[:2]:
        first = join(world, world.take(1, retired=False)[0], node, "专职")
        _letter(world, first, 10, 30, "待转入审核").to = world.forest.one(
            ROSTER, node.organisation[:-1] + "0"
        )


def retired_staff(world: World) -> None:
    """Retired people whom a functional branch lists as full-time staff."""
    for node, first in zip(_functional(world)[5::9], world.take(3, retired=True), strict=False):
        join(world, first, node, "专职").fault("counted_as_staff")


def hide_numbers(world: World) -> None:
    """Letters whose ID is masked, or not given at all."""
    for letter in world.letters[4::13]:
        letter.id_number = formats.mask(letter.id_number, 6, 4)
    for letter in world.letters[9::20]:
        letter.id_number = ""


def _closed(world: World, settled: list[Row]) -> None:
    """Letters that have been received: with a receipt, or without one for so many days."""
    for first, ago in zip(
        settled, (400, 300, 250, 210, 180, 160, 140, 130, 120, 110, 100, 95), strict=False
    ):
        letter = _letter(world, first, ago, 30, "已完成")
        letter.received = letter.issued + dt.timedelta(days=12)
        letter.receipt = True
    for first, since in zip(settled[12:], (29, 30, 31, 45, 80, 150, 31), strict=False):
        letter = _letter(world, first, since + 14, 30, "已完成")
        letter.received = TODAY - dt.timedelta(days=since)
        letter.receipt = False
