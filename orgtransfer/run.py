"""One run: read, reconcile, plan every file, write each in one step, the store last."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from orgtransfer import __version__, frames, pipeline, read, store, worklist
from orgtransfer import diff as comparison
from orgtransfer.config import Config, parse
from orgtransfer.errors import ConfigError, ProtectedError, UnknownNameError
from orgtransfer.findings import registry
from orgtransfer.i18n import _
from orgtransfer.models import Outcome, Progress, Summary
from orgtransfer.report import summary as figures
from orgtransfer.store import Export, Run, Shrunk, Store, atomic, copies, formats, tables


@dataclass(frozen=True)
class Workspace:
    """A configuration and the folder that its paths are relative to."""

    config: Config
    file: Path

    @property
    def folder(self) -> Path:
        """The folder of the configuration file."""
        return self.file.parent

    def path(self, name: str) -> Path:
        """A path of the configuration, made absolute."""
        return self.folder / name

    def now(self) -> dt.datetime:
        """The time in the project's time zone: a night in Nanchang is one date everywhere."""
        return dt.datetime.now(self.zone)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The project's time zone."""
        return zoneinfo.ZoneInfo(self.config.project.timezone)

    def store(self, *, create: bool = False) -> Store:
        """Opens the store; without `create` a missing one is empty and stays missing."""
        return store.open(self.path(self.config.store.path), create=create)


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


def load(path: Path) -> Workspace:
    """Reads the configuration file.

    Raises:
        ConfigError: it is missing, no UTF-8, or has mistakes: all of them, one a line.
    """
    try:
        # Notepad puts a byte-order mark in front.
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(
            [
                _(
                    "{file} is not there. Name the configuration with -c, or draft one with: "
                    "orgtransfer init FOLDER"
                ).format(file=path)
            ]
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            [_("{file} is not in UTF-8; save it again with the encoding UTF-8.").format(file=path)]
        ) from error
    except OSError as error:
        raise ConfigError(
            [_("{file} cannot be read ({reason}).").format(file=path, reason=error.strerror)]
        ) from error
    try:
        return Workspace(parse(text, registry.OPTIONS), path.absolute())
    except ConfigError as error:
        raise ConfigError(f"{path.name}: {problem}" for problem in error.problems) from error


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
    atomic.check(workbook)
    with workspace.store(create=True) as memory, memory.lock():
        plan = _plan(workspace, wishes, memory, workbook, progress)
        return _write(workspace, memory, workbook, plan, progress)


@dataclass(frozen=True)
class _Plan:
    """Everything that a run will write, before the first file is touched."""

    outcome: Outcome
    summary: Summary
    exports: tuple[Export, ...]
    entries: pl.DataFrame
    """DECISIONS that the workbook to be replaced holds."""
    today: dt.date
    book: bytes


def _plan(
    workspace: Workspace, wishes: Wishes, memory: Store, workbook: Path, progress: Progress
) -> _Plan:
    config = workspace.config
    inputs = read.read(config, workspace.folder, partial(progress, "read"))
    exports = store.exports(inputs.sources, workspace.folder)
    last = memory.last_run()
    if not wishes.accept_shrink:
        _protect(store.shrunk(last.exports if last else (), exports, config.store.shrink_limit))
    entries = _entries(workbook)
    decisions = _together(memory.decisions(), entries)
    today = wishes.as_of or workspace.now().date()
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
    rules = tuple(registry.rule_texts().values())
    summary = figures.summarise(outcome, config, decisions, rules)
    progress("worklist", 0, 1)
    shown = _unmasked(config) if wishes.show_id else config
    book = worklist.build(outcome, summary, shown, today, decisions=decisions, rules=rules)
    return _Plan(outcome, summary, exports, entries, today, worklist.to_bytes(book))


def _unmasked(config: Config) -> Config:
    return replace(config, worklist=replace(config.worklist, mask_ids=False))


def _aliases(workspace: Workspace) -> pl.DataFrame | None:
    name = workspace.config.match.aliases
    return read.aliases(workspace.path(name), name, workspace.config.limits) if name else None


def _entries(workbook: Path) -> pl.DataFrame:
    """DECISIONS that clerks have entered in the workbook about to be replaced."""
    return frames.DECISIONS.empty()


def _together(known: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """DECISIONS of the store, and over them those of the workbook."""
    return pl.concat([known, entries]).unique(
        ("kind", "a_key", "b_key"), keep="last", maintain_order=True
    )


def _write(
    workspace: Workspace, memory: Store, workbook: Path, plan: _Plan, progress: Progress
) -> Done:
    """The files, each in one step; the store last, so that it never knows of a run nobody saw."""
    # Before the workbook that holds them is replaced.
    taken = memory.decide(plan.entries)
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


def _protect(shrunk: Sequence[Shrunk]) -> None:
    """Stops before people are reported as gone whom only a broken export has lost."""
    if not shrunk:
        return
    lines = [
        _("{system}, {kind}: {now} rows; the last run had {before}.").format(
            system=one.system, kind=one.kind, now=one.now, before=one.before
        )
        for one in shrunk
    ]
    advice = _(
        "Nothing was written. If the exports are complete, run again with --accept-shrink; "
        "else export them anew."
    )
    raise ProtectedError("\n".join([*lines, advice]))


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
        pl.col("change").replace({"new": "0", "changed": "1", "resolved": "2"}), "code", "key"
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
    """Writes one table of a run; its rows.

    Raises:
        UnknownNameError: there is no such run.
        OutputError: the file cannot be written.
    """
    with workspace.store() as memory:
        outcome = memory.outcome(memory.run(number).run)
    table = tables.table(outcome, name, show_id=show_id)
    formats.write(table, path, tables.ID_COLUMNS if show_id and name == "records" else ())
    return table.height
