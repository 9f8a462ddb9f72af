from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.similarity import slips
from tests.examples import examples

_NAMES = st.text(st.sampled_from("王汪李建健见鉴剑学雪薛伟炜磊蕾芳欣新"), min_size=2, max_size=4)


def _one(meant: str, written: str) -> float:
    return float(slips.ways(pl.Series([meant]), pl.Series([written]))[0])


def test_a_slip_that_had_few_ways_to_go_has_few() -> None:
    assert _one("肖文学", "肖文雪") < 2  # hardly another character of names is read xue
    assert _one("李建平", "李鉴平") > 10  # many are read jian, and this one is seldom chosen


def test_the_usual_character_is_what_most_slips_lead_to() -> None:
    assert _one("李鉴平", "李建平") < _one("李建平", "李鉴平")


def test_two_slips_have_the_ways_of_both() -> None:
    both = _one("李建新", "李健欣")
    assert both == pytest.approx(_one("李建新", "李健新") * _one("李建新", "李建欣"))


def test_a_surname_has_ways_of_its_own() -> None:
    assert _one("王国伟", "汪国伟") == slips.SURNAME


def test_equal_names_have_one_way() -> None:
    assert _one("王芳", "王芳") == 1.0


@examples(30, 100)
@given(st.lists(st.tuples(_NAMES, _NAMES), max_size=8))
def test_ways_are_at_least_one_whatever_stands_beside(pairs: list[tuple[str, str]]) -> None:
    a, b = ([pair[side] for pair in pairs] for side in (0, 1))
    found = slips.ways(pl.Series(a, dtype=pl.String), pl.Series(b, dtype=pl.String)).to_list()
    assert all(ways >= 1 for ways in found)
    assert found == [_one(*pair) for pair in pairs]
