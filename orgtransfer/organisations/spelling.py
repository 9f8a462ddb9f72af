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
    return similar.fold(names)


def with_spellings(nodes: pl.DataFrame) -> pl.DataFrame:
    """Adds the spellings of all names of each node, so that every later step only joins on them.

    Args:
        nodes: with name_key, short_key, former_key and parent_key.

    Returns:
        The nodes with `_name`, `_short`, `_former` (a list) and `_parent`.
    """
    former = nodes.select(pl.col("former_key").str.split("|")).with_row_index("_row")
    each = former.explode("former_key", empty_as_null=True).drop_nulls()
    formers = (
        each.with_columns(_former=spelled(each["former_key"]))
        .group_by("_row", maintain_order=True)
        .agg("_former")
    )
    return (
        nodes.with_columns(
            _name=spelled(nodes["name_key"]),
            _short=spelled(nodes["short_key"]),
            _parent=spelled(nodes["parent_key"]),
        )
        .with_row_index("_row")
        .join(formers, on="_row", how="left", maintain_order="left")
        .drop("_row")
    )
