"""The smallest writers of binary workbooks that Excel's own formats allow, for tests only.

[MS-XLS] and [MS-CFB] for `.xls`, [MS-XLSB] for `.xlsb`: text, numbers, dates, errors, merged cells,
hidden rows and sheets. No library that is still cared for writes either format.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Iterator, Sequence

from tests.read.sheets import Error, Sheet, Value

_EPOCH = dt.date(1899, 12, 30)
_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE


def serial(day: dt.date, epoch_1904: bool = False) -> float:
    """A date as a spreadsheet counts it."""
    return float((day - (dt.date(1904, 1, 1) if epoch_1904 else _EPOCH)).days)


# -- .xls -----------------------------------------------------------------------------------


def xls(sheets: Sequence[Sheet], epoch_1904: bool = False) -> bytes:
    """A workbook of Excel 97 to 2003."""
    bodies = [_xls_sheet(sheet, epoch_1904) for sheet in sheets]
    head = _record(0x0809, struct.pack("<4H2I", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    head += _record(0x0042, struct.pack("<H", 1200))
    head += _record(0x0022, struct.pack("<H", epoch_1904))
    head += b"".join(_record(0x00E0, struct.pack("<HH", 0, fmt) + bytes(16)) for fmt in (0, 14))
    names = [sheet.name.encode("utf-16-le") for sheet in sheets]
    size = len(head) + sum(4 + 8 + len(name) for name in names) + 4
    for sheet, name, body in zip(sheets, names, bodies, strict=True):
        start = struct.pack("<IBBBB", size, int(sheet.hidden), 0, len(sheet.name), 1)
        head += _record(0x0085, start + name)
        size += len(body)
    return _compound(head + _record(0x000A, b"") + b"".join(bodies))


def _record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def _xls_sheet(sheet: Sheet, epoch_1904: bool) -> bytes:
    body = _record(0x0809, struct.pack("<4H2I", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    for at, row in enumerate(sheet.rows):
        if at in sheet.hidden_rows:
            body += _record(0x0208, struct.pack("<6HI", at, 0, len(row), 255, 0, 0, 0x20))
        for column, value in enumerate(row):
            body += _xls_cell(at, column, value, epoch_1904)
    if sheet.merges:
        blocks = b"".join(
            struct.pack("<4H", top, bottom, left, right)
            for top, left, bottom, right in sheet.merges
        )
        body += _record(0x00E5, struct.pack("<H", len(sheet.merges)) + blocks)
    return body + _record(0x000A, b"")


def _xls_cell(at: int, column: int, value: Value, epoch_1904: bool) -> bytes:
    if value is None:
        return b""
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        start = struct.pack("<HHHHB", at, column, 0, len(text) // 2, 1)
        return _record(0x0204, start + text)
    if isinstance(value, Error):
        return _record(0x0205, struct.pack("<HHHBB", at, column, 0, 0x2A, 1))
    if isinstance(value, dt.date):
        return _record(0x0203, struct.pack("<HHHd", at, column, 1, serial(value, epoch_1904)))
    return _record(0x0203, struct.pack("<HHHd", at, column, 0, float(value)))


def _compound(stream: bytes) -> bytes:
    """A compound file with the one stream `Workbook`."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    tables = -(-(sectors + 1 + 1) // 127)
    chain = [*range(1, sectors), _END, _END, *([0xFFFFFFFD] * tables)]
    fat = b"".join(struct.pack("<I", entry) for entry in chain).ljust(tables * 512, b"\xff")
    entries = [("Root Entry", 5, 1, _END, 0), ("Workbook", 2, _FREE, 0, len(stream))]
    directory = b"".join(_entry(*entry) for entry in entries).ljust(512, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, tables, sectors, 0, 4096, _END, 0, _END, 0)
    difat = [sectors + 1 + place for place in range(tables)]
    header += b"".join(struct.pack("<I", place) for place in difat).ljust(109 * 4, b"\xff")
    return header + stream + directory + fat


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    body = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text), kind, 1, _FREE, _FREE, child)
    return body + bytes(16 + 4 + 16) + struct.pack("<IQ", start, size)


# -- .xlsb ----------------------------------------------------------------------------------

_RELATIONS = (
    '<?xml version="1.0"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_RELATION = (
    '<Relationship Id="rId{0}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/worksheet" Target="worksheets/sheet{0}.bin"/>'
)


def xlsb(sheets: Sequence[Sheet]) -> bytes:
    """A binary workbook of Excel 2007 and later."""
    numbers = range(1, len(sheets) + 1)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.bin", b"".join(_book(sheets)))
        links = "".join(_RELATION.format(number) for number in numbers)
        package.writestr("xl/_rels/workbook.bin.rels", _RELATIONS.format(links))
        package.writestr("xl/styles.bin", b"".join(_styles()))
        for number, sheet in zip(numbers, sheets, strict=True):
            package.writestr(f"xl/worksheets/sheet{number}.bin", b"".join(_xlsb_sheet(sheet)))
    return target.getvalue()


def _record12(number: int, body: bytes = b"") -> bytes:
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    length, left = b"", len(body)
    while left >= 128:
        length += bytes([left & 0x7F | 0x80])
        left >>= 7
    return head + length + bytes([left]) + body


def _wide(text: str) -> bytes:
    coded = text.encode("utf-16-le")
    return struct.pack("<I", len(coded) // 2) + coded


def _book(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    yield _record12(131)
    yield _record12(143)
    for number, sheet in enumerate(sheets, start=1):
        state = struct.pack("<II", int(sheet.hidden), number)
        yield _record12(156, state + _wide(f"rId{number}") + _wide(sheet.name))
    yield _record12(144)
    yield _record12(132)


def _styles() -> Iterator[bytes]:
    yield _record12(278)
    yield _record12(617, struct.pack("<I", 2))
    for number_format in (0, 14):
        yield _record12(47, struct.pack("<HH", 0, number_format) + bytes(12))
    yield _record12(618)
    yield _record12(279)


def _xlsb_sheet(sheet: Sheet) -> Iterator[bytes]:
    width = max(map(len, sheet.rows), default=1)
    yield _record12(129)
    yield _record12(148, struct.pack("<4I", 0, max(len(sheet.rows) - 1, 0), 0, width - 1))
    yield _record12(145)
    for at, row in enumerate(sheet.rows):
        hidden = 0x10 if at in sheet.hidden_rows else 0
        yield _record12(0, struct.pack("<IIHBBBI", at, 0, 255, 0, hidden, 0, 0))
        for column, value in enumerate(row):
            yield _xlsb_cell(column, value)
    yield _record12(146)
    if sheet.merges:
        yield _record12(177, struct.pack("<I", len(sheet.merges)))
        for top, left, bottom, right in sheet.merges:
            yield _record12(176, struct.pack("<4I", top, bottom, left, right))
        yield _record12(178)
    yield _record12(130)


def _xlsb_cell(column: int, value: Value) -> bytes:
    if value is None:
        return b""
    if isinstance(value, str):
        return _record12(6, struct.pack("<II", column, 0) + _wide(value))
    if isinstance(value, Error):
        return _record12(3, struct.pack("<IIB", column, 0, 0x2A))
    if isinstance(value, dt.date):
        return _record12(5, struct.pack("<IId", column, 1, serial(value)))
    return _record12(5, struct.pack("<IId", column, 0, float(value)))
