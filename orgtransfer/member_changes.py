"""Who appeared, left or moved between two runs, in each system.

People are followed by the keys that they keep (see `succession`), and their rows by theirs, so that
a corrected name, a renamed branch, another order or a ruling that joins two people is nobody's
coming or going. Pure: a function of the tables of the two runs.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.models import Earlier
from orgtransfer.similarity import identity

_WHO: Final = ("system", "person")
_ROW: Final = ("system", "record_key")
_SHOWN: Final = ("name", "id_number", "unit", "branch", "file", "sheet", "row")
_RENAMED_FROM: Final = 2
"""Members whom a unit must have before all of them under another name are a renaming."""


def compare(before: Earlier, after: Earlier) -> pl.DataFrame:
    """Who is new in a system, who is gone from it, and who is in another branch or unit of it.

    Args:
        before: the tables of the earlier run.
        after: those of the later one.

    Returns:
        MEMBER_CHANGES, by system, change, unit, branch and name; one line a person and system.
    """
    there, here = _rows(before), _rows(after)
    appeared = _unknown(here, there).with_columns(change=pl.lit("appeared"))
    left = _unknown(there, here).with_columns(change=pl.lit("left"))
    moved = _moved(there, here).with_columns(change=pl.lit("moved"))
    every = pl.concat([appeared, left, moved], how="diagonal_relaxed")
    made = every.with_columns(
        **{
            name: pl.col(name) if name in every.columns else pl.lit(None, pl.String)
            for name in ("was_unit", "was_branch")
        }
    ).join(_systems(here), on="person", how="left", maintain_order="left")
    others = pl.col("all").fill_null([]).list.set_difference(pl.concat_list("system")).list.sort()
    made = made.with_columns(others=others).unique(["change", *_WHO], keep="first")
    return frames.conform(
        made.sort("system", "change", "unit", "branch", "name", "person"), frames.MEMBER_CHANGES
    )


def people(tables: Earlier) -> pl.DataFrame:
    """system, count: how many people each system has.

    Args:
        tables: those of a run.
    """
    rows = _rows(tables)
    return rows.group_by("system").agg(count=pl.col("person").n_unique()).sort("system")


def _rows(tables: Earlier) -> pl.DataFrame:
    """A row a record: whose it is, what is shown of it, and what tells where it stands."""
    nodes = tables.organisations.select("node", "node_key")
    return (
        tables.records.join(tables.persons, on="record")
        .join(tables.membership, on="record", how="left")
        .join(nodes, on="node", how="left")
        .with_columns(id_number=identity.mask(pl.coalesce("id_key", "id_number")))
        .select(*_ROW, "person", "node_key", "unit_key", *_SHOWN)
        .sort("system", "file", "sheet", "row")
    )


def _systems(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by("person").agg(all=pl.col("system").unique())


def _unknown(asked: pl.DataFrame, there: pl.DataFrame) -> pl.DataFrame:
    """The rows of people of whom the other run has neither the person nor any of the rows."""
    kept = asked.join(there, on=_ROW, how="semi").select(_WHO)
    known = pl.concat([kept, there.select(_WHO)])
    return asked.join(known, on=_WHO, how="anti", maintain_order="left")


def _moved(there: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    """The rows of people who stand in another branch or unit of the same system."""
    both = _beside(there, here)
    pair = ["system", "unit_key_was", "unit_key"]
    counted = both.with_columns(together=pl.len().over(pair), all=pl.len().over(pair[:2]))
    old_names = there.select("system", unit_key="unit_key", old=pl.lit(value=True)).unique()
    renamed = (
        (pl.col("together") == pl.col("all"))
        & (pl.col("all") >= _RENAMED_FROM)
        & pl.col("old").is_null()
    )
    other_unit = (pl.col("unit_key") != pl.col("unit_key_was")) & ~renamed
    other_branch = pl.col("node_key").ne_missing(pl.col("node_key_was"))
    return (
        counted.join(old_names, on=["system", "unit_key"], how="left", maintain_order="left")
        .filter(other_unit.fill_null(value=False) | other_branch)
        .select(*_WHO, *_SHOWN, was_unit="unit_was", was_branch="branch_was")
    )


def _beside(there: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    """The same rows in both runs; where a person has one row in each, these two."""
    same = here.join(there, on=_ROW, suffix="_was", maintain_order="left")
    single = [
        side.join(same, on=_WHO, how="anti").filter(pl.len().over(_WHO) == 1)
        for side in (here, there)
    ]
    alone = single[0].join(single[1], on=_WHO, suffix="_was", maintain_order="left")
    columns = [name for name in same.columns if name in alone.columns]
    return pl.concat([same.select(columns), alone.select(columns)])
