"""Whether the ledgers of a run hold: they add up, and the sentence names what is strongest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from orgtransfer.frames import COMPARISONS
from orgtransfer.match import explain

WIDEST = 1e-9
"""By so much the contributions and the score may differ."""
_SAYS_NOTHING = 0.05
"""Log-odds below which a sentence may keep silent."""


@dataclass(frozen=True)
class Check:
    """What was found in the pairs of one run."""

    pairs: int
    widest: float
    """The largest difference between a pair's weight and the sum of its ledger."""
    wrong_sentences: int
    """Pairs whose sentence lacks the strongest reason for, or the strongest against."""

    @property
    def holds(self) -> bool:
        """Whether every pair passed."""
        return self.widest <= WIDEST and not self.wrong_sentences


def check(pairs: pl.DataFrame) -> Check:
    """Adds up every ledger of PAIRS, and looks for the strongest reasons in every sentence.

    The strongest are worked out anew here, from the weights; the words for them are those that
    `orgtransfer explain` shows.
    """
    if pairs.is_empty():
        return Check(0, 0.0, 0)
    weights = pairs.select(f"{name}_weight" for name in COMPARISONS).to_numpy()
    gap = np.abs(
        pairs["prior_weight"].to_numpy() + weights.sum(axis=1) - pairs["weight"].to_numpy()
    )
    told = pairs.select(*(f"{name}_level" for name in COMPARISONS)).with_columns(
        sentence=explain.sentences(pairs)
    )
    wrong = np.zeros(pairs.height, dtype=bool)
    for strongest, says in (
        (weights.argmax(axis=1), weights.max(axis=1) > _SAYS_NOTHING),
        (weights.argmin(axis=1), weights.min(axis=1) < -_SAYS_NOTHING),
    ):
        wrong |= says & ~_named(told, strongest)
    return Check(pairs.height, float(gap.max()), int(wrong.sum()))


def _named(told: pl.DataFrame, strongest: np.ndarray) -> np.ndarray:
    """Whether each sentence holds the words of the comparison and the level that is strongest."""
    found = np.zeros(told.height, dtype=bool)
    for index, name in enumerate(COMPARISONS):
        here = strongest == index
        part = told.filter(pl.Series(here)).select(level=f"{name}_level", sentence="sentence")
        distinct = part.unique()
        words = [
            explain.comparison_text(name) in sentence
            and explain.level_text(name, level) in sentence
            for level, sentence in distinct.iter_rows()
        ]
        named = part.join(
            distinct.with_columns(named=pl.Series(words, dtype=pl.Boolean)),
            on=["level", "sentence"], how="left", nulls_equal=True, maintain_order="left",
        )  # fmt: skip
        found[here] = named["named"].to_numpy()
    return found
