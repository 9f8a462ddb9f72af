"""Files of other programs whose columns have types: Parquet, and JSON lists of objects."""

from __future__ import annotations

import io
import json
from typing import Any, Final, cast

import polars as pl
from polars.exceptions import PanicException, PolarsError

from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.read import trees
from orgtransfer.read.grid import Cell, Grid, names
from orgtransfer.read.limit import Job

PARQUET: Final = b"PAR1"
_DIGITS: Final = 1e15
"""From here on a number with a fraction no longer holds every digit."""
_YES, _NO = "是", "否"


def read_parquet(data: bytes, job: Job) -> Grid:
    """A Parquet file: its columns' names are the header.

    Raises:
        InputError: the file is damaged, or passes a limit.
    """
    try:
        lazy = pl.scan_parquet(io.BytesIO(data))
        rows = int(lazy.select(pl.len()).collect().item())
        job.shape(rows + 1, len(lazy.collect_schema()))
        table = pl.read_parquet(io.BytesIO(data))
    except (PolarsError, PanicException, OSError, ValueError, OverflowError) as error:
        raise job.damaged() from error
    job.unpacked(int(table.estimated_size()))
    return _grid(table, "parquet", None, _("the first bytes"))


def read_json(text: str, encoding: str | None, job: Job) -> list[Grid]:
    """The lists of objects of a JSON document, or of one object a line; none where it has none.

    Raises:
        InputError: the file passes a limit.
    """
    document = _document(text)
    if document is None:
        return []
    return trees.grids(document, "json", encoding, _("brackets"), job)


def _grid(table: pl.DataFrame, kind: str, encoding: str | None, why: str) -> Grid:
    heads, width = table.columns, names(table.width)
    # A name such as "*" would stand for all columns.
    table = table.clone()
    table.columns = width
    texts = table.select(
        _text(pl.col(name), dtype).alias(name) for name, dtype in table.schema.items()
    )
    head = pl.DataFrame([heads], schema=dict.fromkeys(width, pl.String), orient="row")
    cells = pl.concat([head, texts])
    return Grid(kind, "", cells, encoding=encoding, why=why, numbers=tuple(_numbers(table)))


def _numbers(table: pl.DataFrame) -> list[Cell]:
    """Numbers with a fraction that have lost digits, as a spreadsheet's do."""
    found: list[Cell] = []
    for place, (name, dtype) in enumerate(table.schema.items()):
        if not dtype.is_float():
            continue
        lost = table.select(row=pl.int_range(pl.len()), value=pl.col(name).cast(pl.Float64)).filter(
            pl.col("value").abs() >= _DIGITS
        )
        found += [Cell(row + 1, place, f"{value:.0f}") for row, value in lost.iter_rows()]
    return found


def _text(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A column as a person would write it."""
    said = column.cast(pl.String, strict=False)
    if dtype == pl.Boolean:
        said = pl.when(column).then(pl.lit(_YES)).when(~column).then(pl.lit(_NO))
    elif dtype == pl.Date:
        said = column.dt.to_string("%Y-%m-%d")
    elif isinstance(dtype, pl.Datetime):
        said = column.dt.to_string("%Y-%m-%d %H:%M:%S").str.strip_suffix(" 00:00:00")
    elif dtype.is_float():
        whole = (column == column.round(0)) & (column.abs() < 2.0**63)
        plain = pl.when(whole).then(column.cast(pl.Int64, strict=False))
        said = pl.coalesce(plain.cast(pl.String), said)
    elif isinstance(dtype, pl.List | pl.Array):
        listed = column.arr.to_list() if isinstance(dtype, pl.Array) else column
        each = pl.element().cast(pl.String, strict=False)
        said = listed.list.eval(each).list.join("、")
    elif isinstance(dtype, pl.Struct):
        said = column.struct.json_encode()
    return said


def _document(text: str) -> object:
    """What a document holds, numbers with every digit; None where it is broken off."""
    plain = text.strip().removeprefix("\ufeff")
    if not plain.startswith(("[", "{")):
        return None
    try:
        return cast("object", _loaded(plain))
    except (ValueError, RecursionError):
        pass
    try:
        lines = [_loaded(line) for line in plain.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return None
    return [line for line in lines if isinstance(line, dict)]


def _loaded(text: str) -> Any:  # noqa: ANN401  # whatever the document holds
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)


def damaged(job: Job) -> InputError:
    """For a document that begins as JSON and ends in the middle."""
    message = _("{file}: the JSON is broken off or not a list of objects; export it once more")
    return InputError(message.format(file=job.place))
