"""Tables as compressed parts that are named by their content.

Night after night a table says nearly the same, in another order and with other row numbers. Where it
can, a part therefore holds only what differs from an earlier table (its base), whose parts come
first, see `differences`.
"""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from orgtransfer.frames import Schema
from orgtransfer.store import differences

ROWS: Final = 250_000
"""Rows in a part: SQLite holds a value of at most a gigabyte."""
_KEYS: Final[Mapping[str, Sequence[str]]] = {
    "records": ("record_key",),
    "findings": ("key",),
    "finding_places": ("key",),
    "organisations": ("node_key",),
    "closed": ("key",),
    "counts": ("scope", "system", "name", "parent", "organisation", "dimension", "value"),
    "persons": ("record",),
    "membership": ("record",),
    "verdicts": ("record",),
    "pairs": ("a", "b"),
}
"""The tables that take up most room, and by what a row of one is known in another night's."""
_RECORDS: Final = frozenset({"record", "a", "b"})
"""Columns of these keys that are numbers of records: a record has another one every night."""
_SMALL_MARK: Final = b"ZLIB"
"""What a small table begins with that is compressed as a whole; a Parquet file begins with PAR1."""
_CHAIN: Final = 29
"""So many differences on end are read at most; then the table is kept whole again."""
_LEAST: Final = 8_192
"""Bytes of a table that is kept whole in any case: so little is not worth resting on others."""
_WORTH: Final = 0.5
"""The share of a whole part that differences may take; beyond it the table is kept whole."""


def split(frame: pl.DataFrame) -> Iterator[tuple[str, bytes]]:
    """The parts of a table, each with the digest of its content; a table without rows has one."""
    if frame.is_empty():
        data = _packed_empty(tuple(frame.schema.items()))
        yield _digest(data), data
    for start in range(0, frame.height, ROWS):
        data = _packed(frame.slice(start, ROWS))
        yield _digest(data), data


@dataclass(frozen=True)
class Base:
    """A table of an earlier night."""

    parts: Sequence[tuple[str, bytes]]
    """With their digests; none where there is no such table."""
    schema: Schema

    @cached_property
    def table(self) -> pl.DataFrame:
        """What the parts hold."""
        return join([data for _digest, data in self.parts], self.schema)


def differing(
    name: str, frame: pl.DataFrame, base: Base, records: tuple[pl.DataFrame, pl.DataFrame]
) -> list[tuple[str, bytes]]:
    """The parts of a table that has changed a little.

    Args:
        name: which table it is.
        frame: the table.
        base: an earlier one.
        records: `record`, `record_key` of the earlier night and of this one.

    Returns:
        The parts of the base and one of differences, or those of `split` where that is shorter.
    """
    whole = list(split(frame))
    size = sum(len(data) for _name, data in whole)
    if name not in _KEYS or not base.parts or size < _LEAST:
        return whole
    before = base.table
    if before.equals(frame):
        return list(base.parts)
    if sum(differences.are(data) for _name, data in base.parts) >= _CHAIN:
        return whole
    earlier, tonight = records
    keys = _key(before, _KEYS[name], earlier), _key(frame, _KEYS[name], tonight)
    data = differences.between(before, frame, keys)
    if len(data) > _WORTH * size:
        return whole
    made = [*base.parts, (_digest(data), data)]
    # What cannot be read back exactly is not kept so.
    return made if differences.applied(before, [data]).equals(frame) else whole


def _key(table: pl.DataFrame, names: Sequence[str], records: pl.DataFrame) -> pl.Series:
    """What the rows of a table are known by."""
    columns = [
        table.select(pl.col(name).alias("record"))
        .join(records, on="record", how="left", maintain_order="left")
        .select(pl.col("record_key").alias(name))
        if name in _RECORDS
        else table.select(name)
        for name in names
    ]
    text = pl.concat_str(pl.all().fill_null("\0"), separator="\x1f")
    return pl.concat(columns, how="horizontal").select(text.alias("key")).to_series()


def _packed(frame: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.write_parquet(stream, compression="zstd", statistics=False)
    data = stream.getvalue()
    if len(data) > _LEAST:
        return data
    small = _SMALL_MARK + differences.packed(frame)
    return min(small, data, key=len)


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
    whole = [part for part in parts if not differences.are(part)]
    table = pl.concat([schema.empty(), *map(_unpacked, whole)], how="diagonal")
    return differences.applied(table, parts[len(whole) :]) if len(parts) > len(whole) else table


def _unpacked(part: bytes) -> pl.DataFrame:
    if part.startswith(_SMALL_MARK):
        return differences.unpacked(part[len(_SMALL_MARK) :])
    return pl.read_parquet(io.BytesIO(part))
