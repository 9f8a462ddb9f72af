"""A file to its grids: the format is told by content, never by the ending alone."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from orgtransfer.config import Limits
from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.read import delimited, limit, marks, workbook
from orgtransfer.read.encoding import decode
from orgtransfer.read.grid import Grid
from orgtransfer.read.sniff import sniff


def grids(path: Path, place: str, limits: Limits, password: str | None = None) -> list[Grid]:
    """Every sheet and table of a file.

    Args:
        path: the file.
        place: what messages call it.
        limits: what the file may cost.
        password: opens locked workbooks.

    Raises:
        InputError: the file cannot be read, or passes a limit.
    """
    try:
        size = path.stat().st_size
        limit.unpacked(size, limits, place)
        data = path.read_bytes()
    except OSError as error:
        message = _("{file}: cannot be opened ({error}); close it in other programs and try again")
        raise InputError(message.format(file=place, error=error.strerror)) from error
    return of_bytes(data, place, limits, password)


def of_bytes(data: bytes, place: str, limits: Limits, password: str | None) -> list[Grid]:
    """Every sheet and table of a file that is in memory."""
    if not data:
        raise InputError(_("{file}: the file is empty; export it once more").format(file=place))
    kind = sniff(data)
    return _READERS[kind](data, place, limits)


def _open_xml(data: bytes, place: str, limits: Limits) -> list[Grid]:
    try:
        found = marks.of_xlsx(data, place, limits)
    except (zipfile.BadZipFile, OSError, etree.LxmlError, KeyError, ValueError, EOFError) as error:
        message = _(
            "{file}: the workbook is damaged and cannot be read; open it in Excel or WPS, save it "
            "again as .xlsx, or export it once more"
        )
        raise InputError(message.format(file=place)) from error
    return list(workbook.read(data, place, "xlsx", lambda s: found.get(s, marks.Marks()), limits))


def _text(data: bytes, place: str, limits: Limits) -> list[Grid]:
    return [delimited.read(decode(data, place), place, limits)]


_READERS: dict[str, Callable[[bytes, str, Limits], list[Grid]]] = {
    "xlsx": _open_xml,
    "text": _text,
}
