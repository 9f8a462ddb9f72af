"""A file to its grids: the format is told by content, never by the ending alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from orgtransfer.config import Limits
from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.read import (
    archive,
    database,
    dbase,
    delimited,
    exchange,
    markup,
    ods,
    typed,
    word,
    workbook,
)
from orgtransfer.read.encoding import decode
from orgtransfer.read.grid import Grid
from orgtransfer.read.limit import Job
from orgtransfer.read.refused import NoTableError
from orgtransfer.read.sniff import sniff

_HEAD: Final = 4096
_NOTHING: Final = b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"
"""Bytes that alone make no content: blanks, zeros, byte order marks."""


def grids(path: Path, place: str, limits: Limits, password: str | None = None) -> list[Grid]:
    """Every sheet and table of a file.

    Args:
        path: the file.
        place: what messages call it.
        limits: what the file may cost.
        password: opens locked workbooks and archives.

    Raises:
        InputError: the file cannot be read, or passes a limit.
    """
    job = Job(place, limits, password)
    try:
        job.unpacked(path.stat().st_size)
        data = path.read_bytes()
    except OSError as error:
        message = _("{file}: cannot be opened ({reason}); close it in other programs and try again")
        raise InputError(message.format(file=place, reason=error.strerror)) from error
    if data.startswith(database.SQLITE):
        database.unfinished(path, place)
    return of_bytes(data, job)


def of_bytes(data: bytes, job: Job) -> list[Grid]:
    """Every sheet and table of a file that is in memory.

    Raises:
        InputError: the file cannot be read, or passes a limit.
    """
    if not data[:_HEAD].strip(_NOTHING) and not data.strip(_NOTHING):
        message = _("{file}: the file is empty; export it once more")
        raise InputError(message.format(file=job.place))
    kind = sniff(data, job)
    try:
        found = _READERS[kind](data, kind, job)
    except workbook.BROKEN as error:
        raise job.damaged() from error
    job.clock()
    if not found:
        message = _("{file}: it holds no table; export it once more")
        raise NoTableError(message.format(file=job.place))
    return found


def _workbook(data: bytes, kind: str, job: Job) -> list[Grid]:
    return list(workbook.read(data, kind, job))


def _xls(data: bytes, kind: str, job: Job) -> list[Grid]:
    if archive.is_locked(data):
        data = archive.unlocked(data, job)
    return _workbook(data, kind, job)


def _locked(data: bytes, _kind: str, job: Job) -> list[Grid]:
    return of_bytes(archive.unlocked(data, job), job)


def _zip(data: bytes, _kind: str, job: Job) -> list[Grid]:
    """The tables of every file in an archive; a file that can hold none is named in the notes."""
    found: list[Grid] = []
    left: list[str] = []
    for name, content in archive.members(data, job):
        try:
            parts = of_bytes(content, job.within(name)) if content else []
        except NoTableError as error:
            left.append(str(error))
            continue
        found += [replace(p, member="/".join(filter(None, (name, p.member)))) for p in parts]
    if not found:
        message = _("{file}: the archive holds no table; export it once more")
        raise InputError("\n".join([message.format(file=job.place), *left]))
    return [replace(found[0], notes=(*found[0].notes, *left)), *found[1:]]


def _text(data: bytes, _kind: str, job: Job) -> list[Grid]:
    return [delimited.read_plain(data, job) or delimited.read(decode(data, job.place), job)]


def _json(data: bytes, _kind: str, job: Job) -> list[Grid]:
    decoded = decode(data, job.place)
    found = typed.read_json(decoded.text, decoded.encoding, job)
    if not found:
        raise typed.damaged(job)
    return found


_READERS: Final[Mapping[str, Callable[[bytes, str, Job], list[Grid]]]] = {
    "xlsx": _workbook,
    "xlsm": _workbook,
    "xlsb": _workbook,
    "xls": _xls,
    "locked": _locked,
    "ods": lambda data, _kind, job: list(ods.read(data, job)),
    "fods": lambda data, _kind, job: list(ods.read_flat(data, job)),
    "html": lambda data, _kind, job: markup.read_html(data, job),
    "mhtml": lambda data, _kind, job: markup.read_mhtml(data, job),
    "xml": lambda data, _kind, job: markup.read_xml(data, job),
    "parquet": lambda data, _kind, job: [typed.read_parquet(data, job)],
    "json": _json,
    "records": lambda data, _kind, job: exchange.read(data, job),
    "docx": lambda data, _kind, job: word.read(data, job),
    "sqlite": lambda data, _kind, job: database.read(data, job),
    "dbf": lambda data, _kind, job: [dbase.read(data, job)],
    "zip": _zip,
    "text": _text,
}
