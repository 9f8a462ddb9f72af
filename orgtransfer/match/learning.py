"""How often each kind of level is seen on pairs of one person, estimated on the data at hand.

Only pairs count that are near certain without the comparison that is being learnt, and that would
have been compared without it: so no comparison confirms itself, and slips are not lost that nobody
would have looked at. Among these, how many are one person all the same is what expectation
maximisation says (W. Winkler 1988), with `u` and the prior kept; a ruling is taken at its word. Pairs
of a random sample that clerks judged stand for all that they were drawn from. What was seen is drawn
towards what is shipped (a Dirichlet prior, I. Good 1965), and a kind is changed only where it is
seen more or less often than shipped by more than chance does (G-test), and by so much that it
matters. How far it is followed is another question (match.learnt_steps).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from orgtransfer.config import Match
from orgtransfer.match import learnt, learnt_steps, thresholds
from orgtransfer.match.learnt import KINDS, Shares
from orgtransfer.match.reweighed import crowded, probabilities, reweighed
from orgtransfer.match.weights import TABLE, Weights

_NONE: Final = 1e-9
"""Pairs that are none at all: sums of chances are never quite whole."""
_DIGITS: Final = 6
_AUTO: Final = Match().auto

_NUMBER: Final = ("same", "fifteen_same", "malformed_same", "masked_14", "masked_10")
_NAME: Final = ("exact", "variant", "order")
_DAY: Final = ("exact", "exact_number")
_UNIT: Final = ("same", "alias", "short")


@dataclass(frozen=True)
class Learnt:
    """What was learnt."""

    shares: Shares
    """Of the comparisons that are changed."""
    kinds: pl.DataFrame
    """`comparison`, `kind`, `pairs` (expected, of one person, that counted), `seen`, `shipped` and
    `learnt` (shares of the comparison's pairs)."""
    seen: Shares
    """What the pairs taught, before it was asked how far it is followed."""

    @property
    def held_back(self) -> bool:
        """Whether it is not followed the whole way."""
        return self.shares != self.seen


def learn(pairs: pl.DataFrame, base: Weights = TABLE, auto: float = _AUTO) -> Learnt:
    """Estimates the shares.

    Args:
        pairs: pairs between two systems (see `quality.belief.between`), with `label` (1.0: ruled to
            be one person, 0.0: two people, null: not ruled) and `worth` (how many pairs one of a
            random sample stands for; null: it was not drawn).
        base: the weights that the pairs were weighed with.
        auto: the probability from which a pair is linked.

    Returns:
        The shares; without pairs, those that are shipped.
    """
    kept = pairs.filter(~pl.col("reason").fill_null("").str.starts_with("veto"))
    weights: Weights = TABLE
    counts: dict[str, Mapping[str, float]] = {}
    shares: dict[str, Mapping[str, float]] = {}
    now = reweighed(kept, base, weights)
    for _round in range(thresholds.LEARN_ROUNDS):
        counts = {name: _counts(now, name) for name in KINDS}
        shares = {name: found for name in KINDS if (found := _shares(name, counts[name]))}
        made = learnt.weights(shares)
        if _same(made, weights):
            break
        weights = made
        now = reweighed(kept, base, weights)
    borne = learnt_steps.followed(kept, base, shares)
    gone = learnt_steps.held(kept, base, borne, auto)
    return Learnt(gone, _told(counts, gone), shares)


def _same(one: Weights, other: Weights) -> bool:
    return all(
        abs(one[name][level].m - other[name][level].m) < thresholds.LEARN_SETTLED
        for name in KINDS
        for level in one[name]
    )


def _agrees(comparison: str, levels: tuple[str, ...]) -> pl.Expr:
    return pl.col(f"{comparison}_level").is_in(levels).fill_null(value=False)


def _met(comparison: str) -> pl.Expr:
    """Whether a pair would have been compared whatever this comparison says (see match.block)."""
    number, name = _agrees("id", _NUMBER), _agrees("name", _NAME)
    phone, member = _agrees("phone", ("exact",)), _agrees("member_no", ("same",))
    if comparison == "name":
        return number | member | phone | (_agrees("birth", _DAY) & _agrees("unit", _UNIT))
    return number | member | name | (phone if comparison != "phone" else False)


def _counts(now: pl.DataFrame, comparison: str) -> Mapping[str, float]:
    """Kind -> how many pairs of one person are expected to show it, of those that count."""
    own = pl.col(f"{comparison}_weight")
    given = crowded(now, pl.col("weight") - own).filter(pl.col(f"{comparison}_level").is_not_null())
    known = (pl.col("rest") >= thresholds.LEARN_FROM) & _met(comparison)
    # Of a person's rest of one there is no doubt that a level could raise.
    odds = (pl.col("rest").log() - (1.0 - pl.col("rest")).clip(1e-12).log()) + own
    inside = given.filter(known).select(
        level=f"{comparison}_level", count=pl.coalesce("label", 1.0 / (1.0 + (-odds).exp()))
    )
    drawn = given.filter(~known, pl.col("label") == 1.0, pl.col("worth").is_not_null())
    # Unequal weights say less than as many equal ones (L. Kish 1965).
    scale = pl.col("worth").sum() / pl.col("worth").pow(2).sum()
    outside = drawn.select(level=f"{comparison}_level", count=pl.col("worth") * scale)
    summed = pl.concat([inside, outside]).group_by("level").agg(pl.col("count").sum())
    found = dict(summed.iter_rows())
    return {
        kind: sum(found.get(level, 0.0) for level in levels)
        for kind, levels in KINDS[comparison].items()
    }


def _shares(comparison: str, counts: Mapping[str, float]) -> dict[str, float]:
    """The shares of one comparison; empty where nothing is changed."""
    shipped = learnt.shipped(comparison)
    total = sum(counts.values())
    agrees, *others = shipped
    factors = {kind: _factor(counts[kind], shipped[kind], total) for kind in others}
    if all(factor == 1.0 for factor in factors.values()):
        return {}
    made = {kind: round(shipped[kind] * factor, _DIGITS) for kind, factor in factors.items()}
    # What is left agrees.
    return {agrees: round(1.0 - sum(made.values()), _DIGITS), **made}


def _factor(count: float, share: float, total: float) -> float:
    """By what a kind's share is multiplied."""
    expected = total * share
    if (
        max(count, expected) < thresholds.LEARN_FEWEST
        or _surprise(count, expected, total) < thresholds.LEARN_CHANCE
    ):
        return 1.0
    drawn = (
        (count + thresholds.SHIPPED_STRENGTH * share)
        / (total + thresholds.SHIPPED_STRENGTH)
        / share
    )
    if count >= thresholds.LEARN_OFTENER * expected:
        return min(drawn, thresholds.LEARN_MOST)
    return (
        max(drawn, thresholds.LEARN_LEAST) if thresholds.LEARN_SELDOMER * count <= expected else 1.0
    )


def _surprise(count: float, expected: float, total: float) -> float:
    """The G statistic of a count."""
    parts = ((count, expected), (total - count, total - expected))
    return 2.0 * sum(seen * math.log(seen / awaited) for seen, awaited in parts if seen > _NONE)


def _told(counts: Mapping[str, Mapping[str, float]], shares: Shares) -> pl.DataFrame:
    rows = [
        {
            "comparison": name,
            "kind": kind,
            "pairs": count,
            "seen": count / total if (total := sum(kinds.values())) else None,
            "shipped": learnt.shipped(name)[kind],
            "learnt": shares.get(name, learnt.shipped(name))[kind],
        }
        for name, kinds in counts.items()
        for kind, count in kinds.items()
    ]
    columns = ("pairs", "seen", "shipped", "learnt")
    return pl.DataFrame(
        rows,
        schema={"comparison": pl.String, "kind": pl.String, **dict.fromkeys(columns, pl.Float64)},
    )


def tried(pairs: pl.DataFrame, base: Weights = TABLE, auto: float = _AUTO) -> pl.DataFrame:
    """What is said of each pair that was ruled on, with weights that its ruling did not teach.

    Args:
        pairs: see `learn`, and `fold` (a whole number, by which rulings are set apart).
        base: the weights that the pairs were weighed with.
        auto: the probability from which a pair is linked.

    Returns:
        `label`, `worth`, `before` (with `base`) and `after` (with what is learnt of the other folds).
    """
    fold = pl.col("fold") % thresholds.LEARN_FOLDS
    ruled = pairs.with_columns(before=crowded(pairs, pl.col("weight"))["rest"])
    parts = []
    for number in range(thresholds.LEARN_FOLDS):
        others = ruled.with_columns(label=pl.when(fold != number).then("label"))
        shares = learn(others, base, auto).shares
        after = ruled.with_columns(after=probabilities(ruled, base, shares))
        asked = after.filter(fold == number, pl.col("label").is_not_null())
        parts.append(asked.select("label", "worth", "before", "after"))
    return pl.concat(parts)
