"""Worklists as clerks handle them: opened, saved, saved as text, pasted anew, saved by LibreOffice."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import fastexcel
import openpyxl
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet.worksheet import Worksheet

from orgtransfer.worklist import sheets

NOTES: Final = ("Note", "备注")
STATUS: Final = ("Status", "处理状态")
OWN: Final = "联系结果"
"""A column that clerks add."""
PROGRAMS: Final = ("xls", "ods")
"""What LibreOffice saves a copy as."""
_NO_LINES: Final = ("overview", "calls", "counts", "coverage", "guide")
"""Sheets in which nobody enters anything."""


class _Some(ExcelReader):  # type: ignore[misc]  # openpyxl has no types
    """Reads some sheets only: whoever saves what it gives has deleted the others."""

    def __init__(self, path: Path, wanted: Callable[[str], bool]) -> None:
        super().__init__(path)
        self._wanted = wanted

    def read_workbook(self) -> None:
        """The workbook's parts, without the sheets that are not wanted."""
        super().read_workbook()
        parser = self.parser
        every = parser.find_sheets
        parser.find_sheets = lambda: (one for one in every() if self._wanted(one[0].name))
        # Print areas and the like are kept by the place of their sheet, which is another now.
        parser.assign_names = lambda: None


def opened(path: Path, *, whole: bool) -> openpyxl.Workbook:
    """A worklist as openpyxl opens it, without the sheets that have no lines unless it is to be `whole`."""
    if whole:
        return openpyxl.load_workbook(path)
    gone = {sheets.title(key) for key in _NO_LINES}
    return _some(path, lambda name: name not in gone)


def looked_at(path: Path, title: str) -> Worksheet:
    """One sheet of a worklist, to be looked at: opening all fourteen takes five times as long."""
    return _some(path, lambda name: name == title)[title]


def _some(path: Path, wanted: Callable[[str], bool]) -> openpyxl.Workbook:
    reader = _Some(path, wanted)
    reader.read()
    reader.wb.active = 0
    return reader.wb


def heads(sheet: Worksheet) -> tuple[int, dict[str, int]] | None:
    """The header's row and the column of each header; None where a sheet has no lines."""
    for row in sheet.iter_rows(max_row=8):
        found = {str(cell.value): cell.column for cell in row if cell.value}
        if set(STATUS) & found.keys() and len(found) > 3:
            return row[0].row, found
    return None


def column(found: dict[str, int], names: tuple[str, ...]) -> int | None:
    """The column that bears one of some headers."""
    return next((found[one] for one in names if one in found), None)


def notes(book: openpyxl.Workbook) -> set[str]:
    """Every note in a worklist."""
    return {
        text
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        for text in numbered(str(cell or ""))
    }


def as_text(book: openpyxl.Workbook, copy: Path) -> list[Path]:
    """Each sheet with lines saved as text, as a spreadsheet program does."""
    made = []
    for sheet in book.worksheets:
        if heads(sheet):
            path = copy.with_name(f"{copy.stem}_{sheet.title}.csv")
            with path.open("w", encoding="gb18030", newline="", errors="replace") as stream:
                csv.writer(stream).writerows(
                    ["" if value is None else value for value in row]
                    for row in sheet.iter_rows(values_only=True)
                )
            made.append(path)
    return made


def pasted(book: openpyxl.Workbook, copy: Path) -> Path:
    """The cells that can be seen, pasted into a new workbook."""
    fresh = openpyxl.Workbook()
    for sheet in book.worksheets:
        head = heads(sheet)
        if head:
            page = fresh.create_sheet(sheet.title)
            key = head[1].get("key", 0) - 1
            for row in sheet.iter_rows(min_row=head[0], values_only=True):
                page.append([value for at, value in enumerate(row) if at != key])
    path = copy.with_name(f"{copy.stem}_pasted.xlsx")
    fresh.save(path)
    return path


def libreoffice(book: Path, form: str) -> Path:
    """The workbook as LibreOffice saves it, in the same folder; as `.xlsx` in its place."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", folder]
        subprocess.run([*command, str(book)], check=True, capture_output=True, timeout=300)
        made = book.with_suffix(f".{form}")
        shutil.copy(Path(folder) / made.name, made)
    return made


def rows(path: Path) -> Iterator[tuple[bool, list[str]]]:
    """Whether it is on a sheet with lines, and the texts of each row of a worklist.

    They are read by another reader than the one that clerks' edits go through.
    """
    book = fastexcel.read_excel(path)
    for name in book.sheet_names:
        grid: list[tuple[Any, ...]] = (
            book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()
        )
        lines = any(set(STATUS) & set(row) for row in grid[:8])
        yield from ((lines, [value for value in row if value is not None]) for row in grid)


def numbered(text: str) -> list[str]:
    """The notes in a text."""
    return re.findall(r"注[0-9]+号", text)
