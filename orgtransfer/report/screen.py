"""The summary on one screen: what needs attention, where things stand, what to do first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from orgtransfer.i18n import _
from orgtransfer.models import (
    FAMILIES,
    SHEETS,
    VERDICT_TONES,
    VERDICTS,
    RuleLine,
    Summary,
    VerdictLine,
)
from orgtransfer.report.words import STYLES
from orgtransfer.report.wrapping import wrapped

MOST_STEPS: Final = 3
_GAP: Final = 3
_WIDEST: Final = 80
"""Longer lines are hard to read, however wide the terminal is."""


def draw(summary: Summary, console: Console) -> None:
    """Prints sources, verdicts, findings by family and what changed."""
    _sources(summary, console)
    _columns(_("Where the relationships stand"), _verdicts(summary), console)
    _columns(_("Findings by family"), _families(summary.rules), console)


def steps(summary: Summary, console: Console) -> None:
    """Prints the first few steps, each with the sheet that lists it."""
    if not summary.steps:
        console.print(Text(_("Nothing is to be done."), style="green"))
        return
    console.print(Text(_("What to do first"), style="bold"))
    for number, step in enumerate(summary.steps[:MOST_STEPS], start=1):
        line = _("{step} (sheet {name})").format(step=step.text, name=_(SHEETS[step.sheet]))
        _indented(f" {number}. ", line, console)


def hint(console: Console) -> None:
    """Prints how to see every rule."""
    line = _("Every source, rule and unit: --details")
    console.print(Text("\n".join(wrapped(line, _width(console))), style="dim", no_wrap=True))


def _width(console: Console) -> int:
    # A closing mark may hang over by one character, which is two columns wide.
    return max(min(console.width, _WIDEST) - 2, 20)


def _indented(mark: str, text: str, console: Console, style: str = "") -> None:
    lines = wrapped(text, max(_width(console) - len(mark), 16))
    console.print(
        Text(mark + ("\n" + " " * len(mark)).join(lines), style=style, no_wrap=True),
        highlight=False,
    )


def _sources(summary: Summary, console: Console) -> None:
    """How much was read, in one line, and what about the sources needs attention."""
    lines = summary.sources
    if not lines:
        return
    said = _("Read: {systems} systems, {tables} tables, {rows} rows; {aside} set aside.").format(
        systems=len({line.system for line in lines}),
        tables=len(lines),
        rows=f"{sum(line.rows for line in lines):,}",
        aside=sum(line.set_aside for line in lines),
    )
    _indented("", said, console)
    troubled = [line for line in summary.rules if line.code[:2] == "SR" and line.total]
    if troubled:
        names = _(", ").join(f"{line.title} {line.total:,}" for line in troubled)
        said = _("Sources that need attention: {names}").format(names=names)
        _indented("", said, console, "yellow")


def _verdicts(summary: Summary) -> list[Text]:
    return [
        Text(
            _said(line),
            style=STYLES[VERDICT_TONES[line.verdict]],
        )
        for line in summary.verdicts
    ]


def _said(line: VerdictLine) -> str:
    said = _("{verdict} {people}").format(
        verdict=_(VERDICTS[line.verdict]), people=f"{line.people:,}"
    )
    if not line.unsure:
        return said
    return said + _(" ({count} unsure)").format(count=f"{line.unsure:,}")


def _families(rules: Sequence[RuleLine]) -> list[Text]:
    return [
        _family(family, found)
        for family in FAMILIES
        if (found := [line for line in rules if line.code[:2] == family])
    ]


def _family(family: str, rules: Sequence[RuleLine]) -> Text:
    total = sum(line.total for line in rules)
    errors = sum(line.total for line in rules if line.severity == "error")
    text = Text(f"{family} {_(FAMILIES[family])} {total:,}")
    if errors:
        said = _("{count} must be put right").format(count=f"{errors:,}")
        text.append(f"  {said}", style="red")
    return text


def _columns(title: str, items: Sequence[Text], console: Console) -> None:
    """Short texts in as many columns as there is room for, read down."""
    if not items:
        return
    widest = max(cell_len(item.plain) for item in items) + _GAP
    across = max(1, (min(console.width, _WIDEST) - 2) // widest)
    deep = -(-len(items) // across)
    console.print(Text(title, style="bold"))
    for row in range(deep):
        line = Text("  ", no_wrap=True)
        for item in items[row::deep]:
            line.append_text(item)
            line.append(" " * (widest - cell_len(item.plain)))
        line.rstrip()
        console.print(line, highlight=False, overflow="fold")
