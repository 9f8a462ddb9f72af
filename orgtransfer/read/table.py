"""From a grid to a table: fields as columns, rows judged, damage noted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from orgtransfer.frames import FIELDS
from orgtransfer.read import columns, damage, exported, fill, rows, shapes
from orgtransfer.read.columns import Mapped
from orgtransfer.read.grid import Grid
from orgtransfer.read.header import Header, find
from orgtransfer.read.headless import by_values
from orgtransfer.read.titles import branch_in
from orgtransfer.read.words import BRANCH_ENDINGS


@dataclass(frozen=True, eq=False)
class Table:
    """One table of an export, as understood; equal to itself alone."""

    grid: Grid
    header: Header | None
    mapped: Mapped
    data: pl.DataFrame
    """`row`, and every field of the kind as text, in the file's order."""
    set_aside: pl.DataFrame
    """row, reason, text."""
    damage: pl.DataFrame
    """row, field, kind."""
    stated: int | None = None
    exported: dt.date | None = None
    branch: str | None = None
    """The branch that the sheet's name or title names, where no column does."""
    hidden_rows: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def kind(self) -> str:
        """members, organisations, transfers or unknown."""
        if self.grid.shape == "doubtful":
            return "unknown"
        if self.mapped.missing and not self.mapped.conflicts and self.mapped.weight() < 0:
            return "unknown"
        return self.mapped.kind


Asked = Mapping[str, Mapping[str, str]]
"""Kind of table -> field -> header, as the configuration overrules."""


def tables(grids: Iterable[Grid], asked: Asked, wanted: str | None = None) -> list[Table]:
    """Every table of a file.

    Args:
        grids: its sheets.
        asked: what the configuration says about its columns.
        wanted: the kind that the configuration gives the file as.
    """
    found = [understand(part, asked, wanted) for grid in grids for part in shapes.parts(grid)]
    nameless = [t for t in found if t.kind == "members" and _lacks_branch(t)]
    if len(nameless) < 2:
        return found
    return [_by_sheet(table) if table in nameless else table for table in found]


def _lacks_branch(table: Table) -> bool:
    return "branch" not in table.mapped.fields() and not table.branch


def _by_sheet(table: Table) -> Table:
    """Of several sheets of members that name no branch, each is one: its name is the branch's."""
    name = table.grid.sheet.strip()
    if re.fullmatch(r"(?i)(?:sheet|工作表|表)?\s*#?\d*", name) or _is_somebody(name, table):
        return table
    data = table.data.with_columns(pl.col("branch").fill_null(name))
    return replace(table, data=data, branch=name)


def _is_somebody(name: str, table: Table) -> bool:
    """Whether a sheet bears the name of a person on it, as where each has a sheet of their own."""
    return bool((table.data.get_column("name").str.replace_all(r"\s", "") == name).any())


def understand(grid: Grid, asked: Asked, wanted: str | None = None) -> Table:
    """Finds the header, the fields and the rows of a grid.

    Args:
        grid: the sheet.
        asked: what the configuration says about its columns.
        wanted: the kind that the configuration gives the file as.

    Returns:
        The table; its `mapped` tells what is missing or in conflict.
    """
    named = {header for fields in asked.values() for header in fields.values() if header}
    header = find(grid, named) or by_values(grid)
    start = header.body if header else 0
    body = grid.cells.slice(start)
    mapped = columns.best(header, body, asked, wanted)
    fields = mapped.fields()
    judged = rows.judged(body, mapped.kind, fields, header).with_row_index("row", start + 1)
    judged = _without_deleted(judged, grid)
    judged = _without_tail(judged).with_columns(pl.col("heading").forward_fill())
    whole = judged.get_column("reason").null_count() == judged.height
    kept = judged if whole else judged.filter(pl.col("reason").is_null())
    data, notes = fill.down(_fields(kept, mapped, grid), fields, grid, kept)
    around = _texts_around(grid, start, judged)
    branch = _branch(grid, start) if "branch" not in fields and mapped.kind == "members" else None
    if branch:
        data = data.with_columns(pl.col("branch").fill_null(branch))
    spoilt = _damage(grid, fields, data)
    stated, grand = rows.totals(judged, body.columns)
    down = pl.col("row") + grid.top
    return Table(
        grid=grid,
        header=header,
        mapped=mapped,
        data=damage.cleared(data, spoilt).with_columns(down),
        set_aside=_set_aside(judged, stated).with_columns(down),
        damage=spoilt.with_columns(down),
        stated=grand if grand is not None else grid.stated,
        exported=exported.from_text(around),
        branch=branch,
        hidden_rows=_hidden(grid, data),
        notes=(*grid.notes, *notes),
    )


