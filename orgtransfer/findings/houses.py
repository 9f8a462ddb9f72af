"""Whose house a branch is of: which unit its name, or its superior's, speaks of."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.similarity.org_spelling import fold

_OVER_MANY: Final = "综合|行业"
"""A committee over many units: its branches are of no one house."""
_SUPERIOR: Final = ("committee", "general_branch")


def with_houses(places: pl.DataFrame, organisations: pl.DataFrame) -> pl.DataFrame:
    """Adds `house` and `above` by the node of each row.

    Args:
        places: with `node`.
        organisations: ORGANISATIONS.

    Returns:
        `places` with the unit that the organisation's name speaks of (else that of its direct superior),
        in one spelling, and the superior's `organisation`; null where nothing says.
    """
    named = organisations.select("node", "parent_node", "organisation", name="org_name")
    own = named.with_columns(unit=_units(named["name"]))
    superiors = own.select(
        parent_node="node",
        above="organisation",
        unit_above=pl.when(~pl.col("name").str.contains(_OVER_MANY)).then("unit"),
    )
    houses = own.join(superiors, on="parent_node", how="left", maintain_order="left").select(
        "node", "above", house=pl.coalesce("unit", "unit_above")
    )
    return places.join(houses, on="node", how="left", maintain_order="left")


def _units(names: pl.Series) -> pl.Series:
    return fold(names).str.extract("^([^/]+)/")


def apart(other: str) -> pl.Expr:
    """Whether two organisations are two places: not a committee and a branch of the same house.

    Args:
        other: what the second one's columns (`organisation`, `house`, `level`) end with.
    """
    level = pl.col("level").is_in(_SUPERIOR) | pl.col(f"level{other}").is_in(_SUPERIOR)
    one = (level & (pl.col("house") == pl.col(f"house{other}"))).fill_null(value=False)
    return (pl.col("organisation") != pl.col(f"organisation{other}")) & ~one
