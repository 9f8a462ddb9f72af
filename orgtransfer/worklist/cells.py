"""Text into cells: safe, whatever an export holds, and as wide as Chinese is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len

from orgtransfer.worklist.styles import Styles

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x0041_ inside a text as the character with that number.
_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
FORMULA: Final = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")
LONGEST: Final = 32_767
"""Characters in a cell, a limit of the file format."""
LINE: Final = 14.5
"""Points that a line of text of size 10 takes."""
PADDING: Final = 3.0
TALLEST: Final = 400.0
"""Points that a row may take; the format allows 409."""


def clean(text: str) -> str:
    """`text` without the characters that a workbook may not hold."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _ESCAPE.sub("_x005F_", text)[:LONGEST]


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet could take `text` for a formula when somebody edits the cell."""
    return text.startswith(FORMULA)


def lines_needed(texts: Iterable[tuple[str | None, float]]) -> int:
    """How many lines the tallest of some cells takes: text and its column's width each."""
    return max((_lines(text, width) for text, width in texts if text), default=1)


def _lines(text: str, width: float) -> int:
    # A column's unit is a digit of size 11; half a Chinese character of size 10 takes a little
    # less, and wherever a line breaks something is left over.
    room = max(width - 0.5, 1.0)
    return sum(max(1, math.ceil(cell_len(line) * 0.98 / room)) for line in text.split("\n"))


class _Height(RowDimension):  # type: ignore[misc]  # openpyxl ships no types
    """A height that programs may change when the clerk's note grows (not "custom")."""

    @property
    def customHeight(self) -> bool:  # noqa: N802  # openpyxl's name
        return False


@dataclass(frozen=True)
class SheetWriter:
    """Writes into one sheet with the book's styles."""

    sheet: Worksheet
    styles: Styles

    def put(self, row: int, column: int, value: object, kind: str, band: int = 0) -> Cell:
        """Writes what the program itself says: text or a number, never taken from an export."""
        cell = self.sheet.cell(row=row, column=column, value=value)
        cell._style = self.styles.of(kind, band)  # noqa: SLF001  # shared, see styles
        return cell

    def text(self, row: int, column: int, text: str, kind: str, band: int = 0) -> Cell:
        """Writes what may come from an export: always text, never a formula."""
        text = clean(text)
        cell = self.sheet.cell(row=row, column=column, value=text)
        cell.data_type = "s"
        cell._style = self.styles.of(kind, band, is_formula_like(text))  # noqa: SLF001  # as above
        return cell

    def height(self, row: int, lines: float, points: float = LINE) -> None:
        """Makes a row as tall as its text; WPS and LibreOffice do not all find out themselves."""
        height = min(lines * points + PADDING, TALLEST)
        self.sheet.row_dimensions[row] = _Height(self.sheet, index=row, ht=height)

    def widths(self, widths: Sequence[float]) -> None:
        """Sets the widths of the columns from A on."""
        for column, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def join(self, row: int, first: int, last: int) -> None:
        """Makes one cell of some in a row."""
        # `merge_cells` would work out the borders of every cell anew, at ten times the cost.
        left, right = get_column_letter(first), get_column_letter(last)
        self.sheet.merged_cells.add(f"{left}{row}:{right}{row}")

    def choice(self, column: int, first: int, count: int, words: Sequence[str]) -> None:
        """Lets one of some words be chosen in `count` cells of a column from a row on; they may stay empty."""
        letter = get_column_letter(column)
        choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        choice.add(f"{letter}{first}:{letter}{first + count - 1}")
        self.sheet.add_data_validation(choice)

    def link(self, cell: Cell, title: str) -> None:
        """Makes a cell a link to the top of another sheet."""
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{title}'!A1")
