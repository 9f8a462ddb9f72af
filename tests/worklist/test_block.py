"""Lines that are written as whole columns: the same cells as one by one."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from orgtransfer.worklist import block, cells
from orgtransfer.worklist.block import Block, Book
from orgtransfer.worklist.cells import SheetWriter
from orgtransfer.worklist.styles import Styles
from tests.examples import examples

TEXTS = st.lists(
    st.one_of(
        st.none(),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
        st.sampled_from(
            ["=1+1", "+86", "－无", "@x", "\tab", "a\r\nb", "_x0041_", "_x0041_x0042_", "<&>\"'", " a ",
             "]]>", "\ufffe", "王䶮", "\x00=2", "𠮷野", "\n", "\x0b"]
        ),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


def made(values: pl.Series, kinds: list[str], bands: list[int]) -> bytes:
    """A workbook whose second sheet has three rows of its own and then the values."""
    book = Book()
    sheet = book.create_sheet("台账")
    pen = SheetWriter(sheet, Styles(book))
    for row in (1, 2, 3):
        pen.put(row, 1, f"row {row}", "head")
    column = block.column(values, pl.Series(kinds, dtype=pl.String))
    heights = pl.Series([1.0] * len(kinds), dtype=pl.Float64)
    book.blocks.append(Block("台账", 4, [column], pl.Series(bands), heights, pen.styles))
    return block.save(book)


def one_by_one(values: list[str | None], kinds: list[str], bands: list[int]) -> bytes:
    book = openpyxl.Workbook()
    pen = SheetWriter(book.create_sheet("台账"), Styles(book))
    for row, (value, kind, band) in enumerate(zip(values, kinds, bands, strict=True), start=4):
        if value is None:
            pen.put(row, 1, None, kind, band)
        else:
            pen.text(row, 1, value, kind, band)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.slow
@examples(40, 150)
@given(TEXTS, st.data())
def test_a_column_holds_what_single_cells_would(
    texts: list[str | None], data: st.DataObject
) -> None:
    kinds = data.draw(st.lists(st.sampled_from(["wrap", "id", "entry"]), min_size=len(texts),
                               max_size=len(texts)))  # fmt: skip
    bands = data.draw(st.lists(st.integers(0, 1), min_size=len(texts), max_size=len(texts)))
    here, there = (
        openpyxl.load_workbook(io.BytesIO(content))["台账"]
        for content in (
            made(pl.Series(texts, dtype=pl.String), kinds, bands), one_by_one(texts, kinds, bands),
        )
    )  # fmt: skip
    for row in range(4, 4 + len(texts)):
        a, b = here.cell(row, 1), there.cell(row, 1)
        assert (a.value or None) == (b.value or None)
        assert a.data_type in {"s", "n", "inlineStr"}
        assert (a.style, a.quotePrefix, a.fill.fgColor.rgb) == (
            b.style, b.quotePrefix, b.fill.fgColor.rgb,
        )  # fmt: skip


@pytest.mark.slow
@examples(50, 200)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5), st.floats(4, 60))
def test_a_column_is_as_tall_as_single_texts(texts: list[str], width: float) -> None:
    needed = block.lines_needed(pl.Series(texts), width)
    for text, lines in zip(texts, needed, strict=True):
        single = cells.lines_needed([(text, width)])
        # Signs of no width, and emoji that are joined, are the only difference.
        assert lines >= single or not text.isprintable()
        if (
            all("\u4e00" <= sign <= "\u9fff" or sign.isascii() for sign in text)
            and text.isprintable()
        ):
            assert lines == single


def test_the_file_is_sound_and_names_its_reach() -> None:
    content = made(pl.Series(["甲", None, "乙"]), ["wrap"] * 3, [0, 1, 0])
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        tree = etree.fromstring(packed.read("xl/worksheets/sheet2.xml"))
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    assert tree.find("m:dimension", space).get("ref") == "A1:A6"
    assert [row.get("r") for row in tree.iterfind(".//m:row", space)] == list("123456")
    # A row grows with the clerk's note: its height is not fixed.
    assert not [row for row in tree.iterfind(".//m:row", space) if row.get("customHeight")][3:]


@pytest.mark.parametrize("values", [pl.Series([0.5, None]), pl.Series([1, 2])])
def test_numbers_stay_numbers(values: pl.Series) -> None:
    content = made(values, ["number"] * 2, [0, 0])
    sheet = openpyxl.load_workbook(io.BytesIO(content))["台账"]
    assert [sheet.cell(row, 1).value for row in (4, 5)] == values.to_list()


def test_a_block_without_lines_leaves_the_sheet_alone() -> None:
    content = made(pl.Series([], dtype=pl.String), [], [])
    assert openpyxl.load_workbook(io.BytesIO(content))["台账"].max_row == 3
