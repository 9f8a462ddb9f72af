"""What clerks have ruled in their worklists, taken into the store."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path

import polars as pl

from orgtransfer import frames
from orgtransfer.errors import InputError, ProtectedError, UnknownNameError
from orgtransfer.i18n import _, language
from orgtransfer.models import AGAINST, Outcome
from orgtransfer.run import (
    grounds,
    late_entries,
    letter_entries,
    lost_store,
    merged_additions,
    quiet,
    ruling_history,
)
from orgtransfer.run.merging import merged, together
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Run, Store
from orgtransfer.store.decisions import SAID, SUBJECT, Undoing, in_order
from orgtransfer.worklist import line_identity, register_entries, words
from orgtransfer.worklist.decided import EntryRules, Problem
from orgtransfer.worklist.stamp import Stamp

__all__ = [
    "Readers",
    "WorkbookEntries",
    "WorkbookReport",
    "decide",
    "entered",
    "is_worklist",
    "together",
]


@dataclass(frozen=True)
class Rest:
    """Decisions that were entered in one copy, and what that copy showed."""

    decisions: pl.DataFrame
    """DECISIONS."""
    stamp: Stamp | None
    origin: str
    """The file's name."""


@dataclass(frozen=True)
class WorkbookEntries:
    """What one filled-in copy holds."""

    decisions: pl.DataFrame = field(default_factory=frames.DECISIONS.empty)
    """DECISIONS as they are once it is taken in: of the matters that it says something about."""
    lines: int = 0
    problems: tuple[Problem, ...] = ()
    """Entries that belong to no line; they are kept among `decisions` as kind `unbound`."""
    undone: pl.DataFrame = field(default_factory=frames.UNDOINGS.empty)
    """UNDOINGS: the rulings that it takes back."""
    added: pl.DataFrame = field(default_factory=frames.ADDITIONS.empty)
    """ADDITIONS that it changes."""
    told: tuple[Problem, ...] = ()
    """Entries about letters that are kept, and that the register does not follow."""
    rests: tuple[Rest, ...] = ()
    """Of what the decisions' grounds are made (see `Readers.grounds`)."""
    grounds: pl.DataFrame = field(default_factory=frames.GROUNDS.empty)
    """GROUNDS of the decisions; `entered` leaves them to be made for several files at once."""


@dataclass(frozen=True)
class WorkbookReport:
    """What came of one file that was handed in."""

    workbook: Path
    lines: int = 0
    new: int = 0
    same: int = 0
    """Entries that were known already."""
    disputed: int = 0
    problems: tuple[Problem, ...] = ()
    told: tuple[Problem, ...] = ()
    """See `Entered.told`."""
    refused: str | None = None
    """Why the file could not be read; None where it was."""


