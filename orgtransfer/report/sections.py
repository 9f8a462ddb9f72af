"""What the page's sections show: every word and every length, so that the template only draws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.cells import cell_len, set_cell_size

from orgtransfer.i18n import _
from orgtransfer.models import SHEETS, VERDICT_TONES, VERDICTS, RuleText, Summary
from orgtransfer.quality.wording import believed
from orgtransfer.report.words import EXEMPTION_STATES, KINDS, ROLES, SEVERITIES, TIERS

BAR: Final = 420.0
"""The length of the longest bar, in the drawing's units."""
_LABEL: Final = 34
"""Columns of text that a bar's name may take."""
_MOST_UNITS: Final = 20


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length, and the length of the part that is set off."""

    label: str
    full: str
    value: str
    length: float
    part: float = 0.0
    tone: str = "plain"


@dataclass(frozen=True)
class Line:
    """A line chart: points on a drawing of 640 by 160, and what stands at the ends."""

    points: str
    dots: tuple[tuple[float, float, str], ...]
    first: str
    last: str
    top: str


@dataclass(frozen=True)
class Cell:
    """A cell that is more than its text."""

    text: str
    href: str = ""
    """A place on the page."""
    tone: str = ""
    """good or bad"""
    said: str = ""
    """What a screen reader says instead of a mark."""


@dataclass(frozen=True)
class Table:
    """Rows of text; the columns from `numbers` on are set to the right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    numbers: int
    texts: int = 99
    """The column from which on there is text again."""
    note: str = ""
    """What is said below it."""
    cut: int = 0
    """How many rows are printed; 0: all."""


@dataclass(frozen=True)
class Fold:
    """What is seen when it is opened: a verdict's reasons, a rule's text."""

    key: str
    title: str
    aside: str = ""
    """A figure behind the title."""
    filters: str = ""
    """What the table of findings is filtered by, where there is one: `verdict:due`, `code:RL01`."""
    texts: tuple[tuple[str, str], ...] = ()
    """Headings, and what stands under each."""
    tables: tuple[Table, ...] = ()
    curves: tuple[Any, ...] = ()
    """report.drawings.Curve"""
    waterfalls: tuple[Any, ...] = ()
    """report.drawings.Waterfall"""


@dataclass(frozen=True)
class Section:
    """A heading, and what stands under it."""

    title: str
    text: str = ""
    bars: tuple[Bar, ...] = ()
    line: Line | None = None
    table: Table | None = None
    folded: bool = False
    """Whether only the heading is seen until it is clicked."""
    hint: str = ""
    """What can be done here with a mouse or keys."""
    key: str = ""
    """The name of its place on the page."""
    chart: str = ""
    """The chart that the script draws here."""
    folds: tuple[Fold, ...] = ()
    folds_title: str = ""
    trees: tuple[Any, ...] = ()
    """report.trees.Tree"""
    prints: bool = True
    """Whether it is on the printed pages."""
    page_break: bool = False
    """Whether it begins the second printed page."""


@dataclass(frozen=True)
class Night:
    """One run of the past, for the trend."""

    day: dt.date
    findings: int
    people: int = 0
    roster: int = 0
    due: int = 0
    to_judge: int = 0
    new: int = 0
    resolved: int = 0


def verdicts(summary: Summary) -> Section | None:
    """Where the relationships stand."""
    if not summary.verdicts:
        return None
    whole = sum(line.records for line in summary.verdicts)
    rows = [
        (_(VERDICTS[v.verdict]), f"{v.records:,}", f"{v.people:,}", f"{v.records / whole:.1%}")
        for v in summary.verdicts
    ]
    return Section(
        _("Where the relationships stand"),
        _("Only those that are due, overdue or double have to be moved or ended; a relationship that lawfully stays is no backlog."),
        _bars((_(VERDICTS[v.verdict]), v.records, 0, VERDICT_TONES[v.verdict]) for v in summary.verdicts),
        table=Table((_("Verdict"), _("Roster rows"), _("People"), _("Share")), tuple(rows), 1),
    )  # fmt: skip


def sheets(summary: Summary) -> Section | None:
    """How much there is on each sheet of the workbook."""
    if not summary.sheets:
        return None
    lines = ((_(SHEETS[sheet]), count, 0, "plain") for sheet, count in summary.sheets.items())
    return Section(_("Lines a sheet"), bars=_bars(lines))


