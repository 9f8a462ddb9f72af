"""How common surnames and given-name characters are in China: a prior for small files.

The tables' headers (`data/surnames.txt`, `data/given.txt`) say where they come from.
"""

from __future__ import annotations

import functools
from typing import Final

import polars as pl

from orgtransfer.similarity import characters, names
from orgtransfer.similarity.name_levels import DOT, HAN_LENGTH, LOST

RARE_SURNAME: Final = 0.00001
"""The share taken for a surname that is not in the table: rarer than all that are."""
RARE_CHARACTER: Final = 0.0001
"""The share taken for a given-name character that is not in the table."""
TWO_CHARACTERS: Final = 0.07
"""The share of names with one given-name character among adults; the others have two."""


@functools.cache
def surname_shares() -> pl.DataFrame:
    """The national shares of surnames.

    Returns:
        Columns `surname` (text) and `share` (of all people, 0 to 1), the most common first.
    """
    rows = [(surname, float(share) / 100) for surname, share in characters.lines("surnames")]
    return pl.DataFrame(rows, schema={"surname": pl.String, "share": pl.Float64}, orient="row")


@functools.cache
def given_shares() -> pl.DataFrame:
    """The shares of characters in given names.

    Returns:
        Columns `character` (text) and `share` (of all characters of given names, 0 to 1), the
        most common first.
    """
    rows = [(one, float(share) / 100) for share, line in characters.lines("given") for one in line]
    return pl.DataFrame(rows, schema={"character": pl.String, "share": pl.Float64}, orient="row")


def name_share(of: pl.Series) -> pl.Series:
    """The share of all people who are expected to have this full name.

    The share of the surname times those of the given-name characters, as if they were chosen
    independently; a lost character counts as any.

    Args:
        of: names as cleaned.

    Returns:
        Float, 0 to 1, as long as `of`; null for a missing name. Names with dots, and longer than
        four characters, count as rare as a rare surname with two rare characters.
    """
    frame = names.fold(of).rename("name").to_frame()
    frame = frame.with_columns(names.surname(frame["name"]))
    known = pl.col("surname").replace_strict(
        surname_shares()["surname"], surname_shares()["share"], default=RARE_SURNAME
    )
    given = pl.col("name").str.slice(pl.col("surname").str.len_chars())
    length = pl.when(given.str.len_chars() == 1).then(TWO_CHARACTERS).otherwise(1 - TWO_CHARACTERS)
    share = known * length
    for place in range(HAN_LENGTH - 1):
        share = share * _given_share(given.str.slice(place, 1))
    long = pl.col("name").str.contains(DOT, literal=True) | (
        pl.col("name").str.len_chars() > HAN_LENGTH
    )
    rare = RARE_SURNAME * RARE_CHARACTER**2
    lost_surname = pl.col("name").str.starts_with(LOST)
    return frame.select(
        share=pl.when(pl.col("name").is_null()).then(None).when(long).then(rare)
        .when(lost_surname).then(_given_share(pl.col("name").str.slice(1, 1)))
        .otherwise(share)
    )["share"]  # fmt: skip


def _given_share(character: pl.Expr) -> pl.Expr:
    table = dict(given_shares().iter_rows())
    return character.replace_strict({**table, "": 1.0, LOST: 1.0}, default=RARE_CHARACTER)
