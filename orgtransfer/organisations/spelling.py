"""One spelling for the names of one organisation, for joins inside a system and across them."""

from __future__ import annotations

import polars as pl

from orgtransfer.similarity import organisations as similar


def spelled(names: pl.Series) -> pl.Series:
    """The names with 中共, 支部委员会, 疾控 and the like brought to one form; equal ones are the same.

    Args:
        names: text.

    Returns:
        Text, as long as `names`; null for a missing name. Each distinct name is read once.
    """
    distinct = names.unique().drop_nulls().sort()
    folded = similar.fold(distinct)
    return names.replace_strict(distinct, folded, default=None, return_dtype=pl.String)


def parsed(names: pl.Series) -> pl.DataFrame:
    """similarity.organisations.parse of each distinct name, with the name itself as `name`."""
    distinct = names.unique().drop_nulls().sort()
    return similar.parse(distinct).with_columns(distinct.rename("name"))
