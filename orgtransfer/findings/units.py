"""What units are called: a short form that one list uses, and the name that a register gives it.

One telephone call to one unit is one block of lines only where 市疾控 and 市疾病预防控制中心 are one.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_SAME: Final = ("same", "alias", "short")
_MAY_BE: Final = (*_SAME, "contained", "similar")
_PEOPLE: Final = 2
_SHARE: Final = 0.8
"""So many people, and this share of those who are in a register, say which unit a name means."""


def no_aliases() -> pl.DataFrame:
    """An empty table of aliases."""
    return pl.DataFrame(schema={"name": pl.String, "full_name": pl.String})


def registered_names(members: pl.DataFrame, aliases: pl.DataFrame | None = None) -> pl.DataFrame:
    """Which register unit the name of a unit in a roster means, where that is beyond doubt.

    Args:
        members: RECORDS with `person`.
        aliases: `name`, `full_name`: what the clerk says comes first; a name that stands for itself
            means no other.

    Returns:
        `unit_key`, `full_key`: one row for each name that no register uses and that fits exactly
        one register unit: by its name alone, or by its people and a name that does not speak
        against it.
    """
    aliases = no_aliases() if aliases is None else aliases
    register = members.filter(pl.col("role") == "register")
    known = register.select(full_key="unit_key").drop_nulls().unique().sort("full_key")
    roster = members.filter(pl.col("role") == "roster")
    named = pl.concat(
        roster.select("person", unit_key=column) for column in ("unit_key", "original_unit_key")
    ).drop_nulls()
    other = named.join(known, left_on="unit_key", right_on="full_key", how="anti")
    ruled = other.join(aliases, left_on="unit_key", right_on="name").select(
        "unit_key", full_key="full_name"
    )
    free = other.join(ruled, on="unit_key", how="anti")
    by_people = _by_people(free, register)
    rest = free.join(by_people, on="unit_key", how="anti").select("unit_key").unique()
    by_name = _by_name(rest.sort("unit_key"), known, aliases)
    said = ruled.join(known, on="full_key", how="semi").unique()
    return pl.concat([said, by_people, by_name]).sort("unit_key")


def _by_people(named: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    from orgtransfer.similarity import organisations as similar

    held = register.select("person", full_key="unit_key").drop_nulls().unique()
    votes = named.unique().join(held, on="person").group_by("unit_key", "full_key").len()
    most = votes.filter(
        (pl.col("len") >= _PEOPLE)
        & (pl.col("len") >= _SHARE * pl.col("len").sum().over("unit_key"))
    ).sort("unit_key")
    levels = similar.compare(most["unit_key"], most["full_key"])
    return most.filter(levels.is_in(_MAY_BE)).select("unit_key", "full_key")


def _by_name(names: pl.DataFrame, known: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    from orgtransfer.similarity import organisations as similar

    pairs = (
        _keyed(names, "unit_key", aliases)
        .join(_keyed(known, "full_key", aliases), on="key")
        .select("unit_key", "full_key")
        .unique()
        .sort("unit_key", "full_key")
    )
    levels = similar.compare(pairs["unit_key"], pairs["full_key"], aliases)
    fits = pairs.filter(levels.is_in(_SAME))
    return fits.filter(pl.len().over("unit_key") == 1)


def _keyed(names: pl.DataFrame, column: str, aliases: pl.DataFrame) -> pl.DataFrame:
    from orgtransfer.similarity import organisations as similar

    return (
        names.with_columns(key=similar.keys(names[column], aliases))
        .explode("key")
        .drop_nulls("key")
        .unique()
    )
