"""Branches that members call by a short name of one that the list holds."""

from __future__ import annotations

import polars as pl

from orgtransfer.organisations import parts, units

_NO_ALIASES = pl.DataFrame(schema={"name": pl.String, "full_name": pl.String})


def known(nodes: pl.DataFrame) -> pl.DataFrame:
    """Which unlisted nodes are listed ones under a short name.

    Args:
        nodes: with node, system, level, parent_node, listed and the name keys.

    Returns:
        node, listed_node: 省疾控中心机关支部 is 江西省疾病预防控制中心机关党支部 where the system has
        one such branch and no other that the short name could mean.
    """
    both = nodes.group_by("system", "level").agg(pl.col("listed").n_unique() > 1)
    if not both["listed"].any():  # nothing listed that an unlisted one could mean
        return pl.DataFrame(schema={"node": pl.UInt32, "listed_node": pl.UInt32})
    faces = parts.faces(nodes, _NO_ALIASES).join(nodes.select("node", "listed"), on="node")
    meaning = units.clusters(
        faces.select("unit", side=pl.col("listed").cast(pl.String)), _NO_ALIASES
    )
    keyed = faces.join(meaning, on="unit")
    keys = ["system", "cluster", "rest", "level"]
    ours = keyed.filter(~pl.col("listed")).select("node", *keys)
    theirs = keyed.filter("listed").select("node", *keys)
    pairs = ours.join(theirs.rename({"node": "listed_node"}), on=keys).unique(
        ["node", "listed_node"]
    )
    return pairs.filter(pl.len().over("node") == 1).select("node", "listed_node").sort("node")
