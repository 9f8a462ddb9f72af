"""What the names of a node say: the unit it belongs to, and the rest that tells it from others."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.similarity import organisations as similar

WHOLE: Final = "//"
"""The rest of a name that says the unit and the level, and nothing more."""
_STEPS_UP: Final = 8
_KEPT: Final = ("node", "system", "level", "parent_node")


def faces(nodes: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """Every name of every node, split into a unit and a rest.

    Args:
        nodes: ORGANISATIONS.
        aliases: `name`, `full_name`: a node is also called what its name stands for.

    Returns:
        node, system, level, face (name, short, former), unit, rest. A name without a unit of its
        own (机关第一党支部) has the nearest superior's; one that a superior's unit begins further
        than its own words tell is split in both ways.
    """
    named = _named(nodes, aliases)
    units = _above(named, nodes)
    split = pl.concat([_by_words(named, units), _by_superior(named, units)])
    return (
        split.sort("node", "rank", "unit", "rest")
        .unique(["node", "unit", "rest"], keep="first", maintain_order=True)
        .select("node", "system", "level", "face", "unit", "rest")
    )


def _named(nodes: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """A row a name of a node: node, system, level, parent_node, face, rank, and its parts."""
    former = pl.col("former_key").str.split("|")
    rows = pl.concat(
        [
            nodes.select(*_KEPT, face=pl.lit("name"), name="name_key"),
            nodes.select(*_KEPT, face=pl.lit("short"), name="short_key"),
            nodes.select(*_KEPT, face=pl.lit("former"), name=former).explode(
                "name", empty_as_null=True
            ),
        ]
    ).filter(pl.col("name").is_not_null())
    meant = (
        aliases.select("name", full="full_name").sort("name", "full").unique("name", keep="first")
    )
    called = (
        rows.join(meant, on="name")
        .with_columns(face=pl.lit("short"), name="full")
        .select(rows.columns)
    )
    rows = pl.concat([rows, called]).with_columns(
        rank=pl.col("face").replace_strict({"name": 0, "short": 1, "former": 2})
    )
    fields = ("unit", "kind", "branch", "branch_ordinal", "nature")
    told = similar.parse(rows["name"], fields).select(
        "unit",
        "kind",
        "branch",
        tail=pl.concat_str(
            pl.col("branch_ordinal").fill_null(""), pl.col("nature").fill_null(""), separator="/"
        ),
    )
    return pl.concat([rows, told], how="horizontal")


def _above(named: pl.DataFrame, nodes: pl.DataFrame) -> pl.DataFrame:
    """node, superior (the unit of one above it), steps (how far above), face."""
    units = named.filter(pl.col("unit").is_not_null()).select("node", superior="unit", face="rank")
    parents = nodes.select(here="node", _next="parent_node")
    places = nodes.select("node", here="parent_node")
    found = [
        pl.DataFrame(
            schema={"node": pl.UInt32, "superior": pl.String, "face": pl.Int64, "steps": pl.Int32}
        )
    ]
    for step in range(1, _STEPS_UP + 1):
        places = places.filter(pl.col("here").is_not_null())
        if places.is_empty():
            break
        found.append(
            places.join(units, left_on="here", right_on="node").select(
                "node", "superior", pl.col("face").cast(pl.Int64), steps=pl.lit(step, pl.Int32)
            )
        )
        places = places.join(parents, on="here").select("node", here="_next")
    return pl.concat(found).sort("node", "steps", "face", "superior")


def _by_words(named: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Names split where their words say; those without a unit take the nearest superior's."""
    nearest = units.unique("node", keep="first", maintain_order=True).select("node", "superior")
    joined = named.join(nearest, on="node", how="left", maintain_order="left")
    return (
        joined.with_columns(
            unit=pl.coalesce("unit", "superior"),
            rest=pl.col("branch").fill_null("") + "/" + pl.col("tail"),
        )
        .filter(pl.col("unit").is_not_null())
        .select(_FACE)
    )


def _by_superior(named: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Names that begin with the unit of a superior and were split elsewhere.

    Either their words show no kind of unit, or the superior's name goes on where they were split.
    """
    whole = pl.col("unit").fill_null("") + pl.col("branch").fill_null("")
    longer = pl.col("superior").str.len_chars() > pl.col("unit").str.len_chars()
    return (
        named.with_columns(whole=whole)
        .join(units.select("node", "superior", "steps"), on="node")
        .filter(
            pl.col("whole").str.starts_with(pl.col("superior"))
            & (pl.col("whole") != pl.col("superior"))
            & (longer | pl.col("kind").is_null())
        )
        .sort("node", "rank", "name", "steps")
        .unique(["node", "rank", "name"], keep="first", maintain_order=True)
        .with_columns(
            unit="superior",
            rest=pl.col("whole").str.strip_prefix(pl.col("superior")) + "/" + pl.col("tail"),
        )
        .select(_FACE)
    )


_FACE: Final = ("node", "system", "level", "face", "rank", "unit", "rest")
