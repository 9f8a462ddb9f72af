"""What stands on the page that can be searched and opened, in its order, and what its charts draw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from orgtransfer.i18n import _
from orgtransfer.models import RuleText, Summary
from orgtransfer.quality.wording import believed
from orgtransfer.report import (
    ages,
    blocks,
    charts,
    clarity,
    flow,
    linkage,
    strings,
    trees,
    verdict_details,
)  # fmt: skip
from orgtransfer.report import (
    people as persons,
)
from orgtransfer.report import sections as parts
from orgtransfer.report.initials import initials
from orgtransfer.report.page_tables import PageTables
from orgtransfer.report.sections import Night, Section, Table
from orgtransfer.report.summary import still_open
from orgtransfer.report.words import SET_ASIDE, SEVERITIES

_FIRST: Final = 100
"""Findings that stand in the page itself, for a browser that runs no script."""


def sections(
    summary: Summary,
    rules: Sequence[RuleText],
    nights: Sequence[Night],
    material: PageTables,
    today: dt.date,
) -> list[Section]:
    """The sections that have something to show; the printed page has those that print."""
    outcome, words = material.outcome, material.words
    pairs = outcome.matched.pairs
    made = (
        _find(material) if material.people else None,
        _hinted(verdict_details.verdict_section(summary, outcome, words.because)),
        flow.section(flow.table(outcome, material.units)),
        _keyed(parts.trend(nights), "trend", chart="trend"),
        _second(verdict_details.rule_section(summary, rules)),
        _units(summary),
        ages.section(_ages(material, today)),
        ages.settled(outcome.closed),
        clarity.section(outcome.coverage),
        trees.section(outcome),
        linkage.section(
            linkage.counts(pairs),
            believed(summary),
            linkage.believed(material),
        ),
        linkage.to_judge(pairs, words.reasons),
        _keyed(parts.links(summary), "links", prints=False),
        _sources(summary, material),
        _keyed(parts.exemptions(summary), "exemptions", prints=False),
        _keyed(parts.sheets(summary), "sheets", prints=False),
        _keyed(blocks.section(summary), "blocks", prints=False),
    )
    return [section for section in made if section is not None]


def figures(summary: Summary, nights: Sequence[Night], material: PageTables, today: dt.date) -> str:
    """What the script reads: the charts' numbers and its words."""
    words = strings.said() | ({"of": material.words.for_script()} if material.people else {})
    return charts.as_json(
        {
            "words": words,
            "verdicts": charts.verdicts(summary),
            "flow": charts.flow(flow.flow(flow.table(material.outcome, material.units))),
            "trend": charts.trend(nights),
            "ages": charts.ages(_ages(material, today)),
            "sure": charts.sure(linkage.counts(material.outcome.matched.pairs)),
            "initials": {} if material.people else _initials(material),
        }
    )


def people(material: PageTables) -> str:
    """Findings and people, packed."""
    return persons.packed(persons.columns(material.outcome, material.decisions))


def _initials(material: PageTables) -> Mapping[str, str]:
    names = material.outcome.organisations["org_name"].drop_nulls().unique()
    return initials("".join(names))


def _ages(material: PageTables, today: dt.date) -> list[tuple[str, int, int]]:
    return ages.counts(still_open(material.outcome.findings, material.decisions), today)


def _keyed(
    section: Section | None, key: str, *, chart: str = "", prints: bool = True
) -> Section | None:
    return None if section is None else replace(section, key=key, chart=chart, prints=prints)


def _hinted(section: Section | None) -> Section | None:
    if section is None:
        return None
    return replace(section, hint=_("A bar or a name opens the reasons."))


def _second(section: Section | None) -> Section | None:
    """The findings by rule begin the second printed page, with the rules that found most."""
    if section is None or section.table is None:
        return section
    return replace(section, page_break=True, table=replace(section.table, cut=10))


def _units(summary: Summary) -> Section | None:
    made = parts.units(summary)
    if made is None or made.table is None:
        return made
    return replace(made, key="units", bars=(), table=replace(made.table, cut=8))


def _sources(summary: Summary, material: PageTables) -> Section | None:
    """The sources, and why rows were set aside."""
    made = _keyed(parts.sources(summary), "sources")
    if made is None or made.table is None:
        return None
    made = replace(made, table=replace(made.table, cut=8))
    aside = material.outcome.inputs.set_aside
    if aside.is_empty():
        return made
    counts = aside.group_by("reason").len().sort("len", "reason", descending=[True, False])
    told = _(", ").join(
        f"{_(SET_ASIDE.get(reason, reason))} {count:,}" for reason, count in counts.iter_rows()
    )
    return replace(made, text=_("Rows set aside: {reasons}").format(reasons=told))


def _find(material: PageTables) -> Section:
    """The table of findings; its first rows stand in the page."""
    findings = material.outcome.findings
    names = material.outcome.records.select("record", "name")
    first = (
        findings.sort(*persons.first("severity", "code"), "code", "key")
        .head(_FIRST)
        .join(names, on="record", how="left", maintain_order="left")
        .with_columns(severity=pl.col("severity").replace_strict(
            {code: _(text) for code, text in SEVERITIES.items()}, default=pl.col("severity")
        ))
        .select("name", "call", "code", "rule", "severity", "message")
        .fill_null("")
    )  # fmt: skip
    heads = (
        _("Name"), _("Unit"), _("Rule"), _("What was found"), _("Severity"), _("Message"),
    )  # fmt: skip
    return Section(
        _("Find people and findings"),
        table=Table(heads, tuple(first.iter_rows()), len(heads)),
        key="find",
        prints=False,
    )
