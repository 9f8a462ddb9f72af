"""The probability of a pair among its rivals, against every way of pairing counted by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.match import rivals
from tests.examples import examples

NO_DOUBLES = rivals.Doubles(*(np.empty(0, dtype=np.int64) for _ in range(4)), np.empty(0))


def probabilities(edges: list[tuple[int, int, float]]) -> list[float]:
    """Of pairs (left, right, weight) between two systems."""
    count = len(edges)
    left = np.array([edge[0] for edge in edges], dtype=np.int64)
    right = np.array([1000 + edge[1] for edge in edges], dtype=np.int64)
    slots = rivals.Slots(
        np.concatenate([np.arange(count)] * 2),
        np.repeat([0, 1], count),
        np.concatenate([left, right]),
    )
    weight = np.array([edge[2] for edge in edges])
    return rivals.probabilities(weight, slots, NO_DOUBLES).tolist()


def counted(edges: list[tuple[int, int, float]]) -> list[float]:
    """The same by counting every matching."""
    total, held = 0.0, [0.0] * len(edges)
    for size in range(len(edges) + 1):
        for chosen in combinations(range(len(edges)), size):
            lefts, rights = ({edges[i][side] for i in chosen} for side in (0, 1))
            if len(lefts) == len(rights) == size:
                worth = float(np.exp(sum(edges[i][2] for i in chosen)))
                total += worth
                for i in chosen:
                    held[i] += worth
    return [value / total for value in held]


def test_a_pair_without_rivals_keeps_its_own_probability() -> None:
    assert probabilities([(1, 1, np.log(99.0))]) == pytest.approx([0.99])


def test_two_equal_rivals_share() -> None:
    assert probabilities([(1, 1, 20.0), (1, 2, 20.0)]) == pytest.approx([0.5, 0.5], abs=1e-6)


def test_a_rival_that_fits_somebody_else_better_takes_little() -> None:
    alone, shared = [(1, 1, 6.0), (1, 2, 5.0)], [(1, 1, 6.0), (1, 2, 5.0), (2, 2, 12.0)]
    assert probabilities(shared)[0] > probabilities(alone)[0] + 0.2


@pytest.mark.parametrize(
    "edges",
    [
        [(1, 1, 4.0), (1, 2, 3.0)],
        [(1, 1, 4.0), (1, 2, 3.0), (2, 2, 5.0)],
        [(1, 1, 2.0), (2, 1, 2.5), (2, 2, 1.0), (3, 2, 0.5)],
    ],
)
def test_where_rivals_form_no_ring_the_count_is_exact(
    edges: list[tuple[int, int, float]],
) -> None:
    assert probabilities(edges) == pytest.approx(counted(edges), abs=1e-6)


def test_on_a_ring_the_count_is_close() -> None:
    ring = [(1, 1, 5.0), (1, 2, 3.0), (2, 1, 3.0), (2, 2, 5.0)]
    assert probabilities(ring) == pytest.approx(counted(ring), abs=0.05)


@examples(60)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.floats(-30, 40)),
        min_size=1,
        max_size=10,
        unique_by=lambda edge: edge[:2],
    )
)
def test_no_rival_ever_makes_a_pair_likelier(edges: list[tuple[int, int, float]]) -> None:
    alone = [1 / (1 + np.exp(-weight)) for _left, _right, weight in edges]
    for probability, most in zip(probabilities(edges), alone, strict=True):
        assert 0.0 <= probability <= most + 1e-9


def test_records_that_may_be_one_persons_twice_share_a_partner() -> None:
    slots = rivals.Slots(np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]), np.array([1, 2, 9, 9]))
    doubles = rivals.Doubles(
        np.array([0, 1]), np.ones(2, int), np.array([1, 0]), np.ones(2, int), np.full(2, 0.01)
    )
    both = rivals.probabilities(np.array([15.0, 15.0]), slots, doubles)
    assert both.tolist() == pytest.approx([1.0, 1.0], abs=1e-3)
    apart = rivals.probabilities(np.array([15.0, 15.0]), slots, NO_DOUBLES)
    assert apart.tolist() == pytest.approx([0.5, 0.5], abs=1e-3)


def test_huge_and_small_weights_do_not_drown_each_other() -> None:
    found = probabilities([(1, 1, 50.0), (1, 2, 10.0), (2, 2, 12.0)])
    assert found[0] == pytest.approx(1.0)
    assert found[2] == pytest.approx(1.0, abs=1e-4)
