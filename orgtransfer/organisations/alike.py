"""Pairs whose names alone say too little: people, or the parents, let them mean something."""

from __future__ import annotations

import polars as pl

from orgtransfer.similarity import organisations as similar

_PLACES = "省市县区"  # 省中研院 leaves out which province
_ENOUGH = 5  # people in common for an inexact name to count


def by_people(people: pl.DataFrame, nodes: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """a, b, likeness: nodes of one level that share many of their people, and what their names say.

    Args:
        people: what weigh.member_flags gives.
        nodes: ORGANISATIONS.
        aliases: `name`, `full_name`.

    Returns:
        likeness: what similarity.organisations.compare says of the full names; `contained` also
        where one unit's name has all characters of the other's in their order (城关镇卫生院 and
        南昌县城关镇中心卫生院): among names at large that means little, among branches with many
        people in common a good deal.
    """
    names = nodes.select("node", "name_key")
    asked = (
        people.filter("mutual")
        .join(names.rename({"node": "a", "name_key": "a_name"}), on="a")
        .join(names.rename({"node": "b", "name_key": "b_name"}), on="b")
        .sort("a", "b")
    )
    level = similar.compare(asked["a_name"], asked["b_name"], aliases)
    vague = pl.col("likeness").is_in(["similar", "different"]) & (pl.col("shared") >= _ENOUGH)
    inside = vague & _inside(asked)
    likeness = pl.when(inside).then(pl.lit("contained")).otherwise("likeness")
    return asked.with_columns(likeness=level).select("a", "b", likeness=likeness)


def _inside(asked: pl.DataFrame) -> pl.Series:
    """Whether the rests of two names are equal and one unit's characters stand in the other's."""
    fields = ("unit", "branch", "branch_ordinal", "nature")
    a, b = (
        similar.parse(asked[side], fields).select(
            pl.col("unit").fill_null(""),
            rest=pl.concat_str(pl.col(fields[1:]).fill_null(""), separator="/"),
        )
        for side in ("a_name", "b_name")
    )
    units = zip(a["unit"].to_list(), b["unit"].to_list(), strict=True)
    fits = pl.Series([_kept_in_order(*sorted(both, key=len)) for both in units], dtype=pl.Boolean)
    return fits & (a["rest"] == b["rest"])


def in_one_unit(pairs: pl.DataFrame, faces: pl.DataFrame) -> pl.DataFrame:
    """a, b: those of the pairs whose names begin with one unit."""
    inside = faces.select("node", "cluster").unique()
    return (
        pairs.select("a", "b")
        .join(inside.rename({"node": "a"}), on="a")
        .join(inside.rename({"node": "b"}), on=["b", "cluster"])
        .select("a", "b")
        .unique()
    )


def by_ending(faces: pl.DataFrame, nodes: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    """a, b: nodes below linked parents of which one's name ends in the other's part of the unit.

    For names whose words do not show where the unit ends: 赣州市妇幼感染科, below the parent that is
    赣州市妇幼保健院, is its 感染科, since what stands before is short for the unit. The longest such
    ending counts.
    """
    pairs = _below_linked(faces, nodes, linked)
    shortened = pairs.with_columns(head=pl.col("whole").str.strip_suffix(pl.col("part_b"))).filter(
        (pl.col("head").str.len_chars() >= 2)
        & (pl.col("head").str.len_chars() < pl.col("unit_b").str.len_chars())
    )
    fits = [
        (short[0] == full[0] or short[0] in _PLACES) and _kept_in_order(short, full)
        for short, full in shortened.select("head", "unit_b").iter_rows()
    ]
    longest = pl.col("part_b").str.len_chars()
    return (
        shortened.filter(pl.Series(fits, dtype=pl.Boolean))
        .filter(longest == longest.max().over("node", "system_b"))
        .select(a=pl.min_horizontal("node", "node_b"), b=pl.max_horizontal("node", "node_b"))
        .unique()
    )


def _below_linked(faces: pl.DataFrame, nodes: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    """Names, whole, with each name below the same parent elsewhere (`_b`) whose part ends them."""
    homes = nodes.select("node", "parent_node").join(
        linked.select(parent_node="node", parent="organisation"), on="parent_node"
    )
    split = pl.col("rest").str.splitn("/", 2).struct
    named = (
        faces.filter(pl.col("face") != "former")
        .join(homes, on="node")
        .with_columns(part=split.field("field_0"), tail=split.field("field_1"))
        .with_columns(whole=pl.col("unit") + pl.col("part"))
        .select("node", "system", "level", "parent", "unit", "part", "tail", "whole")
    )
    divided = named.filter(pl.col("part") != "").drop("whole")
    return named.join(divided, on=["parent", "level", "tail"], suffix="_b").filter(
        (pl.col("system") != pl.col("system_b")) & pl.col("whole").str.ends_with(pl.col("part_b"))
    )


def _kept_in_order(short: str, full: str) -> bool:
    """Whether the characters of a short name stand in the full one, in that order."""
    left = iter(full)
    return bool(short) and all(character in left for character in short)
