"""What the code skips for speed changes nothing."""

from __future__ import annotations

import re
import unicodedata

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.similarity import org_arrays, org_grammar, org_words, organisations

WORDS = (
    "中共 江西省 南昌市 大理 人民医院 附属 卫健委 疾控中心 妇幼 机关 内科 医学院 大学 党委 党总支 总支部 "
    "委员会 支部委员会 党支部 党小组 第 二十一 三 12 临时 联合 流动党员 功能型 ( ) （筹） · _ \u3000 衞 X"
).split(" ")
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map("".join)


def test_no_letter_or_digit_is_dropped_or_a_bracket() -> None:
    kept = "".join(chr(point) for point in range(0x110000) if chr(point).isalnum())
    assert not org_grammar._DROPPED.search(kept)
    assert not set("()") & set(kept)


@given(NAMES)
def test_the_word_for_a_level_stands_at_the_end_however_long_the_name(name: str) -> None:
    text = org_grammar.normalise(name)
    for _, character, pattern in org_grammar._LEVELS:
        assert character in text or pattern.search(text) is None
        whole, end = pattern.search(text), max(len(text) - org_grammar._LONGEST_LEVEL, 0)
        short = pattern.search(text, end)
        assert (whole and whole.span()) == (short and short.span())
    number, end = org_grammar._TAIL_NUMBER, max(len(text) - org_grammar._LONGEST_NUMBER, 0)
    assert bool(number.search(text)) == bool(number.search(text, end))
    numbered = text.endswith(org_grammar._DIGITS) or text[-1:].isdecimal()
    assert numbered or number.search(text) is None


def test_ends_of_units_begin_with_a_character_so_that_most_places_are_skipped() -> None:
    for end in re.sub(r"\([^()]*\)", "", org_words.UNIT_ENDS).split("|"):
        assert unicodedata.category(end[0]) == "Lo", end


@given(NAMES, st.data())
def test_a_part_of_a_name_has_no_character_that_the_name_lacks(
    name: str, data: st.DataObject
) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(name), max_size=len(name)))
    part = "".join(c for c, keep in zip(name, kept, strict=True) if keep)
    full, short = org_arrays._sets(org_arrays._points([name, part]))
    assert short & ~full == 0


@given(st.lists(NAMES | st.none(), min_size=1, max_size=6))
def test_fields_asked_for_alone_are_those_of_the_whole(names: list[str | None]) -> None:
    column = pl.Series(names, dtype=pl.String)
    whole = organisations.parse(column)
    assert organisations.parse(column, ["level", "unit"]).equals(whole.select("level", "unit"))
    assert organisations.parse(column.drop_nulls()).equals(whole.filter(column.is_not_null()))
