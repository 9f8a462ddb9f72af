"""Organisations that no list holds: named by members only."""

from __future__ import annotations

import polars as pl

from orgtransfer.organisations.spelling import spelled

_PLACE = ("system", "file", "sheet", "row", "role")
_STATED = ("parent", "parent_key", "branch", "branch_key", "branch_code", "branch_code_key")
_TOLD = ("record", *_PLACE, *_STATED)


def branches(records: pl.DataFrame, home: pl.Series) -> pl.DataFrame:
    """A row for each branch that members name and no list holds.

    Args:
        records: RECORDS.
        home: the listed node of each record; null where it names none.

    Returns:
        The columns of a cleaned organisation that members give, with the place of the first of
        them. Equal names under different parents are different branches.
    """
    given = pl.col("branch_key").is_not_null() | pl.col("branch_code_key").is_not_null()
    named = records.select(_TOLD).filter(home.is_null() & given)
    spellings = {
        # Where only a code is stated, it stands for the name.
        "_name": spelled(named["branch_key"])
        .fill_null("\x00" + named["branch_code_key"])
        .rename("_name"),
        "_parent": spelled(named["parent_key"]).rename("_parent"),
    }
    # Members who leave the parent out mean the one that the others state, if there is one.
    only = pl.col("_parent").drop_nulls().n_unique().over("system", "_name") <= 1
    return (
        named.with_columns(**spellings)
        .with_columns(_parent=pl.when(~only).then("_parent").fill_null(""))
        .sort("system", "_name", "_parent", "file", "sheet", "row", "record", nulls_last=True)
        .with_columns(
            pl.col(column).drop_nulls().first().over("system", "_name", "_parent")
            for column in _STATED
        )
        .unique(["system", "_name", "_parent"], keep="first", maintain_order=True)
        .filter(pl.col("branch_key").is_not_null() | ~_named_elsewhere())
        .select(
            *_PLACE,
            "parent",
            "parent_key",
            org_name="branch",
            name_key="branch_key",
            org_code="branch_code",
            code_key="branch_code_key",
            listed=pl.lit(value=False),
        )
    )


def _named_elsewhere() -> pl.Expr:
    """Whether another member of the system gives the branch of this code a name."""
    named = pl.col("branch_key").is_not_null().any().over("system", "branch_code_key")
    return named & pl.col("branch_code_key").is_not_null()


def superiors(records: pl.DataFrame, listing: pl.Series) -> pl.DataFrame:
    """A row for each superior that members name, in systems that give no list at all.

    Args:
        records: RECORDS.
        listing: the systems that have a list of their organisations.

    Returns:
        As `branches`; superiors that are named as branches too are left to it.
    """
    bare = records.select(_TOLD).filter(~pl.col("system").is_in(listing.implode()))
    named = bare.filter(pl.col("parent_key").is_not_null())
    taken = bare.select("system", _name=spelled(bare["branch_key"])).drop_nulls().unique()
    return (
        named.with_columns(_name=spelled(named["parent_key"]))
        .sort("system", "_name", "file", "sheet", "row", "record")
        .unique(["system", "_name"], keep="first", maintain_order=True)
        .join(taken, on=["system", "_name"], how="anti", maintain_order="left")
        .select(*_PLACE, org_name="parent", name_key="parent_key", listed=pl.lit(value=False))
    )
