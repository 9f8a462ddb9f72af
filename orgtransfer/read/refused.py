"""Kinds of file that are not read: what each is, and how its table is got out of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from orgtransfer.errors import InputError
from orgtransfer.i18n import N_, _
from orgtransfer.read.limit import Job


class NoTableError(InputError):
    """A file of a kind that holds no table, or none that can be read."""


_UNPACK: Final = N_("unpack it, and save the files that are in it in its place")
_SAVE_AS: Final = N_("open it and save it as .xlsx, or export it once more")
_DOCUMENT: Final = N_(
    "open it in Word or WPS and save it as .docx, whose tables are read, or copy the table into a "
    "workbook"
)
_PDF: Final = N_(
    "ask for the list as .xlsx where it came from; else, where its text can be marked, open it in "
    "WPS or Word, save it as .docx or .xlsx and compare every line: a converted list may have lost "
    "or joined lines"
)
_PICTURE: Final = N_(
    "nothing is read from a picture: a digit that is read wrongly makes another person; ask for the "
    "list itself, saved as .xlsx"
)
_ACCESS: Final = N_(
    "open it in Access, choose the table, External Data, Excel, and save it as .xlsx; where there is "
    "no Access, LibreOffice Base opens it: copy the table into a workbook"
)
_SERVER: Final = N_(
    "ask whoever keeps the system to export the table of members as .xlsx or .csv (UTF-8)"
)
_SLIDES: Final = N_("copy its table into a workbook")

_SIGNATURES: Final[tuple[tuple[bytes, int, str, str], ...]] = (
    (b"%PDF", 0, N_("a PDF, which holds no table that could be read"), _PDF),
    (b"Rar!", 0, N_("a RAR archive"), _UNPACK),
    (b"7z\xbc\xaf", 0, N_("a 7z archive"), _UNPACK),
    (b"\x1f\x8b", 0, N_("a gzip archive"), _UNPACK),
    (b"BZh", 0, N_("a bzip2 archive"), _UNPACK),
    (b"\xfd7zXZ", 0, N_("an xz archive"), _UNPACK),
    (b"\x28\xb5\x2f\xfd", 0, N_("a zstd archive"), _UNPACK),
    (b"ustar", 257, N_("a tar archive"), _UNPACK),
    (b"MSCF", 0, N_("a CAB archive"), _UNPACK),
    (b"\x89PNG", 0, N_("a picture"), _PICTURE),
    (b"\xff\xd8\xff", 0, N_("a picture"), _PICTURE),
    (b"GIF8", 0, N_("a picture"), _PICTURE),
    (b"II*\0", 0, N_("a picture"), _PICTURE),
    (b"MM\0*", 0, N_("a picture"), _PICTURE),
    (b"WEBP", 8, N_("a picture"), _PICTURE),
    (b"ftyphei", 4, N_("a picture"), _PICTURE),
    (b"ftypmif", 4, N_("a picture"), _PICTURE),
    (b"{\\rtf", 0, N_("a text document (RTF)"), _DOCUMENT),
    (b"\0\1\0\0Standard Jet DB", 0, N_("an Access database (.mdb)"), _ACCESS),
    (b"\0\1\0\0Standard ACE DB", 0, N_("an Access database (.accdb)"), _ACCESS),
    (b"TAPE", 0, N_("a backup of SQL Server"), _SERVER),
    (b"\3\0\x16EXPORT:", 0, N_("a dump of Oracle"), _SERVER),
    (b"PGDMP", 0, N_("a dump of PostgreSQL"), _SERVER),
    (b"-- MySQL dump", 0, N_("a dump of MySQL"), _SERVER),
    (b"-- PostgreSQL database dump", 0, N_("a dump of PostgreSQL"), _SERVER),
    (b"/*\n Navicat", 0, N_("a dump of a database"), _SERVER),
    (b"/*\r\n Navicat", 0, N_("a dump of a database"), _SERVER),
    (b"ARROW1", 0, N_("a table of Arrow"), N_("save it as Parquet or .csv")),
    (b"MZ", 0, N_("a program"), N_("run nothing that comes in the place of a list; ask for .xlsx")),
    (b"L\0\0\0\1\x14\2\0", 0, N_("a shortcut to a file"), N_("give the file itself")),
)
"""How a file begins (the bytes, and where they stand), what it is, what to do."""

_PARTS: Final[tuple[tuple[str, str, str], ...]] = (
    ("ppt/", N_("slides"), _SLIDES),
    ("OFD.xml", N_("an OFD, which holds no table that could be read"), _PDF),
    ("FixedDocSeq.fdseq", N_("an XPS, which holds no table that could be read"), _PDF),
    ("Index/Document.iwa", N_("a document of Apple"), N_("export it there as .xlsx")),
    ("Index.zip", N_("a document of Apple"), N_("export it there as .xlsx")),
)
"""How the name of a part of a package begins, what the package is, what to do."""

_STREAMS: Final[Mapping[str, tuple[str, str]]] = {
    "worddocument": (N_("a text document (.doc or .wps)"), _DOCUMENT),
    "powerpoint document": (N_("slides"), _SLIDES),
    "__properties_version1.0": (
        N_("a message of Outlook"), N_("save the file that is attached to it, and give that"),
    ),
}  # fmt: skip
"""A stream of a compound file, what the file is, what to do."""


def by_bytes(data: bytes, job: Job) -> None:
    """Refuses a file that begins as one that is not read.

    Raises:
        NoTableError: with what it is and what to do.
    """
    for mark, at, what, how in _SIGNATURES:
        if data.startswith(mark, at) and (mark != b"MZ" or b"\0" in data[:64]):
            raise message(job, what, how)


def by_parts(names: Iterable[str], job: Job) -> None:
    """Refuses a package by the names of its parts.

    Raises:
        NoTableError: with what it is and what to do.
    """
    listed = list(names)
    for start, what, how in _PARTS:
        if any(name.startswith(start) for name in listed):
            raise message(job, what, how)


def by_kind(kind: bytes, job: Job) -> None:
    """Refuses an OpenDocument file that says that it is no spreadsheet.

    Raises:
        NoTableError: with what it is and what to do.
    """
    if b".text" in kind:
        raise message(job, N_("a text document (.odt)"), _DOCUMENT)
    if b".presentation" in kind or b".graphics" in kind:
        raise message(job, N_("slides"), _SLIDES)


def by_streams(names: Iterable[str], job: Job) -> None:
    """Refuses a compound file by its streams, which are given in small letters.

    Raises:
        NoTableError: with what it is and what to do.
    """
    for name in names:
        if name in _STREAMS:
            raise message(job, *_STREAMS[name])


def old_workbook(job: Job) -> NoTableError:
    """For a workbook of the years before Excel 95."""
    return message(job, N_("a workbook of a version before Excel 95"), _SAVE_AS)


def message(job: Job, what: str, how: str) -> NoTableError:
    """`file: what it is; what to do`."""
    return NoTableError(_("{file}: {what}; {how}").format(file=job.place, what=_(what), how=_(how)))
