"""The marks of binary workbooks: .xls (BIFF5 and BIFF8) and .xlsb (BIFF12).

Only the few records that matter are looked at: [MS-XLS] 2.4 and [MS-XLSB] 2.4. Ours because xlrd, for
.xls alone, makes an object of every cell and cannot be stopped at a limit; for .xlsb nothing tells them.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import olefile

from orgtransfer.read.cell_types import CellTypes, relations, unpack, weigh
from orgtransfer.read.grid import Cell, Merge
from orgtransfer.read.limit import Job

_LONGEST: Final = 1e15
"""Fifteen digits a number keeps; from the sixteenth on they are lost."""
_EVERY: Final = 200_000
"""So many records between two looks at the clock."""

Record = tuple[int, int, int]
"""A record's number, where its body begins, and how long it is."""


@dataclass
class _Sheet:
    """The marks of a sheet as they are found."""

    numbers: list[Cell] = field(default_factory=list)
    errors: list[Cell] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    height: int = 0
    width: int = 0

    def number(self, row: int, column: int, value: float) -> None:
        self.seen(row, column)
        if _LONGEST <= abs(value) < 1e30:
            self.numbers.append(Cell(row, column, format(value, ".0f")))

    def seen(self, row: int, column: int) -> None:
        self.height = max(self.height, row + 1)
        self.width = max(self.width, column + 1)

    def marks(self, epoch_1904: bool) -> CellTypes:
        return CellTypes(
            tuple(self.numbers),
            tuple(self.errors),
            tuple(self.merges),
            frozenset(self.hidden),
            epoch_1904,
            self.height,
            self.width,
        )


def _rk(raw: int) -> float:
    """An RK number: 30 bits of an integer or of a float, perhaps in hundredths."""
    if raw & 2:
        value = float(struct.unpack("<i", struct.pack("<I", raw & 0xFFFFFFFC))[0] >> 2)
    else:
        value = struct.unpack("<d", struct.pack("<Q", (raw & 0xFFFFFFFC) << 32))[0]
    return value / 100 if raw & 1 else value


# -- .xls -----------------------------------------------------------------------------------


def of_xls(data: bytes, job: Job) -> dict[str, CellTypes]:
    """Sheet name -> its marks, for a workbook of Excel 5 to 2003 or of WPS.

    Raises:
        InputError: a limit is passed.
        OSError, struct.error, ValueError: the workbook is damaged.
    """
    with olefile.OleFileIO(io.BytesIO(data)) as compound:
        name = "Workbook" if compound.exists("Workbook") else "Book"
        stream = compound.openstream(name).read()
    names: list[str] = []
    sheets: list[_Sheet] = []
    kinds: list[int] = []
    epoch, ends = False, 0
    for record, at, length in _records(stream, job):
        if record == 0x0809:
            kinds.append(struct.unpack_from("<H", stream, at + 2)[0])
            if kinds[-1] != 0x0005:
                sheets.append(_Sheet())
        elif record == 0x000A:
            ends += 1
        elif record == 0x0085:
            names.append(_name(stream[at + 6 : at + length]))
        elif record == 0x0022:
            epoch = bool(stream[at])
        elif sheets:
            _cell(stream, record, at, length, sheets[-1])
    if ends < len(kinds):
        raise ValueError(ends)  # the stream ends before its last sheet does
    return {name: sheet.marks(epoch) for name, sheet in zip(names, sheets, strict=False)}


def _records(stream: bytes, job: Job) -> Iterator[Record]:
    at = 0
    count = 0
    while at + 4 <= len(stream):
        record, length = struct.unpack_from("<HH", stream, at)
        if at + 4 + length > len(stream):
            return
        yield record, at + 4, length
        at += 4 + length
        count += 1
        if count % _EVERY == 0:
            job.clock()


def _name(raw: bytes) -> str:
    """A sheet's name: compressed, wide, or (before Excel 97) in the code page of China."""
    if len(raw) < 2:
        return ""
    length, flags, rest = raw[0], raw[1], raw[2:]
    if len(raw) == length + 1:
        return raw[1:].decode("gb18030", "replace")
    if flags & 1:
        return rest[: 2 * length].decode("utf-16-le", "replace")
    return rest[:length].decode("latin-1")


