"""The ledger of a pair: a prior and one contribution a comparison, in natural log-odds."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.frames import COMPARISONS, CONTRIBUTIONS
from orgtransfer.match.weights import (
    DOUBLE_SHARE,
    FEWEST,
    ID_HOLDS_BIRTH,
    MATCHED_SHARE,
    TABLE,
)

_MOST: Final = 30.0
"""No pair is surer than this: beyond it the numbers mean nothing and only rounding grows."""


def score(levels: pl.DataFrame, values: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """Weighs every level.

    Args:
        levels: what `compare.levels` gives.
        values: VALUES.
        shares: what `frequency.shares` gives, row by row beside `values`.

    Returns:
        `levels` with `prior_weight`, the `*_weight` columns, their sum `weight`, and `alone`: the
        probability that it stands for when no other pair is looked at.
    """
    beside = _larger_shares(levels, shares)
    priors = _priors(levels, values)
    table = pl.concat([levels, beside, priors], how="horizontal").with_columns(
        name_share=pl.when(pl.col("name_level") == "given")
        .then("surname_share")
        .otherwise("name_share")
    )
    weighed = table.with_columns(
        _plain("id", "region"),
        _plain("name", "name"),
        _dates("birth"),
        _plain("sex", None),
        _plain("ethnicity", "ethnicity"),
        _plain("unit", "unit_share", prefix=""),
        _plain("phone", "phone"),
        _dates("join"),
        _plain("member_no", None),
        _plain("branch", "branch"),
    )
    once = _count_once(weighed)
    total = pl.sum_horizontal("prior_weight", *CONTRIBUTIONS)
    return once.with_columns(weight=total).with_columns(
        alone=1.0 / (1.0 + (-pl.col("weight")).exp())
    ).select(
        "a", "b", "weight", "alone", "prior_weight",
        *(f"{name}_{kind}" for name in COMPARISONS for kind in ("level", "weight")),
    )  # fmt: skip


def _larger_shares(levels: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """For each pair the larger share of its two values: agreement is worth the commoner one."""
    left, right = shares[levels["a"]], shares[levels["b"]]
    return pl.DataFrame(
        {
            f"{name}_share" if not name.endswith("_share") else name: pl.select(
                pl.max_horizontal(left[name], right[name])
            ).to_series()
            for name in shares.columns
        }
    )


def _priors(levels: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """Before anything is compared: how likely two records of these two systems are one person.

    The odds are those of the pair against both records being without a partner: other partners are
    rivals, which are counted by themselves (match.rivals). So they are the share of all pairs that
    is expected to be matched, over the shares of records expected to be free on either side.
    """
    systems = values.group_by("system").agg(size=pl.col("entity").n_unique())
    sides = values.select("system").join(systems, on="system", how="left", maintain_order="left")
    left, right = sides[levels["a"]], sides[levels["b"]]
    table = pl.DataFrame(
        {
            "a": left["system"], "size_a": left["size"],
            "b": right["system"], "size_b": right["size"],
        }
    )  # fmt: skip
    larger = pl.max_horizontal("size_a", "size_b").cast(pl.Float64).clip(FEWEST)
    smaller = pl.min_horizontal("size_a", "size_b").cast(pl.Float64)
    free = (1 - MATCHED_SHARE) * (1 - MATCHED_SHARE * smaller / larger)
    odds = pl.when(pl.col("a") == pl.col("b")).then(DOUBLE_SHARE).otherwise(MATCHED_SHARE / free)
    return table.select(prior_weight=(odds / larger).log())


def _plain(name: str, share: str | None, prefix: str | None = None) -> pl.Expr:
    """The weight of one comparison's level, by the value's share where the table says so."""
    level = pl.col(f"{name}_level")
    table = TABLE[name]
    fixed = level.replace_strict(
        list(table), [entry.weight for entry in table.values()], return_dtype=pl.Float64
    )
    by_value = [level for level, entry in table.items() if entry.by_value]
    if share is not None and by_value:
        column = share if prefix == "" else f"{share}_share"
        fixed = fixed - pl.when(level.is_in(by_value)).then(pl.col(column).log()).otherwise(0.0)
    return fixed.fill_null(0.0).clip(-_MOST, _MOST).alias(f"{name}_weight")


def _dates(name: str) -> pl.Expr:
    """Dates: the share is that of the day, the month or the year, whichever was compared."""
    level = pl.col(f"{name}_level")
    table = TABLE[name]
    fixed = level.replace_strict(
        list(table), [entry.weight for entry in table.values()], return_dtype=pl.Float64
    )
    share = (
        pl.when(level == "exact")
        .then(pl.col(f"{name}_exact_share"))
        .when(level == "month")
        .then(pl.col(f"{name}_month_share"))
        .when(level == "year")
        .then(pl.col(f"{name}_year_share"))
        .otherwise(1.0)
    )
    return (fixed - share.log()).fill_null(0.0).alias(f"{name}_weight")


def _count_once(weighed: pl.DataFrame) -> pl.DataFrame:
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
