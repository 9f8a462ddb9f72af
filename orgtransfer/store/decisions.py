"""What clerks have ruled: every word of theirs is kept, and the latest one not undone counts."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from orgtransfer import frames

_ONE: Final = "kind = ? AND a_key = ? AND b_key = ? AND taken = ?"
_JOINED: Final = "decisions LEFT JOIN undone USING (kind, a_key, b_key, taken)"
_NOTHING: Final = ("open", None, None)
"""What a line says that nobody has filled in."""


def tick(connection: sqlite3.Connection) -> dt.datetime:
    """The time of an act, UTC in whole seconds, later than that of every act before.

    Workbooks bear it as well, so that what a clerk could see in one can be told from what was
    ruled after it was written.
    """
    now = dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None)
    row = connection.execute("SELECT value FROM facts WHERE name = 'tick'").fetchone()
    if row is not None:
        now = max(now, dt.datetime.fromisoformat(row[0]) + dt.timedelta(seconds=1))
    connection.execute("REPLACE INTO facts VALUES ('tick', ?)", (now.isoformat(),))
    return now


def kept(connection: sqlite3.Connection, until: dt.datetime | None = None) -> pl.DataFrame:
    """DECISIONS: the latest word on each matter, now or as it was known at `until`.

    A word that was undone by then counts as if it had never been said: the one before it stands.
    """
    columns = ", ".join(frames.DECISIONS.columns)
    latest = until.isoformat(timespec="seconds") if until else "9999"
    # Of each group SQLite takes the other columns from the row with the maximum.
    rows = connection.execute(
        f"SELECT {columns}, max(taken) FROM {_JOINED}"  # noqa: S608  # names of ours
        " WHERE taken <= ? AND (undone IS NULL OR undone > ?)"
        " GROUP BY kind, a_key, b_key ORDER BY kind, a_key, b_key",
        (latest, latest),
    ).fetchall()
    return pl.DataFrame(
        [(*row[:2], row[2] or None, *row[3:6], _date(row[6])) for row in rows],
        schema=frames.DECISIONS.columns,
        orient="row",
    )


def take(connection: sqlite3.Connection, ruled: pl.DataFrame, taken: dt.datetime) -> int:
    """Takes DECISIONS in; how many say something that was not known."""
    frames.conform(ruled, frames.DECISIONS)
    known = {row[:3]: row[3:6] for row in kept(connection).iter_rows()}
    # A workbook with a ruling that was undone since comes back with an empty line.
    fresh = [row for row in _in_order(ruled) if known.get(row[:3], _NOTHING) != row[3:6]]
    connection.executemany(
        "REPLACE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (kind, a_key, b_key or "", *said, _text(decided), taken.isoformat())
            for kind, a_key, b_key, *said, decided in fresh
        ],
    )
    return len(fresh)


def history(connection: sqlite3.Connection) -> pl.DataFrame:
    """RULINGS: every word that was ever said, the oldest first, and what became of it."""
    columns = ", ".join(name for name in frames.RULINGS.columns if name != "standing")
    rows = connection.execute(
        f"SELECT {columns} FROM {_JOINED} ORDER BY taken, kind, a_key, b_key"  # noqa: S608  # names of ours
    ).fetchall()
    said = pl.DataFrame([_typed(row) for row in rows], schema=_WITHOUT_STANDING, orient="row")
    counts = pl.col("undone").is_null()
    newest = pl.col("taken").filter(counts).max().over("kind", "a_key", "b_key")
    standing = (
        pl.when(~counts)
        .then(pl.lit("undone"))
        .when(pl.col("taken") < newest)
        .then(pl.lit("superseded"))
        .otherwise(pl.lit("in_force"))
    )
    return frames.conform(said.with_columns(standing=standing), frames.RULINGS)


_WITHOUT_STANDING: Final = {
    name: dtype for name, dtype in frames.RULINGS.columns.items() if name != "standing"
}


def _typed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    kind, a_key, b_key, *said, decided, taken, undone, by, reason = row
    times = [dt.datetime.fromisoformat(time) if time else None for time in (taken, undone)]
    return (kind, a_key, b_key or None, *said, _date(decided), *times, by, reason)


@dataclass(frozen=True)
class Undoing:
    """Who takes a ruling back, when and why."""

    when: dt.datetime
    by: str | None
    reason: str


def undo(connection: sqlite3.Connection, ruling: dict[str, Any], undoing: Undoing) -> bool:
    """Takes one ruling back by a line of its own; False where it was taken back already.

    Args:
        connection: the store's database.
        ruling: a row of RULINGS: its `kind`, keys and `taken` count.
        undoing: who, when, why.
    """
    names = (ruling["kind"], ruling["a_key"], ruling["b_key"] or "", ruling["taken"].isoformat())
    if connection.execute(f"SELECT 1 FROM undone WHERE {_ONE}", names).fetchone():  # noqa: S608  # the text is all ours
        return False
    connection.execute(
        "INSERT INTO undone VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*names, undoing.when.isoformat(), undoing.by, undoing.reason),
    )
    return True


def _in_order(ruled: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Rows with the smaller key first: "A is B" and "B is A" are one ruling."""
    for kind, a_key, b_key, *rest in ruled.select(frames.DECISIONS.columns.keys()).iter_rows():
        ends = (a_key, b_key) if b_key is None else sorted((a_key, b_key))
        yield (kind, *ends, *rest)


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
