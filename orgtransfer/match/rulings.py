"""What clerks ruled about pairs of records, brought to the records of this run."""

from __future__ import annotations

import polars as pl

from orgtransfer.models import CONTESTED


def pairs(decisions: pl.DataFrame, values: pl.DataFrame, ruling: str) -> pl.DataFrame:
    """The pairs of records that were ruled on.

    Args:
        decisions: DECISIONS.
        values: VALUES.
        ruling: `same` or `different`.

    Returns:
        `a`, `b`: records, a < b, sorted. A ruling about a record that is gone says nothing; one
        about a row that is there twice counts for both.
    """
    return _between(decisions, values, [ruling]).select("a", "b")


def _between(decisions: pl.DataFrame, values: pl.DataFrame, rulings: list[str]) -> pl.DataFrame:
    """`a`, `b` and `ruling`, sorted by the pair: the pairs of records that were ruled on so."""
    keys = values.select("record", "record_key")
    said = decisions.filter(pl.col("kind") == "pair", pl.col("ruling").is_in(rulings))
    if said.is_empty():
        return keys.clear().select(a="record", b="record", ruling=pl.lit(None, pl.String))
    return (
        said.join(keys.rename({"record": "x", "record_key": "a_key"}), on="a_key")
        .join(keys.rename({"record": "y", "record_key": "b_key"}), on="b_key")
        .filter(pl.col("x") != pl.col("y"))
        .select("ruling", a=pl.min_horizontal("x", "y"), b=pl.max_horizontal("x", "y"))
        .unique()
        .sort("a", "b")
    )


def tiers(decisions: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """The tiers that rulings give to pairs.

    Args:
        decisions: DECISIONS, sifted (see `consistency`).
        values: VALUES.

    Returns:
        `a`, `b`; `ruled`: decided (the same), parted (different) or review (waits for a choice); and
        `why` it waits, a key of `models.CONTESTED`.
    """
    tier = {"same": "decided", "different": "parted", **dict.fromkeys(CONTESTED, "review")}
    rank = {ruling: place for place, ruling in enumerate(tier)}
    said = pl.col("ruling")
    return (
        _between(decisions, values, [*tier])
        .sort(said.replace_strict(rank, return_dtype=pl.Int64), "a", "b")
        .unique(["a", "b"], keep="last", maintain_order=True)
        .select(
            "a",
            "b",
            ruled=said.replace_strict(tier, return_dtype=pl.String),
            why=pl.when(said.is_in([*CONTESTED])).then(said),
        )
    )


def spread(apart: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """What follows of the records that are one person anyway: A = B and B is not C, so A is not C.

    Args:
        apart: `a`, `b`: ruled to be different people.
        values: VALUES with `entity`: records that need no weighing share it.

    Returns:
        Every pair of records that is parted so, in the form of `apart`.
    """
    if apart.is_empty():
        return apart
    members = values.select("record", "entity")
    ends = [
        members.rename({"record": f"{end}_member", "entity": f"{end}_entity"}) for end in ("a", "b")
    ]
    entity = values["entity"]
    lifted = apart.select(
        a_entity=entity.gather(apart["a"]), b_entity=entity.gather(apart["b"])
    ).unique()
    return (
        lifted.join(ends[0], on="a_entity")
        .join(ends[1], on="b_entity")
        .filter(pl.col("a_entity") != pl.col("b_entity"))
        .select(
            a=pl.min_horizontal("a_member", "b_member"), b=pl.max_horizontal("a_member", "b_member")
        )
        .unique()
        .sort("a", "b")
    )
