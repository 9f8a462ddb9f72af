"""What shared members say: which branches of two systems hold the same people."""

from __future__ import annotations

import polars as pl


def shared(nodes: pl.DataFrame, membership: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Pairs of nodes of two systems that hold the same people.

    Args:
        nodes: ORGANISATIONS.
        membership: MEMBERSHIP.
        persons: PERSONS.

    Returns:
        a, b (nodes, a < b), shared, a_known and b_known: how many of its people the other system
        has at all, a_all and b_all: how many people it has.
    """
    people = _people(nodes, membership, persons)
    total = people.group_by("node").agg(all=pl.len().cast(pl.Int64))
    others = _known(people)
    pairs = (
        people.join(people, on="person", suffix="_b")
        .filter((pl.col("system") != pl.col("system_b")) & (pl.col("node") < pl.col("node_b")))
        .group_by(a="node", b="node_b", a_system="system", b_system="system_b")
        .agg(shared=pl.len().cast(pl.Int64))
    )
    return (
        pairs.join(
            others.rename({"known": "a_known"}),
            left_on=["a", "b_system"],
            right_on=["node", "other"],
        )
        .join(
            others.rename({"known": "b_known"}),
            left_on=["b", "a_system"],
            right_on=["node", "other"],
        )
        .join(total.rename({"all": "a_all"}), left_on="a", right_on="node")
        .join(total.rename({"all": "b_all"}), left_on="b", right_on="node")
        .select("a", "b", "shared", "a_known", "b_known", "a_all", "b_all")
        .sort("a", "b")
    )


def known(nodes: pl.DataFrame, membership: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """node, other (a system), known: how many of a node's people the other system has at all."""
    return _known(_people(nodes, membership, persons))


def _people(nodes: pl.DataFrame, membership: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    return (
        membership.join(persons, on="record")
        .filter(pl.col("node").is_not_null() & pl.col("person").is_not_null())
        .join(nodes.select("node", "system"), on="node")
        .select("system", "node", "person")
        .unique()
    )


def _known(people: pl.DataFrame) -> pl.DataFrame:
    elsewhere = people.select("person", other="system").unique()
    return (
        people.join(elsewhere, on="person")
        .filter(pl.col("system") != pl.col("other"))
        .group_by("node", "other")
        .agg(known=pl.len().cast(pl.Int64))
    )
