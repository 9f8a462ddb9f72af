"""The sheet 介绍信登记簿: every letter that was written, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import polars as pl
from openpyxl.workbook import Workbook

from orgtransfer.i18n import N_, _
from orgtransfer.worklist.ruled import rows, sheet
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
    ("letter_no", N_("Number"), 14),
    ("name", N_("Full name"), 10),
    ("id_number", N_("ID number"), 20),
    ("from_org", N_("From"), 32),
    ("to_org", N_("To"), 32),
    ("issued", N_("Issued"), 11),
    ("expires", N_("Valid until"), 11),
    ("state", N_("State"), 18),
    ("closed", N_("Since"), 11),
    ("reason", N_("Why"), 20),
)
_TEXTS: Final = ("from_org", "to_org", "state", "reason")


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


def lines(letters: pl.DataFrame, today: dt.date) -> pl.DataFrame:
    """What the sheet lists: LETTERS as text, the latest first."""
    shown = {code: _(text) for code, text in STATES.items()}
    day = "%Y-%m-%d"
    return letters.sort("year", "serial", descending=True).select(
        "letter_no", "name", "id_number", "from_org", "to_org",
        pl.col("issued").dt.to_string(day),
        expires().dt.to_string(day).alias("expires"),
        state(today).replace_strict(shown, return_dtype=pl.String).alias("state"),
        pl.col("closed").dt.to_string(day),
        "reason",
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
        "The letters that this program wrote. What becomes of one is entered with: orgtransfer letters "
        "received NUMBER."
    )
    columns = [(_(head), width) for _name, head, width in _COLUMNS]
    pen = sheet(workbook, styles, "letters", hint, columns, table.height, 5)
    rows(pen, _COLUMNS, table, _TEXTS)
