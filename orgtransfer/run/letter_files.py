"""The file of letters, and their numbers: nothing is numbered that could have failed before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from orgtransfer import letters as forms
from orgtransfer.errors import InputError, OutputError
from orgtransfer.i18n import _
from orgtransfer.letters.document import check as check_template
from orgtransfer.run.workspace import Workspace
from orgtransfer.similarity.identity import mask
from orgtransfer.store import Store, atomic
from orgtransfer.store.letters import Draft

SUFFIXES: Final = (".docx", ".xlsx")


def issue(  # everything that stands on a letter, and where it goes
    workspace: Workspace,
    chosen: pl.DataFrame,
    target: Path | None,
    day: dt.date,
    days: int,
    show_id: bool,
) -> tuple[Path, tuple[forms.Letter, ...]]:
    """Everything that can fail comes before the numbers; what is left is one file and its mark."""
    form, name = _template(workspace)
    if form is not None:
        check_template(form, name)
    path = _target(workspace, target, day)
    atomic.check(path)
    with workspace.store(create=True) as memory, memory.lock():
        numbers = _reserve(workspace, memory, chosen, day, days)
        word = workspace.config.letters.word
        shown = [word + number for number in numbers]
        made = tuple(letters(chosen, shown, day, days, show_id))
        if path.suffix.lower() == ".xlsx":
            content = forms.pages(made)
        else:
            content = forms.documents(made, form, name)
        atomic.write(path, content)
        memory.letters.finished(numbers)
    return path, made


def _template(workspace: Workspace) -> tuple[bytes | None, str]:
    name = workspace.config.letters.template
    if name is None:
        return None, ""
    try:
        return workspace.path(name).read_bytes(), name
    except OSError as error:
        raise InputError(
            _("{file} cannot be read ({reason}).").format(file=name, reason=error.strerror)
        ) from error


def _target(workspace: Workspace, target: Path | None, day: dt.date) -> Path:
    """Where the letters go: never over letters that are there."""
    if target is not None:
        if target.suffix.lower() not in SUFFIXES:
            raise OutputError(
                _("{file}: letters are a document; let its name end in .docx or .xlsx.").format(
                    file=target.name
                )
            )
        if target.exists():
            raise OutputError(
                _("{file} is there already. Letters are not written over.").format(file=target.name)
            )
        return target
    folder = workspace.path(workspace.config.letters.path)
    atomic.make_folder(folder)
    stem = f"介绍信_{day:%Y%m%d}"
    names = (f"{stem}.docx", *(f"{stem}-{count}.docx" for count in range(2, 1_000)))
    return next(folder / name for name in names if not (folder / name).exists())


def _reserve(
    workspace: Workspace, memory: Store, chosen: pl.DataFrame, day: dt.date, days: int
) -> list[str]:
    masked = chosen.with_columns(mask(pl.col("id_number")))
    drafts = [
        Draft(row["person"], row["name"], row["id_number"], row["from_org"], row["to_org"], days)
        for row in masked.iter_rows(named=True)
    ]
    return memory.letters.reserve(drafts, day, workspace.config.letters.first)


def letters(
    chosen: pl.DataFrame, numbers: Sequence[str], day: dt.date, days: int, show_id: bool
) -> list[forms.Letter]:
    """The letters of some people.

    Args:
        chosen: PERSON_FACTS.
        numbers: one each.
        day: the letters' date.
        days: of validity.
        show_id: whether the ID number stands on them.
    """
    said = (
        "name", "sex", "born", "ethnicity", "category", "from_org", "to_org", "addressee", "dues",
        "phone", "committee", "office_phone",
    )  # fmt: skip
    return [
        forms.Letter(
            number=number,
            issued=day,
            valid_days=days,
            id_number=row["id_number"] if show_id else None,
            **{name: row[name] for name in said},
        )
        for number, row in zip(numbers, chosen.iter_rows(named=True), strict=True)
    ]
