"""Text from bytes: which encoding a file is in, found by looking.

Ours because detectors (charset-normalizer, chardet) give the likeliest of a hundred encodings for a
whole file: here few can be, a list glued together of two is read line by line, and what told is said.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from orgtransfer.errors import InputError
from orgtransfer.i18n import _

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF8_SEQUENCE: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
_WIDTH: Final = {"utf-16-le": 2, "utf-16-be": 2, "utf-8": 1, "gb18030": 1}
_HAN_UTF8: Final = re.compile(rb"[\xe4-\xe9][\x80-\xbf]{2}|\xe3\x80[\x80-\xbf]|\xef\xbc[\x80-\xbf]")
_EVERYDAY: Final = re.compile(rb"[\xa1\xa3\xb0-\xd7][\xa1-\xfe]")
"""Punctuation and the 3,755 characters of the first level of GB 2312."""
_SURE: Final = 6
"""Bytes that a line must have beyond ASCII before it says anything."""
_MOST: Final = 0.7
_TOLERATED: Final = 0.02
"""Share of characters that may be spoilt before a file counts as no text at all."""


@dataclass(frozen=True)
class Decoded:
    """A file's text, and how it was found out."""

    text: str
    encoding: str
    why: str


def decode(data: bytes, place: str, declared: str | None = None) -> Decoded:
    """The text of `data`.

    Args:
        data: the whole file.
        place: what messages call it.
        declared: the encoding that the file itself names (a web page's meta tag).

    Raises:
        InputError: the bytes are no text in any encoding that exports come in.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _made(data[len(mark) :], _concrete(name, mark), _("byte order mark"), place)
    wide = _without_mark(data)
    if wide is not None:
        return _made(data, wide, _("zero bytes between the letters"), place)
    if declared and _fits(data, declared):
        return _made(data, declared, _("the file names it"), place)
    text = _utf8(data)
    if text is not None:
        return Decoded(text, "utf-8", _("every byte fits UTF-8"))
    glued = _by_lines(data, place)
    if glued is not None:
        return glued
    name, why = _by_bytes(data)
    return _made(data, name, why, place)


def _by_lines(data: bytes, place: str) -> Decoded | None:
    """A list glued together of two: some lines in UTF-8, the others in GB18030; None for others.

    A line that is spoilt is no line of the other encoding: GB18030 must read as everyday
    characters, and UTF-8 as Han characters throughout.

    Raises:
        InputError: a line of such a file fits neither.
    """
    lines = data.split(b"\n")
    # Most files are in GB18030 throughout: their lines are told by one look each.
    if not any(_is_utf8(line) for line in lines):
        return None
    kinds = [_kind(line) for line in lines]
    if "gb18030" not in kinds:
        return None
    main = max(("utf-8", "gb18030"), key=kinds.count)
    texts = []
    for number, (line, kind) in enumerate(zip(lines, kinds, strict=True), start=1):
        name = kind or main
        if not _fits(line, name):
            message = _(
                "{file}: some lines are in UTF-8, others in GB18030, and line {line} fits neither; "
                "open it in Excel or WPS, put that line right and save it as .xlsx"
            )
            raise InputError(message.format(file=place, line=number))
        texts.append(line.decode(name))
    why = _("two lists in one: lines in UTF-8: {utf8}, in GB18030: {gb}").format(
        utf8=kinds.count("utf-8"), gb=kinds.count("gb18030")
    )
    return Decoded("\n".join(texts).removeprefix("\ufeff"), "utf-8 / gb18030", why)


def _kind(line: bytes) -> str | None:
    """The encoding that a line is surely in; None for plain ASCII and where it is not sure."""
    if _fits(line, "utf-8"):
        return "utf-8" if _is_utf8(line) else None
    return "gb18030" if _is_made_of(2, _EVERYDAY, line) and _fits(line, "gb18030") else None


def _is_utf8(line: bytes) -> bool:
    return not line.isascii() and _fits(line, "utf-8") and _is_made_of(3, _HAN_UTF8, line)


def _is_made_of(width: int, pattern: re.Pattern[bytes], line: bytes) -> bool:
    """Whether most of what is not ASCII, and enough of it, are characters of this pattern."""
    high = sum(len(run) for run in _HIGH.findall(line))
    return high >= _SURE and width * len(pattern.findall(line)) >= _MOST * high


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeError:
        return None


def _concrete(name: str, mark: bytes) -> str:
    if name == "utf-8":
        return name
    return f"{name}-{'le' if mark[0] == 0xFF else 'be'}"


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without a mark: commas and line ends leave a zero in every other byte."""
    head = data[:4096]
    if len(head) < 4 or b"\0" not in head:
        return None
    data = data[: len(data) & ~1]  # without half a letter at a cut end
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 8 * max(even, 1) or (odd and not even):
        return "utf-16-le" if _fits(data, "utf-16-le") and odd * 20 > len(head) else None
    if even > 8 * max(odd, 1) or (even and not odd):
        return "utf-16-be" if _fits(data, "utf-16-be") and even * 20 > len(head) else None
    return None


def _fits(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except (UnicodeError, LookupError):
        return False
    return True


def _by_bytes(data: bytes) -> tuple[str, str]:
    """UTF-8 is hard to fake; what is not UTF-8 and reads as GB18030 is GB18030."""
    high = sum(len(run) for run in _HIGH.findall(data))
    good = sum(len(run) for run in _UTF8_SEQUENCE.findall(data))
    if good >= 0.9 * high:
        return "utf-8", _("nearly every byte fits UTF-8; the rest is spoilt")
    if _fits(data, "gb18030"):
        return "gb18030", _("not UTF-8, and every byte fits GB18030")
    return "gb18030", _("not UTF-8, and nearly every byte fits GB18030; the rest is spoilt")


def _made(data: bytes, name: str, why: str, place: str) -> Decoded:
    text = data.decode(name, errors="replace").removeprefix("\ufeff")
    lost = text.count("\ufffd")
    if lost > max(3, _TOLERATED * len(text)):
        message = _(
            "{file}: neither a workbook nor text in a known encoding; open it in Excel or WPS "
            "and save it as .xlsx"
        )
        raise InputError(message.format(file=place))
    return Decoded(text, name.removesuffix("-le").removesuffix("-be"), why)