@dataclass
class Readers:
    """Reads copies of one store's worklists; what their lines said is worked out once a run."""

    workspace: Workspace
    memory: Store
    first: Outcome | None = None
    """Stands for the last run where the store has none: tonight's, before it is recorded."""
    added: pl.DataFrame = field(init=False)
    """ADDITIONS as they are with what has been read."""
    _about: dict[tuple[int, str], line_identity.Index] = field(default_factory=dict)
    """Run and language of a worklist -> what its lines said."""
    _outcomes: dict[int, Outcome] = field(default_factory=dict)
    _found: dict[int, pl.DataFrame] = field(default_factory=dict)
    """Run -> its FINDINGS."""

    def __post_init__(self) -> None:
        self.added = self.memory.additions.kept()

    def about(self, stamp: Stamp | None) -> line_identity.Index | None:
        """What the lines of a worklist said: of the run that wrote it, else of the last one.

        They are in the language in force, which has to be that of the worklist.
        """
        number = self._number(stamp)
        if number is None:
            return line_identity.index(self.first, self.memory.decisions()) if self.first else None
        shown = number, language()
        if shown not in self._about:
            from orgtransfer.run import samples

            try:
                outcome = self._outcome(number)
            except UnknownNameError:  # so long ago that its tables are gone
                return self.about(None)
            drawn = samples.known(self.memory, outcome)
            self._about[shown] = line_identity.index(outcome, self.memory.decisions(), drawn)
        return self._about[shown]

    def moved(self, stamp: Stamp | None, said: Iterable[str]) -> dict[str, str]:
        """Finding that is said something of -> the one that took its place since the copy was written."""
        number, last = self._number(stamp), self._number(None)
        if last is None or (stamp is not None and number == last):
            return {}
        then = None if stamp is None or number is None else self._findings(number)
        return late_entries.moved(said, self._findings(last), then)

    def _findings(self, number: int) -> pl.DataFrame:
        if number not in self._found:
            self._found[number] = self.memory.findings(number)
        return self._found[number]

    def grounds(self, rests: Iterable[Rest]) -> pl.DataFrame:
        """GROUNDS of decisions, in the run that wrote their worklist or else in the last one.

        They are worked out for all worklists of one run at once.
        """
        made = [frames.GROUNDS.empty()]
        for number, some in groupby(rests, lambda rest: self._kept(rest.stamp)):
            if number is not None:
                said = pl.concat(
                    one.decisions.with_columns(origin=pl.lit(one.origin)) for one in some
                )
                made.append(grounds.grounds(self._outcome(number), said, self.memory.salt, number))
        return pl.concat(made)

    def _kept(self, stamp: Stamp | None) -> int | None:
        """The run whose lines a worklist shows, or the last one where its tables are gone."""
        number = self._number(stamp)
        try:
            if number is not None:
                self._outcome(number)
        except UnknownNameError:
            return self._number(None)
        return number

    @cached_property
    def _runs(self) -> list[Run]:
        return self.memory.runs()

    @cached_property
    def _written(self) -> list[tuple[int, dt.datetime]]:
        """The runs that wrote a worklist, and the tick that it bears."""
        return [
            (run.run, dt.datetime.fromisoformat(run.summary[quiet.WRITTEN]))
            for run in self._runs
            if quiet.WRITTEN in run.summary
        ]

    def _number(self, stamp: Stamp | None) -> int | None:
        """The run whose lines a worklist shows; the last one for a file that does not say."""
        if not self._runs:
            return None
        last = self._runs[-1].run
        if stamp is None:
            return last
        # A worklist may be written again between two runs: it shows what the earlier one found.
        shown = [number for number, written in self._written if written <= stamp.written]
        if shown:
            return shown[-1]
        # Runs of earlier versions tell only when they ended, which is after the worklist's time.
        return next((run.run for run in self._runs if _utc(run.made) >= stamp.written), last)

    def _outcome(self, number: int) -> Outcome:
        if number not in self._outcomes:
            found = self.memory.outcome(number)
            self._outcomes.clear()  # one at a time: a province's is large
            self._outcomes[number] = found
        return self._outcomes[number]


def _utc(moment: dt.datetime) -> dt.datetime:
    """As ticks are: UTC, without a zone."""
    return moment.astimezone(dt.UTC).replace(tzinfo=None)


def decide(
    workspace: Workspace, workbooks: Sequence[Path], *, dry_run: bool = False
) -> list[WorkbookReport]:
    """Takes filled-in worklists into the store, one after another; their order does not matter.

    Args:
        workspace: the configuration; with `[worklist] strict` all files are taken, or none.
        workbooks: the files.
        dry_run: only say what would be taken.

    Returns:
        What came of each file.

    Raises:
        InputError: `strict`, and a file is missing or no worklist.
        ProtectedError: the store is lost; or `strict`, and an entry cannot be taken back, or two workbooks contradict
            each other.
    """
    lost_store.check(workspace)
    today = workspace.now().date()
    with workspace.store(create=not dry_run) as memory, memory.lock():
        if workspace.config.worklist.strict:
            _check_all(workspace, workbooks, memory, today)
        return taken(Readers(workspace, memory), workbooks, today, dry_run=dry_run)


