"""What holds of every comparison, whatever text it gets."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.similarity import dates, identity, name_keys, names, organisations, phones
from tests.examples import examples

MODULES = (identity, names, organisations, dates, phones)
REFLEXIVE = {
    identity: {"same", "fifteen_same", "malformed_same", "masked_14", "masked_10", "masked_6", "masked_few"},
    names: {"exact", "wildcard"},
    organisations: {"same"},
    dates: {"exact", "month", "year"},
    phones: {"exact", "masked", "last"},
}  # fmt: skip
"""What a value may be to itself; null where it says nothing (a date that is none, `??`)."""

PIECES = st.sampled_from(
    "江西省 省 南昌 市 县 大学 第一 一 附属 附 医院 院 卫健委 卫生健康委员会 中共 党支部 支部委员会 党委 内科 功能型 联合 协会 "
    "王 李 欧阳 单 小 芳 昇 升 未 末 · ? * 0 1 X 990101 19800101 2010-05 100 （ ） 中 山".split()
)
TEXT = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.lists(PIECES, max_size=7).map("".join),
    st.from_regex(
        r"[0-9*]{17}[0-9X*]|[0-9]{15}|(19|20)[0-9]{2}(-[01][0-9](-[0-3][0-9])?)?", fullmatch=True
    ),
)
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=12)
Pairs = list[tuple[str | None, str | None]]


def columns(pairs: Pairs) -> tuple[pl.Series, pl.Series]:
    return (
        pl.Series([a for a, _ in pairs], dtype=pl.String),
        pl.Series([b for _, b in pairs], dtype=pl.String),
    )


EVERY_MODULE = pytest.mark.parametrize(
    "module", MODULES, ids=lambda module: module.__name__.split(".")[-1]
)


@EVERY_MODULE
@examples(20, 60)
@given(pairs=PAIRS)
def test_takes_any_text_and_gives_known_levels(module: ModuleType, pairs: Pairs) -> None:
    levels = module.compare(*columns(pairs))
    assert len(levels) == len(pairs)
    assert set(levels) <= {*module.LEVELS, None}


@EVERY_MODULE
@examples(20, 60)
@given(pairs=PAIRS)
def test_is_the_same_both_ways_round(module: ModuleType, pairs: Pairs) -> None:
    a, b = columns(pairs)
    assert module.compare(a, b).to_list() == module.compare(b, a).to_list()


@EVERY_MODULE
@examples(20, 60)
@given(pairs=PAIRS)
def test_does_not_depend_on_the_other_pairs(module: ModuleType, pairs: Pairs) -> None:
    a, b = columns(pairs)
    alone = [module.compare(a[row : row + 1], b[row : row + 1])[0] for row in range(len(pairs))]
    assert module.compare(a, b).to_list() == alone


@EVERY_MODULE
@examples(20, 60)
@given(values=st.lists(TEXT, max_size=12))
def test_finds_a_value_equal_to_itself(module: ModuleType, values: list[str | None]) -> None:
    column = pl.Series(values, dtype=pl.String)
    assert set(module.compare(column, column)) <= {*REFLEXIVE[module], None}


@EVERY_MODULE
def test_says_nothing_where_a_side_is_missing(module: ModuleType) -> None:
    a = pl.Series([None, "王芳", "", None], dtype=pl.String)
    b = pl.Series(["王芳", None, "王芳", None], dtype=pl.String)
    assert module.compare(a, b).to_list() == [None] * 4


@EVERY_MODULE
def test_takes_empty_columns_and_columns_of_nothing(module: ModuleType) -> None:
    empty = pl.Series([], dtype=pl.String)
    assert module.compare(empty, empty).to_list() == []
    nothing = pl.Series([None, None])
    assert module.compare(nothing, nothing).to_list() == [None, None]


FUNCTIONS: tuple[Callable[[pl.Series], pl.Series], ...] = (
    names.fold,
    names.surname,
    name_keys.reading_keys,
    organisations.fold,
    organisations.keys,
)


@examples(20, 60)
@given(values=st.lists(TEXT, max_size=12))
def test_keys_and_folds_are_as_long_as_their_input_and_null_where_it_is(
    values: list[str | None],
) -> None:
    column = pl.Series("x", values, dtype=pl.String)
    for function in FUNCTIONS:
        result = function(column)
        assert len(result) == len(column)
        assert all(
            found is None for found, value in zip(result, values, strict=True) if value is None
        )
    assert organisations.parse(column).schema == organisations.PARTS


@examples(30, 100)
@given(values=st.lists(TEXT, max_size=12))
def test_folding_names_twice_changes_nothing(values: list[str | None]) -> None:
    once = names.fold(pl.Series(values, dtype=pl.String))
    assert names.fold(once).to_list() == once.to_list()


@examples(30, 100)
@given(values=st.lists(TEXT, min_size=1, max_size=12))
def test_expressions_over_numbers_take_any_text(values: list[str | None]) -> None:
    frame = pl.DataFrame({"x": pl.Series(values, dtype=pl.String)})
    x = pl.col("x")
    told = frame.select(
        valid=identity.is_valid(x), digit=identity.check_digit(x), full=identity.upgrade15(x),
        birth=identity.birth(x), sex=identity.sex(x), mask=identity.mask(x),
    )  # fmt: skip
    assert told.height == frame.height
    for mask, value in zip(told["mask"], values, strict=True):
        assert (mask is None) == (value is None)
        assert mask is None or value is None or len(mask) == len(value)
