"""OpenDocument spreadsheets (.ods) to grids.

Ours though calamine reads .ods: an ID number kept as a number has to be taken as the file writes it,
and merged and hidden cells and .fods are not in what it gives.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.read.cell_types import unpack, xml
from orgtransfer.read.grid import Cell, Grid, Merge, frame
from orgtransfer.read.limit import Job

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_HIDDEN: Final = ("collapse", "filter")
_LONGEST: Final = 1e15


def read(data: bytes, job: Job) -> Iterator[Grid]:
    """The sheets of an OpenDocument spreadsheet.

    Raises:
        InputError: the file is locked, or passes a limit.
        zipfile.BadZipFile, OSError, etree.LxmlError, KeyError: the file is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if b"encryption-data" in unpack(package, "META-INF/manifest.xml", job):
            message = _("{file}: the spreadsheet is locked; save it as .xlsx without a password")
            raise InputError(message.format(file=job.place))
        content = xml(unpack(package, "content.xml", job))
    yield from _tables(content, "ods", job)


def read_flat(data: bytes, job: Job) -> Iterator[Grid]:
    """The sheets of a spreadsheet that is one XML document (.fods).

    Raises:
        InputError: the file passes a limit.
        etree.LxmlError: the file is damaged.
    """
    yield from _tables(xml(data), "fods", job)


def _tables(content: etree._Element, kind: str, job: Job) -> Iterator[Grid]:
    hidden = _hidden_styles(content)
    for table in content.iter(f"{_TABLE}table"):
        yield _sheet(table, kind, hidden, job)


def _hidden_styles(content: etree._Element) -> set[str]:
    """The table styles whose sheets are not shown."""
    return {
        str(style.get(next(k for k in style.attrib if str(k).endswith("}name"))))
        for style in content.iter("{*}style")
        for properties in style.iter("{*}table-properties")
        if properties.get(f"{_TABLE}display") == "false"
    }


@dataclass
class _Sheet:
    """A sheet as its rows are walked."""

    rows: list[list[str | None]] = field(default_factory=list)
    numbers: list[Cell] = field(default_factory=list)
    errors: list[Cell] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    pending: int = 0
    """Blank rows that count only where a row follows them."""
    width: int = 0


def _sheet(table: etree._Element, kind: str, hidden: set[str], job: Job) -> Grid:
    sheet = _Sheet()
    for row in table.iter(f"{_TABLE}table-row"):
        _row(row, sheet, job)
    return Grid(
        format=kind,
        sheet=str(table.get(f"{_TABLE}name", "")),
        cells=frame(sheet.rows),
        hidden=str(table.get(f"{_TABLE}style-name")) in hidden,
        hidden_rows=frozenset(sheet.hidden),
        merges=tuple(sheet.merges),
        numbers=tuple(sheet.numbers),
        errors=tuple(sheet.errors),
    )


def _row(row: etree._Element, sheet: _Sheet, job: Job) -> None:
    """A row, as often as it says that it is repeated; blank ones only before others."""
    times = _count(row, "number-rows-repeated")
    at = len(sheet.rows) + sheet.pending
    cells = _cells(row, at, sheet, job)
    if not any(cells):
        sheet.pending += times
        return
    sheet.width = max(sheet.width, len(cells))
    job.shape(at + times, sheet.width)
    job.clock()
    sheet.rows += [[] for _blank in range(sheet.pending)]
    sheet.pending = 0
    if row.get(f"{_TABLE}visibility") in _HIDDEN:
        sheet.hidden.update(range(at, at + times))
    sheet.rows += [cells] * times


def _cells(row: etree._Element, at: int, sheet: _Sheet, job: Job) -> list[str | None]:
    cells: list[str | None] = []
    blank = 0
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        times = _count(cell, "number-columns-repeated")
        column = len(cells) + blank
        text = _value(cell, at, column, sheet)
        _spans(cell, at, column, sheet)
        if not text:
            blank += times
            continue
        job.shape(1, column + times)
        cells += [None] * blank + [text] * times
        blank = 0
    return cells


def _count(element: etree._Element, name: str) -> int:
    stated = str(element.get(f"{_TABLE}{name}", "1"))
    return max(1, int(stated)) if stated.isdigit() else 1


def _spans(cell: etree._Element, at: int, column: int, sheet: _Sheet) -> None:
    down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
    if down > 1 or across > 1:
        sheet.merges.append(Merge(at, column, at + down - 1, column + across - 1))


def _value(cell: etree._Element, at: int, column: int, sheet: _Sheet) -> str | None:
    """A cell's text: a date as ISO text, a number as the file has it, else what is shown."""
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "date":
        return str(cell.get(f"{_OFFICE}date-value", "")).replace("T", " ")
    shown = "\n".join(_paragraph(p) for p in cell.iterchildren(f"{_TEXT}p"))
    if kind == "float":
        return _number(str(cell.get(f"{_OFFICE}value", "")), at, column, sheet) or shown
    if shown.startswith(("#", "Err:")) and cell.get(f"{_TABLE}formula"):
        sheet.errors.append(Cell(at, column, ""))
        return None
    return shown or None


def _number(value: str, at: int, column: int, sheet: _Sheet) -> str:
    try:
        number = float(value)
    except ValueError:
        return ""
    if abs(number) >= _LONGEST:
        sheet.numbers.append(Cell(at, column, value))
    return value.removesuffix(".0")


def _paragraph(paragraph: etree._Element) -> str:
    parts = [paragraph.text or ""]
    for child in paragraph.iterdescendants():
        if child.tag == f"{_TEXT}s":
            parts.append(" " * _text_count(child))
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        else:
            parts.append(child.text or "")
        parts.append(child.tail or "")
    return "".join(parts)


def _text_count(element: etree._Element) -> int:
    stated = str(element.get(f"{_TEXT}c", "1"))
    return min(int(stated), 1000) if stated.isdigit() else 1
