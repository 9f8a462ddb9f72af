"""The page about the tables is what the code says, and says something of each column."""

from __future__ import annotations

import importlib

import pytest

from orgtransfer import frames
from tests import tables_page

EVERY = pytest.mark.parametrize("name", tables_page.tables())


@pytest.mark.slow
def test_the_page_about_the_tables_is_up_to_date() -> None:
    page = tables_page.PAGE.read_text(encoding="utf-8")
    assert page == tables_page.page(), "run: python -m tests.tables_page"


@EVERY
def test_each_column_says_what_it_is(name: str) -> None:
    columns = tables_page.tables()[name].columns
    assert [column for column in columns if not tables_page.meaning(name, column)] == []


@EVERY
def test_what_is_never_null_is_a_column(name: str) -> None:
    schema = tables_page.tables()[name]
    assert set(schema.filled) <= set(schema.columns)


def test_each_table_is_written_by_functions_that_there_are() -> None:
    assert set(tables_page.WRITTEN_BY) == set(tables_page.tables())
    for makers in tables_page.WRITTEN_BY.values():
        for maker in makers:
            assert callable(found(maker)), maker


def found(dotted: str) -> object:
    """A function of `orgtransfer` by its dotted name, which may lead through a class."""
    module, *names = dotted.split(".")
    thing: object = importlib.import_module(f"orgtransfer.{module}")
    for name in names:
        if not hasattr(thing, name):
            thing = importlib.import_module(f"{thing.__name__}.{name}")  # type: ignore[attr-defined]
        else:
            thing = getattr(thing, name)
    return thing


def test_a_comment_beside_a_column_is_its_meaning() -> None:
    said = tables_page.meanings()
    assert said["RECORDS"]["name"] == said["MEMBER_FIELDS"]["name"] == "the name"
    assert said["PAIRS"]["row" if "row" in said["PAIRS"] else "a"] == "record; a < b"
    assert "keyed hash of the row's content" in said["RECORDS"]["record_key"]
    assert tables_page.meaning("RULINGS", "taken").startswith("UTC")


@pytest.mark.slow
def test_who_reads_a_column_is_found_in_the_source() -> None:
    assert "findings" in tables_page.readers("RECORDS", "dues_key")
    assert "match" in tables_page.readers("RECORDS", "member_no_key")
    assert "clean" not in tables_page.readers("RECORDS", "dues_key")
    assert set(frames.COMPARISONS) <= {
        column.removesuffix("_weight") for column in frames.PAIRS.filled
    }
