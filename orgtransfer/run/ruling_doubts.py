"""What stands against rulings: what waits for a clerk, and what is asked again.

A ruling waits where another clerk has to confirm it first ([rulings] approve), or where it contradicts
other rulings (see `match.consistency`). Where the name or the number that it rested on is another one
by now it is asked again, and counts until somebody says otherwise. What stands against a ruling is
kept as a word on the same matter, as a clerk's own contradiction is, and ends when somebody chooses.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl

from orgtransfer import frames, succession
from orgtransfer.models import AGAINST, CONTESTED, PAIR_KINDS, Outcome
from orgtransfer.run.grounds import between
from orgtransfer.run.ruling_state import latest
from orgtransfer.store.decisions import SUBJECT
from orgtransfer.worklist import words

DOUBTS: Final = tuple(words.DOUBTS)
"""Why a ruling waits, or is asked again."""


def doubts(
    outcome: Outcome,
    history: pl.DataFrame,
    counts: pl.DataFrame,
    salt: bytes,
    today: dt.date,
) -> pl.DataFrame:
    """The words against rulings that begin or end tonight.

    Args:
        outcome: tonight's run.
        history: RULINGS.
        counts: what counted, see `counted`.
        salt: the store's.
        today: the date that they bear.

    Returns:
        DECISIONS of the kinds `disputed_…`, with a key of `words.DOUBTS` for a ruling, or `open`.
    """
    decisions = latest(history)
    ruled = decisions.filter(
        pl.col("kind").is_in(PAIR_KINDS), pl.col("ruling").is_in(["same", "different"])
    )
    known = decisions.filter(pl.col("kind").str.starts_with(AGAINST), pl.col("ruling") != "open")
    ours = known.filter(pl.col("ruling").is_in(DOUBTS))
    if ruled.is_empty() and ours.is_empty():  # as on most nights of most offices
        return frames.DECISIONS.empty()
    wanted = pl.concat(
        [
            _contested(outcome, ruled),
            _pending(ruled, counts),
            _changed(outcome, ruled, history, salt),
        ]
    ).unique(SUBJECT, keep="first", maintain_order=True)
    wanted = wanted.with_columns(kind=pl.lit(AGAINST) + pl.col("kind"))
    fresh = wanted.join(known, on=SUBJECT, how="anti", nulls_equal=True)
    other = wanted.join(ours.select(*SUBJECT, was="ruling"), on=SUBJECT, nulls_equal=True)
    other = other.filter(pl.col("ruling") != pl.col("was")).drop("was")
    gone = ours.join(wanted, on=SUBJECT, how="anti", nulls_equal=True)
    made = pl.concat(
        [fresh, other, gone.select(*SUBJECT, ruling=pl.lit("open"))], how="vertical"
    ).with_columns(
        handler=pl.lit(None, pl.String), note=pl.lit(None, pl.String), decided=pl.lit(today)
    )
    return frames.conform(made.select(frames.DECISIONS.columns.keys()), frames.DECISIONS)


def _contested(outcome: Outcome, ruled: pl.DataFrame) -> pl.DataFrame:
    """SUBJECT, ruling: those that contradict other rulings."""
    asked = outcome.matched.pairs.filter(pl.col("reason").is_in(CONTESTED))
    found = between(outcome.records, asked).select(
        pl.lit("pair").alias("kind"), "a_key", "b_key", ruling="reason"
    )
    return found.join(ruled, on=SUBJECT, how="semi")


def _pending(ruled: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    """SUBJECT, ruling: those that another clerk has not confirmed."""
    missing = ruled.join(counts, on=[*SUBJECT, "ruling"], how="anti")
    return missing.select(*SUBJECT, ruling=pl.lit("pending"))


def _changed(
    outcome: Outcome, ruled: pl.DataFrame, history: pl.DataFrame, salt: bytes
) -> pl.DataFrame:
    """SUBJECT, ruling: those whose rows bear another name or number by now."""
    rested = (
        history.filter(pl.col("kind") == "pair", pl.col("undone").is_null())
        .unique(SUBJECT, keep="last", maintain_order=True)
        .select(*SUBJECT, "a_rests", "b_rests")
    )
    held = ruled.join(rested, on=SUBJECT)
    keys = pl.concat([held["a_key"], held["b_key"]]).unique()
    now = succession.row_digests(outcome.records, salt, keys).select("record_key", "rests")
    for end in ("a", "b"):
        held = held.join(
            now.rename({"record_key": f"{end}_key", "rests": f"{end}_now"}),
            on=f"{end}_key",
            how="left",
        )
    other = pl.any_horizontal(pl.col(f"{end}_rests") != pl.col(f"{end}_now") for end in ("a", "b"))
    return held.filter(other.fill_null(value=False)).select(*SUBJECT, ruling=pl.lit("changed"))
