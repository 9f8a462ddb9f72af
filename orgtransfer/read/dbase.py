"""Tables of old systems (.dbf of dBase, FoxBASE, FoxPro and Clipper)."""

from __future__ import annotations

import datetime as dt
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.read.encoding import decode
from orgtransfer.read.grid import Grid, frame
from orgtransfer.read.header import known_word, lookup
from orgtransfer.read.limit import Job
from orgtransfer.read.words import FIELD_WORDS

_VERSIONS: Final = frozenset(
    (0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xE5, 0xF5, 0xFB)
)
_PREFIX: Final = 32
_DESCRIPTOR: Final = 32
_END_OF_FIELDS: Final = 0x0D
_DELETED: Final = ord("*")
_MARKS: Final = (ord(" "), _DELETED)
"""What a row begins with."""
_LONGEST_NAME: Final = 10
"""Bytes of a field's name: five Chinese characters."""
_JULIAN: Final = 1_721_425
"""The number of the day before 0001-01-01."""
_HIDDEN: Final = 0x01
"""A column of the program's own."""
_PAGES: Final[Mapping[int, str]] = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5", 0x78: "big5"}
"""The mark of the code page, where it says that the text is Chinese."""


@dataclass(frozen=True)
class _Field:
    """A column: where it stands in a row, and how its values are written."""

    name: bytes
    kind: str
    start: int
    length: int
    hidden: bool

    @property
    def is_read(self) -> bool:
        """Whether its values stand in the row, in a form that is known."""
        sizes = {"I": 4, "B": 8, "T": 8}
        known = self.kind in _VALUES and sizes.get(self.kind, self.length) == self.length
        return known and not self.hidden


def is_dbase(data: bytes) -> bool:
    """Whether a file is such a table: its fields make up its rows to the byte."""
    return data[:1] != b"" and data[0] in _VERSIONS and _fields(data) is not None


def read(data: bytes, job: Job) -> Grid:
    """A table; rows that are marked as deleted are kept apart.

    Args:
        data: the file.
        job: what it is called and may cost.

    Raises:
        InputError: the file ends before its last row, is damaged, or passes a limit.
    """
    count, begin, width = struct.unpack_from("<IHH", data, 4)
    fields = _fields(data) or []
    job.shape(count + 1, len(fields))
    whole = max(0, len(data) - begin) // width
    more = whole > count and data[begin + count * width] in _MARKS
    if whole < count or more:
        message = _(
            "{file}: the table says that it has {stated} rows, and holds {rows}; open it in its "
            "own program and export it once more"
        )
        raise InputError(message.format(file=job.place, stated=count, rows=whole))
    rows = [data[begin + at * width : begin + (at + 1) * width] for at in range(count)]
    if any(row[0] not in _MARKS for row in rows):
        raise job.damaged()
    shown = [one for one in fields if one.is_read]
    encoding, why = _encoding(data[29], shown, rows, job)
    heads = [_whole(_text(one.name.rstrip(b" "), encoding)) for one in shown]
    listed = list(_rows(rows, shown, encoding, job))
    return Grid(
        format="dbf",
        sheet="",
        cells=frame([heads, *listed], len(shown)),
        encoding=encoding,
        why=why,
        deleted=frozenset(at for at, row in enumerate(rows, start=1) if row[0] == _DELETED),
        notes=tuple(_left_out(fields, encoding)),
    )


def _fields(data: bytes) -> list[_Field] | None:
    """The columns; None where they do not make up a row."""
    if len(data) < _PREFIX + 1:
        return None
    begin, width = struct.unpack_from("<HH", data, 8)
    # Long texts of Clipper and FoxPro keep the higher half of their length with the decimals.
    return _described(data, begin, width, 0) or _described(data, begin, width, 256)


def _described(data: bytes, begin: int, width: int, more: int) -> list[_Field] | None:
    found: list[_Field] = []
    at, start = _PREFIX, 1
    while at + 1 < begin and data[at : at + 1] not in (b"", bytes((_END_OF_FIELDS,))):
        name = data[at : at + 11].split(b"\0")[0]
        kind = chr(data[at + 11]) if len(data) >= at + _DESCRIPTOR else ""
        if not name.strip() or not kind.isalnum() or any(sign < 0x20 for sign in name):
            return None
        length = data[at + 16] + (data[at + 17] * more if kind == "C" else 0)
        found.append(_Field(name, kind, start, length, bool(data[at + 18] & _HIDDEN)))
        start += length
        at += _DESCRIPTOR
    ended = data[at : at + 1] == bytes((_END_OF_FIELDS,))
    return found if found and ended and at < begin and start == width else None


