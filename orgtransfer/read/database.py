"""Tables of a SQLite database: read in memory, without running anything that it holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.read.grid import Cell, Grid, frame
from orgtransfer.read.limit import Job

SQLITE: Final = b"SQLite format 3\0"
_STEPS: Final = 50_000
"""Steps of the engine after which the time is looked at."""
_ALLOWED: Final = frozenset(
    (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_FUNCTION)
)
_FUNCTIONS: Final = frozenset(("count",))
_WRITE_AHEAD: Final = 2
_DIGITS: Final = 1e15
"""From here on a number with a fraction no longer holds every digit."""
_BESIDE: Final = ("-wal", "-journal")
"""Files beside a database that hold what is not yet in it."""


def unfinished(path: Path, place: str) -> None:
    """Refuses a database that a program has open: what was entered last stands beside it.

    Raises:
        InputError: such a file stands beside it and is not empty.
    """
    beside = (path.with_name(path.name + ending) for ending in _BESIDE)
    if any(file.is_file() and file.stat().st_size for file in beside):
        message = _(
            "{file}: the database is open in another program, and what was entered last is not in "
            "it yet; close that program and try again"
        )
        raise InputError(message.format(file=place))


def read(data: bytes, job: Job) -> list[Grid]:
    """The tables of a database, each as a sheet; views, indexes and triggers are left alone.

    Args:
        data: the database file.
        job: what it is called and may cost.

    Raises:
        InputError: the database is damaged, or passes a limit.
    """
    with closing(sqlite3.connect(":memory:")) as base:
        try:
            base.deserialize(_settled(data))
            _fence(base, job)
            return [_table(base, name, job) for name in _names(base)]
        except (sqlite3.Error, UnicodeError, OverflowError, MemoryError) as error:
            job.clock()
            raise job.damaged() from error


def _settled(data: bytes) -> bytes:
    """The database with its mark of a write-ahead log off, which memory has none of."""
    versions = bytes(min(version, _WRITE_AHEAD - 1) for version in data[18:20])
    return data[:18] + versions + data[20:]


def _fence(base: sqlite3.Connection, job: Job) -> None:
    """What a hostile database may do: be read, within the time."""

    def over() -> int:
        try:
            job.clock()
        except InputError:
            return 1
        return 0

    def allow(action: int, _first: str | None, second: str | None, *_rest: object) -> int:
        if action == sqlite3.SQLITE_FUNCTION and second not in _FUNCTIONS:
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY

    base.execute("PRAGMA trusted_schema = OFF")
    base.execute("PRAGMA cell_size_check = ON")
    base.set_progress_handler(over, _STEPS)
    base.set_authorizer(allow)
    base.text_factory = _decoded


def _decoded(text: bytes) -> str:
    """A text; old programs of this country put theirs in as GB18030."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return text.decode(encoding)
        except UnicodeError:
            continue
    return text.decode("utf-8", errors="replace")


def _names(base: sqlite3.Connection) -> list[str]:
    """Plain tables in the order of their making; virtual ones run code of their own."""
    rows = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    return [
        str(name)
        for name, sql in rows
        if not str(name).startswith("sqlite_")
        and not str(sql or "").upper().lstrip().startswith("CREATE VIRTUAL")
    ]


def _table(base: sqlite3.Connection, name: str, job: Job) -> Grid:
    quoted = '"' + name.replace('"', '""') + '"'
    # What a generated column is made of would be run by reading it: it is left out.
    heads = [str(row[1]) for row in base.execute(f"PRAGMA table_info({quoted})").fetchall()]
    (count,) = base.execute(f"SELECT count(*) FROM {quoted}").fetchone()  # noqa: S608  # quoted
    job.shape(count + 1, len(heads))
    job.clock()
    listed = ", ".join('"' + head.replace('"', '""') + '"' for head in heads)
    numbers: list[Cell] = []
    rows = base.execute(f"SELECT {listed} FROM {quoted}")  # noqa: S608  # quoted
    texts = list(_rows(rows, numbers, job))
    return Grid(
        format="sqlite",
        sheet=name,
        cells=frame([heads, *texts], len(heads)),
        why=_("the first bytes"),
        numbers=tuple(numbers),
    )


def _rows(rows: sqlite3.Cursor, numbers: list[Cell], job: Job) -> Iterator[Sequence[str | None]]:
    for at, row in enumerate(rows, start=1):
        texts = [_said(value) for value in row]
        job.unpacked(sum(len(text) for text in texts if text))
        numbers += [
            Cell(at, place, f"{value:.0f}")
            for place, value in enumerate(row)
            if isinstance(value, float) and abs(value) >= _DIGITS
        ]
        yield texts


def _said(value: object) -> str | None:
    """A value as a person would write it; what is no text (a picture) is left out."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2.0**63:
        return str(int(value))
    return str(value)
