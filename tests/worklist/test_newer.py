"""What an older copy of a worklist may overrule: only what was changed in it."""

from __future__ import annotations

import datetime as dt

import polars as pl

from orgtransfer import frames
from orgtransfer.run import rulings

DAY = dt.date(2026, 11, 25)

Said = tuple[str, str | None, str | None]


def decisions(*said: Said) -> pl.DataFrame:
    rows = [("finding", "RL01:R0123456789ab", None, *one, DAY) for one in said]
    return pl.DataFrame(rows, schema=frames.DECISIONS.columns, orient="row")


def merged(entered: Said, shown: pl.DataFrame, current: pl.DataFrame) -> tuple[object, ...]:
    return rulings._newer(decisions(entered), shown, current).row(0)[3:6]


def test_a_note_in_an_older_copy_leaves_the_newer_state_alone() -> None:
    current = decisions(("done", "小周", None))
    assert merged(("open", None, "电话"), decisions(), current) == ("done", "小周", "电话")


def test_what_was_changed_in_the_copy_counts() -> None:
    shown = decisions(("doing", "小周", "电话"))
    assert merged(("done", "小周", None), shown, shown) == ("done", "小周", None)
