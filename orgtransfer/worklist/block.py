"""Many lines at once: cells of a sheet written as whole columns, not one by one.

A library that makes an object of every cell needs ten seconds for 33,000 lines of 14. Here the
workbook is saved with everything but its lines; these are made as text on whole columns, and put
into the saved sheet where its rows end. The format: ECMA-376 (Office Open XML), part 1, sections
18.3.1.73 (row) and 18.3.1.4 (c).
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from orgtransfer import frames
from orgtransfer.workbooks import saved
from orgtransfer.worklist.cells import FORMULA, LINE, LONGEST, PADDING, TALLEST, clean
from orgtransfer.worklist.styles import Styles

_WIDE: Final = (
    r"[\x{1100}-\x{115F}\x{2E80}-\x{303E}\x{3041}-\x{4DBF}\x{4E00}-\x{9FFF}\x{A000}-\x{A4CF}"
    r"\x{A960}-\x{A97F}\x{AC00}-\x{D7A3}\x{F900}-\x{FAFF}\x{FE10}-\x{FE19}\x{FE30}-\x{FE6F}"
    r"\x{FF01}-\x{FF60}\x{FFE0}-\x{FFE6}\x{1F300}-\x{1FAFF}\x{20000}-\x{3FFFD}]"
)
"""Characters as wide as two others: Unicode's East Asian Width, W and F."""
_QUOTED: Final = "^[" + "".join(f"\\{sign}" if sign.isascii() else sign for sign in FORMULA) + "]"
_CONTROL: Final = r"[\x00-\x08\x0B-\x1F\x7F\x{FFFE}\x{FFFF}]"
_ESCAPED: Final = r"_x[0-9A-Fa-f]{4}_"
_LEVEL: Final = 4
"""Of compression: a third of the time of the usual 6, and a twentieth more bytes."""


@dataclass(frozen=True)
class Column:
    """One column of a block."""

    values: pl.Series
    """Text that a workbook can hold (see `cleaned`), or numbers."""
    kinds: pl.Series
    """How each cell looks (see `styles`)."""


Footer = Sequence[Sequence[str]]
"""Rows of text; an empty cell is ""."""


@dataclass(frozen=True)
class Block:
    """Lines of one sheet, under what stands there."""

    title: str
    first: int
    columns: Sequence[Column]
    bands: pl.Series
    """0 or 1 a line."""
    heights: pl.Series
    """How many lines of text each is tall."""
    styles: Styles
    fills: Mapping[int, pl.Series] = field(default_factory=dict)
    """Column, from 0 -> the colour that a clerk put behind each of its cells, null for none."""
    footer: Footer = ()
    """What clerks wrote under the lines."""


class Book(Workbook):  # type: ignore[misc]  # openpyxl ships no types
    """A workbook whose lines are written when it is saved."""

    def __init__(self) -> None:
        super().__init__()
        # Widths are counted in digits of the default font. A digit of Arial 9 is as wide as one of
        # Calibri 11, openpyxl's own, and what stands in for it where it is missing hardly wider.
        self._named_styles["Normal"].font = Font(name="Arial", size=9)
        self.blocks: list[Block] = []


def lines_needed(texts: pl.Series, width: float) -> pl.Series:
    """How many lines each text takes in a column; see `cells.lines_needed`, which is for single ones."""
    return lines_of(texts.to_frame("text"), {"text": width})["text"]


def lines_of(table: pl.DataFrame, widths: Mapping[str, float]) -> pl.DataFrame:
    """How many lines each text of some columns takes, in all of them at once.

    Args:
        table: texts.
        widths: the columns that are asked for, and how wide each is.
    """
    if not widths:
        return table.select()
    # By number: a name may be anything.
    texts = table.lazy().select(pl.col(name).alias(f"{at}") for at, name in enumerate(widths))
    rooms = {f"{at}": max(width - 0.5, 1.0) for at, width in enumerate(widths.values())}
    wide = pl.col("part").str.len_chars() + pl.col("part").str.count_matches(_WIDE)
    room = pl.col("column").replace_strict(rooms, return_dtype=pl.Float64)
    needed = (
        texts.select(pl.all().drop_nulls().unique().implode())
        .unpivot(variable_name="column", value_name="text").explode("text")
        .with_columns(part=pl.col("text").str.split("\n")).explode("part")
        .group_by("column", "text")
        .agg(lines=(wide * 0.98 / room).ceil().clip(lower_bound=1).sum())
        .pipe(frames.collected).lazy()
    )  # fmt: skip
    for at in rooms:
        found = needed.filter(column=at).select("text", pl.col("lines").alias(f"lines {at}"))
        texts = texts.join(found, left_on=at, right_on="text", how="left", maintain_order="left")
    lines = zip(widths, rooms, strict=True)
    return frames.collected(
        texts.select(pl.col(f"lines {at}").fill_null(1).alias(name) for name, at in lines)
    )


