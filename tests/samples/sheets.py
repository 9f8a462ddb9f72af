"""Sheets and workbooks, written so that equal contents give equal bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol, TypeVar

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

_ZIP_DATE: Final = (2026, 11, 18, 8, 0, 0)

Cells = Sequence[object]


class Placed(Protocol):
    """Whatever is written as a row and wants to know where."""

    place: tuple[str, str, int]


_Kind = TypeVar("_Kind", bound=Placed)


class Sheet:
    """A sheet, of a workbook of its own or of `book`: titles, a header, numbered rows."""

    def __init__(
        self,
        name: str,
        head: Sequence[str],
        titles: Sequence[str] = (),
        book: Workbook | None = None,
    ) -> None:
        self.book = book or Workbook()
        self.sheet: Worksheet = book.create_sheet() if book else self.book.active
        self.sheet.title = name
        self.name = name
        self.numbered = head[0] == "序号"
        self.row = 0
        for title in titles:
            self.append([title])
            self.sheet.merge_cells(
                start_row=self.row, end_row=self.row, start_column=1, end_column=len(head)
            )
        if titles:
            self.sheet["A1"].font = Font(bold=True, size=16)
            self.sheet["A1"].alignment = Alignment(horizontal="center")
        self.append(head)
        self.head, self.header_row = tuple(head), self.row
        for cell in self.sheet[self.row]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(horizontal="center", wrap_text=True)
        for place, title in enumerate(head, start=1):
            self.sheet.column_dimensions[get_column_letter(place)].width = (
                6 if title == "序号" else 20
            )
        self.sheet.freeze_panes = self.sheet.cell(self.row + 1, 1)

    def append(self, cells: Cells) -> None:
        """Writes one row of cells, each as what it is: text as text, never as a formula."""
        self.row += 1
        for place, value in enumerate(cells, start=1):
            if value is None or value == "":
                continue
            cell = self.sheet.cell(self.row, place)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
                cell.number_format = "@"
            elif isinstance(value, float):
                cell.number_format = "0"

    def fill(self, rows: Sequence[_Kind], file: str, cells: Callable[[_Kind], Cells]) -> None:
        """Writes the rows and notes where each went."""
        for number, row in enumerate(rows, start=1):
            self.append([number, *cells(row)] if self.numbered else cells(row))
            row.place = (file, self.name, self.row)

    def save(self, path: Path) -> None:
        """Saves the workbook so that equal contents give equal bytes."""
        self.book.properties.created = dt.datetime(*_ZIP_DATE)  # noqa: DTZ001  # a workbook's clock has no zone
        buffer = io.BytesIO()
        self.book.save(buffer)
        with (
            zipfile.ZipFile(buffer) as made,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out,
        ):
            for name in made.namelist():
                content = made.read(name)
                if name == "docProps/core.xml":
                    content = re.sub(
                        rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-11-18T08:00:00Z", content
                    )
                out.writestr(zipfile.ZipInfo(name, _ZIP_DATE), content, zipfile.ZIP_DEFLATED)
