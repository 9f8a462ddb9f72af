"""A world of branches: a roster's list and a register's, with what is the same in both.

The register lists every unit's committee and branches by their full names; the roster lists some of
them, and associations' own, as its clerks write them: 中共 or not, short forms, abbreviated units,
bare names below a parent, former names, other numerals. Some exist in the roster alone, with names
that differ from a register branch by an ordinal, a department or a place. Some were renamed, and
only their members show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import polars as pl

from orgtransfer import frames
from tests.benchmarks.units import CITIES, Unit, units

ORDINALS: Final = "一二三四五六七八九十"
DEPARTMENTS: Final = (
    "机关 内科 外科 妇产科 儿科 门诊 医技 药剂 行政后勤 离退休 护理 急诊 麻醉 检验 影像 骨科 肿瘤科 神经内科 "
    "心血管内科 呼吸内科 消化内科 泌尿外科 眼科 耳鼻喉科 口腔科 中医科 康复科 感染科 重症医学科 超声"
).split()
SOCIETIES: Final = (
    "医学会 护理学会 药学会 中医药学会 医院协会 医师协会 预防医学会 康复医学会 针灸学会 营养学会 口腔医学会 "
    "卫生经济学会 医学教育学会 抗癌协会 防痨协会 心理卫生协会 老年医学学会 健康管理协会 中西医结合学会 卫生信息学会"
).split()
_RENAMED_TO: Final = "健康服务 综合保障 平安医院建设 医疗发展 学科建设 惠民服务".split()
_PARTY: Final = {
    "committee": ("委员会", "党委"),
    "general_branch": ("总支部委员会", "党总支"),
    "branch": ("支部委员会", "党支部"),
}
# How the roster writes a branch it shares with the register; shares of all such branches.
_STYLES: Final = {
    "formal": 0.27, "plain": 0.22, "abbreviated": 0.20, "bare": 0.08, "figures": 0.06,
    "spaced": 0.05, "former": 0.07, "renamed": 0.05,
}  # fmt: skip


@dataclass(frozen=True)
class Real:
    """One organisation as it really is."""

    key: str
    unit: Unit
    part: str
    """What tells it from others of its unit: 内科第二; empty for the unit's own."""
    level: str
    above: str | None
    code: str


@dataclass
class World:
    """The two lists and their members as raw tables, and which rows are one organisation."""

    organisations: pl.DataFrame
    records: pl.DataFrame
    sources: pl.DataFrame
    persons: list[int]
    """Of each record, in the order of its rows."""
    truth: pl.DataFrame
    """system, row, real, style: of each organisation's row."""


@dataclass
class _Lists:
    rows: list[dict[str, Any]] = field(default_factory=list)
    truth: list[dict[str, Any]] = field(default_factory=list)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    """(system, real) -> the name that the system's members state."""


def build(*, roster: int = 600, register: int = 14_000, seed: int = 1) -> World:
    """A world with about so many organisations in each list; one seed, one world."""
    rng = np.random.default_rng([seed, roster, register])
    reals = _reals(register)
    former = {unit: _former(unit) for unit in _some_units(rng, reals)}
    lists = _Lists()
    for real in reals:
        _register_row(lists, real, former, rng)
    shared = _chosen(rng, reals, round(roster * 0.75))
    for real in shared:
        _roster_row(lists, real, _style(rng, real, former), former, rng)
    own = list(_roster_only(rng, reals, roster - len(shared)))
    for real in own:
        _roster_row(lists, real, "formal" if rng.random() < 0.5 else "plain", {}, rng)
    records, persons = _members(rng, lists, reals, shared, own)
    return World(
        organisations=_table(lists.rows, frames.RAW_ORGANISATIONS),
        records=_table(records, frames.RAW_RECORDS),
        sources=pl.DataFrame(
            [{"system": s, "role": s} for s in ("register", "roster")],
            schema=frames.SOURCES.columns,
        ),
        persons=persons,
        truth=pl.DataFrame(lists.truth, schema_overrides={"row": pl.UInt32}),
    )


def _table(rows: list[dict[str, Any]], schema: frames.Schema) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema.columns)


# -- what really exists -----------------------------------------------------------------------


