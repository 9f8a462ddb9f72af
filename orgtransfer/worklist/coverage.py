"""The sheet 六个清: a line an association, each of the six clear, or what is missing."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
from openpyxl.workbook import Workbook

from orgtransfer.i18n import N_, _
from orgtransfer.models import SETUPS
from orgtransfer.worklist import sheets
from orgtransfer.worklist.cells import SheetWriter, lines_needed
from orgtransfer.worklist.sheet_frame import HEADER, frame
from orgtransfer.worklist.styles import Styles

_COLUMNS: Final = (
    ("association", N_("Association"), 22),
    ("setup", N_("Organisation"), 20),
    ("people", N_("Members"), 5.5),
    ("fulltime", N_("Full-time"), 5.5),
    ("fulltime_full", N_("Full members, full-time"), 6.5),
    ("clear", N_("Clear, of six"), 7),
)
_SIX: Final = (
    ("belongs", N_("Belongs to whom"), 18),
    ("running", N_("Running"), 15),
    ("staff", N_("Staff known"), 17.5),
    ("setting", N_("Organisation set up"), 17.5),
    ("counted", N_("Members counted"), 20.5),
    ("head", N_("Head's identity"), 17.5),
)


def add(workbook: Workbook, styles: Styles, table: pl.DataFrame) -> None:
    """Adds the sheet, unless no roster names associations.

    Args:
        workbook: the workbook so far.
        styles: its styles.
        table: COVERAGE; the association with most that is not clear comes first.
    """
    if table.is_empty():
        return
    pen = SheetWriter(workbook.create_sheet(sheets.title("coverage")), styles)
    _frame(pen, table.height)
    ordered = table.sort("clear", "people", "association", descending=[False, True, False])
    for row, line in enumerate(ordered.iter_rows(named=True), start=HEADER + 1):
        _line(pen, row, line)


def _frame(pen: SheetWriter, count: int) -> None:
    title = _("{title} (associations: {count})").format(title=sheets.title("coverage"), count=count)
    hint = _("A tick: clear by the exports. Otherwise what is missing stands there.")
    fixed = [(_(head), width) for _name, head, width in _COLUMNS]
    columns = [*fixed, *((_(head), width) for _name, head, width in _SIX)]
    frame(pen, title, hint, columns, count, back=6)


def _line(pen: SheetWriter, row: int, line: dict[str, Any]) -> None:
    code = line["setup"]
    setup = _(SETUPS[code])
    pen.text(row, 1, line["association"], "wrap")
    pen.text(row, 2, setup, "wrap")
    for column, (name, _title, _width) in enumerate(_COLUMNS[2:], start=3):
        pen.put(row, column, line[name], "count")
    missing = [line[name] for name, _title, _width in _SIX]
    for column, text in enumerate(missing, start=len(_COLUMNS) + 1):
        if text is None:
            pen.put(row, column, "✓", "mark")
        else:
            pen.text(row, column, text, "wrap")
    shown = [(line["association"], 24.0), (setup, 21.0)]
    pen.height(
        row,
        lines_needed(
            [*shown, *((text, width) for text, (_n, _t, width) in zip(missing, _SIX, strict=True))]
        ),
    )
