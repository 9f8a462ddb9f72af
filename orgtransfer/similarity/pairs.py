"""The shared machinery of the comparisons: distinct values and distinct pairs only.

A comparison prepares every distinct value once (a row of a matrix) and then looks at every
distinct pair of rows once; the levels are spread back over the pairs as they were asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orgtransfer.errors import FrameError

Index = NDArray[np.intp]
Codes = NDArray[np.int8]
Points = NDArray[np.uint32]
Flags = NDArray[np.bool_]
Octets = NDArray[np.uint8]
Kernel = Callable[[Index, Index], Codes]
"""The rows of each pair's two values -> a position in `levels`, -1 for no level."""
Prepare = Callable[[pl.Series], Kernel]
"""Looks at every distinct value once, and gives the kernel that compares pairs of them."""


_CHUNK = 100_000
"""Pairs looked at together: bounds the memory of a kernel's matrices, and keeps them in cache."""


def compare(a: pl.Series, b: pl.Series, prepare: Prepare, levels: Sequence[str]) -> pl.Series:
    """The level of each pair, by a kernel that sees distinct values and distinct pairs.

    Args:
        a: text; null or "" means missing.
        b: text, as long as `a`.
        prepare: makes the kernel that compares.
        levels: the level names that the kernel's codes count through.

    Returns:
        Text, as long as `a`, called "level"; null where a side is missing.
    """
    if len(a) == len(b) == 0:
        return _named(np.empty(0, dtype=np.int8), levels)
    values, rows_a, rows_b = _factorise(a, b)
    given = np.flatnonzero((rows_a >= 0) & (rows_b >= 0))
    keys = rows_a[given] * np.int64(len(values) or 1) + rows_b[given]
    distinct, place = np.unique(keys, return_inverse=True)
    pair_a, pair_b = np.divmod(distinct, len(values) or 1)
    result = np.full(len(a), -1, dtype=np.int8)
    result[given] = _in_chunks(prepare(values), pair_a, pair_b)[place]
    return _named(result, levels)


def compare_directly(
    a: pl.Series, b: pl.Series, prepare: Prepare, levels: Sequence[str]
) -> pl.Series:
    """The same as `compare`, for kernels that cost less than finding out what is distinct."""
    if len(a) == len(b) == 0:
        return _named(np.empty(0, dtype=np.int8), levels)
    frame = pl.DataFrame({"a": a.cast(pl.String), "b": b.cast(pl.String)})
    given = (frame["a"].str.len_bytes() > 0) & (frame["b"].str.len_bytes() > 0)
    rows = np.flatnonzero(given.fill_null(value=False).to_numpy())
    result = np.full(len(a), -1, dtype=np.int8)
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        part = frame[chunk]
        kernel = prepare(pl.concat([part["a"].rename("value"), part["b"].rename("value")]))
        index = np.arange(len(chunk))
        result[chunk] = kernel(index, index + len(chunk))
    return _named(result, levels)


def _in_chunks(kernel: Kernel, a: Index, b: Index) -> Codes:
    parts = [
        kernel(a[start : start + _CHUNK], b[start : start + _CHUNK])
        for start in range(0, len(a), _CHUNK)
    ]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int8)


def _factorise(a: pl.Series, b: pl.Series) -> tuple[pl.Series, Index, Index]:
    """The distinct values of both columns, and which one each row of `a` and of `b` holds."""
    if len(a) != len(b):
        raise FrameError(f"columns of unequal length: {len(a)} and {len(b)}")
    both = pl.concat([a.cast(pl.String).rename("value"), b.cast(pl.String).rename("value")])
    values = both.unique().drop_nulls()
    values = values.filter(values.str.len_bytes() > 0)
    index = pl.DataFrame({"value": values, "row": np.arange(len(values), dtype=np.int64)})
    rows = (
        both.to_frame()
        .join(index, on="value", how="left", maintain_order="left")["row"]
        .fill_null(-1)
        .to_numpy()
    )
    return values, rows[: len(a)], rows[len(a) :]


def _named(codes: Codes, levels: Sequence[str]) -> pl.Series:
    names = pl.Series("level", [*levels, None], dtype=pl.String)
    return names.gather(np.where(codes < 0, len(levels), codes).astype(np.uint32))


def matrix(values: pl.Series, width: int) -> Points:
    """The code points of each text, cut or filled with 0 to `width`: a row each."""
    even = pl.col("text").str.slice(0, width).str.pad_end(width, "\0")
    joined = pl.DataFrame({"text": values}).select(even.str.join("")).item() or ""
    return np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).reshape(len(values), width)


def octets(values: pl.Series, width: int) -> Octets:
    """The ASCII characters of each text, cut or filled with 0 to `width`: a column each.

    Any other character becomes `?`.
    """
    even = values.str.slice(0, width)
    if not ((even.str.len_bytes() == width) & (even.str.len_chars() == width)).all():
        even = even.str.pad_end(width, "\0")
    joined = even.str.join("").item() or ""
    octets = np.frombuffer(joined.encode("ascii", "replace"), dtype=np.uint8)
    return np.ascontiguousarray(octets.reshape(-1, width).T)


def first(cases: Sequence[tuple[Flags, int]], size: int) -> Codes:
    """For each pair the code of the first case that holds; -1 where none does."""
    codes = np.full(size, -1, dtype=np.int8)
    for holds, code in reversed(cases):
        codes[holds] = code
    return codes
