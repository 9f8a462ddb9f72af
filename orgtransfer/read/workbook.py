"""Workbooks (.xlsx, .xlsm, .xls, .xlsb) to grids: values by calamine, the rest from the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import fastexcel
import polars as pl

from orgtransfer.config import Limits
from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.read import grid, limit
from orgtransfer.read.marks import Marks

MarksOf = Callable[[str], Marks]
"""Sheet name -> what the values alone do not tell."""


def read(
    data: bytes, name: str, kind: str, marks_of: MarksOf, limits: Limits
) -> Iterator[grid.Grid]:
    """The sheets of a workbook, in its order, hidden ones too.

    Args:
        data: the workbook, unpacked of any password.
        name: what messages call it.
        kind: the format, as it is reported.
        marks_of: cell types, merged cells and hidden rows of a sheet.
        limits: what the file may cost.

    Raises:
        InputError: the workbook is damaged, or passes a limit.
    """
    clock = limit.Clock(name, limits.seconds)
    book = _guarded(lambda: fastexcel.read_excel(data), name)
    for sheet in book.sheet_names:
        marks = marks_of(sheet)
        limit.shape(marks.height, marks.width, limits, f"{name} [{sheet}]")
        cells, visible = _guarded(partial(_values, book, sheet), f"{name} [{sheet}]")
        limit.shape(cells.height, cells.width, limits, f"{name} [{sheet}]")
        clock.check()
        yield grid.Grid(
            format=kind,
            sheet=sheet,
            cells=cells,
            hidden=not visible,
            hidden_rows=marks.hidden_rows,
            merges=marks.merges,
            numbers=marks.numbers,
            errors=marks.errors,
            epoch_1904=marks.epoch_1904,
        )


def _values(book: fastexcel.ExcelReader, sheet: str) -> tuple[pl.DataFrame, bool]:
    loaded = book.load_sheet_by_name(
        sheet, header_row=None, skip_rows=0, dtypes="string", schema_sample_rows=1
    )
    visible = loaded.visible == "visible"
    if not loaded.width or not loaded.height:
        return grid.frame([]), visible
    cells = pl.DataFrame(loaded)
    return cells.rename(dict(zip(cells.columns, grid.names(cells.width), strict=True))), visible


def _guarded(action: Callable[[], Any], place: str) -> Any:  # noqa: ANN401  # whatever `action` gives
    """Runs `action`; a damaged workbook becomes a message, whatever the library makes of it."""
    try:
        return action()
    except (InputError, KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:  # a panic in Rust is no Exception
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        message = _(
            "{file}: the workbook is damaged and cannot be read; open it in Excel or WPS, save it "
            "again as .xlsx, or export it once more"
        )
        raise InputError(message.format(file=place)) from error
