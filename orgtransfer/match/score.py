"""The ledger of a pair: one contribution a comparison, in natural log-odds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from orgtransfer.frames import COMPARISONS, CONTRIBUTIONS
from orgtransfer.match import thresholds
from orgtransfer.match.name_evidence import FITTED
from orgtransfer.match.weights import (
    ID_HOLDS_BIRTH,
    SLIPS,
    TABLE,
    Level,
    Weights,
)

_DATES: Final = ("birth", "join")
_SHARE_OF: Final = {"id": "region"}
"""Comparisons whose value is not what is counted: of numbers it is the region (match.frequency)."""
_BY_DAY: Final = ("exact", "exact_number", "other_year", "lunar")
_BY_MONTH: Final = ("month", "month_number", "other_year_month", "next_month", "one_digit_month")
_BY_YEAR: Final = ("year", "year_number")


def score(levels: pl.DataFrame, shares: pl.DataFrame, weights: Weights = TABLE) -> pl.DataFrame:
    """Weighs every level.

    Args:
        levels: what `compare.levels` gives.
        shares: what `frequency.shares` gives, row by row beside VALUES.
        weights: what each level is worth.

    Returns:
        `levels` with the `*_weight` columns and their sum, `evidence`; the prior comes to it in
        match.prior.
    """
    beside = _larger_shares(levels, shares)
    table = pl.concat([levels, beside], how="horizontal").with_columns(
        name_share=pl.when(pl.col("name_level") == "given")
        .then("surname_share")
        .when(pl.col("name_level").is_in(SLIPS))
        .then(_slipped(levels, shares, weights["name"]))
        .when(pl.col("name_level").is_in(FITTED))
        .then(pl.max_horizontal("fits", "name_share"))
        .otherwise("name_share")
    )
    weighed = table.with_columns(
        _dates(name, weights[name]) if name in _DATES else _plain(name, weights[name])
        for name in COMPARISONS
    )
    once = _without_overlap(weighed)
    return once.select(
        "a", "b",
        *(f"{name}_{kind}" for name in COMPARISONS for kind in ("level", "weight")),
        evidence=pl.sum_horizontal(*CONTRIBUTIONS),
    )  # fmt: skip


def _larger_shares(levels: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """For each pair the larger share of its two values: agreement is worth the commoner one."""
    left, right = shares[levels["a"]], shares[levels["b"]]
    both = pl.concat([left, right.select(pl.all().name.suffix("_b"))], how="horizontal")
    return both.select(
        pl.max_horizontal(name, f"{name}_b").alias(
            name if name.endswith("_share") else f"{name}_share"
        )
        for name in shares.columns
    )


def _slipped(levels: pl.DataFrame, shares: pl.DataFrame, table: Mapping[str, Level]) -> pl.Series:
    """The share of the name written by mistake: the rarer, but no rarer than slips make it.

    A slip that had many ways to go counts for as many names.
    """
    one, other = (shares["name"].gather(levels[end]) for end in ("a", "b"))
    rates = [table[level].m for level in SLIPS]
    written = (
        pl.when(pl.col("one") < pl.col("other"))
        .then(pl.col("one") * pl.col("ways_a"))
        .when(pl.col("one") > pl.col("other"))
        .then(pl.col("other") * pl.col("ways_b"))
        .otherwise(pl.col("one") * pl.max_horizontal("ways_a", "ways_b"))
    )
    return (
        levels.select("ways_a", "ways_b", level="name_level", one=one, other=other)
        .select(
            pl.max_horizontal(
                written,
                pl.max_horizontal("one", "other")
                * pl.col("level").replace_strict(SLIPS, rates, default=1.0),
            )
        )
        .to_series()
    )


def _plain(name: str, table: Mapping[str, Level]) -> pl.Expr:
    """The weight of one comparison's level, by the value's share where the table says so."""
    level = pl.col(f"{name}_level")
    fixed = level.replace_strict(
        list(table), [entry.weight for entry in table.values()], return_dtype=pl.Float64
    )
    by_value = [level for level, entry in table.items() if entry.by_value]
    if by_value:
        share = pl.col(f"{_SHARE_OF.get(name, name)}_share")
        fixed = fixed - pl.when(level.is_in(by_value)).then(share.log()).otherwise(0.0)
    return (
        fixed.fill_null(0.0)
        .clip(-thresholds.HIGHEST_LOG_ODDS, thresholds.HIGHEST_LOG_ODDS)
        .alias(f"{name}_weight")
    )


def _dates(name: str, table: Mapping[str, Level]) -> pl.Expr:
    """Dates: the share is that of the day, the month or the year, whichever was compared."""
    level = pl.col(f"{name}_level")
    fixed = level.replace_strict(
        list(table), [entry.weight for entry in table.values()], return_dtype=pl.Float64
    )
    share = (
        pl.when(level.is_in(_BY_DAY))
        .then(pl.col(f"{name}_exact_share"))
        .when(level.is_in(_BY_MONTH))
        .then(pl.col(f"{name}_month_share"))
        .when(level.is_in(_BY_YEAR))
        .then(pl.col(f"{name}_year_share"))
        .otherwise(1.0)
    )
    return (fixed - share.log()).fill_null(0.0).alias(f"{name}_weight")


def _without_overlap(weighed: pl.DataFrame) -> pl.DataFrame:
    """What one field says already is not counted again by another.

    The number holds the birth date and the sex; the branch holds the unit.
    """
    told = pl.col("id_level").is_in(ID_HOLDS_BIRTH).fill_null(value=False)
    unit = pl.col("unit_weight").clip(0.0)
    return weighed.with_columns(
        pl.when(told).then(pl.col("birth_weight").clip(upper_bound=0.0))
        .otherwise(pl.col("birth_weight")).alias("birth_weight"),
        pl.when(told).then(pl.col("sex_weight").clip(upper_bound=0.0))
        .otherwise(pl.col("sex_weight")).alias("sex_weight"),
        pl.when(pl.col("branch_weight") > 0).then((pl.col("branch_weight") - unit).clip(0.0))
        .otherwise(pl.col("branch_weight")).alias("branch_weight"),
    )  # fmt: skip
