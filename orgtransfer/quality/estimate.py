"""From judged samples to precision and recall, with ranges that hold for few judgements.

In each stratum the share that is one person has a beta distribution. Before anything is judged it
is what the tool says, which counts for no more than a handful of judgements; each answer adds one.
The rest of the stratum is then a draw from it, so that what is known of a small stratum is known.
The strata are added up draw by draw. Where nobody can tell, the range reaches from what it is if
they are all wrong to what it is if they are all right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orgtransfer.quality.population import SEARCH

TRUST: Final = {"link": 30.0, "missed": 5.0}
"""How many judgements of a stratum the tool's own word is worth."""
DOUBT: Final = {"link": 0.3, "missed": 0.05}
"""What either answer has for it beforehand, however sure the tool is."""
FOUND: Final = 0.5
"""How often a second search finds the partner that a row has and the first has not found: it can
only go by what the row says, so that no answer proves more than half of its absence."""
_DRAWS: Final = 20_000
_TAILS: Final = (0.015, 0.985)
"""A little wider than 95 % asks: the tool's own word is in the range, and may be off."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Range:
    """An estimate with its 95 % range."""

    low: float
    estimate: float
    high: float

    @property
    def width(self) -> float:
        """How far the range reaches."""
        return self.high - self.low


@dataclass(frozen=True)
class Quality:
    """What a sample shows."""

    precision: Range
    recall: Range
    wrong: Range
    """Wrong links among all."""
    missed: Range
    """Links that are missing."""
    judged: int
    unsure: int
    """Of these: nobody could tell."""


@dataclass(frozen=True)
class Known:
    """What needs no sample: links between two systems of every tier, and those that clerks ruled."""

    links: int
    decided: int


def estimate(strata: pl.DataFrame, known: Known, seed: int = 0) -> Quality:
    """Precision and recall.

    Args:
        strata: `side`, `stratum`, `size`, `said`, and of the answers `same`, `different`, `unsure`.
        known: what needs no sample.
        seed: of the draws.
    """
    # The same draws both times, so that only the answers move the range.
    worst, best = (_draws(strata, known, seed, unsure=unsure) for unsure in (0.0, 1.0))
    middle = _draws(strata, known, seed, unsure=0.5)
    answers = strata.select(pl.sum_horizontal("same", "different", "unsure").sum()).item()
    ranges = {
        name: Range(
            min(_tail(worst[name], 0), _tail(best[name], 0)),
            float(middle[name].mean()),
            max(_tail(worst[name], 1), _tail(best[name], 1)),
        )
        for name in middle
    }
    return Quality(**ranges, judged=int(answers), unsure=int(strata["unsure"].sum()))


def _tail(draws: Floats, end: int) -> float:
    return float(np.quantile(draws, _TAILS[end], method="lower" if end == 0 else "higher"))


def _draws(strata: pl.DataFrame, known: Known, seed: int, *, unsure: float) -> dict[str, Floats]:
    """Draws of the figures, with so large a part of the undecided taken to be one person."""
    rng = np.random.default_rng(seed)
    true = {"link": np.zeros(_DRAWS), "missed": np.zeros(_DRAWS)}
    for row in strata.iter_rows(named=True):
        same = row["same"] + unsure * row["unsure"]
        different = row["different"] + (1.0 - unsure) * row["unsure"]
        true[row["side"]] += _stratum(rng, row, same, different)
    links = known.links
    wrong = (links - known.decided) - true["link"]
    right, missed = links - wrong, true["missed"]
    return {
        "precision": right / max(links, 1),
        "recall": right / np.maximum(right + missed, 1),
        "wrong": wrong,
        "missed": missed,
    }


def _stratum(
    rng: np.random.Generator, row: dict[str, Any], same: float, different: float
) -> Floats:
    """How many of a stratum are one person: those judged, and draws of the rest."""
    proof = FOUND if row["stratum"] == SEARCH else 1.0
    trust, doubt = TRUST[row["side"]], DOUBT[row["side"]]
    share = rng.beta(
        doubt + trust * row["said"] + same,
        doubt + trust * (1.0 - row["said"]) + proof * different,
        _DRAWS,
    )
    left = max(int(row["size"] - round(same + proof * different)), 0)
    return np.asarray(same + rng.binomial(left, share), dtype=np.float64)
