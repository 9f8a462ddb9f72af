"""Exact intervals, against values that are known."""

from __future__ import annotations

import math

import pytest

from orgtransfer.quality import beta


@pytest.mark.parametrize(
    ("found", "judged", "low", "high"),
    [
        (0, 10, 0.0, 0.30849710781876083),  # 1 - 0.025 ** (1 / 10)
        (10, 10, 0.691502892181239, 1.0),
        (1, 10, 0.0025285785444617869, 0.44501611702085),  # the published table: 0.003, 0.445
        (5, 20, 0.0865714691, 0.4910458717),  # the published table: 0.087, 0.491
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_exact_interval_is_that_of_clopper_and_pearson(
    found: int, judged: int, low: float, high: float
) -> None:
    assert beta.exact(found, judged) == pytest.approx((low, high), abs=1e-9)


def test_the_beta_distribution_is_the_binomial_one_seen_from_the_other_side() -> None:
    for n, k, p in ((7, 3, 0.2), (40, 1, 0.01), (200, 150, 0.7)):
        upper = sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))
        assert beta.cumulative(p, k, n - k + 1) == pytest.approx(upper, rel=1e-10)


def test_a_quantile_is_where_the_distribution_reaches_it() -> None:
    for share, a, b in ((0.025, 0.3, 130.0), (0.975, 0.3, 130.0), (0.5, 40.0, 3.0)):
        assert beta.cumulative(beta.quantile(share, a, b), a, b) == pytest.approx(share, abs=1e-9)
