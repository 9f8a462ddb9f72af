"""What clerks entered in the register of letters of a worklist, taken into the register itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from orgtransfer import frames
from orgtransfer.i18n import _
from orgtransfer.run import merged_additions
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Store
from orgtransfer.worklist import Problem
from orgtransfer.worklist.register_entries import (
    KIND,
    Change,
    Line,
    changes,
    contradicting,
    doubts,
    followed,
)


@dataclass(frozen=True)
class Entered:
    """What the register's sheet of one copy holds."""

    added: pl.DataFrame = field(default_factory=frames.ADDITIONS.empty)
    """ADDITIONS that it changes."""
    problems: tuple[Problem, ...] = ()
    """Entries that belong to no letter, or contradict another line; nothing is taken of them."""
    told: tuple[Problem, ...] = ()
    """Entries that are kept, and that the register does not follow."""


def entered(
    memory: Store, lines: Sequence[Line], shown: pl.DataFrame, current: pl.DataFrame, today: dt.date
) -> Entered:
    """What the lines of a copy change.

    Args:
        memory: the store.
        lines: the copy's.
        shown: ADDITIONS as they were when it was written; empty where that is not known.
        current: ADDITIONS as they are.
        today: no receipt is of a later day.
    """
    if not lines:
        return Entered()
    letters = memory.letters.all()
    known = {number: name or "" for number, name in letters.select("letter_no", "name").iter_rows()}
    filled = [line for line in lines if any(line.cells.values())]
    own = [line for line in filled if _is_ours(line, known)]
    problems = [*_strange(filled, known), *contradicting(own)]
    wrong = {(one.sheet, one.row) for one in problems}
    said: dict[tuple[str, str], str | None] = {}
    for line in lines:
        if (line.sheet, line.row) in wrong or not _is_ours(line, known):
            continue
        for name, value in line.cells.items():
            # Of two lines about one letter that which says something counts.
            said[line.number, name] = value or said.get((line.number, name))
    rows = [(KIND, number, name, value, None) for (number, name), value in said.items()]
    stands = pl.DataFrame(rows, schema=frames.ADDITIONS.columns, orient="row")
    added = merged_additions.merged(stands, shown, current)
    after = merged_additions.together(current, added)
    made = changes(letters, memory.additions.kept(), after, today)
    told = doubts(followed(letters, made, after), after, today)
    return Entered(
        added,
        tuple(problems),
        tuple(
            Problem(line.sheet, line.row, told[line.number])
            for line in filled
            if line.number in told and (line.sheet, line.row) not in wrong
        ),
    )


def _strange(lines: Sequence[Line], known: Mapping[str, str]) -> Iterator[Problem]:
    """The lines of no letter of this register: a number that is not given out, another's name."""
    for line in lines:
        if line.number not in known:
            reason = _("there is no letter {number} in the register")
            yield line.problem(reason.format(number=line.number))
        elif not _is_ours(line, known):
            reason = _(
                "letter {number} is somebody else's: was the sheet sorted without all of its columns, "
                "or is it another register's?"
            )
            yield line.problem(reason.format(number=line.number))


def _is_ours(line: Line, known: Mapping[str, str]) -> bool:
    """Whether a line is about a letter of this register: its number's name stands beside it."""
    if line.number not in known:
        return False
    said, meant = ("".join(name.split()) for name in (line.name, known[line.number]))
    return not said or not meant or said == meant


def latest(workspace: Workspace, as_of: dt.date) -> dt.date:
    """The last day that something may have happened on: a run may be as of another day than today."""
    return max(as_of, workspace.now().date())


def after(memory: Store, added: pl.DataFrame, workspace: Workspace, as_of: dt.date) -> pl.DataFrame:
    """LETTERS as they will be once additions are taken in.

    Args:
        memory: the store.
        added: ADDITIONS that a workbook changes.
        workspace: the configuration.
        as_of: see `latest`.
    """
    letters, now, made = _changed(memory, added, latest(workspace, as_of))
    return followed(letters, made, now)


def take(memory: Store, added: pl.DataFrame, workspace: Workspace, as_of: dt.date) -> int:
    """Makes the register follow what was entered; before the additions themselves are taken in.

    Broken off here, the entries still stand in their workbook, and are taken in again.

    Args:
        memory: the store, locked.
        added: ADDITIONS that a workbook changes.
        workspace: the configuration.
        as_of: see `latest`.

    Returns:
        How many letters changed.
    """
    _letters, _now, made = _changed(memory, added, latest(workspace, as_of))
    for number, one in made.items():
        memory.letters.close([number], one.state, one.day, one.reason)
    return len(made)


def _changed(
    memory: Store, added: pl.DataFrame, last: dt.date
) -> tuple[pl.DataFrame, pl.DataFrame, Mapping[str, Change]]:
    """LETTERS, ADDITIONS with what a workbook changes, and what that changes of the letters."""
    letters, before = memory.letters.all(), memory.additions.kept()
    now = merged_additions.together(before, added)
    return letters, now, changes(letters, before, now, last)