def taken(
    readers: Readers, workbooks: Sequence[Path], today: dt.date, *, dry_run: bool = False
) -> list[WorkbookReport]:
    """Takes filled-in worklists into a store that is open and locked, see `decide`."""
    memory = readers.memory
    current, handed = memory.decisions(), []
    rested: list[Rest] = []
    undone: list[pl.DataFrame] = []
    for workbook in workbooks:
        one, current, found = _handed_in(readers, workbook, current, today)
        handed.append(one)
        rested += found.rests
        undone.append(found.undone)
    if not dry_run:
        # What was said of one matter last counts, and rests on what that copy showed.
        now = memory.tick()
        memory.decide(current, now, readers.grounds(rested[::-1]))
        letter_entries.take(memory, readers.added, readers.workspace, today)
        memory.additions.take(readers.added, now)
        for taken_back in undone:
            take_back(memory, taken_back, now)
    return handed


def _handed_in(
    readers: Readers, workbook: Path, current: pl.DataFrame, today: dt.date
) -> tuple[WorkbookReport, pl.DataFrame, WorkbookEntries]:
    """One file's report, the decisions after it, and what it holds."""
    before = readers.added
    try:
        found = entered(readers, workbook, current, today, must_be=True)
    except (InputError, ProtectedError) as error:
        return WorkbookReport(workbook, refused=str(error)), current, WorkbookEntries()
    after = together(current, found.decisions)
    changed = after.join(in_order(current), on=[*SUBJECT, *SAID], how="anti", nulls_equal=True)
    settled = pl.col("kind").str.starts_with("disputed_") & (pl.col("ruling") == "open")
    changed = changed.filter(~settled)
    disputed = changed.filter(pl.col("kind").str.starts_with("disputed_")).height
    unbound = changed.filter(pl.col("kind") == "unbound").height
    counts = found.decisions.filter(
        ~pl.col("kind").str.starts_with("disputed_"), pl.col("kind") != "unbound"
    ).height
    new = changed.height - disputed - unbound + found.undone.height
    same = max(counts - new - disputed, 0)
    if not found.added.filter(kind=register_entries.KIND).is_empty():
        known, letters = (
            letter_entries.after(readers.memory, added, readers.workspace, today)
            for added in (before, readers.added)
        )
        new += letters.join(known, on=letters.columns, how="anti", nulls_equal=True).height
    report = WorkbookReport(workbook, found.lines, new, same, disputed, found.problems, found.told)
    return report, after, found


def _check_all(
    workspace: Workspace, workbooks: Sequence[Path], memory: Store, today: dt.date
) -> None:
    """Raises what stops a strict hand-in: an entry that is not understood, a contradiction."""
    current = memory.decisions()
    readers = Readers(workspace, memory)
    found = [
        entered(readers, workbook, current, today, must_be=True).decisions for workbook in workbooks
    ]
    _agreed(pl.concat([frames.DECISIONS.empty(), *map(in_order, found)]))


