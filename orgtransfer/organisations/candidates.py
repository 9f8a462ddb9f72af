"""Pairs of nodes of two systems that may be the same, each by one kind of evidence."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.organisations import units
from orgtransfer.organisations.spelling import parsed
from orgtransfer.similarity import organisations as similar

_CODE_DIGITS: Final = 6
"""Codes shorter than this number branches inside one list and mean nothing outside it."""
_RANKS: Final = {0: "name", 1: "short", 2: "former", 3: "contained"}


def by_code(nodes: pl.DataFrame) -> pl.DataFrame:
    """a, b: nodes with one code, where no other node of either system has it."""
    coded = nodes.filter(pl.col("code_key").str.len_chars() >= _CODE_DIGITS).select(
        "node", "system", key="code_key"
    )
    alone = coded.filter(pl.len().over("system", "key") == 1)
    return _across(alone).select("a", "b")


def by_name(faces: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """a, b, evidence: nodes of one level with a name in common.

    `name` where the full names are the same, `short` where one is short for the other, `former`
    where a former name takes part, `contained` where one leaves out a part of the unit's name.
    """
    meaning = units.clusters(faces.select("unit", side="system"), aliases)
    keyed = faces.join(meaning, on="unit", how="left").select(
        "node", "system", "face", "unit", "cluster", "loose", "rest", "level"
    )
    found = pl.concat([_named_alike(keyed, "cluster", 0), _named_alike(keyed, "loose", 3)])
    return (
        found.group_by("a", "b")
        .agg(pl.col("rank").min())
        .select("a", "b", evidence=pl.col("rank").replace_strict(_RANKS, return_dtype=pl.String))
    )


def _named_alike(keyed: pl.DataFrame, unit: str, least: int) -> pl.DataFrame:
    """a, b, rank: nodes whose names agree when units are told apart by the column `unit`."""
    key = pl.concat_str(unit, "rest", "level", separator="\x1f")
    pairs = _across(keyed.select("node", "system", "face", "unit", key=key))
    former = (pl.col("face") == "former") | (pl.col("face_b") == "former")
    full = (pl.col("face") == "name") & (pl.col("face_b") == "name")
    same = full & (pl.col("unit") == pl.col("unit_b"))
    rank = pl.when(same).then(0).when(~former).then(1).otherwise(2)
    return pairs.select("a", "b", rank=pl.max_horizontal(rank, pl.lit(least)))


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
    parts = parsed(names["name_key"]).select(
        "name",
        "unit",
        rest=pl.concat_str(
            pl.col("branch", "branch_ordinal", "nature").fill_null(""), separator="/"
        ),
    )
    told = (
        asked.with_columns(likeness=level)
        .join(parts, left_on="a_name", right_on="name", how="left", maintain_order="left")
        .join(
            parts, left_on="b_name", right_on="name", how="left", maintain_order="left", suffix="_b"
        )
    )
    rows = told.select(pl.col("unit", "unit_b").fill_null("")).iter_rows()
    inside = pl.Series([_kept_in_order(*sorted(row, key=len)) for row in rows], dtype=pl.Boolean)
    contained = (
        pl.col("likeness").is_in(["similar", "different"])
        & (pl.col("rest") == pl.col("rest_b"))
        & (pl.col("shared") >= 5)
        & inside
    )
    likeness = pl.when(contained).then(pl.lit("contained")).otherwise("likeness")
    return told.select("a", "b", likeness=likeness)


def in_one_unit(pairs: pl.DataFrame, faces: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """a, b: those of the pairs whose names begin with one unit."""
    meaning = units.clusters(faces.select("unit", side="system"), aliases)
    inside = faces.join(meaning, on="unit").select("node", "cluster").unique()
    return (
        pairs.select("a", "b")
        .join(inside.rename({"node": "a"}), on="a")
        .join(inside.rename({"node": "b"}), on=["b", "cluster"])
        .select("a", "b")
        .unique()
    )


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
        faces.filter((pl.col("rest") != "/") & (pl.col("face") != "former"))
        .join(homes, on="node")
        .join(own, on=["parent_node", "unit"], how="semi")
        .with_columns(key=pl.concat_str("parent", "rest", "level", separator="\x1f"))
        .select("node", "system", "key")
        .unique()
    )
    alone = keyed.filter(pl.len().over("system", "key") == 1)
    return _across(alone).select("a", "b").unique()


def by_ending(faces: pl.DataFrame, nodes: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    """a, b: nodes below linked parents of which one's name ends in the other's part of the unit.

    For names whose words do not show where the unit ends: 赣州市妇幼感染科, below the parent that is
    赣州市妇幼保健院, is its 感染科, since what stands before is short for the unit. The longest such
    ending counts.
    """
    homes = nodes.select("node", "parent_node").join(
        linked.select(parent_node="node", parent="organisation"), on="parent_node"
    )
    split = pl.col("rest").str.splitn("/", 2).struct
    named = (
        faces.filter(pl.col("face") != "former")
        .join(homes, on="node")
        .with_columns(part=split.field("field_0"), tail=split.field("field_1"))
        .select("node", "system", "level", "parent", "unit", "part", "tail")
    )
    pairs = named.join(
        named.filter(pl.col("part") != ""), on=["parent", "level", "tail"], suffix="_b"
    ).filter((pl.col("system") != pl.col("system_b")) & (pl.col("part") == ""))
    head = pl.col("unit").str.strip_suffix(pl.col("part_b"))
    shortened = pairs.with_columns(head=head).filter(
        (pl.col("head") != pl.col("unit"))
        & (pl.col("head").str.len_chars() >= 2)
        & (pl.col("head").str.len_chars() <= pl.col("unit_b").str.len_chars())
    )
    fits = [
        short[0] == full[0] and _kept_in_order(short, full)
        for short, full in shortened.select("head", "unit_b").iter_rows()
    ]
    longest = pl.col("part_b").str.len_chars()
    return (
        shortened.filter(pl.Series(fits, dtype=pl.Boolean))
        .filter(longest == longest.max().over("node", "system_b"))
        .select(a=pl.min_horizontal("node", "node_b"), b=pl.max_horizontal("node", "node_b"))
        .unique()
    )


def _kept_in_order(short: str, full: str) -> bool:
    """Whether the characters of a short name stand in the full one, in that order."""
    left = iter(full)
    return bool(short) and all(character in left for character in short)


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
    pairs = _across(below.select("system", "parent_node", node="parent_node", key="organisation"))
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


def _across(keyed: pl.DataFrame) -> pl.DataFrame:
    """All pairs of nodes of different systems with the same `key`: a, b, and b's columns `_b`."""
    return (
        keyed.join(keyed, on="key", suffix="_b")
        .filter((pl.col("system") != pl.col("system_b")) & (pl.col("node") < pl.col("node_b")))
        .rename({"node": "a", "node_b": "b"})
    )
