"""What is written once for a block of rows is meant for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from orgtransfer.i18n import _
from orgtransfer.read.damage import DATES
from orgtransfer.read.grid import Grid

OWN: Final = ("name", "id_number", "member_no", "phone", "org_name", "org_code", "letter_no")
"""What belongs to one row only, even where somebody merged cells."""
BLOCKS: Final = ("branch", "branch_code", "parent", "association", "unit", "parent_code")
"""What a list names once and leaves blank below, where a format cannot merge cells."""

_EPOCH_1904: Final = pl.date(1904, 1, 1)


def down(
    data: pl.DataFrame, fields: Mapping[str, int], grid: Grid, kept: pl.DataFrame
) -> tuple[pl.DataFrame, list[str]]:
    """Fills merged cells, blocks and headings down, and turns dates of a 1904 workbook to text.

    Args:
        data: `row` and the fields.
        fields: field -> column.
        grid: the sheet, for its merged cells.
        kept: the rows of data with `heading`.

    Returns:
        The rows, and what was done, in words.
    """
    notes = []
    for name, column in fields.items():
        pairs = _covered(grid, column) if name not in OWN else []
        if pairs:
            data = _merged(data, name, pairs)
            notes.append(_("{field}: merged cells filled down").format(field=name))
        elif name in BLOCKS and _in_blocks(data.get_column(name)):
            filled = pl.when(_blank(name)).then(None).otherwise(pl.col(name)).forward_fill()
            data = data.with_columns(filled.alias(name))
            notes.append(
                _("{field}: named once for a block of rows, filled down").format(field=name)
            )
    if "branch" in data.columns and "branch" not in fields:
        data = data.with_columns(branch=kept.get_column("heading"))
    return (_from_1904(data, fields) if grid.epoch_1904 else data), notes


def _blank(name: str) -> pl.Expr:
    return pl.col(name).str.strip_chars().fill_null("") == ""


def _covered(grid: Grid, column: int) -> list[tuple[int, int]]:
    """Row -> the row whose cell covers it, both as the spreadsheet numbers them."""
    return [
        (row + 1, merge.top + 1)
        for merge in grid.merges
        if merge.left <= column <= merge.right
        for row in range(merge.top + 1, min(merge.bottom + 1, grid.cells.height))
    ]


def _merged(data: pl.DataFrame, name: str, pairs: list[tuple[int, int]]) -> pl.DataFrame:
    schema = {"row": pl.UInt32, "_top": pl.UInt32}
    covered = pl.DataFrame(pairs, schema=schema, orient="row").unique("row", keep="first")
    tops = data.select(_top="row", _text=name)
    return (
        data.join(covered, on="row", how="left", maintain_order="left")
        .join(tops, on="_top", how="left", maintain_order="left")
        .with_columns(pl.when(_blank(name)).then("_text").otherwise(name).alias(name))
        .drop("_top", "_text")
    )


def _in_blocks(values: pl.Series) -> bool:
    """Whether a column names each of its values once, at the head of a block of blanks."""
    if 3 * (values.null_count() + (values == "").sum()) < values.len():
        return False
    text = values.str.strip_chars().replace("", None)
    given = text.drop_nulls()
    if text.len() < 4 or not given.len() or text.item(0) is None:
        return False
    return given.len() * 2 <= text.len() and given.n_unique() == given.len()


def _from_1904(data: pl.DataFrame, fields: Mapping[str, int]) -> pl.DataFrame:
    """Serial numbers count from 1904 in workbooks of the old Macintosh; nothing else says so."""
    serial = r"^\d{4,5}(?:\.\d+)?$"
    return data.with_columns(
        pl.when(pl.col(name).str.contains(serial))
        .then(
            (
                _EPOCH_1904
                + pl.duration(
                    days=pl.col(name).str.extract(r"^(\d{4,5})").cast(pl.Int64, strict=False)
                )
            ).cast(pl.String)
        )
        .otherwise(name)
        .alias(name)
        for name in fields
        if name in DATES
    )
