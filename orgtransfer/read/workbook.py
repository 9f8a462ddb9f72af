"""Workbooks (.xlsx, .xlsm, .xls, .xlsb) to grids: values by calamine, the rest from the file."""

from __future__ import annotations

import csv
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import fastexcel
import polars as pl
from lxml import etree

from orgtransfer.errors import InputError
from orgtransfer.read import biff, cell_types, grid
from orgtransfer.read.limit import Job

_MARKS: Final[Mapping[str, Callable[[bytes, Job], dict[str, cell_types.CellTypes]]]] = {
    "xlsx": cell_types.of_xlsx,
    "xlsm": cell_types.of_xlsx,
    "xlsb": biff.of_xlsb,
    "xls": biff.of_xls,
}
BROKEN: Final = (
    zipfile.BadZipFile, OSError, EOFError, etree.LxmlError, KeyError, ValueError, IndexError,
    NotImplementedError, RuntimeError, zlib.error, struct.error, csv.Error,
)  # fmt: skip
"""What a damaged package makes the readers of its parts raise."""


def read(data: bytes, kind: str, job: Job) -> Iterator[grid.Grid]:
    """The sheets of a workbook, in its order, hidden ones too.

    Args:
        data: the workbook, unpacked of any password.
        kind: xlsx, xlsm, xlsb or xls.
        job: what the file is called and may cost.

    Raises:
        InputError: the workbook is damaged, or passes a limit.
    """
    try:
        found = _MARKS[kind](data, job)
    except BROKEN as error:
        raise job.damaged() from error
    for mark in found.values():
        job.shape(mark.height, mark.width)
    job.clock()
    book = _guarded(partial(fastexcel.read_excel, data), job)
    for sheet in book.sheet_names:
        mark = found.get(sheet, cell_types.CellTypes())
        cells, visible = _guarded(partial(_values, book, sheet), job)
        job.shape(cells.height, cells.width)
        job.clock()
        yield grid.Grid(
            format=kind,
            sheet=sheet,
            cells=cells,
            hidden=not visible,
            hidden_rows=mark.hidden_rows,
            merges=mark.merges,
            numbers=mark.numbers,
            errors=mark.errors,
            epoch_1904=mark.epoch_1904,
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


def _guarded(action: Callable[[], Any], job: Job) -> Any:  # noqa: ANN401  # whatever `action` gives
    """Runs `action`; a damaged workbook becomes a message, whatever the library makes of it."""
    try:
        return action()
    except (InputError, KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:  # a panic in Rust is no Exception
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise job.damaged() from error
