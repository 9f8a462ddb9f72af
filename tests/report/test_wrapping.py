"""Sentences in Chinese have few spaces; a line may end between any two characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from orgtransfer.report.wrapping import wrapped
from tests.examples import examples


def test_a_line_ends_between_characters_and_not_at_the_only_space() -> None:
    assert wrapped("20 个身份证号被改坏", 11) == ["20 个身份证", "号被改坏"]


def test_words_in_latin_letters_stay_whole() -> None:
    assert wrapped("Ring the unit first", 9) == ["Ring the", "unit", "first"]


def test_no_line_begins_with_a_comma() -> None:
    assert wrapped("先看总览，再打电话", 8) == ["先看总览，", "再打电话"]


@examples(30, 100)
@given(
    st.text(st.characters(codec="gb18030", exclude_categories=["C", "M", "Z"])), st.integers(4, 40)
)
def test_nothing_is_lost_and_no_line_is_too_long(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join(lines) == text
    assert all(cell_len(line) <= width + 2 for line in lines)
