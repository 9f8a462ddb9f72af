"""Tables as compressed parts that are named by their content.

Night after night a table says nearly the same, in another order and with other row numbers. Where it
can, a part therefore holds only what differs from an earlier table (its base), whose parts come
first: which row of the base each row is, the columns in which most rows differ, and the rows that
the base does not have.
"""

from __future__ import annotations

import functools
import hashlib
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

import polars as pl

from orgtransfer.frames import Schema

ROWS: Final = 250_000
"""Rows in a part: SQLite holds a value of at most a gigabyte."""
_KEYS: Final[Mapping[str, Sequence[str]]] = {
    "records": ("record_key",),
    "findings": ("key",),
    "organisations": ("node_key",),
    "closed": ("key",),
    "counts": ("scope", "system", "name", "parent", "organisation", "dimension", "value"),
}
"""The tables that take up most room, and by what a row of one is known in another night's."""
_MARK: Final = b"DIFF"
"""What a part begins with that holds differences only; a Parquet file begins with PAR1."""
_LENGTH: Final = 8
_MOSTLY: Final = 0.03
"""The share of the rows from which on a column is kept whole."""
_CHAIN: Final = 14
"""So many differences on end are read at most; then the table is kept whole again."""
_LEAST: Final = 16_384
"""Bytes of a table that is kept whole in any case: so little is not worth resting on others."""
_WORTH: Final = 0.5
"""The share of a whole part that differences may take; beyond it the table is kept whole."""
_CLEARLY: Final = 0.8
"""The share of a column's own size that its steps may take to be kept instead."""
_AT: Final = "_at"
_BY: Final = "_by_"
"""What the name of a column begins with that says by how much a number differs from the base's."""


def split(frame: pl.DataFrame) -> Iterator[tuple[str, bytes]]:
    """The parts of a table, each with the digest of its content; a table without rows has one."""
    if frame.is_empty():
        data = _packed_empty(tuple(frame.schema.items()))
        yield _digest(data), data
    for start in range(0, frame.height, ROWS):
        data = _packed(frame.slice(start, ROWS))
        yield _digest(data), data


def differing(
    name: str, frame: pl.DataFrame, base: Sequence[tuple[str, bytes]], schema: Schema
) -> list[tuple[str, bytes]]:
    """The parts of a table that has changed a little.

    Args:
        name: which table it is.
        frame: the table.
        base: the parts, and their digests, of an earlier one.
        schema: that of the table.

    Returns:
        The parts of the base and one of differences, or those of `split` where that is shorter.
    """
    whole = list(split(frame))
    size = sum(len(data) for _name, data in whole)
    if name not in _KEYS or not base or size < _LEAST:
        return whole
    before = join([data for _name, data in base], schema)
    if before.equals(frame):
        return list(base)
    if sum(data.startswith(_MARK) for _name, data in base) >= _CHAIN:
        return whole
    data = _differences(frame, before, _KEYS[name])
    if len(data) > _WORTH * size:
        return whole
    made = [*base, (_digest(data), data)]
    # What cannot be read back exactly is not kept so.
    return made if join([part[1] for part in made], schema).equals(frame) else whole


def _differences(frame: pl.DataFrame, base: pl.DataFrame, key: Sequence[str]) -> bytes:
    known = [_places(table, key) for table in (frame, base)]
    met = known[0].join(known[1], on="key", suffix="_base").select("at", was="at_base")
    there, before = frame[met["at"]], base[met["was"]]
    changed = {name: there[name].ne_missing(before[name]) for name in frame.columns}
    whole = [name for name, rows in changed.items() if rows.sum() > _MOSTLY * rows.len()]
    rest = [name for name in frame.columns if name not in whole]
    same = met.filter(~pl.any_horizontal(False, *(changed[name] for name in rest)))  # noqa: FBT003  # any of none
    order = frame.select(pl.int_range(pl.len()).cast(pl.get_index_type()).alias("at")).join(
        same, on="at", how="left", maintain_order="left"
    )
    # How far each row has moved: the same for many rows on end.
    places = order.select((pl.col("was").cast(pl.Int64) - pl.col("at")).cast(pl.Int32).alias(_AT))
    columns = [_shorter(frame[name], base[name], order["was"]) for name in whole]
    one = _packed(pl.DataFrame([places.to_series(), *columns]), "uncompressed")
    other = _packed(frame.select(rest).filter(order["was"].is_null()), "uncompressed")
    # A few rows of many columns are mostly the names of these, which pack well together.
    return _MARK + zlib.compress(len(one).to_bytes(_LENGTH) + one + other)


