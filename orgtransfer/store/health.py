"""Looking after the store's file: is it whole, saving it, putting it back, making it smaller."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orgtransfer.errors import OutputError, UnknownNameError
from orgtransfer.i18n import _
from orgtransfer.store import atomic, backups, chain, database, locking, parts, rulings_file, seals
from orgtransfer.store.store import FILE, Run, Store

_SIDES: Final = ("-journal", "-wal", "-shm")
"""What SQLite leaves beside a file that was in use: it belongs to that file and to no other."""


@dataclass(frozen=True)
class Fault:
    """One thing in the store that is not what was written."""

    what: str
    run: int | None = None
    """The run whose table it is; None where it is the store itself."""


def check(folder: Path) -> tuple[Fault, ...]:
    """Examines everything in a store: the file's pages, the seal, and every part of every table.

    Args:
        folder: the store's folder.

    Returns:
        What is wrong; nothing where the store is whole.

    Raises:
        UnknownNameError: there is no store.
        InputError: the file is no store of ours, of a later version, or cannot be opened at all.
        OutputError: it cannot be used just now.
    """
    with contextlib.closing(database.connect(str(_existing(folder)))) as connection:
        return tuple(_faults(connection))


def _existing(folder: Path) -> Path:
    file = folder / FILE
    if not file.is_file() or not file.stat().st_size:
        raise UnknownNameError(
            _("There is no store in {folder} yet; start with: orgtransfer reconcile").format(
                folder=folder
            )
        )
    return file


def _faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    try:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check(20)")]
        yield from (Fault(str(line)) for line in found if line != "ok")
        with database.reading(connection):
            whole = seals.is_whole(connection)
        if not whole:
            yield Fault(_("its history or its rulings have changed"))
        yield from _broken_chain(connection)
        yield from _changed_tables(connection)
        yield from _broken_parts(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        yield Fault(str(error))


def _broken_chain(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Rulings that do not say what they said, or that nobody ruled."""
    for one in chain.breaks(connection):
        subject = "|".join(filter(None, (one.a_key, one.b_key)))
        told = _("the chain of rulings does not fit at {subject}, taken in {when} (UTC)")
        yield Fault(told.format(subject=subject, when=one.taken.replace("T", " ")))


