"""Which organisation of a system a name or a code means."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames

_NODES: Final = 1 << 32
"""More than there can be."""


def index(nodes: pl.DataFrame) -> pl.DataFrame:
    """Every name under which a node can be meant.

    Args:
        nodes: with node, system, unit_key and the spellings of spelling.with_spellings.

    Returns:
        system, name (a spelling), of_parent (the spelling of the stated parent), of_unit, node,
        rank: 0 for the full name, 1 for the short one, 2 for former ones. A spelling may mean
        several nodes.
    """
    told = nodes.lazy().select(
        "system", "node", "_name", "_short", "_former", of_parent="_parent", of_unit="unit_key"
    )
    names = [
        told.with_columns(name="_name", rank=pl.lit(0)),
        told.with_columns(name="_short", rank=pl.lit(1)),
        told.explode("_former", empty_as_null=True).with_columns(name="_former", rank=pl.lit(2)),
    ]
    return (
        pl.concat([table.drop("_name", "_short", "_former").drop_nulls("name") for table in names])
        # The least rank stands first.
        .unique(["system", "name", "node"], keep="first", maintain_order=True)
        .pipe(frames.collected)
    )


def distinct(asked: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The distinct rows of what was asked, and which of them each row is."""
    once = asked.with_row_index("_row").group_by(asked.columns).agg("_row").with_row_index("asked")
    which = once.select("asked", "_row").explode("_row").sort("_row")["asked"]
    return once.drop("_row", "asked"), which


def resolve(asked: pl.DataFrame, names: pl.DataFrame, nodes: pl.DataFrame) -> pl.Series:
    """The node that each row means.

    Args:
        asked: system, code, name and parent (spellings), unit: what the row says; null where
            nothing. Each row is looked up: see `distinct`.
        names: what `index` gives.
        nodes: with node, system and code_key.

    Returns:
        Nodes, as long as `asked`; null where the system has none of that code or name. A code
        goes before a name, the full name before a short or former one. Where one name stands for
        several nodes, the stated parent decides, then the unit, then the smallest code.
    """
    numbered = asked.lazy().with_row_index("asked")
    codes = (
        nodes.lazy()
        .filter(pl.col("code_key").is_not_null())
        .unique(["system", "code_key"], keep="first", maintain_order=True)
        .select("system", code="code_key", by_code="node")
    )
    return (
        numbered.select("asked", "system", "code")
        .join(codes, on=["system", "code"], how="left")
        .join(_by_name(numbered, names.lazy()), on="asked", how="left")
        .sort("asked")
        .select(pl.coalesce("by_code", "by_name").alias("node"))
        .pipe(frames.collected)
        .to_series()
    )


def _by_name(asked: pl.LazyFrame, names: pl.LazyFrame) -> pl.LazyFrame:
    """asked, by_name: the best node of each row that names an organisation."""
    same_parent = (pl.col("parent") == pl.col("of_parent")).fill_null(value=False)
    same_unit = (pl.col("unit") == pl.col("of_unit")).fill_null(value=False)
    # One number that is the smaller the better, with the node as its last 32 bits.
    penalty = (~same_parent).cast(pl.Int64) * 8 + pl.col("rank") * 2 + (~same_unit)
    return (
        asked.join(names, on=["system", "name"])
        .group_by("asked")
        .agg(best=(penalty * _NODES + pl.col("node")).min())
        .select("asked", by_name=(pl.col("best") % _NODES).cast(pl.UInt32))
    )
