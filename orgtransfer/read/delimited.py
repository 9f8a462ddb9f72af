"""Delimited text (.csv, .tsv, .txt) to a grid."""

from __future__ import annotations

import codecs
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
_HEAD: Final = 1 << 18
_LONG_CELL: Final = 20
"""Line breaks in one cell from which a stray quotation mark is likelier than an address."""

# The default, 128 kB, would turn one stray quotation mark into an error; the size of the whole
# file is limited already.
csv.field_size_limit(1 << 30)


def read_plain(data: bytes, job: Job) -> grid.Grid | None:
    """The grid of a delimited file in faultless UTF-8, read without copying it.

    Returns:
        The grid; null where the file is anything else.

    Raises:
        InputError: a limit is passed.
    """
    raw = data.removeprefix(codecs.BOM_UTF8)
    head = raw[:_HEAD]
    if b"\0" in head or b"\n" not in head or b"\xff" in head:
        return None
    delimiter = _delimiter(head.decode("utf-8", "ignore"))
    cells = _by_polars(raw, head.decode("utf-8", "ignore"), delimiter)
    if cells is None or (b'"' in raw and _swallowed(cells, delimiter)):
        return None
    why = _("byte order mark") if len(raw) < len(data) else _("every byte fits UTF-8")
    return _grid(cells, Decoded("", "utf-8", why), delimiter, raw.endswith((b"\n", b"\r")), job)


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
    delimiter = _delimiter(text[:_HEAD])
    cells = _by_polars(text.encode("utf-8", "replace"), text[:_HEAD], delimiter)
    if cells is None or ('"' in text and _swallowed(cells, delimiter)):
        cells = _patiently(text, delimiter)
    return _grid(cells, decoded, delimiter, text.endswith(("\n", "\r")), job)


def _grid(
    cells: pl.DataFrame, decoded: Decoded, delimiter: str, ended: bool, job: Job
) -> grid.Grid:
    job.shape(cells.height, cells.width)
    why = _("{encoding}; delimiter {delimiter}")
    ending = job.place.rpartition(".")[2].lower()
    return grid.Grid(
        format=ending if ending in ("csv", "tsv", "txt") else DELIMITERS[delimiter],
        sheet="",
        cells=cells,
        encoding=decoded.encoding,
        why=why.format(encoding=decoded.why, delimiter=_SHOWN[delimiter]),
        cut_off=not ended and _cut_off(cells),
    )


def _cut_off(cells: pl.DataFrame) -> bool:
    """Whether the last row, which has no line end, alone has fewer cells than all before it."""
    if cells.height < 3:
        return False
    last = cells.to_series(cells.width - 1)
    return last.item(-1) is None and last.head(cells.height - 1).null_count() == 0


def _delimiter(text: str) -> str:
    """The delimiter that makes header words, then the one that makes equal rows."""
    lines = text.splitlines(keepends=True)[:_SAMPLE]
    return max(DELIMITERS, key=lambda delimiter: _evidence(lines, delimiter))


def _evidence(lines: list[str], delimiter: str) -> tuple[int, float, int]:
    rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
    if not rows:
        return 0, 0.0, 0
    words = max(sum(known_word(cell) for cell in row) for row in rows[:20])
    width, count = Counter(len(row) for row in rows).most_common(1)[0]
    return (words if width > 1 or words else 0), (count / len(rows) if width > 1 else 0.0), width


def _by_polars(raw: bytes, head: str, delimiter: str) -> pl.DataFrame | None:
    """The cells, where every row is as the head promises; null where one is not."""
    lines = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    width = max((len(row) for row in itertools.islice(lines, _SAMPLE)), default=0)
    if not width:
        return grid.frame([])
    try:
        return pl.read_csv(
            raw,
            has_header=False,
            separator=delimiter,
            schema=dict.fromkeys(grid.names(width), pl.String),
            missing_columns="insert",
        )
    except pl.exceptions.PolarsError:
        return None


def _swallowed(cells: pl.DataFrame, delimiter: str) -> bool:
    """Whether a quotation mark that was never closed has eaten rows."""
    return any(
        _is_eaten(text, delimiter, cells.width)
        for name in cells.columns
        for text in cells.get_column(name).filter(
            cells.get_column(name).str.contains("\n", literal=True)
        )
    )


def _is_eaten(text: str, delimiter: str, width: int) -> bool:
    """Whether a cell holds what looks like a row, or more lines than an address has."""
    lines = text.split("\n")
    most = max(line.count(delimiter) for line in lines)
    return len(lines) > _LONG_CELL or (width > 2 and most >= width - 2)


def _patiently(text: str, delimiter: str) -> pl.DataFrame:
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    width = max((len(row) for row in rows[:_SAMPLE]), default=0)
    if any(_is_eaten(cell, delimiter, width) for row in rows for cell in row if "\n" in cell):
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        rows = list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))
        rows = [[cell.strip("\r").strip('"') for cell in row] for row in rows]
    return grid.frame(rows)
