"""The ledger of any two rows is that of the matching, but for what other rows add."""

from __future__ import annotations

import polars as pl
import pytest

from orgtransfer import clean, organisations
from orgtransfer.frames import COMPARISONS
from orgtransfer.match import single
from tests.benchmarks import bench_match, worlds


@pytest.mark.slow
def test_a_pair_by_itself_weighs_what_it_weighed_in_the_run() -> None:
    world = worlds.build("noid", roster=200, register=600)
    result = bench_match.orgtransfer(world)
    matched, records = result.matched, result.records
    assert matched is not None
    assert records is not None
    nodes, membership = result_trees(world, records)
    tables = single.Tables(records, nodes, membership, bench_match.NO_ALIASES, matched.pairs)
    system = records["system"]
    across = matched.pairs.filter(
        pl.Series(system.gather(matched.pairs["a"]) != system.gather(matched.pairs["b"]))
    ).filter(pl.col("unit_level") != "people")
    pair = across.row(3, named=True)
    plain = single.ledgers(tables, pair["a"], pair["b"]).row(0, named=True)
    for name in COMPARISONS:
        assert plain[f"{name}_level"] == pair[f"{name}_level"]
        assert plain[f"{name}_weight"] == pytest.approx(pair[f"{name}_weight"], abs=0.05)
    assert plain["weight"] == pytest.approx(pair["weight"], abs=0.1)
    assert single.rules(tables, pair["a"], pair["b"])


def result_trees(world: worlds.World, records: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The trees of a world."""
    listed = clean.clean_organisations(world.inputs.organisations, world.inputs.sources)
    return organisations.trees(listed, records)
