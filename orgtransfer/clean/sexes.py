"""Sex: words, and codes whose meaning each table shows by its identity numbers."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import text

_WORDS: Final = {
    "男": "M", "男性": "M", "男士": "M", "先生": "M", "M": "M", "MALE": "M",
    "女": "F", "女性": "F", "女士": "F", "F": "F", "FEMALE": "F",
}  # fmt: skip
# GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated. Other systems count from 0, some with
# 1 for male and some for female.
_STANDARD: Final = {"1": "M", "2": "F"}
_OTHER: Final = {"M": "F", "F": "M"}
_TABLE: Final = ("system", "file", "sheet")


def keys(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds `sex_key`: M, F or null.

    Args:
        frame: with system, file, sheet, sex and id_sex (from digit 17 of the number).

    Returns:
        The frame. A 2 shows the national standard; otherwise 0 and 1 mean what most identity
        numbers of their own table say, and nothing where no number says anything.
    """
    read = coded(frame)
    if read["_code"].null_count() == read.height:
        return read.drop("_code")
    return meant(read, learnt(leans(read)))


def coded(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with `sex_key` where it is a word, and `_code` where it is a figure."""
    worded = frame.with_columns(text.over_distinct(frame, {"sex": "sex_key"}, _word))
    if worded["sex_key"].null_count() == frame["sex"].null_count():
        return worded.with_columns(_code=pl.lit(None, pl.String))
    return worded.with_columns(text.over_distinct(frame, {"sex": "_code"}, _code))


def meant(read: pl.DataFrame, meanings: pl.DataFrame) -> pl.DataFrame:
    """What `coded` gives, with the meanings of the codes (see `learnt`) in `sex_key`."""
    return (
        read.join(meanings, on=[*_TABLE, "_code"], how="left", maintain_order="left")
        .with_columns(sex_key=pl.coalesce("sex_key", "_meaning"))
        .drop("_code", "_meaning")
    )


def _code(expr: pl.Expr) -> pl.Expr:
    """A figure, as 1, 01 or 1.0."""
    return text.unspaced(expr).str.extract(r"^0?([0-9])(?:\.0)?$")


def _word(expr: pl.Expr) -> pl.Expr:
    plain = text.unspaced(expr).str.to_uppercase()
    return plain.replace_strict(_WORDS, default=None, return_dtype=pl.String)


def leans(read: pl.DataFrame) -> pl.DataFrame:
    """system, file, sheet, _code, lean: by how many more men than women each code stands."""
    male, female = pl.col("id_sex") == "M", pl.col("id_sex") == "F"
    return (
        read.filter(pl.col("_code").is_not_null())
        .group_by(*_TABLE, "_code")
        .agg(lean=male.sum().cast(pl.Int64) - female.sum().cast(pl.Int64))
    )


def learnt(leaning: pl.DataFrame) -> pl.DataFrame:
    """What each code means in each table: system, file, sheet, _code, _meaning.

    Args:
        leaning: what `leans` gives.
    """
    counted = leaning.with_columns(
        standard=(pl.col("_code") == "2").any().over(_TABLE),
        own=pl.when(pl.col("lean") > 0)
        .then(pl.lit("M"))
        .when(pl.col("lean") < 0)
        .then(pl.lit("F")),
    )
    # A code without evidence of its own means what the other one of 0 and 1 does not.
    other = pl.col("own").drop_nulls().first().over(_TABLE).replace_strict(_OTHER, default=None)
    alone = pl.when(pl.col("own").drop_nulls().n_unique().over(_TABLE) == 1).then(other)
    binary = pl.when(pl.col("_code").is_in(["0", "1"])).then(pl.coalesce("own", alone))
    by_standard = pl.col("_code").replace_strict(_STANDARD, default=None, return_dtype=pl.String)
    meaning = pl.when("standard").then(by_standard).otherwise(binary)
    return counted.select(*_TABLE, "_code", _meaning=meaning)
