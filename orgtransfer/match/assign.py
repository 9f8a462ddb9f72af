"""From judged pairs to persons: the threshold, vetoes, and groups over all systems at once."""

from __future__ import annotations

import polars as pl

from orgtransfer.config import Match
from orgtransfer.match import groups, thresholds
from orgtransfer.match.vetoes import OTHER_NAME


def group(
    judged: pl.DataFrame, values: pl.DataFrame, apart: pl.DataFrame, limits: Match
) -> tuple[pl.Series, pl.DataFrame]:
    """Joins what is sure, and says of the rest why it was not joined.

    Args:
        judged: what `judge.pair_probabilities` gives.
        values: VALUES with `entity`.
        apart: `a`, `b`: records that a clerk ruled to be different people.
        limits: the thresholds.

    Returns:
        For each record of `values` the smallest record of its person; and `judged` with `tier`
        and `reason`.
    """
    # The ledgers are left where they are: each choice of pairs would copy them.
    bare = judged.select(
        "a", "b", "weight", "probability", "veto", "double",
        "entity_a", "entity_b", "system_a", "system_b",
    )  # fmt: skip
    sure = bare.filter((pl.col("probability") >= _enough(limits)) & pl.col("veto").is_null())
    vetoed = bare.filter(pl.col("veto").is_not_null()).select("a", "b")
    labels, refused = groups.join(
        sure, bare.filter("double"), values, pl.concat([apart, vetoed]).unique()
    )
    person = pl.Series("person", labels)
    same = person.gather(judged["a"]) == person.gather(judged["b"])
    tiered = judged.with_columns(same=same).join(
        refused.with_columns(conflict=pl.lit(value=True)),
        on=["a", "b"],
        how="left",
        maintain_order="left",
    )
    return person, tiers(_in_order(tiered), limits)


def _in_order(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs by their records; mostly they are, and to sort them copies all that is known of them."""
    both = pairs["a"].cast(pl.UInt64) * 2**32 + pairs["b"]
    return pairs if both.is_sorted() else pairs.sort("a", "b")


def _enough(limits: Match) -> pl.Expr:
    """The probability from which a pair is linked by itself."""
    inside = pl.col("system_a") == pl.col("system_b")
    return pl.when(inside).then(max(limits.auto, thresholds.DOUBLE)).otherwise(limits.auto)


def tiers(judged: pl.DataFrame, limits: Match) -> pl.DataFrame:
    """`tier` and `reason`; at most three candidates a record on either side.

    Args:
        judged: pairs as judged, with `same` (one person now) and `conflict` (refused for that).
        limits: the thresholds.
    """
    likely = (pl.col("alone") >= limits.review) & (pl.col("probability") >= thresholds.HOPELESS)
    # Two sound numbers and two names are two people (twins, say), and no question at all.
    strangers = (pl.col("veto") == "id") & pl.col("name_level").is_in(OTHER_NAME)
    # One number and two names is always a question, whatever else the two records say.
    one_number = (pl.col("veto") == "name").fill_null(value=False)
    open_question = ~pl.col("same") & ((likely & ~strangers.fill_null(value=False)) | one_number)
    reason = (
        pl.when(pl.col("veto").is_not_null())
        .then("veto_" + pl.col("veto"))
        .when(pl.col("conflict"))
        .then(pl.lit("conflict"))
        .when(pl.col("alone") >= _enough(limits))
        .then(pl.lit("close_second"))
        .otherwise(pl.lit("below_auto"))
    )
    few = _fewest(judged.filter(open_question))
    return judged.join(few, on=["a", "b"], how="left", maintain_order="left").with_columns(
        tier=pl.when("same")
        .then(pl.lit("auto"))
        .when("asked")
        .then(pl.lit("review"))
        .otherwise(pl.lit("rejected")),
        reason=pl.when(~pl.col("same")).then(reason),
    )


def _fewest(asked: pl.DataFrame) -> pl.DataFrame:
    """The pairs that are among the likeliest of both their records."""
    ends = pl.concat(
        [asked.select("a", "b", "probability", "weight", record=end) for end in ("a", "b")]
    ).sort(["probability", "weight", "a", "b"], descending=[True, True, False, False])
    ranked = ends.with_columns(rank=pl.int_range(pl.len()).over("record"))
    return (
        ranked.group_by("a", "b")
        .agg(pl.col("rank").max())
        .filter(pl.col("rank") < thresholds.MOST_CANDIDATES)
        .select("a", "b", asked=pl.lit(value=True))
    )