def _changed_tables(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Tables whose columns are not those of a new store."""
    with contextlib.closing(database.connect(":memory:")) as fresh:
        names = [
            row[0] for row in fresh.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for name in names:
            made, found = (
                one.execute(f"PRAGMA table_info({name})").fetchall() for one in (fresh, connection)
            )
            if made != found:
                yield Fault(_("the table {name} has other columns").format(name=name))


def _broken_parts(connection: sqlite3.Connection) -> Iterator[Fault]:
    rows = connection.execute(
        "SELECT DISTINCT run, name, digest FROM parts ORDER BY run, name"
    ).fetchall()
    sound: dict[str, bool] = {}
    for run, name, digest in rows:
        if digest not in sound:
            sound[digest] = _is_sound(connection, digest)
        if not sound[digest]:
            yield Fault(_("run {run}, table {table}").format(run=run, table=name), run)


def _is_sound(connection: sqlite3.Connection, digest: str) -> bool:
    try:
        row = connection.execute("SELECT data FROM blobs WHERE digest = ?", (digest,)).fetchone()
    except sqlite3.DatabaseError:
        return False
    return row is not None and parts.is_intact(digest, row[0])


def check_beside(folder: Path) -> tuple[Fault, ...]:
    """Examines the file of rulings beside a store; nothing is wrong where there is none."""
    path = rulings_file.beside(folder)
    kept = rulings_file.read(path)
    if kept is None:
        there = path.is_file()
        return (Fault(_("{file}: cannot be read").format(file=path.name)),) if there else ()
    text = _("{file}: {count} lines are not what was written")
    fault = Fault(text.format(file=path.name, count=kept.damaged))
    return (fault,) if kept.damaged else ()


def lacking(folder: Path) -> int:
    """How many rulings and entries the file beside holds that the store, put back from a copy, does not."""
    kept = rulings_file.read(rulings_file.beside(folder))
    if kept is None:
        return 0
    with contextlib.closing(database.connect(str(_existing(folder)))) as connection:
        return (
            rulings_file.missing(connection, kept)
            if rulings_file.salt(connection) == kept.salt
            else 0
        )


@dataclass(frozen=True)
class Copy:
    """A copy of a store."""

    file: Path
    runs: int
    last: Run | None
    rulings: int


def save(memory: Store, target: Path) -> None:
    """Copies a store to a file, in one step; a run at work elsewhere does not disturb it.

    Raises:
        OutputError: the file cannot be written.
    """
    if target.suffix.lower() != ".sqlite":
        raise OutputError(
            _("{file}: let the name of a copy end in .sqlite.").format(file=target.name)
        )
    memory.copy(target)


def look(file: Path) -> Copy:
    """What a copy holds.

    Raises:
        UnknownNameError: there is no such file.
        InputError: it is no store, is damaged, or of a later version.
    """
    if not file.is_file():
        raise UnknownNameError(_("{file} is not there.").format(file=file))
    connection = database.connect(str(file))
    with contextlib.closing(connection):
        faults = tuple(_faults(connection))
    if faults:
        raise database.damaged(file, faults[0].what)
    with Store(file.parent, database.connect(str(file))) as memory:
        runs = memory.runs()
        return Copy(file, len(runs), runs[-1] if runs else None, memory.rulings().height)


def restore(folder: Path, source: Path, now: dt.datetime) -> Path | None:
    """Puts a copy in the place of the store, which is kept beside it under another name.

    The register of letters' numbers is not taken back: a number is never given out twice.

    Args:
        folder: the store's folder.
        source: a copy, whole (see `look`).
        now: names what was there.

    Returns:
        Where the store that was there is now; None where there was none.

    Raises:
        UnknownNameError, InputError: see `look`.
        OutputError: the file cannot be written.
        ProtectedError: a run is at work.
    """
    look(source)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locking.hold(folder / "lock"):
        content = source.read_bytes()
        aside = set_aside(folder, now)
        file = folder / FILE
        atomic.write(file, content)
        file.chmod(0o600)
    return aside


def set_aside(folder: Path, now: dt.datetime) -> Path | None:
    """Puts a store's file among the copies, under a name that says since when; None where it has none."""
    file = folder / FILE
    if not file.is_file() or not file.stat().st_size:
        return None
    aside = backups.free(folder / backups.FOLDER, "replaced", now)
    aside.parent.mkdir(mode=0o700, exist_ok=True)
    # What a killed run has left beside it belongs to the old file, and goes with it.
    for side in ("", *_SIDES):
        part = file.with_name(file.name + side)
        if part.is_file():
            part.replace(aside.with_name(aside.name + side))
    return aside


def policy(
    runs: Sequence[Run], daily: int, monthly: int, today: dt.date
) -> tuple[list[int], list[int]]:
    """Which runs a policy keeps, and which it forgets.

    Args:
        runs: the history.
        daily: for so many days the last run of each day is kept.
        monthly: for so many months the last run of each month is kept.
        today: from which day on that counts.

    Returns:
        The numbers that are kept and those that are not; the last run is always kept.
    """
    days = {run.as_of: run.run for run in runs if (today - run.as_of).days < daily}
    this = today.year * 12 + today.month
    months = {
        (run.as_of.year, run.as_of.month): run.run
        for run in runs
        if this - (run.as_of.year * 12 + run.as_of.month) < monthly
    }
    kept = {*days.values(), *months.values(), *(run.run for run in runs[-1:])}
    return sorted(kept), [run.run for run in runs if run.run not in kept]
