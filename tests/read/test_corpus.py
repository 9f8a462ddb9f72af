"""Awkward files of all formats are read to the last cell: `python -m tests.read.corpus` says how many."""

from __future__ import annotations

import pytest

from tests import examples
from tests.read import corpus
from tests.read.other import OTHERS

QUICK = ("xlsx", "csv, GB18030", "docx")
"""Formats that are read with every sheet by whoever leaves out what is slow."""
EVERY = [
    (form, name)
    for form in corpus.FORMATS
    for name in (["plain"] if form in OTHERS else corpus.SHEETS)
]
# In the daily run a third of the slow formats' sheets, others in each format.
TRIED = [one for one in EVERY if one[0] in QUICK] + examples.some(
    (one for one in EVERY if one[0] not in QUICK), 3
)
FILES = [
    pytest.param(form, name, marks=() if form in QUICK else pytest.mark.slow)
    for form, name in TRIED
]


@pytest.mark.parametrize(("form", "name"), FILES)
def test_an_awkward_file_is_read_to_the_last_cell(form: str, name: str) -> None:
    assert corpus.read(corpus.written(form, name)) == corpus.RIGHT


def test_each_format_and_each_sheet_is_tried() -> None:
    assert {form for form, _name in TRIED} >= {form for form, _ in EVERY if form not in OTHERS}
    assert {name for _form, name in TRIED} == {name for _form, name in EVERY}
