"""The keys under which names of like reading meet."""

from __future__ import annotations

import functools
from typing import Final

import polars as pl

from orgtransfer.similarity import characters
from orgtransfer.similarity.name_levels import DOT, HAN_LENGTH, LOST

_LONG_PART: Final = 3
"""Of a long name this many characters make the key, so that shortened forms meet."""


def keys(names: pl.Series, *, near: bool) -> pl.Series:
    """Lists of keys, one a combination of readings: see `names.reading_keys`."""
    column = names.cast(pl.String).rename("name")
    distinct = column.unique().drop_nulls().to_frame()
    folded = characters.fold(distinct["name"])
    four = distinct.with_columns(folded.str.slice(0, _LONG_PART).alias("cut"))
    # Four characters may be a minority name: they meet its longer forms too.
    cuts = pl.concat(
        [distinct.with_columns(_cut(folded)), four.filter(folded.str.len_chars() == 4)]
    )
    readable = cuts.filter(~pl.col("cut").str.contains(LOST, literal=True) & (pl.col("cut") != ""))
    made = _combined(readable, near=near)
    joined = column.to_frame().join(made, on="name", how="left", maintain_order="left")
    listed = pl.when(pl.col("name").is_not_null()).then(pl.col("keys").fill_null([]))
    return joined.select(listed.alias("keys"))["keys"]


def _cut(folded: pl.Series) -> pl.Series:
    """The part of each name that makes its key."""
    first = folded.str.split(DOT).list.first()
    long = (folded.str.len_chars() > HAN_LENGTH) | folded.str.contains(DOT, literal=True)
    return first.str.slice(0, _LONG_PART).zip_with(long, first).alias("cut")


def _combined(names: pl.DataFrame, *, near: bool) -> pl.DataFrame:
    """Columns name, keys of `names` (name, cut): every combination of the parts' readings."""
    compound = list(characters.readings().compound)
    cut = pl.col("cut")
    length = (
        pl.when(cut.str.slice(0, 2).is_in(compound) & (cut.str.len_chars() >= 3))
        .then(2)
        .otherwise(1)
    )
    given = cut.str.slice(length)
    parts = names.select(
        "name",
        surname=cut.str.slice(0, length),
        **{f"given{place}": given.str.slice(place, 1) for place in range(HAN_LENGTH - 1)},
    )
    combos = parts.join(_table(near=near, surnames=True), left_on="surname", right_on="text")
    combos = combos.rename({"reading": "key"}).select(pl.exclude("surname"))
    table = _table(near=near, surnames=False)
    for place in range(HAN_LENGTH - 1):
        combos = (
            combos.join(table, left_on=f"given{place}", right_on="text")
            .with_columns(pl.concat_str("key", "reading", separator=" ").str.strip_chars_end())
            .drop("reading", f"given{place}")
        )
    return combos.group_by("name").agg(pl.col("key").unique().sort().alias("keys"))


@functools.cache
def _table(*, near: bool, surnames: bool) -> pl.DataFrame:
    """Columns text, reading: of every character, and of surnames where they are asked for."""
    rows = pl.DataFrame(characters.lines("readings"), schema=["reading", "text"], orient="row")
    single = (
        rows.with_columns(pl.col("text").str.split("")).explode("text").select("text", "reading")
    )
    if surnames:
        own = pl.DataFrame(
            [(n, r.replace("'", " ")) for n, *found in characters.lines("surname_readings") for r in found],
            schema=["text", "reading"], orient="row",
        )  # fmt: skip
        single = pl.concat([single.join(own, on="text", how="anti"), own])
    else:
        # A name without a second or third given character reads it as nothing.
        single = pl.concat([single, pl.DataFrame({"text": [""], "reading": [""]})])
    if near:
        classes = (
            single["reading"]
            .str.split(" ")
            .list.eval(pl.element().replace_strict(_near_classes(), default=pl.element()))
        )
        single = single.with_columns(classes.list.join(" ").alias("reading"))
    return single.unique()


@functools.cache
def _near_classes() -> dict[str, str]:
    return {syllable: characters.near(syllable) for syllable, _ in characters.lines("readings")}
