"""Which rulings count tonight, and in which order.

Pure: functions of RULINGS as the store has them, and of what a workbook holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from orgtransfer import frames
from orgtransfer.config import Rulings
from orgtransfer.models import AGAINST, PAIR_KINDS
from orgtransfer.store.decisions import SUBJECT, fresh, with_standing

_DUE: Final = ("due", "overdue")


def after(
    history: pl.DataFrame,
    entered: pl.DataFrame,
    grounds: pl.DataFrame,
    undone: pl.DataFrame,
    when: dt.datetime | None = None,
) -> pl.DataFrame:
    """The history as it will be once the store has taken in what a workbook holds.

    Args:
        history: RULINGS.
        entered: DECISIONS that the workbook holds.
        grounds: GROUNDS of them.
        undone: UNDOINGS: the rulings that it takes back.
        when: the time of that act; None: some time after all others.

    Returns:
        RULINGS.
    """
    time = pl.lit(when or _later(history), pl.Datetime("us"))
    marked = history.join(
        undone, on=[*SUBJECT, "taken"], how="left", nulls_equal=True, maintain_order="left"
    )
    now = pl.col("undone").is_null() & pl.col("why").is_not_null()
    marked = marked.with_columns(
        undone=pl.when(now).then(time).otherwise("undone"),
        undone_by=pl.when(now).then("by").otherwise("undone_by"),
        reason=pl.when(now).then("why").otherwise("reason"),
    )
    said = (
        fresh(entered, latest(marked))
        .join(grounds, on=SUBJECT, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(taken=time)
    )
    return with_standing(pl.concat([marked.drop("by", "why"), said], how="diagonal"))


def latest(history: pl.DataFrame) -> pl.DataFrame:
    """DECISIONS: the word on each matter that is in force."""
    return (
        history.filter(pl.col("standing") == "in_force")
        .select(frames.DECISIONS.columns.keys())
        .sort("kind", "a_key", "b_key", maintain_order=True)
    )


def counted(history: pl.DataFrame, rules: Rulings, due: pl.Series | None = None) -> pl.DataFrame:
    """The rulings on pairs that count, those first that were made first.

    Args:
        history: RULINGS.
        rules: how many clerks have to say a thing.
        due: record keys of people who are due to move; None: not asked for.

    Returns:
        DECISIONS with `repeats`: 1, and one more for each time that a dispute was ended by it.
    """
    enough = pl.col("clerks").list.len() >= rules.approve
    if rules.approve_for == "due" and due is not None:
        about = pl.any_horizontal(pl.col("a_key", "b_key").is_in(due.implode()))
        enough |= ~about
    return (
        _spans(history)
        .filter(enough | (pl.col("ruling") == "open") | (rules.approve == 1))
        .sort("taken", maintain_order=True)
        .unique(SUBJECT, keep="last", maintain_order=True)
        .filter(pl.col("ruling") != "open")
        .select(*frames.DECISIONS.columns, "repeats")
    )


def _acts(history: pl.DataFrame) -> pl.DataFrame:
    """DECISIONS on pairs that were not taken back, the oldest first, with `taken` and `confirmed`.

    A word is `confirmed` that was said to end a dispute or a doubt.
    """
    standing = history.filter(pl.col("undone").is_null())
    ended = standing.filter(pl.col("kind").str.starts_with(AGAINST), pl.col("ruling") == "open")
    ended = ended.select(
        pl.col("kind").str.strip_prefix(AGAINST), "a_key", "b_key", "taken",
        confirmed=pl.lit(value=True),
    ).unique()  # fmt: skip
    return (
        standing.filter(pl.col("kind").is_in(PAIR_KINDS))
        .select(*frames.DECISIONS.columns, "taken")
        .join(ended, on=[*SUBJECT, "taken"], how="left", maintain_order="left")
        .with_columns(
            pl.col("confirmed").fill_null(value=False), pl.col("ruling").fill_null("open")
        )
        .sort("taken", maintain_order=True)
    )


def _later(history: pl.DataFrame) -> dt.datetime:
    last = history["taken"].max()
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    return max(now, last + dt.timedelta(seconds=1)) if isinstance(last, dt.datetime) else now


def clerks(history: pl.DataFrame, ruling: Mapping[str, Any]) -> set[str]:
    """Who has said of a matter what holds, without anybody having said otherwise since.

    Args:
        history: RULINGS.
        ruling: `kind`, `a_key` and `b_key` of a pair.
    """
    about = history.filter(*(pl.col(name) == ruling[name] for name in SUBJECT))
    names = _spans(about).sort("taken").tail(1)["clerks"].explode()
    return set(names.drop_nulls())


def _spans(history: pl.DataFrame) -> pl.DataFrame:
    """What was said again and again of one pair as one row: DECISIONS, taken, repeats, clerks.

    `taken` is when it was said first; `clerks`: the names of who said it.
    """
    span = pl.col("ruling").rle_id().over(SUBJECT)
    names = pl.col("handler").str.split("、").list.explode(keep_nulls=False, empty_as_null=False)
    return (
        _acts(history)
        .with_columns(span=span)
        .group_by([*SUBJECT, "span"], maintain_order=True)
        .agg(
            pl.col("ruling").last(),
            pl.col("handler").last(),
            pl.col("note").last(),
            pl.col("decided").last(),
            pl.col("taken").first(),
            repeats=1 + pl.col("confirmed").slice(1).sum(),
            clerks=names.str.strip_chars().replace("", None).drop_nulls().unique(),
        )
        .with_columns(pl.col("repeats").cast(pl.UInt32))
    )


def due_keys(records: pl.DataFrame, verdicts: pl.DataFrame) -> pl.Series:
    """The record keys of all who are due to move or overdue."""
    due = verdicts.filter(pl.col("verdict").is_in(_DUE))
    return records.join(due, on="record", how="semi")["record_key"]
