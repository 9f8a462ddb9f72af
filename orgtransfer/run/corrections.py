"""Corrections: a workbook a system to decide on, and what was accepted in the system's own layout."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import openpyxl
import polars as pl

from orgtransfer.errors import InputError
from orgtransfer.findings import World, registry
from orgtransfer.findings.absence import absence
from orgtransfer.findings.corrections import corrections
from orgtransfer.findings.written import as_written
from orgtransfer.i18n import _
from orgtransfer.models import ABSENCES, Outcome
from orgtransfer.run import corrected_exports
from orgtransfer.run.corrected_exports import Cell
from orgtransfer.run.workspace import Workspace
from orgtransfer.similarity.identity import mask
from orgtransfer.store import atomic
from orgtransfer.worklist import book
from orgtransfer.worklist import corrections as sheets

FOLDER: Final = "更正"
ABSENT: Final = "补录"
_ACCEPTED: Final = "导入"
_WORKBOOKS: Final = {"xlsx", "xlsm"}
_LINED: Final = {"csv", "tsv", "txt"}
_PATTERN: Final = "%Y-%m-%d"
_WHOLE_DATE: Final = 10


@dataclass(frozen=True)
class Written:
    """The workbooks that were written, and what stands in them."""

    files: tuple[Path, ...]
    sure: int
    """Lines of which it is said who is likelier right."""
    unsure: int
    absent: int
    """People whom no register has."""


@dataclass(frozen=True)
class Accepted:
    """What came of the ticks."""

    files: tuple[Path, ...]
    changes: int
    problems: tuple[str, ...] = ()
    """Ticks that could not be followed, each with its file and row."""
    cells: tuple[Cell, ...] = ()
    """Every change, for whoever keys it in by another way."""


def write(workspace: Workspace, folder: Path | None, *, show_id: bool = False) -> Written:
    """Writes a workbook a system, and one of the people whom no register has.

    What was ticked in a workbook that is there already stands in the new one again.

    Args:
        workspace: the configuration.
        folder: where they go; `更正` beside the configuration where not given.
        show_id: show whole ID numbers, and birth dates.

    Raises:
        UnknownNameError: there is no run yet.
        OutputError: a file cannot be written.
    """
    outcome, day = last(workspace)
    lines = _lines(outcome, show_id)
    target = folder or workspace.folder / FOLDER
    atomic.make_folder(target)
    made: list[Path] = []
    for system in workspace.config.systems:
        own = lines.filter(system=system.key)
        path = target / f"{FOLDER}_{plain(system.label)}.xlsx"
        if own.is_empty() and not path.exists():
            continue
        workbook = sheets.build(system.label, _with_ticks(own, path, workspace), day)
        _put(workspace, path, workbook)
        made.append(path)
    absent = _absent(outcome, why(outcome, workspace, day), show_id)
    if absent.height:
        path = target / f"{ABSENT}.xlsx"
        _put(workspace, path, sheets.absent(absent, day))
        made.append(path)
    sure = int(lines["sure"].sum())
    return Written(tuple(made), sure, lines.height - sure, absent.height)


def accept(workspace: Workspace, folder: Path | None) -> Accepted:
    """Writes what was ticked in the layout of each system's own export: the rows that change.

    The files hold whole ID numbers: they are to be keyed in or imported.

    Args:
        workspace: the configuration.
        folder: where the workbooks are, and where the files go.

    Raises:
        UnknownNameError: there is no run yet.
        InputError: there is no workbook; one cannot be read; an export is not there any more.
        OutputError: a file cannot be written.
    """
    outcome, _day = last(workspace)
    target = folder or workspace.folder / FOLDER
    books = workbooks(target)
    if not books:
        raise InputError(
            _(
                "There is no workbook of corrections in {folder}; first: orgtransfer corrections"
            ).format(folder=target)
        )
    chosen, problems = accepted_lines(books, outcome, workspace)
    files: list[Path] = []
    cells: list[Cell] = []
    for system in workspace.config.systems:
        own = chosen.filter(system=system.key)
        for file in own["file"].unique().sort():
            rows = own.filter(file=file)
            changed, written = corrected_exports.write(workspace, system, file, rows, target)
            cells += changed
            files.append(written)
    return Accepted(tuple(files), chosen.height, tuple(problems), tuple(cells))


def workbooks(folder: Path) -> list[Path]:
    """The workbooks of corrections that lie in a folder."""
    return sorted(path for path in folder.glob(f"{FOLDER}_*.xlsx") if path.name[0] != "~")


def last(workspace: Workspace) -> tuple[Outcome, dt.date]:
    """The last run, and the date that it is as of.

    Raises:
        UnknownNameError: there is no run yet.
    """
    with workspace.store() as memory:
        run = memory.run()
        return memory.outcome(run.run), run.as_of


def world_of(outcome: Outcome) -> World:
    """What the findings are made of, as far as a run keeps it."""
    return World(
        today=dt.date.min,
        records=outcome.records,
        organisations=outcome.organisations,
        membership=outcome.membership,
        persons=outcome.matched.persons,
        sources=outcome.inputs.sources,
    )


def plain(label: str) -> str:
    """A label as a file name."""
    return "".join("_" if sign in '\\/:*?"<>|' or ord(sign) < ord(" ") else sign for sign in label)


def _put(workspace: Workspace, path: Path, workbook: openpyxl.Workbook) -> None:
    content = book.to_bytes(workbook, workspace.password)
    atomic.write(path, content)


# -- the workbooks ---------------------------------------------------------------------------


def _lines(outcome: Outcome, show_id: bool) -> pl.DataFrame:
    """The lines of every system's workbook, the surest of each person first."""
    made = as_written(corrections(world_of(outcome), outcome.findings), outcome.records)
    records = outcome.records
    labels = outcome.inputs.sources.select("system", "label").unique("system")
    people = records.select(
        "record", "system", "name", "branch", id=pl.coalesce("id_key", "id_number"), place=_place()
    )
    sources = records.join(labels, on="system", how="left").select(
        source="record", said=pl.coalesce("label", "system"), there=_place()
    )
    told = (
        made.join(people, on="record", how="left", maintain_order="left")
        .join(sources, on="source", how="left", maintain_order="left")
        .with_columns(
            source=pl.when(pl.col("source") == pl.col("record"))
            .then(pl.lit(_("its own ID number")))
            .otherwise(pl.concat_str("said", "there", separator="\n")),
        )
    )
    old, new = pl.col("old"), pl.col("written")
    if not show_id:
        number = pl.col("field") == "id"
        birth = pl.col("field") == "birth"
        hidden = pl.lit(_("not shown beside a masked ID number"))
        behind = pl.lit("\n" + _("differs behind the stars"))
        alike = number & (mask(old) == mask(new)).fill_null(value=False)
        old, new = (
            pl.when(number).then(mask(value)).when(birth).then(hidden).otherwise(value)
            for value in (old, new)
        )
        new = pl.when(alike).then(new + behind).otherwise(new)
        told = told.with_columns(id=mask(pl.col("id")))
    names = {key: _(text) for key, text in sheets.FIELDS.items()}
    return told.with_columns(
        old=old, new=new, field=pl.col("field").replace_strict(names, return_dtype=pl.String)
    ).sort(["system", "sure", "branch", "name"], descending=[False, True, False, False])


