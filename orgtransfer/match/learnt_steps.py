"""How far what was learnt is followed: as far as a judged sample bears it out, and links can bear it.

What sure pairs teach of one comparison is right of that comparison. Among doubtful pairs it may still
make the whole worse: where a unit that differs says less than shipped, what the other comparisons say
too much comes to light. The pairs of a random sample that were judged show it, so by them it is told
how much of the way to the learnt shares is gone.

And a kind that is seen less often than shipped weighs more against a pair, so that links go that
stood just above the threshold. Most of these are right, by the learnt shares themselves; so seldomer
kinds are followed only for as long as hardly a link goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import polars as pl

from orgtransfer.match import learnt, thresholds
from orgtransfer.match.learnt import Shares
from orgtransfer.match.reweighed import loss, probabilities
from orgtransfer.match.weights import Weights

_DIGITS: Final = 6
_STEPS: Final = tuple(
    step / thresholds.LEARN_STEPS for step in range(thresholds.LEARN_STEPS, -1, -1)
)
"""The largest first: of equals it is the one to take."""


Steps = Mapping[tuple[str, str], float]
"""Comparison and kind -> how far it is followed, from what is shipped (0) to what was learnt (1)."""


def part_way(shares: Shares, steps: Steps) -> Shares:
    """Shares between those that are shipped and these.

    Args:
        shares: what was learnt.
        steps: how far, in log-odds; a kind that is not named goes the whole way.

    Returns:
        The shares of the comparisons of which something is left to change.
    """
    made: dict[str, dict[str, float]] = {}
    for comparison, kinds in shares.items():
        agrees, *others = before = learnt.shipped(comparison)
        moved = {
            kind: round(
                before[kind] * (kinds[kind] / before[kind]) ** steps.get((comparison, kind), 1.0),
                _DIGITS,
            )
            for kind in others
        }
        if any(share != round(before[kind], _DIGITS) for kind, share in moved.items()):
            # What is left agrees.
            made[comparison] = {agrees: round(1.0 - sum(moved.values()), _DIGITS), **moved}
    return made


def followed(pairs: pl.DataFrame, base: Weights, shares: Shares) -> Shares:
    """The shares, each kind as far as a judged sample bears it out.

    Less than the whole way is gone only where the sample says more than the chance of its drawing.

    Args:
        pairs: see `learning.learn`.
        base: the weights that the pairs were weighed with.
        shares: what was learnt.
    """
    drawn = pairs.filter(pl.col("label").is_not_null(), pl.col("worth").is_not_null())
    if not shares or drawn.is_empty():
        return shares
    sample = _Sample(pairs, base, shares, drawn)
    steps = dict.fromkeys(_changed(shares), 1.0)
    for _round in range(thresholds.LEARN_PASSES):
        before = dict(steps)
        for kind in steps:
            steps[kind] = min(_STEPS, key=lambda step: sample.lost({**steps, kind: step}))
        if steps == before:
            break
    return part_way(shares, steps)


class _Sample:
    """A judged sample, and what it says of shares."""

    def __init__(
        self, pairs: pl.DataFrame, base: Weights, shares: Shares, drawn: pl.DataFrame
    ) -> None:
        rivals = (pl.col(end).is_in(drawn[end].implode()) for end in ("a", "b"))
        self._near = pairs.filter(pl.any_horizontal(rivals))
        self._asked = self._near["label"].is_not_null() & self._near["worth"].is_not_null()
        self._base, self._shares = base, shares
        self._label = self._near["label"].filter(self._asked)
        self._worth = self._near["worth"].filter(self._asked).to_numpy()
        self._whole = self._losses({})

    def _losses(self, steps: Steps) -> np.ndarray:
        said = probabilities(self._near, self._base, part_way(self._shares, steps))
        return loss(said.filter(self._asked), self._label)

    def lost(self, steps: Steps) -> float:
        """The log-loss of all pairs over that of the whole way, as it is at most but for chance."""
        beyond = self._losses(steps) - self._whole
        # A pair that stands for itself alone was not drawn by chance.
        spread = np.sqrt(np.square(beyond) @ (self._worth * (self._worth - 1.0).clip(0.0)))
        return float(beyond @ self._worth + thresholds.LEARN_MARGIN * spread)


def held(pairs: pl.DataFrame, base: Weights, shares: Shares, auto: float) -> Shares:
    """The shares with seldomer kinds followed for as long as F1 of the links is not expected to fall.

    Args:
        pairs: see `learning.learn`.
        base: the weights that the pairs were weighed with.
        shares: what was learnt.
        auto: the probability from which a pair is linked.
    """
    seldomer = [
        (comparison, kind)
        for comparison, kind in _changed(shares)
        if shares[comparison][kind] < learnt.shipped(comparison)[kind]
    ]
    if not seldomer:
        return shares
    before = probabilities(pairs, base, {})
    for step in _STEPS:
        made = part_way(shares, dict.fromkeys(seldomer, step))
        after = probabilities(pairs, base, made)
        true = pairs["label"].fill_null(after)
        lost = _expected(true, before, auto) - _expected(true, after, auto)
        if lost <= thresholds.LEARN_LOST:
            break
    return made


def _changed(shares: Shares) -> list[tuple[str, str]]:
    """The kinds that do not agree and are not as shipped."""
    return [
        (comparison, kind)
        for comparison, kinds in shares.items()
        for kind, share in list(learnt.shipped(comparison).items())[1:]
        if kinds[kind] != round(share, _DIGITS)
    ]


def _expected(true: pl.Series, chance: pl.Series, auto: float) -> float:
    """F1 of the links, as expected, where pairs are linked from this probability on."""
    linked = chance >= auto
    right, links = float(true.filter(linked).sum()), int(linked.sum())
    return 2.0 * right / max(links + float(true.sum()), 1.0)
