"""The store's SQLite file: its tables, how it is opened, and what its errors mean."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from orgtransfer.errors import InputError, OutputError
from orgtransfer.i18n import _
from orgtransfer.store import backups, chain, seals

VERSION: Final = 7

_SCHEMA: Final = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (
    run INTEGER PRIMARY KEY AUTOINCREMENT,
    made TEXT NOT NULL, as_of TEXT NOT NULL, version TEXT NOT NULL,
    exports TEXT NOT NULL, summary TEXT NOT NULL, blocks TEXT NOT NULL
);
CREATE TABLE blobs (digest TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE parts (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    name TEXT NOT NULL, part INTEGER NOT NULL, digest TEXT NOT NULL REFERENCES blobs,
    PRIMARY KEY (run, name, part)
) WITHOUT ROWID;
CREATE INDEX parts_digest ON parts (digest);
CREATE TABLE decisions (
    kind TEXT NOT NULL, a_key TEXT NOT NULL, b_key TEXT NOT NULL, ruling TEXT,
    handler TEXT, note TEXT, decided TEXT, taken TEXT NOT NULL,
    PRIMARY KEY (kind, a_key, b_key, taken)
) WITHOUT ROWID;
"""

_UNDONE: Final = """
CREATE TABLE IF NOT EXISTS undone (
    kind TEXT NOT NULL, a_key TEXT NOT NULL, b_key TEXT NOT NULL, taken TEXT NOT NULL,
    undone TEXT NOT NULL, undone_by TEXT, reason TEXT NOT NULL,
    PRIMARY KEY (kind, a_key, b_key, taken)
) WITHOUT ROWID;
"""
"""Which rulings were taken back: a line more each, so that the rulings themselves stay."""

_LETTERS: Final = """
CREATE TABLE IF NOT EXISTS letters (
    year INTEGER NOT NULL, serial INTEGER NOT NULL, letter_no TEXT NOT NULL UNIQUE,
    reserved TEXT NOT NULL, written TEXT,
    person TEXT NOT NULL, name TEXT, id_number TEXT, from_org TEXT, to_org TEXT,
    issued TEXT NOT NULL, valid_days INTEGER NOT NULL,
    state TEXT NOT NULL, closed TEXT, reason TEXT,
    PRIMARY KEY (year, serial)
) WITHOUT ROWID;
"""
"""The letters that were given a number, see `store.letters`; ID numbers in it are masked."""

_GROUNDS: Final = """
CREATE TABLE IF NOT EXISTS grounds (
    kind TEXT NOT NULL, a_key TEXT NOT NULL, b_key TEXT NOT NULL, taken TEXT NOT NULL,
    origin TEXT, run INTEGER, a_text TEXT, b_text TEXT, probability REAL, tier TEXT, evidence TEXT,
    a_rests TEXT, b_rests TEXT, a_row TEXT, b_row TEXT,
    PRIMARY KEY (kind, a_key, b_key, taken)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chain (
    link INTEGER PRIMARY KEY, act TEXT NOT NULL, kind TEXT NOT NULL, a_key TEXT NOT NULL,
    b_key TEXT NOT NULL, taken TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS effects (
    kind TEXT NOT NULL, a_key TEXT NOT NULL, b_key TEXT NOT NULL, taken TEXT NOT NULL,
    run INTEGER NOT NULL, came TEXT NOT NULL, went TEXT NOT NULL,
    PRIMARY KEY (kind, a_key, b_key, taken)
) WITHOUT ROWID;
"""
"""What each ruling rested on, the chain of all acts (see `store.chain`), and what followed."""

_ADDITIONS: Final = """
CREATE TABLE IF NOT EXISTS additions (
    kind TEXT NOT NULL, subject TEXT NOT NULL, place TEXT NOT NULL, value TEXT, author TEXT,
    taken TEXT NOT NULL,
    PRIMARY KEY (kind, subject, place, taken)
) WITHOUT ROWID;
"""
"""What clerks added to worklists besides their rulings, see `store.additions`."""

_STEPS: Final[Mapping[int, str]] = {
    0: _SCHEMA + _UNDONE + _LETTERS + _GROUNDS + _ADDITIONS,
    1: _UNDONE + _LETTERS + _GROUNDS + _ADDITIONS,
    2: _LETTERS + _GROUNDS + _ADDITIONS,
    3: _GROUNDS + _ADDITIONS,
    4: _ADDITIONS,
    5: "",
    6: "",
}
"""Version found -> what brings the file to the version of today.

5: the seal covers the letters; 6: parts may hold differences only (see `store.parts`); 7: also as cells, and the
places of findings are a table of their own."""