def _place() -> pl.Expr:
    row = pl.concat_str(pl.lit(_("row {row}").partition("{row}")[0]), pl.col("row").cast(pl.String),
                        pl.lit(_("row {row}").partition("{row}")[2]))  # fmt: skip
    sheet = pl.when(pl.col("sheet") != "").then("sheet")
    return pl.concat_str(pl.col("file").str.replace(r"^.*/", ""), sheet, row, separator=" ",
                         ignore_nulls=True)  # fmt: skip


def _with_ticks(lines: pl.DataFrame, path: Path, workspace: Workspace) -> pl.DataFrame:
    """With what was ticked in the workbook that is there."""
    empty = lines.with_columns(adopt=pl.lit(None, pl.String))
    if not path.exists():
        return empty
    ticks = sheets.ticked(path, workspace.password).unique("key", keep="last")
    said = ticks.select("key", adopt=pl.when("adopt").then(pl.lit("是")).otherwise(pl.lit("否")))
    return lines.join(said, on="key", how="left", maintain_order="left")


def why(outcome: Outcome, workspace: Workspace, day: dt.date) -> pl.DataFrame:
    """record, absence: why no register has a roster member, as of a day."""
    world = replace(
        world_of(outcome),
        today=day,
        verdicts=outcome.verdicts,
        transfers=outcome.transfers,
        ledger_persons=outcome.matched.ledger_persons,
        options={
            "RL07": {**registry.OPTIONS["RL07"], **workspace.config.rules.options.get("RL07", {})}
        },
    )
    return absence(world)


