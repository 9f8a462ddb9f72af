"""What opens on the page: why each verdict was given, and each rule's text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from orgtransfer.i18n import _
from orgtransfer.models import VERDICTS, Outcome, RuleLine, RuleText, Summary
from orgtransfer.report.sections import Cell, Fold, Section, Table, rules, verdicts
from orgtransfer.report.words import SEVERITIES

_PLACES: Final = 8
"""Associations that are named under a verdict."""


def verdict_section(
    summary: Summary, outcome: Outcome, because: Mapping[str, str]
) -> Section | None:
    """Where the relationships stand, with the reasons for each verdict.

    Args:
        summary: the figures.
        outcome: the run.
        because: VERDICTS.because -> what it says, in the language in force.
    """
    made = verdicts(summary)
    if made is None:
        return None
    folds = tuple(
        Fold(
            key=f"verdict-{line.verdict}",
            title=_(VERDICTS[line.verdict]),
            aside=f"{line.records:,}",
            filters=f"verdict:{line.verdict}",
            tables=tuple(_why(outcome, line.verdict, because)),
        )
        for line in summary.verdicts
    )
    table = made.table
    if table is not None:
        linked = (_linked(row, fold.key) for row, fold in zip(table.rows, folds, strict=True))
        table = replace(table, rows=tuple(linked))
    return replace(
        made, key="verdicts", chart="verdicts", table=table, folds=folds,
        folds_title=_("Why: the reasons for each verdict, and where"),
    )  # fmt: skip


def _why(outcome: Outcome, verdict: str, because: Mapping[str, str]) -> Iterator[Table]:
    mine = outcome.verdicts.filter(verdict=verdict).join(outcome.records, on="record")
    reasons = mine.group_by("because").len().sort("len", "because", descending=[True, False])
    rows = [(because.get(why, why or ""), f"{count:,}") for why, count in reasons.iter_rows()]
    yield Table((_("Because"), _("Roster rows")), tuple(rows), 1)
    places = (
        mine.select(place=pl.coalesce("association", "parent", "branch"))
        .drop_nulls()
        .group_by("place")
        .len()
        .sort("len", "place", descending=[True, False])
    )
    named = [(place, f"{count:,}") for place, count in places.head(_PLACES).iter_rows()]
    left = places.height - len(named)
    more = _("and {count} more associations").format(count=f"{left:,}") if left else ""
    if named:
        yield Table((_("Association"), _("Roster rows")), tuple(named), 1, note=more)


def rule_section(summary: Summary, texts: Sequence[RuleText]) -> Section | None:
    """The findings by rule, each with its text."""
    made = rules(replace(summary, rules=tuple(sorted(summary.rules, key=_weight))))
    if made is None:
        return None
    known = {text.code: text for text in texts}
    folds = tuple(
        Fold(
            key=f"rule-{line.code}",
            title=f"{line.code} {line.title}",
            aside=f"{line.total:,}",
            filters=f"code:{line.code}",
            texts=tuple(_paragraphs(known[line.code], _(SEVERITIES[line.severity]))),
        )
        for line in summary.rules
        if line.code in known
    )
    table, there = made.table, {fold.key for fold in folds}
    if table is not None:
        linked = (
            _linked(row, key) if (key := f"rule-{row[0]}") in there else row for row in table.rows
        )
        table = replace(table, rows=tuple(linked))
    return replace(
        made, key="rules", table=table, folds=folds, folds_title=_("What each rule says")
    )


def _linked(row: tuple[str | Cell, ...], key: str) -> tuple[str | Cell, ...]:
    """A row whose first cell leads to what opens."""
    return (Cell(str(row[0]), href=f"#{key}"), *row[1:])


def _weight(line: RuleLine) -> tuple[int, int, str]:
    """What must be put right first, then what was found most often."""
    return (list(SEVERITIES).index(line.severity), -line.total, line.code)


def _paragraphs(rule: RuleText, severity: str) -> Iterator[tuple[str, str]]:
    yield _("Severity"), severity
    for heading, text in (
        (_("What it finds"), rule.what),
        (_("Why it matters"), rule.why),
        (_("Example"), rule.example),
        (_("What to do"), rule.todo),
        (_("Basis"), rule.basis),
    ):
        if text:
            yield heading, text
