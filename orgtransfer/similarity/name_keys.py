"""The keys under which names that are alike meet, for blocking: whole numbers, quick to join on.

Two names that share a key need not be alike; a comparison says whether they are.
"""

from __future__ import annotations

import functools

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orgtransfer.similarity import by_position, characters, pairs
from orgtransfer.similarity.name_levels import DOT, HAN_LENGTH, LOST

Numbers = NDArray[np.uint64]

MIX = 0x9E3779B97F4A7C15
"""An odd number without pattern (2^64 over the golden ratio) that spreads keys over all bits."""
_BLANK = np.uint64(ord("_"))
"""What stands in a key for the character that may be any."""
_LONG_PART = 3
"""Of a long name this many characters make the key, so that shortened forms meet."""
_LONGEST = 24
"""Characters of a name whose order is looked at."""


def order_keys(names: pl.Series) -> pl.Series:
    """One key a name, the same for the same characters in whatever order or usual form.

    Args:
        names: names as cleaned, none missing.

    Returns:
        UInt64, as long as `names`.
    """
    width = min(int(names.str.len_chars().max() or 1), _LONGEST)  # type: ignore[arg-type]  # lengths are whole numbers
    return pl.Series(_mixed(np.sort(_points(names, width), axis=0)), dtype=pl.UInt64)


def part_keys(names: pl.Series) -> pl.Series:
    """Eight keys a name: with each of its first four characters in turn left open, or left out.

    Names that differ in one of these places meet, and a name with the same without one of its
    characters.

    Args:
        names: names as cleaned, none missing.

    Returns:
        Arrays of eight UInt64, as long as `names`; of a short name some stand twice.
    """
    points, tail = _parts(names)
    end = (points != 0).sum(axis=0)
    columns = [_mixed([*points, tail])]
    # Past the end: what a name leaves whose last character is left open.
    columns += [_left_open(points, tail, np.minimum(place, end)) for place in range(HAN_LENGTH)]
    for place in range(HAN_LENGTH - 1):
        without = _mixed([*np.delete(points, place, axis=0), tail, np.zeros_like(tail)])
        # Of two characters one would be left, which says nothing.
        columns.append(np.where((end > 2) & (place < end - 1), without, columns[0]))
    return pl.Series(np.column_stack(columns))


def written_keys(names: pl.Series) -> pl.Series:
    """One key a name as it is written, to be looked for among the `lost_keys` of others.

    Args:
        names: names as cleaned, none missing.

    Returns:
        UInt64, as long as `names`.
    """
    points, tail = _parts(names)
    points[points == ord(LOST)] = _BLANK
    return pl.Series(_mixed([*points, tail]), dtype=pl.UInt64)


def lost_keys(names: pl.Series) -> pl.Series:
    """Four keys a name: what is written when one of its first four characters is lost.

    Args:
        names: names as cleaned, none missing.

    Returns:
        Arrays of four UInt64, as long as `names`; of a shorter name the first stands again.
    """
    points, tail = _parts(names)
    length = (points != 0).sum(axis=0)
    places = [np.where(place < length, place, 0) for place in range(HAN_LENGTH)]
    return pl.Series(np.column_stack([_left_open(points, tail, place) for place in places]))


def look_keys(names: pl.Series) -> pl.Series:
    """One key a name, the same for names whose characters are easily taken for each other.

    A character that stands twice in a row counts once.

    Args:
        names: names as cleaned, none missing.

    Returns:
        UInt64, as long as `names`.
    """
    points, tail = _parts(names)
    seen = characters.looks(points.astype(np.uint32)).astype(np.uint64)
    for place in range(HAN_LENGTH - 1, 0, -1):
        doubled = seen[place] == seen[place - 1]
        moved_up = [*seen[place + 1 :], np.zeros_like(tail)]
        seen[place:, doubled] = np.array(moved_up)[:, doubled]
    return pl.Series(_mixed([*seen, tail]), dtype=pl.UInt64)


