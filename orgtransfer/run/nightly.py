"""One run: read, reconcile, plan every file, write each in one step, the store last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from orgtransfer import __version__, frames, intake, pipeline, store
from orgtransfer.errors import ProtectedError
from orgtransfer.i18n import _
from orgtransfer.intake import history as intake_history
from orgtransfer.match import learnt
from orgtransfer.match.learnt import Shares
from orgtransfer.models import Outcome, Progress, Summary
from orgtransfer.run import (
    carried,
    engines,
    guards,
    letter_entries,
    merged_additions,
    places,
    quiet,
    replacing,
    retention,
    ruling_doubts,
    ruling_night,
    rulings,
    sampled,
    unread,
    unsettled,
    weighing,
    worklists,
)
from orgtransfer.run.places import Place
from orgtransfer.run.ruling_night import RulingState
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Export, Run, Store, atomic, backups
from orgtransfer.worklist import Problem
from orgtransfer.worklist.stamp import Stamp

ACCEPTED: Final = ("shrink", "clock", "store", "intake")
"""What would stop a run and can be let through once: an export that lost many rows; a date before
the last run's; a worklist written by a store that is not this one; and exports that are not
believed (see `intake`)."""
_TRIES: Final = 5
"""How often a worklist that is saved meanwhile is read again before the run gives up."""


@dataclass(frozen=True)
class RunOptions:
    """What a user asks of one run."""

    workbook: Path | None = None
    """Where to write; the configuration's path if not given."""
    as_of: dt.date | None = None
    dry_run: bool = False
    accept_shrink: bool = False
    accept: tuple[str, ...] = ()
    """What is let through this once: keys of ACCEPTED."""
    show_id: bool = False
    engine: str = "polars"
    """What matches: polars on this machine, or spark."""
    master: str | None = None
    """Where Spark runs; None: on this machine."""
    by_unit: str | None = None
    """Where Spark writes tables by unit: a folder, or what it takes for one; None: nowhere."""

    def accepts(self, what: str) -> bool:
        """Whether `what` (a key of ACCEPTED) is let through."""
        return what in self.accept or (what == "shrink" and self.accept_shrink)


@dataclass(frozen=True)
class RunResult:
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
    problems: tuple[Problem, ...] = ()
    """Entries of the old workbook that belong to no line; the store and the copy keep them."""
    doubts: tuple[intake.Doubt, ...] = ()
    """Why some of the exports were not believed, and their last good tables stood in."""
    notices: tuple[str, ...] = ()
    """The same in words, a line an export."""
    quiet: bool = False
    """Whether nothing changed that the worklist shows, so that it was left as it is."""
    page: Path | None = None
    """The page, where the configuration wants one of every run."""
    told: tuple[Problem, ...] = ()
    """Entries about letters that are kept, and that the register does not follow."""
    in_use: Path | None = None
    """The worklist that was open, so that the new one went beside it; None where it was not."""


def reconcile(workspace: Workspace, wishes: RunOptions, progress: Progress) -> RunResult:
    """Does one run.

    Args:
        workspace: the configuration.
        wishes: what was asked for.
        progress: is told how far the run is.

    Raises:
        InputError: an export cannot be read.
        InputError: an engine was asked for that is not installed, or tables that only Spark writes.
        OutputError: the workbook cannot be written; the one before is untouched. One that is open is
            left alone, and the new one written beside it.
        ProtectedError: an export shrank, or another run is at work.
    """
    engines.check(wishes.engine, wishes.by_unit)
    workbook = wishes.workbook or workspace.path(workspace.config.worklist.path)
    if wishes.dry_run:
        with workspace.store() as memory:
            place = Place(workbook, workbook)
            plan = _plan(workspace, wishes, memory, place, progress)
        return RunResult(
            plan.outcome,
            plan.summary,
            run=None,
            doubts=plan.doubts,
            notices=guards.notices(plan.doubts, workspace.config),
        )
    if wishes.workbook is None:
        # A folder that the configuration names is meant; one on the command line may be mistyped.
        missing = [one for one in workbook.parents if not one.exists()]
        for folder in reversed(missing):
            atomic.make_folder(folder)
    place = places.found(workbook)
    if workspace.config.report.path is not None:
        # The page of every run can be written, or the run is not worked out.
        atomic.check(workspace.path(workspace.config.report.path))
    if store.is_new(workspace.path(workspace.config.store.path)) and not wishes.accepts("store"):
        # Before a store is made: a run that is refused leaves none behind.
        guards.check_store(workbook, workspace)
    problems = sampled.hand_in(workspace)
    with workspace.store(create=True) as memory, memory.lock():
        memory.catch_up()
        plan = _plan(workspace, wishes, memory, place, progress)
        done = _write(workspace, memory, place, plan, progress)
        if wishes.by_unit is not None:
            # What is handed on is of a run that stands.
            engines.hand_on(
                plan.outcome,
                wishes.by_unit,
                wishes.master,
                workspace,
                memory.salt,
                show_id=wishes.show_id,
            )
    return replace(done, problems=(*problems, *done.problems))


