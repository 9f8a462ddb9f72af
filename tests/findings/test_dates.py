"""Dates at the precision given: no finding comes from a day that nobody gave."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.findings.dates import age, by_text, contradict, earliest, latest


def value(text: str | None, expression: pl.Expr) -> object:
    return pl.DataFrame({"d": [text]}, schema={"d": pl.String}).select(expression).item()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1980", dt.date(1980, 1, 1), dt.date(1980, 12, 31)),
        ("1980-02", dt.date(1980, 2, 1), dt.date(1980, 2, 29)),
        ("1980-02-03", dt.date(1980, 2, 3), dt.date(1980, 2, 3)),
        ("1980-02-31", None, None),
        (None, None, None),
    ],
)
def test_a_partial_date_stands_for_a_span(
    text: str | None, first: dt.date | None, last: dt.date | None
) -> None:
    assert value(text, earliest("d")) == first
    assert value(text, latest("d")) == last


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), st.sampled_from([4, 7, 10]))
def test_a_day_lies_in_the_span_of_its_shortened_text(day: dt.date, length: int) -> None:
    text = day.isoformat()[:length]
    first, last = value(text, earliest("d")), value(text, latest("d"))
    assert isinstance(first, dt.date)
    assert isinstance(last, dt.date)
    assert first <= day <= last


@given(
    st.dates(dt.date(1900, 1, 1)), st.dates(dt.date(1900, 1, 1)), st.sampled_from([4, 7, 10]),
    st.sampled_from([4, 7, 10]),
)  # fmt: skip
def test_two_dates_contradict_only_where_their_spans_are_apart(
    one: dt.date, other: dt.date, a: int, b: int
) -> None:
    texts = one.isoformat()[:a], other.isoformat()[:b]
    frame = pl.DataFrame({"a": [texts[0]], "b": [texts[1]]})
    spans = frame.select(
        apart=(latest("a") < earliest("b")) | (latest("b") < earliest("a")),
        said=contradict("a", "b"),
        back=contradict("b", "a"),
    ).row(0)
    assert spans[0] == spans[1] == spans[2]


def test_a_date_that_is_not_given_contradicts_nothing() -> None:
    frame = pl.DataFrame({"a": ["1980"], "b": [None]}, schema={"a": pl.String, "b": pl.String})
    assert frame.select(contradict("a", "b")).item() is False


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (dt.date(1980, 12, 31), dt.date(1998, 12, 30), 17),
        (dt.date(1980, 12, 31), dt.date(1998, 12, 31), 18),
        (dt.date(1980, 2, 29), dt.date(1998, 2, 28), 17),
        (dt.date(1980, 2, 29), dt.date(1998, 3, 1), 18),
    ],
)
def test_years_are_whole(born: dt.date, day: dt.date, years: int) -> None:
    assert pl.DataFrame({"b": [born]}).select(age(pl.col("b"), day)).item() == years


def test_what_is_asked_of_distinct_texts_is_what_each_row_would_be_told() -> None:
    texts = ["1980", None, "1980-02", "1980-02-31", "1980", "1980-02-29", None]
    rows = pl.Series("born", texts, dtype=pl.String)
    asked = rows.to_frame().select(earliest("born")).to_series().to_list()
    assert by_text(rows, earliest).to_list() == asked
    assert by_text(rows.head(0), earliest).to_list() == []
