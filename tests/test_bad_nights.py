"""The short form of `python -m tests.bad_nights`: kinds of every sort; all of them take a minute and a half."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import bad_nights
from tests.examples import number, whole

SHORT = (
    "branch column gone", "cut at 95 % in mid-line", "empty file", "another order of rows",
    "mojibake", "a unit gone", "columns shifted by one", "pasted twice", "names beside other rows",
    "names masked", "header row missing", "the roster in its place", "a page that asks to log in",
    "a truncated workbook", "garbage", "the file gone", "a lock file beside it",
)[: number(4, 17)]  # fmt: skip
"""Whose tables tell, whose file tells, that cannot be read, that only look bad, and more of them."""
SIZE = 1 if whole() else 2
"""By how much the exports are smaller in the daily run."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good night's exports, and the run that believed them."""
    folder = tmp_path_factory.mktemp("good")
    bad_nights.prepare(folder, roster=100 // SIZE, register=600 // SIZE)
    return folder


def test_there_are_forty_kinds() -> None:
    assert len(bad_nights.BAD) >= 40


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind",
    SHORT,
)
def test_a_bad_night_is_neither_news_nor_the_end(base: Path, tmp_path: Path, kind: str) -> None:
    seen = bad_nights.simulate(base, tmp_path / "night", kind)
    assert seen.is_right, (seen.code, seen.false, seen.after, seen.after_code, seen.told)
