"""How good the links are: their probabilities, and what a clerk still has to judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from orgtransfer.i18n import _
from orgtransfer.models import Matched
from orgtransfer.quality import belief
from orgtransfer.quality.wording import pattern_text
from orgtransfer.report import drawings
from orgtransfer.report.page_tables import PageTables
from orgtransfer.report.sections import Fold, Section, Table
from orgtransfer.report.words import TIERS

_EDGES: Final = (0.5, 0.8, 0.95, 0.99, 0.999, 0.9999)
_SPANS: Final = (
    "< 50 %", "50–80 %", "80–95 %", "95–99 %", "99–99.9 %", "99.9–99.99 %", "> 99.99 %",
)  # fmt: skip
_TIERS: Final = ("auto", "decided", "review")
_LEAST: Final = 0.1
"""Expected missing links from which a kind of evidence is shown that made no link."""
_MOST: Final = 12


def counts(pairs: pl.DataFrame) -> list[tuple[str, int, int, int]]:
    """For each span of probabilities, the highest first: its name, pairs a tier (see _TIERS)."""
    span = pl.sum_horizontal(*((pl.col("probability") >= edge).cast(pl.UInt8) for edge in _EDGES))
    found = {
        (place, tier): count
        for place, tier, count in pairs.group_by(span.alias("span"), "tier").len().iter_rows()
    }
    lines = [
        (name, *(found.get((place, tier), 0) for tier in _TIERS))
        for place, name in enumerate(_SPANS)
    ]
    return lines[::-1]


def section(
    lines: list[tuple[str, int, int, int]], said: str = "", fold: Fold | None = None
) -> Section | None:
    """The probabilities of the links between people's rows.

    Args:
        lines: see `counts`.
        said: what is believed of them all together (see quality.wording).
        fold: the same by evidence, see `believed`.
    """
    shown = [line for line in lines if any(line[1:])]
    if not shown:
        return None
    rows = [(name, *(f"{one:,}" if one else "" for one in numbers)) for name, *numbers in shown]
    heads = (_("Probability"), *(_(TIERS[tier]) for tier in _TIERS))
    text = _(
        "Each link between two rows of a person has a probability. Links that are not sure are left to a clerk; two rows with the same sound ID number and like names are one person without that. The chart shows those that a clerk has judged or still has to."
    )
    return Section(
        _("How sure the links are"),
        f"{said} {text}".strip(),
        table=Table(heads, tuple(rows), 1),
        key="sure",
        chart="sure" if any(any(line[2:]) for line in lines) else "",
        folds=(fold,) if fold else (),
        folds_title=_("What is expected to be wrong or missing") if fold else "",
    )  # fmt: skip


def believed(material: PageTables) -> Fold | None:
    """How many links are expected to be wrong or missing, by what they rest on, and drawn.

    Args:
        material: the run.
    """
    matched, records = material.outcome.matched, material.outcome.records
    pairs = belief.between(matched, records)
    found = belief.sums(pairs, matched.unproposed, "pattern")
    shown = found.filter((pl.col("links") > 0) | (pl.col("missed") >= _LEAST)).head(_MOST)
    if shown.is_empty():
        return None
    rows = [
        (pattern_text(pattern), f"{links:,}" if links else "", f"{wrong:.1f}", f"{missed:.1f}")
        for pattern, links, wrong, missed in shown.iter_rows()
    ]
    heads = (
        _("What speaks for them"),
        _("Number of links"),
        _("Expected wrong"),
        _("Expected missing"),
    )
    note = _(
        "Sums of the probabilities, not yet checked by anybody. To check them by a sample that clerks judge: orgtransfer quality --sample 60"
    )
    return Fold(
        "believed",
        _("By evidence, and by threshold"),
        tables=(Table(heads, tuple(rows), 1), _thresholds(pairs, matched, note)),
        curves=drawings.curves(belief.thresholds(pairs, matched.unproposed)),
        waterfalls=drawings.waterfalls(pairs, material.auto, material.words),
    )  # fmt: skip


def _thresholds(pairs: pl.DataFrame, matched: Matched, note: str) -> Table:
    """What another threshold would be expected to give."""
    rows = [
        (f"{auto:g}", f"{links:,}", f"{wrong:.1f}", f"{missed:.1f}")
        for auto, links, wrong, missed in belief.thresholds(pairs, matched.unproposed).iter_rows()
    ]
    heads = ("[match] auto", _("Number of links"), _("Expected wrong"), _("Expected missing"))
    return Table(heads, tuple(rows), 1, note=note)


def to_judge(pairs: pl.DataFrame, reasons: Mapping[str, str]) -> Section | None:
    """Why pairs were left to a clerk.

    Args:
        pairs: PAIRS.
        reasons: PAIRS.reason -> what it says, in the language in force.
    """
    left = pairs.filter(tier="review")
    if left.is_empty():
        return None
    why = left.group_by("reason").len().sort("len", "reason", descending=[True, False])
    rows = [(reasons.get(reason, reason or ""), f"{count:,}") for reason, count in why.iter_rows()]
    return Section(
        _("What a clerk still has to judge"),
        _("The sheet {sheet} of the workbook lists these pairs; on the terminal, orgtransfer judge asks about one after another.").format(sheet=_("Pairs to judge")),
        table=Table((_("Why it was left to a clerk"), _("Pairs")), tuple(rows), 1),
        key="judge",
        prints=False,
    )  # fmt: skip
