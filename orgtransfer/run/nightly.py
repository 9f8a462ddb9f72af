"""One run: read, reconcile, plan every file, write each in one step, the store last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import polars as pl

from orgtransfer import __version__, pipeline, read, store
from orgtransfer.config import Config
from orgtransfer.errors import ProtectedError
from orgtransfer.i18n import _
from orgtransfer.models import Outcome, Progress, Summary
from orgtransfer.read import aliases
from orgtransfer.report.words import KINDS
from orgtransfer.run import papers, rulings
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Export, Run, Shrunk, Store, atomic, copies


@dataclass(frozen=True)
class Wishes:
    """What a user asks of one run."""

    workbook: Path | None = None
    """Where to write; the configuration's path if not given."""
    as_of: dt.date | None = None
    dry_run: bool = False
    accept_shrink: bool = False
    show_id: bool = False


@dataclass(frozen=True)
class Done:
    """What came of a run."""

    outcome: Outcome
    summary: Summary
    run: int | None
    """The run's number; None after a dry run."""
    workbook: Path | None = None
    copy: Path | None = None
    """The copy of the workbook that was there before."""
    taken_back: int = 0
    """Entries of the clerk's that the old workbook held and the store did not."""


def reconcile(workspace: Workspace, wishes: Wishes, progress: Progress) -> Done:
    """Does one run.

    Args:
        workspace: the configuration.
        wishes: what was asked for.
        progress: is told how far the run is.

    Raises:
        InputError: an export cannot be read.
        OutputError: the workbook cannot be written; the one before is untouched.
        ProtectedError: an export shrank, or another run is at work.
    """
    workbook = wishes.workbook or workspace.path(workspace.config.worklist.path)
    if wishes.dry_run:
        with workspace.store() as memory:
            plan = _plan(workspace, wishes, memory, workbook, progress)
        return Done(plan.outcome, plan.summary, run=None)
    papers.check(workbook)
    with workspace.store(create=True) as memory, memory.lock():
        plan = _plan(workspace, wishes, memory, workbook, progress)
        return _write(workspace, memory, workbook, plan, progress)


@dataclass(frozen=True)
class _Plan:
    """Everything that a run will write, before the first file is touched."""

    outcome: Outcome
    summary: Summary
    exports: tuple[Export, ...]
    entered: pl.DataFrame
    """DECISIONS that the workbook to be replaced holds."""
    today: dt.date
    written: dt.datetime
    book: bytes


def _plan(
    workspace: Workspace, wishes: Wishes, memory: Store, workbook: Path, progress: Progress
) -> _Plan:
    config = workspace.config
    inputs = read.read(config, workspace.folder, partial(progress, "read"))
    exports = store.exports(inputs.sources, workspace.folder)
    last = memory.last_run()
    if not wishes.accept_shrink:
        _protect(
            store.shrunk(last.exports if last else (), exports, config.store.shrink_limit), config
        )
    today = wishes.as_of or workspace.now().date()
    entered = rulings.entered(workspace, workbook, memory, today)
    decisions = rulings.together(memory.decisions(), entered)
    outcome = pipeline.reconcile(
        inputs,
        config,
        today,
        previous=memory.findings(last.run) if last else None,
        decisions=decisions,
        aliases=_aliases(workspace),
        salt=memory.salt,
        progress=progress,
    )
    progress("worklist", 0, 1)
    # A tick is written down, and a dry run writes nothing.
    written = workspace.now().replace(tzinfo=None) if wishes.dry_run else memory.tick()
    summary, book = papers.book(
        outcome, workspace, decisions, written, today=today, show_id=wishes.show_id
    )
    return _Plan(outcome, summary, exports, entered, today, written, book)


def _aliases(workspace: Workspace) -> pl.DataFrame | None:
    name = workspace.config.match.aliases
    return aliases.read(workspace.path(name), name, workspace.config.limits) if name else None


def _write(
    workspace: Workspace, memory: Store, workbook: Path, plan: _Plan, progress: Progress
) -> Done:
    """The files, each in one step; the store last, so that it never knows of a run nobody saw."""
    # Before the workbook that holds them is replaced.
    taken = memory.decide(plan.entered, plan.written)
    copy = copies.keep(workbook, workspace.zone)
    atomic.replace(workbook, lambda fresh: fresh.write_bytes(plan.book))
    progress("worklist", 1, 1)
    progress("store", 0, 1)
    run = Run(
        run=0,
        made=workspace.now(),
        as_of=plan.today,
        version=__version__,
        exports=plan.exports,
        summary=asdict(plan.summary),
    )
    number = memory.record(plan.outcome, run, workspace.config.store.keep_runs)
    progress("store", 1, 1)
    return Done(plan.outcome, plan.summary, number, workbook, copy, taken)


def _protect(shrunk: Sequence[Shrunk], config: Config) -> None:
    """Stops before people are reported as gone whom only a broken export has lost."""
    if not shrunk:
        return
    lines = [
        _("{system}, {kind}: {now} rows; the last run had {before}.").format(
            system=config.system(one.system).label,
            kind=_(KINDS[one.kind]),
            now=one.now,
            before=one.before,
        )
        for one in shrunk
    ]
    advice = _(
        "Nothing was written. If the exports are complete, run again with --accept-shrink; "
        "else export them anew."
    )
    raise ProtectedError("\n".join([*lines, advice]))
