"""One self-contained HTML page: the run's figures, to be looked at, searched and printed.

It may be handed to those who decide: by default units and counts stand in it, nobody's data does.
With people, findings and persons stand in it, masked, and the page says so. Nothing is loaded from
anywhere, which a policy in the page forbids; whatever comes from an export is escaped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from orgtransfer.i18n import _, language
from orgtransfer.models import RuleText, Summary
from orgtransfer.report import blocks, bundle, full, sections, strings
from orgtransfer.report.page_tables import PageTables
from orgtransfer.report.sections import Night, Section
from orgtransfer.report.template import template


@dataclass(frozen=True)
class Card:
    """One of the numbers at the top."""

    label: str
    value: str
    alert: bool = False
    change: str = ""
    """How it stands to the last run."""


def render(  # what a page shows
    summary: Summary,
    name: str,
    today: dt.date,
    rules: Sequence[RuleText] = (),
    nights: Sequence[Night] = (),
    material: PageTables | None = None,
) -> str:
    """The page.

    Args:
        summary: the figures of the run (report.summary).
        name: whose report it is.
        today: the date that it is as of.
        rules: the rules' texts; those that found something are explained.
        nights: the runs so far, oldest first, this one last, for the trend and for what changed;
            fewer than two show none.
        material: the run's tables, for the page that can be searched and opened; without them the
            page holds figures alone, and no script.

    Returns:
        A whole HTML document in the language in force.
    """
    people = material is not None and material.people
    shown = (
        _sections(summary, rules, nights)
        if material is None
        else full.sections(summary, rules, nights, material, today)
    )
    code = bundle.code(people=people) if material is not None else ""
    style = bundle.style()
    return template("page.html").render(
        lang={"zh": "zh-CN"}.get(language(), language()),
        title=_("Organisation relationships: report"),
        name=name,
        as_of=_("as of {date}").format(date=today.isoformat()),
        cards=_cards(summary, nights if material is not None else ()),
        steps_title=_("What to do first"),
        steps=summary.steps,
        nothing=_("Nothing is to be done."),
        sections=shown,
        foot=_kind(people=people),
        words=strings.controls(),
        places=strings.places(),
        people=bundle.safe(full.people(material)) if material is not None and people else "",
        all_findings=f"{summary.findings:,}",
        policy=bundle.safe(bundle.policy(style, code)),
        style=bundle.safe(style),
        early=bundle.safe(bundle.EARLY),
        charts=bundle.safe(bundle.charts()) if code else "",
        code=bundle.safe(code),
        figures=(
            bundle.safe(full.figures(summary, nights, material, today))
            if material is not None
            else ""
        ),
    )


def _kind(*, people: bool) -> str:
    if people:
        return _(
            "This page holds names of people, with masked ID numbers. It is for work only: do not pass it on."
        )
    return _(
        "This page holds no names and no numbers of people. Units and counts are for work only."
    )


def _cards(summary: Summary, nights: Sequence[Night]) -> list[Card]:
    verdicts = {line.verdict: line.records for line in summary.verdicts}
    due, pairs = verdicts.get("due", 0), summary.sheets.get("pairs", 0)
    last = nights[-2] if len(nights) > 1 else None
    was = (last.people, last.roster, last.due, last.to_judge) if last else (None,) * 4
    counts = (
        (_("people"), summary.people, False),
        (_("Roster rows"), summary.roster, False),
        (_("Due to move"), due, True),
        (_("Pairs to judge"), pairs, True),
    )
    return [
        *(
            Card(label, f"{now:,}", alert, "" if before is None else _change(now - before))
            for (label, now, alert), before in zip(counts, was, strict=True)
        ),
        Card(_("new or changed"), f"{summary.new + summary.changed:,}"),
        Card(_("resolved"), f"{summary.resolved:,}"),
    ]


def _change(more: int) -> str:
    if more == 0:
        return _("as in the last run")
    return (
        _("▲ {count} more").format(count=f"{more:,}")
        if more > 0
        else _("▼ {count} fewer").format(count=f"{-more:,}")
    )


def _sections(
    summary: Summary, rules: Sequence[RuleText], nights: Sequence[Night]
) -> list[Section]:
    """The sections of figures alone that have something to show."""
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
