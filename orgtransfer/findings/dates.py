"""Dates at the precision given, as polars expressions.

A date known to the month or the year only stands for a span of days. A rule that says "too long
ago" uses its last day and one that says "too early" its first, so that a missing day never makes
a finding.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl


def earliest(column: str | pl.Expr) -> pl.Expr:
    """The first day that a text `1980`, `1980-05` or `1980-05-03` can mean; null if unreadable."""
    text = pl.col(column) if isinstance(column, str) else column
    size = text.str.len_chars()
    first = (
        pl.when(size == 4)
        .then(pl.lit("-01-01"))
        .when(size == 7)
        .then(pl.lit("-01"))
        .otherwise(pl.lit(""))
    )
    return _day(text + first)


def latest(column: str | pl.Expr) -> pl.Expr:
    """The last day that such a text can mean; null if unreadable."""
    text = pl.col(column) if isinstance(column, str) else column
    size = text.str.len_chars()
    # Each part stands in it once: polars works out an expression as often as it stands there.
    last = pl.when(size == 4).then(pl.lit("-12-31")).otherwise(pl.lit(""))
    return pl.when(size == 7).then(_day(text + "-01").dt.month_end()).otherwise(_day(text + last))


def _day(text: pl.Expr) -> pl.Expr:
    return text.str.to_date("%Y-%m-%d", strict=False)


def year(column: str) -> pl.Expr:
    """The year of such a text; null if unreadable."""
    return pl.col(column).str.slice(0, 4).cast(pl.Int32, strict=False)


def contradict(a: str, b: str) -> pl.Expr:
    """Whether two columns of such texts exclude each other; false where one is null."""
    one, other = pl.col(a), pl.col(b)
    return (~(one.str.starts_with(other) | other.str.starts_with(one))).fill_null(value=False)


def age(born: pl.Expr, day: dt.date | pl.Expr) -> pl.Expr:
    """Whole years from a date of birth to `day`."""
    on = pl.lit(day) if isinstance(day, dt.date) else day
    return on.dt.year() - born.dt.year() - (_in_year(on) < _in_year(born)).cast(pl.Int32)


def _in_year(day: pl.Expr) -> pl.Expr:
    """Month and day as one number (months come as 8-bit integers, too small for that)."""
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day()


def by_text(texts: pl.Series, *asked: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    """What is asked of dates as text, worked out once for each distinct one.

    Args:
        texts: such texts, a row each; null where there is none.
        asked: from the column of the texts to what is wanted, which is null for null; in several
            steps where the last one asks for the same thing again and again.

    Returns:
        The answers, row by row beside `texts`.
    """
    distinct = texts.drop_nulls().unique().rename("text").to_frame()
    answers = distinct.with_columns(answer="text")
    for step in asked:
        answers = answers.with_columns(answer=step(pl.col("answer")))
    found = (
        texts.rename("text").to_frame().join(answers, on="text", how="left", maintain_order="left")
    )
    return found["answer"]