def save(workbook: Workbook) -> bytes:
    """The workbook as the bytes of an .xlsx file, its blocks in their sheets."""
    # The styles of the lines have to be known before the book's own are written.
    blocks: Sequence[Block] = getattr(workbook, "blocks", ())
    styled = [_styled(workbook, block) for block in blocks]
    if not blocks:
        return saved(workbook)
    plain = saved(workbook, zipfile.ZIP_STORED)
    parts = {
        f"xl/worksheets/sheet{workbook.sheetnames.index(block.title) + 1}.xml": (block, styles)
        for block, styles in zip(blocks, styled, strict=True)
    }
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(plain)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename in parts:
                content = _sheet(content.decode(), *parts[entry.filename]).encode()
            new.writestr(entry.filename, content)
    return target.getvalue()


def _styled(workbook: Workbook, block: Block) -> list[pl.Series]:
    """The number of each cell's style, column by column."""

    def number(code: str) -> int:
        kind, band, quoted, fill = code.split("|")
        style = block.styles.of(kind, int(band), quoted == "true", fill)
        return int(workbook._cell_styles.add(style))  # noqa: SLF001  # where openpyxl numbers styles

    if not block.columns:
        return [pl.Series([number("under|0|false|")])]
    codes = _frame(block).select(
        pl.concat_str(
            f"kind {place}",
            pl.col("band").cast(pl.String),
            _quoted(column, place),
            f"fill {place}" if place in block.fills else pl.lit(""),
            separator="|",
        ).alias(f"code {place}")
        for place, column in enumerate(block.columns)
    )
    # Column by column, and in order: equal books number their styles alike.
    distinct = codes.select(pl.all().unique().sort().implode())
    known = {code: number(code) for column in distinct for code in column.item()}
    every = pl.concat(codes.get_columns()).replace_strict(known, return_dtype=pl.Int64)
    columns = [every.slice(at * codes.height, codes.height) for at in range(codes.width)]
    return [*columns, pl.Series([number("under|0|false|")])]


def _frame(block: Block) -> pl.DataFrame:
    """A block's columns as one table: `value`, `kind` and `fill`, each with its place, and `band`."""
    parts = {"band": block.bands}
    for place, column in enumerate(block.columns):
        parts |= {f"value {place}": column.values, f"kind {place}": column.kinds}
    fills = {f"fill {place}": fill.fill_null("") for place, fill in block.fills.items()}
    return pl.DataFrame(parts | fills)


def _quoted(column: Column, place: int) -> pl.Expr:
    """Whether each cell could be taken for a formula, as text."""
    if column.values.dtype != pl.String:
        return pl.lit("false")
    found = pl.col(f"value {place}").str.contains(_QUOTED).fill_null(value=False)
    return found.cast(pl.String)


def cleaned(texts: pl.Series) -> pl.Series:
    """Texts as `cells.clean` makes them, on a whole column; an empty one is null."""
    return _all_cleaned(texts.to_frame("text"))["text"]


def _all_cleaned(table: pl.DataFrame) -> pl.DataFrame:
    """Whole columns of text, see `cleaned`; what is no text stays."""
    text = pl.col(pl.String)
    usual = text.str.replace_all("\r\n?", "\n").str.replace_all(_CONTROL, "")
    made = table.with_columns(usual.str.slice(0, LONGEST).replace("", None))
    # Hardly any text looks like an escape of the format's own.
    escaped = table.select(text.str.contains(_ESCAPED).any()).get_columns()
    for name in (one.name for one in escaped if one.item()):
        exact = table[name].map_elements(clean, return_dtype=pl.String).replace("", None)
        odd = table[name].str.contains(_ESCAPED)
        made = made.with_columns(pl.when(odd).then(exact).otherwise(name).alias(name))
    return made


