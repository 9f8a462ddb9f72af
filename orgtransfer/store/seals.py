"""The seal: a digest over what the store says, so that damage is named and never read as truth.

It covers the history, which parts belong to which table, the rulings, the salt and the clock. The
parts themselves are named by their own digest, which is checked when they are read.
"""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from typing import Final

_SEALED: Final = (
    "SELECT * FROM facts WHERE name <> 'seal' ORDER BY name",
    "SELECT * FROM runs ORDER BY run",
    "SELECT * FROM parts ORDER BY run, name, part",
    "SELECT * FROM decisions ORDER BY kind, a_key, b_key, taken",
    "SELECT * FROM undone ORDER BY kind, a_key, b_key, taken",
)
_SEALED_SINCE: Final = {
    4: (
        "SELECT * FROM grounds ORDER BY kind, a_key, b_key, taken",
        "SELECT * FROM chain ORDER BY link",
        "SELECT * FROM effects ORDER BY kind, a_key, b_key, taken",
    ),
    5: (
        "SELECT * FROM letters ORDER BY year, serial",
        "SELECT * FROM additions ORDER BY kind, subject, place, taken",
    ),
}
"""Version of the file -> what its seal covers besides."""


def put(connection: sqlite3.Connection) -> None:
    """Seals what the store says now; within the transaction that changed it.

    Where nothing changed nothing is written: a dry run leaves no trace.
    """
    digest = _digest(connection, _version(connection))
    if _kept(connection) != digest:
        connection.execute("REPLACE INTO facts VALUES ('seal', ?)", (digest,))


def is_whole(connection: sqlite3.Connection, version: int | None = None) -> bool:
    """Whether the store says what it said when it was sealed.

    A store that a very early version wrote has no seal until it is written again.

    Args:
        connection: the store's database.
        version: the version that sealed it; None: the file's own.
    """
    seal = _kept(connection)
    return seal is None or seal == _digest(connection, version or _version(connection))


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _kept(connection: sqlite3.Connection) -> object:
    row = connection.execute("SELECT value FROM facts WHERE name = 'seal'").fetchone()
    return None if row is None else row[0]


def _digest(connection: sqlite3.Connection, version: int) -> str:
    found = hashlib.blake2b(digest_size=16)
    # As bytes: damaged text need not be text any more.
    usual, connection.text_factory = connection.text_factory, bytes
    try:
        later = (_SEALED_SINCE[since] for since in _SEALED_SINCE if since <= version)
        for question in (*_SEALED, *itertools.chain.from_iterable(later)):
            found.update(repr(connection.execute(question).fetchall()).encode())
    finally:
        connection.text_factory = usual
    return found.hexdigest()
