"""What a night makes of rulings: which count, what the record shows, what followed from them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from orgtransfer.models import PAIR_KINDS, Outcome
from orgtransfer.run import letter_entries, ruling_effects, ruling_history, ruling_state
from orgtransfer.run.rulings import WorkbookEntries, together
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Run, Store


@dataclass(frozen=True)
class RulingState:
    """What clerks said until tonight."""

    history: pl.DataFrame
    """RULINGS, those of the workbook that is to be replaced among them."""
    decisions: pl.DataFrame
    """DECISIONS: the latest word on each matter."""
    counts: pl.DataFrame
    """DECISIONS on pairs that count, see `ruling_state.counted`."""
    letters: pl.DataFrame
    """LETTERS, with what became of them by the workbook."""


def said(
    workspace: Workspace,
    memory: Store,
    known: pl.DataFrame,
    handed: WorkbookEntries,
    as_of: dt.date,
) -> RulingState:
    """What clerks said until tonight.

    Args:
        workspace: the configuration.
        memory: the store.
        known: its DECISIONS.
        handed: what the workbook holds.
        as_of: the night's date.
    """
    history = ruling_state.after(memory.rulings(), handed.decisions, handed.grounds, handed.undone)
    # A ruling that the workbook takes back no longer stands.
    known = ruling_state.latest(history) if handed.undone.height else known
    counts = ruling_state.counted(history, workspace.config.rulings, _due(workspace, memory))
    letters = letter_entries.after(memory, handed.added, workspace, as_of)
    return RulingState(history, together(known, handed.decisions), counts, letters)


def _due(workspace: Workspace, memory: Store) -> pl.Series | None:
    """Who was due to move in the last run, where rulings on them need more than one clerk."""
    last, rules = memory.last_run(), workspace.config.rulings
    if last is None or rules.approve == 1 or rules.approve_for != "due":
        return None
    records, verdicts = (memory.table(last.run, name) for name in ("records", "verdicts"))
    return ruling_state.due_keys(records, verdicts)


def record(
    workspace: Workspace,
    memory: Store,
    outcome: Outcome,
    handed: WorkbookEntries,
    written: dt.datetime,
) -> pl.DataFrame:
    """The record of rulings as it will be once the workbook is taken in.

    Args:
        workspace: the configuration.
        memory: the store.
        outcome: tonight's run.
        handed: what the workbook holds, and what the night adds.
        written: the time of that act.

    Returns:
        What `ruling_history.described` gives.
    """
    history = ruling_state.after(
        memory.rulings(), handed.decisions, handed.grounds, handed.undone, written
    )
    return ruling_history.described(history, outcome, workspace.zone)


def follow(memory: Store, outcome: Outcome, before: Run | None, number: int) -> None:
    """Notes what followed from the rulings that this run was the first to go by.

    Args:
        memory: the store.
        outcome: the run.
        before: the one before it; None where there was none.
        number: its number.
    """
    acted = memory.rulings().filter(
        pl.col("kind").is_in(PAIR_KINDS),
        pl.col("followed").is_null(),
        pl.col("undone").is_null(),
    )
    if acted.is_empty():
        return
    earlier = None if before is None else memory.earlier(before.run)
    told = ruling_effects.followed(outcome, earlier, acted)
    names = acted.select("kind", "a_key", "b_key", "taken").iter_rows()
    memory.follow((*name, number, *codes) for name, codes in zip(names, told, strict=True))
