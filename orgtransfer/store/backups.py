"""Copies of the store's file, made before each run: the last three, and the last one of a month."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from pathlib import Path
from typing import Final

from orgtransfer.store import atomic

FOLDER: Final = "backups"
KEEP: Final = 3
KEEP_MONTHS: Final = 12


def make(connection: sqlite3.Connection, store: Path, now: dt.datetime) -> Path:
    """Copies the store beside itself, and drops the copies that need not be kept any longer.

    Args:
        connection: the open store.
        store: its folder.
        now: the time that the copy is named by.

    Returns:
        The copy.

    Raises:
        OutputError: it cannot be written.
    """
    folder = store / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = free(folder, "store", now)
    write(connection, copy)
    _prune(folder)
    return copy


def free(folder: Path, stem: str, now: dt.datetime) -> Path:
    """A name that says when, by the second, and that no file has: the next free second's."""
    while (path := folder / f"{stem}_{now:%Y%m%d-%H%M%S}.sqlite").exists():
        now += dt.timedelta(seconds=1)
    return path


def write(connection: sqlite3.Connection, target: Path) -> None:
    """Copies an open store to a file, in one step.

    Raises:
        OutputError: the file cannot be written.
    """
    atomic.replace(target, lambda fresh: _copy(connection, fresh))


def _copy(connection: sqlite3.Connection, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as fresh:
        connection.backup(fresh)


def _prune(folder: Path) -> None:
    copies = sorted(folder.glob("store_????????-??????.sqlite"))
    # A later copy takes the place of an earlier one of its month.
    months = {copy.name[len("store_") :][:6]: copy for copy in copies}
    lasting = {*copies[-KEEP:], *sorted(months.values())[-KEEP_MONTHS:]}
    for copy in copies:
        if copy not in lasting:
            copy.unlink()
