"""What the values of a workbook do not tell: cell types, merged cells, hidden rows.

Calamine gives every value as text, and the text of a number of 18 digits is a plausible wrong
one. So the sheet's own XML is searched for such numbers, and for the little else that matters.
Ours because openpyxl, which tells them, takes twelve times as long as calamine and more.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from orgtransfer.read.grid import Cell, Merge
from orgtransfer.read.limit import Job

# Nearly every writer says `<v>`, `<c r="A1"` and so on in just this way, and a search that begins
# with fixed letters is ten times as fast. The second form of a pattern takes any other way.
_LONG: Final = (
    re.compile(rb"<v>(-?\d{16,}(?:\.\d+)?|-?\d(?:\.\d+)?[Ee]\+?0*[12]\d)</v>"),
    re.compile(rb"<(?:\w+:)?v\s*>\s*(-?\d{16,}(?:\.\d+)?|-?\d(?:\.\d+)?[Ee]\+?0*[12]\d)\s*</"),
)
_ERROR: Final = (
    re.compile(rb"""<c [^>]*\bt="e"[^>]*>"""),
    re.compile(rb"""<(?:\w+:)?c\s[^>]*\bt\s*=\s*["']e["'][^>]*>"""),
)
_WIDE: Final = (
    re.compile(rb"""<c r="(?:([A-Z]{2,3})(\d+)|([A-Z])(\d{6,7}))"([^>]*)>"""),
    re.compile(
        rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["'](?:([A-Z]{2,3})(\d+)|([A-Z])(\d{6,7}))["']([^>]*)>"""
    ),
)
_ROW: Final = (
    re.compile(rb"""<row ([^>]*)>"""),
    re.compile(rb"""<(?:\w+:)?row\s([^>]*)>"""),
)
_PLACE: Final = re.compile(rb"""(?:^|\s)r\s*=\s*["'](\d+)["']""")
_HIDDEN: Final = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_CELL: Final = re.compile(rb"<(?:\w+:)?c(\s[^>]*)?>")
_TEXTUAL: Final = re.compile(rb"""\bt\s*=\s*["'](?:s|str|inlineStr|d|b|e)["']""")
_REF: Final = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_MERGE: Final = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']"""
)
_CHUNK: Final = 1 << 20
_BACK: Final = 2000
"""How far before a value its cell's tag may begin; a formula may stand between."""


@dataclass(frozen=True)
class CellTypes:
    """The remarks on one sheet. Rows and columns are counted from 0."""

    numbers: tuple[Cell, ...] = ()
    errors: tuple[Cell, ...] = ()
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    epoch_1904: bool = False
    height: int = 0
    width: int = 0
    """How far the sheet's outermost cells stand; 0 where that was not looked at."""


def of_xlsx(data: bytes, job: Job) -> dict[str, CellTypes]:
    """Sheet name -> its marks, for a workbook of the Open XML kind.

    Every part that a reader would unpack is unpacked here first, and counted, so that a bomb
    stops at the limit and not in the memory.

    Raises:
        InputError: a limit is passed.
        zipfile.BadZipFile, OSError, etree.LxmlError, KeyError: the workbook is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        book = xml(unpack(package, "xl/workbook.xml", job))
        links = relations(unpack(package, "xl/_rels/workbook.xml.rels", job))
        epoch = _flag(book, "workbookPr", "date1904")
        for part in ("xl/sharedStrings.xml", "xl/styles.xml"):
            if part in package.NameToInfo:
                weigh(package, part, job)
        return {
            sheet: _marks(unpack(package, links[link], job), epoch)
            for sheet, link in _sheets(book)
            if links.get(link) in package.NameToInfo
        }


def chunks(package: zipfile.ZipFile, part: str, job: Job) -> Iterator[bytes]:
    """A part of a package in pieces, counted: sizes that an archive states may be lies."""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            job.unpacked(len(chunk))
            yield chunk


def unpack(package: zipfile.ZipFile, part: str, job: Job) -> bytes:
    """A part of a package, whole."""
    return b"".join(chunks(package, part, job))


def weigh(package: zipfile.ZipFile, part: str, job: Job) -> None:
    """Counts what a part unpacks to, and lets it go."""
    for _chunk in chunks(package, part, job):
        job.clock()


def xml(data: bytes) -> etree._Element:
    """An XML document, read without entities, network or outside documents."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    return etree.fromstring(data, parser)


