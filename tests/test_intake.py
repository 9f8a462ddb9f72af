"""Exports that must not be believed, each followed by what the night then works with."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orgtransfer import intake
from orgtransfer.config import Intake
from orgtransfer.frames import DAMAGE
from orgtransfer.intake import history
from orgtransfer.models import Inputs
from tests import examples, good_nights, nights
from tests.benchmarks import worlds
from tests.examples import number

LIMITS = Intake()
SYSTEM = "register"


@pytest.fixture(scope="module", params=["full", pytest.param("noid", marks=pytest.mark.slow)])
def good(request: pytest.FixtureRequest) -> Inputs:
    """A good night's exports."""
    made = worlds.build(request.param, roster=400, register=2000).inputs
    day = dt.date(2026, 11, 20)
    # A branch of a dozen members: those of the world are smaller.
    own = pl.col("system") == SYSTEM
    dozen = own & (own.cum_sum() <= 12)
    records = made.records.with_columns(
        branch=pl.when(dozen).then(pl.lit("某某医院第九支部")).otherwise("branch")
    )
    made = replace(made, records=records)
    return replace(made, sources=made.sources.with_columns(exported=pl.lit(day)))


def rows(inputs: Inputs, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Inputs:
    """With the register's members changed."""
    own = pl.col("system") == SYSTEM
    changed = change(inputs.records.filter(own))
    return replace(inputs, records=pl.concat([inputs.records.filter(~own), changed]))


def column(name: str, value: pl.Expr) -> Callable[[Inputs], Inputs]:
    return lambda inputs: rows(inputs, lambda table: table.with_columns(value.alias(name)))


def empty(name: str) -> Callable[[Inputs], Inputs]:
    return column(name, pl.lit(None, pl.String))


def head(share: float) -> Callable[[Inputs], Inputs]:
    return lambda inputs: rows(inputs, lambda table: table.head(round(table.height * share)))


def shifted(inputs: Inputs) -> Inputs:
    """Every column holds what its neighbour held."""
    names = ["name", "id_number", "sex", "birth_date", "branch", "unit", "phone"]
    return rows(
        inputs,
        lambda table: table.with_columns(
            pl.col(source).alias(name)
            for name, source in zip(names, [*names[1:], names[0]], strict=True)
        ),
    )


def cut_in_mid_line(inputs: Inputs) -> Inputs:
    file = inputs.sources.filter(system=SYSTEM, kind="members")["file"][0]
    row = {"system": SYSTEM, "file": file, "sheet": "", "row": 1900, "kind": "cut_off"}
    mark = pl.DataFrame([row], schema=DAMAGE.columns)
    return replace(head(0.99)(inputs), damage=pl.concat([inputs.damage, mark]))


def without_unit(inputs: Inputs) -> Inputs:
    largest = inputs.records.filter(system=SYSTEM)["unit"].value_counts(sort=True)["unit"][0]
    return rows(inputs, lambda table: table.filter(pl.col("unit") != largest))


def without_branch(inputs: Inputs) -> Inputs:
    return rows(inputs, lambda table: table.filter(pl.col("branch") != "某某医院第九支部"))


def older(inputs: Inputs) -> Inputs:
    fewer = rows(inputs, lambda table: table[5:])
    day = dt.date(2026, 11, 2)
    own = pl.when(pl.col("system") == SYSTEM).then(pl.lit(day)).otherwise("exported")
    return replace(fewer, sources=fewer.sources.with_columns(exported=own))


def organisations(change: Callable[[pl.DataFrame], pl.DataFrame]) -> Callable[[Inputs], Inputs]:
    return lambda inputs: replace(inputs, organisations=change(inputs.organisations))


BAD: dict[str, Callable[[Inputs], Inputs]] = {
    "branch column gone": empty("branch"),
    "unit column gone": empty("unit"),
    "sex column gone": empty("sex"),
    "phone column gone": empty("phone"),
    "joining dates gone": empty("join_date"),
    "every branch the same": column("branch", pl.lit("第一支部")),
    "every unit the same": column("unit", pl.lit("某某医院")),
    "every name the same": column("name", pl.lit("王芳")),
    "every phone the same": column("phone", pl.lit("13000000000")),
    "columns shifted by one": shifted,
    "names beside other rows": lambda inputs: rows(
        inputs, lambda table: table.with_columns(name=pl.col("name").reverse())
    ),
    "phones beside other rows": lambda inputs: rows(
        inputs, lambda table: table.with_columns(phone=pl.col("phone").reverse())
    ),
    "branches beside other rows": lambda inputs: rows(
        inputs, lambda table: table.with_columns(branch=pl.col("branch").reverse())
    ),
    "birth dates beside other rows": lambda inputs: rows(
        inputs, lambda table: table.with_columns(birth_date=pl.col("birth_date").reverse())
    ),
    "names masked": column("name", pl.col("name").str.slice(0, 1) + "**"),
    "names as question marks": column("name", pl.lit("???")),
    "mojibake": column("name", pl.col("name").str.replace_all(".", "锟")),
    "cut at 50 %": head(0.5),
    "cut at 85 %": head(0.85),
    "cut at 95 %": head(0.95),
    "cut at 96 %": head(0.96),
    "cut in mid-line": cut_in_mid_line,
    "the second half only": lambda inputs: rows(
        inputs, lambda table: table.tail(table.height // 2)
    ),
    "every second row": lambda inputs: rows(inputs, lambda table: table.gather_every(2)),
    "pasted twice": lambda inputs: rows(inputs, lambda table: pl.concat([table, table])),
    "a fifth pasted twice": lambda inputs: rows(
        inputs, lambda table: pl.concat([table, table.head(table.height // 5)])
    ),
    "a unit gone": without_unit,
    "a branch gone": without_branch,
    "an older file": older,
    "another system's file": lambda inputs: rows(
        inputs,
        lambda _table: inputs.records.filter(system="roster").with_columns(system=pl.lit(SYSTEM)),
    ),
    "organisation list cut at 85 %": organisations(
        lambda table: table.head(round(table.height * 0.85))
    ),
    "organisation names the same": organisations(
        lambda table: table.with_columns(org_name=pl.lit("支部"))
    ),
    "organisation parents gone": organisations(
        lambda table: table.with_columns(parent=pl.lit(None, pl.String))
    ),
    "organisations pasted twice": organisations(lambda table: pl.concat([table, table])),
}


Doubted = Callable[[str], tuple[intake.Doubt, ...]]


@pytest.fixture(scope="module")
def doubted(good: Inputs) -> Doubted:
    """Why each kind of bad export is not believed, worked out once."""
    return functools.cache(lambda kind: intake.doubts(BAD[kind](good), good, LIMITS))


@pytest.mark.parametrize("kind", list(BAD))
def test_a_bad_export_is_not_believed_and_the_last_good_one_stands_in(
    good: Inputs, doubted: Doubted, kind: str
) -> None:
    bad = BAD[kind](good)
    table = "organisations" if "organisation" in kind else "records"
    if getattr(bad, table).equals(getattr(good, table)):
        pytest.skip("this world does not have the column")
    if table == "organisations" and good.organisations.height < 40:
        pytest.skip("so few branches that shares say nothing")
    if (
        "parents" in kind
        and good.organisations["parent"].null_count() > 0.8 * good.organisations.height
    ):
        pytest.skip("this world's branches name no parent")
    found = doubted(kind)
    assert found, kind
    made = intake.stand_in(bad, good, found)
    for name in ("records", "organisations", "sources", "damage"):
        mine, straight = getattr(made, name), getattr(good, name)
        assert_frame_equal(mine, straight, check_row_order=False)


@pytest.mark.slow
@pytest.mark.parametrize("kind", nights.KINDS)
def test_good_nights_are_believed(kind: str) -> None:
    """Nights of corrections, joiners, leavers and renamed branches, and a week at once."""
    rng = np.random.default_rng(7)
    size = 1 if examples.whole() else 2
    inputs = worlds.build(kind, roster=400 // size, register=2000 // size).inputs
    table = inputs.records.with_row_index("uid")
    kept = [inputs]
    for _night in range(number(8, 60)):
        table, changed = nights._renamed(rng, nights._changed(rng, table, inputs.records), kept[-1])
        kept.append(replace(changed, records=table.drop("uid")))
        assert intake.doubts(kept[-1], kept[-2], LIMITS) == ()
    assert intake.doubts(kept[7], kept[0], LIMITS) == ()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["noid"])
def test_good_nights_in_a_row_fire_no_guard(kind: str) -> None:
    """Corrections, joiners, leavers, renamed and merged branches; 200: `python -m tests.good_nights`."""
    assert good_nights.told(kind, number(12, 40), roster=80, register=300) == []


CREEPING: dict[str, tuple[Callable[[Inputs, int], Inputs], str]] = {
    "two in a hundred fewer": (lambda inputs, night: head(0.98**night)(inputs), "shrinking"),
    "an eighth more": (
        lambda inputs, night: rows(
            inputs,
            lambda table: pl.concat([
                table,
                pl.concat([table] * 2).head(round(table.height * 0.12 * night)).with_columns(
                    pl.col("name") + "某", pl.col("id_number", "phone").str.reverse()
                ),
            ]),
        ),
        "growing",
    ),
    "phones fade": (
        lambda inputs, night: column(
            "phone", pl.when(pl.int_range(pl.len()) % 20 >= night).then("phone")
        )(inputs),
        "thinning",
    ),
    "branches run together": (
        lambda inputs, night: column(
            "branch",
            pl.when(pl.int_range(pl.len()) % 12 >= night).then("branch").otherwise(pl.lit("第一支部")),
        )(inputs),
        "fading",
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(CREEPING))
def test_what_creeps_is_held_against_many_nights(good: Inputs, kind: str) -> None:
    change, reason = CREEPING[kind]
    inputs = [good, *(change(good, night) for night in range(1, 13))]
    assert not intake.doubts(inputs[1], inputs[0], LIMITS)
    profiles = [history.profile(one) for one in inputs]
    for night in range(2, 13):
        found = history.doubts(inputs[night], profiles[:night][::-1], LIMITS)
        if found:
            break
    assert reason in {one.reason for one in found}
    assert {one.system for one in found} == {SYSTEM}
    assert history.REASONS[found[0].reason].format(**found[0].facts)
    # What was let through is the measure from then on.
    kept: list[dict[str, object]] = [{history.KEY: one} for one in profiles[:night]]
    kept.append({history.KEY: profiles[night], history.ACCEPTED: ["intake"]})
    assert history.since_accepted(kept, 30) == [profiles[night]]
    assert len(history.since_accepted(kept[:-1], 2)) == min(2, night)


def test_limits_of_the_configuration_count_for_many_nights(good: Inputs) -> None:
    now = head(0.85)(good)
    past = [history.profile(good)] * 2
    assert {one.reason for one in history.doubts(now, past, LIMITS)} >= {"shrinking"}
    assert history.doubts(now, past, replace(LIMITS, shrunk=0.2, uniform=0.1)) == ()
    assert history.doubts(now, past[:1], LIMITS) == ()


def test_a_source_that_was_not_there_is_not_doubted(good: Inputs) -> None:
    nothing = replace(good, records=good.records.filter(pl.col("system") != SYSTEM))
    assert intake.doubts(good, nothing, LIMITS) == ()


@pytest.mark.slow
def test_what_is_told_names_no_person(good: Inputs, doubted: Doubted) -> None:
    names = set(good.records["name"].to_list())
    for kind in BAD:
        for one in doubted(kind):
            assert not set(one.facts.values()) & names
            assert intake.REASONS[one.reason].format(**one.facts)
