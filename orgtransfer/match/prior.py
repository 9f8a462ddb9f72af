"""Before anything is compared: how likely two records of two systems are one person.

How many people two systems have in common is the one number that no table can hold: a national
register knows nearly everybody on a roster, a single office's port hardly anybody. It is read off
the pairs themselves, and only roughly, so that one night's few changes move nothing.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.match.weights import DOUBLE_SHARE, FEWEST

FIRST: Final = 0.5
"""The part of the smaller system that is taken to be in the larger before it is known."""
_STEPS: Final = (
    0.01, 0.02, 0.04, 0.06, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65,
    0.7, 0.75, 0.8, 0.84, 0.87, 0.9, 0.92, 0.94,
)  # fmt: skip
"""The parts that are told apart; what lies between counts as the smaller."""


def weigh(scored: pl.DataFrame, values: pl.DataFrame, overlaps: pl.DataFrame) -> pl.DataFrame:
    """Adds the prior to the ledger of each pair.

    The odds are those of the pair against both records being without a partner: other partners are
    rivals, which are counted by themselves (match.rivals). So they are the share of all pairs that
    is expected to be matched, over the shares of records expected to be free on either side.

    Args:
        scored: pairs with `evidence`, the sum of their contributions.
        values: VALUES with `entity`.
        overlaps: `one`, `other` (systems), `matched` (a part of the smaller); `FIRST` where a pair
            of systems is not in it.

    Returns:
        `scored` with `prior_weight`, `weight` (the log-odds) and `alone` (the probability that it
        stands for when no other pair is looked at).
    """
    sized = _sized(scored, values).join(
        overlaps, on=["one", "other"], how="left", maintain_order="left"
    )
    matched = pl.col("matched").fill_null(FIRST)
    larger = pl.max_horizontal("size_one", "size_other").clip(FEWEST)
    smaller = pl.min_horizontal("size_one", "size_other")
    free = (1 - matched) * (1 - matched * smaller / larger)
    odds = (
        pl.when(pl.col("one") == pl.col("other")).then(DOUBLE_SHARE).otherwise(matched / free)
        / larger
    )
    return (
        scored.with_columns(sized.select(prior_weight=odds.log()))
        .with_columns(weight=pl.col("prior_weight") + pl.col("evidence"))
        .with_columns(alone=1.0 / (1.0 + (-pl.col("weight")).exp()))
    )


def _sized(scored: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """The two systems of each pair, in order, and how many people each has at most."""
    systems = values.group_by("system").agg(size=pl.col("entity").n_unique().cast(pl.Float64))
    a, b = (values["system"].gather(scored[end]) for end in ("a", "b"))
    table = pl.DataFrame({"a": a, "b": b}).select(
        one=pl.min_horizontal("a", "b"), other=pl.max_horizontal("a", "b")
    )
    for side in ("one", "other"):
        sizes = systems.rename({"system": side, "size": f"size_{side}"})
        table = table.join(sizes, on=side, how="left", maintain_order="left")
    return table


def overlaps(judged: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """How much of the smaller of each two systems is in the larger, by the pairs at hand.

    Args:
        judged: pairs with `probability`, their rivals counted.
        values: VALUES with `entity`.

    Returns:
        `one`, `other`, `matched`, by steps.
    """
    entity, system = values["entity"], values["system"]
    a, b = judged["a"], judged["b"]
    sides = pl.DataFrame(
        {
            "x": system.gather(a), "y": system.gather(b),
            "e": entity.gather(a), "f": entity.gather(b),
            "probability": judged["probability"],
            "vetoed": judged["veto"].is_not_null(),
        }
    )  # fmt: skip
    across = sides.filter(~pl.col("vetoed") & (pl.col("x") != pl.col("y"))).select(
        one=pl.min_horizontal("x", "y"),
        other=pl.max_horizontal("x", "y"),
        e=pl.min_horizontal("e", "f"),
        f=pl.max_horizontal("e", "f"),
        probability="probability",
    )
    expected = (
        across.group_by("one", "other", "e", "f")
        .agg(pl.col("probability").max())
        .sort("one", "other", "e", "f")
        .group_by("one", "other", maintain_order=True)
        .agg(expected=pl.col("probability").sum())
    )
    systems = values.group_by("system").agg(size=pl.col("entity").n_unique())
    for side in ("one", "other"):
        sizes = systems.rename({"system": side, "size": f"size_{side}"})
        expected = expected.join(sizes, on=side, how="left", maintain_order="left")
    # Half a person is added to either side of the fraction: few records say little.
    share = (pl.col("expected") + 0.5) / (pl.min_horizontal("size_one", "size_other") + 1.0)
    return expected.select("one", "other", matched=_stepped(share))


def _stepped(share: pl.Expr) -> pl.Expr:
    step: pl.Expr = pl.lit(_STEPS[0])
    for value in _STEPS[1:]:
        step = pl.when(share >= value).then(pl.lit(value)).otherwise(step)
    return step
