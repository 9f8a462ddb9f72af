"""How common each record's values are: rare agreement says more than common agreement."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.match.weights import FLOORS
from orgtransfer.similarity import frequencies, names

_CERTAINTY: Final = 1.0
"""How far the national name shares are trusted: the shape of the gamma prior about each."""
_MONTHS: Final = 12 * 45
_YEARS: Final = 45
_DAYS: Final = 365 * 45


def shares(values: pl.DataFrame) -> pl.DataFrame:
    """The share of people expected to have each record's values, from the data and a prior.

    Args:
        values: VALUES.

    Returns:
        One row a record, in the same order: `name`, `birth_exact`, `birth_month`, `birth_year`,
        `join_exact`, `join_month`, `join_year`, `surname`, `phone`, `ethnicity`, `branch`, `region` (the first six
        digits of the ID), floats between 0 and 1; a missing value has some share, not null.
    """
    known = values.with_columns(surname=_surname(values["name"]))
    day, month, year = (pl.col("birth").str.slice(0, n) for n in (10, 7, 4))
    joined = [pl.col("join").str.slice(0, n) for n in (10, 7, 4)]
    expressions = [
        _share(day, 1 / _DAYS, 2000, "birth").alias("birth_exact"),
        _share(month, 1 / _MONTHS, 500, "birth").alias("birth_month"),
        _share(year, 1 / _YEARS, 100, "birth").alias("birth_year"),
        _share(joined[0], 1 / _DAYS, 2000, "join").alias("join_exact"),
        _share(joined[1], 1 / _MONTHS, 500, "join").alias("join_month"),
        _share(joined[2], 1 / _YEARS, 100, "join").alias("join_year"),
        _share(pl.col("phone"), FLOORS["phone"], 1000, "phone").alias("phone"),
        _share(pl.col("ethnicity"), 0.05, 20, "ethnicity").alias("ethnicity"),
        _share(pl.col("surname"), 0.005, 200, "surname").alias("surname"),
        _share(pl.col("branch"), 1 / 500, 50, "branch").alias("branch"),
        _share(pl.col("id").str.slice(0, 6), 0.01, 100, "id").alias("region"),
    ]
    return pl.concat([_names(values), known.select(expressions)], how="horizontal")


def _surname(people: pl.Series) -> pl.Series:
    distinct = people.drop_nulls().unique()
    return people.replace_strict(distinct, names.surname(distinct), return_dtype=pl.String)


def _names(values: pl.DataFrame) -> pl.DataFrame:
    """Name shares: counted, without the pair itself, and filled up with the national prior.

    A name is counted in the system where it is most frequent, because its bearers elsewhere are
    largely the same people.
    """
    counted = (
        values.group_by("system", "name")
        .agg(count=pl.col("entity").n_unique())
        .join(values.group_by("system").agg(size=pl.col("entity").n_unique()), on="system")
        .group_by("name")
        .agg(
            pl.struct("count", "size")
            .sort_by(pl.col("count") / pl.col("size"))
            .last()
            .alias("most")
        )
        .unnest("most")
        .drop_nulls("name")
        .sort("name")
    )
    prior = frequencies.name_share(counted["name"]).cast(pl.Float64).clip(FLOORS["name"])
    # The mean of a gamma distribution about the prior share, after `size` people were seen.
    seen = counted.with_columns(prior=prior)
    share = seen.select(
        "name",
        share=(
            (pl.col("count") - 1 + _CERTAINTY) / (pl.col("size") + _CERTAINTY / pl.col("prior"))
        ).clip(FLOORS["name"], 1.0),
    )
    found = values.select("name").join(share, on="name", how="left", maintain_order="left")
    return found.select(pl.col("share").fill_null(1.0).alias("name"))


def _share(value: pl.Expr, prior: float, strength: float, floor: str) -> pl.Expr:
    """The share of a value among those given, drawn towards `prior` by `strength` people."""
    count = pl.len().over(value)
    given = value.count()
    share = (count - 1 + prior * strength) / (given + strength)
    return pl.when(value.is_not_null()).then(share.clip(FLOORS[floor], 1.0)).otherwise(1.0)
