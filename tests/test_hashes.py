"""Keys: what is written is taken back, equal rows and their counters included."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer import hashes
from orgtransfer.clean.keys import numbered
from orgtransfer.worklist import decided


@pytest.mark.slow
@given(st.lists(st.sampled_from(["甲", "乙", "", "丙丙"]), min_size=2, max_size=12), st.binary())
def test_every_pair_of_keys_that_is_written_is_taken_back(texts: list[str], salt: bytes) -> None:
    for letter in "RO":
        keys = numbered(hashes.hashed(pl.Series("key", texts), letter, salt))
        assert keys.n_unique() == len(texts)
        assert all(re.fullmatch(letter + hashes.KEY, key) for key in keys)
        for a in keys:
            for b in keys:
                assert decided.PAIR.fullmatch(f"{a}|{b}")


def test_keys_of_two_kinds_are_no_pair() -> None:
    assert not decided.PAIR.fullmatch("R0123456789ab|O0123456789ab")
    assert not decided.PAIR.fullmatch("R0123456789ab-2x|R0123456789ab")


def test_keys_are_the_same_however_many_are_made_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = pl.Series("key", ["甲", None, "乙", "", "丙", None, "丁"])
    whole = hashes.hashed(texts, "R", b"salt")
    assert hashes.hashed(texts.head(0), "R", b"salt").equals(whole.head(0))
    for size in (1, 2, 3, 7):
        monkeypatch.setattr(hashes, "_AT_ONCE", size)
        assert hashes.hashed(texts, "R", b"salt").equals(whole, check_names=True)