def entered(
    readers: Readers,
    workbook: Path,
    current: pl.DataFrame,
    today: dt.date,
    *,
    must_be: bool = False,
) -> WorkbookEntries:
    """What clerks have entered in a workbook since it was written.

    A line that still says what it said then is no word of the clerk's: what was ruled elsewhere in
    the meantime stands. An entry that stood there and was taken away is one.

    Args:
        readers: the store, and what its worklists' lines said.
        workbook: the file; unless it `must_be`, it may be missing, or somebody's own.
        current: DECISIONS as they are now.
        today: the date that new decisions bear.
        must_be: whether the file has to be a worklist.

    Raises:
        InputError: it must be a worklist, and is none.
        ProtectedError: it cannot be read and would be replaced; or `[worklist] strict`, and an
            entry cannot be taken back.
    """
    workspace, memory = readers.workspace, readers.memory
    if not workbook.exists():
        if must_be:
            raise InputError(_("{file} is not there.").format(file=workbook))
        return WorkbookEntries()
    from orgtransfer.worklist import entries, workbook_rows
    from orgtransfer.worklist.read_additions import ReadAdditions

    settings = workspace.config.worklist
    try:
        stamp = workbook_rows.stamp(workbook, workspace.password)
        own = stamp is not None and stamp.store in {"", memory.identity}
        # Of a copy whose time is not known nothing counts as taken away.
        shown, added = _shown(memory, stamp if own else None)
        beside = ReadAdditions(added, main=_is_main(workbook, workspace))
        found = entries.read(
            workbook,
            today,
            shown,
            workspace.password,
            partial(readers.about, stamp if own else None),
            EntryRules(settings.strict, settings.states),
            beside,
        )
    except InputError as error:
        if must_be:
            raise
        raise ProtectedError(str(error)) from error
    if must_be and not found.is_worklist:
        raise InputError(_("{file} is not a worklist of this tool.").format(file=workbook.name))
    register = letter_entries.entered(
        memory, found.letters, added, readers.added, letter_entries.latest(workspace, today)
    )
    problems = (*found.problems, *register.problems)
    if problems and settings.strict:
        raise ProtectedError(_lost(workbook, problems))
    said = found.decisions.filter(pl.col("kind") != "undo")
    keys = pl.concat([said["a_key"], found.others["a_key"], found.added["subject"]])
    late = late_entries.LateEntries(readers.moved(stamp if own else None, keys))
    said, shown, others = (late.follow(one) for one in (said, shown, found.others))
    taken = merged(said, shown, current, workbook.name)
    for number in range(others.height):
        further = others[number : number + 1]
        now = together(current, taken)
        taken = together(taken, merged(further, shown, now, workbook.name))
    unbound = _unbound(workbook, problems, today)
    rests = (
        Rest(late.those(taken, moved=False), stamp if own else None, workbook.name),
        Rest(late.those(taken, moved=True), None, workbook.name),
    )
    undone = _undone(memory, found.decisions, workbook.name)
    # A line that still says what is taken back beside it does not say it anew.
    repeated = taken.join(in_order(current), on=[*SUBJECT, *SAID], how="semi", nulls_equal=True)
    repeated = repeated.join(undone, on=SUBJECT, how="semi", nulls_equal=True)
    taken = taken.join(repeated, on=SUBJECT, how="anti", nulls_equal=True)
    now = merged_additions.with_days(readers.added, current)
    changed = merged_additions.merged(late.follow(found.added), late.follow(added), now)
    changed = merged_additions.together(changed, register.added)
    readers.added = merged_additions.together(readers.added, changed)
    return WorkbookEntries(
        pl.concat([taken, unbound]), found.lines, problems, undone, changed, register.told, rests
    )


