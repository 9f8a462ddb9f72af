"""What clerks added to worklists: columns, dates, fills and comments of their own, kept over time.

As with rulings nothing is overwritten: each value is one more row, and the latest one counts, now or
as it was known when a workbook was written.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.store import database, rulings_file, seals

SUBJECT: Final = ("kind", "subject", "place")
"""What an addition is about."""


@dataclass(frozen=True)
class Additions:
    """The additions of one store."""

    connection: sqlite3.Connection
    store: Path
    """The store's folder."""

    def kept(self, until: dt.datetime | None = None) -> pl.DataFrame:
        """ADDITIONS: the latest value of each, now or as it was known at `until`."""
        latest = until.isoformat(timespec="seconds") if until else "9999"
        columns = ", ".join(frames.ADDITIONS.columns)
        with database.trouble(self.store):
            rows = self.connection.execute(
                # Of each group SQLite takes the other columns from the row with the maximum.
                f"SELECT {columns}, max(taken) FROM additions WHERE taken <= ?"  # noqa: S608  # names of ours
                " GROUP BY kind, subject, place ORDER BY kind, subject, place",
                (latest,),
            ).fetchall()
        return pl.DataFrame(
            [row[:-1] for row in rows], schema=frames.ADDITIONS.columns, orient="row"
        )

    def take(self, found: pl.DataFrame, taken: dt.datetime) -> int:
        """Takes ADDITIONS in; how many say something that was not known.

        Args:
            found: at most one a place.
            taken: the time of this act, see `Store.tick`.
        """
        frames.conform(found, frames.ADDITIONS)
        names = list(frames.ADDITIONS.columns)
        new = found.join(self.kept(), on=names, how="anti", nulls_equal=True).select(names)
        if new.is_empty():
            return 0
        rows = [(*row, taken.isoformat()) for row in new.iter_rows()]
        with database.trouble(self.store):
            with self.connection:
                self.connection.executemany(
                    "INSERT OR REPLACE INTO additions VALUES (?, ?, ?, ?, ?, ?)", rows
                )
                seals.put(self.connection)
            rulings_file.keep_additions(self.connection, self.store, rows)
        return new.height