@dataclass(frozen=True)
class _Plan:
    """Everything that a run will write, before the first file is touched."""

    outcome: Outcome
    summary: Summary
    exports: tuple[Export, ...]
    entered: pl.DataFrame
    """DECISIONS that the workbook to be replaced holds."""
    decisions: pl.DataFrame
    """DECISIONS of the store and of that workbook together."""
    handed: rulings.WorkbookEntries
    """All that the workbook holds."""
    seen: Mapping[Path, str | None]
    """The digest of each worklist that was read (see `replacing.digest`)."""
    today: dt.date
    written: dt.datetime
    book: bytes | None
    """The new workbook; None where the old one stays."""
    show_id: bool
    sources: str
    """The digest of the exports and the configuration, see `quiet.sources`."""
    added: pl.DataFrame
    """ADDITIONS of the store and of that workbook together."""
    problems: tuple[Problem, ...] = ()
    """Entries of that workbook that belong to no line."""
    doubts: tuple[intake.Doubt, ...] = ()
    """Why some of the exports were not believed."""
    noted: Mapping[str, Any] = field(default_factory=dict)
    """See `_Night.noted`."""
    shares: Shares = field(default_factory=dict)
    """The weights that it linked by, see `weighing`."""


def _plan(
    workspace: Workspace, wishes: RunOptions, memory: Store, place: Place, progress: Progress
) -> _Plan:
    last = memory.last_run()
    today = wishes.as_of or workspace.now().date()
    if last is not None and not wishes.accepts("clock"):
        guards.check_clock(today, last.as_of)
    seen = {path: replacing.digest(path) for path in place.all}
    if last is None and not memory.is_rebuilt and not wishes.accepts("store"):
        guards.check_store(place.workbook, workspace, memory.identity)
    known = memory.decisions()
    untouched = (
        last is not None
        and list(seen) == [place.target]
        and seen[place.target] is not None
        and last.summary.get(quiet.BOOK) == quiet.book(workspace, seen[place.target])
    )
    handed, readers = rulings.WorkbookEntries(), rulings.Readers(workspace, memory)
    if not untouched:
        if last is None and any(seen.values()):
            # No run tells what the lines are about: tonight's has to.
            readers.first = tonight(workspace, memory, today, progress)
        handed = rulings.entered_in(readers, list(seen), known, today)
    # What the night adds by itself must not make a repeated word look like an answer.
    handed = replace(handed, decisions=rulings.without_repeated(handed.decisions, known))
    said = ruling_night.said(workspace, memory, known, handed, today)
    entered, decisions = handed.decisions, said.decisions
    # Where the worklist may stay as it is, only what could change it is worked out.
    may_stay = untouched and not wishes.show_id
    idle = may_stay and workspace.config.report.path is None
    night = _night(workspace, wishes, memory, said, today, progress, idle=idle)
    outcome = night.outcome
    followed = merged_additions.followed(readers.added, carried.moved(outcome))
    added = merged_additions.together(readers.added, followed)
    handed = replace(handed, added=merged_additions.together(handed.added, followed))
    moved = pl.concat(
        [
            carried.carried(outcome, decisions, today),
            carried.expired(outcome, decisions, added, today),
            ruling_doubts.doubts(outcome, said.history, said.counts, memory.salt, today),
        ]
    )
    entered, decisions = rulings.together(entered, moved), rulings.together(decisions, moved)
    if (
        last is not None and may_stay and night.repeats and moved.is_empty()
        and last.summary.get(quiet.ADDED, quiet.added(frames.ADDITIONS.empty())) == quiet.added(added)
        and quiet.changed_nothing(outcome, last, night.previous)
    ):  # fmt: skip
        summary = worklists.summarised(outcome, workspace, decisions)
        return _Plan(
            outcome, summary, last.exports, entered, decisions, handed, seen, today,
            workspace.now().replace(tzinfo=None), None, wishes.show_id, night.sources, added,
            noted=night.noted,
            shares=night.shares,
        )  # fmt: skip
    if night.whole is not None:
        outcome = night.whole()
    progress("worklist", 0, 1)
    # A tick is written down, and a dry run writes nothing.
    written = workspace.now().replace(tzinfo=None) if wishes.dry_run else memory.tick()
    summary, book = worklists.book(
        outcome, workspace, decisions, Stamp(memory.identity, written),
        today=today, show_id=wishes.show_id, notices=guards.notices(night.doubts, workspace.config),
        rulings=ruling_night.record(workspace, memory, outcome, replace(handed, decisions=entered), written),
        added=added, history=said.history, runs=memory.runs(),
    )  # fmt: skip
    return _Plan(
        outcome, summary, night.exports, entered, decisions, handed, seen, today,
        written, book, wishes.show_id, night.sources, added, handed.problems, night.doubts,
        night.noted,
        night.shares,
    )  # fmt: skip