def reading_keys(names: pl.Series) -> pl.Series:
    """The readings under which a name may meet others, those that are easily mixed as one.

    Of a name with dots, or of more than four characters, the first three characters count.

    Args:
        names: names as cleaned.

    Returns:
        Lists of UInt64, as long as `names`: one key a combination of readings; empty for a name
        that holds a lost or unreadable character, null for a missing one.
    """
    column = names.cast(pl.String).rename("name")
    frame = column.to_frame().with_row_index("row").drop_nulls("name")
    # Four characters may be a minority name: they meet its longer forms too.
    four = frame.filter(pl.col("name").str.len_chars() == HAN_LENGTH)
    cuts = pl.concat(
        [
            frame.with_columns(cut=_cut()),
            four.with_columns(cut=pl.col("name").str.slice(0, _LONG_PART)),
        ]
    ).filter((pl.col("cut") != "") & ~pl.col("cut").str.contains(LOST, literal=True))
    which, keys = _combined(cuts["cut"])
    made = (
        pl.DataFrame({"row": cuts["row"].gather(which), "keys": keys})
        .unique()
        .sort("row", "keys")
        .group_by("row", maintain_order=True)
        .agg("keys")
    )
    joined = column.to_frame().with_row_index("row").join(made, on="row", how="left", maintain_order="left")  # fmt: skip
    listed = pl.when(pl.col("name").is_not_null()).then(pl.col("keys").fill_null([]))
    return joined.select(listed.alias("keys"))["keys"]


def _points(names: pl.Series, width: int) -> Numbers:
    """The code points of the usual forms: a row a place, a column a name."""
    return characters.fold_points(pairs.matrix(names, width)).T.astype(np.uint64)


def _parts(names: pl.Series) -> tuple[Numbers, Numbers]:
    """The first four characters as code points, and what comes after them as one number."""
    rest = names.str.slice(HAN_LENGTH)
    tail = np.where(rest.str.len_bytes().to_numpy() > 0, rest.hash(seed=7).to_numpy(), 0)
    return _points(names, HAN_LENGTH), tail.astype(np.uint64)


def _left_open(points: Numbers, tail: Numbers, place: NDArray[np.int64]) -> Numbers:
    """The names' keys with the character at one place of each left open."""
    opened = points.copy()
    opened[place, np.arange(len(tail))] = _BLANK
    return _mixed([*opened, tail])


def _mixed(rows: NDArray[np.uint64] | list[Numbers]) -> Numbers:
    """One number a column; overflow is meant, it is what mixes."""
    key = np.zeros(len(rows[0]), dtype=np.uint64)
    for row in rows:
        key = (key + row) * np.uint64(MIX)
        key ^= key >> np.uint64(29)
    return key


def _cut() -> pl.Expr:
    """The part of each name that makes its key."""
    name = pl.col("name")
    long = (name.str.len_chars() > HAN_LENGTH) | name.str.contains(DOT, literal=True)
    first = name.str.split(DOT).list.first().str.slice(0, _LONG_PART)
    return pl.when(long).then(first).otherwise(name)


def _combined(names: pl.Series) -> tuple[NDArray[np.int64], Numbers]:
    """Every combination of the characters' readings: which name, and the key."""
    grid = by_position.grid(names, HAN_LENGTH)
    start, classes = _syllables()
    past = len(start) - 2
    which = np.arange(len(names))
    key = np.zeros(len(names), dtype=np.uint64)
    for rows, points in zip(grid.rows, grid.points, strict=True):
        row = np.where(points == 0, past, rows)[which]
        count = start[row + 1] - start[row]
        again = np.repeat(np.arange(len(which)), count)
        turn = np.arange(len(again)) - np.repeat(np.cumsum(count) - count, count)
        key = _mixed([key[again], classes[start[row[again]] + turn]])
        which = which[again]
    return which, key


@functools.cache
def _syllables() -> tuple[NDArray[np.int64], Numbers]:
    """The classes of like syllables of each row of `characters.readings`, one row after the other.

    Returns:
        Where each row begins, and the classes' numbers; the last row, of one class, is for the places
        past a name's end.
    """
    bits = characters.readings().near
    row, syllable = np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little").nonzero()
    count = np.bincount(row, minlength=len(bits))
    start = np.concatenate([[0], np.cumsum([*count, 1])])
    return start, np.concatenate([syllable + 1, [0]]).astype(np.uint64)
