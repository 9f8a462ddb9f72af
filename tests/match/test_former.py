"""Former names: a name that one list gives as the former one is as good as the name, nearly."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from orgtransfer import clean, config, frames, match, pipeline, read
from orgtransfer.clean import former_names, names
from orgtransfer.config import Match
from orgtransfer.findings import registry
from orgtransfer.models import Outcome
from tests.benchmarks import worlds
from tests.read.faults import whole

CONFIG = """
[project]
name = "试"
[systems.a]
label = "协会"
role = "roster"
members = "roster.csv"
[systems.b]
label = "全国"
role = "register"
members = "register.csv"
"""
CELLS: list[tuple[str, str | None, str, str | None]] = [
    ("王小芳（曾用名：王芳）", None, "王小芳", "王芳"),
    ("王芳(原名王小芳)", None, "王芳", "王小芳"),
    ("王小芳（女，又名王红、王梅）", None, "王小芳", "王红|王梅"),
    ("王小芳[原名:王 芳]", None, "王小芳", "王芳"),
    ("王小芳 曾用名王芳", None, "王小芳", "王芳"),
    ("王小芳（别名王红，1998年改）", None, "王小芳", "王红"),
    ("阿依古丽·买买提（曾用名：阿依古丽·卡德尔）", None, "阿依古丽·买买提", "阿依古丽·卡德尔"),
    # What the member is called today is the name.
    ("王芳（现名：王小芳）", None, "王小芳", "王芳"),
    ("王芳 现名王小芳", None, "王小芳", "王芳"),
    ("王芳（更名为王小芳）", None, "王小芳", "王芳"),
    # A column of its own.
    ("王小芳", "王芳", "王小芳", "王芳"),
    ("王小芳", "曾用名：王芳、王红", "王小芳", "王芳|王红"),
    ("王小芳", "王　芳", "王小芳", "王芳"),
    ("王小芳", "王芳（1998年改名）", "王小芳", "王芳"),
    # Nothing is said, or nothing that is a name for sure.
    *((name, said, "王小芳", None)
      for name, said in (
          ("王小芳", "无"), ("王小芳", "没有"), ("王小芳", "/"), ("王小芳", "否"), ("王小芳", "同上"),
          ("王小芳", "王小芳"), ("王小芳", "2001年由王芳改"), ("王小芳", "因户籍登记有误改名"), ("王小芳", "王某"),
          ("王小芳（退休）", None), ("王小芳（大）", None), ("王小芳（原护士长）", None), ("王小芳", None),
      )),
    ("原名轩", None, "原名轩", None),
]  # fmt: skip


def test_every_way_of_writing_a_former_name() -> None:
    table = pl.DataFrame(
        [(name, said) for name, said, _key, _former in CELLS],
        schema={"name": pl.String, "former_name": pl.String}, orient="row",
    ).with_columns(name_key=names.name(pl.col("name")))  # fmt: skip
    found = former_names.with_keys(table).select("name_key", "former_key").rows()
    assert found == [(key, former) for _name, _said, key, former in CELLS]


def reconciled(folder: Path, roster: str, register: str) -> Outcome:
    """The samples of three rows each, read from files."""
    filler = "".join(
        f"刘{c},某卫生院,199{n}-0{n}-1{n},\n" for n, c in enumerate("甲乙丙丁戊", start=1)
    )
    head = "姓名,工作单位,出生日期,曾用名\n"
    (folder / "roster.csv").write_text(head + roster + filler, encoding="utf-8")
    (folder / "register.csv").write_text(head + register + filler, encoding="utf-8")
    settings = config.parse(CONFIG, registry.OPTIONS)
    return pipeline.reconcile(
        read.read(settings, folder), settings, dt.date(2026, 11, 20), salt=b"x"
    )


def pair(outcome: Outcome, one: str, other: str) -> dict[str, object] | None:
    """The pair of two names, one from each list."""
    key = outcome.records.select("record", "name_key", "system")
    a, b = (
        key.select(end="record", name="name_key", system="system").rename(
            {"end": end, "name": f"{end}_name", "system": f"{end}_system"}
        )
        for end in "ab"
    )
    table = outcome.matched.pairs.join(a, on="a").join(b, on="b")
    for row in table.iter_rows(named=True):
        if {row["a_name"], row["b_name"]} == {one, other}:
            return dict(row)
    return None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("roster", "register"),
    [
        ("王小芳,某某医院,1980-05-03,王芳\n", "王芳,某某医院,1980-05-03,\n"),
        ("王芳,某某医院,1980-05-03,\n", "王小芳,某某医院,1980-05-03,王芳\n"),
        ("王小芳（曾用名：王芳）,某某医院,1980-05-03,\n", "王芳,某某医院,1980-05-03,\n"),
        ("李晓梅,某某医院,1980-05,王芳\n", "王芳,某某医院,1980,\n"),
        ("李晓梅,某某医院,1980-05-03,王芳\n", "王小芳,某某医院,1980-05-03,王芳\n"),
    ],
)
def test_a_former_name_joins_whom_nothing_else_would(
    tmp_path: Path, roster: str, register: str
) -> None:
    outcome = reconciled(tmp_path, roster, register)
    one, other = (names_of(text) for text in (roster, register))
    found = pair(outcome, one, other)
    assert found is not None
    assert found["name_level"] == "former"
    assert float(str(found["name_weight"])) > 3
    assert found["tier"] in {"auto", "review"}
    assert found["tier"] == "auto" or "1980," in register


def names_of(row: str) -> str:
    """The name of a row of these tests."""
    return row.partition(",")[0].partition("（")[0]


@pytest.mark.slow
def test_without_the_former_name_the_two_are_not_joined(tmp_path: Path) -> None:
    outcome = reconciled(tmp_path, "李晓梅,某某医院,1980-05,\n", "王芳,某某医院,1980,\n")
    assert pair(outcome, "李晓梅", "王芳") is None


@pytest.mark.slow
def test_a_namesake_of_the_former_name_is_not_joined_by_it(tmp_path: Path) -> None:
    outcome = reconciled(
        tmp_path, "李晓梅,某某医院,1980-05-03,王芳\n", "王芳,某某诊所,1965-11-20,\n"
    )
    found = pair(outcome, "李晓梅", "王芳")
    assert found is None or found["tier"] != "auto"


@pytest.mark.slow
@pytest.mark.parametrize("former", ["王芳", ""])
def test_one_number_and_a_former_name_is_one_person_without_a_veto(
    tmp_path: Path, former: str
) -> None:
    number = whole("99010119800503002")
    head = "姓名,公民身份号码,工作单位,曾用名\n"
    (tmp_path / "roster.csv").write_text(
        head + f"李晓梅,{number},某某医院,{former}\n", encoding="utf-8"
    )
    (tmp_path / "register.csv").write_text(head + f"王芳,{number},某某医院,\n", encoding="utf-8")
    settings = config.parse(CONFIG, registry.OPTIONS)
    outcome = pipeline.reconcile(
        read.read(settings, tmp_path), settings, dt.date(2026, 11, 20), salt=b"x"
    )
    one_person = outcome.matched.persons["person"].n_unique() == 1
    assert one_person == bool(former)


@pytest.mark.slow
def test_a_world_in_which_names_were_changed_is_found_by_the_former_ones() -> None:
    """Four in a hundred members have another name on the roster, which says what it was."""
    world = worlds.build("roster", roster=1_000, register=4_000)
    rng = np.random.default_rng(4)
    raw = world.inputs.records
    chosen = pl.Series(rng.random(raw.height) < 0.04) & (raw["system"] == "roster")
    # Who takes the name of a colleague in the same branch is that colleague, to any list.
    one, two = (pl.Series(rng.choice(raw["name"].to_numpy(), raw.height)) for _ in range(2))
    other = one.str.slice(0, 1) + two.str.slice(1)
    bare = raw.with_columns(name=raw["name"].zip_with(~chosen, other))
    told = bare.with_columns(former_name=pl.when(chosen).then(raw["name"]))
    lost, found = (_links(world, table) for table in (bare, told))
    assert found[0] - lost[0] >= 0.7 * int(chosen.sum())
    assert found[1] <= lost[1]


def _links(world: worlds.World, raw: pl.DataFrame) -> tuple[int, int]:
    """Right and wrong links between the two systems, of those made without a clerk."""
    inputs = world.inputs
    records = clean.clean_records(raw, inputs.damage, inputs.sources, b"x")
    nodes = records.select("record", node=pl.lit(None, pl.UInt32))
    nobody = pl.DataFrame(schema={"name": pl.String, "full_name": pl.String})
    matched = match.match(
        records, frames.ORGANISATIONS.empty(), nodes, frames.TRANSFERS.empty(), Match(), nobody,
        frames.DECISIONS.empty(), b"x",
    )  # fmt: skip
    truth = records.join(world.truth, on=["system", "row"], how="left", maintain_order="left")[
        "person"
    ]
    linked = matched.pairs.filter(tier="auto")
    right = truth.gather(linked["a"]) == truth.gather(linked["b"])
    return int(right.sum()), int((~right).sum())
