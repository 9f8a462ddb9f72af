"""The gap to the runner-up: how likely a pair is when its rivals are counted as well.

A person has one record a system. So two pairs that give a record two partners in one system are
rivals, and the probability of each is its share of all ways of pairing. That share is worked out by
message passing on the monomer-dimer model: every pair is an edge of weight odds, every way of
pairing a matching. Exact where rivals form no ring, close where they do, and it always settles.
M. Bayati, D. Gamarnik, D. Katz, C. Nair, P. Tetali: Simple deterministic approximation algorithms
for counting matchings, STOC 2007.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orgtransfer.match import graph, thresholds

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Slots:
    """The places that pairs take: a row says that one end of a pair takes a slot.

    A slot is one person's place in one system. A pair takes several at one end where the partner is
    a group with records in several systems.
    """

    pair: Ints
    end: Ints
    """0 or 1."""
    slot: Ints
    """Any whole numbers: equal ones are the same place."""

    def only(self, kept: NDArray[np.bool_]) -> Slots:
        """The places of some of the pairs, which are numbered anew."""
        here, number = kept[self.pair], np.cumsum(kept) - 1
        return Slots(number[self.pair[here]], self.end[here], self.slot[here])


@dataclass(frozen=True)
class Doubles:
    """Rivals that may both be right, because two records of one system may be one person's."""

    pair: Ints
    end: Ints
    """The end at which the two meet."""
    rival: Ints
    rival_end: Ints
    """The same end, as the rival counts its ends."""
    odds: Floats
    """How much likelier or less likely both are together than apart; 0 for plain rivals."""

    def only(self, kept: NDArray[np.bool_]) -> Doubles:
        """The rivals among some of the pairs, which are numbered anew."""
        here, number = kept[self.pair] & kept[self.rival], np.cumsum(kept) - 1
        return Doubles(
            number[self.pair[here]], self.end[here], number[self.rival[here]],
            self.rival_end[here], self.odds[here],
        )  # fmt: skip


def probabilities(
    weight: Floats, slots: Slots, doubles: Doubles, rounds: int = thresholds.RIVAL_ROUNDS
) -> Floats:
    """The probability of each pair, its rivals counted.

    Args:
        weight: the log-odds of each pair, looked at alone.
        slots: the places each pair takes; pairs that want the same place are rivals.
        doubles: the rivals that may share a place.
        rounds: how often rivals hear of each other at most, where a rough answer will do.

    Returns:
        A probability for each pair, never above that of the pair alone.
    """
    if not len(weight):
        return np.empty(0)
    odds = np.exp(np.clip(weight, -60.0, 60.0))
    free = np.ones((2, len(weight)))  # how far an end of a pair is left to it by its rivals
    crowd: Ints | None = None
    open_pairs = np.arange(len(weight))
    for done in range(thresholds.RIVAL_ROUNDS_AT_ONCE, rounds + 1, thresholds.RIVAL_ROUNDS_AT_ONCE):
        part = _Part(open_pairs, len(weight), slots, doubles)
        slots, doubles = part.slots, part.doubles
        free[:, open_pairs], moved = part.settle(odds[open_pairs], free[:, open_pairs])
        if done == rounds or not moved.any():
            break
        if crowd is None:
            crowd = _crowds(len(weight), slots, doubles)
        # Most rivalries are two or three pairs and settle at once: only the others go on.
        open_pairs = open_pairs[np.isin(crowd[open_pairs], crowd[open_pairs[moved]])]
    joint = odds * free[0] * free[1]
    return np.asarray(joint / (1.0 + joint))


def _crowds(size: int, slots: Slots, doubles: Doubles) -> Ints:
    """A number for each pair, the same for all that are rivals of each other's rivals."""
    order = np.argsort(slots.slot, kind="stable")
    pair, slot = slots.pair[order], slots.slot[order]
    same = slot[1:] == slot[:-1]
    a = np.concatenate([pair[1:][same], doubles.pair])
    b = np.concatenate([pair[:-1][same], doubles.rival])
    return graph.components(size, a, b)


class _Part:
    """Some of the pairs with all that they can be rivals to, renumbered."""

    def __init__(self, pairs: Ints, size: int, slots: Slots, doubles: Doubles) -> None:
        number = np.full(size, -1, dtype=np.int64)
        number[pairs] = np.arange(len(pairs))
        here, two = number[slots.pair] >= 0, number[doubles.pair] >= 0
        self.slots = Slots(slots.pair[here], slots.end[here], slots.slot[here])
        self.doubles = Doubles(
            doubles.pair[two], doubles.end[two], doubles.rival[two], doubles.rival_end[two],
            doubles.odds[two],
        )  # fmt: skip
        places = Slots(number[self.slots.pair], self.slots.end, self.slots.slot)
        self._places = _Places(places)
        self._to = self.doubles.end * len(pairs) + number[self.doubles.pair]
        self._from = self.doubles.rival_end, number[self.doubles.rival]

    def settle(self, odds: Floats, free: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """A few rounds: how far the ends are free then, and which pairs the last round moved."""
        moved = np.ones(len(odds), dtype=np.bool_)
        for _round in range(thresholds.RIVAL_ROUNDS_AT_ONCE):
            through = odds * free[::-1]
            together = self.doubles.odds * through[self._from]
            shared = np.bincount(self._to, together, free.size).reshape(free.shape)
            fresh = np.minimum((1.0 + shared) / (1.0 + self._places.rest(through)), 1.0)
            moved = np.abs(fresh - free).max(axis=0) >= thresholds.RIVALS_SETTLED
            # No stop when all have settled: how often a pair is reckoned must not rest on others.
            free = fresh
        return free, moved


class _Places:
    """The slots in order, so that each round is a few passes over arrays."""

    def __init__(self, slots: Slots) -> None:
        order = np.argsort(slots.slot, kind="stable")
        slot = slots.slot[order]
        fresh = np.concatenate([[True], slot[1:] != slot[:-1], [True]])
        # Whoever has a place to himself has no rival there.
        crowded = ~(fresh[:-1] & fresh[1:])
        self._pair, self._end = slots.pair[order][crowded], slots.end[order][crowded]
        begins = fresh[:-1][crowded]
        self._start = np.flatnonzero(begins)
        self._place = np.cumsum(begins) - 1
        ends = np.bincount(self._pair * 2 + self._end)
        self._single = ends.max(initial=0) <= 1

    def rest(self, through: Floats) -> Floats:
        """For each end of each pair what its rivals for the place come to.

        Where an end takes several places, the most crowded one counts.
        """
        rest = np.zeros_like(through)
        others = self._others(through[self._end, self._pair])
        if self._single:
            rest[self._end, self._pair] = others
        else:
            np.maximum.at(rest, (self._end, self._pair), others)
        return rest

    def _others(self, through: Floats) -> Floats:
        """For each row the sum over the other rows of its place.

        The sum less the row itself, but for the largest of a place, where the difference of two
        huge numbers would leave nothing of the small ones.
        """
        total = np.add.reduceat(through, self._start)[self._place]
        top = through == np.maximum.reduceat(through, self._start)[self._place]
        below = np.add.reduceat(np.where(top, 0.0, through), self._start)[self._place]
        alone = np.add.reduceat(top.astype(np.int64), self._start)[self._place] == 1
        return np.asarray(np.where(top & alone, below, np.maximum(total - through, 0.0)))
