"""Tables as compressed parts that are named by their content."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from orgtransfer.frames import Schema

ROWS: Final = 250_000
"""Rows in a part: SQLite holds a value of at most a gigabyte."""


def split(frame: pl.DataFrame) -> Iterator[tuple[str, bytes]]:
    """The parts of a table, each with the digest of its content; a table without rows has one."""
    for start in range(0, max(frame.height, 1), ROWS):
        stream = io.BytesIO()
        frame.slice(start, ROWS).write_parquet(stream, compression="zstd", statistics=False)
        data = stream.getvalue()
        yield _digest(data), data


def is_intact(digest: str, data: object) -> bool:
    """Whether a part is what its digest names; a part that is not there is not."""
    return isinstance(data, bytes) and _digest(data) == digest


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def join(parts: Sequence[bytes], schema: Schema) -> pl.DataFrame:
    """The table again; columns that an earlier version did not have are null."""
    tables = [pl.read_parquet(io.BytesIO(part)) for part in parts]
    return pl.concat([schema.empty(), *tables], how="diagonal")
