"""Names that should meet for blocking do, and those that have nothing in common do not."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.similarity import name_keys
from tests.examples import examples

HAN = st.text(st.sampled_from("王李张刘陈欧阳单覃乐建国华伟芳秀英·?"), min_size=1, max_size=6)


def series(*names: str | None) -> pl.Series:
    return pl.Series(names, dtype=pl.String)


@pytest.mark.parametrize(
    ("name", "other", "meet"),
    [
        ("黄芳", "方芳", True), ("陈兰", "程南", True), ("周志", "邹自", True),
        ("單雄", "善雄", True), ("单雄", "但雄", False), ("覃海", "秦海", True), ("覃海", "谭海", True),
        ("李乐", "李勒", True), ("李乐", "李月", True), ("欧阳修", "欧阳休", True),
        ("阿依古丽·买买提", "阿依古丽", True), ("王芳", "王刚", False),
    ],
)  # fmt: skip
def test_names_of_like_readings_meet(name: str, other: str, meet: bool) -> None:
    one, two = name_keys.reading_keys(series(name, other)).to_list()
    assert bool(set(one) & set(two)) is meet


@pytest.mark.parametrize("name", ["王?", "Tom", ""])
def test_what_cannot_be_read_has_no_reading(name: str) -> None:
    assert name_keys.reading_keys(series(name, None)).to_list() == [[], None]


def test_a_heteronym_has_a_key_a_reading() -> None:
    counts = name_keys.reading_keys(series("王芳", "覃海", "李乐", "欧阳修")).list.len()
    assert counts.to_list() == [1, 2, 2, 1]


@pytest.mark.parametrize(
    ("whole", "left"),
    [("吴凤", "吴?"), ("于俊伟", "于俊?"), ("于俊伟", "?俊伟"), ("欧阳修文", "欧?修文"), ("阿依古丽·买买提", "阿?古丽·买买提")],
)  # fmt: skip
def test_a_name_with_a_lost_character_is_among_what_the_whole_may_leave(
    whole: str, left: str
) -> None:
    (written,) = name_keys.written_keys(series(left))
    assert written in name_keys.lost_keys(series(whole)).to_list()[0]


@pytest.mark.parametrize(
    ("name", "other", "meet"),
    [
        ("王末", "王未", True), ("黄丹", "黄丹丹", True), ("孙建英", "孙建建英", True),
        ("王芳芳英", "王芳英", True), ("單丽", "单丽", True), ("王芳", "王芬", False), ("王芳", "芳王", False),
    ],
)  # fmt: skip
def test_names_that_look_alike_meet(name: str, other: str, meet: bool) -> None:
    one, two = name_keys.look_keys(series(name, other))
    assert (one == two) is meet


@pytest.mark.parametrize(
    ("name", "other", "meet"),
    [
        ("王芳", "芳王", True), ("王建国", "王国建", True), ("單建国", "国建单", True),
        ("王建国", "王建华", False), ("王芳", "王芳芳", False),
    ],
)  # fmt: skip
def test_the_same_characters_meet_in_any_order(name: str, other: str, meet: bool) -> None:
    one, two = name_keys.order_keys(series(name, other))
    assert (one == two) is meet


@pytest.mark.parametrize(
    ("name", "other", "meet"),
    [
        ("王芳", "王刚", True), ("王建国", "李建国", True), ("王建国", "王建", True),
        ("王建国", "王国建", False), ("欧阳修文", "欧阳修武", True), ("王建国", "王国", True),
        ("王建国", "建国", True), ("欧阳修文", "欧阳文", True), ("王建国", "李国", False),
    ],
)  # fmt: skip
def test_names_with_one_other_or_one_more_character_meet(name: str, other: str, meet: bool) -> None:
    one, two = name_keys.part_keys(series(name, other)).to_list()
    assert bool(set(one) & set(two)) is meet


@pytest.mark.slow
@examples(20, 100)
@given(names=st.lists(HAN, min_size=1, max_size=8))
def test_a_name_has_the_same_keys_whatever_stands_beside_it(names: list[str]) -> None:
    every = (name_keys.order_keys, name_keys.part_keys, name_keys.written_keys,
             name_keys.lost_keys, name_keys.look_keys, name_keys.reading_keys)  # fmt: skip
    for keys in every:
        together = keys(series(*names)).to_list()
        assert together == [keys(series(name)).to_list()[0] for name in names]
