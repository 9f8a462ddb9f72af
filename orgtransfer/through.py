"""Rows that are one person only by way of a third: through which row they were joined."""

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
