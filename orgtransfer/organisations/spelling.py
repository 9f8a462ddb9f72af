"""One spelling for the names of one organisation, for joins inside a system and across them."""

from __future__ import annotations

import polars as pl

from orgtransfer.similarity import organisations as similar


def spelled(names: pl.Series, aliases: pl.DataFrame | None = None) -> pl.Series:
    """The names with 中共, 支部委员会 and the like brought to one form; equal ones are the same.

    Args:
        names: text.
        aliases: `name`, `full_name`.

    Returns:
        Text, as long as `names`; null for a missing name.
    """
    distinct = names.unique().drop_nulls()
    folded = similar.fold(distinct, aliases).to_frame("x").select(_formal(pl.col("x"))).to_series()
    return names.replace_strict(distinct, folded, default=None, return_dtype=pl.String)


def _formal(name: pl.Expr) -> pl.Expr:
    """Without the formal parts of a Party organisation's name: 支部委员会 is 党支部."""
    return (
        name.str.replace(r"^(?:中国共产党|中共)", "")
        .str.replace(r"党?总支部?委员会$|党?总支部?$", "党总支")
        .str.replace(r"党?支部委员会$|党?支部$", "党支部")
        .str.replace(r"([^党工])委员会$", "${1}党委")
    )