def relations(rels: bytes) -> dict[str, str]:
    """Relationship -> part, of a workbook's `.rels`."""
    return {
        str(element.get("Id")): posixpath.normpath(
            posixpath.join("/xl", str(element.get("Target", "")))
        ).lstrip("/")
        for element in xml(rels).iter("{*}Relationship")
    }


def _sheets(book: etree._Element) -> Iterator[tuple[str, str]]:
    for element in book.iter("{*}sheet"):
        link = next((v for k, v in element.attrib.items() if str(k).endswith("}id")), "")
        yield str(element.get("name", "")), str(link)


def _flag(book: etree._Element, tag: str, attribute: str) -> bool:
    return any(e.get(attribute) in ("1", "true") for e in book.iter(f"{{*}}{tag}"))


def _marks(sheet: bytes, epoch_1904: bool) -> CellTypes:
    other = 0 if _is_usual(sheet) else 1
    tags = _ROW[other].findall(sheet)
    height, width = _extent(sheet, other)
    return CellTypes(
        numbers=tuple(_numbers(sheet, other)),
        errors=tuple(_errors(sheet, other)),
        merges=tuple(_merges(sheet)),
        hidden_rows=frozenset(_hidden(tags)),
        epoch_1904=epoch_1904,
        height=max(height, *(_row_number(tag) for tag in (*tags[:1], *tags[-1:])), 0),
        width=width,
    )


def _is_usual(sheet: bytes) -> bool:
    """Whether every cell is written as nearly all programs write it."""
    return b"<row r=" in sheet and sheet.count(b"<c ") == sheet.count(b'<c r="')


def _row_number(tag: bytes) -> int:
    place = _PLACE.search(tag)
    return int(place.group(1)) if place else 0


def _numbers(sheet: bytes, other: int) -> Iterator[Cell]:
    for value in _LONG[other].finditer(sheet):
        opening = _opening(sheet, value.start())
        if opening is not None and not _TEXTUAL.search(opening):
            yield from _cell(opening, value.group(1).decode())


def _opening(sheet: bytes, end: int) -> bytes | None:
    """The tag of the cell that a value before `end` belongs to."""
    openings = list(_CELL.finditer(sheet, max(0, end - _BACK), end))
    return openings[-1].group() if openings else None


def _cell(opening: bytes, text: str) -> Iterator[Cell]:
    place = _REF.search(opening)
    if place:
        yield Cell(int(place.group(2)) - 1, column_number(place.group(1)), text)


def _errors(sheet: bytes, other: int) -> Iterator[Cell]:
    if other or b' t="e"' in sheet:
        for found in _ERROR[other].finditer(sheet):
            yield from _cell(found.group(), "")


def _hidden(tags: list[bytes]) -> Iterator[int]:
    for tag in tags:
        if b"hidden" in tag and _HIDDEN.search(tag):
            yield _row_number(tag) - 1


def _merges(sheet: bytes) -> Iterator[Merge]:
    """Merged cells are told after the rows."""
    for left, top, right, bottom in _MERGE.findall(sheet, max(0, sheet.rfind(b"sheetData>"))):
        yield Merge(int(top) - 1, column_number(left), int(bottom) - 1, column_number(right))


def _extent(sheet: bytes, other: int) -> tuple[int, int]:
    """The outermost cells, as far as they matter: a reader makes room for all between them.

    Cells that hold a format and no value need no room.
    """
    height = width = 0
    for far, far_row, near, near_row, rest in _WIDE[other].findall(sheet):
        if not rest.endswith(b"/"):
            width = max(width, column_number(far or near) + 1)
            height = max(height, int(far_row or near_row))
    return height, width


def column_number(letters: bytes) -> int:
    """`A` -> 0, `AB` -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