def _cell(stream: bytes, record: int, at: int, length: int, sheet: _Sheet) -> None:
    if record == 0x0203 and length >= 14:  # NUMBER
        row, column, _xf, value = struct.unpack_from("<HHHd", stream, at)
        sheet.number(row, column, value)
    elif record == 0x027E and length >= 10:  # RK
        row, column, _xf, raw = struct.unpack_from("<HHHI", stream, at)
        sheet.number(row, column, _rk(raw))
    elif record == 0x00BD and length >= 6:  # MULRK
        row, column = struct.unpack_from("<HH", stream, at)
        for place in range((length - 6) // 6):
            raw = struct.unpack_from("<I", stream, at + 6 + 6 * place)[0]
            sheet.number(row, column + place, _rk(raw))
    elif record == 0x0006 and length >= 14:  # FORMULA
        row, column = struct.unpack_from("<HH", stream, at)
        _formula(stream, at, row, column, sheet)
    elif record == 0x0205 and length >= 8 and stream[at + 7]:  # BOOLERR
        row, column = struct.unpack_from("<HH", stream, at)
        sheet.errors.append(Cell(row, column, ""))
    elif record == 0x0208 and length >= 16 and stream[at + 12] & 0x20:  # ROW
        sheet.hidden.add(struct.unpack_from("<H", stream, at)[0])
    elif record == 0x00E5:  # MERGEDCELLS
        for place in range((length - 2) // 8):
            top, bottom, left, right = struct.unpack_from("<4H", stream, at + 2 + 8 * place)
            sheet.merges.append(Merge(top, left, bottom, right))


def _formula(stream: bytes, at: int, row: int, column: int, sheet: _Sheet) -> None:
    if stream[at + 12 : at + 14] != b"\xff\xff":
        sheet.number(row, column, struct.unpack_from("<d", stream, at + 6)[0])
    elif stream[at + 6] == 2:
        sheet.errors.append(Cell(row, column, ""))


# -- .xlsb ----------------------------------------------------------------------------------


def of_xlsb(data: bytes, job: Job) -> dict[str, CellTypes]:
    """Sheet name -> its marks, for a binary workbook of Excel 2007 and later.

    Raises:
        InputError: a limit is passed.
        zipfile.BadZipFile, OSError, KeyError, struct.error, ValueError: the workbook is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        book = unpack(package, "xl/workbook.bin", job)
        links = relations(unpack(package, "xl/_rels/workbook.bin.rels", job))
        for part in ("xl/sharedStrings.bin", "xl/styles.bin"):
            if part in package.NameToInfo:
                weigh(package, part, job)
        records = list(_records12(book, job))
        epoch = any(r == 153 and n and book[at] & 1 for r, at, n in records)
        sheets = [_bundle(book, at) for r, at, _n in records if r == 156]
        return {
            name: _sheet12(unpack(package, links[link], job), job).marks(epoch)
            for name, link in sheets
            if links.get(link) in package.NameToInfo
        }


def _records12(stream: bytes, job: Job) -> Iterator[Record]:
    at = 0
    count = 0
    while at < len(stream):
        record, at = _packed(stream, at, 2)
        length, at = _packed(stream, at, 4)
        if at + length > len(stream):
            raise ValueError(at)
        yield record, at, length
        at += length
        count += 1
        if count % _EVERY == 0:
            job.clock()


def _packed(stream: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of 7 bits a byte; a record's own number keeps the continuation bit."""
    value = 0
    for place in range(most):
        if at >= len(stream):
            raise ValueError(at)
        byte = stream[at]
        at += 1
        value |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            break
    return value, at


def _bundle(book: bytes, at: int) -> tuple[str, str]:
    link, at = _wide(book, at + 8)
    name, _at = _wide(book, at)
    return name, link


def _wide(stream: bytes, at: int) -> tuple[str, int]:
    length = struct.unpack_from("<I", stream, at)[0]
    end = at + 4 + 2 * length
    return stream[at + 4 : end].decode("utf-16-le", "replace"), end


def _sheet12(stream: bytes, job: Job) -> _Sheet:
    sheet = _Sheet()
    row = 0
    for record, at, length in _records12(stream, job):
        if record == 0 and length >= 12:  # BrtRowHdr
            row = struct.unpack_from("<I", stream, at)[0]
            if stream[at + 11] & 0x10:
                sheet.hidden.add(row)
        elif record in (2, 3, 5, 9, 11) and length >= 9:
            _cell12(stream, record, at, row, sheet)
        elif record in (4, 6, 7, 8, 10) and length >= 4:
            sheet.seen(row, struct.unpack_from("<I", stream, at)[0])
        elif record == 176 and length >= 16:  # BrtMergeCell
            top, bottom, left, right = struct.unpack_from("<4I", stream, at)
            sheet.merges.append(Merge(top, left, bottom, right))
    return sheet


def _cell12(stream: bytes, record: int, at: int, row: int, sheet: _Sheet) -> None:
    column = struct.unpack_from("<I", stream, at)[0]
    if record in (3, 11):  # BrtCellError, BrtFmlaError
        sheet.errors.append(Cell(row, column, ""))
    elif record == 2:  # BrtCellRk
        sheet.number(row, column, _rk(struct.unpack_from("<I", stream, at + 8)[0]))
    else:  # BrtCellReal, BrtFmlaNum
        sheet.number(row, column, struct.unpack_from("<d", stream, at + 8)[0])
