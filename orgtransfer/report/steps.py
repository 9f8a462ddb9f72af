"""What to do first: the shortest list of next steps that takes most off the worklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from orgtransfer.i18n import N_, _
from orgtransfer.models import AGAINST, Step, sheet_of

# In this order: what makes other findings go away by itself, what runs out of time, what one
# telephone call settles, and only then what is put right at a desk.
_BY_CODE: Final = (
    (("SR",), N_("Sources: {count}. Look at these first, an export that is old or incomplete makes findings that are not true.")),
    (("ID02",), N_("ID numbers that a spreadsheet has spoilt: {count}. Export again with the ID column as text, most of them go away.")),
    (("pairs",), N_("Pairs to judge: {count}. Say for each whether it is the same person; what is in no register may be found so.")),
    (("branch_pairs",), N_("Branches to judge: {count}. Say for each pair whether it is the same branch; its members' verdicts follow.")),
    (("RL05",), N_("Letters past their validity: {count}. Ring the receiving branch; if it never came, have a new letter issued.")),
    (("RL09",), N_("Double relationships: {count}. Find out which one holds, and have the other one ended.")),
    (("RL01",), N_("Relationships due to move: {count}. Ring {unit} first, which has {most} of them.")),
    (("RL03",), N_("Full-time or part-time is not known: {count}. Ask the associations, one list each.")),
    (("RL07",), N_("In no register: {count}. Have the original unit say where the relationship is held.")),
    (("RL06",), N_("Receipts overdue: {count}. Ask the receiving branch for the receipt.")),
    (("BR",), N_("Branch problems: {count}. Put right the organisation lists, the branch's members follow.")),
)  # fmt: skip
MOST: Final = 8
"""More than this is no longer "first"."""


_ENTRIES: Final = (
    (pl.col("kind").str.starts_with(AGAINST) & (pl.col("ruling") != "open"), N_("Disputed entries: {count}. Two clerks say different things; enter in the line which of them holds.")),
    (pl.col("kind") == "unbound", N_("Entries that belong to no line: {count}. List them with orgtransfer rulings, and enter them where they belong.")),
    ((pl.col("kind") == "finding") & (pl.col("ruling") == "?exempt"), N_("Exemptions without a reason or a last day: {count}. Give the reason in the note and the day under “Exempt until”; until then they count for nothing.")),
    ((pl.col("kind") == "finding") & pl.col("ruling").str.starts_with("?") & (pl.col("ruling") != "?exempt"), N_("Words for the state that are not known: {count}. Choose from the list, or explain them in [worklist.states].")),
)  # fmt: skip
"""What clerks entered and somebody has to look at."""


def about_entries(decisions: pl.DataFrame) -> tuple[Step, ...]:
    """The steps that clerks' own entries ask for.

    Args:
        decisions: DECISIONS.
    """
    counts = [(text, decisions.filter(which).height) for which, text in _ENTRIES]
    return tuple(Step(_(text).format(count=n), "overview", n) for text, n in counts if n)


def steps(findings: pl.DataFrame, sheets: Mapping[str, int]) -> tuple[Step, ...]:
    """The next steps, most useful first.

    Args:
        findings: open FINDINGS.
        sheets: lines a sheet (for the pairs, which are no findings).
    """
    counts = dict(findings.group_by("code").len().iter_rows())
    found = [
        Step(_said(text, codes[0], count, findings), _sheet(codes[0]), count)
        for codes, text in _BY_CODE
        if (count := _count(codes, counts, sheets))
    ]
    return tuple(found[:MOST])


def _said(text: str, code: str, count: int, findings: pl.DataFrame) -> str:
    """The sentence; where it names a unit, the one with most of these findings."""
    if "{unit}" not in text:
        return _(text).format(count=count)
    calls = findings.filter(pl.col("code") == code).group_by("call").len()
    unit, most = calls.sort(["len", "call"], descending=[True, False], nulls_last=True).row(0)
    said = _(text).format(count=count, unit=unit or _("the unit"), most=most)
    unsure = findings.filter(pl.col("code") == code, pl.col("certainty").is_not_null()).height
    if not unsure:
        return said
    return said + _(" Of {count} of them first make sure who it is.").format(count=unsure)


def _count(codes: Sequence[str], counts: Mapping[str, int], sheets: Mapping[str, int]) -> int:
    return sum(
        sheets.get(code, 0) + sum(n for c, n in counts.items() if c.startswith(code))
        for code in codes
    )


def _sheet(code: str) -> str:
    return code if code in ("pairs", "branch_pairs") else sheet_of(code)
