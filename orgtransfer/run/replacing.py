"""Replacing a workbook in which somebody may be writing at this very moment."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from pathlib import Path
from typing import Final

from orgtransfer.store import atomic, copies

_BESIDE: Final = "_新表（旧表未关闭）"
"""What the name of a worklist ends with that could not take the place of one that was open."""


class ChangedError(Exception):
    """The workbook was saved since its entries were read: they have to be read again."""


def beside(workbook: Path) -> Path:
    """Where a new worklist goes as long as the old one is open."""
    return workbook.with_stem(workbook.stem + _BESIDE)


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


def drop(workbook: Path, seen: str | None, zone: dt.tzinfo) -> None:
    """Removes a worklist that another one has taken the place of; a dated copy of it is kept.

    What was saved since its entries were read stays where it is, for the next run.

    Args:
        workbook: the file; it may be missing.
        seen: the digest of the content whose entries have been read.
        zone: in which the copy's date is.
    """
    if seen is None:
        return
    copies.keep(workbook, zone)
    if digest(workbook) == seen:
        # On Windows it may be open itself; then it waits for the next run as well.
        with contextlib.suppress(OSError):
            workbook.unlink()
