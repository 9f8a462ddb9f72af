"""Which organisation of a system a name or a code means."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.organisations.spelling import spelled

_LEVELS: Final = ("committee", "general_branch", "branch", "group")


def index(nodes: pl.DataFrame) -> pl.DataFrame:
    """Every name under which a node can be meant.

    Args:
        nodes: with node, system, name_key, short_key, former_key and parent_key.

    Returns:
        system, spelling, parent (the spelling of the stated parent), node, rank: 0 for the full
        name, 1 for the short one, 2 for former ones. A spelling may mean several nodes.
    """
    names = pl.concat(
        [
            nodes.select("system", "node", "parent_key", rank=pl.lit(0), name="name_key"),
            nodes.select("system", "node", "parent_key", rank=pl.lit(1), name="short_key"),
            nodes.select(
                "system",
                "node",
                "parent_key",
                rank=pl.lit(2),
                name=pl.col("former_key").str.split("|"),
            ).explode("name", empty_as_null=True),
        ]
    ).filter(pl.col("name").is_not_null())
    return (
        names.with_columns(spelling=spelled(names["name"]), parent=spelled(names["parent_key"]))
        .sort("system", "spelling", "rank", "node")
        .unique(["system", "spelling", "node"], keep="first", maintain_order=True)
        .select("system", "spelling", "parent", "node", "rank")
    )


def resolve(asked: pl.DataFrame, names: pl.DataFrame, nodes: pl.DataFrame) -> pl.Series:
    """The node that each row means.

    Args:
        asked: system, code, name, parent (a name), unit: what the row says; null where nothing.
        names: what `index` gives.
        nodes: with node, system, code_key and unit_key.

    Returns:
        Nodes, as long as `asked`; null where the system has none of that code or name. A code
        goes before a name, the full name before a short or former one. Where one name stands for
        several nodes, the stated parent decides, then the unit, then the smallest code.
    """
    codes = (
        nodes.filter(pl.col("code_key").is_not_null())
        .unique(["system", "code_key"], keep="first", maintain_order=True)
        .select("system", code="code_key", by_code="node")
    )
    keys = ["system", "name", "parent", "unit"]
    asked = asked.with_columns(name=spelled(asked["name"]), parent=spelled(asked["parent"]))
    distinct = asked.select(keys).filter(pl.col("name").is_not_null()).unique()
    meant = _by_name(distinct, names, nodes)
    return (
        asked.join(codes, on=["system", "code"], how="left", maintain_order="left")
        .join(meant, on=keys, how="left", maintain_order="left", nulls_equal=True)
        .select(pl.coalesce("by_code", "by_name").alias("node"))
        .to_series()
    )


def _by_name(distinct: pl.DataFrame, names: pl.DataFrame, nodes: pl.DataFrame) -> pl.DataFrame:
    """The distinct rows that name an organisation, with the best node: `by_name`."""
    units = nodes.select("node", _unit="unit_key")
    found = distinct.join(
        names.rename({"parent": "_parent", "spelling": "name"}), on=["system", "name"], how="inner"
    ).join(units, on="node", how="left")
    return (
        found.with_columns(
            _same_parent=(pl.col("parent") == pl.col("_parent")).fill_null(value=False),
            _same_unit=(pl.col("unit") == pl.col("_unit")).fill_null(value=False),
        )
        .sort("_same_parent", "rank", "_same_unit", "node", descending=[True, False, True, False])
        .unique(["system", "name", "parent", "unit"], keep="first", maintain_order=True)
        .select("system", "name", "parent", "unit", by_name="node")
    )
