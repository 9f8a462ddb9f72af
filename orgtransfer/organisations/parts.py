"""What the names of a node say: the unit it belongs to, and the rest that tells it from others."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.organisations.spelling import spelled
from orgtransfer.similarity import organisations as similar

_PARTY: Final = r"(?:党支部|党总支|党委|工委|党小组|党组)$"
_STEPS_UP: Final = 8
_ORDINALS: Final = {"１": "一"} | {str(n): word for n, word in enumerate("零一二三四五六七八九")}


def faces(nodes: pl.DataFrame, aliases: pl.DataFrame | None = None) -> pl.DataFrame:
    """Every name of every node, split into a unit and a rest.

    Args:
        nodes: ORGANISATIONS.
        aliases: `name`, `full_name`.

    Returns:
        node, system, level, face (name, short, former), unit, rest. The unit is a superior's
        wherever the name begins with it or has no unit of its own; otherwise the name is split by
        its words.
    """
    named = _named(nodes, aliases)
    split = _by_words(_by_superior(named, nodes, aliases))
    return (
        split.filter(pl.col("unit") != "")
        .unique(["node", "unit", "rest"], keep="first", maintain_order=True)
        .select("node", "system", "level", "face", "unit", "rest")
    )


def bodies(names: pl.Series, aliases: pl.DataFrame | None = None) -> pl.Series:
    """The names in one spelling, without what makes them Party organisations."""
    return (
        spelled(names, aliases)
        .str.replace(_PARTY, "")
        .str.replace_all(r"[()]", "")
        .str.replace_many(_ORDINALS)
        .rename("body")
    )


def _named(nodes: pl.DataFrame, aliases: pl.DataFrame | None) -> pl.DataFrame:
    """node, system, level, parent_node, face, name, body: a row a name."""
    kept = ("node", "system", "level", "parent_node")
    former = pl.col("former_key").str.split("|")
    names = pl.concat(
        [
            nodes.select(*kept, face=pl.lit("name"), name="name_key"),
            nodes.select(*kept, face=pl.lit("short"), name="short_key"),
            nodes.select(*kept, face=pl.lit("former"), name=former).explode(
                "name", empty_as_null=True
            ),
        ]
    ).filter(pl.col("name").is_not_null())
    return names.with_columns(bodies(names["name"], aliases))


def _by_superior(
    named: pl.DataFrame, nodes: pl.DataFrame, aliases: pl.DataFrame | None
) -> pl.DataFrame:
    """Adds `unit` and `rest` where a name begins with the name of a superior, the nearest first.

    `above` is the unit of the nearest superior, for names without a unit of their own.
    """
    units = _units_above(nodes, named, aliases)
    found = (
        named.select("node", "face", "body")
        .join(units, on="node")
        .filter(
            pl.col("body").str.starts_with(pl.col("superior"))
            & (pl.col("body") != pl.col("superior"))
        )
        .sort("node", "face", "body", "steps", pl.col("superior").str.len_chars(), "superior",
              descending=[False, False, False, False, True, False])
        .unique(["node", "face", "body"], keep="first", maintain_order=True)
    )  # fmt: skip
    nearest = (
        units.filter(pl.col("own"))
        .sort("node", "steps", "superior")
        .unique("node", keep="first", maintain_order=True)
        .select("node", above="superior")
    )
    rest = pl.col("body").str.strip_prefix(pl.col("superior"))
    return (
        named.join(
            found.select("node", "face", "body", "superior"),
            on=["node", "face", "body"],
            how="left",
            maintain_order="left",
        )
        .join(nearest, on="node", how="left", maintain_order="left")
        .with_columns(unit="superior", rest=pl.when(pl.col("superior").is_not_null()).then(rest))
        .drop("superior")
    )


def _units_above(
    nodes: pl.DataFrame, named: pl.DataFrame, aliases: pl.DataFrame | None
) -> pl.DataFrame:
    """node, superior (a unit's name), steps (how far above), own (its full name)."""
    stated = nodes.filter(pl.col("unit_key").is_not_null())
    mentioned = stated.select(
        "node", superior=bodies(stated["unit_key"], aliases), own=pl.lit(value=False)
    )
    called = named.filter(pl.col("level").is_in(["committee", "general_branch"])).select(
        "node", superior="body", own=pl.col("face") == "name"
    )
    names = pl.concat([called, mentioned]).filter(pl.col("superior").str.len_chars() >= 2)
    places = nodes.select("node", here="parent_node")
    found = [mentioned.with_columns(steps=pl.lit(0))]
    for step in range(1, _STEPS_UP + 1):
        places = places.filter(pl.col("here").is_not_null())
        if places.is_empty():
            break
        found.append(
            places.join(names, left_on="here", right_on="node").select(
                "node", "superior", "own", steps=pl.lit(step)
            )
        )
        above = nodes.select(here="node", _next="parent_node")
        places = places.join(above, on="here", how="left").select("node", here="_next")
    return pl.concat(found)


def _by_words(named: pl.DataFrame) -> pl.DataFrame:
    """Fills `unit` and `rest` by the words of the name where no superior gives them."""
    open_names = named["name"].filter(named["unit"].is_null()).unique().sort()
    parsed = similar.parse(open_names).with_columns(name=open_names)
    told = parsed.select(
        "name",
        _unit=bodies(parsed["unit"]),
        _bare=pl.col("unit").is_null()
        | (pl.col("unit") == "")
        | pl.col("unit").str.contains(r"^第.$"),
    )
    joined = named.join(told, on="name", how="left", maintain_order="left")
    begins = pl.col("body").str.starts_with(pl.col("_unit"))
    unit = (
        pl.when(pl.col("unit").is_not_null())
        .then("unit")
        .when(pl.col("_bare"))
        .then("above")
        .when(begins)
        .then("_unit")
        .otherwise("body")
    )
    rest = (
        pl.when(pl.col("unit").is_not_null())
        .then("rest")
        .when(pl.col("_bare"))
        .then("body")
        .when(begins)
        .then(pl.col("body").str.strip_prefix(pl.col("_unit")))
        .otherwise(pl.lit(""))
    )
    return joined.with_columns(unit=unit.fill_null(""), rest=rest.fill_null(""))
