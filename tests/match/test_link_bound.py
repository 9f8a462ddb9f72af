"""A promise of so many wrong links: the smallest threshold that keeps it, by hand."""

from __future__ import annotations

import polars as pl
import pytest

from orgtransfer.config import Match
from orgtransfer.match import link_bound


def judged(*probabilities: float, other: str = "b", veto: str | None = None) -> pl.DataFrame:
    rows = [
        {"probability": one, "veto": veto, "system_a": "a", "system_b": other}
        for one in probabilities
    ]
    return pl.DataFrame(rows, schema_overrides={"veto": pl.String})


def test_without_a_promise_nothing_is_changed() -> None:
    assert link_bound.kept(judged(0.6, 0.99), Match()) == Match()


def test_links_are_added_for_as_long_as_all_together_keep_it() -> None:
    # 1,000 sure ones, then 0.9, 0.8: at 1/100 ten may be wrong, at 1/1000 none of these.
    pairs = judged(*[1.0] * 1_000, 0.9, 0.8, 0.3)
    assert link_bound.kept(pairs, Match(wrong_links="1/100")).auto == pytest.approx(0.8)
    assert link_bound.kept(pairs, Match(wrong_links="1/1000")).auto == pytest.approx(0.9)
    assert link_bound.kept(pairs, Match(wrong_links="1/100000")).auto == 1.0


def test_what_is_likelier_two_people_is_never_linked_and_vetoes_do_not_count() -> None:
    pairs = pl.concat([judged(*[1.0] * 100, 0.49), judged(0.7, veto="id"), judged(0.6, other="a")])
    assert link_bound.kept(pairs, Match(wrong_links="1/10")).auto == 1.0


def test_where_nothing_keeps_it_nothing_is_linked_by_score() -> None:
    assert link_bound.kept(judged(0.9, 0.8), Match(wrong_links="1/2000")).auto == 1.0
