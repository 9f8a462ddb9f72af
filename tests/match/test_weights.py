"""The shipped weights against counted pairs of a small world."""

from __future__ import annotations

import polars as pl
import pytest

from tests.benchmarks import weights, worlds

_OFF = 1.2
"""Log-odds that a shipped weight may be away from the count on a small world."""


@pytest.mark.slow
@pytest.mark.parametrize("difficulty", ["full", "noid"])
def test_shipped_weights_fit_the_pairs_of_a_small_world(difficulty: str) -> None:
    world = worlds.build(difficulty, roster=1_500, register=4_000, seed=5)
    table = weights.measure(world, random_pairs=120_000)
    told = table.drop_nulls(["measured", "shipped"])
    # What another comparison holds already is not counted: the ledger's rule, not the table's.
    told = told.filter(~pl.col("comparison").is_in(["branch", "birth", "sex", "id"]))
    assert told.height >= 4
    off = told.filter((pl.col("measured") - pl.col("shipped")).abs() > _OFF)
    assert off.is_empty(), off
