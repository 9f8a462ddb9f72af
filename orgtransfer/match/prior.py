"""Before anything is compared: how likely two records of two systems are one person.

How many people two systems have in common is the one number that no table can hold: a national
register knows nearly everybody on a roster, a single office's port hardly anybody. It is read off
the pairs themselves, and only roughly, so that one night's few changes move nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orgtransfer.match import thresholds
from orgtransfer.match.weights import DOUBLE_SHARE, FEWEST

_STEPS: Final = (
    0.01, 0.02, 0.04, 0.06, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65,
    0.7, 0.75, 0.8, 0.84, 0.87, 0.9, 0.92, 0.94,
)  # fmt: skip
"""The parts that are told apart; what lies between counts as the smaller."""


@dataclass(frozen=True)
class Systems:
    """Which two systems each pair joins."""

    table: pl.DataFrame
    """`one`, `other` (in order), `size_one`, `size_other`: people each has at most."""
    row: NDArray[np.intp]
    """For each pair its row of `table`."""
    of_record: NDArray[np.int64]
    """For each record a number for its system."""


def sizes(values: pl.DataFrame) -> pl.DataFrame:
    """`system`, `size`: people that each system has at most.

    Args:
        values: VALUES with `entity`.
    """
    return values.group_by("system").agg(size=pl.col("entity").n_unique().cast(pl.Float64))


def systems(
    pairs: pl.DataFrame, values: pl.DataFrame, known: pl.DataFrame | None = None
) -> Systems:
    """Finds the two systems of each pair.

    Args:
        pairs: `a`, `b` (records).
        values: VALUES with `entity`.
        known: what `sizes` gives, where `values` is only a part of the systems' records.
    """
    sized = sizes(values) if known is None else known
    sized = sized.join(values.select("system").unique(), on="system", how="semi").sort("system")
    code = _codes(values["system"])
    a, b = code[pairs["a"].to_numpy()], code[pairs["b"].to_numpy()]
    both, row = np.unique(np.minimum(a, b) * len(sized) + np.maximum(a, b), return_inverse=True)
    sides = {"one": both // max(len(sized), 1), "other": both % max(len(sized), 1)}
    table = pl.DataFrame(
        {name: sized["system"].gather(side) for name, side in sides.items()}
        | {f"size_{name}": sized["size"].gather(side) for name, side in sides.items()}
    )
    return Systems(table, row, code)


def _codes(texts: pl.Series) -> NDArray[np.int64]:
    """A number a text, in the texts' order."""
    names = texts.unique().sort()
    return texts.cast(pl.Enum(names)).to_physical().to_numpy().astype(np.int64)


def weights(found: Systems, overlaps: pl.DataFrame) -> NDArray[np.float64]:
    """The prior of each pair, in log-odds.

    The odds are those of the pair against both records being without a partner: other partners are
    rivals, which are counted by themselves (match.rivals). So they are the share of all pairs that
    is expected to be matched, over the shares of records expected to be free on either side.

    Args:
        found: the systems of the pairs.
        overlaps: `one`, `other` (systems), `matched` (a part of the smaller); `thresholds.FIRST_OVERLAP` where a pair
            of systems is not in it.
    """
    matched = pl.col("matched").fill_null(thresholds.FIRST_OVERLAP)
    larger = pl.max_horizontal("size_one", "size_other").clip(FEWEST)
    smaller = pl.min_horizontal("size_one", "size_other")
    free = (1 - matched) * (1 - matched * smaller / larger)
    odds = (
        pl.when(pl.col("one") == pl.col("other")).then(DOUBLE_SHARE).otherwise(matched / free)
        / larger
    )
    table = found.table.join(overlaps, on=["one", "other"], how="left", maintain_order="left")
    by_systems: NDArray[np.float64] = table.select(odds.log()).to_series().to_numpy()
    return by_systems[found.row]


def weigh(scored: pl.DataFrame, found: Systems, overlaps: pl.DataFrame) -> pl.DataFrame:
    """Adds the prior to the ledger of each pair.

    Args:
        scored: pairs with `evidence`, the sum of their contributions.
        found: their systems.
        overlaps: see `weights`.

    Returns:
        `scored` with `prior_weight`, `weight` (the log-odds) and `alone` (the probability that it
        stands for when no other pair is looked at).
    """
    prior = weights(found, overlaps)
    return (
        scored.with_columns(prior_weight=pl.Series(prior))
        .with_columns(weight=pl.col("prior_weight") + pl.col("evidence"))
        .with_columns(alone=1.0 / (1.0 + (-pl.col("weight")).exp()))
    )


def overlaps(met: pl.DataFrame, people: NDArray[np.float64]) -> pl.DataFrame:
    """How much of the smaller of each two systems is in the larger.

    Args:
        met: the table of `Systems`.
        people: for each of its rows how many people both have, as expected.

    Returns:
        `one`, `other`, `matched` (by steps), of every two systems with a person in common.
    """
    # Half a person is added to either side of the fraction: few records say little.
    share = (pl.col("expected") + 0.5) / (pl.min_horizontal("size_one", "size_other") + 1.0)
    table = met.with_columns(expected=pl.Series(people, dtype=pl.Float64))
    met = table.filter((pl.col("one") != pl.col("other")) & (pl.col("expected") > 0))
    step = np.searchsorted(_STEPS, met.select(share).to_series().to_numpy(), side="right") - 1
    return met.select("one", "other", matched=pl.Series(np.take(_STEPS, np.maximum(step, 0))))
