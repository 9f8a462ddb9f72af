"""Waterfalls and curves: every bar where its sum is, and what a reader is told of it."""

from __future__ import annotations

import polars as pl
import pytest

from orgtransfer.frames import COMPARISONS
from orgtransfer.report import drawings
from orgtransfer.report.page_tables import Words

WORDS = Words(
    comparisons={"prior": "before", "name": "Name", "sex": "Sex"},
    levels={"name": {"exact": "the same"}, "sex": {"different": "different"}},
)


def pairs(*rows: tuple[str, float, str | None]) -> pl.DataFrame:
    """Pairs with a tier, a probability and a reason; a name speaks for them, the sex against."""
    table = [
        {
            **{f"{name}_level": None for name in COMPARISONS},
            **dict.fromkeys((f"{name}_weight" for name in COMPARISONS), 0.0),
            "a": at, "b": at + 100, "tier": tier, "probability": chance, "reason": reason,
            "prior_weight": -8.0, "weight": 3.0, "name_level": "exact", "name_weight": 12.0,
            "sex_level": "different", "sex_weight": -1.0,
        }
        for at, (tier, chance, reason) in enumerate(rows)
    ]  # fmt: skip
    return pl.DataFrame(table, schema_overrides={"reason": pl.String})


def test_each_step_begins_where_the_last_one_ended() -> None:
    (fall,) = drawings.waterfalls(pairs(("auto", 0.97, None)), 0.95, WORDS)
    said = [step.full for step in fall.steps[:-1]]
    assert said == ["before", "Name: the same", "Sex: different"]
    assert [step.value for step in fall.steps] == ["-8.0", "+12.0", "-1.0", "+3.0"]
    prior, name, sex, total = fall.steps
    assert prior.end == pytest.approx(name.x)
    assert name.x + name.length == pytest.approx(sex.x + sex.length, abs=0.2)
    assert sex.end == pytest.approx(total.x + total.length, abs=0.2)
    assert total.x == pytest.approx(fall.zero, abs=0.2)
    assert [step.tone for step in fall.steps] == ["bad", "good", "bad", "plain"]
    # 0.95 is 2.94 in log-odds: just below the sum of 3.
    assert total.x < fall.limit < total.x + total.length


def test_the_pairs_on_both_sides_of_the_threshold_are_drawn() -> None:
    table = pairs(
        ("auto", 0.99, None), ("auto", 0.96, None), ("auto", 0.2, "through"),
        ("review", 0.8, "below_auto"), ("review", 0.9, "close_second"), ("review", 0.99, "veto_id"),
    )  # fmt: skip
    titles = [fall.title for fall in drawings.waterfalls(table, 0.95, WORDS)]
    assert [title.rpartition(" ")[2] for title in titles] == ["96.00%", "90.00%"]


def test_where_a_promise_decides_the_least_sure_link_is_the_threshold() -> None:
    (fall,) = drawings.waterfalls(pairs(("auto", 0.75, None)), None, WORDS)
    assert "75.00%" in fall.said


def test_the_curves_reach_from_nothing_to_the_largest_number() -> None:
    table = pl.DataFrame({"auto": [0.5, 0.9], "wrong": [4.0, 0.0], "missed": [0.0, 0.0]})
    wrong, missed = drawings.curves(table)
    assert [dot[2:] for dot in wrong.dots] == [("4.0", "0.5"), ("0.0", "0.9")]
    assert wrong.dots[0][1] < wrong.dots[1][1]
    # Nothing anywhere: a flat line on the axis.
    assert missed.dots[0][1] == missed.dots[1][1] == wrong.dots[1][1]
