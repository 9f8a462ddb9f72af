"""Why two rows are, or are not, one person: found by whatever a clerk types for each of them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from orgtransfer.config import Match
from orgtransfer.errors import UnknownNameError
from orgtransfer.findings import search
from orgtransfer.i18n import _
from orgtransfer.match import single
from orgtransfer.match.weights import TABLE, Weights
from orgtransfer.models import Outcome

_LIKELIEST = 20
"""Rows of each person that are tried against each other."""


@dataclass(frozen=True)
class Change:
    """A single change, and what would come of it."""

    comparison: str
    probability: float


@dataclass(frozen=True)
class Why:
    """What the run made of two rows, and what would tip it."""

    a: int
    """record"""
    b: int
    state: str
    """linked, review, dismissed (compared and not linked), unproposed (never compared)"""
    ledger: dict[str, object]
    """A row as PAIRS has it."""
    probability: float
    reason: str | None
    veto: str | None
    rules: tuple[str, ...]
    """The blocking rules that bring the two rows together."""
    changes: tuple[Change, ...]
    """Each of them alone would make a link; the likeliest first."""


def why(  # what the run rested on, and the two
    outcome: Outcome,
    aliases: pl.DataFrame,
    limits: Match,
    one: str,
    other: str,
    weights: Weights = TABLE,
) -> Why:
    """Looks at two rows.

    Args:
        outcome: the run.
        aliases: see `match.match`.
        limits: the thresholds.
        one: as in `explain`: a name, digits, FILE:ROW, a key.
        other: the same.
        weights: what the run linked by.

    Raises:
        UnknownNameError: nobody is found by it, or several people are.
    """
    sides = _rows(outcome, one), _rows(outcome, other)
    matched = outcome.matched
    tables = single.Tables(
        outcome.records, outcome.organisations, outcome.membership, aliases,
        pl.concat([matched.pairs, matched.dismissed]), weights,
    )  # fmt: skip
    a, b = _nearest(tables.pairs, *sides)
    found = single.ledgers(tables, a, b)
    plain = found.row(0, named=True)
    known = tables.pairs.filter(pl.col("a") == min(a, b), pl.col("b") == max(a, b))
    kept = known.row(0, named=True) if known.height else None
    person = dict(matched.persons.iter_rows())
    rules = single.rules(tables, a, b)
    linked = person[a] == person[b]
    tips = found.filter(
        pl.col("change").is_not_null(), pl.col("veto").is_null(), pl.col("alone") >= limits.auto
    ).sort("alone", descending=True)
    return Why(
        a, b, _state(linked, kept, rules), kept or plain,
        float(kept["probability"]) if kept else plain["alone"],
        kept["reason"] if kept else None, plain["veto"], rules,
        () if linked else tuple(Change(*row) for row in tips.select("change", "alone").rows()),
    )  # fmt: skip


def _state(linked: bool, kept: dict[str, object] | None, rules: tuple[str, ...]) -> str:
    if linked:
        return "linked"
    if kept is not None:
        return "review" if kept["tier"] == "review" else "dismissed"
    return "dismissed" if rules else "unproposed"


def _rows(outcome: Outcome, asked: str) -> pl.Series:
    """The rows of the one person that is meant, or the one row."""
    place = outcome.records.filter(search.places().eq(asked) | pl.col("record_key").eq(asked))
    if place.height == 1:
        return place["record"]
    hits = search.people(outcome, asked)
    if hits.height != 1:
        message = (
            _("Nobody is found by {asked}.")
            if hits.is_empty()
            else _(
                "{asked} may be several people; name one row as FILE:ROW, as “orgtransfer explain {asked}” lists them."
            )
        )
        raise UnknownNameError(message.format(asked=asked))
    persons = outcome.matched.persons
    return persons.filter(person=hits["person"][0])["record"].sort().head(_LIKELIEST)


def _nearest(pairs: pl.DataFrame, ones: pl.Series, others: pl.Series) -> tuple[int, int]:
    """Of the rows of two people the two that are likeliest one; the first of each if none was compared.

    Raises:
        UnknownNameError: they are one and the same row.
    """
    found = pairs.filter(
        (pl.col("a").is_in(ones.implode()) & pl.col("b").is_in(others.implode()))
        | (pl.col("b").is_in(ones.implode()) & pl.col("a").is_in(others.implode()))
    ).sort("weight", "a", "b", descending=[True, False, False])
    if found.height:
        return found["a"][0], found["b"][0]
    for a in ones:
        for b in others:
            if a != b:
                return a, b
    raise UnknownNameError(_("Both are one and the same row."))
