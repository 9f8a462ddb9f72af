"""Awkward files of all formats are read to the last cell: `python -m tests.read.corpus` says how many."""

from __future__ import annotations

import pytest

from tests.read import corpus
from tests.read.other import OTHERS

QUICK = ("xlsx", "csv, GB18030", "docx")
"""Formats that are read with every sheet by whoever leaves out what is slow."""
FILES = [
    pytest.param(form, name, marks=() if form in QUICK else pytest.mark.slow)
    for form in corpus.FORMATS
    for name in (["plain"] if form in OTHERS else corpus.SHEETS)
]


@pytest.mark.parametrize(("form", "name"), FILES)
def test_an_awkward_file_is_read_to_the_last_cell(form: str, name: str) -> None:
    assert corpus.read(corpus.written(form, name)) == corpus.RIGHT