@dataclass(frozen=True)
class _Night:
    """What the exports gave."""

    outcome: Outcome
    exports: tuple[Export, ...]
    sources: str
    """The digest of what was read, see `quiet.sources`."""
    doubts: tuple[intake.Doubt, ...] = ()
    repeats: bool = False
    """Whether everything but the date is as it was in the last run."""
    previous: pl.DataFrame = field(default_factory=frames.FINDINGS.empty)
    """FINDINGS of the last run, where it `repeats`."""
    noted: Mapping[str, Any] = field(default_factory=dict)
    """What later nights hold their exports against (see `intake_history`), for the run's summary."""
    shares: Shares = field(default_factory=dict)
    """The weights that it linked by."""
    whole: Callable[[], Outcome] | None = None
    """Works out the outcome with the tables of this day; None where it has them. Without, the
    counts and ages are those of the day before."""


def _night(  # noqa: PLR0913  # what a night rests on
    workspace: Workspace,
    wishes: RunOptions,
    memory: Store,
    said: RulingState,
    today: dt.date,
    progress: Progress,
    *,
    idle: bool = False,
) -> _Night:
    """Reads and reconciles; where nothing but the date and words on findings has changed, only applies the rules.

    Where the worklist may stay as it is (`idle`), only those that read the date.
    """
    config, last = workspace.config, memory.last_run()
    systems = quiet.systems(workspace)
    sources = quiet.sources(workspace, said.letters, systems)
    shares = weighing.shares(workspace)
    # Who was due may have changed, and with it which rulings count.
    moving = config.rulings.approve > 1 and config.rulings.approve_for == "due"
    if last is not None and not moving and quiet.links_as(last, sources, said.decisions):
        kept = memory.outcome(last.run)
        previous = kept.findings
        noted = {name: last.summary.get(name, {}) for name in (intake_history.KEY, quiet.READ)}
        # What clerks entered about findings changes none of them, but stands in their lines.
        repeats = last.summary.get(quiet.BASIS) == quiet.basis(sources, said.decisions)

        def again() -> Outcome:
            return pipeline.again(
                kept, config, today,
                previous=previous, aliases=_aliases(workspace), progress=progress,
            )  # fmt: skip

        whole = None if quiet.tabled(last) == today.isoformat() else again
        if today == last.as_of or (
            idle and repeats and not quiet.told_news(last)
            and pipeline.stands(
                kept, config, today, since=last.as_of, aliases=_aliases(workspace)
            )
        ):  # fmt: skip
            outcome = pipeline.repeated(kept)
        else:
            outcome, whole = again(), None
        return _Night(
            outcome, last.exports, sources,
            repeats=repeats, previous=previous, noted=noted, shares=shares, whole=whole,
        )  # fmt: skip
    seen = unsettled.states(workspace)
    believes = wishes.accepts("intake") or wishes.accepts("shrink")
    before = unread.last_inputs(workspace, memory)
    # Where nothing is doubted, nobody asks whether a file has changed while it was read.
    unchanged = [] if last is None or believes else quiet.unchanged(workspace, last, systems)
    inputs, doubts = unread.legible(workspace, before, unchanged, progress)
    if not believes:
        inputs, more = guards.believed(inputs, before, workspace, memory, seen)
        doubts = (*doubts, *more)
    exports = guards.exports(inputs, workspace, last, doubts)
    if not wishes.accepts("shrink"):
        guards.check_sizes(last.exports if last else (), exports, config)
    noted = {
        intake_history.KEY: intake_history.profile(inputs),
        intake_history.ACCEPTED: [what for what in ACCEPTED if wishes.accepts(what)],
        quiet.READ: {
            system: digest
            for system, digest in systems.items()
            if not believes and all(one.system != system for one in doubts)
        },
    }
    # Handed over, not lent: the raw tables are let go as soon as they are cleaned.
    handed = [inputs]
    del inputs, before
    with engines.at_work(wishes.engine, wishes.master, workspace) as engine:
        outcome = pipeline.reconcile(
            handed.pop(),
            config,
            today,
            previous=memory.findings(last.run) if last else None,
            earlier=memory.earlier(last.run) if last else None,
            closed=memory.table(last.run, "closed") if last else None,
            decisions=said.counts,
            aliases=_aliases(workspace),
            letters=said.letters,
            salt=memory.salt,
            progress=progress,
            weights=learnt.weights(shares),
            reweighed=last is not None and weighing.of(last.summary) != shares,
            matching=engine.matching,
            judging=engine.judging,
        )
    return _Night(outcome, exports, sources, doubts, noted=noted, shares=shares)


