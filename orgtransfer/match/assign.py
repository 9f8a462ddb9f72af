"""From scored pairs to persons: rivals, vetoes, and groups over all systems at once."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.config import Match
from orgtransfer.frames import CONTRIBUTIONS
from orgtransfer.match import groups, rivals
from orgtransfer.match.vetoes import OTHER_NAME
from orgtransfer.match.weights import DOUBLE_SHARE

MOST_CANDIDATES: Final = 3
"""Pairs for a clerk to judge that one record has at most."""
_HOPELESS: Final = 0.02
"""A pair whose rivals leave it less than this is no question for a clerk."""
_FAINT: Final = -7.0
"""Log-odds below which a pair is no rival to anybody: less than one in a thousand."""
_CONTRADICTS: Final = -12.0
"""Log-odds against, summed over a pair's ledger, from which two records are no double."""


def probabilities(scored: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """Adds to each pair its `probability` with its rivals counted.

    Args:
        scored: pairs with `weight`, `alone`, `veto` (text, null without one).
        values: VALUES with `entity`.

    Returns:
        `scored` with `probability`; a pair inside one system has no rivals, a vetoed one is none.
    """
    sided = _sides(scored, values)
    across = sided.filter(
        (pl.col("system_a") != pl.col("system_b"))
        & pl.col("veto").is_null()
        & (pl.col("entity_a") != pl.col("entity_b"))
        & (pl.col("weight") > _FAINT)
    ).with_columns(
        one=pl.min_horizontal("entity_a", "entity_b"),
        other=pl.max_horizontal("entity_a", "entity_b"),
    )
    edges = (
        across.group_by("one", "other")
        .agg(pl.col("weight").max())
        .sort("one", "other")
        .with_row_index("pair")
    )
    found = rivals.probabilities(
        edges["weight"].to_numpy(), _slots(edges, values), _doubles(edges, sided)
    )
    joint = across.select("a", "b", "one", "other").join(
        edges.select("one", "other", joint=pl.Series(found)), on=["one", "other"]
    )
    return sided.join(
        joint.select("a", "b", "joint"), on=["a", "b"], how="left", maintain_order="left"
    ).with_columns(
        probability=pl.min_horizontal("alone", pl.coalesce("joint", "alone")),
        double=_may_be_double(),
    )


def _sides(scored: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    entity, system = values["entity"], values["system"]
    return scored.with_columns(
        entity_a=entity.gather(scored["a"]),
        entity_b=entity.gather(scored["b"]),
        system_a=system.gather(scored["a"]),
        system_b=system.gather(scored["b"]),
    )


def _against() -> pl.Expr:
    """What speaks against a pair: its negative contributions, the prior left out."""
    return pl.sum_horizontal(pl.col(name).clip(upper_bound=0.0) for name in CONTRIBUTIONS)


def _may_be_double() -> pl.Expr:
    return (
        (pl.col("system_a") == pl.col("system_b"))
        & pl.col("veto").is_null()
        & (_against() > _CONTRADICTS)
    )


def _slots(edges: pl.DataFrame, values: pl.DataFrame) -> rivals.Slots:
    """A pair takes, at each end, the place of every system that its partner has records in."""
    systems = pl.DataFrame(
        {"node": values["entity"], "system": values["system"].rank("dense").cast(pl.Int64)}
    ).unique()
    ends = [
        edges.select("pair", "one", "other")
        .join(systems.rename({"node": partner}), on=partner)
        .select("pair", end=pl.lit(end), slot=pl.col(own).cast(pl.Int64) * 1000 + pl.col("system"))
        for end, (own, partner) in enumerate((("one", "other"), ("other", "one")))
    ]
    rows = pl.concat(ends).sort("pair", "end", "slot")
    return rivals.Slots(_whole(rows["pair"]), _whole(rows["end"]), _whole(rows["slot"]))


def _doubles(edges: pl.DataFrame, sided: pl.DataFrame) -> rivals.Doubles:
    """Pairs that meet in one record, and whose other records may be one person's twice.

    That a person is in a system twice is rare, and what the two records say against each other
    makes it rarer.
    """
    inside = sided.filter(_may_be_double()).select(
        x="entity_a", y="entity_b", odds=DOUBLE_SHARE * _against().exp()
    )
    inside = pl.concat([inside, inside.select(x="y", y="x", odds="odds")])
    inside = inside.group_by("x", "y").agg(pl.col("odds").max())
    # Each edge seen from each of its ends: the record in the middle, and its partner.
    seen = pl.concat(
        [
            edges.select("pair", end=pl.lit(0), middle="one", partner="other"),
            edges.select("pair", end=pl.lit(1), middle="other", partner="one"),
        ]
    )
    rows = (
        seen.join(inside, left_on="partner", right_on="x")
        .join(seen.select("middle", y="partner", rival="pair", rival_end="end"), on=["middle", "y"])
        .sort("pair", "end", "rival")
    )
    return rivals.Doubles(
        pair=_whole(rows["pair"]),
        end=_whole(rows["end"]),
        rival=_whole(rows["rival"]),
        rival_end=_whole(rows["rival_end"]),
        odds=rows["odds"].to_numpy(),
    )


def _whole(column: pl.Series) -> rivals.Ints:
    return column.cast(pl.Int64).to_numpy()


def group(
    judged: pl.DataFrame, values: pl.DataFrame, apart: pl.DataFrame, limits: Match
) -> tuple[pl.Series, pl.DataFrame]:
    """Joins what is sure, and says of the rest why it was not joined.

    Args:
        judged: what `probabilities` gives.
        values: VALUES with `entity`.
        apart: `a`, `b`: records that a clerk ruled to be different people.
        limits: the thresholds.

    Returns:
        For each record of `values` the smallest record of its person; and `judged` with `tier`
        and `reason`.
    """
    sure = judged.filter((pl.col("probability") >= limits.auto) & pl.col("veto").is_null())
    vetoed = judged.filter(pl.col("veto").is_not_null()).select("a", "b")
    labels, refused = groups.join(
        sure, judged.filter("double"), values, pl.concat([apart, vetoed]).unique()
    )
    person = pl.Series("person", labels)
    same = person.gather(judged["a"]) == person.gather(judged["b"])
    tiered = judged.with_columns(same=same).join(
        refused.with_columns(conflict=pl.lit(value=True)), on=["a", "b"], how="left"
    )
    return person, _tiers(tiered.sort("a", "b"), limits)


def _tiers(judged: pl.DataFrame, limits: Match) -> pl.DataFrame:
    """`tier` and `reason`; at most three candidates a record on either side."""
    likely = (pl.col("alone") >= limits.review) & (pl.col("probability") >= _HOPELESS)
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
        .when(pl.col("alone") >= limits.auto)
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
        .filter(pl.col("rank") < MOST_CANDIDATES)
        .select("a", "b", asked=pl.lit(value=True))
    )
