"""The list of telephone calls: a line a unit, whom to ask for, and how much is on which sheet."""

from __future__ import annotations

from typing import Final

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from orgtransfer.i18n import N_, _
from orgtransfer.models import Summary, UnitLine
from orgtransfer.worklist import sheets
from orgtransfer.worklist.cells import SheetWriter, lines_needed
from orgtransfer.worklist.sheet_frame import HEADER, frame
from orgtransfer.worklist.styles import Styles

_FIXED: Final = (
    (N_("Unit to ring"), 40),
    (N_("Ask for"), 11),
    (N_("Phone"), 14),
    (N_("Lines"), 8),
    (N_("Must be put right"), 8),
    (N_("People"), 8),
)
_SHEET_WIDTH: Final = 8.4
_OTHERS: Final = 80


def add(workbook: Workbook, styles: Styles, summary: Summary) -> None:
    """Adds the sheet, unless there is only one unit to ring: then every line is about it."""
    if len(summary.units) < 2:
        return
    pen = SheetWriter(workbook.create_sheet(sheets.title("calls")), styles)
    shown = [s.key for s in sheets.SHEETS if any(s.key in unit.sheets for unit in summary.units)]
    _frame(pen, shown, len(summary.units))
    for row, unit in enumerate(summary.units, start=HEADER + 1):
        _line(pen, row, unit, shown)


def _frame(pen: SheetWriter, shown: list[str], count: int) -> None:
    fixed = [(_(text), width) for text, width in _FIXED]
    title = _("{title} ({count} units)").format(title=sheets.title("calls"), count=count)
    hint = _("The unit with most that must be put right comes first; a number leads to the sheet.")
    columns = [*fixed, *((sheets.title(key), _SHEET_WIDTH) for key in shown)]
    columns.append((_("Also called"), _OTHERS))
    frame(pen, title, hint, columns, count, back=3)
    pen.sheet.print_area = f"A1:{get_column_letter(len(columns) - 1)}{HEADER + count}"


def _line(pen: SheetWriter, row: int, unit: UnitLine, shown: list[str]) -> None:
    pen.text(row, 1, unit.call, "cell")
    pen.text(row, 2, unit.contact, "cell")
    pen.text(row, 3, unit.phone, "id")
    for column, value in enumerate((unit.total, unit.errors, unit.people), start=4):
        pen.put(row, column, value, "count")
    for column, key in enumerate(shown, start=len(_FIXED) + 1):
        count = unit.sheets.get(key)
        cell = pen.put(row, column, count, "count_link" if count else "count")
        if count:
            pen.link(cell, sheets.title(key))
    others = _(", ").join(unit.others)
    pen.text(row, len(_FIXED) + len(shown) + 1, others, "cell")
    pen.height(
        row,
        lines_needed(
            [(others, _OTHERS - 2), (unit.call, _FIXED[0][1] - 2), (unit.contact, _FIXED[1][1] - 2)]
        ),
    )
