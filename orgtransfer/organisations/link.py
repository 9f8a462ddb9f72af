"""Which organisations of two systems are the same."""

from __future__ import annotations

import hashlib

import polars as pl

from orgtransfer import frames
from orgtransfer.organisations.spelling import spelled


def link(
    organisations: pl.DataFrame,
    membership: pl.DataFrame,
    persons: pl.DataFrame,
    aliases: pl.DataFrame,
    decisions: pl.DataFrame,
    salt: bytes,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """ORGANISATIONS with `organisation` filled, and BRANCH_PAIRS."""
    keyed = organisations.with_columns(_key=spelled(organisations["name_key"])).with_columns(
        pl.col("_key").fill_null(pl.col("code_key"))
    )
    values = keyed["_key"].unique(maintain_order=True)
    hashed = [
        None
        if v is None
        else "O" + hashlib.blake2b(v.encode(), key=salt[:64], digest_size=6).hexdigest()
        for v in values
    ]
    table = pl.DataFrame({"_key": values, "_org": pl.Series(hashed, dtype=pl.String)})
    linked = keyed.join(table, on="_key", how="left", maintain_order="left").with_columns(
        organisation="_org"
    )
    return frames.conform(linked, frames.ORGANISATIONS), frames.BRANCH_PAIRS.empty()
