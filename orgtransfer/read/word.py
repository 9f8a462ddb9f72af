"""Tables of text documents (.docx): each one a sheet, with the lines that stand above it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lxml import etree

from orgtransfer.read.cell_types import unpack, xml
from orgtransfer.read.grid import Grid, Merge, frame
from orgtransfer.read.header import find
from orgtransfer.read.limit import Job

DOCUMENT: Final = "word/document.xml"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/wordprocessingml/main")
_LINES_ABOVE: Final = 5
_LONGEST_LINE: Final = 200
_SKIPPED: Final = frozenset(f"{_W}{name}" for name in ("del", "moveFrom", "tbl", "txbxContent"))
"""What is struck out in a document with changes marked, tables inside cells, boxes of text."""
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What older programs are to show instead: the same once more."""
_MOST_ACROSS: Final = 16_384


def read(data: bytes, job: Job) -> list[Grid]:
    """The tables of a document, in its order; a table without a header goes on from the last.

    Args:
        data: the document.
        job: what it is called and may cost.

    Raises:
        InputError: the document passes a limit.
        zipfile.BadZipFile, OSError, etree.LxmlError, KeyError: it is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = unpack(package, DOCUMENT, job)
    root = xml(_STRICT.sub(_W[1:-1].encode(), part))
    found = list(_tables(root, job))
    joined = list(_joined(found))
    several = len(joined) > 1
    return [
        replace(grid, sheet=f"#{number}" if several else "")
        for number, grid in enumerate(joined, start=1)
    ]


def _tables(root: etree._Element, job: Job) -> Iterator[Grid]:
    above: list[str] = []
    for element in root.iter(f"{_W}p", f"{_W}tbl"):
        if element.tag == f"{_W}tbl":
            grid = _table(element, tuple(above[-_LINES_ABOVE:]), job)
            above = []
            if grid.cells.height:
                yield grid
        elif _owner(element) is None and next(element.iterancestors(_FALLBACK), None) is None:
            line = _text(element).strip()
            above += [line[:_LONGEST_LINE]] if line else []


def _owner(element: etree._Element) -> etree._Element | None:
    """The table that something stands in."""
    return next(element.iterancestors(f"{_W}tbl"), None)


def _table(table: etree._Element, above: tuple[str, ...], job: Job) -> Grid:
    rows: list[list[str | None]] = []
    merges: list[Merge] = []
    begun: dict[int, Merge] = {}
    for row in table.iter(f"{_W}tr"):
        if _owner(row) is not table or row.find(f"{_W}trPr/{_W}del") is not None:
            continue
        job.clock()
        texts: list[str | None] = [None] * _number(row, "trPr/gridBefore", 0)
        for cell in _cells(row):
            across = _number(cell, "tcPr/gridSpan", 1)
            begun[len(texts)] = _merged(cell, len(rows), len(texts), across, begun, merges)
            texts += [_shown(cell), *[None] * (across - 1)]
            job.shape(len(rows) + 1, len(texts))
        rows.append(texts)
    # One wide row makes all others as wide.
    job.shape(len(rows), max((len(row) for row in rows), default=0))
    kept = tuple(one for one in merges if one.top < one.bottom or one.left < one.right)
    return Grid(format="docx", sheet="", cells=frame(rows), merges=_longest(kept), above=above)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row, those that a form field wraps among them."""
    for cell in row.iter(f"{_W}tc"):
        if next(cell.iterancestors(f"{_W}tr"), None) is row:
            yield cell


def _merged(
    cell: etree._Element,
    row: int,
    column: int,
    across: int,
    begun: dict[int, Merge],
    merges: list[Merge],
) -> Merge:
    """The block that a cell belongs to: one that goes on from above, or its own."""
    mark = cell.find(f"{_W}tcPr/{_W}vMerge")
    goes_on = mark is not None and mark.get(f"{_W}val", "continue") == "continue"
    above = begun.get(column)
    if goes_on and above is not None and above.bottom == row - 1:
        block = above._replace(bottom=row)
    else:
        block = Merge(row, column, row, column + across - 1)
    merges.append(block)
    return block


def _longest(merges: tuple[Merge, ...]) -> tuple[Merge, ...]:
    """Of the blocks that begin at one cell the last, which has grown to its end."""
    return tuple({(one.top, one.left): one for one in merges}.values())


def _number(element: etree._Element, path: str, default: int) -> int:
    """A count that a property states."""
    found = element.find("/".join(f"{_W}{name}" for name in path.split("/")))
    stated = "" if found is None else str(found.get(f"{_W}val", ""))
    return min(int(stated), _MOST_ACROSS) if stated.isdigit() and len(stated) < 9 else default


def _shown(cell: etree._Element) -> str | None:
    """What a cell shows, a line a paragraph."""
    lines = (_text(one).strip() for one in cell.iter(f"{_W}p") if _cell_of(one) is cell)
    return "\n".join(line for line in lines if line) or None


def _cell_of(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(f"{_W}tc"), None)


def _text(element: etree._Element) -> str:
    """The text of a paragraph as it stands when all changes are taken."""
    parts = []
    for child in element:
        if child.tag in _SKIPPED or child.tag == _FALLBACK:
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif child.tag == f"{_W}tab":
            parts.append(" ")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif isinstance(child.tag, str):
            parts.append(_text(child))
    return "".join(parts)


def _joined(grids: list[Grid]) -> Iterator[Grid]:
    """A table that runs over a page is often two: the second goes on from the first."""
    last: Grid | None = None
    for grid in grids:
        goes_on = (
            last is not None
            and last.cells.width == grid.cells.width
            and find(last) is not None
            and find(grid) is None
            and not grid.above
        )
        if last is not None and goes_on:
            by = last.cells.height
            moved = tuple(
                one._replace(top=one.top + by, bottom=one.bottom + by) for one in grid.merges
            )
            cells = frame([*last.cells.rows(), *grid.cells.rows()])
            last = replace(last, cells=cells, merges=(*last.merges, *moved))
            continue
        if last is not None:
            yield last
        last = grid
    if last is not None:
        yield last
