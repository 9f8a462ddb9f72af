"""What a file is, told by its first bytes and by what it contains, never by its ending."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final

import olefile

from orgtransfer.errors import InputError
from orgtransfer.i18n import N_, _
from orgtransfer.read import typed
from orgtransfer.read.limit import Job

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF: Final = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
)
_SAVE_AS: Final = N_("{file}: {what}; open it and save it as .xlsx, or export it once more")

REFUSED: Final[Mapping[bytes, str]] = {
    b"%PDF": N_("a PDF, which holds no table that could be read"),
    b"Rar!": N_("a RAR archive; unpack it"),
    b"7z\xbc\xaf": N_("a 7z archive; unpack it"),
    b"\x1f\x8b": N_("a gzip archive; unpack it"),
    b"\x89PNG": N_("a picture"),
    b"\xff\xd8\xff": N_("a picture"),
    b"GIF8": N_("a picture"),
    b"{\\rtf": N_("a text document"),
    b"SQLite format 3": N_("a database"),
}
"""First bytes -> what such a file is. None of them can be read."""

_HTML: Final = re.compile(
    rb"^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|table|style|div|font)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL: Final = re.compile(rb"^\s*(?:MIME-Version|From|Subject|Date|Content-Type):", re.IGNORECASE)
_JSON: Final = re.compile(rb'^\s*(?:\[\s*\{|\{)\s*"')
_OPENDOCUMENT: Final = b"urn:oasis:names:tc:opendocument:xmlns:office"
_SPREADSHEETML: Final = b"urn:schemas-microsoft-com:office:spreadsheet"


class NoTableError(InputError):
    """A file of a kind that holds no table, or none that can be read."""


def sniff(data: bytes, job: Job) -> str:
    """The format of a file.

    Returns:
        xlsx, xlsm, xlsb, ods, fods, zip, xls, locked, html, mhtml, xml, parquet, json or text.

    Raises:
        NoTableError: a format that holds no table, or one that cannot be read.
        InputError: the file is damaged.
    """
    for start, what in REFUSED.items():
        if data.startswith(start):
            raise NoTableError(_(_SAVE_AS).format(file=job.place, what=_(what)))
    if data.startswith(_OLE):
        return _ole(data, job)
    if data.startswith((b"PK\3\4", b"PK\5\6")):
        return _package(data, job)
    if data.startswith(typed.PARQUET) and data.endswith(typed.PARQUET):
        return "parquet"
    if data.startswith(_OLD_BIFF):
        what = _("a workbook of a version before Excel 95")
        raise NoTableError(_(_SAVE_AS).format(file=job.place, what=what))
    return _text(data[:4096])


def _text(head: bytes) -> str:
    """Text: a web page, a saved web page, an XML spreadsheet, or delimited lines."""
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if plain.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0<" in plain[:8] or plain[1:2] == b"\0":
        plain = plain.replace(b"\0", b"").lstrip(b"\xff\xfe")
    if _SPREADSHEETML in plain and plain.lstrip().startswith((b"<?xml", b"<Workbook", b"<ss:")):
        return "xml"
    if _OPENDOCUMENT in plain and plain.lstrip().startswith((b"<?xml", b"<office:")):
        return "fods"
    if _HTML.match(plain):
        return "html"
    if _MAIL.match(plain) and b"multipart/related" in plain:
        return "mhtml"
    if _JSON.match(plain):
        return "json"
    return "text"


def _package(data: bytes, job: Job) -> str:
    """A zip: a workbook by the parts it has, else an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise job.damaged() from error
    if "xl/workbook.xml" in names:
        return "xlsm" if "xl/vbaProject.bin" in names else "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "ods"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise NoTableError(_(_SAVE_AS).format(file=job.place, what=_("a text document")))
    if "[Content_Types].xml" in names:
        raise job.damaged()
    return "zip"


def _ole(data: bytes, job: Job) -> str:
    """A compound file: an old workbook, a locked new one, or something else of those years."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            streams = {entry[0].lower() for entry in compound.listdir() if entry}
    except Exception as error:
        # olefile raises what it meets: OSError, struct.error, IndexError, TypeError.
        raise job.damaged() from error
    if "encryptedpackage" in streams:
        return "locked"
    if streams & {"workbook", "book"}:
        return "xls"
    if "worddocument" in streams:
        raise NoTableError(_(_SAVE_AS).format(file=job.place, what=_("a text document")))
    message = _(
        "{file}: a workbook in a form that only WPS reads; open it in WPS and choose Save As, "
        "type .xlsx"
    )
    raise InputError(message.format(file=job.place))
