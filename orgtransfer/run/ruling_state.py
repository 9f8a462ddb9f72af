"""Which rulings count tonight, and in which order.

Pure: functions of RULINGS as the store has them, and of what a workbook holds.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.config import Rulings
from orgtransfer.run.merging import SAID, SUBJECT, in_order
from orgtransfer.store.decisions import AGAINST, with_standing

PAIRS: Final = ("pair", "branch_pair")
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
    # A null key equals none in a join, so the empty text stands for it.
    names = ("kind", "a_key", pl.col("b_key").fill_null(""), "taken")
    marked = history.with_columns(pl.struct(names).alias("_act")).join(
        undone.select(pl.struct(names).alias("_act"), "by", "why"),
        on="_act", how="left", maintain_order="left",
    )  # fmt: skip
    fresh = pl.col("undone").is_null() & pl.col("why").is_not_null()
    marked = marked.with_columns(
        undone=pl.when(fresh).then(time).otherwise("undone"),
        undone_by=pl.when(fresh).then("by").otherwise("undone_by"),
        reason=pl.when(fresh).then("why").otherwise("reason"),
    )
    said = (
        in_order(_new(marked, entered))
        .join(grounds, on=SUBJECT, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(taken=time)
    )
    return with_standing(pl.concat([marked.drop("_act", "by", "why"), said], how="diagonal"))


def _new(history: pl.DataFrame, entered: pl.DataFrame) -> pl.DataFrame:
    """What the store will take of a workbook's DECISIONS: new words, and answers to a question."""
    known, words_ = latest(history), in_order(entered)
    ended = words_.filter(pl.col("kind").str.starts_with(AGAINST), pl.col("ruling") == "open").join(
        known.filter(pl.col("ruling") != "open"), on=SUBJECT, how="semi", nulls_equal=True
    )
    answers = ended.select(
        pl.col("kind").str.strip_prefix(AGAINST), "a_key", "b_key", _answer=pl.lit(value=True)
    )
    before = known.select(*SUBJECT, _before=pl.struct(SAID))
    nothing = pl.lit("open", pl.String) == pl.col("ruling")
    silent = nothing & pl.col("handler").is_null() & pl.col("note").is_null()
    return (
        words_.with_columns(pl.col("ruling").fill_null("open"))
        .join(answers, on=SUBJECT, how="left", nulls_equal=True, maintain_order="left")
        .join(before, on=SUBJECT, how="left", nulls_equal=True, maintain_order="left")
        .filter(
            (pl.col("_before").is_null() & ~silent)
            | (pl.col("_before").is_not_null() & pl.struct(SAID).ne_missing(pl.col("_before")))
            | (pl.col("_answer").fill_null(value=False) & ~nothing)
        )
        .select(frames.DECISIONS.columns.keys())
    )


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
    enough = pl.col("clerks") >= rules.approve
    if rules.approve_for == "due" and due is not None:
        about = pl.any_horizontal(pl.col("a_key", "b_key").is_in(due.implode()))
        enough |= ~about
    return (
        _spans(_acts(history))
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
        standing.filter(pl.col("kind").is_in(PAIRS))
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


def _spans(said: pl.DataFrame) -> pl.DataFrame:
    """What was said again and again of one matter as one row: DECISIONS, taken, repeats, clerks.

    `taken` is when it was said first; `clerks`: how many people said it.
    """
    span = pl.col("ruling").rle_id().over(SUBJECT)
    names = pl.col("handler").str.split("、").list.explode(keep_nulls=False, empty_as_null=False)
    return (
        said.with_columns(span=span)
        .group_by([*SUBJECT, "span"], maintain_order=True)
        .agg(
            pl.col("ruling").last(),
            pl.col("handler").last(),
            pl.col("note").last(),
            pl.col("decided").last(),
            pl.col("taken").first(),
            repeats=1 + pl.col("confirmed").slice(1).sum(),
            clerks=names.str.strip_chars().drop_nulls().n_unique(),
        )
        .with_columns(pl.col("repeats").cast(pl.UInt32))
    )


def due_keys(records: pl.DataFrame, verdicts: pl.DataFrame) -> pl.Series:
    """The record keys of all who are due to move or overdue."""
    due = verdicts.filter(pl.col("verdict").is_in(_DUE))
    return records.join(due, on="record", how="semi")["record_key"]
