"""The sheet 抽查: pairs drawn at random, to be judged without knowing what the tool thinks of them."""

from __future__ import annotations

import polars as pl

from orgtransfer import frames
from orgtransfer.models import Outcome
from orgtransfer.worklist import pairs, sheets, table
from orgtransfer.worklist.block import Book
from orgtransfer.worklist.stamp import Stamp
from orgtransfer.worklist.styles import Styles


def lines(outcome: Outcome, keys: pl.DataFrame, *, mask_ids: bool = True) -> pl.DataFrame:
    """PAIR_LINES of drawn pairs, in their order.

    Args:
        outcome: the run that they were drawn from.
        keys: `a_key`, `b_key`.
        mask_ids: whether ID numbers are masked.

    Returns:
        The columns of `sheets.SAMPLE`, and `FIELD_differs`, which says that two cells differ and
        nothing of what that is worth.
    """
    records = outcome.records.select("record", "record_key").unique("record_key", keep="first")
    drawn = keys
    for end in ("a", "b"):
        drawn = drawn.join(
            records.rename({"record": end, "record_key": f"{end}_key"}),
            on=f"{end}_key", how="inner", maintain_order="left",
        )  # fmt: skip
    return pairs.blind(outcome, drawn.select("a", "b"), mask_ids)


def build(found: pl.DataFrame, name: str, stamp: Stamp) -> Book:
    """The workbook with the sheet.

    Args:
        found: see `lines`.
        name: whose it is.
        stamp: tells later which store wrote it.
    """
    workbook = Book()
    styles = Styles(workbook)
    table.add_pairs(workbook, styles, sheets.SAMPLE, found, found.height, frames.ADDITIONS.empty())
    workbook.remove(workbook.worksheets[0])
    workbook.properties.title = sheets.title("sample")
    workbook.properties.subject = name or None
    workbook.properties.creator = "orgtransfer"
    workbook.properties.created = stamp.written
    workbook.properties.keywords = str(stamp)
    return workbook