def _reals(register: int) -> list[Real]:
    """The register's organisations: every unit's committee, its branches, and the societies'."""
    known = {unit.name for unit in units()}
    everybody = [*units(), *(unit for unit in _societies() if unit.name not in known)]
    spread = sum(max(unit.size, 25.0) for unit in everybody)
    reals: list[Real] = []
    for number, unit in enumerate(everybody):
        # Rounding makes the list a little shorter than it should be.
        wanted = round(1.1 * register * max(unit.size, 25.0) / spread)
        reals += _of_unit(unit, number, min(max(1, wanted), 300))
        if len(reals) >= register:
            break
    return reals


def _societies() -> Iterator[Unit]:
    for place, short in (("江西省", "省"), *((f"{city}市", f"{city}市") for city in CITIES)):
        for name in SOCIETIES:
            yield Unit(place + name, (short + name,), 40)


def _of_unit(unit: Unit, number: int, wanted: int) -> Iterator[Real]:
    """A single branch, or a committee (or general branch) with `wanted` - 1 branches below."""
    code = f"0360{number:05}"
    level = "branch" if wanted < 3 else "general_branch" if wanted < 6 else "committee"
    top = f"u{number}"
    yield Real(top, unit, "", level, None, f"{code}000")
    for index in range(wanted - 1 if wanted >= 3 else 0):
        around, which = divmod(index, len(DEPARTMENTS))
        part = DEPARTMENTS[which] + (f"第{ORDINALS[around]}" if around else "")
        yield Real(f"{top}b{index}", unit, part, "branch", top, f"{code}{index + 1:03}")


