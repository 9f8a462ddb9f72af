"""Stable names of rows: keyed hashes of what a row says, never of where it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import polars as pl

_DIGEST = 6  # bytes, 12 hexadecimal digits


def hashed(texts: pl.Series, letter: str, salt: bytes) -> pl.Series:
    """Keyed BLAKE2b of each text: a letter and 12 hexadecimal digits.

    Keyed, so that nobody without the store can try out names and numbers against the keys. Each
    distinct text is hashed once, in Python: hashlib works text by text, a microsecond each.
    """
    distinct = texts.unique()
    blake = hashlib.blake2b(key=salt[:64], digest_size=_DIGEST)

    def digest(value: str) -> str:
        state = blake.copy()
        state.update(value.encode())
        return letter + state.hexdigest()

    made = pl.Series([None if text is None else digest(text) for text in distinct], dtype=pl.String)
    return texts.replace_strict(distinct, made, return_dtype=pl.String)


def ordered(frame: pl.DataFrame, first: Sequence[str], raw: Sequence[str]) -> pl.DataFrame:
    """The rows in an order that depends on their content; on their place only between equals.

    Args:
        frame: the rows, with file, sheet and row.
        first: the columns that decide nearly always.
        raw: the texts that decide between rows that are equal in all of `first`.
    """
    # Few rows are equal in `first`: only they pay for putting all their texts together.
    equal = pl.struct(*first).is_duplicated()
    texts = pl.concat_str(*(pl.col(column).fill_null("\x00") for column in raw), separator="\x1f")
    tied = (
        frame.with_row_index("_at").filter(equal).select("_at", _texts=texts)
        if frame.height
        else pl.DataFrame(schema={"_at": pl.UInt32, "_texts": pl.String})
    )
    return (
        frame.with_row_index("_at")
        .join(tied, on="_at", how="left", maintain_order="left")
        .sort(*first, "_texts", "file", "sheet", "row", nulls_last=True)
        .drop("_at", "_texts")
    )


def numbered(keys: pl.Expr) -> pl.Expr:
    """Equal keys told apart by a counter: the first as it is, then `-2`, `-3`, ..."""
    place = pl.int_range(pl.len()).over(keys) + 1
    return pl.when(place == 1).then(keys).otherwise(keys + "-" + place.cast(pl.String))
