"""Exported tables cut by unit: which unit a row belongs to, and what its folder is called."""

from __future__ import annotations

import hashlib
from typing import Final

import polars as pl

from orgtransfer.store import tables

BY: Final = "unit_id"
"""The column whose value is in the folders' names."""
NOBODY: Final = "none"
"""Stands there for rows that name no unit."""
MARK: Final = "complete"
"""A file that is written last."""
PLACE: Final = ("system", "file", "sheet", "row")
_DIGEST: Final = 16  # bytes: of a million units no two have one


def unit_id(names: pl.Series, salt: bytes) -> pl.Series:
    """What stands for each unit in the folders' names: a keyed hash, the same every night.

    A unit may be called after a person, and names may hold what no folder may.

    Args:
        names: the usual forms of units' names.
        salt: the store's, or another secret: nobody without it can try out names against the folders.
    """
    distinct = names.drop_nulls().unique()
    made = [
        hashlib.blake2b(name.encode(), key=salt[:64], digest_size=_DIGEST).hexdigest()
        for name in distinct.to_list()
    ]
    known = pl.DataFrame({"name": distinct, BY: pl.Series(made, dtype=pl.String)})
    found = names.alias("name").to_frame().join(known, on="name", how="left", maintain_order="left")
    return found[BY].fill_null(NOBODY)


def keeper() -> pl.Expr:
    """The unit that keeps a row of RECORDS: whose list a roster is, or the unit that a register names."""
    roster = pl.coalesce("association_key", "unit_key", "original_unit_key", "branch_key")
    register = pl.coalesce("unit_key", "parent_key", "branch_key")
    return pl.when(pl.col("role") == "roster").then(roster).otherwise(register)


def links(pairs: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """The table `links` with BY: a row for each unit that has one of the two records.

    Args:
        pairs: PAIRS, at least all links of the persons in `placed`.
        placed: `record`, `person`, BY and the columns of PLACE.
    """
    made = tables.pairs(
        pairs, placed.select("record", *PLACE), placed.select("record", "person"), tables.LINKED
    )
    sides = []
    for end in ("a", "b"):
        place = [f"{end}_{name}" for name in PLACE]
        own = placed.select(*(pl.col(name).alias(f"{end}_{name}") for name in PLACE), BY)
        sides.append(made.join(own, on=place))
    return pl.concat(sides).unique().sort(BY, *(f"{end}_{name}" for end in "ab" for name in PLACE))
