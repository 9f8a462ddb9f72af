"""A cleaned value in the way a system writes it: its words, its form of dates.

What a system is to be told must be told in its own words, else it does not take it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import polars as pl

from orgtransfer.findings.corrections import COLUMNS

DATES: Final = ("birth", "join", "full")
_WORDED: Final = ("sex", "category", "ethnicity", "education")
_WHERE: Final = ("system", "file", "sheet")


def _two(sign: str) -> Callable[[str, str, str], str]:
    return lambda year, month, day: sign.join(part for part in (year, month, day) if part)


def _short(sign: str) -> Callable[[str, str, str], str]:
    return lambda year, month, day: sign.join(
        part for part in (year, month.lstrip("0"), day.lstrip("0")) if part
    )


def _chinese(year: str, month: str, day: str) -> str:
    signs = zip((year, month.lstrip("0"), day.lstrip("0")), "年月日", strict=True)
    return "".join(part + sign for part, sign in signs if part)


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[str, str, str], str]], ...]] = (
    (re.compile(r"\d{4}-\d{2}(-\d{2})?"), _two("-")),
    (re.compile(r"\d{4}/\d{2}/\d{2}"), _two("/")),
    (re.compile(r"\d{4}/\d{1,2}(/\d{1,2})?"), _short("/")),
    (re.compile(r"\d{4}\.\d{2}(\.\d{2})?"), _two(".")),
    (re.compile(r"\d{4}\.\d{1,2}(\.\d{1,2})?"), _short(".")),
    (re.compile(r"\d{8}|\d{6}"), lambda year, month, day: year + month + day),
    (re.compile(r"\d{4}年\d{1,2}月(\d{1,2}日)?"), _chinese),
)
"""Forms of dates, the first that fits a cell whole."""


def as_written(corrections: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """`corrections` with `written`: the new value as the record's own list would have it.

    A date takes the form of the old one, else the one that most dates of that column have; a word
    is the one that this list uses most for the same meaning. Where a list has no example, the value
    stands as its source writes it.

    Args:
        corrections: CORRECTIONS.
        records: RECORDS.
    """
    place = records.select("record", *_WHERE)
    told = corrections.join(place, on="record", how="left", maintain_order="left")
    words = pl.concat([_words(records, field) for field in _WORDED])
    told = told.join(
        words, on=[*_WHERE, "field", "new"], how="left", maintain_order="left", nulls_equal=True
    )
    samples = {
        (*key[:3], field): key[3]
        for field in DATES
        for key in _usual_date(records, field).iter_rows()
    }
    written = [
        _date(row["new"], row["old"], samples.get((row["system"], row["file"], row["sheet"], row["field"])))
        if row["field"] in DATES
        else row["word"] or (row["stated"] if row["field"] in _WORDED else row["new"])
        for row in told.iter_rows(named=True)
    ]  # fmt: skip
    return corrections.with_columns(written=pl.Series(written, dtype=pl.String))


def _words(records: pl.DataFrame, field: str) -> pl.DataFrame:
    """system, file, sheet, field, new, word: how each list mostly writes each meaning."""
    column = COLUMNS[field]
    return (
        records.select(*_WHERE, new=f"{field}_key", word=column)
        .drop_nulls()
        .group_by(*_WHERE, "new", "word")
        .agg(times=pl.len())
        .sort("times", "word", descending=[True, False])
        .unique([*_WHERE, "new"], keep="first", maintain_order=True)
        .select(*_WHERE, pl.lit(field).alias("field"), "new", "word")
    )


def _usual_date(records: pl.DataFrame, field: str) -> pl.DataFrame:
    """system, file, sheet, and a date in the form that most of the column have."""
    text = pl.col(COLUMNS[field]).str.strip_chars()
    return (
        records.select(*_WHERE, date=text)
        .drop_nulls()
        .with_columns(form=pl.col("date").str.replace_all(r"[0-9]", "0"))
        .group_by(*_WHERE, "form")
        .agg(times=pl.len(), date=pl.col("date").first())
        .sort("times", "form", descending=[True, False])
        .unique(_WHERE, keep="first", maintain_order=True)
        .select(*_WHERE, "date")
    )


def _date(new: str, old: str | None, usual: str | None) -> str:
    year, month, day = (*new.split("-"), "", "")[:3]
    for sample in (old, usual):
        if not sample:
            continue
        for form, write in _FORMS:
            if form.fullmatch(sample.strip().partition(" ")[0]):
                return write(year, month, day)
    return new
