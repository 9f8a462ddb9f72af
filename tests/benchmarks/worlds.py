"""Benchmark worlds: two exports of invented members, as raw tables, with the truth.

A world has a register (everybody, with the ID number, the full name of the unit, a branch) and a
roster (an association's members as its clerk keeps them). Four difficulties say what the roster
holds: `full`, `masked` (ID numbers as 6 + 8 stars + 4), `noid` (birth month, half the phones) and
`roster` (name, sex, abbreviated unit, sometimes a birth year or a phone). One in fifty rows on either
side is the same person again; eight in a hundred on the roster are in no register.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from orgtransfer import frames
from orgtransfer.models import Inputs
from tests.benchmarks import errors
from tests.benchmarks.population import people
from tests.benchmarks.units import units

DIFFICULTIES: Final = ("full", "masked", "noid", "roster")
_UNREGISTERED: Final = 0.08
_TWICE: Final = 0.02
_SHARED: Final = 0.9
_DEPARTMENTS: Final = "机关 内科 外科 妇产科 儿科 门诊 医技 药剂 行政后勤 离退休 护理 急诊".split()
_ASSOCIATIONS: Final = (
    "医学会 护理学会 药学会 中医药学会 医院协会 医师协会 预防医学会 康复医学会 针灸学会 营养学会 口腔医学会 "
    "卫生经济学会 医学教育学会 性病艾滋病防治协会 抗癌协会 防痨协会 心理卫生协会 老年医学学会 健康管理协会 中西医结合学会"
).split()


@dataclass(frozen=True)
class World:
    """One world: the raw tables, and which rows are one person."""

    difficulty: str
    inputs: Inputs
    truth: pl.DataFrame
    """system, row -> person (one file and one sheet a system)."""


def build(
    difficulty: str,
    *,
    roster: int = 10_000,
    register: int = 50_000,
    seed: int = 1,
    model: errors.Model = errors.ORDINARY,
    systems: int = 2,
) -> World:
    """A world of the given sizes (people; rows are 2 % more); the same arguments give the same world.

    Of three systems the third is another register, of four the fourth another roster, see `_others`.
    """
    rng = np.random.default_rng([seed, DIFFICULTIES.index(difficulty), roster, register])
    outside = round(roster * _UNREGISTERED)
    everybody = people(rng, register + outside)
    on_register = _with_doubles(rng, np.arange(register))
    members = np.concatenate(
        [rng.permutation(register)[: roster - outside], np.arange(register, register + outside)]
    )
    on_roster = _with_doubles(rng, members)
    registered = _register(rng, everybody[on_register], model)
    rostered = _roster(rng, everybody[on_roster], model, difficulty)
    further = _others([seed, roster, register, systems], members, on_register)[: systems - 2]
    tables = [registered, rostered] + [
        make(rng, everybody[persons], model, difficulty).with_columns(
            system=pl.lit(name), file=pl.lit(f"{name}.csv")
        )
        for rng, name, persons, make in further
    ]
    records = pl.concat(tables)
    held = [on_register, on_roster, *(persons for _rng, _name, persons, _make in further)]
    truth = records.select("system", "row").with_columns(
        person=np.concatenate(held).astype(np.int64)
    )
    inputs = Inputs(
        sources=_sources(tables),
        records=frames.conform(records, frames.RAW_RECORDS),
        organisations=_organisations(registered),
        damage=_damage(records),
    )
    return World(difficulty, inputs, truth)


_Other = tuple[np.random.Generator, str, np.ndarray, Callable[..., pl.DataFrame]]


def _others(seed: list[int], members: np.ndarray, registered: np.ndarray) -> list[_Other]:
    """Further systems, each with slips of its own: nine in ten of the people of another one.

    The second register (the other port of the provincial platform) holds people of the first one, the
    second roster (an association's own list) members of the first one.
    """
    made: list[_Other] = []
    for at, (name, persons, make) in enumerate(
        (
            ("register2", np.unique(registered), _second_register),
            ("roster2", members, _roster),
        )
    ):
        rng = np.random.default_rng([*seed, at])
        kept = rng.permutation(persons)[: round(len(persons) * _SHARED)]
        made.append((rng, name, kept, make))
    return made


def _second_register(
    rng: np.random.Generator, who: pl.DataFrame, model: errors.Model, _difficulty: str
) -> pl.DataFrame:
    return _register(rng, who, model)


def _with_doubles(rng: np.random.Generator, persons: np.ndarray) -> np.ndarray:
    """The persons in random order, one in fifty of them twice."""
    again = rng.choice(persons, round(len(persons) * _TWICE), replace=False)
    return rng.permutation(np.concatenate([persons, again]))


def _objects(series: pl.Series) -> np.ndarray:
    return series.to_numpy().astype(object)


def _names(indices: np.ndarray, names: list[str]) -> np.ndarray:
    return np.array(names, dtype=object)[indices]


def _place(system: str, rows: int) -> dict[str, pl.Series]:
    return {
        "system": pl.Series([system], dtype=pl.String).new_from_index(0, rows),
        "file": pl.Series([f"{system}.csv"], dtype=pl.String).new_from_index(0, rows),
        "sheet": pl.Series([""], dtype=pl.String).new_from_index(0, rows),
        "row": pl.int_range(2, rows + 2, dtype=pl.UInt32, eager=True),
    }


def _frame(system: str, columns: dict[str, np.ndarray]) -> pl.DataFrame:
    rows = len(columns["name"])
    frame = pl.DataFrame(
        _place(system, rows) | {k: pl.Series(list(v), dtype=pl.String) for k, v in columns.items()}
    )
    absent = [name for name in frames.MEMBER_FIELDS if name not in columns]
    frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    return frame.select(frames.RAW_RECORDS.columns.keys())


def _register(rng: np.random.Generator, who: pl.DataFrame, model: errors.Model) -> pl.DataFrame:
    """The register's rows: complete, and with a tenth of the roster's slips."""
    unit = _names(who["unit"].to_numpy(), [u.name for u in units()])
    department = _names(who["department"].to_numpy(), list(_DEPARTMENTS))
    tenth = 0.1
    return _frame(
        "register",
        {
            "name": errors.corrupt(_objects(who["name"]), model.names, errors.NAMES, rng, tenth),
            "id_number": errors.corrupt(
                _objects(who["id_number"]), model.ids, errors.IDS, rng, tenth
            ),
            "sex": _sex(rng, who, model.sex_wrong * tenth),
            "ethnicity": _objects(who["ethnicity"]),
            "birth_date": errors.corrupt(
                _objects(who["birth"]), model.births, errors.BIRTHS, rng, tenth
            ),
            "category": np.full(who.height, "正式党员", dtype=object),
            "join_date": _objects(who["join"]),
            "branch": "中共" + unit + department + "支部委员会",
            "parent": "中共" + unit + "委员会",
            "unit": unit,
            "phone": _phone(rng, who, model, changed=0.0),
        },
    )


def _roster(
    rng: np.random.Generator, who: pl.DataFrame, model: errors.Model, difficulty: str
) -> pl.DataFrame:
    """The roster's rows: what the difficulty leaves, with the model's slips."""
    keep = model.keep[difficulty]
    # A system masks what it holds, before any spreadsheet can spoil it.
    slips = {"one_digit", "two_digits", "swapped"} if difficulty == "masked" else model.ids.keys()
    rates = {kind: rate for kind, rate in model.ids.items() if kind in slips}
    number = errors.corrupt(_objects(who["id_number"]), rates, errors.IDS, rng, 1.0)
    if difficulty == "masked":
        number = np.array([_mask(text) for text in number], dtype=object)
    birth = errors.corrupt(_objects(who["birth"]), model.births, errors.BIRTHS, rng, 1.0)
    size = {"noid": 7, "roster": 4}.get(difficulty, 10)
    association = rng.integers(len(_ASSOCIATIONS), size=who.height)
    society = np.array(["江西省" + name for name in _ASSOCIATIONS], dtype=object)[association]
    return _frame(
        "roster",
        {
            "name": errors.corrupt(_objects(who["name"]), model.names, errors.NAMES, rng, 1.0),
            "id_number": _given(rng, number, keep.get("id_number", 0.0)),
            "sex": _sex(rng, who, model.sex_wrong),
            "birth_date": _given(
                rng, np.array([t[:size] for t in birth], dtype=object), keep.get("birth_date", 0.0)
            ),
            "category": np.full(who.height, "正式党员", dtype=object),
            "join_date": _given(
                rng, _objects(who["join"].str.slice(0, 7)), keep.get("join_date", 0.0)
            ),
            "branch": society + "功能型党支部",
            "unit": _unit(rng, who, model, shorter=difficulty == "roster"),
            "association": society,
            "phone": _given(
                rng, _phone(rng, who, model, changed=model.phone_changed), keep.get("phone", 0.0)
            ),
        },
    )


def _given(rng: np.random.Generator, values: np.ndarray, rate: float) -> np.ndarray:
    return np.where(rng.random(len(values)) < rate, values, None)


def _sex(rng: np.random.Generator, who: pl.DataFrame, wrong: float) -> np.ndarray:
    sex = _objects(who["sex"])
    return np.where(rng.random(len(sex)) < wrong, np.where(sex == "男", "女", "男"), sex)


def _phone(
    rng: np.random.Generator, who: pl.DataFrame, model: errors.Model, changed: float
) -> np.ndarray:
    phone = errors.corrupt(_objects(who["phone"]), model.phones, errors.PHONES, rng, 1.0)
    fresh = np.char.add("100", np.char.zfill(rng.integers(0, 10**8, len(phone)).astype(str), 8))
    return np.where(rng.random(len(phone)) < changed, fresh.astype(object), phone)


def _unit(
    rng: np.random.Generator, who: pl.DataFrame, model: errors.Model, *, shorter: bool
) -> np.ndarray:
    """The unit as the clerk writes it: another one, a former name, in full or short, or nothing."""
    index = who["unit"].to_numpy()
    moved = rng.random(len(index)) < model.unit_moved
    index = np.where(moved, rng.permutation(index), index)
    full = _names(index, _former(model))
    forms = [unit.short for unit in units()]
    pick = rng.random(len(index))
    short = np.array(
        [forms[i][int(p * len(forms[i]))] for i, p in zip(index, pick, strict=True)], dtype=object
    )
    rate = (1 + model.unit_short) / 2 if shorter else model.unit_short
    text = np.where(rng.random(len(index)) < rate, short, full)
    return _given(rng, text, 1 - model.unit_missing)


def _former(model: errors.Model) -> list[str]:
    """Full names; the share that was renamed goes by what it was called before."""
    rng = np.random.default_rng(7)
    old = (("卫生健康委员会", "卫生和计划生育委员会"), ("疾病预防控制中心", "卫生防疫站"),
           ("妇幼保健院", "妇幼保健所"), ("第一附属医院", "附属第一医院"), ("中心卫生院", "卫生院"))  # fmt: skip
    names = [unit.name for unit in units()]
    renamed = rng.random(len(names)) < model.unit_renamed
    for i in np.flatnonzero(renamed):
        for new, former in old:
            names[i] = names[i].replace(new, former)
    return names


def _mask(number: str) -> str:
    text = number.strip()
    return f"{text[:6]}{'*' * max(len(text) - 10, 4)}{text[-4:]}"


def _damage(records: pl.DataFrame) -> pl.DataFrame:
    """The cells that were numbers in the spreadsheet: 15 digits and 000, as `errors` leaves them.

    A sound number ends so in one of a few thousand cases; the type of its cell tells them apart in
    a workbook, so here only those whose check digit fails or that the error model made count, which
    is nearly the same set.
    """
    return (
        records.filter(pl.col("id_number").str.contains(r"^\d{15}000$"))
        .select("system", "file", "sheet", "row")
        .with_columns(field=pl.lit("id_number"), kind=pl.lit("number"))
        .select(frames.DAMAGE.columns.keys())
    )


def _organisations(registered: pl.DataFrame) -> pl.DataFrame:
    """The register's list of organisations: a committee a unit and its branches."""
    branches = (
        registered.select(org_name="branch", parent="parent", unit="unit").unique().sort("org_name")
    )
    committees = branches.select(org_name="parent", unit="unit").unique().sort("org_name")
    rows = pl.concat(
        [
            committees.with_columns(parent=pl.lit(None, dtype=pl.String)),
            branches.select("org_name", "unit", "parent"),
        ]
    )
    absent = [name for name in frames.ORGANISATION_FIELDS if name not in rows.columns]
    return rows.with_columns(
        pl.lit("register").alias("system"),
        pl.lit("register_organisations.csv").alias("file"),
        pl.lit("").alias("sheet"),
        pl.int_range(2, pl.len() + 2, dtype=pl.UInt32).alias("row"),
        *(pl.lit(None, dtype=pl.String).alias(name) for name in absent),
    ).select(frames.RAW_ORGANISATIONS.columns.keys())


def _sources(tables: Sequence[pl.DataFrame]) -> pl.DataFrame:
    names = [str(table["system"][0]) for table in tables]
    rows = [
        {"system": name, "role": name.rstrip("2"), "rows": table.height}
        for name, table in zip(names, tables, strict=True)
    ]
    return pl.DataFrame(
        [
            row
            | {
                "label": row["system"],
                "kind": "members",
                "file": f"{row['system']}.csv",
                "sheet": "",
                "format": "csv",
                "header_row": 1,
                "set_aside": 0,
            }
            for row in rows
        ],
        schema=frames.SOURCES.columns,
    )