def _places(table: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """key, at: where the rows are that their key tells from all others."""
    text = pl.concat_str(pl.col(*key).fill_null("\0"), separator="\x1f")
    places = table.select(key=text, at=pl.int_range(pl.len()).cast(pl.get_index_type()))
    return places.filter(pl.len().over("key") == 1)


def _applied(data: bytes, base: pl.DataFrame) -> pl.DataFrame:
    """The table that differs from `base` as a part says."""
    content = zlib.decompress(data[len(_MARK) :])
    end = _LENGTH + int.from_bytes(content[:_LENGTH])
    pieces = (content[_LENGTH:end], content[end:])
    first, fresh = (pl.read_parquet(io.BytesIO(piece)) for piece in pieces)
    is_new = first[_AT].is_null()
    moved = first.select(pl.col(_AT).cast(pl.Int64) + pl.int_range(pl.len())).to_series()
    at = moved.cast(pl.get_index_type())
    # The rows of the base, and after them, one by one, those that it has not.
    added = (is_new.cast(at.dtype).cum_sum() + base.height).cast(at.dtype) - 1
    places = added.zip_with(is_new, at)
    rows = pl.concat([base.select(fresh.columns), fresh])[places]
    was = pl.select(pl.when(~is_new).then(at)).to_series()
    columns = [
        _numbers(column, base[name], was) if column.name.startswith(_BY) else column
        for column in first.drop(_AT)
        for name in [column.name.removeprefix(_BY)]
    ]
    return pl.concat([rows, pl.DataFrame(columns)], how="horizontal")


def _shorter(now: pl.Series, base: pl.Series, was: pl.Series) -> pl.Series:
    """A column as it is, or by how much its numbers differ from the base's, where that packs better.

    The number of a row moves by the same few steps for most rows; as it is it looks like chance.
    """
    if now.dtype != pl.UInt32:
        return now
    by = (_steps(now) - _earlier(base, was)).alias(_BY + now.name)
    sizes = [len(zlib.compress(_packed(column.to_frame(), "uncompressed"))) for column in (by, now)]
    return by if sizes[0] < _CLEARLY * sizes[1] else now


def _steps(numbers: pl.Series) -> pl.Series:
    """Numbers from 1 on; none is 0."""
    return (numbers.cast(pl.Int64) + 1).fill_null(0)


def _earlier(base: pl.Series, was: pl.Series) -> pl.Series:
    """The `_steps` of the rows that the base has; 0 for those that it has not."""
    return _steps(base).gather(was).fill_null(0)


def _numbers(by: pl.Series, base: pl.Series, was: pl.Series) -> pl.Series:
    """The numbers again, from how much they differ from the base's."""
    steps = by + _earlier(base, was)
    table = steps.to_frame("steps").select(
        pl.when(pl.col("steps") > 0).then(pl.col("steps") - 1).cast(base.dtype)
    )
    return table.to_series().alias(base.name)


def _packed(frame: pl.DataFrame, compression: Literal["zstd", "uncompressed"] = "zstd") -> bytes:
    stream = io.BytesIO()
    frame.write_parquet(stream, compression=compression, statistics=False)
    return stream.getvalue()


@functools.cache
def _packed_empty(columns: tuple[tuple[str, pl.DataType], ...]) -> bytes:
    """Half of a small night's tables have no rows."""
    return _packed(pl.DataFrame(schema=dict(columns)))


def is_intact(digest: str, data: object) -> bool:
    """Whether a part is what its digest names; a part that is not there is not."""
    return isinstance(data, bytes) and _digest(data) == digest


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def join(parts: Sequence[bytes], schema: Schema) -> pl.DataFrame:
    """The table again; columns that an earlier version did not have are null."""
    whole = [part for part in parts if not part.startswith(_MARK)]
    tables = [pl.read_parquet(io.BytesIO(part)) for part in whole]
    table = pl.concat([schema.empty(), *tables], how="diagonal")
    for part in parts[len(whole) :]:
        # A night of an earlier version differs in the columns that it had.
        table = pl.concat([table.clear(), _applied(part, table)], how="diagonal")
    return table
