"""What clerks added to a sheet comes again in the next one: their columns, dates, fills, comments, rows.

Everything but rows belongs to the matter that a line is about, and stands wherever that matter is
listed; headers and rows under the lines belong to a sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from orgtransfer.worklist.sheets import Column, Sheet

if TYPE_CHECKING:
    from openpyxl.comments import Comment

    from orgtransfer.worklist.block import Footer

HEADER: Final = "header"
"""The kind whose subject is a sheet, its place a header that a clerk added: see `header_value`."""
ROW: Final = "row"
"""The kind whose subject is a sheet: a row under the lines, its cells with tabs between."""
OWN: Final = "own:"
"""Before the header of a clerk's own column, where it stands among ours."""
SEPARATOR: Final = "\t"
JOINTS: Final = {"column": "；", "comment": "\n", ROW: SEPARATOR}
"""Kinds that are text -> what stands between two that differ."""
DATES: Final = ("handled_on", "exempt_until")
"""Kinds that are a column of ours as well: when a line was dealt with, until when it is exempt."""
_WIDTH: Final = 14.0
_WIDEST: Final = 60.0
_COMMENT: Final = (260, 120)
"""Width and height of a comment, in points."""


def subject(key: pl.Expr) -> pl.Expr:
    """The key of a line as ADDITIONS have it: of a pair the smaller half comes first."""
    return key.str.split("|").list.sort().list.join("|")


def dates(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """`handled_on` and `exempt_until` of lines: what a clerk entered, else what is there already.

    Args:
        lines: LINES.
        table: ADDITIONS.
    """
    if table.is_empty():
        return lines
    for kind in DATES:
        said = table.filter(kind=kind).select(key="subject", said="value")
        lines = (
            lines.join(said, on="key", how="left", maintain_order="left")
            .with_columns(pl.coalesce("said", kind).alias(kind))
            .drop("said")
        )
    return lines


def with_columns(
    sheet: Sheet, lines: pl.DataFrame, table: pl.DataFrame
) -> tuple[Sheet, pl.DataFrame]:
    """A sheet with the columns that clerks added to it, or that its lines bring along.

    Args:
        sheet: what it shows.
        lines: its lines, with `key`.
        table: ADDITIONS.
    """
    if table.is_empty():
        return sheet, lines
    keyed = lines.select(subject=subject(pl.col("key")))
    cells = table.filter(pl.col("kind") == "column", pl.col("value").is_not_null())
    cells = cells.join(keyed, on="subject", how="semi")
    given = table.filter(kind=HEADER, subject=sheet.key).drop_nulls("value").sort("value")
    names = pl.concat([given["place"], cells["place"]]).unique(maintain_order=True)
    if names.is_empty():
        return sheet, lines
    widths: Mapping[str, str] = dict(given.select("place", "value").iter_rows())
    own = []
    for name in names:
        column = keyed.join(
            cells.filter(place=name).select("subject", "value"),
            on="subject", how="left", maintain_order="left",
        )["value"]  # fmt: skip
        lines = lines.with_columns(_typed(column).alias(OWN + name))
        own.append(Column(OWN + name, name, _width(widths.get(name)), "entry"))
    columns = (*sheet.columns[:-1], *own, sheet.columns[-1])
    return replace(sheet, columns=columns), lines


def header_value(place: int, width: float | None) -> str:
    """Where a header stands among the columns, and how wide its column is: values sort by place."""
    return f"{place:03d}:{width or _WIDTH:.1f}"


def _width(said: str | None) -> float:
    return min(max(float(said.partition(":")[2]), 4.0), _WIDEST) if said else _WIDTH


def _typed(column: pl.Series) -> pl.Series:
    """Numbers where all of a column are, so that they can be summed; else text."""
    number = column.drop_nulls()
    if number.len() and number.str.contains(r"^-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?$").all():
        return column.cast(pl.Float64)
    return column


def fills(sheet: Sheet, lines: pl.DataFrame, table: pl.DataFrame) -> Mapping[str, pl.Series]:
    """Column -> the colour behind each of its cells, null for the usual one.

    Args:
        sheet: what it shows, with a clerk's own columns.
        lines: its lines, with `key`.
        table: ADDITIONS.
    """
    if table.is_empty():
        return {}
    keyed = lines.select(subject=subject(pl.col("key")))
    found = table.filter(pl.col("kind") == "fill", pl.col("value").is_not_null())
    found = found.join(keyed, on="subject", how="semi")
    wanted = set(found["place"])
    return {
        column.name: keyed.join(
            found.filter(place=column.name).select("subject", "value"),
            on="subject", how="left", maintain_order="left",
        )["value"]
        for column in sheet.columns
        if column.name in wanted
    }  # fmt: skip


def comments(
    sheet: Sheet, lines: pl.DataFrame, table: pl.DataFrame
) -> Iterator[tuple[int, int, Comment]]:
    """Line and column, both from 0, and the comment that stands on the cell.

    Args:
        sheet: what it shows, with a clerk's own columns.
        lines: its lines, with `key`.
        table: ADDITIONS.
    """
    if table.is_empty():
        return
    from openpyxl.comments import Comment

    places = {column.name: at for at, column in enumerate(sheet.columns)}
    keyed = lines.select(line=pl.int_range(pl.len()), subject=subject(pl.col("key")))
    found = table.filter(pl.col("kind") == "comment", pl.col("value").is_not_null()).join(
        keyed, on="subject", maintain_order="left"
    )
    width, height = _COMMENT
    for line, place, value, author in found.select("line", "place", "value", "author").iter_rows():
        if place in places:
            comment = Comment(value, author or "", width=width, height=height)
            yield line, places[place], comment


def footer(sheet: Sheet, table: pl.DataFrame) -> Footer:
    """The rows that clerks wrote under the lines of a sheet.

    Args:
        sheet: what it shows.
        table: ADDITIONS.
    """
    if table.is_empty():
        return ()
    from orgtransfer.worklist.block import cleaned

    rows = table.filter(kind=ROW, subject=sheet.key).drop_nulls("value")
    rows = rows.sort(pl.col("place").cast(pl.Int64, strict=False))
    cells = [str(row).split(SEPARATOR) for row in rows["value"]]
    return [[text or "" for text in cleaned(pl.Series(row, dtype=pl.String))] for row in cells]


def said(table: pl.DataFrame) -> pl.DataFrame:
    """key, added: what stands in clerks' own columns and comments of a line, as one text.

    Args:
        table: ADDITIONS.
    """
    told = pl.when(pl.col("kind") == "comment").then("value").otherwise(
        pl.format("{}：{}", "place", "value")
    )  # fmt: skip
    return (
        table.filter(pl.col("kind").is_in(["column", "comment"]), pl.col("value").is_not_null())
        .select(key="subject", told=told)
        .group_by("key", maintain_order=True)
        .agg(added=pl.col("told").str.join("\n"))
    )


def joined(cells: Sequence[str | None]) -> str:
    """A row under the lines as ADDITIONS have it."""
    texts = [" ".join((cell or "").split()) for cell in cells]
    return SEPARATOR.join(texts).rstrip(SEPARATOR)