def _escaped(texts: pl.Expr) -> pl.Expr:
    """As XML writes it."""
    return (
        texts.str.replace_all("&", "&amp;", literal=True)
        .str.replace_all("<", "&lt;", literal=True)
        .str.replace_all(">", "&gt;", literal=True)
    )


def _sheet(old: str, block: Block, styles: Sequence[pl.Series]) -> str:
    """The sheet with its lines, and what stands under them; `styles` ends with that of the latter."""
    count, under = len(block.bands), int(styles[-1][0])
    if not count and not block.footer:
        return old
    footer = "".join(
        _footer(row, block.first + count + place, under)
        for place, row in enumerate(block.footer, start=1)
    )
    # Where a comment stands, the library has written an empty cell: the lines come in its place.
    head = old
    for found in re.finditer(r'<row r="([0-9]+)"', old):
        if int(found[1]) >= block.first:
            head = old[: found.start()] + old[old.index("</sheetData>") :]
            break
    if not count:
        return head.replace("</sheetData>", f"{footer}</sheetData>", 1)
    rows = pl.Series("row", range(block.first, block.first + count), dtype=pl.Int64)
    table = _frame(block).hstack(
        [
            rows.cast(pl.String),
            (block.heights * LINE + PADDING)
            .clip(upper_bound=TALLEST)
            .cast(pl.Float64)
            .alias("height"),
            *(style.alias(f"style {place}") for place, style in enumerate(styles[:-1])),
        ]
    )
    cells = [_cells(place, column) for place, column in enumerate(block.columns)]
    lines = table.select(
        pl.concat_str(
            pl.lit('<row r="'), "row", pl.lit('" ht="'), pl.col("height").cast(pl.String),
            pl.lit('">'), *cells, pl.lit("</row>"),
        )
        .str.join("")
    ).item()  # fmt: skip
    last = get_column_letter(len(block.columns))
    reach = f'<dimension ref="A1:{last}{block.first + count - 1}"'
    fresh = re.sub(r'<dimension ref="[A-Z0-9:]*"', reach, head, count=1)
    return fresh.replace("</sheetData>", f"{lines}{footer}</sheetData>", 1)


def _footer(cells: Sequence[str], row: int, style: int) -> str:
    """The XML of one row under the lines."""
    written = "".join(
        f'<c r="{get_column_letter(place)}{row}" s="{style}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{html.escape(text, quote=False)}</t></is></c>'
        for place, text in enumerate(cells, start=1)
        if text
    )
    return f'<row r="{row}">{written}</row>'


def _cells(place: int, column: Column) -> pl.Expr:
    """The XML of one column's cells, in the table of its sheet."""
    letter, style = get_column_letter(place + 1), pl.col(f"style {place}").cast(pl.String)
    value = pl.col(f"value {place}")
    if column.values.dtype == pl.String:
        before, after = '" t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
        value = _escaped(value)
    else:
        before, after = '"><v>', "</v></c>"
        value = value.cast(pl.String)
    filled = pl.concat_str(pl.lit(before), value, pl.lit(after))
    rest = pl.coalesce(filled, pl.lit('"/>'))
    return pl.concat_str(pl.lit(f'<c r="{letter}'), "row", pl.lit('" s="'), style, rest)


def column(values: pl.Series, kinds: pl.Series) -> Column:
    """A column of text or numbers, made fit for a workbook."""
    return columns(values.to_frame(), kinds.to_frame())[0]


def columns(values: pl.DataFrame, kinds: pl.DataFrame) -> list[Column]:
    """Columns of text or numbers, made fit for a workbook.

    Args:
        values: what stands in the cells.
        kinds: how each cell looks, in columns of the same order.
    """
    pairs = zip(_all_cleaned(values).get_columns(), kinds.get_columns(), strict=True)
    return [Column(made, kind) for made, kind in pairs]
