"""Dates at the precision given: `1980`, `1980-05`, `1980-05-03`."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orgtransfer.similarity import pairs

LEVELS: Final = (
    "exact",  # the same day
    "month",  # the same month; at least one says no day
    "year",  # the same year; at least one says no month
    "swapped",  # day and month changed places
    "one_digit",  # of two days: one digit differs, or two neighbouring ones changed places
    "lunar",  # of two days: as far apart as the lunar and the solar date of one day
    "next_month",  # of two months: one follows the other
    "one_digit_month",  # of two months: one digit differs, or two neighbouring ones changed places
    "near",  # within a year of each other
    "different",
)
"""What `compare` says, the most alike first."""

_LUNAR: Final = (17, 51)
"""Days from a date written as the lunar calendar has it to the same date by the solar calendar.

The lunar year begins between 21 January and 20 February, and its months have 29 or 30 days.
"""


def compare(a: pl.Series, b: pl.Series) -> pl.Series:
    """How alike two dates are at the coarser of their precisions.

    Args:
        a: ISO text at any of the three precisions; whatever else counts as missing.
        b: the same, as long as `a`.

    Returns:
        One of `LEVELS`; null where one is missing.
    """
    return pairs.compare_directly(a, b, _prepare, LEVELS)


_CODE: Final = {level: code for code, level in enumerate(LEVELS)}


def _prepare(values: pl.Series) -> pairs.Kernel:
    grid = pairs.octets(values.str.replace_all("-", "", literal=True), 8)
    # How many characters are known: 8, 6 or 4; 0 for what is no date.
    formed = values.str.contains(r"^[0-9]{4}(?:-[0-9]{2}){0,2}$")
    known = np.where(formed.to_numpy(), (grid != 0).sum(axis=0, dtype=np.int8), 0)
    days, months = _days(values), _months(values)

    def kernel(a: pairs.Index, b: pairs.Index) -> pairs.Codes:
        left, right = grid.take(a, axis=1), grid.take(b, axis=1)
        coarser = np.minimum(known[a], known[b])
        differ = (left != right) & (np.arange(8, dtype=np.int8)[:, None] < coarser)
        wrong = differ.sum(axis=0, dtype=np.int8)
        full, month = coarser == 8, coarser == 6
        slip = (wrong == 1) | _neighbours(left, right, differ, wrong)
        apart = np.abs(days[a] - days[b])
        cases = [
            (full & (wrong == 0), "exact"),
            (month & (wrong == 0), "month"),
            ((coarser == 4) & (wrong == 0), "year"),
            (full & _swapped(left, right, differ), "swapped"),
            (full & slip, "one_digit"),
            (full & (apart >= _LUNAR[0]) & (apart <= _LUNAR[1]), "lunar"),
            (month & (np.abs(months[a] - months[b]) == 1), "next_month"),
            (month & slip, "one_digit_month"),
            ((coarser > 0) & (apart <= 366), "near"),
            (coarser > 0, "different"),
        ]
        return pairs.first([(holds, _CODE[level]) for holds, level in cases], len(a))

    return kernel


def _days(values: pl.Series) -> NDArray[np.int64]:
    """The day each date names, or the middle of its month or year; 0 for what is no date."""
    full = values + pl.Series(["-07-01"]).gather(np.zeros(len(values), dtype=np.uint32))
    padded = pl.select(
        pl.when(values.str.len_bytes() == 4).then(full)
        .when(values.str.len_bytes() == 7).then(values + pl.lit("-15"))
        .otherwise(values)
        .str.to_date("%Y-%m-%d", strict=False)
        .to_physical()
        .fill_null(0)
        .cast(pl.Int64)
    )  # fmt: skip
    return padded.to_series().to_numpy()


def _months(values: pl.Series) -> NDArray[np.int64]:
    """The month each date names, counted from the year 0; 0 for what names none."""
    year, month = (
        values.str.slice(*part).cast(pl.Int64, strict=False) for part in ((0, 4), (5, 2))
    )
    return (year * 12 + month).fill_null(0).to_numpy()


def _swapped(left: pairs.Octets, right: pairs.Octets, differ: pairs.Flags) -> pairs.Flags:
    """Whether the years agree, and the month of one is the day of the other, both ways."""
    swapped: pairs.Flags = (
        ~differ[:4].any(axis=0)
        & (left[4:6] == right[6:8]).all(axis=0)
        & (left[6:8] == right[4:6]).all(axis=0)
    )
    return swapped


def _neighbours(
    left: pairs.Octets, right: pairs.Octets, differ: pairs.Flags, wrong: NDArray[np.int8]
) -> pairs.Flags:
    """Whether exactly two neighbouring digits differ, and crosswise they are equal."""
    crosswise = differ[:-1] & differ[1:] & (left[:-1] == right[1:]) & (left[1:] == right[:-1])
    swapped: pairs.Flags = (wrong == 2) & crosswise.any(axis=0)
    return swapped