def _absent(outcome: Outcome, why: pl.DataFrame, show_id: bool) -> pl.DataFrame:
    """The people on a roster whom no register has, and no pair to judge may find there."""
    nowhere = why.filter(pl.col("absence") != "waiting")
    said = {code: _(text) for code, text in ABSENCES.items()}
    order = {code: place for place, code in enumerate(("admitted", "unknown", "left", "ended"))}
    rows = (
        outcome.records.join(nowhere, on="record")
        .with_columns(order=pl.col("absence").replace_strict(order, return_dtype=pl.Int8))
        .join(outcome.matched.persons, on="record")
        .unique("person", keep="first", maintain_order=True)
    )
    number = pl.when(pl.col("id_state").is_in(["valid", "fifteen"])).then("id_key")
    lost = (pl.col("state_key") == "lost").fill_null(value=False) | pl.col("lost_key").is_not_null()
    return rows.sort("order", "branch", "name_key").select(
        "sex",
        "ethnicity",
        "education",
        why=pl.col("absence").replace_strict(said, return_dtype=pl.String),
        join="join_key",
        full="full_key",
        name="name_key",
        id=number if show_id else mask(number),
        lost=pl.when(lost).then(pl.lit("是")).otherwise(pl.lit("否")),
        category="category",
        branch="branch",
        unit="unit",
        phone="phone_key",
        place=_place(),
    )


# -- what was ticked -------------------------------------------------------------------------


def accepted_lines(
    books: Sequence[Path], outcome: Outcome, workspace: Workspace
) -> tuple[pl.DataFrame, list[str]]:
    """The corrections that were accepted, each with the place of its row; and what is wrong.

    Args:
        books: the workbooks in which they were ticked.
        outcome: the last run.
        workspace: the configuration.
    """
    known = as_written(corrections(world_of(outcome), outcome.findings), outcome.records)
    places = outcome.records.select("record", "system", "file", "sheet", "row", "name")
    lines = known.join(places, on="record", how="left", maintain_order="left")
    problems: list[str] = []
    keys: list[str] = []
    for file in books:
        ticks = sheets.ticked(file, workspace.password)
        joined = ticks.join(lines.select("key", here="name"), on="key", how="left",
                            maintain_order="left")  # fmt: skip
        for row, key, name, adopt, here in joined.select(
            "row", "key", "name", "adopt", "here"
        ).iter_rows():
            at = _("{file}, row {row}").format(file=file.name, row=row)
            if adopt is None:
                problems.append(_("{place}: enter 是 or 否 under “Adopt”.").format(place=at))
            elif adopt and here is None:
                problems.append(
                    _("{place}: the last run knows nothing of this line; write the workbook again.")
                    .format(place=at)
                )  # fmt: skip
            elif adopt and name.strip() != (here or "").strip():
                problems.append(
                    _(
                        "{place}: the line was sorted or pasted without its hidden key, so it is not "
                        "known whom it is about; write the workbook again."
                    ).format(place=at)
                )
            elif adopt:
                keys.append(key)
    chosen = lines.filter(pl.col("key").is_in(keys))
    return chosen, problems