def units(summary: Summary) -> Section | None:
    """The units with most to do, and how much of it must be put right."""
    if not summary.units:
        return None
    shown = summary.units[:_MOST_UNITS]
    left = len(summary.units) - len(shown)
    rows = [
        (u.call, _(SHEETS[u.top]), f"{u.total:,}", f"{u.errors:,}", f"{u.people:,}") for u in shown
    ]
    heads = (_("Unit"), _("Mostly on sheet"), _("Lines"), _("Must be put right"), _("People"))
    return Section(
        _("Units with most to do (red: must be put right)"),
        _("and {count} more units in the workbook").format(count=left) if left else "",
        _bars((u.call, u.total, u.errors, "plain") for u in shown),
        table=Table(heads, tuple(rows), 2),
    )


def rules(summary: Summary) -> Section | None:
    """The findings by rule, and what became of them."""
    if not summary.rules:
        return None
    rows = [
        (
            line.code,
            line.title,
            _(SEVERITIES[line.severity]),
            *map(_count, (line.total, line.new + line.changed, line.standing, line.resolved)),
        )
        for line in summary.rules
    ]
    heads = (
        _("Rule"), _("What was found"), _("Severity"),
        _("All"), _("New"), _("Standing"), _("Resolved"),
    )  # fmt: skip
    return Section(_("Findings by rule"), table=Table(heads, tuple(rows), 3))


def links(summary: Summary) -> Section | None:
    """How rows of several systems were brought together."""
    rows = [
        (what, _(TIERS[line.tier]), _count(line.between), _count(line.within))
        for what, lines in ((_("people"), summary.links), (_("branches"), summary.branch_links))
        for line in lines
    ]
    heads = (_("Between"), _("Tier"), _("Between systems"), _("Inside one system"))
    table = Table(heads, tuple(rows), 2)
    return Section(_("Links"), believed(summary), table=table) if rows else None


def sources(summary: Summary) -> Section | None:
    """What was read."""
    rows = [
        (
            line.label,
            _(ROLES[line.role]),
            _(KINDS[line.kind]),
            line.file.rpartition("/")[2] + (f" [{line.sheet}]" if line.sheet else ""),
            "" if line.exported is None else line.exported.isoformat(),
            f"{line.rows:,}",
            _count(line.set_aside),
        )
        for line in summary.sources
    ]
    heads = (
        _("System"), _("Role"), _("What"), _("File"), _("Exported"), _("Rows"), _("Set aside"),
    )  # fmt: skip
    return Section(_("Sources read"), table=Table(heads, tuple(rows), 5)) if rows else None


def exemptions(summary: Summary) -> Section | None:
    """What the configuration exempts, and how much that was."""
    rows = [
        (
            line.reason,
            line.codes or _("every rule"),
            "" if line.until is None else line.until.isoformat(),
            _(EXEMPTION_STATES[line.state]),
            f"{line.findings:,}",
        )
        for line in summary.exemptions
    ]
    heads = (_("Reason"), _("Rule"), _("Until"), _("State"), _("Findings"))
    title = _("Exempted by the configuration")
    return Section(title, table=Table(heads, tuple(rows), 4)) if rows else None


def texts(found: Sequence[RuleText]) -> Section | None:
    """What the rules that found something mean, and what they rest on."""
    rows = [(rule.code, rule.name, rule.what, rule.todo, rule.basis) for rule in found]
    heads = (_("Rule"), _("What was found"), _("What it finds"), _("What to do"), _("Basis"))
    return Section(_("The rules"), table=Table(heads, tuple(rows), len(heads))) if rows else None


def trend(nights: Sequence[Night]) -> Section | None:
    """The findings of each run."""
    if len(nights) < 2:
        return None
    most = max(night.findings for night in nights) or 1
    step = 600 / (len(nights) - 1)
    dots = tuple(
        (
            round(20 + step * place, 1),
            round(140 - 110 * night.findings / most, 1),
            f"{night.day.isoformat()}: {night.findings:,}",
        )
        for place, night in enumerate(nights)
    )
    line = Line(
        points=" ".join(f"{x},{y}" for x, y, _text in dots),
        dots=dots,
        first=dots[0][2],
        last=dots[-1][2],
        top=f"{most:,}",
    )
    return Section(_("Findings run by run"), line=line)


def _bars(lines: Iterable[tuple[str, int, int, str]]) -> tuple[Bar, ...]:
    """Bars whose longest is BAR long: name, number, the part of it to set off, tone."""
    drawn = list(lines)
    most = max((count for _label, count, _part, _tone in drawn), default=0) or 1
    return tuple(
        Bar(
            label=label if cell_len(label) <= _LABEL else set_cell_size(label, _LABEL - 1) + "…",
            full=label,
            value=f"{count:,}",
            length=round(BAR * count / most, 1),
            part=round(BAR * part / most, 1),
            tone=color,
        )
        for label, count, part, color in drawn
    )


def _count(value: int) -> str:
    """A number; zero is left out so that what is there stands out."""
    return f"{value:,}" if value else ""
