"""What is written again from a run that is kept: worklists, whole or a unit each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, get_args

import polars as pl

from orgtransfer import worklist
from orgtransfer.errors import OutputError, ProtectedError, UnknownNameError
from orgtransfer.findings import registry
from orgtransfer.i18n import _
from orgtransfer.models import Outcome, Step, Summary, TrendPoint
from orgtransfer.report import summary as figures
from orgtransfer.run import letter_entries, replacing, ruling_history, rulings
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Run, atomic
from orgtransfer.worklist import Part
from orgtransfer.worklist.additions import ROW
from orgtransfer.worklist.split import By
from orgtransfer.worklist.stamp import Stamp

_BY: Final[Mapping[str, By]] = {by: by for by in get_args(By)}


@dataclass(frozen=True)
class WorklistSelection:
    """Which worklists are wanted; by default the whole one."""

    by: str | None = None
    """`unit`, `branch` or `association`; None: not cut."""
    only: str | None = None
    """The one of these that is wanted."""
    letters: bool = False
    """Whether each begins with a covering letter to its unit."""
    show_id: bool = False


def book(  # noqa: PLR0913  # what a workbook shows, and how
    outcome: Outcome,
    workspace: Workspace,
    decisions: pl.DataFrame,
    stamp: Stamp,
    *,
    today: dt.date,
    unit: str | None = None,
    show_id: bool = False,
    notices: Sequence[str] = (),
    rulings: pl.DataFrame | None = None,
    added: pl.DataFrame | None = None,
    history: pl.DataFrame | None = None,
    runs: Sequence[Run] = (),
) -> tuple[Summary, bytes]:
    """A run's figures, and its worklist as the bytes of a workbook.

    Args:
        outcome: the run.
        workspace: the configuration, and the workbook's password.
        decisions: DECISIONS; what clerks have entered so far stands in the lines again.
        stamp: tells later which store wrote this workbook, and what could be seen in it.
        today: the date that the worklist is as of.
        unit: whom a covering letter is to; without it, or where nothing is asked, there is none.
        show_id: show whole ID numbers.
        rulings: what `ruling_history.described` gives; without it, the book has no record of them.
        added: ADDITIONS; what clerks added to the worklist comes again.
        history: RULINGS; what has happened to a line stands in a note on it.
        runs: those before this one; how much they found is drawn on the overview.
        notices: what has to be known before anything is done: stands first among the steps.
    """
    config = workspace.config
    rules = tuple(registry.rule_texts().values())
    summary = summarised(outcome, workspace, decisions)
    told = tuple(Step(text, "sources", 1) for text in notices)
    summary = replace(summary, steps=(*told, *summary.steps))
    if show_id:
        config = replace(config, worklist=replace(config.worklist, mask_ids=False))
    made = worklist.build(
        outcome,
        summary,
        config,
        today,
        decisions=decisions,
        rules=rules,
        rulings=rulings,
        added=added,
        history=history,
        trend=_trend(runs, summary, today),
    )
    if unit is not None:
        from orgtransfer.worklist import letter

        if letter.is_owed(summary):
            letter.add(made, summary, unit, config.project.name, today)
    made.properties.created = stamp.written
    made.properties.keywords = str(stamp)
    return summary, worklist.to_bytes(made, workspace.password)


def _trend(runs: Sequence[Run], summary: Summary, today: dt.date) -> list[TrendPoint]:
    """What was found, a day: by its last run, and tonight's."""
    found = {
        run.as_of: TrendPoint(
            run.as_of, run.findings,
            *(int(run.summary.get(name, 0)) for name in ("new", "resolved")),
        )
        for run in runs
    }  # fmt: skip
    if not runs:
        return []
    found[today] = TrendPoint(
        today, summary.findings, summary.new + summary.changed, summary.resolved
    )
    return [found[day] for day in sorted(found)]


def summarised(outcome: Outcome, workspace: Workspace, decisions: pl.DataFrame) -> Summary:
    """A run's figures.

    Args:
        outcome: the run.
        workspace: the configuration.
        decisions: DECISIONS; what clerks have closed is no longer to be done.
    """
    rules = tuple(registry.rule_texts().values())
    return figures.summarise(outcome, workspace.config, decisions, rules)


def check(path: Path) -> None:
    """Makes sure that a worklist can be written to `path` before it is worked out.

    Raises:
        OutputError: it cannot, or its ending says that it is something else.
    """
    if path.suffix.lower() != ".xlsx":
        raise OutputError(
            _("{file}: a worklist is a workbook; let its name end in .xlsx.").format(file=path.name)
        )
    atomic.check(path)