def _encoding(
    page: int, fields: Sequence[_Field], rows: Sequence[bytes], job: Job
) -> tuple[str, str]:
    """The mark is often that of another language: where it does not say Chinese, the text tells."""
    if page in _PAGES:
        return _PAGES[page], _("the file names it")
    # A text as long as its column may be cut in the middle of a character: it is no witness.
    texts = {
        row[one.start : one.start + one.length].rstrip()
        for row in rows
        for one in fields
        if one.kind == "C" and row[one.start + one.length - 1 : one.start + one.length] == b" "
    }
    found = decode(b"\n".join(sorted(texts)), job.place)
    return ("utf-8" if found.encoding == "utf-8" else "gb18030"), found.why


def _rows(
    rows: Sequence[bytes], fields: Sequence[_Field], encoding: str, job: Job
) -> Iterator[list[str | None]]:
    for row in rows:
        job.clock()
        yield [
            _VALUES[one.kind](row[one.start : one.start + one.length], encoding) for one in fields
        ]


def _text(data: bytes, encoding: str) -> str:
    """A text; half a character at its end is shown as one that was lost."""
    return data.decode(encoding, errors="replace")


def _said(data: bytes, encoding: str) -> str | None:
    return _text(data.rstrip(b" \0"), encoding).strip() or None


def _number(data: bytes, _encoding: str) -> str | None:
    """Digits as they stand: none is lost. A number that was too long is written as stars."""
    text = data.decode("ascii", errors="replace").strip(" \0")
    return "#NUM!" if text and not text.strip("*") else text or None


def _day(data: bytes, _encoding: str) -> str | None:
    text = data.decode("ascii", errors="replace").strip(" \0")
    whole = len(text) == 8 and text.isdigit()
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if whole else text or None


def _yes(data: bytes, _encoding: str) -> str | None:
    return {"T": "是", "Y": "是", "F": "否", "N": "否"}.get(data[:1].decode("latin-1").upper())


def _whole_number(data: bytes, _encoding: str) -> str | None:
    return str(int.from_bytes(data, "little", signed=True))


def _double(data: bytes, _encoding: str) -> str | None:
    return f"{struct.unpack('<d', data)[0]:.15g}"


def _moment(data: bytes, _encoding: str) -> str | None:
    """A day and the milliseconds of it."""
    day, milliseconds = struct.unpack("<ii", data)
    try:
        date = dt.date.fromordinal(day - _JULIAN)
    except (ValueError, OverflowError):
        return None
    minutes, seconds = divmod(milliseconds // 1000 % 86_400, 60)
    clock = f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return f"{date.isoformat()} {clock}".removesuffix(" 00:00:00")


_VALUES: Final[Mapping[str, Callable[[bytes, str], str | None]]] = {
    "C": _said, "N": _number, "F": _number, "D": _day, "L": _yes, "I": _whole_number,
    "B": _double, "T": _moment,
}  # fmt: skip
"""The kinds of column that are read: text, numbers, days, yes and no."""


def _left_out(fields: Sequence[_Field], encoding: str) -> Iterator[str]:
    """What is told of columns that are not read: their values stand in another file (memo)."""
    for one in fields:
        if not one.is_read and not one.hidden:
            message = _(
                "{column}: a column whose texts are kept in another file (.dbt, .fpt) or in a form "
                "that is not read; where it is needed, export the table as .xlsx"
            )
            yield message.format(column=_text(one.name, encoding))


def _whole(name: str) -> str:
    """A name that ten bytes have cut is the known word that it begins, where it is one field's."""
    if len(name.encode("gb18030")) < _LONGEST_NAME - 1 or known_word(name):
        return name
    meant = Counter(
        field
        for kind in FIELD_WORDS
        for word, (field, _tier) in lookup(kind).items()
        if word.startswith(name)
    )
    if len(meant) != 1:
        return name
    (field,) = meant
    found = [
        word
        for kind in FIELD_WORDS
        for word, (of, _tier) in lookup(kind).items()
        if of == field and word.startswith(name)
    ]
    return min(found, key=lambda word: (len(word), word))
