"""Which of two names that one person has is the commoner one, counted among tonight's people.

Most full names are borne by one person only, so a name is as common as each of its characters is in
its place, among names of that length and people of that sex.
"""

from __future__ import annotations

from math import log
from typing import Final

import polars as pl

_UNSEEN: Final = 0.5
"""Added to the count of a character, so that one never seen is rare and not impossible."""
_PEOPLE_OF_A_SEX: Final = 20
"""With how many people the share among everybody counts beside that among one sex."""
_NAMES_OF_A_LENGTH: Final = 30
"""How many people must bear names of a length before it is known how common that length is."""
_LOST: Final = log(2)
"""Log-odds that a character was lost rather than added: a program without the sign leaves it out."""
_LONGEST: Final = 5
"""A longer name is a transcription: its characters are not looked at one by one."""
_SPOT: Final = ("length", "place")


def counted(people: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """How often each character stands in each place of people's names, and how many stand doubled.

    Args:
        people: `person`, `name_key`, `sex_key` of every record.

    Returns:
        `signs`: `length` of the name, `place`, `sign`, `sex`, `count`; a name that a person has in several
        systems counts once. And `doubled`: `length`, the `place` of a character that stands behind the
        same one, `count`.
    """
    named = people.select("person", name="name_key", sex="sex_key").drop_nulls("name")
    # Of a name with two sexes the same one is taken whatever the order of the rows.
    names = named.group_by("person", "name").agg(pl.col("sex").min())
    count = pl.len().cast(pl.Int64)
    signs = _by_place(names).group_by(*_SPOT, "sign", "sex").agg(count=count)
    places = names.select(length=pl.col("name").str.len_chars(), place=_doubled(pl.col("name")))
    return signs, places.explode("place").drop_nulls().group_by(_SPOT).agg(count=count)


def log_odds(pairs: pl.DataFrame, signs: pl.DataFrame, doubled: pl.DataFrame) -> pl.Series:
    """By how much the name of `a` is commoner than that of `b`.

    The two names themselves are not counted: each would speak for itself.

    Args:
        pairs: `a_name_key`, `b_name_key`, `a_sex_key`, `b_sex_key`; the names differ.
        signs: see `counted`.
        doubled: see `counted`.

    Returns:
        Log-odds, a number a pair; 0 where nothing can be said.
    """
    sex = pl.coalesce("a_sex_key", "b_sex_key")
    asked = [pairs.select(name=f"{side}_name_key", sex=sex) for side in ("a", "b")]
    shares = _log_share(signs, pl.concat(asked))
    by_character = shares.head(pairs.height) - shares.tail(pairs.height)
    a, b = asked[0]["name"], asked[1]["name"]
    by_length = _longer_odds(signs, doubled, a, b) - _longer_odds(signs, doubled, b, a)
    same = (a.str.len_chars() == b.str.len_chars()).fill_null(value=False)
    return by_character.zip_with(same, by_length).fill_null(0.0)


def _longer_odds(
    signs: pl.DataFrame, doubled: pl.DataFrame, longer: pl.Series, shorter: pl.Series
) -> pl.Series:
    """Log-odds for the longer name where the other one is it without a character of the given name.

    A character like its neighbour was typed twice, or people bear such names; any other one was lost, or
    added. What speaks for either is how many people bear names of such lengths, and such doubled ones.
    0 for all other pairs.
    """
    lengths = signs.filter(place=0).group_by("length").agg(people=pl.col("count").sum())
    told = pl.DataFrame({"longer": longer, "shorter": shorter}).with_columns(
        length=pl.col("longer").str.len_chars(), place=_place_lost("longer", "shorter")
    )
    told = (
        told.with_columns(is_double=_doubled(pl.col("longer")).list.contains(pl.col("place")))
        .join(lengths, on="length", how="left", maintain_order="left")
        .join(
            lengths.select(length=pl.col("length") + 1, fewer="people"),
            on="length", how="left", maintain_order="left",
        )
        .join(doubled, on=_SPOT, how="left", maintain_order="left")
    )  # fmt: skip
    others = (pl.col("count").fill_null(0) - 1).clip(0) + _UNSEEN
    known_well = pl.col("fewer") >= _NAMES_OF_A_LENGTH
    return told.select(
        odds=pl.when(pl.col("place").is_null() | ~known_well)
        .then(0.0)
        .when("is_double")
        .then((others / pl.col("fewer")).log())
        .when(pl.col("people") >= _NAMES_OF_A_LENGTH)
        .then((pl.col("people") / pl.col("fewer")).log() + _LOST)
        .otherwise(0.0)
    )["odds"].fill_null(0.0)


def _doubled(name: pl.Expr) -> pl.Expr:
    """The places of the given name whose character stands behind the same one."""
    places = [
        pl.when((name.str.slice(at, 1) == name.str.slice(at - 1, 1)) & (name.str.len_chars() > at))
        .then(at)
        .cast(pl.Int64)
        for at in range(2, _LONGEST)
    ]
    return pl.concat_list(places).list.drop_nulls()


def _place_lost(longer: str, shorter: str) -> pl.Expr:
    """The last place of the longer name without whose character it is the shorter one; else null."""
    name = pl.col(longer)
    return pl.coalesce(
        pl.when(
            pl.concat_str(name.str.slice(0, at), name.str.slice(at + 1)) == pl.col(shorter),
            name.str.len_chars() > at,
        )
        .then(at)
        .cast(pl.Int64)
        for at in reversed(range(1, _LONGEST))
    )


def _by_place(names: pl.DataFrame) -> pl.DataFrame:
    """A row a character: `sign`, its `place`, and the `length` of its name."""
    signs = pl.col("name").str.split("")
    told = names.with_columns(sign=signs, length=pl.col("name").str.len_chars())
    return told.with_columns(place=pl.int_ranges("length")).explode("sign", "place")


def _log_share(signs: pl.DataFrame, asked: pl.DataFrame) -> pl.Series:
    """The log of each name's share among the others of its length."""
    of_sex = signs.drop_nulls("sex")
    lines = asked.with_row_index("line")
    told = _by_place(lines)
    for table, columns, name in (
        (signs, [*_SPOT, "sign"], "borne"),
        (signs, [*_SPOT], "all"),
        (of_sex, [*_SPOT, "sign", "sex"], "borne_of_sex"),
        (of_sex, [*_SPOT, "sex"], "all_of_sex"),
    ):
        counted = table.group_by(columns).agg(pl.col("count").sum().alias(name))
        told = told.join(counted, on=columns, how="left").with_columns(
            (pl.col(name).fill_null(0) - 1).clip(0)
        )
    share = (pl.col("borne") + _UNSEEN) / (pl.col("all") + 2 * _UNSEEN)
    of_its_sex = (pl.col("borne_of_sex") + _PEOPLE_OF_A_SEX * share) / (
        pl.col("all_of_sex") + _PEOPLE_OF_A_SEX
    )
    # Added up in the order of the characters: another order shows in the last digits.
    each = (
        told.sort("line", "place")
        .group_by("line", maintain_order=True)
        .agg(common=of_its_sex.log().sum())
    )
    return lines.join(each, on="line", how="left", maintain_order="left")["common"]
