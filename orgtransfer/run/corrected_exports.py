"""What was accepted, in the layout of the system's own export: its header and the rows that change."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import openpyxl
import polars as pl

from orgtransfer.config import System
from orgtransfer.errors import InputError
from orgtransfer.findings.corrections import COLUMNS
from orgtransfer.findings.written import DATES
from orgtransfer.i18n import _
from orgtransfer.read.layout import Layout, layouts
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import atomic
from orgtransfer.workbooks import saved

_ACCEPTED: Final = "导入"
_WORKBOOKS: Final = {"xlsx", "xlsm"}
_LINED: Final = {"csv", "tsv", "txt"}
_WHOLE_DATE: Final = 10
_NOT_IN_A_TITLE: Final = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Cell:
    """One cell of an export that is to be changed."""

    file: str
    """As SOURCES names it."""
    sheet: str
    row: int
    """As the spreadsheet numbers it."""
    column: int
    """Counted from 1."""
    text: str
    """What it is to say."""
    date: dt.date | None = field(default=None, compare=False)
    """The same as a date, where it is a whole one."""


def write(
    workspace: Workspace, system: System, file: str, rows: pl.DataFrame, folder: Path
) -> tuple[list[Cell], Path]:
    """The rows of one export that change, in a file of its layout.

    Args:
        workspace: the configuration.
        system: whose export it is.
        file: the export, as SOURCES names it.
        rows: the accepted corrections of it, with `written`, `sheet` and `row`.
        folder: where the file goes.

    Returns:
        Every cell that is to be changed, and the file.

    Raises:
        InputError: the export is not there any more, is another one than the last run read, has no
            column for a field, or cannot be read.
        OutputError: the file cannot be written.
    """
    source = workspace.folder / file
    if not source.is_file():
        raise InputError(
            _("{file} is not there any more; run `orgtransfer reconcile` first.").format(file=file)
        )
    found = layouts(source, file, system, workspace.config)
    plans = [(layout, _cells(file, layout, rows)) for layout in found]
    used = [(layout, cells) for layout, cells in plans if cells]
    if sum(len(cells) for _layout, cells in used) < rows.height:
        raise _changed_since(file)
    stem = f"{_ACCEPTED}_{Path(file).stem}"
    kind = used[0][0].grid.format
    if kind in _LINED and len(used) == 1 and not used[0][0].grid.shape:
        path = folder / f"{stem}{source.suffix}"
        content = _as_lines(source, *used[0])
    else:
        path = folder / f"{stem}.xlsx"
        content = _as_workbook(source, used, whole=kind in _WORKBOOKS)
    atomic.write(path, content)
    return [cell for _layout, cells in used for cell in cells], path


def _cells(file: str, layout: Layout, rows: pl.DataFrame) -> list[Cell]:
    made = []
    name = layout.fields.get("name")
    texts = layout.grid.cells
    for row in rows.filter(sheet=layout.grid.label).iter_rows(named=True):
        column = layout.fields.get(COLUMNS[row["field"]])
        at = row["row"] - 1 - layout.grid.top
        here = texts[at, name] if name is not None and 0 <= at < len(texts) else ""
        # A row that holds somebody else now must not be given this person's values.
        if column is None or _bare(here) != _bare(row["name"]):
            raise _changed_since(file)
        whole = row["field"] in DATES and len(row["new"]) == _WHOLE_DATE
        day = dt.date.fromisoformat(row["new"]) if whole else None
        made.append(Cell(file, layout.grid.label, row["row"], column + 1, row["written"], day))
    return made


def _bare(text: str | None) -> str:
    """A name as two readings of one cell agree on it."""
    return "".join(sign for sign in text or "" if sign.isprintable() and not sign.isspace())


def _changed_since(file: str) -> InputError:
    return InputError(
        _("{file} is not what the last run read; run `orgtransfer reconcile` first.").format(
            file=file
        )
    )


def _changed(cells: Sequence[Cell]) -> dict[int, dict[int, Cell]]:
    """Row -> column -> what it is to say, in the order of the rows."""
    rows: dict[int, dict[int, Cell]] = {}
    for cell in sorted(cells, key=lambda one: one.row):
        rows.setdefault(cell.row, {})[cell.column] = cell
    return rows


def _as_lines(source: Path, layout: Layout, cells: Sequence[Cell]) -> bytes:
    """A delimited file: its header and the rows that change, in its own encoding."""
    encoding = layout.grid.encoding or "utf-8-sig"
    head = source.read_bytes()[:4096].decode(encoding, "ignore")
    delimiter = max(",\t;|", key=head.count)
    texts = layout.grid.cells.rows()
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows(texts[: layout.header])
    for row, changes in _changed(cells).items():
        line = list(texts[row - 1 - layout.grid.top])
        for column, cell in changes.items():
            line[column - 1] = cell.text
        writer.writerow(line)
    mark = "" if encoding.replace("_", "-").casefold() != "utf-8" else "\ufeff"
    return (mark + stream.getvalue()).encode(encoding, "replace")


def _as_workbook(
    source: Path, used: Sequence[tuple[Layout, Sequence[Cell]]], *, whole: bool
) -> bytes:
    """A workbook: the header and the rows that change, with the cells' own types and forms."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    original = openpyxl.load_workbook(source) if whole else None
    for layout, cells in used:
        sheet = made.create_sheet(_NOT_IN_A_TITLE.sub("-", layout.grid.label or "Sheet1")[:31])
        top = layout.grid.top
        rows = [*range(top + 1, top + layout.header + 1), *_changed(cells)]
        changes = _changed(cells)
        # A part of a sheet, and people who were no rows, are written plainly.
        whole_sheet = original is not None and not (layout.grid.part or layout.grid.shape)
        old = original[layout.grid.sheet] if original is not None and whole_sheet else None
        if old is not None:
            for letter, dimension in old.column_dimensions.items():
                sheet.column_dimensions[letter].width = dimension.width
        width = layout.grid.cells.width
        for place, row in enumerate(rows, start=1):
            for column in range(1, width + 1):
                change = changes.get(row, {}).get(column)
                target = sheet.cell(place, column)
                if old is not None:
                    _copied(old.cell(row, column), target, change)
                else:
                    _plainly(
                        target,
                        change.text if change else layout.grid.cells.row(row - 1 - top)[column - 1],
                    )
        if old is not None:
            for area in old.merged_cells.ranges:
                if area.max_row <= layout.header:
                    sheet.merge_cells(str(area))
    return saved(made)


def _copied(cell: Any, target: Any, change: Cell | None) -> None:  # noqa: ANN401  # openpyxl's cells
    if cell.has_style:
        target.font, target.fill = copy(cell.font), copy(cell.fill)
        target.border, target.alignment = copy(cell.border), copy(cell.alignment)
        target.number_format = cell.number_format
    if change is None:
        target.value = cell.value
        if cell.data_type in {"s", "inlineStr"}:
            target.data_type = "s"
    elif change.date is not None and isinstance(cell.value, dt.datetime):
        target.value = dt.datetime.combine(change.date, dt.time())
    else:
        _plainly(target, change.text)


def _plainly(target: Any, text: str | None) -> None:  # noqa: ANN401  # as above
    """As text, never as a formula or a number that loses its digits."""
    target.value = text
    if text is not None:
        target.data_type = "s"
        target.number_format = "@"
