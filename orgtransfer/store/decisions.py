"""What clerks have ruled: every word of theirs is kept, and the latest one not undone counts."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from orgtransfer import frames
from orgtransfer.models import AGAINST
from orgtransfer.store import chain

_ONE: Final = "kind = ? AND a_key = ? AND b_key = ? AND taken = ?"
_JOINED: Final = "decisions LEFT JOIN undone USING (kind, a_key, b_key, taken)"
_FOLLOWED: Final = "SELECT kind, a_key, b_key, taken, run AS followed, came, went FROM effects"
_ALL: Final = " ".join(
    (
        _JOINED,
        "LEFT JOIN grounds USING (kind, a_key, b_key, taken)",
        f"LEFT JOIN ({_FOLLOWED}) USING (kind, a_key, b_key, taken)",
    )
)
SUBJECT: Final = ("kind", "a_key", "b_key")
"""What a decision is about."""
SAID: Final = ("ruling", "handler", "note")
"""What it says of it."""


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


def take(
    connection: sqlite3.Connection,
    ruled: pl.DataFrame,
    taken: dt.datetime,
    grounds: pl.DataFrame | None = None,
) -> int:
    """Takes DECISIONS in; how many say something that was not known.

    A word that ends a dispute or a doubt is said anew, even where it says what was said before.

    Args:
        connection: the store's database, within a transaction.
        ruled: DECISIONS, at most one a matter.
        taken: the time of this act, later than every act before (see `tick`).
        grounds: GROUNDS of some of them.
    """
    frames.conform(ruled, frames.DECISIONS)
    new = list(fresh(ruled, kept(connection)).iter_rows())
    connection.executemany(
        "INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (kind, a_key, b_key or "", *said, _text(decided), taken.isoformat())
            for kind, a_key, b_key, *said, decided in new
        ],
    )
    _rest(connection, new, taken, grounds)
    chain.extend(connection)
    return len(new)


def fresh(ruled: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """What of DECISIONS says something new, or answers what stands against a ruling.

    Args:
        ruled: DECISIONS, at most one a matter.
        known: DECISIONS, the latest word on each matter.

    Returns:
        The rows of `ruled` that the store takes in, in order (see `in_order`).
    """
    if ruled.is_empty():
        return ruled.select(frames.DECISIONS.columns.keys())
    said = in_order(ruled)
    against = pl.col("kind").str.starts_with(AGAINST)
    ended = said.filter(against, pl.col("ruling") == "open").join(
        known.filter(pl.col("ruling").ne_missing(pl.lit("open"))),
        on=SUBJECT, how="semi", nulls_equal=True,
    )  # fmt: skip
    answers = ended.select(
        pl.col("kind").str.strip_prefix(AGAINST), "a_key", "b_key", _answer=pl.lit(value=True)
    )
    before = known.select(
        *SUBJECT, _known=pl.lit(value=True), **{f"{name}_before": name for name in SAID}
    )
    joined = said
    for table in (answers, before):
        joined = joined.join(table, on=SUBJECT, how="left", nulls_equal=True, maintain_order="left")
    # A line that nobody has filled in says "open".
    silent = pl.when("_known").then("ruling_before").otherwise(pl.lit("open"))
    another = pl.any_horizontal(
        pl.col("ruling").ne_missing(silent),
        *(pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in SAID[1:]),
    )
    answer = pl.col("_answer").fill_null(value=False) & pl.col("ruling").ne_missing(pl.lit("open"))
    return joined.filter(another | answer).select(frames.DECISIONS.columns.keys())


def answered(said: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """DECISIONS, and what ends whatever stands against them.

    Args:
        said: DECISIONS.
        known: DECISIONS, the latest word on each matter.
    """
    about = in_order(said).with_columns(kind=pl.lit(AGAINST) + pl.col("kind"))
    ended = (
        known.filter(pl.col("ruling") != "open")
        .join(about, on=SUBJECT, how="semi", nulls_equal=True)
        .with_columns(
            ruling=pl.lit("open"), handler=pl.lit(None, pl.String), note=pl.lit(None, pl.String)
        )
    )
    return pl.concat([said, ended])


def _rest(
    connection: sqlite3.Connection,
    new: list[tuple[Any, ...]],
    taken: dt.datetime,
    grounds: pl.DataFrame | None,
) -> None:
    """Keeps what the new rulings rested on."""
    if grounds is None or not new:
        return
    frames.conform(grounds, frames.GROUNDS)
    matters = {row[:3] for row in new}
    connection.executemany(
        f"INSERT INTO grounds VALUES ({', '.join('?' * (grounds.width + 1))})",  # noqa: S608  # the text is all ours
        [
            (*row[:2], row[2] or "", taken.isoformat(), *row[3:])
            for row in grounds.unique(SUBJECT, keep="first").iter_rows()
            if row[:3] in matters
        ],
    )


def ruled(connection: sqlite3.Connection) -> pl.DataFrame:
    """record_key, row: the rows that pairs were ruled on, by the last ruling on each."""
    sides = (
        f"SELECT {end}_key, {end}_row, taken FROM grounds WHERE kind = 'pair' AND {end}_row IS NOT NULL"  # noqa: S608  # names of ours
        for end in ("a", "b")
    )
    rows = connection.execute(
        f"SELECT a_key, a_row, max(taken) FROM ({' UNION ALL '.join(sides)}) GROUP BY a_key"  # noqa: S608  # as above
        " ORDER BY a_key"
    ).fetchall()
    return pl.DataFrame(
        [row[:2] for row in rows],
        schema={"record_key": pl.String, "row": pl.String},
        orient="row",
    )


def history(connection: sqlite3.Connection) -> pl.DataFrame:
    """RULINGS: every word that was ever said, the oldest first, and what became of it."""
    columns = ", ".join(_COLUMNS)
    rows = connection.execute(
        f"SELECT {columns} FROM {_ALL} ORDER BY taken, kind, a_key, b_key"  # noqa: S608  # names of ours
    ).fetchall()
    if not rows:
        return frames.RULINGS.empty()
    said = pl.DataFrame(
        [(*row[:2], row[2] or None, *row[3:]) for row in rows],
        schema={
            name: pl.String if dtype.is_temporal() else dtype for name, dtype in _COLUMNS.items()
        },
        orient="row",
    ).with_columns(
        pl.col("decided").str.to_date(),
        pl.col("taken", "undone").str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us"),
    )
    return with_standing(said)


def with_standing(said: pl.DataFrame) -> pl.DataFrame:
    """RULINGS: every word, and which of them counts: the latest on its matter that was not undone.

    Args:
        said: the columns of RULINGS, with or without `standing`.
    """
    counts = pl.col("undone").is_null()
    newest = pl.col("taken").filter(counts).max().over("kind", "a_key", "b_key")
    standing = (
        pl.when(~counts)
        .then(pl.lit("undone"))
        .when(pl.col("taken") < newest)
        .then(pl.lit("superseded"))
        .otherwise(pl.lit("in_force"))
    )
    made = said.with_columns(standing=standing).select(frames.RULINGS.columns.keys())
    return frames.conform(made, frames.RULINGS)


_COLUMNS: Final = {
    name: dtype for name, dtype in frames.RULINGS.columns.items() if name != "standing"
}


def follow(connection: sqlite3.Connection, effects: Iterable[tuple[Any, ...]]) -> None:
    """Keeps what followed from rulings in the run after them.

    Args:
        connection: the store's database, within a transaction.
        effects: kind, a_key, b_key, taken, run, and the codes of the findings that came and went.
    """
    connection.executemany(
        "INSERT OR IGNORE INTO effects VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (kind, a_key, b_key or "", taken.isoformat(), *rest)
            for kind, a_key, b_key, taken, *rest in effects
        ],
    )


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
    chain.extend(connection)
    return True


def in_order(decisions: pl.DataFrame) -> pl.DataFrame:
    """Pairs with the smaller key first: "A is B" and "B is A" are one ruling."""
    pair = pl.col("b_key").is_not_null()
    return decisions.with_columns(
        a_key=pl.when(pair).then(pl.min_horizontal("a_key", "b_key")).otherwise("a_key"),
        b_key=pl.when(pair).then(pl.max_horizontal("a_key", "b_key")),
    )


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
