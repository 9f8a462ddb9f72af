"""The sheet 底数: a sentence a system, what its members are like, and a line for everything counted."""

from __future__ import annotations

from typing import Final

import polars as pl
from openpyxl.utils import get_column_letter

from orgtransfer.i18n import N_, _
from orgtransfer.worklist import block, count_words, lines, sheets
from orgtransfer.worklist.block import Block, Book
from orgtransfer.worklist.cells import SheetWriter, lines_needed
from orgtransfer.worklist.page import page
from orgtransfer.worklist.styles import Styles

_COLUMNS: Final = (
    ("what", N_("What is counted"), 14, "wrap"),
    ("name", N_("What it is called"), 34, "wrap"),
    ("rows", N_("Rows of the list"), 7.5, "count"),
    ("people", N_("People"), 7.5, "count"),
    ("full", N_("Full members"), 7.5, "count"),
    ("probationary", N_("On probation"), 7.5, "count"),
    ("active", N_("In service"), 7.5, "count"),
    ("retired", N_("Retired"), 7.5, "count"),
    ("female", N_("Women"), 7.5, "count"),
    ("minority", N_("Ethnic minorities"), 7.5, "count"),
    ("why", N_("Why rows and people differ; what is to be done"), 60, "wrap"),
    ("where", N_("Parent organisation, system"), 30, "wrap"),
    ("young", N_("35 or younger"), 7.5, "count"),
    ("studied", N_("College or higher"), 7.5, "count"),
)
_BACK: Final = 6
_FIRST_SYSTEM: Final = 3
_MOST_SYSTEMS: Final = 9
_PRINTED: Final = [name for name, *_rest in _COLUMNS].index("why") + 1
_ON_PAPER: Final = ("system", "association")
"""Units and branches, which are many, are on the screen only."""


def add(workbook: Book, styles: Styles, table: pl.DataFrame, sources: pl.DataFrame) -> None:
    """Adds the sheet, where anybody was counted.

    Args:
        workbook: the book.
        styles: its styles.
        table: COUNTS.
        sources: SOURCES, for what the systems are called.
    """
    if table.is_empty():
        return
    labels = lines.labels(sources)
    pen = SheetWriter(workbook.create_sheet(sheets.title("counts")), styles)
    page(pen.sheet)
    pen.widths([width for _name, _head, width, _kind in _COLUMNS])
    pen.put(1, 1, _("{title}: who is counted where").format(title=sheets.title("counts")), "title")
    pen.height(1, 1, 24)
    row = _sentences(pen, count_words.sentences(table, labels))
    row = _shares(pen, row + 1, table, labels)
    back = pen.put(1, _BACK, _("← overview"), "back")
    pen.link(back, sheets.title("overview"))
    _lines(workbook, pen, row + 1, count_words.lines(table, labels))


def _sentences(pen: SheetWriter, texts: list[str]) -> int:
    """What stands above everything; the row under it."""
    hint = _(
        "Everybody counts once in a system, in the branch of theirs whose name comes first, so that "
        "branches, units and associations sum up. Everything that is counted: orgtransfer export counts"
    )
    width = sum(column[2] for column in _COLUMNS[:_PRINTED])
    for row, (text, kind) in enumerate([(hint, "hint"), *((t, "step") for t in texts)], start=2):
        pen.text(row, 1, text, kind)
        pen.join(row, 1, _PRINTED)
        pen.height(row, lines_needed([(text, width * 0.88)]), 16)
    return len(texts) + 3


def _shares(pen: SheetWriter, row: int, table: pl.DataFrame, labels: pl.DataFrame) -> int:
    """What the systems' people are like; the row under it."""
    systems = table.filter(scope="system", dimension="people")["system"].unique().sort()
    names = dict(labels.iter_rows())
    shown = systems.to_list()[:_MOST_SYSTEMS]
    heads = [_("Counted by"), _("Value"), *(names.get(system) or system for system in shown)]
    for column, head in enumerate(heads, start=1):
        pen.text(row, column, head, "head")
    pen.height(row, lines_needed((head, _COLUMNS[2][2]) for head in heads[2:]))
    last = ""
    for dimension, value, found in count_words.shares(table):
        row += 1
        pen.put(row, 1, "" if dimension == last else dimension, "wrap")
        pen.put(row, 2, value, "cell")
        for column, system in enumerate(shown, start=_FIRST_SYSTEM):
            pen.put(row, column, found.get(system, 0), "count")
        pen.height(row, lines_needed([("" if dimension == last else dimension, _COLUMNS[0][2])]))
        last = dimension
    return row + 1


def _lines(workbook: Book, pen: SheetWriter, head: int, found: pl.DataFrame) -> None:
    where = pl.concat_str(
        pl.col("parent"), pl.when(pl.col("scope") != "system").then("label"), separator="\n",
        ignore_nulls=True,
    )  # fmt: skip
    shown = found.with_columns(where=where)
    for column, (_name, title, _width, _kind) in enumerate(_COLUMNS, start=1):
        pen.put(head, column, _(title), "head")
    pen.height(head, lines_needed((_(title), width - 2.0) for _n, title, width, _k in _COLUMNS))
    looks = {name: kind for name, _title, _width, kind in _COLUMNS}
    kinds = shown.select(pl.repeat(kind, pl.len()).alias(name) for name, kind in looks.items())
    made = block.columns(shown.select(kinds.columns), kinds)
    widths = {name: width for name, _title, width, kind in _COLUMNS if kind == "wrap"}
    heights = block.lines_of(shown, widths).select(pl.max_horizontal(pl.all())).to_series()
    bands = shown.select(pl.col("place") % 2).to_series()
    workbook.blocks.append(Block(pen.sheet.title, head + 1, made, bands, heights, pen.styles))
    last = get_column_letter(len(_COLUMNS))
    pen.sheet.auto_filter.ref = f"A{head}:{last}{head + max(shown.height, 1)}"
    printed = head + shown.filter(pl.col("scope").is_in(_ON_PAPER)).height
    pen.sheet.print_area = f"A1:{get_column_letter(_PRINTED)}{printed}"
