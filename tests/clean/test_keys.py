from __future__ import annotations

from collections import Counter

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from orgtransfer.clean import keys
from orgtransfer.hashes import hashed
from tests.examples import examples

FEW = st.sampled_from(["甲", "乙", None])


def test_the_keys_that_rulings_are_kept_under_stay_what_they_are() -> None:
    made = hashed(pl.Series(["王芳", None, "", "王芳"]), "R", b"salt of the tests")
    assert made.to_list() == ["Rbee88739ee7e", None, "R7d980e9273f2", "Rbee88739ee7e"]


@examples(50)
@given(st.lists(st.sampled_from("abcd")))
def test_equal_keys_are_counted(letters: list[str]) -> None:
    seen: Counter[str] = Counter()
    expected = []
    for letter in letters:
        seen[letter] += 1
        expected.append(letter if seen[letter] == 1 else f"{letter}-{seen[letter]}")
    assert keys.numbered(pl.Series("key", letters, dtype=pl.String)).to_list() == expected


@pytest.mark.slow
@examples(100)
@given(st.lists(st.tuples(FEW, FEW, FEW, FEW, FEW, FEW)))
def test_rows_stand_as_a_sort_by_all_columns_puts_them(rows: list[tuple[str | None, ...]]) -> None:
    first = ["a", "b", "c", "d", "e"]
    frame = pl.DataFrame(rows, schema=dict.fromkeys([*first, "raw"], pl.String), orient="row")
    placed = frame.with_columns(
        file=pl.lit("f"), sheet=pl.lit("1"), row=(pl.int_range(pl.len()) * 7) % 31
    )
    texts = pl.col("raw").fill_null("\x00")
    plain = placed.sort(*first, texts, "file", "sheet", "row", nulls_last=True)
    assert_frame_equal(keys.ordered(placed, first, ["raw"]), plain)
