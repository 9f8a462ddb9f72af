"""Years of two digits: read where only one century is possible."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.clean import dates, short_years
from tests.examples import examples

TODAY = dt.date(2026, 11, 27)


def read(
    text: str, born: str | None = None, column: str = "join_date", latest: dt.date | None = TODAY
) -> str | None:
    """What is made of one date of a member whose number says when he was born."""
    key = "birth_key" if column == "birth_date" else "join_key"
    frame = pl.DataFrame(
        {"birth_key": [None], "join_key": [None], column: [text], "id_birth": [born]},
        schema_overrides={"birth_key": pl.String, "join_key": pl.String, "id_birth": pl.String},
    ).with_columns(dates.date(pl.col(column)).alias(key))
    value = short_years.read(frame, {column: key}, latest)[key].item()
    return None if value is None else str(value)


@pytest.mark.parametrize(
    ("text", "born", "date"),
    [
        ("85.7.1", "1960-01-10", "1985-07-01"), ("85.7.1", None, "1985-07-01"), ("85-07-01", None, "1985-07-01"),
        ("85/7/1", None, "1985-07-01"), ("八五年七月", "1975-06-15", "1985-07"), ("八五年七月", "1965-06-15", "1985-07"),
        ("85年7月1日", None, "1985-07-01"), ("98年12月", "1975-06-15", "1998-12"), ("八五年十二月二十一日", None, "1985-12-21"),
        ("05年7月", "1980-01-01", "2005-07"), ("05年7月", None, "2005-07"), ("22年7月", "1980-01-01", "2022-07"),
        ("22年7月", None, "2022-07"), ("25年7月", None, "2025-07"), ("26年12月", None, None), ("35年7月", "1985-01-01", None), ("35年7月", None, "1935-07"), ("27年1月", "1985-01-01", None),
        ("05.7.1", "1980-01-01", None), ("1.7.85", None, "1985"), ("25.7.85", None, "1985-07-25"), ("85.7", None, None),
        ("85年", None, None), ("85", None, None), ("85.13.1", None, None), ("20年", None, None), ("1985.7.1", None, "1985-07-01"),
    ],
)  # fmt: skip
def test_a_year_of_two_digits(text: str, born: str | None, date: str | None) -> None:
    assert read(text, born) == date


@pytest.mark.parametrize(
    ("text", "born", "date"),
    [
        ("60年1月10日", "1960-01-10", "1960-01-10"), ("60.1.10", None, "1960-01-10"), ("05年1月", "2005-01-10", "2005-01"),
        ("05年1月", None, "2005-01"), ("20年1月", None, "1920-01"), ("10年1月", None, None), ("60.1.10", "1961-01-10", "1960-01-10"), ("15年1月", "2005-01-01", None), ("07年1月", "2007-01-10", "2007-01"),
    ],
)  # fmt: skip
def test_a_birth(text: str, born: str | None, date: str | None) -> None:
    assert read(text, born, "birth_date") == date


def test_without_an_exports_date_nothing_is_read() -> None:
    assert read("85.7.1", "1960-01-10", latest=None) is None


@pytest.mark.slow
@examples(25, 100)
@given(
    st.dates(min_value=dt.date(1934, 1, 1), max_value=TODAY),
    st.integers(1901, 2008),
    st.sampled_from(
        ["{0:02}.{1}.{2}", "{0:02}-{1:02}-{2:02}", "{0:02}年{1}月{2}日", "{0:02}年{1}月"]
    ),
)
def test_it_is_the_right_century_or_none(day: dt.date, born: int, form: str) -> None:
    if day.year < born + 18:
        day = day.replace(year=max(day.year, min(born + 18, 2026)), day=min(day.day, 28))
    if day.year < born + 18 or day > TODAY:
        return
    made = read(form.format(day.year % 100, day.month, day.day), f"{born}-01-01")
    assert made is None or day.isoformat().startswith(made)
