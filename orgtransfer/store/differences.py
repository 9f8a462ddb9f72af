"""What differs between a table and the one of an earlier night (its base), as bytes, and back.

Kept are: which row of the base each row is, the columns in which most rows differ, the rows that the
base does not have, and of the other rows the cells that are others.
"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Sequence
from typing import Final

import polars as pl

from orgtransfer.store.row_pool import RowPool, steps

MARK: Final = b"CELL"
"""What the bytes begin with; a Parquet file begins with PAR1."""
_PIECES: Final = {MARK: 3, b"DIFF": 2}
"""Mark -> of how many tables the bytes are made; the version of the store before kept no cells."""
_LENGTH: Final = 8
_MOSTLY: Final = 0.25
"""The share of the rows from which on a column is kept whole."""
_MOSTLY_NUMBERS: Final = 0.03
"""The same of numbers of rows: a column of steps packs better than single cells."""
_CLEARLY: Final = 0.8
"""The share of a column's own size that its steps may take to be kept instead."""
_AT: Final = "_at"
_BY: Final = "_by_"
"""What the name of a column begins with that says by how much a number differs from the base's."""
_NONE: Final = "_none_"
"""What the name of a column begins with that says which cells are empty now."""


def are(part: bytes) -> bool:
    """Whether a part holds differences only."""
    return part[: len(MARK)] in _PIECES


def between(base: pl.DataFrame, table: pl.DataFrame, keys: tuple[pl.Series, pl.Series]) -> bytes:
    """What has to be known besides `base` to make `table` again.

    Args:
        base: the earlier table.
        table: the later one, with the columns of the base.
        keys: what a row is known by, row by row: of the base, and of the table. A row whose key is
            not its alone is taken for a new one.
    """
    known = [_places(key) for key in keys]
    met = known[1].join(known[0], on="key", suffix="_base").select("at", was="at_base")
    there, before = table[met["at"]], base[met["was"]]
    changed = {name: there[name].ne_missing(before[name]) for name in table.columns}
    mostly = [
        name
        for name, rows in changed.items()
        if rows.sum()
        > rows.len() * (_MOSTLY_NUMBERS if table.schema[name] == pl.UInt32 else _MOSTLY)
    ]
    # Where all columns are others, the first says how many rows there are.
    rest = [name for name in table.columns if name not in mostly] or table.columns[:1]
    whole = [name for name in table.columns if name not in rest]
    order = table.select(pl.int_range(pl.len()).cast(pl.get_index_type()).alias("at")).join(
        met, on="at", how="left", maintain_order="left"
    )
    # How far each row has moved: the same for many rows on end.
    places = order.select((pl.col("was").cast(pl.Int64) - pl.col("at")).cast(pl.Int32).alias(_AT))
    columns = [_shorter(table[name], base[name], order["was"]) for name in whole]
    return _joined(
        pl.DataFrame([places.to_series(), *columns]),
        table.select(rest).filter(order["was"].is_null()),
        _cells(there.select(rest), pl.DataFrame({name: changed[name] for name in rest}), met["at"]),
    )


def _places(key: pl.Series) -> pl.DataFrame:
    """key, at: where the rows are that their key tells from all others."""
    places = pl.DataFrame([key.alias("key")]).with_row_index("at")
    return places.filter(pl.len().over("key") == 1)