_OURS: Final = frozenset({"facts", "runs", "blobs", "parts", "decisions"})
_PASSING: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
    }
)  # fmt: skip
"""Errors that are the machine's or another process's, and not the file's."""


def connect(name: str, *, keep: bool = False) -> sqlite3.Connection:
    """Opens the file `name`, or makes it; one of an earlier version is brought up to date.

    Args:
        name: the file.
        keep: whether a copy of one of an earlier version is put among the copies before.

    Raises:
        InputError: it is no store of ours, damaged, or written by a later version.
        OutputError: it cannot be used just now.
    """
    with trouble(Path(name)):
        # Waiting a little lets `decide` and a run that is just ending pass each other.
        database = sqlite3.connect(name, timeout=10)
        with reading(database):
            found = int(database.execute("PRAGMA user_version").fetchone()[0])
            tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        database.execute("PRAGMA foreign_keys = ON")
        # Deleted rows are about people too: they are overwritten, not only unlinked.
        database.execute("PRAGMA secure_delete = ON")
        # What SQLite sorts or moves would otherwise lie in the system's temporary folder.
        database.execute("PRAGMA temp_store = MEMORY")
        if found == 0:
            database.execute("PRAGMA auto_vacuum = INCREMENTAL")
        # A new file has no tables; a store of any version that we know has ours.
        if tables if found == 0 else found <= VERSION and not tables & _OURS:
            database.close()
            raise InputError(_foreign(name))
        if found in _STEPS:
            if found and keep:
                _keep(database, found, Path(name).parent / backups.FOLDER)
            _bring_up(database, found, name)
    if found > VERSION:
        database.close()
        raise InputError(
            _(
                "{file}: this store was written by a later version of orgtransfer; update it."
            ).format(file=name)
        )
    return database


def _keep(database: sqlite3.Connection, found: int, folder: Path) -> None:
    """Copies a file of an earlier version, once: what brings it up to date cannot be undone."""
    copy = folder / f"version-{found}.sqlite"
    if not copy.exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        backups.write(database, copy)


def _bring_up(database: sqlite3.Connection, found: int, name: str) -> None:
    """Brings a file of an earlier version up to date, all of it or nothing.

    The rulings that it holds are chained, and the whole is sealed anew: so it has to be whole.
    """
    with database:
        database.execute("BEGIN IMMEDIATE")
        if int(database.execute("PRAGMA user_version").fetchone()[0]) == VERSION:
            return  # another process was quicker
        if found and not seals.is_whole(database, found):
            raise damaged(Path(name), _("its history or its rulings have changed"))
        for statement in _STEPS[found].split(";"):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {VERSION}")
        chain.extend(database)
        if found:
            seals.put(database)


@contextlib.contextmanager
def reading(database: sqlite3.Connection) -> Iterator[None]:
    """Several questions to one state of the file: nobody writes between them."""
    database.execute("BEGIN")
    try:
        yield
    finally:
        database.rollback()


def _foreign(name: str) -> str:
    return _(
        "{file}: this SQLite file is no store of orgtransfer, or it is damaged. Nothing was changed. "
        "Name another folder in [store] path, or put a copy of the store back from {backups} "
        "(`orgtransfer store restore FILE`); without one, `orgtransfer store rebuild` makes it again."
    ).format(file=name, backups=Path(name).parent / backups.FOLDER)


def damaged(path: Path, what: object) -> InputError:
    """The error of a store that does not say any more what was written into it.

    Args:
        path: its folder.
        what: what does not fit.
    """
    return InputError(
        _(
            "{file}: the store is damaged ({reason}). Nothing was changed. `orgtransfer store check "
            "--repair` repairs what can be repaired. Copies made before the "
            "last runs are in {backups}: see them with `orgtransfer store list`, and put one back with "
            "`orgtransfer store restore FILE`. Without a copy, `orgtransfer store rebuild` makes it again. "
            "Entries in the worklist are taken back by the next run."
        ).format(file=path, reason=what, backups=backups.FOLDER)
    )


@contextlib.contextmanager
def trouble(path: Path) -> Iterator[None]:
    """Says what is wrong with the store's file in words that lead on."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        # A damaged name of a table or a column need not be text any more.
        # The low byte is the kind of error, the others are details of it.
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _PASSING:
            raise damaged(path, error) from error
        raise OutputError(
            _(
                "{file}: the store cannot be used just now ({reason}). If another run is at work, "
                "wait for it; see that the disk is not full and the folder can be written."
            ).format(file=path, reason=error)
        ) from error
