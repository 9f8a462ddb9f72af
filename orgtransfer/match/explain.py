"""Why a pair was joined, or was not: its ledger in words and numbers."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from orgtransfer.frames import COMPARISONS
from orgtransfer.i18n import _
from orgtransfer.match import thresholds
from orgtransfer.match.wording import COMPARISON, LEVEL, REASON
from orgtransfer.through import JOINED


@dataclass(frozen=True)
class Entry:
    """One line of a pair's ledger."""

    comparison: str
    """The comparison's code; `prior` for what held before anything was compared."""
    level: str | None
    """The level's code; None where a side says nothing."""
    weight: float
    """Natural log-odds."""
    what: str
    """The comparison in words."""
    text: str
    """The level in words."""


def comparison_text(comparison: str) -> str:
    """What a comparison is called (`id`, `name`, …, `prior`)."""
    return _(COMPARISON[comparison])


def level_text(comparison: str, level: str | None) -> str:
    """What a comparison's level is called; null is a value that one side does not give."""
    return _("not given on both sides") if level is None else _(LEVEL[comparison][level])


def reason_text(reason: str | None) -> str:
    """Why a pair was left to a clerk, in words; empty where it was not."""
    return "" if reason is None else _(REASON[reason])


def ledger(pair: dict[str, object]) -> list[Entry]:
    """A pair's ledger, the strongest contributions first; their weights add up to its `weight`.

    Args:
        pair: a row of PAIRS as a dictionary (`pairs.row(index, named=True)`).
    """
    entries = [
        Entry(
            comparison=name,
            level=level,
            weight=float(str(pair[f"{name}_weight"])),
            what=comparison_text(name),
            text=level_text(name, level),
        )
        for name in COMPARISONS
        for level in (None if pair[f"{name}_level"] is None else str(pair[f"{name}_level"]),)
    ]
    prior = Entry(
        "prior",
        None,
        float(str(pair["prior_weight"])),
        comparison_text("prior"),
        _("how rarely two records of these systems are one person"),
    )
    return [prior, *sorted(entries, key=lambda entry: (-abs(entry.weight), entry.comparison))]


def sentences(pairs: pl.DataFrame) -> pl.Series:
    """For each pair one sentence: the strongest reason for, and the strongest against.

    Args:
        pairs: PAIRS, or any table with its `*_level`, `*_weight` and `reason` columns.

    Returns:
        Text, as long as `pairs`, called "evidence".
    """
    told = pairs.select(
        code=pl.concat_str(
            _strongest(largest=True), _strongest(largest=False),
            pl.col("reason").fill_null(""), separator="|",
        )
    )  # fmt: skip
    codes = told["code"].unique().to_list()
    return (
        told["code"]
        .replace_strict(codes, [_sentence(code) for code in codes], return_dtype=pl.String)
        .alias("evidence")
    )


def _strongest(*, largest: bool) -> pl.Expr:
    """`comparison=level` of the largest (or smallest) contribution; "" where nothing is said."""
    weights = [pl.col(f"{name}_weight") for name in COMPARISONS]
    best = pl.max_horizontal(weights) if largest else pl.min_horizontal(weights)
    says = best > thresholds.FAINTEST_WORD if largest else best < -thresholds.FAINTEST_WORD
    return (
        pl.when(~says)
        .then(pl.lit(""))
        .otherwise(
            pl.coalesce(
                pl.when(pl.col(f"{name}_weight") == best).then(
                    pl.concat_str(pl.lit(f"{name}="), pl.col(f"{name}_level"))
                )
                for name in COMPARISONS
            )
        )
    )


def _sentence(code: str) -> str:
    strong, weak, reason = code.split("|")
    if strong and weak:
        text = _("For: {reason}. Against: {objection}.").format(
            reason=_said(strong), objection=_said(weak)
        )
    elif strong:
        text = _("For: {reason}. Nothing against.").format(reason=_said(strong))
    elif weak:
        text = _("Nothing for. Against: {objection}.").format(objection=_said(weak))
    else:
        text = _("Nothing for and nothing against.")
    if reason == JOINED:
        return text + _(" Joined only through another row.")
    return text + (
        _(" Not decided: {reason}.").format(reason=reason_text(reason)) if reason else ""
    )


def _said(code: str) -> str:
    comparison, _equals, level = code.partition("=")
    return _("{what}: {level}").format(
        what=comparison_text(comparison), level=level_text(comparison, level)
    )
