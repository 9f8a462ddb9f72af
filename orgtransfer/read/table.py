"""From a grid to a table: fields as columns, rows judged, damage noted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from orgtransfer.frames import FIELDS
from orgtransfer.read import columns, damage, exported, fill, rows
from orgtransfer.read.columns import Mapped
from orgtransfer.read.grid import Grid
from orgtransfer.read.header import Header, find
from orgtransfer.read.headless import by_values
from orgtransfer.read.words import BRANCH_ENDINGS


@dataclass(frozen=True)
class Table:
    """One table of an export, as understood."""

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
        if self.mapped.missing and not self.mapped.conflicts and self.mapped.weight() < 0:
            return "unknown"
        return self.mapped.kind


# A title that names a committee is about all its branches.
_BRANCHES: Final = tuple(e for e in BRANCH_ENDINGS if e not in ("党委", "委员会", "党组"))

# A note in brackets that decides where relationships belong is part of the name.
_NATURE: Final = "(?:功能|临时|联合|流动)"

Asked = Mapping[str, Mapping[str, str]]
"""Kind of table -> field -> header, as the configuration overrules."""


def tables(grids: Iterable[Grid], asked: Asked, wanted: str | None = None) -> list[Table]:
    """Every table of a file.

    Args:
        grids: its sheets.
        asked: what the configuration says about its columns.
        wanted: the kind that the configuration gives the file as.
    """
    found = [understand(grid, asked, wanted) for grid in grids]
    nameless = [t for t in found if t.kind == "members" and _lacks_branch(t)]
    if len(nameless) < 2:
        return found
    return [_by_sheet(table) if table in nameless else table for table in found]


def _lacks_branch(table: Table) -> bool:
    return "branch" not in table.mapped.fields() and not table.branch


def _by_sheet(table: Table) -> Table:
    """Of several sheets of members that name no branch, each is one: its name is the branch's."""
    name = table.grid.sheet.strip()
    if re.fullmatch(r"(?i)(?:sheet|工作表|表)?\s*#?\d*", name):
        return table
    data = table.data.with_columns(pl.col("branch").fill_null(name))
    return replace(table, data=data, branch=name)


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
    return Table(
        grid=grid,
        header=header,
        mapped=mapped,
        data=damage.cleared(data, spoilt),
        set_aside=_set_aside(judged, stated),
        damage=spoilt,
        stated=grand,
        exported=exported.from_text(around),
        branch=branch,
        hidden_rows=_hidden(grid, data),
        notes=(*grid.notes, *notes),
    )


def _hidden(grid: Grid, data: pl.DataFrame) -> int:
    """The rows of data that the program does not show."""
    rows = pl.Series([row + 1 for row in grid.hidden_rows], dtype=pl.UInt32)
    return int(data.get_column("row").is_in(rows.implode()).sum()) if rows.len() else 0


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
    above = [cell for row in grid.cells.head(start).rows() for cell in row if cell]
    notes = judged.filter(pl.col("reason").is_in(["note", "total"])).select(grid.cells.columns)
    return above + [cell for row in notes.tail(50).rows() for cell in row if cell]


def _branch(grid: Grid, start: int) -> str | None:
    """The branch a sheet is about: its title's, else its name."""
    for row in grid.cells.head(start).rows():
        for cell in row:
            found = _branch_in(cell or "")
            if found:
                return found
    name = grid.sheet.strip()
    return _branch_in(name) or (name if name.endswith(BRANCH_ENDINGS) else None)


def _branch_in(text: str) -> str | None:
    """`填报单位:某某医院第一党支部` -> the branch; a title with 党员名册 after the branch too."""
    ending = "|".join(sorted(_BRANCHES, key=len, reverse=True))
    body = re.sub(r"\s+", "", text)
    found = re.search(
        rf"(?:[:：]|^)([^:：]*?(?:{ending})(?:[(（]{_NATURE}[^)）]*[)）])?)"
        r"(?=$|[(（,，;；]|党员|花?名册|基本信息|信息)",
        body,
    )
    return found.group(1) if found and "填" not in found.group(1) else None
