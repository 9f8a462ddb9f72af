"""The collection forms of the national system, filled in: who is to be added, and what was accepted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import polars as pl

from orgtransfer import collection
from orgtransfer.collection import Member
from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.models import Outcome
from orgtransfer.run import corrections
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import atomic
from orgtransfer.worklist import book

_FORMS, _SUMMARY = "采集表", "汇总表"
_ADDED: Final = ("admitted", "unknown")
"""Why no register has whom a form is made for; who is on the way or gone is not to be added."""


@dataclass(frozen=True)
class Written:
    """What came of it."""

    files: tuple[Path, ...]
    added: int
    """Forms of people whom no register has."""
    changed: int
    """Forms of people of whom a register is to be told something else."""
    blanks: tuple[tuple[str, int], ...]
    """Items that are blank, and on how many forms; the commonest first."""
    problems: tuple[str, ...] = ()
    """Ticks that could not be followed, each with its file and row."""


def write(
    workspace: Workspace, folder: Path | None, form: Path | None, *, show_id: bool = False
) -> Written:
    """Writes the forms (.docx), one page a person, and the table of each (.xlsx).

    Args:
        workspace: the configuration.
        folder: where the workbooks of corrections are, and where the files go.
        form: a form of the user's own.
        show_id: whether ID numbers stand on them; without it these are blank.

    Raises:
        UnknownNameError: there is no run yet.
        InputError: the form or a workbook cannot be used; there is nobody to make a form for.
        OutputError: a file cannot be written.
    """
    outcome, day = corrections.last(workspace)
    target = folder or workspace.folder / corrections.FOLDER
    chosen, problems = corrections.accepted_lines(corrections.workbooks(target), outcome, workspace)
    absent = corrections.why(outcome, workspace, day).filter(pl.col("absence").is_in(_ADDED))
    wanted = {corrections.ABSENT: _first(outcome, absent["record"])}
    for system in workspace.config.systems:
        if system.role == "register":
            own = chosen.filter(system=system.key)
            wanted[corrections.plain(system.label)] = own["record"].unique().sort()
    made = {
        name: _members(outcome, records, chosen, show_id)
        for name, records in wanted.items()
        if len(records)
    }
    if not made:
        raise InputError(
            _(
                "There is nobody to make a form for: a register has everybody, and nothing was accepted "
                "that a register is to be told."
            )
        )
    own_form = None if form is None else _read(form)
    content = {
        name: collection.documents(members, own_form, form.name if form else "")
        for name, members in made.items()
    }
    atomic.make_folder(target)
    files: list[Path] = []
    for name, members in made.items():
        files += [target / f"{_FORMS}_{name}.docx", target / f"{_SUMMARY}_{name}.xlsx"]
        atomic.write(files[-2], content[name])
        table = collection.summary(members)
        atomic.write(files[-1], book.to_bytes(table, workspace.password))
    added = len(made.get(corrections.ABSENT, ()))
    every = [member for members in made.values() for member in members]
    return Written(
        tuple(files), added, len(every) - added, _blanks(every, show_id), tuple(problems)
    )


def _first(outcome: Outcome, records: pl.Series) -> pl.Series:
    """One record a person, by branch and name."""
    rows = outcome.records.filter(pl.col("record").is_in(records.implode()))
    people = rows.join(outcome.matched.persons, on="record").sort("branch", "name_key", "record")
    return people.unique("person", keep="first", maintain_order=True)["record"]


def _members(
    outcome: Outcome, records: pl.Series, chosen: pl.DataFrame, show_id: bool
) -> list[Member]:
    own = chosen.filter(pl.col("record").is_in(records.implode())).select(
        "record", "field", "new", "stated"
    )
    alive = corrections.world_of(outcome).alive.select(outcome.records.columns)
    rows = collection.stated(alive, outcome.matched.persons, records, own)
    if not show_id:
        rows = rows.with_columns(id_number=pl.lit(None, pl.String))
    names = [one.name for one in fields(Member)]
    return [Member(**row) for row in rows.select(names).iter_rows(named=True)]


def _blanks(members: list[Member], show_id: bool) -> tuple[tuple[str, int], ...]:
    hidden = set() if show_id else {collection.FIELDS["id_number"][0]}
    counted = Counter(word for one in members for word in collection.blanks(one))
    return tuple((word, count) for word, count in counted.most_common() if word not in hidden)


def _read(form: Path) -> bytes:
    try:
        return form.read_bytes()
    except OSError as error:
        raise InputError(
            _("{file} cannot be read ({reason}).").format(file=form.name, reason=error.strerror)
        ) from error
