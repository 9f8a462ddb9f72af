"""Weights learnt from pairs: little data changes little, much data comes near the truth."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orgtransfer.frames import COMPARISONS
from orgtransfer.match import learning, learnt, reweighed, thresholds
from orgtransfer.match.weights import TABLE

UNIT = learnt.shipped("unit")["different"]
SURE, DOUBTFUL = 12.0, -3.0
"""What everything but the unit says of a pair, in log-odds."""


def pairs(units: list[str], *, rest: float = SURE, first: int = 0, **more: object) -> pl.DataFrame:
    """Pairs of two systems that agree on the name, each with its unit's level."""
    own = pl.col("unit_level").replace_strict(
        ["same", "different"], [5.0, TABLE["unit"]["different"].weight], return_dtype=pl.Float64
    )
    levels = {f"{name}_level": pl.lit(None, pl.String) for name in COMPARISONS if name != "unit"}
    zeros = {f"{name}_weight": pl.lit(0.0) for name in COMPARISONS if name != "unit"}
    wanted = {"label": None, "worth": None, "reason": None} | more
    return (
        pl.DataFrame({"unit_level": units}, schema={"unit_level": pl.String})
        .with_row_index("a", first)
        .with_columns(**levels, **zeros, unit_weight=own)
        .with_columns(
            b=pl.col("a") + 1_000_000, one=pl.lit("x"), other=pl.lit("y"),
            name_level=pl.lit("exact"), weight=own + rest,
            label=pl.lit(wanted["label"], pl.Float64), worth=pl.lit(wanted["worth"], pl.Float64),
            reason=pl.lit(wanted["reason"], pl.String), fold=pl.col("a").cast(pl.Int64) * 7 % 11,
        )
    )  # fmt: skip


def drawn(count: int, share: float, seed: int = 1) -> list[str]:
    """Units' levels of so many people, of whom a share has moved."""
    moved = np.random.default_rng(seed).random(count) < share
    return np.where(moved, "different", "same").tolist()


def share(found: learning.Learnt) -> float:
    """What was learnt of units that differ."""
    return found.shares.get("unit", learnt.shipped("unit"))["different"]


def test_without_pairs_nothing_is_learnt() -> None:
    found = learning.learn(pairs([]))
    assert found.shares == {}
    assert found.kinds["learnt"].to_list() == found.kinds["shipped"].to_list()


def test_few_pairs_change_nothing() -> None:
    assert learning.learn(pairs(["different"] * 8 + ["same"] * 5)).shares == {}


@pytest.mark.parametrize("count", [100, 1_000, 20_000])
def test_pairs_as_they_are_expected_change_nothing(count: int) -> None:
    assert learning.learn(pairs(drawn(count, UNIT))).shares == {}


def test_the_more_pairs_there_are_the_nearer_is_the_truth() -> None:
    errors = [
        abs(share(learning.learn(pairs(drawn(n, 0.2)))) - 0.2) for n in (0, 100, 1_000, 20_000)
    ]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.01


def test_the_order_of_the_rows_changes_nothing() -> None:
    table = pairs(drawn(2_000, 0.2))
    shuffled = table.sample(fraction=1.0, shuffle=True, seed=3)
    assert learning.learn(shuffled).shares == learning.learn(table).shares


def test_what_is_sure_by_the_comparison_itself_does_not_count() -> None:
    table = pairs(drawn(2_000, 0.2), rest=DOUBTFUL)
    assert learning.learn(table).shares == {}


def test_what_was_compared_for_the_comparison_alone_does_not_count() -> None:
    named = pairs(drawn(2_000, 0.2)).with_columns(name_level=pl.lit("reading"))
    assert learning.learn(named).shares == {}


def test_a_contradiction_is_no_pair_to_learn_from() -> None:
    assert learning.learn(pairs(drawn(2_000, 0.2), reason="veto_id")).shares == {}


def test_two_candidates_for_one_place_are_not_both_sure() -> None:
    table = pairs(drawn(2_000, 0.2))
    rivals = table.with_columns(b=pl.col("b") + 5_000_000)
    assert learning.learn(pl.concat([table, rivals])).shares == {}


def test_a_ruling_is_taken_at_its_word() -> None:
    table = pairs(drawn(2_000, 0.2))
    apart = pl.when(pl.col("unit_level") == "different").then(0.0)
    assert share(learning.learn(table)) > UNIT
    assert share(learning.learn(table.with_columns(label=apart))) < UNIT


def test_a_judged_sample_stands_for_all_it_was_drawn_from() -> None:
    judged = pairs(drawn(400, 0.5), rest=DOUBTFUL, label=1.0, worth=5.0)
    assert share(learning.learn(judged)) > 0.25
    selected = judged.with_columns(worth=pl.lit(None, pl.Float64))
    assert learning.learn(selected).shares == {}


def test_what_a_judged_sample_speaks_against_is_not_followed() -> None:
    table = pairs(drawn(2_000, 0.2))
    assert not learning.learn(table).held_back
    doubtful = pairs(["different"] * 30, rest=4.0, first=5_000, label=0.0, worth=1.0)
    found = learning.learn(pl.concat([table, doubtful]))
    assert found.held_back
    assert UNIT <= share(found) < found.seen["unit"]["different"]


def test_the_weights_of_the_run_are_what_is_started_from() -> None:
    units = drawn(5_000, 0.2)
    found = learning.learn(pairs(units)).shares
    base = learnt.weights(found)
    step = pl.when(pl.col("unit_level") == "different").then(
        base["unit"]["different"].weight - TABLE["unit"]["different"].weight
    ).otherwise(base["unit"]["same"].weight - TABLE["unit"]["same"].weight)  # fmt: skip
    again = pairs(units).with_columns(
        unit_weight=pl.col("unit_weight") + step, weight=pl.col("weight") + step
    )
    assert share(learning.learn(again, base)) == pytest.approx(found["unit"]["different"], abs=1e-4)


@example(counts=[12.0, 5e-324], comparison="sex")
@example(counts=[0.0, 12.0], comparison="unit")
@given(
    st.lists(st.floats(0, 20_000), min_size=2, max_size=2),
    st.sampled_from(["sex", "unit"]),
)
def test_shares_sum_to_one_and_change_by_no_more_than_is_allowed(
    counts: list[float], comparison: str
) -> None:
    made = learning._shares(comparison, dict(zip(learnt.KINDS[comparison], counts, strict=True)))
    before = learnt.shipped(comparison)
    if made:
        assert sum(made.values()) == pytest.approx(1)
        factor = made["different"] / before["different"]
        assert thresholds.LEARN_LEAST - 1e-4 <= factor <= thresholds.LEARN_MOST + 1e-4


def test_rulings_are_judged_by_weights_that_they_did_not_teach() -> None:
    table = pairs(drawn(3_000, 0.2))
    ruled = table.with_columns(label=pl.when(pl.col("a") % 10 == 0).then(1.0))
    tried = learning.tried(ruled)
    assert tried.height == 300
    before, after = (
        reweighed.loss(tried[name], tried["label"]).mean() for name in ("before", "after")
    )
    assert after < before


def test_the_log_loss_is_that_of_what_is_true() -> None:
    said, label = pl.Series([0.9, 0.9, 1.0]), pl.Series([1.0, 0.0, 0.0])
    assert reweighed.loss(said, label) == pytest.approx([-np.log(0.9), -np.log(0.1), -np.log(1e-6)])
