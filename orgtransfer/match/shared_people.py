"""Units that are the same by the people in them, whatever they are called.

A unit that was renamed or merged, or that a roster calls by a name nobody could derive, shows in its
people: most of those found at all are found in one and the same unit of the other system. Of each
pair only what the other pairs say counts, so that nobody vouches for himself.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.match import thresholds
from orgtransfer.match.weights import FLOORS, TABLE, Weights

LEVEL: Final = "people"
_DOUBTFUL: Final = ("contained", "similar", "veto_region", "different")
"""Levels that people may overrule; another ordinal or kind of unit they may not."""


def with_shared_people(
    weighed: pl.DataFrame, values: pl.DataFrame, weights: Weights = TABLE
) -> pl.DataFrame:
    """Raises the unit's level where other people show that two units are the same.

    Args:
        weighed: pairs with their ledger and `weight`.
        values: VALUES with `employer`.
        weights: what each level is worth.

    Returns:
        `weighed` with `unit_level`, `unit_weight` and `evidence` as they are then; `weight` and
        `alone` are left to be reckoned again.
    """
    sided = _sided(weighed, values)
    # Beside the ledgers, which a join would copy.
    shared = sided.select("a", "b").join(
        _shared(sided), on=["a", "b"], how="left", maintain_order="left"
    )
    joined = pl.concat([sided, shared.drop("a", "b")], how="horizontal")
    return raised(joined, weights).select(weighed.columns)


def raised(joined: pl.DataFrame, weights: Weights = TABLE) -> pl.DataFrame:
    """The pairs with the unit's level, weight and `evidence` as they are then.

    Args:
        joined: pairs with their ledger, `part_a` and `part_b` (the part of its system that stands
            under the employer), and what `told` gives: null for pairs of one system.
        weights: what each level is worth.
    """
    share = pl.max_horizontal("part_a", "part_b").clip(FLOORS["unit"], 1.0)
    level = weights["unit"][LEVEL]
    worth = pl.lit(level.weight) - share.log()
    raised = (
        pl.col("unit_level").is_in(_DOUBTFUL)
        & (pl.col("others") >= thresholds.SHARED_PEOPLE)
        & (pl.col("part") >= thresholds.SHARED_PART)
        & (worth > pl.col("unit_weight"))
    ).fill_null(value=False)
    return joined.with_columns(
        evidence=pl.col("evidence")
        + pl.when(raised).then(worth - pl.col("unit_weight")).otherwise(0.0),
        unit_level=pl.when(raised).then(pl.lit(LEVEL)).otherwise("unit_level"),
        unit_weight=pl.when(raised).then(worth).otherwise("unit_weight"),
    )


def odds() -> pl.Expr:
    """The probability that a pair is one person, its units left out."""
    return 1.0 / (1.0 + (-(pl.col("weight") - pl.col("unit_weight"))).exp())


def _sided(weighed: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """The pairs with the systems and employers of both (numbers), and how large a part of each is there."""
    # By numbers: the employers' names would be looked at again for each of the sums.
    systems = pl.Enum(values["system"].unique().sort())
    numbers = values.select("system", "employer").unique().drop_nulls().with_row_index("number")
    parts = values.group_by("system", "employer").agg(rows=pl.len())
    parts = parts.with_columns(part=pl.col("rows") / pl.col("rows").sum().over("system"))
    parts = parts.join(numbers, on=["system", "employer"], how="left").drop("rows")
    employed = (
        values.select("system", "employer")
        .join(parts, on=["system", "employer"], how="left", nulls_equal=True, maintain_order="left")
        .select(pl.col("system").cast(systems).to_physical(), "part", employer="number")
    )
    sides = []
    for end in ("a", "b"):
        side = employed[weighed[end]]
        sides.append(side.select(pl.all().name.suffix(f"_{end}")))
    return pl.concat([weighed, *sides], how="horizontal")


def _shared(sided: pl.DataFrame) -> pl.DataFrame:
    """`a`, `b`, `others` (people that the two employers share beside this one) and their `part`.

    Of the pairs of two systems.
    """
    table = sided.select(
        "a", "b",
        one="employer_a", other="employer_b",
        facing_a="system_b", facing_b="system_a",
        odds=odds(),
    ).filter(pl.col("facing_a") != pl.col("facing_b"))  # fmt: skip
    table = table.drop_nulls(["one", "other"]).sort("a", "b")
    # A record's candidates in one system are one person at most.
    crowd = pl.max_horizontal(
        pl.col("odds").sum().over("a", "facing_a"),
        pl.col("odds").sum().over("b", "facing_b"),
        pl.lit(1.0),
    )
    table = table.with_columns(likely=pl.col("odds") / crowd)
    likely = pl.col("likely")
    return table.with_columns(
        together=likely.sum().over("one", "other"),
        found=pl.min_horizontal(
            likely.sum().over("one", "facing_a"), likely.sum().over("other", "facing_b")
        ),
    ).select("a", "b", *told())


def told() -> list[pl.Expr]:
    """`others` and `part` of a pair, from `likely`, and its sums `together` and `found`."""
    likely = pl.col("likely")
    others = pl.col("together") - likely
    return [
        # Rounded, so that the order of a sum decides nothing.
        others.round(9).alias("others"),
        (others / (pl.col("found") - likely).clip(1e-9)).round(9).alias("part"),
    ]
