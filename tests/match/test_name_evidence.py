from __future__ import annotations

import polars as pl
import pytest

from orgtransfer.match import name_evidence
from orgtransfer.similarity import frequencies, names


def _columns(a: str, b: str) -> dict[str, float]:
    one, other = pl.Series([a]), pl.Series([b])
    return name_evidence.columns(names.compare(one, other), one, other).row(0, named=True)


def test_a_slip_has_its_ways_from_either_name() -> None:
    found = _columns("李鉴平", "李建平")
    assert found["ways_a"] > 10  # typed by mistake: one of many that are read so
    assert found["ways_b"] < 2  # the usual one of them
    assert found["fits"] == 1.0


def test_a_part_that_is_the_same_is_as_common_as_names_that_have_it() -> None:
    common, rare = _columns("王建华", "王英华"), _columns("徐瑶去", "徐瑶云")
    assert common["fits"] > 10 * rare["fits"]
    whole = frequencies.name_share(pl.Series(["王建华"]))[0]
    assert common["fits"] > whole


def test_another_surname_leaves_the_share_of_the_given_name() -> None:
    one, two = _columns("胡建敏", "王建敏"), _columns("张建敏", "李建敏")
    assert one["fits"] == pytest.approx(two["fits"])
    assert _columns("诸葛亮明", "司马亮明")["fits"] < 1e-3


@pytest.mark.parametrize(("a", "b"), [("王芳", "王芳"), ("王芳", "李强"), ("王芳", "王强")])
def test_other_levels_ask_for_nothing(a: str, b: str) -> None:
    assert _columns(a, b) == {"ways_a": 1.0, "ways_b": 1.0, "fits": 1.0}
