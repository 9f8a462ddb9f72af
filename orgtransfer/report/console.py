"""The summary on the console: rich tables, or one line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from orgtransfer.i18n import _
from orgtransfer.models import SHEETS, VERDICT_TONES, RuleLine, SourceLine, Summary
from orgtransfer.quality.wording import believed
from orgtransfer.report import screen
from orgtransfer.report.blocks import left_out
from orgtransfer.report.words import (
    EXEMPTION_STATES,
    KINDS,
    ROLES,
    SEVERITIES,
    STYLES,
    TIERS,
    verdict,
)
from orgtransfer.report.wrapping import wrapped

_STYLES: Final = {"error": "red", "warning": "yellow", "info": "dim"}
MOST_UNITS: Final = 10
MOST_STEPS: Final = 5


def render(
    summary: Summary, console: Console, workbook: str | None = None, *, details: bool = False
) -> None:
    """Prints the summary.

    Args:
        summary: the figures.
        console: where to; its width and colours are respected.
        workbook: where the workbook is, as the user would type it; None if none was written.
        details: whether every source, rule and unit is shown; without it one screen,
            longer where the configuration exempts findings.
    """
    if details:
        for table in (_sources, _links, _verdicts, _rules, _exemptions, _units):
            made = table(summary)
            if made.row_count:
                console.print(made)
    else:
        screen.draw(summary, console)
        if summary.exemptions:
            console.print(_exemptions(summary))
    _changes(summary, console)
    _believed(summary, console)
    _left_out(summary, console)
    if details:
        _steps(summary, console)
    else:
        screen.steps(summary, console)
        screen.hint(console)
    if workbook is not None:
        place = Text(workbook, style="bold")
        console.print(Text(_("The workbook is here:") + " "), place, sep="", soft_wrap=True)


def one_line(summary: Summary, workbook: str | None = None) -> str:
    """The summary in one line, for `-q` and for logs; holds no personal data."""
    line = _("findings: {total}, new: {new}, resolved: {resolved}, pairs to judge: {pairs}").format(
        total=summary.findings,
        new=summary.new,
        resolved=summary.resolved,
        pairs=summary.sheets.get("pairs", 0),
    )
    return line if workbook is None else f"{line} → {workbook}"


def _table(title: str, *columns: str, numbers: Iterable[str] = ()) -> Table:
    """A table with a title; columns named in `numbers` are set to the right."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    right = set(numbers)
    for column in (*columns, *numbers):
        number = column in right
        table.add_column(
            column, justify="right" if number else "left", no_wrap=number, overflow="fold"
        )
    return table


def _number(value: int) -> str:
    """A count as people read it; zero is left out so that what is there stands out."""
    return f"{value:,}" if value else ""


def _sources(summary: Summary) -> Table:
    table = _table(
        _("Sources read"),
        _("File"), _("What"), _("Exported"),
        numbers=(_("Rows"), _("Set aside")),
    )  # fmt: skip
    last = ""
    for line in summary.sources:
        if line.label != last:
            # A system is a line of its own: its name is too long for a column.
            last = line.label
            table.add_row(Text(f"{line.label}  {_(ROLES[line.role])}", style="bold"))
        table.add_row(
            escape(f"  {_file(line)}"),
            _(KINDS[line.kind]),
            "" if line.exported is None else line.exported.isoformat(),
            f"{line.rows:,}",
            _number(line.set_aside),
        )
    return table


def _file(line: SourceLine) -> str:
    """The file, and the sheet where that says more."""
    name = line.file.rpartition("/")[2]
    return f"{name} [{line.sheet}]" if line.sheet and line.sheet not in name else name


def _links(summary: Summary) -> Table:
    table = _table(
        _("Links"),
        _("Between"), _("Tier"),
        numbers=(_("Between systems"), _("Inside one system")),
    )  # fmt: skip
    for what, lines in ((_("people"), summary.links), (_("branches"), summary.branch_links)):
        for place, line in enumerate(lines):
            table.add_row(
                "" if place else what,
                Text(_(TIERS[line.tier]), style="yellow" if line.tier == "review" else ""),
                _number(line.between),
                _number(line.within),
            )
    return table


