"""The date on which an export was made: from its text, else its name, else the file's date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from orgtransfer.read.words import EXPORTED

_DATE: Final = r"(20\d{2})\s*[-/.年]\s*(1[0-2]|0?[1-9])\s*[-/.月]\s*(3[01]|[12]\d|0?[1-9])"
_WORDED: Final = re.compile("(?:" + "|".join(EXPORTED) + r")\s*[:：]?\s*" + _DATE)
_ALONE: Final = re.compile(r"^\s*[(（]?\s*" + _DATE + r"\s*日?\s*[)）]?\s*$")
_IN_NAME: Final = re.compile(
    r"(?<!\d)(20\d{2})[-_.年]?(1[0-2]|0[1-9])[-_.月]?(3[01]|[12]\d|0[1-9])(?!\d{1,3}(?!\d))"
)


def from_text(texts: Iterable[str]) -> dt.date | None:
    """The first date that a row around the table gives, one with a word before it first."""
    listed = list(texts)
    for pattern in (_WORDED, _ALONE):
        for text in listed:
            date = _date(pattern.search(text))
            if date:
                return date
    return None


def from_name(name: str) -> dt.date | None:
    """The date in a file's name: 20261120, 2026-11-20, 2026年11月20日."""
    return _date(_IN_NAME.search(name))


def _date(found: re.Match[str] | None) -> dt.date | None:
    if not found:
        return None
    try:
        return dt.date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
