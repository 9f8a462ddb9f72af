"""Writing a sheet of lines: as whole columns, against openpyxl with one shared style a kind.

    python -m tests.benchmarks.bench_workbook [--lines 33000] [--times 3]

The same cells both ways, in turn; the ratio of the shortest times is what counts.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable

import openpyxl
import polars as pl

from orgtransfer.worklist import block
from orgtransfer.worklist.block import Block, Book
from orgtransfer.worklist.cells import SheetWriter, lines_needed
from orgtransfer.worklist.styles import Styles

_COLUMNS = 14
_WIDTH = 24.0


def lines(count: int) -> pl.DataFrame:
    """Text as a worklist has it: some repeated, some in each line another."""
    number = pl.int_range(count, eager=True)
    repeated = pl.format("中国共产党某某医院第{}支部委员会", number % 40)
    own = pl.format("第 {} 行：组织关系仍在某某医院内科第二支部，应转未转。", number)
    return pl.select(
        *((repeated if place % 2 else own).alias(str(place)) for place in range(_COLUMNS))
    )


def by_columns(table: pl.DataFrame) -> bytes:
    """With `block`."""
    book = Book()
    sheet = book.create_sheet("台账")
    kinds = pl.repeat("wrap", table.height, eager=True)
    columns = [block.column(table[name], kinds) for name in table.columns]
    needed = [block.lines_needed(table[name], _WIDTH) for name in table.columns]
    heights = pl.select(pl.max_horizontal(needed).alias("height"))["height"]
    bands = pl.int_range(table.height, eager=True) % 2
    book.blocks.append(Block("台账", 1, columns, bands, heights, Styles(book)))
    del sheet
    return block.save(book)


def by_cells(table: pl.DataFrame) -> bytes:
    """With openpyxl, cell by cell."""
    book = openpyxl.Workbook()
    pen = SheetWriter(book.create_sheet("台账"), Styles(book))
    for row, values in enumerate(table.iter_rows(), start=1):
        for place, value in enumerate(values, start=1):
            pen.text(row, place, value, "wrap", row % 2)
        pen.height(row, lines_needed((value, _WIDTH) for value in values))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _seconds(write: Callable[[pl.DataFrame], bytes], table: pl.DataFrame) -> float:
    start = time.perf_counter()
    write(table)
    return time.perf_counter() - start


def main() -> None:
    """Prints both times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=33_000)
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    table = lines(asked.lines)
    taken = [(_seconds(by_columns, table), _seconds(by_cells, table)) for _ in range(asked.times)]
    columns, cells = (min(times) for times in zip(*taken, strict=True))
    print(f"lines {asked.lines} x {_COLUMNS}: columns {columns:.2f} s, cells {cells:.2f} s, "
          f"ratio {columns / cells:.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
