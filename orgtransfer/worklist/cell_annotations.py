"""What people put on cells of a worklist besides words: colours, comments, and widths of columns.

Only workbooks of the newer format tell; of `.xls`, `.ods` and text nothing is known, so that they
take nothing away. The format: ECMA-376 (Office Open XML), part 1, sections 18.8.22 (fills), 18.3.1.4
(cells) and 18.7 (comments).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from orgtransfer.worklist import workbook_rows
from orgtransfer.worklist.styles import OURS
from orgtransfer.worklist.timeline import HEADS

AUTHOR: Final = "orgtransfer"
"""Of the comments that the program writes itself."""
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CELL: Final = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})([0-9]+)"[^>]*?\bs="([0-9]+)"')
_WIDTH: Final = re.compile(rb"<col\b[^>]*>")
_NUMBER: Final = re.compile(rb'\b(min|max|width)="([0-9.]+)"')
_THREAD: Final = re.compile(
    r"^\[(?:Threaded comment|线程批注|会话批注)\].*?(?:Comment|批注)[:：]\s*", re.DOTALL
)
"""What Excel puts before a comment of the newer kind where it keeps it for older programs."""
_WIDEST: Final = 200
"""Columns further to the right are nobody's."""

Place = tuple[int, int]
"""Row and column of a cell, both from 0."""


@dataclass(frozen=True)
class Annotations:
    """What stands on the cells of one sheet."""

    fills: Mapping[Place, str] = field(default_factory=dict)
    """Cell -> the colour behind it (see `styles.filled`); only those that the program did not give."""
    comments: Mapping[Place, tuple[str, str]] = field(default_factory=dict)
    """Cell -> who wrote a comment on it, and what it says."""
    widths: Mapping[int, float] = field(default_factory=dict)
    """Column, from 0 -> its width."""


def read(content: bytes) -> Mapping[str, Annotations] | None:
    """The marks of every sheet.

    Args:
        content: the workbook, unlocked.

    Returns:
        Title -> its marks; None where the file cannot tell.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            foreign = _foreign(parts)
            return {
                title: _marks(parts, name, foreign)
                for title, name in workbook_rows.titles(parts)
                if name in parts.namelist()
            }
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, etree.XMLSyntaxError):
        return None


def _foreign(parts: zipfile.ZipFile) -> Mapping[bytes, str]:
    """Number of a cell's style -> the colour behind it, where it is none of the program's."""
    styles = etree.fromstring(parts.read("xl/styles.xml"), workbook_rows.parser())
    fills = [_colour(fill) for fill in styles.iterfind(f"{_MAIN}fills/{_MAIN}fill")]
    used = [int(style.get("fillId") or 0) for style in styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")]
    colours = enumerate(fills[place] if place < len(fills) else None for place in used)
    return {str(number).encode(): colour for number, colour in colours if colour}


def _colour(fill: etree._Element) -> str | None:
    """A fill as text, None where there is none or it is one of ours."""
    pattern = fill.find(f"{_MAIN}patternFill")
    colour = None if pattern is None else pattern.find(f"{_MAIN}fgColor")
    if pattern is None or colour is None or pattern.get("patternType") != "solid":
        return None
    if colour.get("rgb"):
        rgb = str(colour.get("rgb"))[-6:].upper()
        return None if rgb in OURS else f"rgb {rgb}"
    for kind in ("theme", "indexed"):
        if colour.get(kind):
            return f"{kind} {colour.get(kind)} {float(colour.get('tint') or 0):.4f}"
    return None


def _marks(parts: zipfile.ZipFile, name: str, foreign: Mapping[bytes, str]) -> Annotations:
    sheet = parts.read(name)
    return Annotations(
        dict(_fills(sheet, foreign)), dict(_comments(parts, name)), dict(_widths(sheet))
    )


def _fills(sheet: bytes, foreign: Mapping[bytes, str]) -> Iterator[tuple[Place, str]]:
    if not foreign:
        return
    for cell in _CELL.finditer(sheet):
        colour = foreign.get(cell[3])
        place = int(cell[2]) - 1, workbook_rows.column(cell[1].decode())
        if colour and place[1] < _WIDEST:
            yield place, colour


def _widths(sheet: bytes) -> Iterator[tuple[int, float]]:
    for column in _WIDTH.finditer(sheet[: sheet.find(b"<sheetData")]):
        said = {name: float(value) for name, value in _NUMBER.findall(column[0])}
        if {b"min", b"max", b"width"} <= said.keys():
            for place in range(int(said[b"min"]) - 1, min(int(said[b"max"]), _WIDEST)):
                yield place, said[b"width"]


def _comments(parts: zipfile.ZipFile, name: str) -> Iterator[tuple[Place, tuple[str, str]]]:
    """What people wrote on cells; the program's own comments are left out."""
    folder, file = posixpath.split(name)
    links = f"{folder}/_rels/{file}.rels"
    if links not in parts.namelist():
        return
    for link in etree.fromstring(parts.read(links), workbook_rows.parser()):
        if not str(link.get("Type")).endswith("/comments"):
            continue
        target = str(link.get("Target"))
        part = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        yield from _written(parts.read(posixpath.normpath(part)))


def _written(part: bytes) -> Iterator[tuple[Place, tuple[str, str]]]:
    listed = etree.fromstring(part, workbook_rows.parser())
    authors = [author.text or "" for author in listed.iterfind(f"{_MAIN}authors/{_MAIN}author")]
    for comment in listed.iterfind(f"{_MAIN}commentList/{_MAIN}comment"):
        at = re.fullmatch(r"([A-Z]{1,3})([0-9]+)", str(comment.get("ref")))
        author = authors[int(comment.get("authorId") or 0)]
        text = "".join(run.text or "" for run in comment.iter(f"{_MAIN}t"))
        text = _THREAD.sub("", text).strip()
        ours = author == AUTHOR or text.startswith(HEADS)
        if at and text and not ours:
            yield (int(at[2]) - 1, workbook_rows.column(at[1])), (author, text)