def _shown(memory: Store, stamp: Stamp | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """DECISIONS and ADDITIONS that a copy showed when it was written; empty where that is not known."""
    if stamp is None:
        return frames.DECISIONS.empty(), frames.ADDITIONS.empty()
    shown = memory.decisions(until=stamp.written)
    added = memory.additions.kept(until=stamp.written)
    return shown, merged_additions.with_days(added, shown)


def _is_main(workbook: Path, workspace: Workspace) -> bool:
    """Whether this is the worklist that every run writes, and no copy or part of it."""
    return workbook.resolve() == workspace.path(workspace.config.worklist.path).resolve()


def entered_in(
    readers: Readers, workbooks: Sequence[Path], current: pl.DataFrame, today: dt.date
) -> WorkbookEntries:
    """What clerks have entered in several worklists, each taken in after the one before, see `entered`."""
    found = WorkbookEntries()
    for workbook in workbooks:
        one = entered(readers, workbook, together(current, found.decisions), today)
        found = WorkbookEntries(
            together(found.decisions, one.decisions),
            found.lines + one.lines,
            (*found.problems, *one.problems),
            pl.concat([found.undone, one.undone]),
            merged_additions.together(found.added, one.added),
            (*found.told, *one.told),
            # What was said of one matter last counts, and rests on what that copy showed.
            (*one.rests, *found.rests),
        )
    return replace(found, grounds=readers.grounds(found.rests))


def without_repeated(taken: pl.DataFrame, current: pl.DataFrame) -> pl.DataFrame:
    """DECISIONS of a workbook without what holds already, unless it answers a question.

    Args:
        taken: `Entered.decisions`.
        current: DECISIONS as they are now.
    """
    answers = taken.filter(pl.col("kind").str.starts_with(AGAINST), pl.col("ruling") == "open")
    answers = answers.with_columns(pl.col("kind").str.strip_prefix(AGAINST))
    repeated = taken.join(in_order(current), on=[*SUBJECT, *SAID], how="semi", nulls_equal=True)
    repeated = repeated.join(answers, on=SUBJECT, how="anti", nulls_equal=True)
    return taken.join(repeated, on=SUBJECT, how="anti", nulls_equal=True)


def _undone(memory: Store, decisions: pl.DataFrame, source: str) -> pl.DataFrame:
    """UNDOINGS: the rulings that the lines of a workbook take back, and that nobody has taken back."""
    asked = decisions.filter(pl.col("kind") == "undo", pl.col("ruling") == "undo")
    if asked.is_empty():
        return frames.UNDOINGS.empty()
    known = ruling_history.keyed(memory.rulings()).filter(pl.col("undone").is_null())
    reason = pl.coalesce("note", pl.lit(_("taken back in {file}").format(file=source)))
    return (
        known.select("key", "kind", "a_key", "b_key", "taken")
        .join(asked.select(key="a_key", by="handler", why=reason), on="key", maintain_order="left")
        .select(frames.UNDOINGS.columns.keys())
    )


def take_back(memory: Store, undone: pl.DataFrame, when: dt.datetime) -> None:
    """Takes rulings back in the store.

    Args:
        memory: the store, locked.
        undone: UNDOINGS.
        when: the time of this act: that of the workbook which no longer shows them.
    """
    for row in undone.iter_rows(named=True):
        memory.undo(row, Undoing(when, row["by"], row["why"]))


def _unbound(workbook: Path, problems: Sequence[Problem], today: dt.date) -> pl.DataFrame:
    """Entries that belong to no line, kept as they are until somebody enters them where they belong."""
    rows = []
    for problem in problems:
        status, ruling, handler, note = problem.entry or ("", "", "", "")
        if not any((status, ruling, handler, note)):
            continue
        place = f"{workbook.name}: {problem}"
        key = hashlib.blake2b(repr((place, problem.entry)).encode(), digest_size=6).hexdigest()
        rows.append(
            {
                "kind": "unbound",
                "a_key": f"U{key}",
                "b_key": None,
                "ruling": words.OWN + (ruling or status),
                "handler": handler or None,
                "note": " ".join(filter(None, (note, f"[{place}]"))),
                "decided": today,
            }
        )
    return pl.DataFrame(rows, schema=frames.DECISIONS.columns)


def _newer(entered: pl.DataFrame, shown: pl.DataFrame, current: pl.DataFrame) -> pl.DataFrame:
    """DECISIONS of the matters themselves, without what is disputed; see `merging.merged`."""
    made = merged(entered, shown, current)
    return made.filter(~pl.col("kind").str.starts_with("disputed_"))


def is_worklist(workbook: Path, workspace: Workspace) -> bool:
    """Whether a file is a worklist of ours; what cannot be read is none."""
    from orgtransfer.worklist import entries

    try:
        found = entries.read(workbook, workspace.now().date(), None, workspace.password)
    except InputError:
        return False
    return found.is_worklist


def _lost(workbook: Path, problems: Sequence[Problem]) -> str:
    advice = _(
        "{file}: these entries cannot be taken back, so nothing was done. Put them right, or move "
        "the file away."
    ).format(file=workbook.name)
    return "\n".join([*(f"{workbook.name}: {problem}" for problem in problems), advice])


def _agreed(decisions: pl.DataFrame) -> None:
    told = decisions.group_by(SUBJECT).agg(pl.struct(SAID).n_unique().alias("answers"))
    contested = told.filter(pl.col("answers") > 1).sort(SUBJECT)
    if contested.height:
        keys = contested.select(pl.concat_str("a_key", "b_key", separator="|", ignore_nulls=True))
        raise ProtectedError(
            _(
                "The workbooks contradict each other on: {keys}. Nothing was taken back; let the "
                "clerks agree and try again."
            ).format(keys=", ".join(keys.to_series().head(10)))
        )
