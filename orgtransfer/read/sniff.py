"""What a file is, told by its first bytes and by what it contains, never by its ending."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

import olefile

from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.read import database, dbase, refused, typed, word
from orgtransfer.read.limit import Job

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF: Final = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
)
_HTML: Final = re.compile(
    rb"^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|table|style|div|font)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL: Final = re.compile(rb"^\s*(?:MIME-Version|From|Subject|Date|Content-Type):", re.IGNORECASE)
_JSON: Final = re.compile(rb'^\s*(?:\[\s*\{\s*"|\{\s*"|\[\s*\[\s*["\]])')
_XML: Final = re.compile(
    rb"^\s*(?:<\?xml\b|<[A-Za-z_\x80-\xff][\w:.\x80-\xff-]*(?:\s[^<>]*)?>\s*<)"
)
_OPENDOCUMENT: Final = b"urn:oasis:names:tc:opendocument:xmlns:office"
_SPREADSHEETML: Final = b"urn:schemas-microsoft-com:office:spreadsheet"


def sniff(data: bytes, job: Job) -> str:
    """The format of a file.

    Returns:
        xlsx, xlsm, xlsb, ods, fods, docx, zip, xls, locked, html, mhtml, xml, records (any other
        XML), parquet, json, sqlite, dbf or text.

    Raises:
        NoTableError: a format that holds no table, or one that cannot be read.
        InputError: the file is damaged.
    """
    refused.by_bytes(data, job)
    if data.startswith(database.SQLITE):
        return "sqlite"
    if data.startswith(_OLE):
        return _ole(data, job)
    if data.startswith((b"PK\3\4", b"PK\5\6")):
        return _package(data, job)
    if data.startswith(typed.PARQUET) and data.endswith(typed.PARQUET):
        return "parquet"
    if data.startswith(_OLD_BIFF):
        raise refused.old_workbook(job)
    return "dbf" if dbase.is_dbase(data) else _text(data[:4096])


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
    return "records" if _XML.match(plain) else "text"


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
        refused.by_kind(_stated_kind(data), job)
        return "ods"
    if word.DOCUMENT in names:
        return "docx"
    refused.by_parts(names, job)
    if "[Content_Types].xml" in names:
        raise job.damaged()
    return "zip"


def _stated_kind(data: bytes) -> bytes:
    """What an OpenDocument file says that it is; it stands first in it, and unpacked."""
    start = data[:200].partition(b"mimetype")[2]
    return start[:80]


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
    refused.by_streams(streams, job)
    message = _(
        "{file}: a workbook in a form that only WPS reads; open it in WPS and choose Save As, "
        "type .xlsx"
    )
    raise InputError(message.format(file=job.place))
