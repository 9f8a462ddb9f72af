"""Letters as a workbook to print: the same form, each letter on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from orgtransfer.letters.fields import Letter
from orgtransfer.letters.form import PARTS
from orgtransfer.workbooks import saved

_WIDTH: Final = 84.0
"""Of the one column, in characters: what an A4 page shows at the margins below."""
_MARGIN: Final = 0.6  # inches
_FITS: Final = 78
"""Half-width characters of a line at the text's size."""
_HEIGHTS: Final = {"title": 32.0, "number": 20.0, "cut": 30.0, "note": 18.0}
_TEXT_HEIGHT: Final = 23.0


def pages(letters: Sequence[Letter]) -> bytes:
    """The letters as the bytes of an .xlsx file, one sheet with a page break after each."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "介绍信"
    sheet.column_dimensions["A"].width = _WIDTH
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "portrait"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = margins.bottom = _MARGIN
    sheet.print_options.horizontalCentered = True
    fonts = {
        "title": Font(name="黑体", size=16, bold=True),
        "note": Font(name="宋体", size=9),
        "cut": Font(name="宋体", size=9),
    }
    plain = Font(name="仿宋", size=12)
    sides = {"title": "center", "cut": "center", "number": "right", "right": "right"}
    row = 0
    for letter in letters:
        for kind, text in _lines(letter):
            row += 1
            cell = sheet.cell(row, 1)
            cell.value = text
            cell.data_type = "s"  # never a formula, whatever a name begins with
            cell.font = fonts.get(kind, plain)
            cell.alignment = Alignment(
                horizontal=sides.get(kind, "left"), vertical="center", wrap_text=True
            )
            height = _HEIGHTS.get(kind, _TEXT_HEIGHT)
            sheet.row_dimensions[row].height = height * -(-_wide(text) // _FITS or 1)
        sheet.row_breaks.append(Break(id=row))
    sheet.print_area = f"A1:A{max(row, 1)}"
    return saved(workbook)


def _lines(letter: Letter) -> list[tuple[str, str]]:
    values = letter.shown()
    lines: list[tuple[str, str]] = []
    for place, part in enumerate(PARTS):
        if place:
            lines.append(("cut", "…" * 16 + "（加盖骑缝章）" + "…" * 16))
        for kind, text in part:
            indent = "\N{IDEOGRAPHIC SPACE}" * 2 if kind == "text" else ""
            lines.append((kind, indent + _filled(text, values)))
    return lines


def _filled(text: str, values: dict[str, str]) -> str:
    """A blank becomes a line to write on."""
    shown = {
        word: value if value.strip() else "_" * (2 * len(value)) for word, value in values.items()
    }
    return text.format_map(shown)


def _wide(text: str) -> int:
    """Width in half-width characters."""
    return sum(1 if sign.isascii() else 2 for sign in text)