def tonight(workspace: Workspace, memory: Store, today: dt.date, progress: Progress) -> Outcome:
    """What the exports give by themselves: tells what the lines of a worklist are about.

    Args:
        workspace: the configuration.
        memory: a store without runs, whose rulings count.
        today: the date.
        progress: is told how far it is.

    Raises:
        InputError: an export cannot be read.
    """
    known = memory.decisions()
    said = ruling_night.said(workspace, memory, known, rulings.WorkbookEntries(), today)
    wishes = RunOptions(as_of=today, accept=ACCEPTED)
    return _night(workspace, wishes, memory, said, today, progress).outcome


def aliases_of(workspace: Workspace) -> pl.DataFrame:
    """`name`, `full_name`: what the configured table says names stand for; empty without one."""
    found = _aliases(workspace)
    return pl.DataFrame(schema=pipeline.ALIASES) if found is None else found


def _aliases(workspace: Workspace) -> pl.DataFrame | None:
    name = workspace.config.match.aliases
    if name is None:
        return None
    from orgtransfer.read import aliases

    return aliases.read(workspace.path(name), name, workspace.config.limits)


def _write(
    workspace: Workspace, memory: Store, place: Place, plan: _Plan, progress: Progress
) -> RunResult:
    """The files, each in one step; the store last, so that it never knows of a run nobody saw."""
    if plan.book is None:
        return _write_nothing(workspace, memory, place.workbook, plan)
    if memory.last_run() is not None:
        memory.backup(workspace.now())
    for folder in (place.target.parent, memory.path, memory.path / backups.FOLDER):
        atomic.sweep(folder)
    plan, copy, taken = _replace(workspace, memory, place, plan)
    progress("worklist", 1, 1)
    progress("store", 0, 1)
    rests = "" if plan.doubts else quiet.basis(plan.sources, plan.decisions)
    book = quiet.book(workspace, replacing.digest_of(plan.book or b""))
    run = _run(
        workspace,
        plan,
        {
            quiet.BASIS: rests,
            quiet.LINKED: rests and quiet.linked(plan.sources, plan.decisions),
            quiet.BOOK: book,
            quiet.ADDED: quiet.added(plan.added),
            quiet.WRITTEN: plan.written.isoformat(),
        },
    )
    before = memory.last_run()
    page = _page(workspace, memory, plan, run)
    number = memory.record(plan.outcome, run, retention.runs(memory, workspace, plan.today))
    retention.drop_copies(place.workbook, workspace, plan.today)
    ruling_night.follow(memory, plan.outcome, before, number)
    progress("store", 1, 1)
    return RunResult(
        plan.outcome, plan.summary, number, place.target, copy, taken, plan.problems, plan.doubts,
        guards.notices(plan.doubts, workspace.config), page=page, told=plan.handed.told,
        in_use=None if place.target == place.workbook else place.workbook,
    )  # fmt: skip


