"""The sheets of a filled-in worklist as rows of text, whatever the program that saved it.

`.xlsx`, `.xlsm`, `.xls`, `.et` and `.ods` through fastexcel, locked ones unlocked first, and `.csv`
as Excel and WPS save one sheet of it.
"""

from __future__ import annotations

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import fastexcel
import polars as pl
from lxml import etree

from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.worklist.stamp import Stamp

_OLE: Final = b"\xd0\xcf\x11\xe0"
_TEXT: Final = (".csv", ".txt", ".tsv")
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_CREATOR: Final = re.compile(r"<dc:creator>([^<]*)<")
_CREATED: Final = re.compile(r"<dcterms:created[^>]*>([-0-9T:]{19})")
_KEYWORDS: Final = re.compile(r"<cp:keywords>([^<]*)<")
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RANGE: Final = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")

Merged = Mapping[str, Sequence[tuple[int, int, int]]]
"""Title -> column, first and last row (all from 0) of the cells that were merged downwards."""


def sheets(workbook: Path, content: bytes) -> Iterator[tuple[str, pl.DataFrame]]:
    """Every sheet's title and rows, all of them text, blank rows kept so that rows can be named.

    A cell that was merged downwards speaks for each of its rows.

    Args:
        workbook: the file, for its name.
        content: what it holds, see `unlocked`.

    Raises:
        InputError: it is no workbook, or is damaged.
    """
    if workbook.suffix.lower() in _TEXT:
        yield workbook.stem, _csv(workbook, content)
        return
    merged = _merged(content)
    try:
        book = fastexcel.read_excel(content)
        for title in book.sheet_names:
            sheet = book.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")
            yield title, _spread(sheet.to_polars(), merged.get(title, ()))
    except (fastexcel.FastExcelError, OSError) as error:
        raise InputError(
            _(
                "{file} cannot be read as a workbook. Save it as .xlsx in Excel or WPS and try again."
            ).format(file=workbook.name)
        ) from error


def unlocked(workbook: Path, password: str | None) -> bytes:
    """The workbook's bytes, unlocked.

    Raises:
        InputError: it cannot be opened, or not with this password.
    """
    try:
        content = workbook.read_bytes()
    except OSError as error:
        raise InputError(
            _("{file} cannot be opened ({reason}).").format(
                file=workbook.name, reason=error.strerror
            )
        ) from error
    if not content.startswith(_OLE):
        return content
    import msoffcrypto  # it loads cryptography, and few worklists are locked

    try:
        book = msoffcrypto.OfficeFile(io.BytesIO(content))
        if not book.is_encrypted():
            return content
        book.load_key(password=password or "")
        plain = io.BytesIO()
        book.decrypt(plain)
    except Exception as error:  # msoffcrypto raises many kinds, all of them mean the same here
        raise InputError(
            _(
                "{file} is locked, and the password does not open it. Give its password "
                "(worklist.password_env), or save it without one."
            ).format(file=workbook.name)
        ) from error
    return plain.getvalue()


def stamp(workbook: Path, password: str | None = None) -> Stamp | None:
    """Which store wrote a workbook, and when: its author's saving leaves that alone.

    Returns:
        None where the file does not say: a sheet saved as text, or cells pasted into a new
        workbook.
    """
    if workbook.suffix.lower() in _TEXT:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(unlocked(workbook, password))) as parts:
            core = parts.read("docProps/core.xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError):
        return None
    keywords, creator = _KEYWORDS.search(core), _CREATOR.search(core)
    found = Stamp.parsed(keywords[1]) if keywords else None
    if found is not None or creator is None or creator[1] != "orgtransfer":
        return found
    # Versions before the stamp left the time alone.
    created = _CREATED.search(core)
    return Stamp.parsed(f"orgtransfer::{created[1]}") if created else None


def _csv(workbook: Path, content: bytes) -> pl.DataFrame:
    text = _decoded(content, workbook.name)
    separator = (
        "\t" if text.partition("\n")[0].count("\t") > text.partition("\n")[0].count(",") else ","
    )
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    width = max(map(len, rows), default=0)
    padded = [[cell or None for cell in row] + [None] * (width - len(row)) for row in rows]
    names = [f"column_{place}" for place in range(width)]
    return pl.DataFrame(padded, schema=dict.fromkeys(names, pl.String), orient="row")


def _decoded(content: bytes, name: str) -> str:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(
        _("{file} cannot be read as text. Save it as .xlsx in Excel or WPS and try again.").format(
            file=name
        )
    )


def _merged(content: bytes) -> Merged:
    """The cells that were merged downwards, a sheet; nothing where the file cannot tell."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            named = dict(titles(parts))
            return {
                title: tuple(_ranges(parts.read(name)))
                for title, name in named.items()
                if name in parts.namelist()
            }
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        return {}


def titles(parts: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Title and part of each sheet of a workbook."""
    links = etree.fromstring(parts.read("xl/_rels/workbook.xml.rels"), parser())
    targets = {str(link.get("Id")): str(link.get("Target")) for link in links}
    book = etree.fromstring(parts.read("xl/workbook.xml"), parser())
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(str(sheet.get(_RELATION)), "")
        name = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        yield str(sheet.get("name")), name


def parser() -> etree.XMLParser:
    """A parser for parts of a workbook, which may come from anywhere: it fetches nothing."""
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _ranges(sheet: bytes) -> Iterator[tuple[int, int, int]]:
    at = sheet.rfind(b"<mergeCells")
    if at < 0:
        return
    # Drop-downs and conditional formats, which name ranges as well, stand behind it.
    listed = sheet[at : sheet.find(b"</mergeCells", at)].decode("utf-8", "replace")
    for first, top, last, bottom in _RANGE.findall(listed):
        if first == last and top != bottom:
            yield column(first), int(top) - 1, int(bottom) - 1


def column(letters: str) -> int:
    """The place, from 0, of the column of these letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _spread(rows: pl.DataFrame, merged: Sequence[tuple[int, int, int]]) -> pl.DataFrame:
    """`rows` with each merged cell's text in all of its rows."""
    for column, top, bottom in merged:
        if column < rows.width and top < rows.height:
            name = rows.columns[column]
            places = list(range(top, min(bottom + 1, rows.height)))
            rows = rows.with_columns(rows[name].scatter(places, rows[name][top]))
    return rows
