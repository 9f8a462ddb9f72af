"""Corrections: a workbook a system to decide on, and what was accepted in the system's own layout."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import openpyxl
import polars as pl

from orgtransfer.config import System
from orgtransfer.errors import InputError, OutputError
from orgtransfer.findings import World
from orgtransfer.findings.corrections import COLUMNS, corrections
from orgtransfer.findings.written import DATES, as_written
from orgtransfer.i18n import _
from orgtransfer.models import Outcome
from orgtransfer.read.layout import Layout, layouts
from orgtransfer.run.workspace import Workspace
from orgtransfer.similarity.identity import mask
from orgtransfer.store import atomic
from orgtransfer.worklist import book
from orgtransfer.worklist import corrections as sheets

FOLDER: Final = "更正"
_ABSENT: Final = "补录"
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


@dataclass(frozen=True)
class Cell:
    """One cell of an export that is to be changed."""

    file: str
    """As SOURCES names it."""
    sheet: str
    row: int
    """As the spreadsheet numbers it."""
    column: int
    """Counted from 1."""
    text: str
    """What it is to say."""
    date: dt.date | None = field(default=None, compare=False)
    """The same as a date, where it is a whole one."""


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
    outcome, day = _last(workspace)
    lines = _lines(outcome, show_id)
    target = _folder(folder or workspace.folder / FOLDER)
    made: list[Path] = []
    for system in workspace.config.systems:
        own = lines.filter(system=system.key)
        path = target / f"{FOLDER}_{_plain(system.label)}.xlsx"
        if own.is_empty() and not path.exists():
            continue
        workbook = sheets.build(system.label, _with_ticks(own, path, workspace), day)
        _put(workspace, path, workbook)
        made.append(path)
    absent = _absent(outcome, show_id)
    if absent.height:
        path = target / f"{_ABSENT}.xlsx"
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
    outcome, _day = _last(workspace)
    target = folder or workspace.folder / FOLDER
    books = sorted(
        path for path in target.glob(f"{FOLDER}_*.xlsx") if not path.name.startswith("~")
    )
    if not books:
        raise InputError(
            _(
                "There is no workbook of corrections in {folder}; first: orgtransfer corrections"
            ).format(folder=target)
        )
    known = as_written(corrections(_world(outcome), outcome.findings), outcome.records)
    chosen, problems = _chosen(books, known, outcome, workspace)
    files: list[Path] = []
    cells: list[Cell] = []
    for system in workspace.config.systems:
        own = chosen.filter(system=system.key)
        for file in own["file"].unique().sort():
            rows = own.filter(file=file)
            changed, written = _export(workspace, system, file, rows, target)
            cells += changed
            files.append(written)
    return Accepted(tuple(files), chosen.height, tuple(problems), tuple(cells))


def _last(workspace: Workspace) -> tuple[Outcome, dt.date]:
    with workspace.store() as memory:
        run = memory.run()
        return memory.outcome(run.run), run.as_of


def _world(outcome: Outcome) -> World:
    return World(
        today=dt.date.min,
        records=outcome.records,
        organisations=outcome.organisations,
        membership=outcome.membership,
        persons=outcome.matched.persons,
        sources=outcome.inputs.sources,
    )


def _folder(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise OutputError(
            _("The folder {folder} cannot be made ({reason}).").format(
                folder=folder, reason=error.strerror
            )
        ) from error
    return folder


def _plain(label: str) -> str:
    """A label as a file name."""
    return "".join("_" if sign in '\\/:*?"<>|' or ord(sign) < ord(" ") else sign for sign in label)


def _put(workspace: Workspace, path: Path, workbook: openpyxl.Workbook) -> None:
    content = book.to_bytes(workbook, workspace.password)
    atomic.replace(path, partial(_save, content))


def _save(content: bytes, fresh: Path) -> None:
    fresh.write_bytes(content)


# -- the workbooks ---------------------------------------------------------------------------


def _lines(outcome: Outcome, show_id: bool) -> pl.DataFrame:
    """The lines of every system's workbook, the surest of each person first."""
    made = as_written(corrections(_world(outcome), outcome.findings), outcome.records)
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


