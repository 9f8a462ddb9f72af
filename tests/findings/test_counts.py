"""底数: everybody once, sums that agree, and the samples counted cell by cell."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from orgtransfer import i18n
from orgtransfer.config import Rules
from orgtransfer.findings import examine
from orgtransfer.models import Outcome
from orgtransfer.worklist import count_words
from tests import builders
from tests.samples import census
from tests.samples.build import build
from tests.samples.forest import ROSTER
from tests.samples.rows import Row


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.use("en")


def counts(*records: dict[str, Any], **more: object) -> pl.DataFrame:
    """COUNTS of a tiny world."""
    world = builders.world({"records": list(records), **more})
    return examine(world, Rules(), strict=True).counts


def people(table: pl.DataFrame, dimension: str, scope: str = "system") -> dict[str | None, int]:
    rows = table.filter(scope=scope, dimension=dimension, system="register")
    return dict(rows.select("value", "count").iter_rows())


def member(name: str, branch: str = "甲支部", **more: object) -> dict[str, Any]:
    return {"name": name, "branch": branch, "system": "register", **more}


def test_everybody_counts_once_in_the_branch_whose_name_comes_first() -> None:
    table = counts(
        member("王一", "乙支部", person="p"), member("王一", "甲支部", person="p"), member("李二")
    )
    assert people(table, "people") == {"counted": 2}
    assert people(table, "rows") == {"counted": 2, "doubled": 1}
    branches = table.filter(scope="branch", dimension="people")
    assert dict(branches.select("name", "count").iter_rows()) == {"乙支部": 1, "甲支部": 1}


def test_who_has_gone_is_no_member_and_the_rows_say_so() -> None:
    table = counts(
        member("王一"),
        member("李二", state="moved_out"),
        member("赵三", state="deceased"),
        member("钱四", moved_out="2026-01-01"),
    )
    assert people(table, "people") == {"counted": 1}
    assert people(table, "rows") == {"counted": 1, "moved_out": 2, "deceased": 1}


@pytest.mark.parametrize(
    ("born", "band"),
    [("1996-11-20", "-30"), ("1995-11-21", "-30"), ("1995-11-20", "31-35"), ("1965-11-21", "56-60"),
     ("1965-11-20", "61-"), ("1966", "56-60")],
)  # fmt: skip
def test_an_age_is_in_whole_years(born: str, band: str) -> None:
    assert people(counts(member("王一", birth_date=born)), "age") == {band: 1}


def test_membership_counts_from_full_membership_or_a_year_after_joining() -> None:
    table = counts(
        member("王一", category="full", full_date="2021-11-20", join_date="2020-11-20"),
        member("李二", category="full", join_date="2020-11-21"),
        member("赵三", category="probationary", join_date="2026-01-01"),
        member("钱四", category="full"),
    )
    assert people(table, "membership") == {"5-9": 1, "0-4": 1, "probation": 1, None: 1}


def test_what_a_row_leaves_out_the_others_of_the_person_say() -> None:
    table = counts(
        member("王一", person="p"),
        {"name": "王一", "person": "p", "sex": "F", "post": "retired", "branch": "协会支部"},
    )
    assert people(table, "sex") == {"F": 1}
    assert people(table, "service") == {"retired": 1}


def absences(*register: dict[str, Any], **own: object) -> dict[str | None, int]:
    roster = {"name": "王一", "person": "p", "branch": "协会支部", **own}
    rows = [dict(row, person="p") for row in register]
    table = counts(roster, member("李二"), *rows)
    found = table.filter(scope="system", dimension="absence")
    return dict(found.select("value", "count").iter_rows())


@pytest.mark.slow
def test_who_is_in_no_register_is_told_apart() -> None:
    assert absences() == {"unknown": 1}
    assert absences(join_date="2025-03-01") == {"admitted": 1}
    assert absences(join_date="2024-11-19") == {"unknown": 1}
    assert absences(category="probationary") == {"admitted": 1}
    assert absences(category="probationary", join_date="2019-01-01") == {"unknown": 1}
    assert absences(member("王一", state="moved_out"), join_date="2026-01-01") == {"left": 1}
    assert absences(member("王一", state="removed")) == {"ended": 1}
    assert absences(member("王一")) == {"in_register": 1}


@pytest.fixture(scope="module")
def outcome(samples_outcome: Outcome) -> Outcome:
    return samples_outcome


@pytest.fixture(scope="module")
def truth() -> census.Census:
    return census.Census(build())


def cells(outcome: Outcome, scope: str, systems: set[str]) -> Counter[census.Cell]:
    known = set(census.DIMENSIONS)
    table = outcome.counts.filter(
        pl.col("dimension").is_in(known), pl.col("system").is_in(systems), scope=scope
    )
    found: Counter[census.Cell] = Counter()
    for *cell, count in table.select(
        "scope", "system", "name", "dimension", "value", "count"
    ).iter_rows():
        found[tuple(cell)] += count  # branches of one name are told apart in the table
    return found


def of_association(row: Row) -> str:
    return row.association or row.node.unit


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scope", "name", "systems"),
    [
        ("system", lambda _row: None, {"national", "ganpoyun", "ganpoyun_szjg"}),
        ("branch", lambda row: row.node.name, {"national", "ganpoyun", "ganpoyun_szjg"}),
        ("unit", lambda row: row.unit, {"national"}),
        ("association", of_association, {ROSTER}),
    ],
)
def test_the_samples_counted_cell_by_cell(
    outcome: Outcome,
    truth: census.Census,
    scope: str,
    name: Callable[[Row], str | None],
    systems: set[str],
) -> None:
    true = {cell: n for cell, n in truth.cells(scope, name).items() if cell[1] in systems}
    assert len(true) > 100
    found = cells(outcome, scope, systems)
    assert {
        c: (true.get(c), found.get(c))
        for c in true.keys() | found.keys()
        if true.get(c) != found.get(c)
    } == {}


@pytest.mark.slow
def test_the_rows_of_the_samples_are_accounted_for(outcome: Outcome, truth: census.Census) -> None:
    for system, rows in truth.rows.items():
        found = outcome.counts.filter(scope="system", dimension="rows", system=system)
        assert dict(found.select("value", "count").iter_rows()) == census.rows_as(rows)


def test_every_sum_agrees(outcome: Outcome) -> None:
    table = outcome.counts
    counting = table.filter(
        ~pl.col("dimension").is_in(["rows", "organisations", "units", "stated"])
    )
    place = ["scope", "system", "name", "parent", "organisation"]
    sums = counting.group_by([*place, "dimension"]).agg(pl.col("count").sum())
    whole = table.filter(dimension="people").select(*place, whole="count")
    both = sums.join(whole, on=place, how="left", nulls_equal=True)
    assert both.filter(pl.col("count").ne_missing(pl.col("whole"))).is_empty()
    per_scope = whole.group_by("system", "scope").agg(pl.col("whole").sum())
    assert per_scope.group_by("system").agg(pl.col("whole").n_unique())["whole"].to_list() == [
        1,
        1,
        1,
    ]


def test_the_sentence_of_the_national_system(outcome: Outcome) -> None:
    i18n.use("zh")
    labels = outcome.inputs.sources.group_by("system").agg(pl.col("label").first())
    said = count_words.sentences(outcome.counts, labels)[0]
    assert "12 个单位（党委 6、党总支 3、党支部 3），共有 144 个支部、3,069 名党员" in said
    assert "名册共 3,151 行，其中重复登记 16 行" in said


def test_counts_do_not_depend_on_the_order_of_rows(outcome: Outcome) -> None:
    world = builders.world(
        {"records": [member("王一", "乙支部", person="p"), member("王一", person="p")]}
    )
    turned = dataclasses.replace(world, records=world.records.reverse())
    assert examine(turned, Rules()).counts.equals(examine(world, Rules()).counts)
