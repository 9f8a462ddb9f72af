"""The sheet 判定记录: every ruling, who made it and on what, and a column to take it back."""

from __future__ import annotations

from typing import Final

import polars as pl
from openpyxl.workbook import Workbook

from orgtransfer.i18n import N_, _
from orgtransfer.models import PAIR_KINDS
from orgtransfer.worklist import words
from orgtransfer.worklist.cells import lines_needed
from orgtransfer.worklist.lines import fill
from orgtransfer.worklist.pairs import FIELDS
from orgtransfer.worklist.sheet_frame import HEADER, sheet
from orgtransfer.worklist.styles import Styles

STANDING: Final = {
    "in_force": N_("in force"),
    "superseded": N_("superseded"),
    "undone": N_("undone"),
}
"""What became of a ruling (RULINGS.standing)."""

_COLUMNS: Final = (
    ("key", words.NUMBER, 14, "mark"),
    ("when", N_("Ruled on"), 11, "mark"),
    ("said", N_("Ruled"), 13, "wrap"),
    ("clerk", N_("Ruled by"), 10, "wrap"),
    ("first", N_("About"), 32, "wrap"),
    ("second", N_("And about"), 32, "wrap"),
    ("looked", N_("What spoke for and against then"), 22, "wrap"),
    ("note", N_("Note to the ruling"), 18, "wrap"),
    ("origin", N_("Handed in by"), 15, "wrap"),
    ("effect", N_("What followed"), 16, "wrap"),
    ("undo", words.UNDO, 9, "entry"),
    ("undone_by", words.UNDONE_BY, 10, "entry"),
    ("reason", words.UNDONE_WHY, 20, "entry"),
)


def lines(rulings: pl.DataFrame) -> pl.DataFrame:
    """What the sheet lists.

    Args:
        rulings: what `run.ruling_history.described` gives, the latest first.

    Returns:
        The columns of the sheet as text: rulings on pairs, and findings that were said to need nothing.
    """
    if rulings.is_empty():
        return rulings
    wanted = pl.col("kind").is_in(PAIR_KINDS) & pl.col("ruling").is_in(
        ["same", "different", "unsure", "open"]
    )
    ignored = (pl.col("kind") == "finding") & pl.col("ruling").is_in(["ignored", "exempt"])
    return rulings.filter(wanted | ignored).select(
        "key",
        "note",
        "first",
        "second",
        "undone_by",
        "reason",
        when=pl.col("taken").dt.to_string("%Y-%m-%d\n%H:%M"),
        said=pl.concat_str(
            said(), pl.format(_("({})"), stands()), separator="\n", ignore_nulls=True
        ),
        clerk="handler",
        looked=pl.concat_str(_chance(), *_looked(), separator="\n", ignore_nulls=True),
        origin=pl.when(pl.col("origin") == "judge")
        .then(pl.lit(_("judged on the terminal")))
        .otherwise("origin"),
        effect=_effect(),
        undo=pl.when(pl.col("undone").is_not_null()).then(pl.lit(_(words.UNDO))),
    )


def said() -> pl.Expr:
    """The ruling in words, by its kind."""
    tables = {"pair": words.RULINGS, "branch_pair": words.BRANCH_RULINGS, "finding": words.STATES}
    return pl.coalesce(
        pl.when((pl.col("kind") == kind) & (pl.col("ruling") != "open")).then(
            words.in_cells(table, pl.col("ruling"))
        )
        for kind, table in tables.items()
    ).fill_null(_("ruling taken away"))


def stands() -> pl.Expr:
    """Whether a ruling counts, in words."""
    plain = {code: _(text) for code, text in STANDING.items()}
    doubts = {code: _(text) for code, text in words.DOUBTS.items()} | {
        words.DISPUTED: _("disputed")
    }
    standing = pl.col("standing").replace_strict(plain, return_dtype=pl.String)
    doubt = pl.col("doubt").replace_strict(doubts, default=None, return_dtype=pl.String)
    return pl.coalesce(doubt, standing)


def _chance() -> pl.Expr:
    percent = (pl.col("probability").clip(0.01, 0.99) * 100).round(0).cast(pl.Int64)
    # What an earlier version took in was not kept with what it rested on: the last run says.
    known = pl.col("run").is_not_null()
    then, now = (pl.format(_(text), percent) for text in (N_("chance {} %"), N_("chance now {} %")))
    return pl.when(known).then(then).otherwise(now)


def _looked() -> tuple[pl.Expr, pl.Expr]:
    """What spoke for and against, by the names of the comparisons; what hardly counted is left out."""
    parts = pl.col("evidence").str.split("; ")

    def named(sign: str) -> pl.Expr:
        part = pl.element().filter(pl.element().str.contains(rf" \{sign}(?:[1-9]|0\.[5-9])"))
        names = part.str.extract(r"^([a-z_]+):").replace(
            {code: _(text) for code, text in FIELDS.items()}
        )
        joined = parts.list.eval(names).list.join(_(", "))
        return pl.when(joined != "").then(joined)

    return (
        fill(_("for: {fields}"), fields=named("+")),
        fill(_("against: {fields}"), fields=named("-")),
    )


def _effect() -> pl.Expr:
    came, went = (pl.when(pl.col(name) != "").then(name) for name in ("came", "went"))
    return pl.concat_str(
        pl.format(_("new: {}"), came),
        pl.format(_("settled: {}"), went),
        pl.when(pl.col("followed").is_not_null() & came.is_null() & went.is_null()).then(
            pl.lit(_("no finding changed"))
        ),
        separator="\n",
        ignore_nulls=True,
    )


def add(workbook: Workbook, styles: Styles, table: pl.DataFrame) -> None:
    """Adds the sheet, unless nobody has ruled yet.

    Args:
        workbook: the workbook so far.
        styles: its styles.
        table: what `lines` gives.
    """
    if table.is_empty():
        return
    hint = _(
        "Every ruling, the latest first. To take one back, choose “Take back” in its line and say who and why. Nothing is deleted: the line stays."
    )
    columns = [(_(head), width) for _name, head, width, _kind in _COLUMNS]
    pen = sheet(workbook, styles, "rulings", hint, columns, table.height, 6)
    for row, line in enumerate(table.iter_rows(named=True), start=HEADER + 1):
        for column, (name, _head, _width, kind) in enumerate(_COLUMNS, start=1):
            pen.text(row, column, line[name] or "", kind)
        pen.height(
            row, lines_needed([(line[name], width - 1.0) for name, _h, width, _k in _COLUMNS])
        )
    place = next(at for at, column in enumerate(_COLUMNS, start=1) if column[0] == "undo")
    pen.choice(place, HEADER + 1, table.height, (_(words.UNDO),))