def write_worklists(
    workspace: Workspace, target: Path | None, cut: WorklistSelection
) -> list[Path]:
    """Writes the worklists of the last run again.

    Args:
        workspace: the configuration.
        target: the workbook; where there is one a unit, the folder that they go into.
        cut: which ones.

    Returns:
        The files that were written. What clerks had entered in a file that was there is taken
        back first, and the file kept as a dated copy.

    Raises:
        UnknownNameError: there is no run yet, or no such unit.
        OutputError: a file cannot be written; none is then.
        ProtectedError: an entry cannot be taken back.
    """
    with workspace.store() as memory:
        run = memory.run()
        with memory.lock():
            # Letters that were written since are in it as well.
            outcome = replace(memory.outcome(run.run), letters=memory.letters.all())
            plan = _plan(workspace, outcome, target, cut)
            known, seen = memory.decisions(), {}
            rested: list[rulings.Rest] = []
            undone: list[pl.DataFrame] = []
            readers = rulings.Readers(workspace, memory)
            for path in plan:
                check(path)
                seen[path] = replacing.digest(path)
                handed = rulings.entered(readers, path, known, run.as_of)
                known = rulings.together(known, handed.decisions)
                rested += handed.rests
                undone.append(handed.undone)
            written = memory.tick()
            stamp = Stamp(memory.identity, written)
            memory.decide(known, written, readers.grounds(rested[::-1]))
            for one in undone:
                rulings.take_back(memory, one, written)
            letter_entries.take(memory, readers.added, workspace, run.as_of)
            memory.additions.take(readers.added, written)
            known, letters = memory.decisions(), memory.letters.all()
            history = memory.rulings()
            from orgtransfer.worklist import handout

            given: list[handout.Handed] = []
            listed = _list_of(plan, cut, outcome)
            for path, part in plan.items():
                # The committee's own has the record and what has happened, a unit's has not.
                ours = _Ours(readers.added)
                if part.outcome is outcome:
                    record = ruling_history.described(history, outcome, workspace.zone)
                    ours = _Ours(readers.added, record, history)
                summary, content = _part_book(
                    workspace, _with(part, letters), known, stamp, run.as_of, cut, ours
                )
                _put(workspace, path, content, seen[path])
                there = path.relative_to(path.parent.parent).as_posix()
                given.append(handout.Handed(part.name, there, part.outcome.findings, summary))
            if listed is not None:
                units = summarised(outcome, workspace, known).units
                book = handout.build(given, units, known, run.as_of)
                atomic.write(listed, worklist.to_bytes(book, workspace.password))
    return [*plan, *([listed] if listed else [])]


def _with(part: Part, letters: pl.DataFrame) -> Part:
    """A part with its letters as they are by now."""
    own = letters.join(part.outcome.letters, on="letter_no", how="semi", maintain_order="left")
    return replace(part, outcome=replace(part.outcome, letters=own))


def _list_of(plan: Mapping[Path, Part], cut: WorklistSelection, outcome: Outcome) -> Path | None:
    """Where the list of what is handed out goes: beside the folder, since it names everybody.

    None where one workbook was asked for, or the whole one.
    """
    if cut.only is not None or not plan or any(part.outcome is outcome for part in plan.values()):
        return None
    folder = next(iter(plan)).parent
    path = folder.with_name(_("{folder} handed out").format(folder=folder.name) + ".xlsx")
    atomic.check(path)
    return path


def _part_book(  # noqa: PLR0913, PLR0917  # what a workbook shows, and how
    workspace: Workspace,
    part: Part,
    known: pl.DataFrame,
    stamp: Stamp,
    today: dt.date,
    cut: WorklistSelection,
    ours: _Ours,
) -> tuple[Summary, bytes]:
    unit = part.name if cut.letters else None
    return book(
        part.outcome, workspace, known, stamp, today=today, unit=unit, show_id=cut.show_id,
        rulings=ours.record, added=ours.shown(), history=ours.history,
    )  # fmt: skip


@dataclass(frozen=True)
class _Ours:
    """What clerks have left besides entries; what a unit is given has only `added`."""

    added: pl.DataFrame
    """ADDITIONS."""
    record: pl.DataFrame | None = None
    """What `ruling_history.described` gives."""
    history: pl.DataFrame | None = None
    """RULINGS."""

    def shown(self) -> pl.DataFrame:
        """The additions that the book has; rows under the lines are the committee's own."""
        return self.added if self.history is not None else self.added.filter(pl.col("kind") != ROW)


def _put(workspace: Workspace, path: Path, content: bytes, seen: str | None) -> None:
    """Raises ProtectedError where the file was saved since its entries were read."""
    try:
        replacing.put(path, content, seen, workspace.zone)
    except replacing.ChangedError as error:
        raise ProtectedError(
            _(
                "{file} was saved while the new one was being made, so it was left as it is. Close it "
                "and try again."
            ).format(file=path.name)
        ) from error


def _plan(
    workspace: Workspace, outcome: Outcome, target: Path | None, cut: WorklistSelection
) -> dict[Path, Part]:
    """Every file that is to be written, and what is to be in it."""
    workbook = target or workspace.path(workspace.config.worklist.path)
    if cut.by is None and cut.only is None and not cut.letters:
        return {workbook: Part("", "", outcome)}
    by: By = _BY[cut.by or "unit"]
    parts = list(
        worklist.parts(outcome, by, _unit(outcome, cut.only) if by == "unit" else cut.only)
    )
    if cut.only is not None and target is not None:
        return {target: parts[0]}
    folder = workbook.with_suffix("")
    atomic.make_folder(folder)
    return {folder / f"{part.file}.xlsx": part for part in parts}


def _unit(outcome: Outcome, asked: str | None) -> str | None:
    """The unit that is meant: named in part or by another name, or by somebody who belongs to it (see `findings.search`).

    Raises:
        UnknownNameError: people of several units are meant; the message names these.
    """
    names = outcome.findings["call"].drop_nulls().unique()
    if asked is None or names.str.contains(asked, literal=True).any():
        return asked
    otherwise = outcome.unit_names.filter(name=asked)["call"].unique()
    if len(otherwise) == 1:
        return str(otherwise.item())
    from orgtransfer.findings import search

    people = search.people(outcome, asked)
    about = outcome.findings.filter(pl.col("person").is_in(people["person"].implode()))
    called = about["call"].drop_nulls().unique().sort()
    # Where somebody works comes before whom else one would ring about them.
    own = called.filter(called.is_in(people["unit"].implode()))
    found = (called if own.is_empty() else own).to_list()
    if len(found) > 1:
        raise UnknownNameError(
            _("{name} is found in several units; name one of them: {units}").format(
                name=asked, units=_(", ").join(found[:5])
            )
        )
    return found[0] if found else asked
