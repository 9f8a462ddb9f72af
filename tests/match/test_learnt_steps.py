"""What was learnt is followed as far as judged samples bear it out, and no link pays for it."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.match import learnt, learnt_steps
from orgtransfer.match.weights import TABLE
from tests.match.test_learning import DOUBTFUL, SURE, pairs

BEFORE = learnt.shipped("unit")
OFTENER = {"unit": {"same": 0.8, "different": 0.2}}
SELDOMER = {"unit": {"same": 0.96, "different": 0.04}}
JUST_LINKED = 5.895
"""What makes a pair whose units differ a link at 0.95 by a hair."""
PARTED, ONE = 0.0, 1.0


def judged(count: int, label: float, worth: float) -> pl.DataFrame:
    """Sure pairs that nobody judged, and doubtful ones of different units that were."""
    asked = pairs(["different"] * count, rest=4.0, first=50_000, label=label, worth=worth)
    return pl.concat([pairs(["same"] * 500), asked])


@given(st.floats(0, 1))
def test_part_of_the_way_lies_between_and_sums_to_one(step: float) -> None:
    made = learnt_steps.part_way(OFTENER, {("unit", "different"): step}).get("unit", BEFORE)
    assert sum(made.values()) == pytest.approx(1)
    assert BEFORE["different"] - 1e-6 <= made["different"] <= OFTENER["unit"]["different"]


def test_the_whole_way_is_what_was_learnt_and_none_of_it_is_what_is_shipped() -> None:
    assert learnt_steps.part_way(OFTENER, {}) == OFTENER
    assert learnt_steps.part_way(OFTENER, {("unit", "different"): 0.0}) == {}


@pytest.mark.parametrize("worth", [None, 1.0])
def test_without_a_judged_sample_the_whole_way_is_gone(worth: float | None) -> None:
    table = judged(20, PARTED, 1.0)
    unjudged = pl.lit(PARTED if worth is None else None, pl.Float64)
    table = table.with_columns(label=unjudged, worth=pl.lit(worth, pl.Float64))
    assert learnt_steps.followed(table, TABLE, OFTENER) == OFTENER


def test_pairs_that_turn_out_to_be_one_person_bear_out_that_units_differ_oftener() -> None:
    assert learnt_steps.followed(judged(20, ONE, 1.0), TABLE, OFTENER) == OFTENER


def test_pairs_that_turn_out_to_be_two_people_hold_it_back() -> None:
    assert learnt_steps.followed(judged(20, PARTED, 1.0), TABLE, OFTENER) == {}


def test_a_few_pairs_that_stand_for_many_say_nothing_beyond_chance() -> None:
    assert learnt_steps.followed(judged(1, PARTED, 1.0), TABLE, OFTENER) == {}
    assert learnt_steps.followed(judged(1, PARTED, 50.0), TABLE, OFTENER) == OFTENER


def test_each_kind_is_followed_by_itself() -> None:
    both = OFTENER | {"sex": {"same": 0.98, "different": 0.02}}
    table = judged(20, PARTED, 1.0).with_columns(sex_level=pl.lit("same"))
    assert learnt_steps.followed(table, TABLE, both)["sex"] == both["sex"]


def test_the_order_of_the_rows_changes_nothing() -> None:
    table = pl.concat([
        judged(12, PARTED, 3.0),
        pairs(["different"] * 9, rest=DOUBTFUL, first=90_000, label=ONE, worth=3.0),
    ])  # fmt: skip
    found = learnt_steps.followed(table, TABLE, OFTENER)
    shuffled = table.sample(fraction=1.0, shuffle=True, seed=3)
    assert learnt_steps.followed(shuffled, TABLE, OFTENER) == found


def test_what_takes_no_link_away_is_followed_the_whole_way() -> None:
    table = pairs(["same"] * 900 + ["different"] * 100, rest=SURE)
    assert learnt_steps.held(table, TABLE, SELDOMER, 0.95) == SELDOMER


def test_what_takes_links_away_is_held_back() -> None:
    hair = pairs(["different"] * 20, rest=JUST_LINKED, first=50_000)
    table = pl.concat([pairs(["same"] * 980), hair])
    assert learnt_steps.held(table, TABLE, SELDOMER, 0.95) == {}
    assert learnt_steps.held(table, TABLE, SELDOMER, 0.99) == SELDOMER


def test_links_that_were_judged_wrong_may_go() -> None:
    hair = pairs(["different"] * 20, rest=JUST_LINKED, first=50_000, label=PARTED)
    table = pl.concat([pairs(["same"] * 980), hair])
    assert learnt_steps.held(table, TABLE, SELDOMER, 0.95) == SELDOMER


def test_what_is_oftener_is_not_held_back() -> None:
    table = pairs(["same"] * 20, rest=-2.0)
    assert learnt_steps.held(table, TABLE, OFTENER, 0.95) == OFTENER
