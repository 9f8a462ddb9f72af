"""Pairs of nodes of two systems that may be the same, each by one kind of evidence."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.organisations.parts import WHOLE

_CODE_DIGITS: Final = 6
"""Codes shorter than this number branches inside one list and mean nothing outside it."""
_RANKS: Final = {0: "name", 1: "short", 2: "former", 3: "contained", 4: "raised"}


def by_code(nodes: pl.DataFrame) -> pl.DataFrame:
    """a, b: nodes with one code, where no other node of either system has it."""
    coded = nodes.filter(pl.col("code_key").str.len_chars() >= _CODE_DIGITS).select(
        "node", "system", key="code_key"
    )
    alone = coded.filter(pl.len().over("system", "key") == 1)
    return across(alone).select("a", "b")


def by_name(faces: pl.DataFrame) -> pl.DataFrame:
    """a, b, evidence: nodes with a name in common.

    Args:
        faces: what parts.faces gives, with cluster and loose of units.clusters.

    Returns:
        `name` where the full names are the same, `short` where one is short for the other,
        `former` where a former name takes part, `contained` where one leaves out a part of the
        unit's name; `raised` where only the level differs: a branch that became a general branch
        in one of the systems.
    """
    found = pl.concat(
        [_named_alike(faces, "cluster", 0), _named_alike(faces, "loose", 3), _raised(faces)]
    )
    return (
        found.group_by("a", "b")
        .agg(pl.col("rank").min())
        .select("a", "b", evidence=pl.col("rank").replace_strict(_RANKS, return_dtype=pl.String))
    )


def _raised(faces: pl.DataFrame) -> pl.DataFrame:
    """a, b, rank: the only organisations of that name in their systems, at unlike levels."""
    key = pl.concat_str("cluster", "rest", separator="\x1f")
    named = faces.filter((pl.col("face") == "name") & (pl.col("rest") == WHOLE))
    keyed = named.select("node", "system", key=key)
    alone = keyed.filter(pl.len().over("system", "key") == 1)
    return across(alone).select("a", "b", rank=pl.lit(4, pl.Int32))


def _named_alike(keyed: pl.DataFrame, unit: str, least: int) -> pl.DataFrame:
    """a, b, rank: nodes whose names agree when units are told apart by the column `unit`."""
    key = pl.concat_str(unit, "rest", "level", separator="\x1f")
    pairs = across(keyed.select("node", "system", "face", "unit", key=key))
    former = (pl.col("face") == "former") | (pl.col("face_b") == "former")
    full = (pl.col("face") == "name") & (pl.col("face_b") == "name")
    same = full & (pl.col("unit") == pl.col("unit_b"))
    rank = pl.when(same).then(0).when(~former).then(1).otherwise(2)
    return pairs.select("a", "b", rank=pl.max_horizontal(rank, pl.lit(least)).cast(pl.Int32))


def by_place(faces: pl.DataFrame, nodes: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    """a, b: nodes below linked parents, told apart there in the same way.

    Their names must begin with their own parent's unit, whatever it is called in each system:
    two associations' first branches below one committee are not the same.

    Args:
        faces: what parts.faces gives.
        nodes: ORGANISATIONS.
        linked: node, organisation: what is settled so far.
    """
    homes = nodes.select("node", "parent_node").join(
        linked.select(parent_node="node", parent="organisation"), on="parent_node"
    )
    own = faces.select(parent_node="node", unit="unit").unique()
    keyed = (
        faces.filter((pl.col("rest") != WHOLE) & (pl.col("face") != "former"))
        .join(homes, on="node")
        .join(own, on=["parent_node", "unit"], how="semi")
        .with_columns(key=pl.concat_str("parent", "rest", "level", separator="\x1f"))
        .select("node", "system", "key")
        .unique()
    )
    alone = keyed.filter(pl.len().over("system", "key") == 1)
    return across(alone).select("a", "b").unique()


def by_children(nodes: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    """a, b: superiors that have nearly all their branches in common, and at least two.

    Nearly all: four fifths of those that both systems have, wherever they stand there, and half
    of all. Two systems may well put the same offices under different superiors.
    """
    below = (
        nodes.filter(pl.col("parent_node").is_not_null())
        .select("node", "system", "parent_node")
        .join(linked, on="node")
    )
    pairs = across(below.select("system", "parent_node", node="parent_node", key="organisation"))
    children = pairs.group_by("a", "b").agg(children=pl.len().cast(pl.Int64))
    systems = below.select("organisation", other="system")
    both = below.join(systems, on="organisation").filter(pl.col("system") != pl.col("other"))
    counts = both.group_by("parent_node", "other").agg(count=pl.len().cast(pl.Int64))
    totals = below.group_by("parent_node").agg(total=pl.len().cast(pl.Int64))
    of = nodes.select("node", "system").join(totals, left_on="node", right_on="parent_node")
    a_there, b_there = (counts.rename({"count": f"{side}_count"}) for side in "ab")
    told = (
        children.join(
            of.rename({"system": "a_system", "total": "a_total"}), left_on="a", right_on="node"
        )
        .join(of.rename({"system": "b_system", "total": "b_total"}), left_on="b", right_on="node")
        .join(a_there, left_on=["a", "b_system"], right_on=["parent_node", "other"])
        .join(b_there, left_on=["b", "a_system"], right_on=["parent_node", "other"])
    )
    nearly = pl.col("children") >= 0.8 * pl.max_horizontal("a_count", "b_count")
    half = pl.col("children") >= 0.5 * pl.max_horizontal("a_total", "b_total")
    return told.filter((pl.col("children") >= 2) & nearly & half).select("a", "b")


def across(keyed: pl.DataFrame) -> pl.DataFrame:
    """All pairs of nodes of different systems with the same `key`: a, b, and b's columns `_b`."""
    return (
        keyed.join(keyed, on="key", suffix="_b")
        .filter((pl.col("system") != pl.col("system_b")) & (pl.col("node") < pl.col("node_b")))
        .rename({"node": "a", "node_b": "b"})
    )
