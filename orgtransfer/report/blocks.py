"""Which rows were compared, by what they have in common, and what that cost."""

from __future__ import annotations

import re
from typing import Final

from orgtransfer.i18n import _
from orgtransfer.models import Block, Summary
from orgtransfer.report.sections import Section, Table
from orgtransfer.report.words import ALIKE, ALIKE_BEFORE

_MASK: Final = re.compile(r"id_([1*]+)")
"""A rule that goes by digits of the ID number (match.patterns): 1 where both numbers show one."""


def section(summary: Summary) -> Section | None:
    """A line a rule that proposed pairs; folded, unless rows could not be compared."""
    shown = [block for block in summary.blocks if block.pairs or block.split or block.left]
    if not shown:
        return None
    heads = (
        _("How the rows are alike"),
        _("Pairs"), _("Not above"), _("Largest group, in pairs"),
        _("Groups narrowed"), _("Rows left out"),
    )  # fmt: skip
    # Nearly always nothing was too large: then two empty columns would only ask what they mean.
    width = len(heads) if any(block.split for block in shown) else len(heads) - 2
    rows = tuple(_row(block)[:width] for block in shown)
    return Section(
        _("Which rows were compared"),
        _text(summary),
        table=Table(heads[:width], rows, 1),
        folded=not left_out(summary),
    )


def left_out(summary: Summary) -> str:
    """The sentence that some rows were not compared with all like them; empty where all were.

    Several rules come upon the same rows (by a name and by its reading), so their rows are not
    added up: there are at least as many as the rule with most of them left out.
    """
    count = max((block.left for block in summary.blocks), default=0)
    if not count:
        return ""
    return _(
        "Rows that were not compared with all that have the same name or the like: at least {count}. Too many have it, such as a name masked to 张某, and no birth date, joining date, unit or phone number tells them apart. Export names and ID numbers unmasked, or add these details, and run again."
    ).format(count=f"{count:,}")


def alike(rule: str) -> str:
    """How rows are alike that rule `rule` brings together, in words."""
    if mask := _MASK.fullmatch(rule):
        digits = _(", ").join(map(_places, re.finditer("1+", mask[1])))
        return _("same digits {digits} of the ID number").format(digits=digits)
    # A run of the past may hold a rule that there is no longer.
    return _((ALIKE | ALIKE_BEFORE).get(rule, rule))


def _places(run: re.Match[str]) -> str:
    first, last = run.start() + 1, run.end()
    return f"{first}" if first == last else f"{first}–{last}"


def _row(block: Block) -> tuple[str, ...]:
    return (
        alike(block.rule),
        *(
            f"{count:,}" if count else ""
            for count in (block.pairs, block.added, block.largest, block.split, block.left)
        ),
    )


def _text(summary: Summary) -> str:
    """The whole in words, and what the columns do not say by themselves; a line a sentence."""
    lines = [
        left_out(summary),
        _(
            "{records} rows make {possible} pairs. Only rows with something in common were compared: {compared} pairs. Rows with the same sound ID number and like names are one person without that."
        ).format(
            records=f"{summary.records:,}",
            possible=f"{summary.records * (summary.records - 1) // 2:,}",
            compared=f"{sum(block.added for block in summary.blocks):,}",
        ),
    ]
    if any(block.split for block in summary.blocks):
        lines.append(
            _(
                "A group that was too large was narrowed: of its rows, those were compared that also agree in year of birth, year of joining the Party, unit or phone number, or in two of these."
            )
        )
    return "\n".join(filter(None, lines))