def _some_units(rng: np.random.Generator, reals: list[Real]) -> list[str]:
    """A twelfth of the units was renamed."""
    names = sorted({real.unit.name for real in reals})
    return [names[i] for i in rng.choice(len(names), len(names) // 12, replace=False)]


def _former(unit: str) -> str:
    """What a unit was called before: 九江市人民医院 was 九江市东方人民医院."""
    place = re.match(r".+?[省市县区]|", unit)
    cut = place.end() if place else 0
    return f"{unit[:cut]}东方{unit[cut:]}"


def _chosen(rng: np.random.Generator, reals: list[Real], count: int) -> list[Real]:
    """What both lists hold: whole units, so that the roster has parents for its branches."""
    chosen: list[Real] = []
    by_unit: dict[str, list[Real]] = {}
    for real in reals:
        by_unit.setdefault(real.unit.name, []).append(real)
    for unit in rng.permutation(sorted(by_unit)):
        below = by_unit[unit][1:]
        some = sorted(rng.choice(len(below), min(13, len(below)), replace=False))
        chosen += [by_unit[unit][0], *(below[index] for index in some)]
        if len(chosen) >= count:
            break
    return chosen[:count]


def _roster_only(rng: np.random.Generator, reals: list[Real], count: int) -> Iterator[Real]:
    """Organisations that the register does not have, one trait away from some that it has."""
    known = {(real.unit.name, real.part) for real in reals}
    for number, pick in enumerate(rng.integers(len(reals), size=count * 3)):
        near = reals[pick]
        parts = (
            f"{rng.choice(DEPARTMENTS)}第{rng.choice(list(ORDINALS[4:9]))}",
            f"{rng.choice(DEPARTMENTS)}功能型",
            f"{rng.choice(_RENAMED_TO)}",
        )
        part = str(parts[number % len(parts)])
        if (near.unit.name, part) not in known and count > 0:
            known.add((near.unit.name, part))
            count -= 1
            yield Real(f"x{number}", near.unit, part, "branch", None, "")


# -- how the lists write it -------------------------------------------------------------------


def _name(unit: str, part: str, level: str, *, full: bool, prefix: str = "") -> str:
    return f"{prefix}{unit}{part}{_PARTY[level][0 if full else 1]}"


def _register_row(
    lists: _Lists, real: Real, former: dict[str, str], rng: np.random.Generator
) -> None:
    name = _name(real.unit.name, real.part, real.level, full=True, prefix="中国共产党")
    old = former.get(real.unit.name)
    given = {
        "org_name": name,
        "org_short_name": _name(real.unit.name, real.part, real.level, full=False)
        if rng.random() < 0.2
        else None,
        "org_former_name": _name(old, "", real.level, full=True, prefix="中国共产党")
        if old and not real.part
        else None,
        "org_code": real.code,
        "parent_code": f"{real.code[:-3]}000" if real.above else None,
        "unit": real.unit.name,
    }
    _add(lists, "register", real, "register", given)


def _style(rng: np.random.Generator, real: Real, former: dict[str, str]) -> str:
    if real.unit.name in former and rng.random() < 0.5:
        return "former"
    style = str(rng.choice(list(_STYLES), p=list(_STYLES.values())))
    unfit = {
        "former": real.unit.name not in former,
        "bare": real.above is None,
        "renamed": real.above is None,
        "figures": "第" not in real.part,
    }
    return "formal" if unfit.get(style) else style


def _roster_row(
    lists: _Lists, real: Real, style: str, former: dict[str, str], rng: np.random.Generator
) -> None:
    unit, part, full, prefix = real.unit.name, real.part, False, ""
    if style == "formal":
        full, prefix = True, "中共"
    elif style == "abbreviated":
        unit = str(rng.choice(real.unit.short))
    elif style == "bare":
        unit = ""
    elif style == "former":
        unit = former[unit]
    elif style == "renamed":
        part = f"{rng.choice(_RENAMED_TO)}{rng.choice(DEPARTMENTS)}联心"
    elif style == "figures":
        for figure, ordinal in enumerate(ORDINALS, start=1):
            part = part.replace(f"第{ordinal}", f"第{figure}")
    name = _name(unit, part, real.level, full=full, prefix=prefix)
    if style == "spaced":
        name = f" {name[:4]} {name[4:]}\u200b"
    above = lists.names.get(("roster", real.above or ""))
    given = {
        "org_name": name,
        "parent": above
        or (_name(real.unit.name, "", "committee", full=False) if real.above else None),
        "org_code": real.code if real.code and rng.random() < 0.25 else None,
    }
    _add(lists, "roster", real, style, given)


def _add(lists: _Lists, system: str, real: Real, style: str, given: dict[str, Any]) -> None:
    row = len(lists.rows) + 2
    place = {"system": system, "file": f"{system}.xlsx", "sheet": "", "row": row}
    lists.rows.append(place | given)
    lists.names[system, real.key] = given["org_name"]
    lists.truth.append({"system": system, "row": row, "real": real.key, "style": style})


# -- who is in it -----------------------------------------------------------------------------


def _members(
    rng: np.random.Generator,
    lists: _Lists,
    reals: list[Real],
    shared: list[Real],
    own: list[Real],
) -> tuple[list[dict[str, Any]], list[int]]:
    """Some three and a half members a register branch; the roster's are partly the same people."""
    records: list[dict[str, Any]] = []
    persons: list[int] = []
    by_branch: dict[str, list[int]] = {}
    both = {real.key for real in shared}

    def put(system: str, real: Real, person: int) -> None:
        place = {
            "system": system,
            "file": f"{system}-members.csv",
            "sheet": "",
            "row": len(records) + 2,
        }
        above = lists.names.get((system, real.above or ""))
        named = {"name": f"某{person}", "branch": lists.names[system, real.key], "parent": above}
        records.append(place | named)
        persons.append(person)

    person = 0
    for real in reals:
        size = int(rng.integers(10, 30)) if real.key in both else int(rng.integers(1, 6))
        by_branch[real.key] = list(range(person, person + size))
        person += size
        for member in by_branch[real.key]:
            put("register", real, member)
    renamed = {row["real"] for row in lists.truth if row["style"] == "renamed"}
    for real in shared:
        stay = 0.95 if real.key in renamed else 0.6
        here = [member for member in by_branch[real.key] if rng.random() < stay]
        guests = rng.integers(person, size=0 if real.key in renamed else 5)
        for member in [*here, *(int(guest) for guest in guests)]:
            put("roster", real, member)
    for real in own:
        # Most of a roster branch's people may well be in one register branch: its shadow.
        home = reals[int(rng.integers(len(reals)))]
        for member in by_branch[home.key]:
            put("roster", real, member)
    return records, persons
