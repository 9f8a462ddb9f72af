"""The sheet 介绍信登记簿: every letter that was written, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import polars as pl
from openpyxl.workbook import Workbook

from orgtransfer.i18n import N_, _
from orgtransfer.worklist import register_entries, words
from orgtransfer.worklist.cells import lines_needed
from orgtransfer.worklist.sheet_frame import HEADER, sheet
from orgtransfer.worklist.styles import Styles

STATES: Final[Mapping[str, str]] = {
    "open": N_("on its way"),
    "late": N_("past its validity"),
    "arrived": N_("arrived, receipt awaited"),
    "received": N_("receipt is back"),
    "void": N_("void"),
    "unfinished": N_("number given out, file never finished"),
}
"""What a letter is, as of a day: see `state`."""

_COLUMNS: Final = (
    ("letter_no", words.LETTER, 14),
    ("name", words.FULL_NAME, 10),
    ("id_number", N_("ID number"), 20),
    ("from_org", N_("From"), 24),
    ("to_org", N_("To"), 24),
    ("issued", N_("Issued"), 11),
    ("expires", N_("Valid until"), 11),
    ("state", N_("State"), 18),
    ("received", words.RECEIPT, 13),
    ("void", words.MAKE_VOID, 9),
    ("void_reason", words.VOID_WHY, 20),
    ("handler", words.HANDLER, 10),
    ("doubt", N_("Not taken, because"), 24),
)
_TEXTS: Final = ("from_org", "to_org", "state", "void_reason", "doubt")
_KINDS: Final = {
    **dict.fromkeys(_TEXTS, "wrap"),
    **dict.fromkeys(register_entries.FIELDS, "entry"),
}


def state(today: dt.date) -> pl.Expr:
    """What each of LETTERS is on a day: a key of STATES. The last day of validity is still valid."""
    late = (pl.col("state") == "open") & (expires() < today)
    return (
        pl.when(pl.col("state") == "void")
        .then(pl.lit("void"))
        .when(pl.col("written").is_null())
        .then(pl.lit("unfinished"))
        .when(late)
        .then(pl.lit("late"))
        .otherwise("state")
    )


def expires() -> pl.Expr:
    """The last day of validity of each of LETTERS."""
    return pl.col("issued") + pl.duration(days=pl.col("valid_days"))


def lines(letters: pl.DataFrame, additions: pl.DataFrame, today: dt.date) -> pl.DataFrame:
    """What the sheet lists, as text, the latest first.

    Args:
        letters: LETTERS.
        additions: ADDITIONS; what clerks entered stands in the lines again.
        today: the date that the worklist is as of.
    """
    shown = {code: _(text) for code, text in STATES.items()}
    day = "%Y-%m-%d"
    said = pl.DataFrame(
        [
            {"letter_no": number, **one}
            for number, one in register_entries.entries(additions).items()
        ],
        schema=dict.fromkeys(("letter_no", *register_entries.FIELDS), pl.String),
    )
    told = register_entries.doubts(letters, additions, today)
    entered = letters.drop("handler").join(said, on="letter_no", how="left")
    return entered.sort("year", "serial", descending=True).select(
        "letter_no", "name", "id_number", "from_org", "to_org",
        pl.col("issued").dt.to_string(day),
        expires().dt.to_string(day).alias("expires"),
        pl.concat_str(
            state(today).replace_strict(shown, return_dtype=pl.String),
            pl.col("closed").dt.to_string(day),
            "reason",
            separator="\n",
            ignore_nulls=True,
        ).alias("state"),
        *register_entries.FIELDS,
        doubt=pl.col("letter_no").replace_strict(told, default=None, return_dtype=pl.String),
    )  # fmt: skip


def add(workbook: Workbook, styles: Styles, table: pl.DataFrame) -> None:
    """Adds the sheet, unless no letter was ever written.

    Args:
        workbook: the workbook so far.
        styles: its styles.
        table: what `lines` gives.
    """
    if table.is_empty():
        return
    hint = _(
        "The letters that this program wrote. Enter when a receipt came back, or that a letter is void "
        "and why: the next run takes it into the register."
    )
    columns = [(_(head), width) for _name, head, width in _COLUMNS]
    pen = sheet(workbook, styles, "letters", hint, columns, table.height, 5)
    for row, line in enumerate(table.iter_rows(named=True), start=HEADER + 1):
        for column, (name, _head, _width) in enumerate(_COLUMNS, start=1):
            pen.text(row, column, line[name] or "", _KINDS.get(name, "mark"))
        shown = [(line[name], width - 2.0) for name, _head, width in _COLUMNS if name in _TEXTS]
        pen.height(row, lines_needed(shown))
    place = next(at for at, column in enumerate(_COLUMNS, start=1) if column[0] == "void")
    pen.choice(place, HEADER + 1, table.height, (_(words.MAKE_VOID),))
