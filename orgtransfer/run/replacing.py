"""Replacing a workbook in which somebody may be writing at this very moment."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from orgtransfer.store import atomic, copies


class ChangedError(Exception):
    """The workbook was saved since its entries were read: they have to be read again."""


def digest(workbook: Path) -> str | None:
    """What a workbook's content is known by; None where there is none.

    It is taken before the entries are read, so that nothing saved in between is overlooked.
    """
    if not workbook.is_file():
        return None
    with workbook.open("rb") as stream:
        return hashlib.file_digest(stream, "blake2b").hexdigest()


def digest_of(content: bytes) -> str:
    """What a workbook's content is known by, before it is written; see `digest`."""
    return hashlib.blake2b(content).hexdigest()


def put(workbook: Path, content: bytes, seen: str | None, zone: dt.tzinfo) -> Path | None:
    """Puts a new workbook in the place of the old one, which is kept as a dated copy.

    Args:
        workbook: the file.
        content: the new workbook.
        seen: the digest of the content whose entries have been read.
        zone: in which the copy's date is.

    Returns:
        The copy of the old one; None where there was none.

    Raises:
        ChangedError: it is not that content any more. Nothing was replaced.
        OutputError: the file cannot be written.
    """
    copy = copies.keep(workbook, zone)
    if digest(workbook) != seen:
        raise ChangedError
    atomic.write(workbook, content)
    return copy
