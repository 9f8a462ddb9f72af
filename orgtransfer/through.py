"""How rows of one person hang together: through which row they were joined, and how surely."""

from __future__ import annotations

from typing import Final

import polars as pl

JOINED: Final = "through"
"""PAIRS.reason of a pair that nothing but other pairs joins."""
_LINKED: Final = ("auto", "decided")


def via(pairs: pl.DataFrame) -> pl.DataFrame:
    """Through which row pairs were joined.

    Args:
        pairs: PAIRS.

    Returns:
        `a`, `b`, `via`: for every pair that was joined through other rows the one whose weaker link
        is the strongest; null where the way leads over several.
    """
    joined = pairs.filter(pl.col("reason") == JOINED).select("a", "b")
    if joined.is_empty():
        return joined.with_columns(via=pl.lit(None, pl.UInt32))
    links = pairs.filter(
        pl.col("tier").is_in(_LINKED), pl.col("reason").ne_missing(pl.lit(JOINED))
    ).select("a", "b", chance="probability")
    ways = pl.concat([links, links.select(a="b", b="a", chance="chance")])
    best = (
        joined.join(ways.rename({"b": "via"}), on="a")
        .join(ways.rename({"a": "via", "chance": "chance_b"}), on=["via", "b"])
        .sort(pl.min_horizontal("chance", "chance_b"), "via", descending=[True, False])
        .unique(["a", "b"], keep="first", maintain_order=True)
        .select("a", "b", "via")
    )
    return joined.join(best, on=["a", "b"], how="left", maintain_order="left")


def certainty(rows: pl.DataFrame, pairs: pl.DataFrame) -> pl.Series:
    """How sure it is that two rows are one person's.

    Args:
        rows: `a`, `b`: records of one person, in either order; null where there is no second one.
        pairs: PAIRS.

    Returns:
        The probability of the link; of two rows that a third one joins, that of the weaker link on
        the way; 1 where a clerk ruled, and where the way leads over several rows, 0. Null without a
        second row, and for a row and itself.
    """
    linked = pairs.filter(pl.col("tier").is_in(_LINKED))
    joined = pl.col("reason") == JOINED
    decided = pl.col("tier") == "decided"
    chance = pl.when(decided).then(1.0).otherwise("probability")
    direct = linked.filter(~joined.fill_null(value=False)).select("a", "b", chance=chance)
    over = (
        via(linked)
        .join(_both_ways(direct).rename({"b": "via"}), on=["a", "via"], how="left")
        .join(
            _both_ways(direct).rename({"a": "via", "chance": "chance_b"}),
            on=["via", "b"],
            how="left",
        )
        .select("a", "b", chance=pl.min_horizontal("chance", "chance_b").fill_null(0.0))
    )
    known = pl.concat([direct, over]).group_by("a", "b").agg(pl.col("chance").max())
    asked = rows.select(
        a=pl.min_horizontal("a", "b"),
        b=pl.max_horizontal("a", "b"),
        both=pl.col("a") != pl.col("b"),
    )
    found = asked.join(known, on=["a", "b"], how="left", maintain_order="left")
    # Rows that no pair joins are one person by a chain of others.
    return found.select(certainty=pl.when("both").then(pl.col("chance").fill_null(0.0)))[
        "certainty"
    ]


def _both_ways(links: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([links, links.select(a="b", b="a", chance="chance")])
