"""What the store can tell of runs gone by: their tables, and what changed between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from orgtransfer import diff as comparison
from orgtransfer import frames, member_changes
from orgtransfer.errors import UnknownNameError
from orgtransfer.i18n import _
from orgtransfer.report.changes import Changed
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
    """`change` (new, reopened, changed, resolved) and the columns of the findings export."""
    changed: Changed
    """All of it, with its figures."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What people call each system."""
    missing: str = ""
    """Why the members cannot be compared; empty where they are."""

    def part(self, name: str) -> pl.DataFrame:
        """One of the tables (a key of `report.changes.PARTS`), as files hold it.

        Args:
            name: which one; `findings` is `table`.
        """
        if name == "findings":
            return self.table
        made: pl.DataFrame = getattr(self.changed, name)
        if "others" in made.columns:
            return made.with_columns(pl.col("others").list.join(","))
        return made

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed, neither findings nor members."""
        return self.table.is_empty() and self.changed.members.is_empty()


def diff(workspace: Workspace, start: str | None, end: str | None) -> Changes:
    """Compares two runs: their findings, and the people of each system.

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
        findings = _findings(memory, before, after)
        changed, missing = _members(memory, before, after)
        total = memory.findings(after.run).group_by("code").agg(count=pl.len())
    table = findings.select("change", *tables.FINDINGS)
    labels = {system.key: system.label for system in workspace.config.systems}
    whole = replace(changed, findings=findings, total=total)
    return Changes(before, after, table, whole, labels, missing)


def _findings(memory: Store, before: Run | None, after: Run) -> pl.DataFrame:
    """FINDINGS with `change`, those that stand left out."""
    compared, resolved = _compared(memory, before, after)
    changed = compared.filter(pl.col("state") != "standing").with_columns(change="state")
    gone = resolved.with_columns(change=pl.lit("resolved"))
    return pl.concat([changed, gone]).sort(
        pl.col("change").replace({"new": "0", "reopened": "0", "changed": "1", "resolved": "2"}),
        "code",
        "key",
    )


def _compared(memory: Store, before: Run | None, after: Run) -> tuple[pl.DataFrame, pl.DataFrame]:
    """FINDINGS of the later run with their state, and those that are gone.

    Of two runs that followed each other it was worked out then, and stands in the workbook.
    """
    new = memory.findings(after.run)
    if before is None:
        return comparison.compare(None, new, after.as_of)
    old = memory.findings(before.run)
    try:
        if before.run == after.run - 1:
            return new, memory.table(after.run, "resolved")
        sides = [memory.table(run.run, "records") for run in (after, before)]
        followed = comparison.matters(new, sides[0], old, sides[1])
        # Looking back, what was settled later has not come back.
        closed = memory.table(before.run, "closed") if before.run < after.run else None
    except UnknownNameError:  # a run of which only the findings are kept
        followed, closed = None, None
    return comparison.compare(old, new, after.as_of, closed, followed)


def _members(memory: Store, before: Run | None, after: Run) -> tuple[Changed, str]:
    """The people of two runs, and why they cannot be compared."""
    nothing = Changed(frames.FINDINGS.empty(), pl.DataFrame())
    if before is None:
        return nothing, ""
    try:
        sides = [memory.earlier(run.run) for run in (before, after)]
        written = memory.table(after.run, "unit_names")
    except UnknownNameError as error:
        return nothing, str(error)
    counts = [member_changes.people(side) for side in sides]
    people = (
        counts[0]
        .rename({"count": "before"})
        .join(counts[1].rename({"count": "after"}), on="system", how="full", coalesce=True)
    )
    names = dict(written.select("name", "call").unique("name").iter_rows())
    members = member_changes.compare(*sides)
    return replace(nothing, members=members, people=people.fill_null(0), names=names), ""


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
    workspace: Workspace,
    name: str,
    path: Path,
    *,
    number: int | None,
    show_id: bool,
    by_unit: bool = False,
) -> int:
    """Writes one table of a run; its rows. Rulings are those of the store, whichever the run.

    Args:
        workspace: where the store is.
        name: the table.
        path: the file, or where it is cut by unit the folder.
        number: the run; None: the last one.
        show_id: write whole ID numbers and birth dates.
        by_unit: cut it by unit.

    Raises:
        UnknownNameError: there is no such run.
        OutputError: the file cannot be written.
    """
    with workspace.store() as memory:
        only = name if name in tables.ALONE and not by_unit else None
        outcome = memory.outcome(memory.run(number).run, only)
        if number is None:
            # What was written since the run is there as well.
            outcome = replace(outcome, letters=memory.letters.all())
        if name == "decisions":
            listed = ruling_history.listing(memory.rulings(), outcome, workspace.zone)
            outcome = replace(outcome, rulings=listed)
        salt = memory.salt
    if by_unit:
        from orgtransfer.run import unit_export

        return unit_export.write(outcome, name, path, salt, show_id=show_id)
    table = tables.table(outcome, name, show_id=show_id)
    formats.write(table, path, tables.ID_COLUMNS if show_id and name == "records" else ())
    return table.height
