"""Samples: how they are drawn, and what their answers say."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from orgtransfer.quality import calibration, estimate, labels, sampling, search
from orgtransfer.quality.estimate import Known
from orgtransfer.quality.population import strata
from tests import builders


def items(*parts: tuple[str, str, float, int]) -> pl.DataFrame:
    """POPULATION of strata: side, stratum, what is said, how many."""
    rows = [(*part[:3], number) for part in parts for number in range(part[3])]
    table = pl.DataFrame(rows, schema=["side", "stratum", "said", "a"], orient="row")
    return table.with_row_index("item").with_columns(b=pl.col("a"))


WORLD = items(
    ("link", "0.95 other", 0.97, 100), ("link", "0.99999 number", 1.0, 5_000),
    ("missed", "0.5 other", 0.7, 60), ("missed", "search", 0.002, 300),
)  # fmt: skip


def answered(**wrong: tuple[int, int, int]) -> pl.DataFrame:
    """The strata of WORLD with answers: same, different, unsure of each place."""
    table = strata(WORLD)
    said = [wrong.get(f"s{place}", (0, 0, 0)) for place in range(table.height)]
    return table.with_columns(
        pl.Series(name, [one[at] for one in said], dtype=pl.Float64)
        for at, name in enumerate(("same", "different", "unsure"))
    )


KNOWN = Known(links=5_100, decided=0)


def test_the_same_seed_draws_the_same_and_every_part_is_looked_at() -> None:
    one, again = (sampling.drawn(WORLD, 60, (3, 1)) for _time in range(2))
    assert one.equals(again)
    assert one.height == 60
    assert one["item"].n_unique() == 60
    assert not one.equals(sampling.drawn(WORLD, 60, (3, 2)))
    assert strata(one)["stratum"].to_list() == strata(WORLD)["stratum"].to_list()
    assert one.filter(side="link").height == 30


def test_a_sample_larger_than_the_whole_is_the_whole() -> None:
    small = items(("link", "a", 0.9, 4), ("missed", "b", 0.5, 3))
    assert sampling.drawn(small, 60, (1,)).height == 7
    assert sampling.drawn(small.filter(side="link"), 60, (1,)).height == 4


def test_where_no_error_was_found_the_range_still_reaches_down() -> None:
    found = estimate.estimate(answered(s0=(20, 0, 0), s1=(80, 0, 0)), KNOWN)
    assert found.precision.high == 1.0
    assert 0.98 < found.precision.low < 0.999
    assert found.judged == 100


def test_what_is_judged_wholly_is_known() -> None:
    every = estimate.estimate(
        answered(s0=(98, 2, 0), s1=(5_000, 0, 0), s2=(40, 20, 0), s3=(0, 600, 0)), KNOWN
    )
    assert every.wrong.low == every.wrong.high == 2
    assert every.missed.low == every.missed.high == 40
    assert every.recall.estimate == pytest.approx(5_098 / 5_138)


def test_undecided_answers_only_widen_the_range() -> None:
    sure = estimate.estimate(answered(s0=(20, 0, 0), s1=(80, 0, 0)), KNOWN)
    torn = estimate.estimate(answered(s0=(18, 0, 2), s1=(78, 0, 2)), KNOWN)
    assert torn.precision.low < sure.precision.low
    assert torn.precision.high == sure.precision.high
    assert torn.unsure == 4


@pytest.mark.slow
def test_the_range_holds_the_truth_in_nineteen_of_twenty_worlds() -> None:
    rng = np.random.default_rng(7)
    table = strata(WORLD)
    drawn = sampling.allocated(table, 100)
    held = 0
    for seed in range(60):
        true = [rng.binomial(row["size"], row["said"]) for row in table.iter_rows(named=True)]
        seen = [
            rng.hypergeometric(one, row["size"] - one, row["draw"])
            for one, row in zip(true, drawn.iter_rows(named=True), strict=True)
        ]
        counted = drawn.with_columns(
            same=pl.Series(seen, dtype=pl.Float64),
            different=pl.col("draw") - pl.Series(seen, dtype=pl.Float64),
            unsure=pl.lit(0.0),
        )
        found = estimate.estimate(counted, KNOWN, seed)
        right, missed = true[0] + true[1], true[2] + true[3]
        held += found.recall.low <= right / (right + missed) <= found.recall.high
    assert held >= 54


def test_said_and_judged_agree_or_are_told_apart() -> None:
    rows = [(0.97, number > 0, 1.0) for number in range(40)] + [(0.3, True, 1.0)] * 20
    table = calibration.bands(pl.DataFrame(rows, schema=["said", "same", "weight"], orient="row"))
    assert table.select("band", "judged", "off").rows() == [(0.95, 40, False), (0.2, 20, True)]


def test_the_other_search_goes_by_what_two_rows_share() -> None:
    rows = builders.records(
        [
            {"name": "欧阳翀", "unit": "南昌市第一医院", "phone": "10012345678"},
            {"name": "欧阳冲", "unit": "南昌市第一医院", "system": "register"},
            {"name": "王芳", "unit": "南昌市第一医院", "system": "register"},
            {"name": "李明", "unit": "九江市第三医院", "system": "register"},
        ]
    )
    none = pl.DataFrame(schema={"a": pl.UInt32, "b": pl.UInt32})
    asking, others = rows.filter(role="roster"), rows.filter(role="register")
    assert search.best(asking, others, none).rows() == [(0, 1)]
    known = pl.DataFrame({"a": [0], "b": [1]}, schema=none.schema)
    assert search.best(asking, others, known)["other"].to_list() != [1]


def test_groups_are_measured_by_pairs_by_rows_and_whole() -> None:
    # True groups {0 1 2} {3 4}; found {0 1} {2} {3 4}.
    rows = pl.DataFrame({"row": range(5), "true": [0, 0, 0, 3, 3], "found": list("aabcc")})
    pairs = pl.DataFrame(
        {"same": [True, True, True, True, False], "linked": [True, False, False, True, False]}
    )
    found = labels.measure(pairs, rows)
    assert (found.pairs.precision, found.pairs.recall) == (1.0, 0.5)
    assert found.rows.precision == 1.0
    assert found.rows.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert (found.groups.precision, found.groups.recall) == (0.5, 0.5)
