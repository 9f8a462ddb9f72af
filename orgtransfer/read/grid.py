"""A sheet as it stands in the file: text in cells, before anybody knows what it means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl


class Merge(NamedTuple):
    """A block of merged cells, counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


class Cell(NamedTuple):
    """A cell that needs a word said about it, counted from 0."""

    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Grid:
    """One sheet, one delimited file, or one table of a web page."""

    format: str
    """xlsx, xlsm, xls, xlsb, ods, html, xml, csv, tsv, txt, parquet, json, docx, dbf, sqlite."""
    sheet: str
    """The sheet's name; empty where the format has none."""
    cells: pl.DataFrame
    """Text; the first row is row 1 of the sheet, empty rows included."""
    member: str = ""
    """The file inside an archive that the sheet is from."""
    encoding: str | None = None
    why: str = ""
    """What the encoding (and the delimiter) were told by."""
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    """Rows, counted from 0, that the program does not show."""
    merges: tuple[Merge, ...] = ()
    numbers: tuple[Cell, ...] = ()
    """Numeric cells of more digits than a spreadsheet keeps, with the text the file has."""
    errors: tuple[Cell, ...] = ()
    """Cells that hold #N/A and the like."""
    epoch_1904: bool = False
    cut_off: bool = False
    """Whether the last row ends in the middle, as where a copy was broken off."""
    notes: tuple[str, ...] = field(default=())
    """What the reader did to make the file readable, in the user's language."""
    above: tuple[str, ...] = ()
    """Texts that stand over the table and outside its cells, as in a text document."""
    deleted: frozenset[int] = frozenset()
    """Rows, counted from 0, that the program has marked as deleted."""
    stated: int | None = None
    """How many rows the document itself says that there are."""
    top: int = 0
    """How many rows of the sheet stand above these."""
    part: str = ""
    """The rows (`5-20`) or columns (`E-H`) of the sheet where it holds several tables."""
    shape: str = ""
    """forms or turned, where the cells were put into rows; doubtful where that was not sure."""

    @property
    def label(self) -> str:
        """What tables and messages call the sheet, or the part of it."""
        return " ".join(filter(None, (self.sheet, self.part)))


def frame(rows: Iterable[Sequence[str | None]], width: int | None = None) -> pl.DataFrame:
    """Rows of unequal length as a frame of text, the short ones filled with nulls."""
    listed = list(rows)
    wide = max((len(row) for row in listed), default=0) if width is None else width
    padded = [list(row) + [None] * (wide - len(row)) for row in listed]
    return pl.DataFrame(padded, schema=dict.fromkeys(names(wide), pl.String), orient="row")


def names(width: int) -> list[str]:
    """The names that the columns of a grid bear: their numbers from 0 on."""
    return [str(number) for number in range(width)]
