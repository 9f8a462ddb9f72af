"""What a copy changes of clerks' additions: three ways, as with rulings, but nothing is a dispute.

Two texts stand side by side; of two dates or colours the one that was entered last counts.
"""

from __future__ import annotations

import polars as pl

from orgtransfer import frames
from orgtransfer.store.additions import SUBJECT
from orgtransfer.worklist.additions import JOINTS
from orgtransfer.worklist.words import says_something


def merged(entered: pl.DataFrame, shown: pl.DataFrame, current: pl.DataFrame) -> pl.DataFrame:
    """The additions that a copy changes.

    Args:
        entered: ADDITIONS that stand in it, null where something was taken away.
        shown: ADDITIONS as they were when it was written; empty where that is not known.
        current: ADDITIONS as they are now.

    Returns:
        ADDITIONS that are another than `current`.
    """
    known = entered
    for name, table in (("shown", shown), ("now", current)):
        values = table.select(*SUBJECT, pl.col("value").alias(name))
        known = known.join(values, on=SUBJECT, how="left", maintain_order="left")
    value, before, now = pl.col("value"), pl.col("shown"), pl.col("now")
    joint = pl.col("kind").replace_strict(JOINTS, default=None, return_dtype=pl.String)
    beside = (
        pl.when(now.str.contains(value, literal=True))
        .then(now)
        .when(value.str.contains(now, literal=True))
        .then(value)
        .otherwise(pl.concat_str(now, joint, value))
    )
    changed = (
        pl.when(now.eq_missing(before) | now.is_null())
        .then(value)
        .when(value.is_null())
        .then(now)
        .when(joint.is_null())
        .then(value)
        .otherwise(beside)
    )
    return (
        known.filter(value.ne_missing(before))
        .with_columns(value=changed)
        .filter(pl.col("value").ne_missing(now))
        .select(frames.ADDITIONS.columns.keys())
    )


def together(known: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """ADDITIONS of the store, and over them those of a workbook."""
    return pl.concat([known, new]).unique(SUBJECT, keep="last", maintain_order=True)


def with_days(additions: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """ADDITIONS as a workbook shows them: where nobody entered when, the day of the last word stands.

    Args:
        additions: ADDITIONS.
        decisions: DECISIONS of the same time.
    """
    days = decisions.filter(
        pl.col("kind") == "finding", says_something(), pl.col("decided").is_not_null()
    )
    shown = days.select(
        kind=pl.lit("handled_on"),
        subject="a_key",
        place=pl.lit(""),
        value=pl.col("decided").dt.to_string("%Y-%m-%d"),
        author=pl.lit(None, pl.String),
    )
    entered = additions.filter(pl.col("value").is_not_null() | (pl.col("kind") != "handled_on"))
    return pl.concat([entered, shown.join(entered, on=SUBJECT, how="anti")])


def followed(additions: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """ADDITIONS of lines whose matter stands under another key from now on.

    Args:
        additions: ADDITIONS.
        moved: `key` and `was`: the key of a finding, and the one whose place it took.
    """
    if moved.is_empty() or additions.is_empty():
        return frames.ADDITIONS.empty()
    old = additions.filter(pl.col("value").is_not_null()).join(
        moved, left_on="subject", right_on="was"
    )
    made = old.with_columns(subject="key").select(frames.ADDITIONS.columns.keys())
    return made.join(additions, on=SUBJECT, how="anti")
