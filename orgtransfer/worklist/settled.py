"""The sheet 已解决: what was settled of late, when and why, with what clerks had entered."""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl
from openpyxl.workbook import Workbook

from orgtransfer import frames
from orgtransfer.i18n import N_, _
from orgtransfer.models import SETTLED
from orgtransfer.worklist import additions, timeline, words
from orgtransfer.worklist.lines import redacted
from orgtransfer.worklist.sheet_frame import HEADER, rows, sheet
from orgtransfer.worklist.styles import Styles
from orgtransfer.worklist.table import note

_COLUMNS: Final = (
    ("closed", N_("Settled on"), 11),
    ("rule", N_("Rule"), 16),
    ("call", N_("Unit to ring"), 22),
    ("message", N_("What was the matter"), 46),
    ("why", N_("Why it is settled"), 22),
    ("first_seen", N_("First seen"), 11),
    ("days", N_("Days"), 7),
    ("status", words.STATUS, 10),
    ("handler", words.HANDLER, 10),
    ("note", words.NOTE, 24),
)
_TEXTS: Final = ("rule", "call", "message", "why", "note")


def lines(
    closed: pl.DataFrame,
    decisions: pl.DataFrame,
    since: dt.date,
    mask_ids: bool = True,
    added: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """What the sheet lists.

    Args:
        closed: CLOSED.
        decisions: DECISIONS; what clerks had entered about each.
        since: what was settled before this day is left out.
        mask_ids: whether ID numbers are masked and dates beside births left out.
        added: ADDITIONS; what clerks had added to the lines stands among the notes.

    Returns:
        The columns of the sheet as text (`days`: a number), the latest first.
    """
    said = (
        decisions.filter(kind="finding")
        .unique("a_key", keep="last", maintain_order=True)
        .select(
            "handler", "note", key="a_key", status=words.in_cells(words.STATES, pl.col("ruling"))
        )
    )
    beside = additions.said(frames.ADDITIONS.empty() if added is None else added)
    why = {code: _(text) for code, text in SETTLED.items()}
    message = redacted(pl.col("message")) if mask_ids else pl.col("message")
    return (
        closed.filter(pl.col("closed") >= since)
        .join(said, on="key", how="left", maintain_order="left")
        .join(beside, on="key", how="left", maintain_order="left")
        .select(
            "key",
            closed=pl.col("closed").dt.to_string("%Y-%m-%d"),
            rule=pl.concat_str("code", "rule", separator="\n", ignore_nulls=True),
            call="call",
            message=message,
            why=pl.col("reason").replace(why),
            first_seen=pl.col("first_seen").dt.to_string("%Y-%m-%d"),
            days=(pl.col("closed") - pl.col("first_seen")).dt.total_days(),
            status="status",
            handler="handler",
            note=pl.concat_str("note", "added", separator="\n", ignore_nulls=True).replace(
                "", None
            ),
        )
    )


def add(
    workbook: Workbook, styles: Styles, table: pl.DataFrame, stories: pl.DataFrame | None = None
) -> None:
    """Adds the sheet, unless nothing was settled of late.

    Args:
        workbook: the workbook so far.
        styles: its styles.
        table: what `lines` gives.
        stories: what has happened to each matter, see `timeline.told`.
    """
    if table.is_empty():
        return
    hint = _("What the last exports show to be settled. Nothing is to be entered here.")
    columns = [(_(head), width) for _name, head, width in _COLUMNS]
    pen = sheet(workbook, styles, "settled", hint, columns, table.height, 7)
    rows(pen, _COLUMNS, table, _TEXTS)
    if stories is None:
        return
    column = 1 + [name for name, _head, _width in _COLUMNS].index("first_seen")
    for line, story in enumerate(timeline.notes(table, stories), start=HEADER + 1):
        if story:
            pen.sheet.cell(row=line, column=column).comment = note(story)
