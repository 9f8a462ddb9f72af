"""The order of rows by what they say, never by where they stand, and names for equal ones."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from orgtransfer.hashes import counted


def ordered(frame: pl.DataFrame, first: Sequence[str], raw: Sequence[str]) -> pl.DataFrame:
    """The rows in their `order`."""
    return frame[order(frame, first, raw)]


def order(frame: pl.DataFrame, first: Sequence[str], raw: Sequence[str]) -> pl.Series:
    """The numbers of the rows, by their content; by their place only between equals.

    Args:
        frame: the rows, with file, sheet and row.
        first: the columns that decide nearly always; the first three of them mostly do.
        raw: the texts that decide between rows that are equal in all of `first`.
    """
    texts = pl.concat_str(*(pl.col(column).fill_null("\x00") for column in raw), separator="\x1f")
    steps = [list(map(pl.col, first[:3])), list(map(pl.col, first[3:]))]
    return _order(frame, [*steps, [texts, *map(pl.col, ("file", "sheet", "row"))]])


def _order(frame: pl.DataFrame, steps: Sequence[Sequence[pl.Expr]]) -> pl.Series:
    """The numbers of the rows, sorted by the first step; those equal in it by the next, and so on.

    Few rows are equal in the first step: only they pay for the columns of the others.
    """
    now, *later = steps
    order = frame.select(pl.arg_sort_by(*now, nulls_last=True)).to_series()
    if not later or frame.is_empty():
        return order
    begins = _changes(frame.select(now)[order])
    equal = ~(begins & begins.shift(-1, fill_value=True))
    tied = order.filter(equal)
    rows = frame[tied].with_columns(begins.cum_sum().filter(equal).alias("_run"))
    # A run keeps its places: only the rows within it change theirs.
    settled = tied.gather(_order(rows, [[pl.col("_run"), *later[0]], *later[1:]]))
    return order.scatter(equal.arg_true(), settled)


def _changes(frame: pl.DataFrame) -> pl.Series:
    """Whether each row differs from the one before; the first does."""
    first = pl.int_range(pl.len()) == 0
    return frame.select(
        first | pl.any_horizontal(pl.all().ne_missing(pl.all().shift(1)))
    ).to_series()


def numbered(keys: pl.Series) -> pl.Series:
    """Equal keys told apart by a counter: the first as it is, then `-2`, `-3`, ..."""
    equal = keys.is_duplicated()
    key = pl.col(keys.name)
    place = pl.int_range(pl.len()).over(key) + 1
    told = counted(key, place)
    # Few are equal, and to count within each key is slow.
    renamed = keys.filter(equal).to_frame().select(told).to_series()
    return keys.clone().scatter(equal.arg_true(), renamed)
