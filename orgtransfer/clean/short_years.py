"""Dates with a year of two digits: read where only one century is possible, else left unread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from orgtransfer.clean import dates, text
from orgtransfer.clean.text import patched

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
        columns: raw column -> its key; `birth_date` among them is a birth, the others come after
            the eighteenth birthday and after 1921.
        latest: the day of the newest export; nothing is later. None: nothing is read.

    Returns:
        The frame; a date is ISO text as of `dates.date`, and only where the other century would
        be in the future, before 1921, or before the member was 18 (110 years ago: a birth).
    """
    if latest is None:
        return frame
    for column, key in columns.items():
        open_ = frame[key].is_null() & frame[column].is_not_null()
        if open_.any():
            rows = frame.filter(open_).select(column, "id_birth", birth="birth_key")
            found = _centuries(rows.get_column(column).unique().to_frame(column), column)
            if found.height:
                said = rows.join(found, on=column, how="left", maintain_order="left")
                possible = _birth if column == "birth_date" else _later
                frame = patched(frame, open_, said.select(_only(possible, latest).alias(key)))
    return frame


def _centuries(distinct: pl.DataFrame, column: str) -> pl.DataFrame:
    """Texts with a year of two digits: `early` (19..) and `late` (20..) reading of each."""
    plain = text.staged(pl.col(column), text.visible, dates.without_time, text.unspaced)
    short = distinct.with_columns(
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


def _only(possible: Callable[[str, dt.date], pl.Expr], latest: dt.date) -> pl.Expr:
    """The reading of the only century that is possible."""
    early, late = (
        pl.when(possible(name, latest).fill_null(value=True)).then(pl.col(name))
        for name in ("early", "late")
    )
    both = early.is_not_null() & late.is_not_null()
    return pl.when(~both).then(pl.coalesce(early, late))


def _year(name: str) -> pl.Expr:
    return pl.col(name).str.slice(0, 4).cast(pl.Int32, strict=False)


def _birth(name: str, latest: dt.date) -> pl.Expr:
    age = latest.year - _year(name)
    stated = pl.when(_year("id_birth").is_not_null()).then(_year(name) == _year("id_birth"))
    return age.is_between(_OF_AGE, _OLDEST) & stated.fill_null(value=True)


def _later(name: str, latest: dt.date) -> pl.Expr:
    born = pl.coalesce(_year("id_birth"), _year("birth"))
    of_age = (_year(name) >= born + _OF_AGE).fill_null(value=True)
    return (_year(name) >= _FOUNDED) & of_age & (pl.col(name) <= latest.isoformat())