def _verdicts(summary: Summary) -> Table:
    table = _table(
        _("Where the relationships stand"),
        _("Verdict"),
        numbers=(_("Roster rows"), _("People"), _("Share")),
    )
    whole = sum(line.records for line in summary.verdicts)
    for line in summary.verdicts:
        table.add_row(
            Text(verdict(line), style=STYLES[VERDICT_TONES[line.verdict]]),
            f"{line.records:,}",
            f"{line.people:,}",
            f"{line.records / whole:.1%}",
        )
    return table


def _rules(summary: Summary) -> Table:
    table = _table(
        _("Findings by rule"),
        _("Rule"), _("What was found"), _("Severity"),
        numbers=(_("All"), _("New"), _("Standing"), _("Resolved")),
    )  # fmt: skip
    for line in summary.rules:
        table.add_row(*_rule(line))
    return table


def _rule(line: RuleLine) -> tuple[Text | str, ...]:
    style = _STYLES[line.severity]
    return (
        Text(line.code, style=style),
        escape(line.title),
        Text(_(SEVERITIES[line.severity]), style=style),
        _number(line.total),
        _number(line.new + line.changed),
        _number(line.standing),
        _number(line.resolved),
    )


def _exemptions(summary: Summary) -> Table:
    table = _table(
        _("Exempted by the configuration"),
        _("Reason"), _("Rule"), _("Until"), _("State"),
        numbers=(_("Findings"),),
    )  # fmt: skip
    for line in summary.exemptions:
        table.add_row(
            escape(line.reason),
            line.codes or _("every rule"),
            "" if line.until is None else line.until.isoformat(),
            Text(_(EXEMPTION_STATES[line.state]), style="" if line.state == "used" else "yellow"),
            f"{line.findings:,}",
        )
    return table


def _units(summary: Summary) -> Table:
    table = _table(
        _("Units with most to do"),
        _("Unit"), _("Mostly on sheet"),
        numbers=(_("Lines"), _("Must be put right"), _("People")),
    )  # fmt: skip
    for line in summary.units[:MOST_UNITS]:
        table.add_row(
            escape(line.call),
            _(SHEETS[line.top]),
            _number(line.total),
            _number(line.errors),
            _number(line.people),
        )
    left = len(summary.units) - MOST_UNITS
    if left > 0:
        table.caption = _("and {count} more units in the workbook").format(count=left)
        table.caption_justify = "left"
    return table


def _changes(summary: Summary, console: Console) -> None:
    """What is different from the last run, or that there was none."""
    if summary.first_run:
        line = _("This is the first run: all {total} findings are new.").format(total=summary.new)
    else:
        line = _("Since the last run: new {new}, standing {standing}, resolved {resolved}.").format(
            new=summary.new + summary.changed,
            standing=summary.standing,
            resolved=summary.resolved,
        )
    console.print(Text(line))


def _believed(summary: Summary, console: Console) -> None:
    """How many links are expected to be wrong or missing."""
    if said := believed(summary):
        console.print(Text("\n".join(wrapped(said, max(console.width - 2, 20))), no_wrap=True))


def _left_out(summary: Summary, console: Console) -> None:
    """That some rows could not be compared, where that is so."""
    if said := left_out(summary):
        console.print()
        lines = "\n".join(wrapped(said, max(console.width - 2, 20)))
        console.print(Text(lines, style="yellow", no_wrap=True))


def _steps(summary: Summary, console: Console) -> None:
    if not summary.steps:
        console.print(Text(_("Nothing is to be done."), style="green"))
        return
    console.print()
    console.print(Text(_("What to do first"), style="bold"))
    grid = Table.grid(padding=(0, 1))
    for number, step in enumerate(summary.steps[:MOST_STEPS], start=1):
        name = _(SHEETS[step.sheet])
        line = _("{step} (sheet {name})").format(step=step.text, name=name)
        text = Text("\n".join(wrapped(line, max(console.width - 7, 20))), no_wrap=True)
        text.highlight_words([name], "cyan")
        grid.add_row(f" {number}.", text)
    console.print(grid)
    console.print()
