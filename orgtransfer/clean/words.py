"""How the cleaners of coded columns are written: a table of patterns, the first that fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from orgtransfer.clean import text

Patterns = Sequence[tuple[str, str | None]]
"""Pattern -> code, the first that fits; a code of None says "none of these"."""

# Who asks does not know, and what is still to be looked up is not said.
_DOUBT: Final = (
    r"[?？]|待核|待查|待定|待确认|待认定|存疑|疑似|可能|不确定|无法确认|不清楚|不明|不一定|说不清"
)
# The boxes of a form: ☑专职□兼职, 专职√兼职×. What stands beside an empty box was not chosen.
_TICKED: Final = "☑■✓√✔☒●✅🗹"
_EMPTY: Final = "□☐○◯◻×✗✘✕"
_BOX: Final = f"[{_TICKED}{_EMPTY}]"
_BETWEEN: Final = " ()/|、,，;:：."


def chosen(plain: pl.Expr) -> pl.Expr:
    """Of the options of a form the one whose box is ticked; null where none is, or several are.

    Args:
        plain: text without blanks. Boxes stand before their options, or behind them where the text
            begins with none. Text without boxes, and a lone mark, stay.
    """
    bare = plain.str.strip_chars(_BETWEEN)
    before = bare.str.extract_all(f"[{_TICKED}][^{_TICKED}{_EMPTY}]+")
    behind = bare.str.extract_all(f"[^{_TICKED}{_EMPTY}]+[{_TICKED}]")
    ticked = pl.when(bare.str.contains(f"^{_BOX}")).then(before).otherwise(behind)
    option = ticked.list.first().str.strip_chars(_TICKED + _BETWEEN)
    boxed = bare.str.contains(_BOX) & ~bare.str.contains(f"^{_BOX}$")
    return pl.when(~boxed).then(plain).when(ticked.list.len() == 1).then(option)


def certain(plain: pl.Expr) -> pl.Expr:
    """The text, or null where it only asks or says that something has to be looked up."""
    return pl.when(~plain.str.contains(_DOUBT)).then(plain)


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

    return text.staged(text.unspaced(expr).str.to_lowercase(), chosen, certain, first)


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

    return text.staged(plain, chosen, certain, said, dtype=pl.Boolean)
