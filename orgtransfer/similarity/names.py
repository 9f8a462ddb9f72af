"""Person names: how alike two are.

Names come cleaned (orgtransfer.clean): no spaces, one kind of dot (`·`), and `?` for each
character that was lost on the way.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from orgtransfer.similarity import by_position, characters, minority, pairs
from orgtransfer.similarity.name_levels import CODE, DOT, HAN_LENGTH, LEVELS, LOST

__all__ = ["DOT", "LEVELS", "LOST", "compare", "fold", "surname"]


def compare(a: pl.Series, b: pl.Series) -> pl.Series:
    """How alike two names are.

    Every reading of a heteronym is tried, and those of surnames where the surname stands. Of
    several characters that differ the weakest likeness counts; `lookalike` and `near_reading`
    ask for at least one character that is equal.

    Args:
        a: names as cleaned.
        b: the same, as long as `a`.

    Returns:
        One of `LEVELS`; null where one is missing or nothing but lost characters agrees.
    """
    a, b = a.cast(pl.String), b.cast(pl.String)
    # Most pairs that are looked at have one name: what it is made of need not be known.
    plain = (a != "") & ~a.str.contains(LOST, literal=True) & ~a.str.contains(DOT, literal=True)
    other = ~((a == b) & plain).fill_null(value=False)
    found = pairs.compare(a.filter(other), b.filter(other), _prepare, LEVELS)
    return pl.repeat("exact", len(a), eager=True).scatter(other.arg_true(), found).alias("level")


def fold(names: pl.Series) -> pl.Series:
    """Names with every traditional or variant form replaced by the usual one, for blocking.

    Args:
        names: names as cleaned.

    Returns:
        Text, as long as `names`; null for a missing name.
    """
    return characters.fold(names.cast(pl.String))


def surname(names: pl.Series) -> pl.Series:
    """The surname: two characters where a name of three or more begins with a compound one.

    Args:
        names: names as cleaned.

    Returns:
        Text, as long as `names`; null for a name with dots, whose parts are no surname, for one
        that begins with a lost character, and for a missing one.
    """
    name = pl.col("name")
    compound = name.str.slice(0, 2).is_in(list(characters.readings().compound))
    length = pl.when(compound & (name.str.len_chars() >= 3)).then(2).otherwise(1)
    han = ~name.str.contains(DOT, literal=True) & ~name.str.starts_with(LOST) & (name != "")
    frame = names.cast(pl.String).rename("name").to_frame()
    return frame.select(pl.when(han).then(name.str.slice(0, length)).alias("surname"))["surname"]


def _prepare(values: pl.Series) -> pairs.Kernel:
    """Han names are compared place by place, the others by what minority names go through."""
    size = values.str.len_chars()
    length = size.to_numpy().astype(np.int64)
    other = (values.str.contains(DOT, literal=True) | (size > HAN_LENGTH)).to_numpy()
    grid = by_position.grid(values, HAN_LENGTH)
    # Four characters are a Han name with a compound surname, or a Tibetan one: both are tried.
    by_minority = minority.prepare(values) if other.any() or (length == HAN_LENGTH).any() else None

    def kernel(a: pairs.Index, b: pairs.Index) -> pairs.Codes:
        codes = np.full(len(a), CODE["different"], dtype=np.int8)
        han = ~(other[a] | other[b])
        even = np.flatnonzero(han & (length[a] == length[b]))
        codes[even] = by_position.compare(grid, a[even], b[even])
        uneven = np.flatnonzero(han & (np.abs(length[a] - length[b]) == 1))
        lost_one = by_position.dropped(grid, a[uneven], b[uneven])
        codes[uneven[lost_one]] = CODE["dropped"]
        if by_minority is not None:
            four = (np.minimum(length[a], length[b]) >= HAN_LENGTH) & (codes == CODE["different"])
            rest = np.flatnonzero(~han | four)
            codes[rest] = by_minority(a[rest], b[rest])
        return codes

    return kernel