def _hidden(grid: Grid, data: pl.DataFrame) -> int:
    """The rows of data that the program does not show."""
    rows = pl.Series([row + 1 for row in grid.hidden_rows], dtype=pl.UInt32)
    return int(data.get_column("row").is_in(rows.implode()).sum()) if rows.len() else 0


def _without_deleted(judged: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """Rows that a program has marked as deleted; blank ones between people who are no rows go."""
    if grid.deleted:
        rows = pl.Series([row + 1 for row in grid.deleted], dtype=pl.UInt32)
        gone = pl.col("row").is_in(rows.implode())
        reason = pl.when(gone).then(pl.lit("deleted")).otherwise("reason")
        judged = judged.with_columns(
            reason=reason, text=pl.when(~gone).then("text"), heading=pl.when(~gone).then("heading")
        )
    if grid.shape in ("forms", "turned"):
        judged = judged.filter(pl.col("reason").is_null() | (pl.col("reason") != "blank"))
    return judged


def _without_tail(judged: pl.DataFrame) -> pl.DataFrame:
    """Blank rows at the end of a sheet are no rows."""
    if judged.height and judged.item(-1, "reason") != "blank":
        return judged
    last = (
        judged.filter(pl.col("reason").is_null() | (pl.col("reason") != "blank"))
        .get_column("row")
        .max()
    )
    return judged.filter(pl.col("row") <= (last or 0))


def _set_aside(judged: pl.DataFrame, stated: Mapping[int, int]) -> pl.DataFrame:
    """row, reason, text; the text of a total is the number it states."""
    number = pl.col("row").replace_strict(stated, default=None, return_dtype=pl.Int64)
    return judged.filter(pl.col("reason").is_not_null()).select(
        pl.col("row").cast(pl.UInt32), "reason", text=pl.coalesce("text", number.cast(pl.String))
    )


def _fields(kept: pl.DataFrame, mapped: Mapped, grid: Grid) -> pl.DataFrame:
    """`row` and every field of the kind; numbers get back the digits that the file has."""
    by_field = mapped.fields()
    data = kept.select(
        pl.col("row").cast(pl.UInt32),
        *(
            pl.col(str(by_field[name])).alias(name)
            if name in by_field
            else pl.lit(None, pl.String).alias(name)
            for name in FIELDS[mapped.kind]
        ),
    )
    for name in set(damage.NUMBERS) & by_field.keys():
        cells = [
            (c.row + 1, damage.exact(c.text)) for c in grid.numbers if c.column == by_field[name]
        ]
        if cells:
            right = pl.DataFrame(
                cells, schema={"row": pl.UInt32, "_exact": pl.String}, orient="row"
            )
            data = (
                data.join(right, on="row", how="left", maintain_order="left")
                .with_columns(pl.coalesce("_exact", name).alias(name))
                .drop("_exact")
            )
    return data


def _damage(grid: Grid, fields: dict[str, int], data: pl.DataFrame) -> pl.DataFrame:
    found = pl.concat(
        [
            damage.of_cells(grid.numbers, "number", fields, damage.NUMBERS),
            damage.of_cells(grid.errors, "error", fields),
            damage.of_values(data, list(fields)),
            damage.of_end(grid),
        ]
    )
    if not found.height:
        return found
    return (
        found.join(data.select("row"), on="row", how="semi")
        .unique(maintain_order=True)
        .sort("row", "field", "kind")
    )


def _texts_around(grid: Grid, start: int, judged: pl.DataFrame) -> list[str]:
    """The texts above the header, then those of the rows of notes."""
    above = [*grid.above, *(cell for row in grid.cells.head(start).rows() for cell in row if cell)]
    notes = judged.filter(pl.col("reason").is_in(["note", "total"])).select(grid.cells.columns)
    return above + [cell for row in notes.tail(50).rows() for cell in row if cell]


def _branch(grid: Grid, start: int) -> str | None:
    """The branch a sheet is about: its title's, else its name."""
    for cell in (*grid.above, *(cell for row in grid.cells.head(start).rows() for cell in row)):
        found = branch_in(cell or "")
        if found:
            return found
    name = grid.sheet.strip()
    return branch_in(name) or (name if name.endswith(BRANCH_ENDINGS) else None)
