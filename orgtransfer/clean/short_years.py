"""Dates with a year of two digits: read where only one century is possible, else left unread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from orgtransfer.clean import dates, text
from orgtransfer.clean.text import patched
from orgtransfer.similarity import calendars

_FOUNDED: Final = 1921
"""The year of the Party's first congress: nobody joined before."""
_OF_AGE: Final = 18
"""Party constitution, article 1."""
_OLDEST: Final = 110
_YEAR_FIRST: Final = r"^[0-9]{2}-[0-9]{1,2}(?:-[0-9]{1,2})?$"
# Without 年, and where it could be a day as well, two digits are no year for sure.
_SURELY_FIRST: Final = r"^(?:3[2-9]|[4-9][0-9])-[0-9]{1,2}-[0-9]{1,2}$"
_SURELY_LAST: Final = r"^([0-9]{1,2}-[0-9]{1,2}-)(3[2-9]|[4-9][0-9])$"


def read(frame: pl.DataFrame, columns: Mapping[str, str], latest: dt.date | None) -> pl.DataFrame:
    """Fills dates that `dates.date` refused for their year (85.7.1, 八五年七月).

    Args:
        frame: members with raw dates, their keys and `id_birth`.
        columns: raw column -> its key; `birth_date` among them is a birth.
        latest: the day of the newest export; nothing is later. None: nothing is read.

    Returns:
        The frame; a date is ISO text as of `dates.date`, and only where the other century would
        be in the future, before 1921, before the birth or too long ago for a living member (a
        birth: not 18 to 110 years ago), or else before the member was 18 (a birth: another year
        than the number's).
    """
    if latest is None:
        return frame
    for column, key in columns.items():
        unread = pl.col(key).is_null() & pl.col(column).is_not_null()
        open_ = frame.select(unread).to_series()
        if open_.any():
            rows = frame.filter(open_).select(column, "id_birth", birth="birth_key")
            found = _centuries(rows.get_column(column).unique().to_frame(column), column)
            if found.height:
                said = rows.join(found, on=column, how="left", maintain_order="left")
                kind = _BIRTH if column == "birth_date" else _LATER
                frame = patched(frame, open_, said.select(_only(kind, latest).alias(key)))
    return frame


def _centuries(distinct: pl.DataFrame, column: str) -> pl.DataFrame:
    """Texts with a year of two digits: `early` (19..) and `late` (20..) reading of each."""
    plain = text.staged(
        pl.col(column), text.unmarked, text.visible, dates.without_time, text.unspaced
    )
    ours = distinct.filter(~calendars.other(text.visible(pl.col(column))))
    short = ours.with_columns(
        parts=text.staged(plain, dates.separated), named=plain.str.contains("年")
    )
    parts = pl.col("parts")
    first = (pl.col("named") & parts.str.contains(_YEAR_FIRST)) | parts.str.contains(_SURELY_FIRST)
    last = ~pl.col("named") & parts.str.contains(_SURELY_LAST)
    either = {
        name: pl.when(first)
        .then(pl.concat_str(pl.lit(century), parts))
        .when(last)
        .then(parts.str.replace(_SURELY_LAST, f"${{1}}{century}${{2}}"))
        for name, century in (("early", "19"), ("late", "20"))
    }
    made = short.select(column, **either)
    read = made.select(column, dates.date(pl.col("early")), dates.date(pl.col("late")))
    return read.filter(pl.any_horizontal(pl.col("early", "late").is_not_null()))


def _only(readings: Readings, latest: dt.date) -> pl.Expr:
    """The reading of the only century that is possible, and of two the one that fits the birth.

    Where the only possible one does not fit the birth it is read all the same: it is what stands
    there, and the rules say that somebody joined too young.
    """
    possible = [pl.when(readings.possible(name, latest)).then(pl.col(name)) for name in _EACH]
    fitting = [
        pl.when(readings.fitting(name)).then(one) for name, one in zip(_EACH, possible, strict=True)
    ]
    return pl.coalesce(_single(*possible), _single(*fitting))


def _single(early: pl.Expr, late: pl.Expr) -> pl.Expr:
    both = early.is_not_null() & late.is_not_null()
    return pl.when(~both).then(pl.coalesce(early, late))


def _year(name: str) -> pl.Expr:
    return pl.col(name).str.slice(0, 4).cast(pl.Int32, strict=False)


def _is_age(name: str, latest: dt.date) -> pl.Expr:
    return (latest.year - _year(name)).is_between(_OF_AGE, _OLDEST)


def _is_stated(name: str) -> pl.Expr:
    return _year(name) == _year("id_birth")


def _is_past(name: str, latest: dt.date) -> pl.Expr:
    """After the birth, not in the future, and no longer ago than a living member can have joined."""
    earliest = max(_FOUNDED, latest.year - _OLDEST + _OF_AGE)
    born = (_year(name) > _born()).fill_null(value=True)
    return (_year(name) >= earliest) & (pl.col(name) <= latest.isoformat()) & born


def _is_of_age(name: str) -> pl.Expr:
    return _year(name) >= _born() + _OF_AGE


def _born() -> pl.Expr:
    return pl.coalesce(_year("id_birth"), _year("birth"))


@dataclass(frozen=True)
class Readings:
    """Which readings of a kind of date are possible at all, and which fit the birth."""

    possible: Callable[[str, dt.date], pl.Expr]
    fitting: Callable[[str], pl.Expr]


_EACH: Final = ("early", "late")
_BIRTH: Final = Readings(_is_age, _is_stated)
_LATER: Final = Readings(_is_past, _is_of_age)
