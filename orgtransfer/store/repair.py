"""What can be repaired of a damaged store, and only where it is sure to be what was written.

Indexes are made anew. A part that is damaged is taken from a copy: its digest says that it is the
same. A run of which a part is nowhere any more leaves the history; nothing else of the store does.
Where the history or the rulings themselves are damaged, the latest whole copy takes the store's
place, with the rulings that have been kept beside it since.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orgtransfer.errors import OrgtransferError, UnknownNameError
from orgtransfer.i18n import _
from orgtransfer.store import (
    atomic,
    backups,
    chain,
    database,
    health,
    locking,
    parts,
    rulings_file,
    seals,
)
from orgtransfer.store.store import FILE, open_store

_TABLES: Final = (
    "facts", "runs", "decisions", "undone", "letters", "grounds", "chain", "effects", "parts",
)  # fmt: skip

_BY_KEY: Final = {"parts": "ORDER BY run, name, part"}
"""A table that has a further index is read by its keys, so that the index may be damaged."""


@dataclass(frozen=True)
class Repaired:
    """What came of repairing a store."""

    whole: bool
    """Whether the store is whole now; where not, it is as it was."""
    healed: int = 0
    """Parts of tables that were taken from copies."""
    gone: tuple[int, ...] = ()
    """Runs of which a part is nowhere any more: they are no longer in the history."""
    copy: Path | None = None
    """The copy that took the store's place."""
    recalled: int = 0
    """Rulings and entries that were taken from the file beside it."""
    aside: Path | None = None
    """Where the damaged file is now."""


def repair(folder: Path, now: dt.datetime) -> Repaired:
    """Repairs what can be repaired; the damaged file is kept among the copies.

    Args:
        folder: the store's folder.
        now: names the damaged file.

    Raises:
        UnknownNameError: there is no store.
        ProtectedError: a run is at work.
        OutputError: a file cannot be written.
    """
    if not (folder / FILE).is_file():
        raise UnknownNameError(_("There is no store in {folder}.").format(folder=folder))
    with locking.hold(folder / "lock"):
        done = _healed(folder, now) or _from_copy(folder, now)
    return done or Repaired(whole=False)


def _copies(folder: Path) -> list[Path]:
    """The copies that were made before runs, the latest first."""
    return sorted((folder / backups.FOLDER).glob("store_*.sqlite"), reverse=True)


def _healed(folder: Path, now: dt.datetime) -> Repaired | None:
    """The store with its parts made whole; None where its history or its rulings are damaged."""
    file = folder / FILE
    with contextlib.closing(database.connect(":memory:")) as new:
        with contextlib.closing(sqlite3.connect(file)) as old:
            if not _moved(old, new):
                return None
            healed, gone = _mended(old, new, _copies(folder))
        content = new.serialize()
    aside = health.set_aside(folder, now)
    atomic.write(file, content)
    return Repaired(whole=True, healed=healed, gone=gone, aside=aside)


def _moved(old: sqlite3.Connection, new: sqlite3.Connection) -> bool:
    """Whether everything but the parts themselves could be read, and is what was sealed."""
    try:
        version = int(old.execute("PRAGMA user_version").fetchone()[0])
        new.execute("PRAGMA foreign_keys = OFF")
        with new:
            for table in _TABLES:
                rows = old.execute(f"SELECT * FROM {table} {_BY_KEY.get(table, '')}").fetchall()  # noqa: S608  # names of ours
                places = ", ".join("?" * len(rows[0])) if rows else ""
                new.execute(f"DELETE FROM {table}")  # noqa: S608  # as above
                if rows:
                    new.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608  # as above
            sealed = new.execute("SELECT 1 FROM facts WHERE name = 'seal'").fetchone()
            return (
                version == database.VERSION
                and sealed is not None
                and seals.is_whole(new)
                and not any(chain.breaks(new))
            )
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def _mended(
    old: sqlite3.Connection, new: sqlite3.Connection, copies: Sequence[Path]
) -> tuple[int, tuple[int, ...]]:
    """How many parts came from copies, and the runs that had to leave the history."""
    healed = 0
    lost: set[str] = set()
    with contextlib.ExitStack() as stack, new:
        others = [stack.enter_context(contextlib.closing(sqlite3.connect(one))) for one in copies]
        for (digest,) in new.execute("SELECT DISTINCT digest FROM parts").fetchall():
            data = _part(old, digest)
            if data is None:
                data = next(filter(None, (_part(other, digest) for other in others)), None)
                healed += data is not None
            if data is None:
                lost.add(digest)
            else:
                new.execute("INSERT INTO blobs VALUES (?, ?)", (digest, data))
        gone = _forgotten(new, lost)
        seals.put(new)
    return healed, gone


def _part(connection: sqlite3.Connection, digest: str) -> bytes | None:
    """A part, where it is what its digest names: by the index, and where that is damaged without."""
    for hint in ("", "NOT INDEXED"):
        with contextlib.suppress(sqlite3.Error):
            row = connection.execute(
                f"SELECT data FROM blobs {hint} WHERE digest = ?",  # noqa: S608  # the text is all ours
                (digest,),
            ).fetchone()
            if row is not None and parts.is_intact(digest, row[0]):
                return bytes(row[0])
    return None


def _forgotten(new: sqlite3.Connection, lost: set[str]) -> tuple[int, ...]:
    rows = new.execute("SELECT run, digest FROM parts").fetchall()
    gone = tuple(sorted({run for run, digest in rows if digest in lost}))
    for run in gone:
        new.execute("DELETE FROM parts WHERE run = ?", (run,))
        new.execute("DELETE FROM runs WHERE run = ?", (run,))
    new.execute("DELETE FROM blobs WHERE digest NOT IN (SELECT digest FROM parts)")
    if gone and not new.execute("SELECT 1 FROM runs").fetchone():
        # As after `store rebuild`: the worklist is this store's, and the next run is its first.
        new.execute("REPLACE INTO facts VALUES ('rebuilt', ?)", (f"{gone[-1]}",))
    return gone


def _from_copy(folder: Path, now: dt.datetime) -> Repaired | None:
    """The latest copy that is whole and this store's, with the rulings kept since."""
    kept = rulings_file.read(rulings_file.beside(folder))
    for copy in _whole(folder, kept):
        aside = health.set_aside(folder, now)
        atomic.write(folder / FILE, copy.read_bytes())
        with open_store(folder) as memory:
            recalled = memory.catch_up()
        return Repaired(whole=True, copy=copy, recalled=recalled, aside=aside)
    return None


def _whole(folder: Path, kept: rulings_file.RulingsFile | None) -> Iterator[Path]:
    for copy in _copies(folder):
        try:
            health.look(copy)
        except OrgtransferError:
            continue
        with contextlib.closing(sqlite3.connect(copy)) as raw:
            if kept is None or rulings_file.salt(raw) == kept.salt:
                yield copy
