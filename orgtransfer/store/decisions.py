"""What clerks have ruled: every word of theirs is kept, and the latest one counts."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from typing import Any

import polars as pl

from orgtransfer import frames


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
    """DECISIONS: the latest word on each matter, now or as it was known at `until`."""
    columns = ", ".join(frames.DECISIONS.columns)
    latest = until.isoformat(timespec="seconds") if until else "9999"
    # Of each group SQLite takes the other columns from the row with the maximum.
    rows = connection.execute(
        f"SELECT {columns}, max(taken) FROM decisions WHERE taken <= ?"  # noqa: S608  # column names of ours
        " GROUP BY kind, a_key, b_key ORDER BY kind, a_key, b_key",
        (latest,),
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
    fresh = [row for row in _in_order(ruled) if known.get(row[:3]) != row[3:6]]
    connection.executemany(
        "REPLACE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (kind, a_key, b_key or "", *said, _text(decided), taken.isoformat())
            for kind, a_key, b_key, *said, decided in fresh
        ],
    )
    return len(fresh)


def _in_order(ruled: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Rows with the smaller key first: "A is B" and "B is A" are one ruling."""
    for kind, a_key, b_key, *rest in ruled.select(frames.DECISIONS.columns.keys()).iter_rows():
        ends = (a_key, b_key) if b_key is None else sorted((a_key, b_key))
        yield (kind, *ends, *rest)


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
