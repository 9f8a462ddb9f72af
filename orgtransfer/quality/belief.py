"""What the tool believes of its links: how many are wrong, and how many are missing.

Sums of probabilities: of a link that is said to be 0.98 sure, 0.02 is expected to be wrong; of a
pair that was not linked, its probability is expected to be missing; and there are pairs that were
never compared. Two rows of one system are no link between systems and are left out.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.models import Matched
from orgtransfer.quality.pattern import pattern

LINKED: Final = ("auto", "decided")
THRESHOLDS: Final = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
BY: Final = ("tier", "systems", "pattern", "unit")
"""By what the sums can be split."""


def between(matched: Matched, records: pl.DataFrame) -> pl.DataFrame:
    """Every pair that is known, between two systems.

    Args:
        matched: the matching.
        records: RECORDS.

    Returns:
        PAIRS of every tier, `rejected` among them, with `one` and `other` (systems, in order),
        `unit` (of the roster's row, else of either) and `pattern`.
    """
    ends = records.select("record", "system", "role", unit="unit")
    pairs = pl.concat([matched.pairs, matched.dismissed])
    for end in ("a", "b"):
        pairs = pairs.join(
            ends.rename({name: f"{end}_{name}" for name in ("system", "role", "unit")}),
            left_on=end, right_on="record", how="left", maintain_order="left",
        )  # fmt: skip
    first = pl.when(pl.col("a_role") == "roster").then("a_unit")
    return (
        pairs.filter(pl.col("a_system") != pl.col("b_system"))
        .with_columns(
            pattern(),
            one=pl.min_horizontal("a_system", "b_system"),
            other=pl.max_horizontal("a_system", "b_system"),
            unit=pl.coalesce(first, "b_unit", "a_unit"),
        )
        .select(*frames.PAIRS.columns, "one", "other", "unit", "pattern")
    )


def sums(pairs: pl.DataFrame, unproposed: pl.DataFrame, by: str | None = None) -> pl.DataFrame:
    """The expected numbers, all together or by one of BY.

    Args:
        pairs: what `between` gives.
        unproposed: UNPROPOSED; counted where it can be told which part it belongs to.
        by: one of BY; None: all in one row.

    Returns:
        What it is split by (nothing where `by` is None), `links`, `wrong` (expected, of these
        links) and `missed` (expected), the most doubtful first.
    """
    linked = pl.col("tier").is_in(LINKED)
    # What a clerk has ruled is taken at its word, either way.
    wrong = pl.when(tier="auto").then(1.0 - pl.col("probability")).otherwise(0.0)
    missed = (
        pl.when(pl.col("tier").is_in(["review", "rejected"])).then("probability").otherwise(0.0)
    )
    table = pairs.select(
        "tier", "pattern", "unit", "one", "other",
        links=linked.cast(pl.Int64), wrong=wrong, missed=missed,
    )  # fmt: skip
    never = unproposed.select(
        tier=pl.lit("unproposed"), pattern=pl.lit(None, pl.String), unit=pl.lit(None, pl.String),
        one="one", other="other", links=pl.lit(0, pl.Int64), wrong=pl.lit(0.0), missed="expected",
    )  # fmt: skip
    both = pl.concat([table, never])
    keys = {None: (), "systems": ("one", "other")}.get(by, (by,))
    counted = pl.col("links", "wrong", "missed").sum()
    if by is None:
        return both.select(counted)
    return (
        both.group_by(keys)
        .agg(counted)
        .sort(
            pl.col("wrong") + pl.col("missed"), *keys, descending=[True, *(False for _key in keys)]
        )
    )


def thresholds(pairs: pl.DataFrame, unproposed: pl.DataFrame) -> pl.DataFrame:
    """What another `[match] auto` would be expected to give, contradictions between links aside.

    Args:
        pairs: what `between` gives.
        unproposed: UNPROPOSED.

    Returns:
        `auto`, `links`, `wrong` and `missed`, a row a threshold of THRESHOLDS.
    """
    open_ = pairs.filter(~pl.col("tier").is_in(["decided", "parted"]))
    # A contradiction is for a clerk, however likely the pair.
    vetoed = pl.col("reason").fill_null("").str.starts_with("veto")
    ruled = pairs.filter(tier="decided").height
    chance = pl.col("probability")
    never = pl.lit(unproposed["expected"].sum())
    rows = [
        open_.select(
            auto=pl.lit(auto),
            links=ruled + (~vetoed & (chance >= auto)).sum().cast(pl.Int64),
            wrong=pl.when(~vetoed & (chance >= auto)).then(1.0 - chance).sum(),
            missed=never + pl.when(vetoed | (chance < auto)).then(chance).sum(),
        )
        for auto in THRESHOLDS
    ]
    return pl.concat(rows)


def of(matched: Matched, records: pl.DataFrame) -> dict[str, float]:
    """`links`, `wrong` and `missed` of a run."""
    row = sums(between(matched, records), matched.unproposed).row(0, named=True)
    return {name: float(value or 0) for name, value in row.items()}