def _write_nothing(workspace: Workspace, memory: Store, workbook: Path, plan: _Plan) -> RunResult:
    """A quiet night: the worklist stays, and the run is remembered."""
    last = memory.run()
    kept = {name: last.summary.get(name, "") for name in (quiet.BASIS, quiet.LINKED, quiet.BOOK)}
    kept[quiet.ADDED] = quiet.added(plan.added)
    kept[quiet.TABLED] = quiet.tabled(last)
    run = _run(workspace, plan, kept)
    page = _page(workspace, memory, plan, run)
    number = memory.repeat(run, retention.runs(memory, workspace, plan.today))
    return RunResult(plan.outcome, plan.summary, number, workbook, quiet=True, page=page)


def _page(workspace: Workspace, memory: Store, plan: _Plan, run: Run) -> Path | None:
    """The page, where the configuration wants one of every run."""
    if workspace.config.report.path is None:
        return None
    from orgtransfer.run import pages

    return pages.nightly(workspace, plan.outcome, plan.summary, plan.decisions, run, memory.runs())


def _run(workspace: Workspace, plan: _Plan, rests: Mapping[str, str]) -> Run:
    return Run(
        run=0,
        made=workspace.now(),
        as_of=plan.today,
        version=__version__,
        exports=plan.exports,
        summary={
            **{
                one.name: _plain(getattr(plan.summary, one.name))
                for one in fields(plan.summary)
                if one.name != _OF_TABLES
            },
            **plan.noted,
            **rests,
            **weighing.recorded(plan.shares),
        },
    )


_OF_TABLES: Final = "units"
"""Of a summary this is long, and a run's tables tell it."""


def _plain(value: object) -> object:
    """What `dataclasses.asdict` gives; it copies every number and text, of which there are many here."""
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if is_dataclass(value):
        return {name: _plain(one) for name, one in vars(value).items()}
    return value


def _replace(
    workspace: Workspace, memory: Store, place: Place, plan: _Plan
) -> tuple[_Plan, Path | None, int]:
    """The new workbook in the old one's place, the copy of that, and how many entries were new.

    What somebody has saved in the old one while the run was at work is taken back first.

    Raises:
        ProtectedError: it is being saved again and again.
    """
    taken = 0
    for _try in range(_TRIES):
        # Before the workbook that holds them is replaced.
        taken += memory.decide(plan.entered, plan.written, plan.handed.grounds)
        rulings.take_back(memory, plan.handed.undone, plan.written)
        taken += letter_entries.take(memory, plan.handed.added, workspace, plan.today)
        memory.additions.take(plan.handed.added, plan.written)
        try:
            copy = replacing.put(
                place.target, plan.book or b"", plan.seen[place.target], workspace.zone
            )
        except replacing.ChangedError:
            plan = _read_again(workspace, memory, place, plan)
        else:
            if place.target == place.workbook:
                beside = replacing.beside(place.workbook)
                replacing.drop(beside, plan.seen.get(beside), workspace.zone)
            return plan, copy, taken
    raise ProtectedError(
        _(
            "{file} is being saved again and again. What was entered in it is safe in the store; "
            "close it and run again."
        ).format(file=place.target.name)
    )


def _read_again(workspace: Workspace, memory: Store, place: Place, plan: _Plan) -> _Plan:
    """The plan with what has been entered since; the findings are those of the run."""
    seen = {path: replacing.digest(path) for path in place.all}
    readers = rulings.Readers(workspace, memory, plan.outcome)
    handed = rulings.entered_in(readers, list(seen), plan.decisions, plan.today)
    handed = replace(handed, decisions=rulings.without_repeated(handed.decisions, plan.decisions))
    decisions = rulings.together(plan.decisions, handed.decisions)
    written = memory.tick()
    letters = letter_entries.after(memory, handed.added, workspace, plan.today)
    outcome = replace(plan.outcome, letters=letters)
    summary, book = worklists.book(
        outcome, workspace, decisions, Stamp(memory.identity, written),
        today=plan.today, show_id=plan.show_id,
        notices=guards.notices(plan.doubts, workspace.config),
        rulings=ruling_night.record(workspace, memory, plan.outcome, handed, written),
        added=readers.added, history=memory.rulings(), runs=memory.runs(),
    )  # fmt: skip
    return replace(
        plan, summary=summary, entered=handed.decisions, decisions=decisions,
        handed=handed, seen=seen, added=readers.added,
        written=written, book=book, problems=handed.problems,
    )  # fmt: skip
