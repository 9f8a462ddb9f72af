"""What every cell goes through first: width, invisible characters, guards, fillers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

Cleaner = Callable[[pl.Expr], pl.Expr]
"""From a column of text as found to what is compared; idempotent where both are text."""

# NFKC removes neither U+200B nor U+FEFF; soft hyphens and direction marks come with web pages.
# Variation selectors change a glyph, never a character.
_INVISIBLE: Final = r"[\p{Cf}\x{FE00}-\x{FE0F}\x{E0100}-\x{E01EF}]"
_SPACE: Final = r"[\s\p{Cc}\p{Z}]+"
# What a program or a careful clerk put around a number so that a spreadsheet keeps it as text.
_GUARD: Final = r"^(?:=\s*\"+|['’‘`＇\"“”\s]+)|['’‘\"“”\s]+$"
_READINGS: Final = 5
# ① and ² beside a number are notes, and NFKC would make figures of them.
_NOTE_MARKS: Final = r"[\x{B2}\x{B3}\x{B9}\x{2070}-\x{2079}\x{2080}-\x{2089}\x{2460}-\x{249B}\x{24EA}-\x{24FF}\x{2776}-\x{2793}]"
_FILLER: Final = (
    r"^(?:[\p{P}\p{S}\s]*|(?i:无|没有|暂无|空|空白|未填|未填写|不详|未知|未说明|待补|null|none|nan|n/a|na|nil|"
    r"#n/a|#ref!|#value!|#name\?|#div/0!|#num!|undefined))$"
)


def unmarked(expr: pl.Expr) -> pl.Expr:
    """Text without raised and circled figures: for values whose figures count."""
    return expr.str.replace_all(_NOTE_MARKS, "")


def visible(expr: pl.Expr) -> pl.Expr:
    """Text in NFKC, without invisible characters and guards, each white space one blank.

    Idempotent. Fillers stay: see `given`.
    """
    plain = expr.str.replace_all(_INVISIBLE, "").str.normalize("NFKC")
    return (
        # NFKC may bring forth blanks, and taking blanks away may bring marks to their letter.
        plain.str.replace_all(_SPACE, " ")
        .str.replace_all(_GUARD, "")
        .str.replace_all(_GUARD, "")
        .str.strip_chars(" ")
        .str.normalize("NFKC")
    )


def given(expr: pl.Expr) -> pl.Expr:
    """`expr`, or null where it only says that nothing was given: 无, —, /, an error value."""
    return staged(expr, _given)


def _given(found: pl.Expr) -> pl.Expr:
    return pl.when(~found.str.contains(_FILLER)).then(found)


def tidy(expr: pl.Expr) -> pl.Expr:
    """`visible` text that says something; null otherwise."""
    return given(visible(expr))


def unspaced(expr: pl.Expr) -> pl.Expr:
    """`tidy` text without any blank: for values in which a blank never means anything."""
    return given(visible(expr).str.replace_all(" ", "", literal=True).str.normalize("NFKC"))


def staged(expr: pl.Expr, *steps: Cleaner, dtype: type[pl.DataType] = pl.String) -> pl.Expr:
    """`expr` after each of the steps, every one on the finished column of the one before.

    What a step uses several times is worked out several times where it is an expression. Put into
    each other, such steps grow with the product of their uses.
    """
    return expr.map_batches(lambda values: _after(values, steps), return_dtype=dtype)


def settled(expr: pl.Expr, *steps: Cleaner) -> pl.Expr:
    """`expr` after the steps, again and again until they change nothing more.

    What one reading leaves may be what another takes away (an office behind a stray bracket).
    """

    def run(values: pl.Series) -> pl.Series:
        for _ in range(_READINGS):
            values, before = _after(values, steps), values
            if values.equals(before):
                break
        return values

    return expr.map_batches(run, return_dtype=pl.String)


def _after(values: pl.Series, steps: tuple[Cleaner, ...]) -> pl.Series:
    for step in steps:
        values = values.to_frame("x").select(step(pl.col("x")).alias("x")).to_series()
    return values


def over_distinct(
    frame: pl.DataFrame,
    columns: Mapping[str, str],
    cleaner: Cleaner,
    usual: Cleaner | None = None,
    dtype: type[pl.DataType] = pl.String,
) -> list[pl.Series | pl.Expr]:
    """Applies a cleaner to the distinct values of several columns at once.

    Args:
        frame: the rows.
        columns: raw column -> the name of the cleaned one.
        cleaner: from expression to expression.
        usual: what the cleaner makes of the spellings that nine values in ten have, null for all
            others: a dozen replacements cost far more than one look.
        dtype: what the cleaner gives.

    Returns:
        The cleaned columns, in the order of `columns`; one that says nothing takes no room.
    """
    # Most exports have no more than a third of the columns: the others are not looked at.
    nulls = frame.select(pl.col(*columns).null_count()).row(0, named=True)
    given = [raw for raw in columns if nulls[raw] < frame.height]
    if frame.is_empty():
        return [frame[raw].cast(dtype).alias(clean) for raw, clean in columns.items()]
    if not given:
        return [pl.lit(None, dtype).alias(clean) for clean in columns.values()]
    found = pl.concat([frame[raw].rename("raw") for raw in given]).drop_nulls().unique().to_frame()
    raw, quick = pl.col("raw"), usual or (lambda _: pl.lit(None, dtype))
    made = found.with_columns(clean=quick(raw))
    others = made["clean"].is_null()
    if others.any():
        made = patched(made, others, made.filter(others).select(clean=cleaner(raw)))
    if dtype == pl.String:  # most values stay as they are, and need not be looked up
        made = made.filter(raw.ne_missing(pl.col("clean")))
    return [
        _spread(frame[raw], made, dtype).alias(clean)
        if raw in given
        else pl.lit(None, dtype).alias(clean)
        for raw, clean in columns.items()
    ]


def _spread(values: pl.Series, made: pl.DataFrame, dtype: type[pl.DataType]) -> pl.Series:
    """The values with `clean` for `raw`; text that `made` does not name stays."""
    if made.is_empty() or values.null_count() == len(values):
        return values.cast(dtype)
    if dtype == pl.String:
        return values.replace(made["raw"], made["clean"])
    return values.replace_strict(made["raw"], made["clean"], default=None, return_dtype=dtype)


def patched(frame: pl.DataFrame, rows: pl.Series, patch: pl.DataFrame) -> pl.DataFrame:
    """`frame` with other values in some of its rows.

    Args:
        frame: the rows.
        rows: which rows are patched: a Boolean for each row of `frame`.
        patch: columns of `frame`, a row for each true one of `rows`, in the same order.
    """
    at = rows.arg_true()
    return frame.with_columns(
        frame[column].scatter(at, patch[column]) for column in patch.columns if len(at)
    )