def _absent(outcome: Outcome, show_id: bool) -> pl.DataFrame:
    """The people on a roster whom no register has, and no pair to judge may find there."""
    nowhere = outcome.verdicts.filter(pl.col("because") == "no_record")
    rows = (
        outcome.records.join(nowhere.select("record"), on="record", how="semi")
        .join(outcome.matched.persons, on="record")
        .unique("person", keep="first", maintain_order=True)
    )
    number = pl.when(pl.col("id_state").is_in(["valid", "fifteen"])).then("id_key")
    lost = (pl.col("state_key") == "lost").fill_null(value=False) | pl.col("lost_key").is_not_null()
    return rows.sort("branch", "name_key").select(
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


def _chosen(
    books: Sequence[Path], known: pl.DataFrame, outcome: Outcome, workspace: Workspace
) -> tuple[pl.DataFrame, list[str]]:
    """The corrections that were accepted, each with the place of its row; and what is wrong."""
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


def _export(
    workspace: Workspace, system: System, file: str, rows: pl.DataFrame, folder: Path
) -> tuple[list[Cell], Path]:
    """The rows of one export that change, in a file of its layout."""
    source = workspace.folder / file
    if not source.is_file():
        raise InputError(
            _("{file} is not there any more; run `orgtransfer reconcile` first.").format(file=file)
        )
    found = layouts(source, file, system, workspace.config)
    plans = [(layout, _cells(file, layout, rows)) for layout in found]
    used = [(layout, cells) for layout, cells in plans if cells]
    stem = f"{_ACCEPTED}_{Path(file).stem}"
    kind = used[0][0].grid.format if used else "xlsx"
    if kind in _LINED:
        path = folder / f"{stem}{source.suffix}"
        content = _as_lines(source, *used[0])
    else:
        path = folder / f"{stem}.xlsx"
        content = _as_workbook(source, used, whole=kind in _WORKBOOKS)
    atomic.replace(path, partial(_save, content))
    return [cell for _layout, cells in used for cell in cells], path


def _cells(file: str, layout: Layout, rows: pl.DataFrame) -> list[Cell]:
    made = []
    for row in rows.filter(sheet=layout.grid.sheet).iter_rows(named=True):
        column = layout.fields.get(COLUMNS[row["field"]])
        if column is None:
            continue
        whole = row["field"] in DATES and len(row["new"]) == _WHOLE_DATE
        day = dt.date.fromisoformat(row["new"]) if whole else None
        made.append(Cell(file, layout.grid.sheet, row["row"], column + 1, row["written"], day))
    return made


def _changed(cells: Sequence[Cell]) -> dict[int, dict[int, Cell]]:
    """Row -> column -> what it is to say, in the order of the rows."""
    rows: dict[int, dict[int, Cell]] = {}
    for cell in sorted(cells, key=lambda one: one.row):
        rows.setdefault(cell.row, {})[cell.column] = cell
    return rows


def _as_lines(source: Path, layout: Layout, cells: Sequence[Cell]) -> bytes:
    """A delimited file: its header and the rows that change, in its own encoding."""
    encoding = layout.grid.encoding or "utf-8-sig"
    head = source.read_bytes()[:4096].decode(encoding, "ignore")
    delimiter = max(",\t;|", key=head.count)
    texts = layout.grid.cells.rows()
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows(texts[: layout.header])
    for row, changes in _changed(cells).items():
        line = list(texts[row - 1])
        for column, cell in changes.items():
            line[column - 1] = cell.text
        writer.writerow(line)
    mark = "" if encoding.replace("_", "-").casefold() != "utf-8" else "\ufeff"
    return (mark + stream.getvalue()).encode(encoding, "replace")


def _as_workbook(
    source: Path, used: Sequence[tuple[Layout, Sequence[Cell]]], *, whole: bool
) -> bytes:
    """A workbook: the header and the rows that change, with the cells' own types and forms."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    original = openpyxl.load_workbook(source) if whole else None
    for layout, cells in used:
        sheet = made.create_sheet(layout.grid.sheet or "Sheet1")
        rows = [*range(1, layout.header + 1), *_changed(cells)]
        changes = _changed(cells)
        old = original[layout.grid.sheet] if original is not None else None
        if old is not None:
            for letter, dimension in old.column_dimensions.items():
                sheet.column_dimensions[letter].width = dimension.width
        width = layout.grid.cells.width
        for place, row in enumerate(rows, start=1):
            for column in range(1, width + 1):
                change = changes.get(row, {}).get(column)
                target = sheet.cell(place, column)
                if old is not None:
                    _copied(old.cell(row, column), target, change)
                else:
                    _plainly(
                        target,
                        change.text if change else layout.grid.cells.row(row - 1)[column - 1],
                    )
        if old is not None:
            for area in old.merged_cells.ranges:
                if area.max_row <= layout.header:
                    sheet.merge_cells(str(area))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _copied(cell: Any, target: Any, change: Cell | None) -> None:  # noqa: ANN401  # openpyxl's cells
    if cell.has_style:
        target.font, target.fill = copy(cell.font), copy(cell.fill)
        target.border, target.alignment = copy(cell.border), copy(cell.alignment)
        target.number_format = cell.number_format
    if change is None:
        target.value = cell.value
        if cell.data_type in {"s", "inlineStr"}:
            target.data_type = "s"
    elif change.date is not None and isinstance(cell.value, dt.datetime):
        target.value = dt.datetime.combine(change.date, dt.time())
    else:
        _plainly(target, change.text)


def _plainly(target: Any, text: str | None) -> None:  # noqa: ANN401  # as above
    """As text, never as a formula or a number that loses its digits."""
    target.value = text
    if text is not None:
        target.data_type = "s"
        target.number_format = "@"
