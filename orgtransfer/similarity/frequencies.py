"""How common surnames and given-name characters are in China: a prior for small files.

The tables' headers (`data/surnames.txt`, `data/given.txt`) say where they come from.
"""

from __future__ import annotations

import functools
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orgtransfer.similarity import characters, pairs
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
    name = of.cast(pl.String).rename("name")
    told = name.to_frame().select(
        size=pl.col("name").str.len_chars().fill_null(0),
        long=pl.col("name").str.contains(DOT, literal=True)
        | (pl.col("name").str.len_chars() > HAN_LENGTH),
        lost=pl.col("name").str.starts_with(LOST),
    )
    size = told["size"].to_numpy().astype(np.int64)
    grid = characters.fold_points(pairs.matrix(name.fill_null(""), HAN_LENGTH))
    points = np.minimum(grid, characters.POINTS - 1).T
    share, before = _of_surnames(points, size)
    share = share * np.where(size - before == 1, TWO_CHARACTERS, 1 - TWO_CHARACTERS)
    characters_share = _given_points()[points]
    for place in range(1, HAN_LENGTH):
        share = share * np.where(place >= before, characters_share[place], 1.0)
    rare = RARE_SURNAME * RARE_CHARACTER**2
    return told.select(
        share=pl.when(pl.lit(name).is_null()).then(None).when("long").then(rare)
        .when("lost").then(pl.lit(pl.Series(characters_share[1])))
        .otherwise(pl.lit(pl.Series(share)))
    )["share"]  # fmt: skip


def _of_surnames(
    points: pairs.Points, size: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The share and the length of the surname that each name, a column of points, begins with."""
    keys, shares = _compound_surnames()
    pair = characters.ordered_keys(points[0], points[1])
    place = np.minimum(np.searchsorted(keys, pair), len(keys) - 1)
    compound = (keys[place] == pair) & (size >= 3)
    share = np.where(compound, shares[place], _surname_points()[points[0]])
    return share, np.where(compound, 2, 1)


@functools.cache
def _surname_points() -> NDArray[np.float64]:
    """The share of each surname of one character, by code point."""
    shares = np.full(characters.POINTS, RARE_SURNAME)
    for surname, share in surname_shares().iter_rows():
        if len(surname) == 1:
            shares[ord(surname)] = share
    return shares


@functools.cache
def _compound_surnames() -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
    """The sorted keys of the compound surnames, and their shares."""
    table = dict(surname_shares().iter_rows())
    surnames = sorted(characters.readings().compound)
    points = pairs.matrix(pl.Series(surnames, dtype=pl.String), 2).T
    shares = np.array([table.get(surname, RARE_SURNAME) for surname in surnames])
    return characters.ordered_keys(points[0], points[1]), shares


@functools.cache
def _given_points() -> NDArray[np.float64]:
    """The share of each character in given names, by code point; 1 past a name's end."""
    shares = np.full(characters.POINTS, RARE_CHARACTER)
    for character, share in given_shares().iter_rows():
        shares[ord(character)] = share
    shares[[0, ord(LOST)]] = 1.0
    return shares
