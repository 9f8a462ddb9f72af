"""Delimited text (.csv, .tsv, .txt) to a grid."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from typing import Final

import polars as pl

from orgtransfer.i18n import _
from orgtransfer.read import grid
from orgtransfer.read.encoding import Decoded
from orgtransfer.read.header import known_word
from orgtransfer.read.limit import Job

DELIMITERS: Final = {",": "csv", "\t": "tsv", ";": "csv", "|": "csv"}
_SHOWN: Final = {",": ",", "\t": "tab", ";": ";", "|": "|"}
_SAMPLE: Final = 60
_LONG_CELL: Final = 20
"""Line breaks in one cell from which a stray quotation mark is likelier than an address."""

# The default, 128 kB, would turn one stray quotation mark into an error; the size of the whole
# file is limited already.
csv.field_size_limit(1 << 30)


def read(decoded: Decoded, job: Job) -> grid.Grid:
    """The one grid of a delimited file.

    Args:
        decoded: the file's text.
        job: what the file is called and may cost; its ending decides only the format's name.

    Raises:
        InputError: a limit is passed.
    """
    text = decoded.text
    if "\n" not in text:
        text = text.replace("\r", "\n")
    delimiter = _delimiter(text)
    cells = _cells(text, delimiter)
    job.shape(cells.height, cells.width)
    why = _("{encoding}; delimiter {delimiter}")
    ending = job.place.rpartition(".")[2].lower()
    return grid.Grid(
        format=ending if ending in ("csv", "tsv", "txt") else DELIMITERS[delimiter],
        sheet="",
        cells=cells,
        encoding=decoded.encoding,
        why=why.format(encoding=decoded.why, delimiter=_SHOWN[delimiter]),
    )


def _delimiter(text: str) -> str:
    """The delimiter that makes header words, then the one that makes equal rows."""
    lines = list(itertools.islice(io.StringIO(text, newline=""), _SAMPLE))
    return max(DELIMITERS, key=lambda delimiter: _evidence(lines, delimiter))


def _evidence(lines: list[str], delimiter: str) -> tuple[int, float, int]:
    rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
    if not rows:
        return 0, 0.0, 0
    words = max(sum(known_word(cell) for cell in row) for row in rows[:20])
    width, count = Counter(len(row) for row in rows).most_common(1)[0]
    return (words if width > 1 or words else 0), (count / len(rows) if width > 1 else 0.0), width


def _cells(text: str, delimiter: str) -> pl.DataFrame:
    """By polars where every row is as the head promises, else by Python's patient reader."""
    head = itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _SAMPLE)
    width = max((len(row) for row in head), default=0)
    if not width:
        return grid.frame([])
    try:
        cells = pl.read_csv(
            io.BytesIO(text.encode("utf-8", "replace")),
            has_header=False,
            separator=delimiter,
            schema=dict.fromkeys(grid.names(width), pl.String),
            missing_columns="insert",
        )
    except pl.exceptions.PolarsError:
        return _patiently(text, delimiter)
    return _patiently(text, delimiter) if _swallowed(cells) else cells


def _swallowed(cells: pl.DataFrame) -> bool:
    """Whether a quotation mark that was never closed has eaten rows."""
    breaks = cells.select(pl.all().str.count_matches("\n", literal=True).max()).row(0)
    return any((count or 0) >= _LONG_CELL for count in breaks)


def _patiently(text: str, delimiter: str) -> pl.DataFrame:
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if any(cell.count("\n") >= _LONG_CELL for row in rows for cell in row):
        lines = text.split("\n")
        rows = list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))
        rows = [[cell.strip("\r").strip('"') for cell in row] for row in rows]
    return grid.frame(rows)
