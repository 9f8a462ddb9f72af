"""The seal: a digest over what the store says, so that damage is named and never read as truth.

It covers the history, which parts belong to which table, the rulings, the salt and the clock. The
parts themselves are named by their own digest, which is checked when they are read.
"""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Final

_SEALED: Final = (
    "SELECT * FROM facts WHERE name <> 'seal' ORDER BY name",
    "SELECT * FROM runs ORDER BY run",
    "SELECT * FROM parts ORDER BY run, name, part",
    "SELECT * FROM decisions ORDER BY kind, a_key, b_key, taken",
    "SELECT * FROM undone ORDER BY kind, a_key, b_key, taken",
)


def put(connection: sqlite3.Connection) -> None:
    """Seals what the store says now; within the transaction that changed it.

    Where nothing changed nothing is written: a dry run leaves no trace.
    """
    digest = _digest(connection)
    if _kept(connection) != digest:
        connection.execute("REPLACE INTO facts VALUES ('seal', ?)", (digest,))


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether the store says what it said when it was sealed.

    A store that an earlier version wrote has no seal until it is written again.
    """
    seal = _kept(connection)
    return seal is None or seal == _digest(connection)


def _kept(connection: sqlite3.Connection) -> object:
    row = connection.execute("SELECT value FROM facts WHERE name = 'seal'").fetchone()
    return None if row is None else row[0]


def _digest(connection: sqlite3.Connection) -> str:
    found = hashlib.blake2b(digest_size=16)
    # As bytes: damaged text need not be text any more.
    usual, connection.text_factory = connection.text_factory, bytes
    try:
        for question in _SEALED:
            found.update(repr(connection.execute(question).fetchall()).encode())
    finally:
        connection.text_factory = usual
    return found.hexdigest()