def _cells(there: pl.DataFrame, changed: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """`_at`, and each column that differs somewhere: its new values, null where it does not.

    Args:
        there: the rows that the base has too, as they are now.
        changed: which of their cells are others.
        at: where these rows are in the table.
    """
    rows = changed.select(pl.any_horizontal(False, pl.all())).to_series()  # noqa: FBT003  # any of none
    there, changed = there.filter(rows), changed.filter(rows)
    columns = [at.filter(rows).cast(pl.UInt32).alias(_AT)]
    for name in changed.columns:
        if not changed[name].any():
            continue
        said = there.select(pl.when(changed[name]).then(name).alias(name)).to_series()
        emptied = changed[name] & said.is_null()
        columns += [said, emptied.alias(_NONE + name)] if emptied.any() else [said]
    return pl.DataFrame(columns)


def applied(base: pl.DataFrame, parts: Sequence[bytes]) -> pl.DataFrame:
    """The table that is left when each part is applied to what those before it have made of the base.

    Args:
        base: the table that the first part differs from.
        parts: what `between` gave, night after night.
    """
    nights = [_split(part, base.schema) for part in parts]
    pool = RowPool(base, [fresh for _first, fresh, *_cells in nights])
    for first, fresh, *cells in nights:
        columns = {column.name: column for column in first.drop(_AT)}
        stepped = {
            name.removeprefix(_BY): columns.pop(name)
            for name in list(columns)
            if name.startswith(_BY)
        }
        pool.follow(first[_AT], fresh.height, columns, stepped)
        for changed in cells:
            _put(pool, changed)
    return pool.table()


def _put(pool: RowPool, cells: pl.DataFrame) -> None:
    """Writes cells, as `_cells` gives them, into a pool."""
    if cells.is_empty():
        return
    names = [name for name in cells.columns if name != _AT and not name.startswith(_NONE)]
    said = cells.select(
        pl.col(name).is_not_null() | pl.col(_NONE + name)
        if _NONE + name in cells.columns
        else pl.col(name).is_not_null()
        for name in names
    )
    pool.put(cells[_AT], cells.select(names), said)


def _shorter(now: pl.Series, base: pl.Series, was: pl.Series) -> pl.Series:
    """A column as it is, or by how much its numbers differ from the base's, where that packs better.

    The number of a row moves by the same few steps for most rows; as it is it looks like chance.
    """
    if now.dtype != pl.UInt32:
        return now
    earlier = steps(base).gather(was).fill_null(0)
    by = (steps(now) - earlier).alias(_BY + now.name)
    sizes = [len(packed(column.to_frame())) for column in (by, now)]
    return by if sizes[0] < _CLEARLY * sizes[1] else now


def packed(table: pl.DataFrame) -> bytes:
    """A small table, compressed as a whole: most of it are the names of its columns."""
    return zlib.compress(_arrow(table))


def unpacked(data: bytes) -> pl.DataFrame:
    """The table again, from what `packed` gave."""
    return pl.read_ipc_stream(io.BytesIO(zlib.decompress(data)))


def _arrow(table: pl.DataFrame) -> bytes:
    # Some rows of a table hold on to the texts of all: only the older layout leaves these behind.
    tight = io.BytesIO(_stream(table, pl.CompatLevel.oldest()))
    return _stream(pl.read_ipc_stream(tight), pl.CompatLevel.newest())


def _stream(table: pl.DataFrame, level: pl.CompatLevel) -> bytes:
    stream = io.BytesIO()
    table.write_ipc_stream(stream, compat_level=level)
    return stream.getvalue()


def _joined(first: pl.DataFrame, fresh: pl.DataFrame, cells: pl.DataFrame) -> bytes:
    """What `between` keeps.

    Rows are lines of text: sentence, evidence and facts of one finding name the same people and
    places, and lie beside each other so, where compression sees it. Columns would take three times the room.
    """
    pieces = [_arrow(first), fresh.write_ndjson().encode(), cells.write_ndjson().encode()]
    lengths = [len(piece).to_bytes(_LENGTH) for piece in pieces[:-1]]
    return MARK + zlib.compress(b"".join([*lengths, *pieces]))


def _split(part: bytes, schema: pl.Schema) -> list[pl.DataFrame]:
    """The tables that `_joined` has put together.

    Args:
        part: the bytes.
        schema: that of the table which they make.
    """
    mark = part[: len(MARK)]
    content = zlib.decompress(part[len(MARK) :])
    start = (_PIECES[mark] - 1) * _LENGTH
    lengths = [int.from_bytes(content[at : at + _LENGTH]) for at in range(0, start, _LENGTH)]
    ends = [start]
    for length in lengths:
        ends.append(ends[-1] + length)
    pieces = [content[begin:end] for begin, end in zip(ends, [*ends[1:], None], strict=True)]
    if mark != MARK:
        # The version of the store before kept them as Parquet.
        return [pl.read_parquet(io.BytesIO(piece)) for piece in pieces]
    first, *lines = pieces
    return [pl.read_ipc_stream(io.BytesIO(first)), *(_of_lines(piece, schema) for piece in lines)]


def _of_lines(lines: bytes, schema: pl.Schema) -> pl.DataFrame:
    """A table again from its lines; one without rows has no columns either."""
    if not lines:
        return pl.DataFrame()
    kinds = schema | {_AT: pl.UInt32()}
    names = json.loads(lines[: lines.index(b"\n")])
    return pl.read_ndjson(lines, schema={name: kinds.get(name, pl.Boolean()) for name in names})
