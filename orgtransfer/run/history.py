"""What the store can tell of runs gone by: their tables, and what changed between them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from orgtransfer import diff as comparison
from orgtransfer.errors import UnknownNameError
from orgtransfer.i18n import _
from orgtransfer.run import ruling_history
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Run, Store, formats, tables


@dataclass(frozen=True)
class Changes:
    """What changed between two runs."""

    before: Run | None
    """None where the later run is the first."""
    after: Run
    table: pl.DataFrame
    """`change` (new, changed, resolved) and the columns of the findings export."""


def diff(workspace: Workspace, start: str | None, end: str | None) -> Changes:
    """Compares the findings of two runs.

    Args:
        workspace: the configuration.
        start: a run's number or a date; the run before `end` where not given.
        end: a run's number or a date; the last run where not given.

    Raises:
        UnknownNameError: there is no such run.
    """
    with workspace.store() as memory:
        after = _named_run(memory, end) if end else memory.run()
        before = _named_run(memory, start) if start else _before(memory, after)
        old = memory.findings(before.run) if before else None
        new = memory.findings(after.run)
    compared, resolved = comparison.compare(old, new, after.as_of)
    changed = compared.filter(pl.col("state") != "standing").with_columns(change="state")
    gone = resolved.with_columns(change=pl.lit("resolved"))
    table = pl.concat([changed, gone]).sort(
        pl.col("change").replace({"new": "0", "reopened": "0", "changed": "1", "resolved": "2"}),
        "code",
        "key",
    )
    return Changes(before, after, table.select("change", *tables.FINDINGS))


def _named_run(memory: Store, name: str) -> Run:
    """The run that a number, or a date, names."""
    if name.isdecimal() and len(name) < len("20261120"):
        return memory.run(int(name))
    day = _day(name)
    runs = [run for run in memory.runs() if run.as_of <= day]
    if not runs:
        raise UnknownNameError(_("There is no run as of {day} or before.").format(day=day))
    return runs[-1]


def _day(name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(name.replace("/", "-"))
    except ValueError as error:
        raise UnknownNameError(
            _("{name} is neither a run's number nor a date such as 2026-11-20.").format(name=name)
        ) from error


def _before(memory: Store, after: Run) -> Run | None:
    earlier = [run for run in memory.runs() if run.run < after.run]
    return earlier[-1] if earlier else None


def export(
    workspace: Workspace, name: str, path: Path, *, number: int | None, show_id: bool
) -> int:
    """Writes one table of a run; its rows. Rulings are those of the store, whichever the run.

    Raises:
        UnknownNameError: there is no such run.
        OutputError: the file cannot be written.
    """
    with workspace.store() as memory:
        only = name if name in tables.ALONE else None
        outcome = memory.outcome(memory.run(number).run, only)
        if number is None:
            # What was written since the run is there as well.
            outcome = replace(outcome, letters=memory.letters.all())
        if name == "decisions":
            listed = ruling_history.listing(memory.rulings(), outcome, workspace.zone)
            outcome = replace(outcome, rulings=listed)
    table = tables.table(outcome, name, show_id=show_id)
    formats.write(table, path, tables.ID_COLUMNS if show_id and name == "records" else ())
    return table.height
