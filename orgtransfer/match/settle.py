"""Exact agreement on a sound ID number: settles the bulk of the records in one join."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from orgtransfer.match import graph

SameName = Callable[[pl.Series, pl.Series], pl.Series]
"""Two columns of names -> whether each pair can be one person's (null counts as yes)."""


def by_id_number(values: pl.DataFrame, same_name: SameName, apart: pl.DataFrame) -> pl.DataFrame:
    """Groups the records that carry the same sound ID number and names that can be one person's.

    Args:
        values: VALUES.
        same_name: says of two name columns whether each pair can be the same person.
        apart: pairs of records that a clerk ruled to be different people (`a`, `b`).

    Returns:
        `record`, `entity` (the smallest record of the group) and `shared`: whether the number is
        carried by two groups at least, one row a record of `values`. A record without company is
        an entity of its own.
    """
    numbered = values.filter("sound").select("record", "id", "name")
    numbered = numbered.filter(pl.col("id").is_duplicated())
    ruled = pl.concat([apart["a"], apart["b"]]).unique() if len(apart) else None
    blocked = (
        numbered.filter(pl.col("record").is_in(ruled.implode()))["id"].unique()
        if ruled is not None
        else None
    )
    simple = numbered.with_columns(names=pl.col("name").n_unique().over("id"))
    doubtful = pl.col("names") > 1
    if blocked is not None:
        doubtful = doubtful | pl.col("id").is_in(blocked.implode())
    easy = simple.filter(~doubtful).select(
        "record", entity=pl.col("record").min().over("id"), shared=pl.lit(value=False)
    )
    hard = _by_names(simple.filter(doubtful).select("record", "id", "name"), same_name, apart)
    found = pl.concat([easy, hard])
    return (
        values.select("record")
        .join(found, on="record", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("entity", "record").alias("entity"), pl.col("shared").fill_null(value=False)
        )
    )


def _by_names(numbered: pl.DataFrame, same_name: SameName, apart: pl.DataFrame) -> pl.DataFrame:
    """The few numbers with several names: records joined where their names can be one person's."""
    names = numbered.select("id", "name").unique()
    pairs = names.join(names, on="id", suffix="_b").filter(pl.col("name") < pl.col("name_b"))
    pairs = pairs.filter(same_name(pairs["name"], pairs["name_b"]).fill_null(value=True))
    both_ways = [pairs.select("id", "name", "name_b"), pairs.select("id", "name_b", "name")]
    edges = pl.concat(
        [
            names.select("id", "name", name_b="name"),
            *(
                edge.rename(dict(zip(edge.columns, ("id", "name", "name_b"), strict=True)))
                for edge in both_ways
            ),
        ]
    )
    left = numbered.rename({"record": "a"})
    right = numbered.select("id", name_b="name", b="record")
    linked = (
        left.join(edges, on=["id", "name"], nulls_equal=True)
        .join(right, on=["id", "name_b"], nulls_equal=True)
        .filter(pl.col("a") < pl.col("b"))
        .select("a", "b")
    )
    linked = linked.join(apart, on=["a", "b"], how="anti")
    size = int(numbered["record"].max() or 0) + 1 if len(numbered) else 0  # type: ignore[arg-type]  # record is numeric
    labels = graph.components(size, linked["a"].to_numpy(), linked["b"].to_numpy())
    entity = labels[numbered["record"].to_numpy()].astype(np.uint32)
    grouped = numbered.with_columns(entity=pl.Series(entity, dtype=pl.UInt32))
    return grouped.select("record", "entity", shared=pl.col("entity").n_unique().over("id") > 1)
