"""Workbooks as bytes, made in memory: openpyxl by itself writes each sheet to a temporary file first.

That file lies in the system's folder, where others may look and a killed run leaves it for ever.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.workbook import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

_DEFLATED: Final = zipfile.ZIP_DEFLATED


def saved(workbook: Workbook, compression: int = _DEFLATED) -> bytes:
    """The bytes of an `.xlsx` file; nothing of it is on any disk.

    Args:
        workbook: what is to be saved.
        compression: a constant of `zipfile`; ZIP_STORED where the file is only gone through again.
    """
    target = io.BytesIO()
    _Writer(workbook, zipfile.ZipFile(target, "w", compression)).save()
    return target.getvalue()


class _Writer(ExcelWriter):  # type: ignore[misc]  # openpyxl ships no types
    """openpyxl's own, but for where a sheet stands until it is in the archive."""

    def write_worksheet(self, ws: Worksheet) -> None:
        ws._drawing = SpreadsheetDrawing()  # noqa: SLF001  # as openpyxl does
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images  # noqa: SLF001  # as above
        sheet = io.BytesIO()
        writer = WorksheetWriter(ws, sheet)
        writer.write()
        ws._rels = writer._rels  # noqa: SLF001  # as above
        self._archive.writestr(ws.path[1:], sheet.getvalue())
        self.manifest.append(ws)
