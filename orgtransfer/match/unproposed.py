"""How many pairs of one person no blocking rule proposes: the links that nobody could miss knowingly.

A true pair is never compared where its name was changed and nothing else led to it. How often names
are changed, and how, stands in the table of weights; whether something else would have led to it is
seen on the links that were made, since what happens to a name has nothing to do with the unit or
the telephone number beside it. It is dual-system estimation with the name as the one list and all
other fields as the other (Chapman and others; see docs/quality.md).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from orgtransfer.match.prior import Systems
from orgtransfer.match.weights import TABLE, Weights

_MONTH: Final = ("exact", "month", "exact_number", "month_number")
_YEAR: Final = (*_MONTH, "year", "year_number")
_UNIT: Final = ("same", "alias", "short", "contained", "similar")
_READING: Final = ("reading", "near_reading")
_WRITTEN: Final = ("lookalike", "minority", "dropped", "one_other")
_OTHER_SURNAME: Final = ("surname",)
_OTHER_GIVEN: Final = ("given",)
_OTHER: Final = ("different",)


def _agrees(comparison: str, *levels: str) -> pl.Expr:
    return pl.col(f"{comparison}_level").is_in(levels).fill_null(value=False)


def _rate(levels: tuple[str, ...], weights: Weights) -> float:
    """How often a name is changed in one of these ways, of all records of one person."""
    return sum(weights["name"][level].m for level in levels)


def _missing(weights: Weights) -> pl.Expr:
    """For a link: how many like it are never proposed, by the rules of match.block."""
    unit, month, year = (
        _agrees("unit", *_UNIT),
        _agrees("birth", *_MONTH),
        _agrees("birth", *_YEAR),
    )
    day = _agrees("birth", "exact", "exact_number")
    number = _agrees("id", "same", "fifteen_same", "malformed_same", "masked_14", "masked_10")
    led = number | _agrees("phone", "exact") | _agrees("member_no", "same") | (day & unit)
    ways = (
        (_READING, unit | year),
        (_WRITTEN, unit | month),
        (_OTHER_SURNAME, month),
        (_OTHER_GIVEN, month & unit),
        (_OTHER, pl.lit(value=False)),
    )
    return pl.sum_horizontal(
        pl.when(led | found).then(0.0).otherwise(_rate(levels, weights)) for levels, found in ways
    )


def expected(tiered: pl.DataFrame, found: Systems, weights: Weights = TABLE) -> pl.DataFrame:
    """How many pairs of one person were never compared, between every two systems.

    Args:
        tiered: the pairs with `tier`, `probability` and levels.
        found: the systems of these pairs.
        weights: the table of weights.

    Returns:
        UNPROPOSED: `one`, `other`, `expected`.
    """
    links = pl.when(pl.col("tier").is_in(["auto", "decided"])).then("probability").otherwise(0.0)
    each: np.ndarray = tiered.select(links * _missing(weights)).to_series().to_numpy()
    total = np.bincount(found.row, each, len(found.table))
    return (
        found.table.select("one", "other", expected=pl.Series(total, dtype=pl.Float64))
        .filter((pl.col("one") != pl.col("other")) & (pl.col("expected") > 0))
        .sort("one", "other")
    )
