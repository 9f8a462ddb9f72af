"""The covering letter of a unit's worklist: one printed page, what is asked and by whom."""

from __future__ import annotations

import datetime as dt
from copy import copy

from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from orgtransfer.i18n import _
from orgtransfer.models import SHEETS, Summary
from orgtransfer.worklist import sheets
from orgtransfer.worklist.cells import SheetWriter, lines_needed
from orgtransfer.worklist.page import page
from orgtransfer.worklist.styles import Styles

_WIDTH = 74
_SIDE = 0.9  # inches: it is read and filed, not scanned for lines
_POINTS = 20
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")


def add(workbook: Workbook, summary: Summary, unit: str, name: str, today: dt.date) -> None:
    """Puts the letter in front of a unit's worklist.

    Args:
        workbook: the unit's worklist.
        summary: its figures.
        unit: whom the letter is to.
        name: whom it is from.
        today: the date of the exports that it speaks of.
    """
    sheet: Worksheet = workbook.create_sheet(_("Letter"), 0)
    workbook.active = 0
    pen = SheetWriter(sheet, Styles(workbook))
    pen.widths([_WIDTH])
    _set_up(sheet)
    row = _heading(pen, unit)
    for text in (_opening(today), *_matters(summary), *_requests()):
        row = _paragraph(pen, row, text)
    for text in (name, today.isoformat()):
        row += 1
        _align(pen.text(row, 1, text, "step"), _RIGHT)
        pen.height(row, 1, _POINTS)


def _set_up(sheet: Worksheet) -> None:
    page(sheet)
    sheet.page_setup.orientation = "portrait"
    sheet.page_margins.left = sheet.page_margins.right = _SIDE
    sheet.page_margins.top = sheet.page_margins.bottom = _SIDE


def _heading(pen: SheetWriter, unit: str) -> int:
    title = _("On the organisation relationships of Party members")
    _align(pen.put(1, 1, title, "title"), _CENTRE)
    pen.height(1, 2, 24)
    return _paragraph(pen, 3, _("{unit}:").format(unit=unit))


def _align(cell: Cell, alignment: Alignment) -> None:
    # The array of a kind's style numbers is shared by every cell of that kind.
    cell._style = copy(cell._style)  # noqa: SLF001  # see styles
    cell.alignment = alignment


def _paragraph(pen: SheetWriter, row: int, text: str) -> int:
    pen.text(row, 1, text, "step")
    pen.height(row, lines_needed([(text, _WIDTH * 0.9)]) + 0.3, _POINTS)
    return row + 1


def _opening(today: dt.date) -> str:
    return _(
        "The members' lists of several systems have been compared as of {date}. The following "
        "matters concern you; each is listed in this workbook, with the file and row to look at:"
    ).format(date=today.isoformat())


def is_owed(summary: Summary) -> bool:
    """Whether a unit has anything to answer: what lawfully stays as it is asks for no letter."""
    return bool(asked(summary))


def asked(summary: Summary) -> dict[str, int]:
    """What has to be answered: lines a sheet, without those that are for information or closed."""
    counts = {key: sum(unit.sheets.get(key, 0) for unit in summary.units) for key in SHEETS} | {
        key: summary.sheets.get(key, 0) for key in ("pairs", "branch_pairs")
    }
    return {key: count for key, count in counts.items() if count}


def _matters(summary: Summary) -> list[str]:
    """A line a sheet on which something is asked of the unit."""
    return [
        _("{number}. {sheet}: {count}").format(number=n, sheet=sheets.title(key), count=count)
        for n, (key, count) in enumerate(asked(summary).items(), start=1)
    ]


def _requests() -> tuple[str, ...]:
    return (
        _(
            "Please check them, fill in the yellow columns, and send this workbook back by ________."
        ),
        _("Contact: ____________    Telephone: ____________"),
        _(
            "The workbook holds personal data. ID numbers are masked; do not send it by chat or "
            "public e-mail, and delete it when the matter is closed."
        ),
    )
