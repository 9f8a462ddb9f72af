"""The list of the workbooks that were handed out: what is in each, and what has come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl
from openpyxl.worksheet.hyperlink import Hyperlink

from orgtransfer.i18n import N_, _
from orgtransfer.models import CLOSED, Summary, UnitLine
from orgtransfer.worklist import letter, words
from orgtransfer.worklist.block import Book
from orgtransfer.worklist.cells import SheetWriter, lines_needed
from orgtransfer.worklist.sheet_frame import HEADER, frame
from orgtransfer.worklist.styles import Styles

_COLUMNS: Final = (
    (N_("For"), 32),
    (N_("Workbook"), 32),
    (N_("Ask for"), 10),
    (N_("Phone"), 13),
    (N_("Lines"), 8),
    (N_("Must be put right"), 8),
    (N_("People"), 8),
    (N_("To be answered"), 9),
    (N_("Begun"), 8),
    (N_("Closed"), 8),
    (N_("Last entry"), 12),
)


@dataclass(frozen=True)
class Handed:
    """One workbook that was written to be handed out."""

    name: str
    """Whom it is for."""
    path: str
    """Where it is, from the folder of this list."""
    findings: pl.DataFrame
    """FINDINGS in it."""
    summary: Summary


def build(
    handed: Sequence[Handed], units: Sequence[UnitLine], decisions: pl.DataFrame, today: dt.date
) -> Book:
    """The list as a workbook. It names every unit: it is for the committee alone.

    Args:
        handed: the workbooks.
        units: whom to telephone in each unit.
        decisions: DECISIONS, those that came back among them.
        today: the date that they are as of.
    """
    book = Book()
    sheet = book.worksheets[0]
    sheet.title = _("Handed out")
    pen = SheetWriter(sheet, Styles(book))
    title = _("Handed out as of {date} (workbooks: {count})").format(
        date=today.isoformat(), count=len(handed)
    )
    hint = _(
        "This list names every unit: it stays with the committee. Write it again to see what has come back."
    )
    frame(pen, title, hint, [(_(head), width) for head, width in _COLUMNS], len(handed), back=None)
    entered = _entered(decisions)
    contacts = {unit.call: unit for unit in units}
    for row, one in enumerate(handed, start=HEADER + 1):
        _line(pen, row, one, contacts.get(one.name), entered)
    book.properties.creator = "orgtransfer"
    return book


def _entered(decisions: pl.DataFrame) -> pl.DataFrame:
    """key, closed, decided: on which findings somebody has entered something."""
    said = decisions.filter(kind="finding").unique("a_key", keep="last", maintain_order=True)
    return said.filter(words.says_something()).select(
        "decided", key="a_key", closed=pl.col("ruling").is_in(CLOSED)
    )


def _line(
    pen: SheetWriter, row: int, one: Handed, contact: UnitLine | None, entered: pl.DataFrame
) -> None:
    back = one.findings.join(entered, on="key")
    pen.text(row, 1, one.name, "cell")
    link = pen.text(row, 2, one.path, "link")
    link.hyperlink = Hyperlink(ref=link.coordinate, target=one.path)
    pen.text(row, 3, contact.contact if contact else "", "cell")
    pen.text(row, 4, contact.phone if contact else "", "id")
    closed = int(back["closed"].sum())
    counts = (
        one.findings.height,
        one.findings.filter(severity="error").height,
        one.findings["person"].drop_nulls().n_unique(),
        sum(letter.asked(one.summary).values()),
        back.height - closed,
        closed,
    )
    for column, value in enumerate(counts, start=5):
        pen.put(row, column, value, "count")
    last = back["decided"].max()
    pen.put(row, len(_COLUMNS), last.isoformat() if isinstance(last, dt.date) else "", "mark")
    pen.height(row, lines_needed([(one.name, 30), (one.path, 30)]))
