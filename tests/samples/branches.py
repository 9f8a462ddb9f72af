"""Plants the forest: the trees of the three systems, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.samples import pools, special
from tests.samples.forest import NATIONAL, ROSTER, SZJG, Forest, Node

ORDINALS: Final = "一二三四五六七八九"
_TITLE: Final = {"committee": "委员会", "general_branch": "总支部委员会", "branch": "支部委员会"}
_SHORT: Final = {"committee": "党委", "general_branch": "党总支", "branch": "党支部"}


def _full(core: str, level: str, prefix: str = "中国共产党") -> str:
    return f"{prefix}{core}{_TITLE[level]}"


# -- the register side -----------------------------------------------------------------------


def _branch_cores(unit: pools.Unit) -> list[tuple[str, bool]]:
    """The names of a unit's branches after the unit's own, and whether each is of the retired."""
    retired = max(1, round(unit.branches * 0.22))
    active = unit.branches - retired
    departments = unit.departments[: (active + 1) // 2 + 1]
    cores: list[tuple[str, bool]] = []
    for index in range(active):
        around, which = divmod(index, len(departments))
        twice = index + len(departments) < active or around
        cores.append((departments[which] + (f"第{ORDINALS[around]}" if twice else ""), False))
    for index in range(retired):
        ordinal = f"第{ORDINALS[index]}" if retired > 1 else ""
        cores.append((f"离退休{ordinal}", True))
    return cores


def national(forest: Forest) -> None:
    """The national system: a root, 12 units, 144 branches, full names, 12-digit codes."""
    root = forest.add(
        Node(NATIONAL, "o-root", "中国共产党江西省卫生健康系统委员会", "江西省卫生健康系统党委",
             "036000000000", "committee")
    )  # fmt: skip
    for number, unit in enumerate(pools.UNITS, start=1):
        top = forest.add(
            Node(NATIONAL, f"u{number:02}", _full(unit.full, unit.level),
                 unit.full + _SHORT[unit.level], f"0360000{number:02}000", unit.level,
                 parent=root, unit=unit.full,
                 former=_full(unit.former, unit.level) if unit.former else "")
        )  # fmt: skip
        if unit.level == "branch":
            top.tags.add("mixed")
            continue
        for index, (core, retired) in enumerate(_branch_cores(unit), start=1):
            node = forest.add(
                Node(NATIONAL, f"u{number:02}b{index:02}", _full(unit.full + core, "branch"),
                     f"{unit.full}{core}党支部", f"0360000{number:02}{index:03}", "branch",
                     parent=top, unit=unit.full)
            )  # fmt: skip
            node.tags.add("retired" if retired else "active")
    _national_faults(forest)


def _national_faults(forest: Forest) -> None:
    missing = forest.one(NATIONAL, "u03b07")
    missing.stated_parent = ("中国共产党江西省第二人民医院委员会", "036000099000")
    missing.parent = None
    missing.tags.add("BR01")
    ring = [forest.one(NATIONAL, f"u02b{n:02}") for n in (11, 12, 13)]
    for node, above in zip(ring, [*ring[1:], ring[0]], strict=True):
        node.stated_parent = (above.name, above.code)
        node.parent = None
        node.tags.add("BR02")
    forest.one(NATIONAL, "u01b20").tags.add("BR05")
    for key in ("u05b04", "u08b02"):
        forest.one(NATIONAL, key).tags.update({"BR04", "alone"})


SHARED_UNITS: Final = ("u05", "u08", "u10", "u11", "u12")
"""Units that both registers list whole: 疾控中心, 血液中心 and the three single branches."""


def szjg(forest: Forest) -> None:
    """The provincial port of the offices: shared units by their short names, and associations."""
    root = forest.add(
        Node(
            SZJG,
            "o-work",
            "中共江西省直属机关工作委员会",
            "省直机关工委",
            "362000000000",
            "committee",
        )
    )
    for place, key in enumerate(SHARED_UNITS, start=1):
        above = root
        for node in [n for n in forest.of(NATIONAL) if n.organisation.startswith(key)]:
            if "alone" in node.tags:
                continue
            unit = next(u for u in pools.UNITS if u.full == node.unit)
            short = node.short.replace(unit.full, unit.short[0])
            # One unit carries its national code over, the others were numbered anew.
            code = node.code if place == 1 else f"3620{place:02}{node.code[-3:]}000"
            copy = forest.add(
                Node(SZJG, node.organisation, short, short, code, node.level, unit=node.unit,
                     parent=above, tags=node.tags & {"retired", "active", "mixed"})
            )  # fmt: skip
            above = copy if node.level != "branch" else above
    cdc = forest.one(SZJG, "u05")
    only = Node(
        SZJG, "s-only", "省疾控中心健康大数据党支部", "", "036000005990", "branch", parent=cdc
    )
    only.unit = "江西省疾病预防控制中心"
    only.tags.update({"active", "BR04"})
    forest.add(only)
    forest.one(SZJG, "u05b06").tags.add("BR05")


# -- the roster side -------------------------------------------------------------------------


def roster(forest: Forest) -> None:
    """The associations: mixed ones, single branches, functional ones, and the planted faults."""
    root = forest.add(
        Node(ROSTER, "o-trade", "中共江西省卫生健康行业综合委员会", "江西省卫生健康行业综合党委", "036",
             "committee", former="中共江西省卫生和计划生育行业综合委员会")
    )  # fmt: skip
    sections = iter(pools.SECTIONS * 6)
    for number, association in enumerate(pools.ASSOCIATIONS, start=1):
        code = f"036{number:03}"
        if number <= 11:
            _mixed(forest, root, association, code, sections)
        elif number <= 20:
            _single(forest, root, association, code)
        else:
            _functional(forest, root, association, code, sections)
    _roster_faults(forest, root)
    _roster_special(forest)
    special.organisations(forest)
    _associations_of_szjg(forest)


def _mixed(
    forest: Forest, root: Node, association: str, code: str, sections: Iterator[str]
) -> None:
    """An association with two ordinary branches and functional ones beside them."""
    level = "committee" if code in {"036001", "036005"} else "general_branch"
    top = forest.add(
        Node(ROSTER, f"a{code}", _full(association, level, "中共"), association + _SHORT[level],
             code, level, parent=root, unit=association)
    )  # fmt: skip
    for index in range(2):
        core = f"{association}第{ORDINALS[index]}"
        node = Node(ROSTER, f"a{code}b{index}", _full(core, "branch", "中共"), f"{core}党支部",
                    f"{code}{index + 1:03}", "branch", parent=top, unit=association)  # fmt: skip
        node.tags.add("entity")
        forest.add(node)
    for index in range(2, 4 + (int(code) % 2)):
        section = next(sections)
        name = f"{association}{section}功能型党支部"
        node = Node(ROSTER, f"a{code}b{index}", name, "", f"{code}{index + 1:03}", "branch",
                    "functional", parent=top, unit=association)  # fmt: skip
        forest.add(node)


def _single(forest: Forest, root: Node, association: str, code: str) -> None:
    joint = code == "036018"
    name = f"中共{association}联合支部委员会" if joint else _full(association, "branch", "中共")
    short = f"{association}联合党支部" if joint else f"{association}党支部"
    node = Node(ROSTER, f"a{code}", name, short, code, "branch", "joint" if joint else "ordinary",
                parent=root, unit=association)  # fmt: skip
    node.tags.add("entity")
    forest.add(node)


def _functional(
    forest: Forest, root: Node, association: str, code: str, sections: Iterator[str]
) -> None:
    """A society that runs functional organisations only, with or without a roof of their own."""
    if int(code) % 4 == 0:
        forest.add(
            Node(ROSTER, f"a{code}", f"{association}功能型党支部", "", code, "branch", "functional",
                 parent=root, unit=association)
        )  # fmt: skip
        return
    level = "committee" if int(code) % 4 == 1 else "general_branch"
    top = forest.add(
        Node(ROSTER, f"a{code}", f"{association}功能型{_SHORT[level]}", "", code, level,
             "functional", parent=root, unit=association)
    )  # fmt: skip
    for index in range(2 + int(code) % 2):
        section = next(sections)
        # Half of these do not say 功能型 themselves: it is their parent that is.
        inherits = index % 2 == 1
        name = f"{association}{section}{'' if inherits else '功能型'}党支部"
        forest.add(
            Node(ROSTER, f"a{code}b{index}", name, "", f"{code}{index + 1:03}", "branch",
                 "ordinary" if inherits else "functional", parent=top, unit=association)
        )  # fmt: skip


def _roster_faults(forest: Forest, root: Node) -> None:
    orphan = forest.one(ROSTER, "a036022b0")
    orphan.stated_parent = ("江西省卫生信息学会功能型党总支", "")
    orphan.code = "036777001"
    orphan.parent = None
    orphan.tags.add("BR01")
    merged = forest.one(ROSTER, "a036014")
    merged.stated_parent = ("中共江西省卫生计生社会组织联合委员会", "")
    merged.parent = None
    merged.tags.add("BR01")
    first, second = forest.one(ROSTER, "a036037"), forest.one(ROSTER, "a036038")
    for node, above in ((first, second), (second, first)):
        node.stated_parent = (above.name, "")
        node.parent = None
        node.tags.add("BR02")
    forest.one(ROSTER, "a036025b0").tags.update({"BR05", "applicants"})
    forest.one(ROSTER, "a036019").tags.update({"BR05", "late"})
    forest.one(ROSTER, "a036011").tags.update({"BR04", "alone"})
    for index in (0, 1):
        forest.one(ROSTER, f"a036011b{index}").tags.update({"alone", "patched"})
    forest.one(ROSTER, "a036011b1").tags.add("BR06")
    forest.one(ROSTER, "a036010b1").tags.update({"BR04", "alone", "patched"})
    forest.one(ROSTER, "a036015").tags.update({"BR06", "late"})
    forest.one(ROSTER, "a036009b1").tags.update({"BR06", "BR05-szjg"})


def _roster_special(forest: Forest) -> None:
    society = forest.one(ROSTER, "a036001")
    forest.add(
        Node(ROSTER, "a036001t", "江西省医学会援外医疗队临时党支部", "", "036001901", "branch",
             "temporary", parent=society, unit="江西省医学会")
    )  # fmt: skip
    forest.add(
        Node(ROSTER, "a036037f", "江西省护工服务行业协会流动党员党支部", "", "036037901", "branch",
             "floating", parent=forest.one(ROSTER, "o-trade"), unit="江西省护工服务行业协会")
    )  # fmt: skip
    for key, name, nature, unit in (
        ("x-review", "江西省卫生信息学会评审专家功能型党支部", "functional", "江西省卫生信息学会"),
        ("x-rehab", "江西省康复辅具行业协会党支部", "ordinary", "江西省康复辅具行业协会"),
    ):
        node = Node(ROSTER, key, name, "", "", "branch", nature, unit=unit, listed=False)
        node.tags.update({"BR03", "patched"})
        forest.add(node)
    unlisted = Node(NATIONAL, "x-travel", "中国共产党江西省卫生健康系统援赣医疗队支部委员会", "", "", "branch",
                    unit="江西省人民医院", listed=False)  # fmt: skip
    unlisted.tags.update({"BR03", "active"})
    forest.add(unlisted)


def _associations_of_szjg(forest: Forest) -> None:
    """The provincial port lists the ordinary organisations of the associations, by short names."""
    copies: dict[int, Node] = {}
    work = forest.one(SZJG, "o-work")
    number = 0
    for node in forest.of(ROSTER):
        if not node.listed or node.effective() not in {"ordinary", "joint"} or "alone" in node.tags:
            continue
        number += 1
        trade = copies.get(id(forest.one(ROSTER, "o-trade"))) or work
        above = trade if "BR18" in node.tags else copies.get(id(node.parent)) or trade
        short = node.short or node.name
        copy = Node(SZJG, node.organisation, short, short, f"362099{number:03}000", node.level,
                    node.nature, parent=above, unit=node.unit)  # fmt: skip
        if node.level == "branch":
            copy.tags.add("entity")
        if "BR05-szjg" in node.tags:
            copy.tags.add("BR05")
        copies[id(node)] = forest.add(copy)
    trade = forest.one(SZJG, "o-trade")
    forest.add(
        Node(SZJG, "s-trade", "江西省健康旅游协会党支部", "", "362099800000", "branch", parent=trade,
             unit="江西省健康旅游协会", tags={"BR04"})
    )  # fmt: skip


def build() -> Forest:
    """The whole forest, with its planted faults."""
    forest = Forest()
    national(forest)
    szjg(forest)
    roster(forest)
    return forest
