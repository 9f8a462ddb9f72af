"""How the cleaners of coded columns are written: a table of patterns, the first that fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from orgtransfer.clean import text

Patterns = Sequence[tuple[str, str | None]]
"""Pattern -> code, the first that fits; a code of None says "none of these"."""


def coded(expr: pl.Expr, patterns: Patterns) -> pl.Expr:
    """The code of the first pattern that is found in the text; null where none is.

    A code itself is a text that gives this code, which makes the cleaner idempotent.
    """
    codes = sorted({code for _, code in patterns if code is not None})

    def first(plain: pl.Expr) -> pl.Expr:
        result = pl.lit(None, pl.String)
        for pattern, code in reversed(patterns):
            found = plain.str.contains(pattern)
            result = pl.when(found).then(pl.lit(code, pl.String)).otherwise(result)
        return pl.when(plain.is_in(codes)).then(plain).otherwise(result)

    return text.staged(text.unspaced(expr).str.to_lowercase(), first)


def extended(records: pl.DataFrame, given: Mapping[str, Mapping[str, str]]) -> pl.DataFrame:
    """The records with the meanings that the user gives to words, which go before our own.

    Fields that the table does not have (the kind of a branch) are another stage's.

    Args:
        records: RECORDS, or a table with such columns.
        given: field -> word -> code. A word is the whole cell, whatever blanks, width and case.
    """
    for name, words in given.items():
        if words and name in records.columns:
            plain = pl.Series([*words]).to_frame("word").select(_as_written(pl.col("word")))
            meant = dict(zip(plain.to_series(), words.values(), strict=True))
            key = _as_written(pl.col(name)).replace_strict(
                meant, default=None, return_dtype=pl.String
            )
            records = records.with_columns(pl.coalesce(key, f"{name}_key").alias(f"{name}_key"))
    return records


def _as_written(expr: pl.Expr) -> pl.Expr:
    return text.unspaced(expr).str.to_lowercase()


def flag(expr: pl.Expr, no: str, yes: str) -> pl.Expr:
    """True, False or null by two patterns; `no` is looked at first, since 不是 holds 是."""
    plain = text.visible(expr).str.replace_all(" ", "", literal=True).str.to_lowercase()

    def said(plain: pl.Expr) -> pl.Expr:
        return (
            pl.when(plain.str.contains(no))
            .then(pl.lit(value=False))
            .when(plain.str.contains(yes))
            .then(pl.lit(value=True))
        )

    return text.staged(plain, said, dtype=pl.Boolean)
