"""Tables in markup: web pages that call themselves .xls, and XML spreadsheets of 2003.

Ours, on lxml, because pandas.read_html drops what tells of a number that lost digits (x:num), of
hidden rows and of merged cells, and pandas would come with it.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.read.cell_types import xml
from orgtransfer.read.encoding import Decoded, decode
from orgtransfer.read.grid import Cell, Grid, Merge, frame
from orgtransfer.read.header import find
from orgtransfer.read.limit import Job

_SS: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"
_CHARSET: Final = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_XML_ENCODING: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_LONG: Final = re.compile(r"^-?(?:\d{16,}|\d(?:\.\d+)?[Ee]\+?0*[12]\d)$")
_CHINESE: Final = ("gb2312", "gbk", "gb18030", "x-gbk")
_MARKS: Final = ("x:num", "num", "sdval")
_INVISIBLE: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass
class _Cells:
    """Rows of cells that may reach over several rows and columns."""

    job: Job
    rows: list[list[str | None]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    numbers: list[Cell] = field(default_factory=list)
    errors: list[Cell] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    reached: dict[int, int] = field(default_factory=dict)
    """Column -> the first row that a cell from above no longer covers."""

    def free(self, column: int) -> int:
        """The first column from `column` on that nothing from above covers in the last row."""
        at = len(self.rows) - 1
        while self.reached.get(column, 0) > at:
            column += 1
        return column

    def put(self, column: int, text: str | None, down: int = 1, across: int = 1) -> None:
        """Puts a cell into the last row."""
        at = len(self.rows) - 1
        row = self.rows[at]
        self.job.shape(at + 1, column + across)
        row += [None] * (column + across - len(row))
        row[column] = text
        if down > 1 or across > 1:
            self.merges.append(Merge(at, column, at + down - 1, column + across - 1))
            for covered in range(column, column + across):
                self.reached[covered] = at + down

    def grid(self, name: str, sheet: str, decoded: Decoded, hidden: bool = False) -> Grid:
        bottom = len(self.rows) - 1
        # One wide row makes all others as wide.
        self.job.shape(len(self.rows), max((len(row) for row in self.rows), default=0))
        merges = tuple(m._replace(bottom=min(m.bottom, bottom)) for m in self.merges)
        return Grid(
            format=name,
            sheet=sheet,
            cells=frame(self.rows),
            encoding=decoded.encoding,
            why=decoded.why,
            hidden=hidden,
            hidden_rows=frozenset(self.hidden),
            merges=merges,
            numbers=tuple(self.numbers),
            errors=tuple(self.errors),
        )


# -- web pages ------------------------------------------------------------------------------


def read_html(data: bytes, job: Job) -> list[Grid]:
    """The tables of a web page; one that only bears the header is joined to the next.

    Raises:
        InputError: the page is cut off, nested too deeply, or passes a limit.
    """
    found = _CHARSET.search(data[:4096])
    decoded = decode(data, job.place, _declared(found.group(1).decode() if found else None))
    return _tables(decoded, job)


def read_mhtml(data: bytes, job: Job) -> list[Grid]:
    """The tables of a web page saved as one file.

    Raises:
        InputError: as for a web page.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    grids: list[Grid] = []
    for part in message.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                grids += read_html(body, job)
    if not grids:
        raise job.damaged()
    return grids


def _declared(name: str | None) -> str | None:
    """GB18030 reads all that the older names mean, and 䶮 too."""
    return "gb18030" if name and name.lower() in _CHINESE else name


def _tables(decoded: Decoded, job: Job) -> list[Grid]:
    text = _XML_ENCODING.sub("", decoded.text).replace("\0", "")
    lower = text.lower()
    if lower.count("<table") != lower.count("</table"):
        message = _("{file}: the page is cut off, its table has no end; export it once more")
        raise InputError(message.format(file=job.place))
    parser = etree.HTMLParser(no_network=True, huge_tree=False, recover=True, remove_comments=True)
    try:
        root = etree.fromstring(text, parser)
    except (etree.LxmlError, ValueError) as error:
        raise job.damaged() from error
    if root is None or any("depth" in entry.message.lower() for entry in parser.error_log):
        raise job.damaged()
    elements = list(root.iter("table"))
    several = len(elements) > 1
    grids = [
        _table(element, f"#{number}" if several else "", decoded, job)
        for number, element in enumerate(elements, start=1)
    ]
    return list(_joined([grid for grid in grids if grid.cells.height]))


def _joined(grids: list[Grid]) -> Iterator[Grid]:
    """Pages that scroll keep the header in a table of its own: it belongs to the next."""
    head: Grid | None = None
    for grid in grids:
        if head is not None and head.cells.width == grid.cells.width and not find(grid):
            rows = head.cells.rows() + grid.cells.rows()
            yield _moved(grid, head.cells.height, rows)
            head = None
            continue
        if head is not None:
            yield head
        header = find(grid)
        bare = header is not None and header.body >= grid.cells.height
        head = grid if bare else None
        if not bare:
            yield grid
    if head is not None:
        yield head


