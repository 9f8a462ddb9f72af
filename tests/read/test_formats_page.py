"""The table of formats and faults in the documentation is the one that the tests check."""

from __future__ import annotations

from tests.read.formats_page import PAGE, page


def test_the_table_of_formats_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.read.formats_page"
