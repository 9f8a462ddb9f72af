"""One self-contained HTML page: the run's figures with charts, and no names or numbers of people.

It may be handed to those who decide: units and counts stand in it, nobody's data does. Nothing is
loaded from anywhere; whatever comes from an export is escaped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import jinja2

from orgtransfer.i18n import _, language
from orgtransfer.models import RuleText, Summary
from orgtransfer.report import blocks, sections
from orgtransfer.report.sections import Night, Section


@dataclass(frozen=True)
class Card:
    """One of the numbers at the top."""

    label: str
    value: str
    alert: bool = False


def render(
    summary: Summary,
    name: str,
    today: dt.date,
    rules: Sequence[RuleText] = (),
    nights: Sequence[Night] = (),
) -> str:
    """The page.

    Args:
        summary: the figures of the run (report.summary).
        name: whose report it is.
        today: the date that it is as of.
        rules: the rules' texts; those that found something are explained at the end.
        nights: the runs so far, oldest first, for the trend; fewer than two show none.

    Returns:
        A whole HTML document in the language in force.
    """
    return _template().render(
        lang={"zh": "zh-CN"}.get(language(), language()),
        title=_("Organisation relationships: report"),
        name=name,
        as_of=_("as of {date}").format(date=today.isoformat()),
        cards=_cards(summary),
        steps_title=_("What to do first"),
        steps=summary.steps,
        nothing=_("Nothing is to be done."),
        sections=_sections(summary, rules, nights),
        foot=_(
            "This page holds no names and no numbers of people. Units and counts are for work only."
        ),
    )


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("orgtransfer.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")


def _cards(summary: Summary) -> list[Card]:
    verdicts = {line.verdict: line.records for line in summary.verdicts}
    return [
        Card(_("people"), f"{summary.people:,}"),
        Card(_("Roster rows"), f"{summary.roster:,}"),
        Card(_("Due to move"), f"{verdicts.get('due', 0):,}", alert=True),
        Card(_("Pairs to judge"), f"{summary.sheets.get('pairs', 0):,}", alert=True),
        Card(_("new"), f"{summary.new + summary.changed:,}"),
        Card(_("resolved"), f"{summary.resolved:,}"),
    ]


def _sections(
    summary: Summary, rules: Sequence[RuleText], nights: Sequence[Night]
) -> list[Section]:
    """The sections that have something to show."""
    found = {line.code for line in summary.rules if line.total}
    made = (
        sections.verdicts(summary),
        sections.sheets(summary),
        sections.units(summary),
        sections.trend(nights),
        sections.rules(summary),
        sections.exemptions(summary),
        sections.links(summary),
        sections.sources(summary),
        sections.texts([rule for rule in rules if rule.code in found]),
        blocks.section(summary),
    )
    return [section for section in made if section is not None]