def _moved(grid: Grid, by: int, rows: list[tuple[str | None, ...]]) -> Grid:
    return Grid(
        format=grid.format,
        sheet=grid.sheet,
        cells=frame(rows),
        encoding=grid.encoding,
        why=grid.why,
        hidden_rows=frozenset(row + by for row in grid.hidden_rows),
        merges=tuple(m._replace(top=m.top + by, bottom=m.bottom + by) for m in grid.merges),
        numbers=tuple(cell._replace(row=cell.row + by) for cell in grid.numbers),
    )


def _table(element: etree._Element, sheet: str, decoded: Decoded, job: Job) -> Grid:
    cells = _Cells(job)
    for row in element.iter("tr"):
        if _owner(row) is not element:
            continue
        cells.rows.append([])
        job.clock()
        if row.get("hidden") is not None or _INVISIBLE.search(str(row.get("style", ""))):
            cells.hidden.add(len(cells.rows) - 1)
        column = 0
        for cell in row.iterchildren("td", "th"):
            column = cells.free(column)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            text = _inner(cell).strip()
            _number(cell, text, column, cells)
            cells.put(column, text or None, down, across)
            column += across
    return cells.grid("html", sheet, decoded)


def _number(cell: etree._Element, text: str, column: int, cells: _Cells) -> None:
    """A cell that Excel (x:num) or LibreOffice (sdval) itself marked as a number."""
    stated = next((cell.get(mark) for mark in _MARKS if cell.get(mark) is not None), None)
    value = str(stated or text)
    if stated is not None and _LONG.match(value):
        cells.numbers.append(Cell(len(cells.rows) - 1, column, value))


def _owner(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors("table"), None)


def _span(cell: etree._Element, name: str) -> int:
    stated = str(cell.get(name, "1")).strip()
    return min(max(1, int(stated)), 1_000_000) if stated.isdigit() and len(stated) < 9 else 1


def _inner(element: etree._Element) -> str:
    """What a cell shows: line breaks kept, tables and scripts inside it left out."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "br":
            parts.append("\n")
        elif isinstance(child.tag, str) and child.tag not in ("table", "script", "style"):
            parts.append(_inner(child))
        parts.append(child.tail or "")
    return re.sub(r"[ \t\r\f\v]*\n[ \t\r\f\v\n]*|[ \t\r\f\v]+", _space, "".join(parts))


def _space(found: re.Match[str]) -> str:
    return "\n" if "\n" in found.group() else " "


# -- XML spreadsheets -----------------------------------------------------------------------


def read_xml(data: bytes, job: Job) -> list[Grid]:
    """The sheets of an XML spreadsheet of Excel 2003.

    Raises:
        InputError: the file is damaged, or passes a limit.
    """
    named = re.search(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w-]+)""", data[:200])
    decoded = decode(data, job.place, _declared(named.group(1).decode() if named else None))
    text = _XML_ENCODING.sub("", decoded.text).strip()
    try:
        root = xml(text.encode())
    except (etree.LxmlError, ValueError) as error:
        raise job.damaged() from error
    return [_worksheet(sheet, decoded, job) for sheet in root.iter(f"{_SS}Worksheet")]


def _worksheet(sheet: etree._Element, decoded: Decoded, job: Job) -> Grid:
    cells = _Cells(job)
    for row in sheet.iter(f"{_SS}Row"):
        _xml_row(row, cells, job)
    hidden = any(
        (node.text or "") in ("SheetHidden", "SheetVeryHidden") for node in sheet.iter("{*}Visible")
    )
    return cells.grid("xml", str(sheet.get(f"{_SS}Name", "")), decoded, hidden)


def _xml_row(row: etree._Element, cells: _Cells, job: Job) -> None:
    at = _whole(row, "Index", len(cells.rows) + 1) - 1
    job.shape(at + 1, 1)
    job.clock()
    cells.rows += [[] for _blank in range(max(0, at - len(cells.rows)))]
    cells.rows.append([])
    if row.get(f"{_SS}Hidden") == "1":
        cells.hidden.add(len(cells.rows) - 1)
    column = 0
    for cell in row.iterchildren(f"{_SS}Cell"):
        column = _whole(cell, "Index", cells.free(column) + 1) - 1
        across, down = _whole(cell, "MergeAcross", 0) + 1, _whole(cell, "MergeDown", 0) + 1
        cells.put(column, _xml_value(cell, column, cells), down, across)
        column += across


def _whole(element: etree._Element, name: str, default: int) -> int:
    stated = str(element.get(f"{_SS}{name}", ""))
    return int(stated) if stated.isdigit() and len(stated) < 9 else default


def _xml_value(cell: etree._Element, column: int, cells: _Cells) -> str | None:
    data = cell.find(f"{_SS}Data")
    if data is None:
        return None
    text = "".join(data.itertext())
    kind = data.get(f"{_SS}Type")
    if kind == "Error":
        cells.errors.append(Cell(len(cells.rows) - 1, column, ""))
        return None
    if kind == "Number" and _LONG.match(text.strip()):
        cells.numbers.append(Cell(len(cells.rows) - 1, column, text.strip()))
    if kind == "DateTime":
        return text.replace("T", " ").removesuffix(".000")
    return text or None
