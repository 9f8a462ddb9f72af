"""Names of equal length, compared place by place; and names that differ by one dropped character.

Matrices here have a row a place and a column a name, which lets numpy run along the names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orgtransfer.similarity import characters, pairs
from orgtransfer.similarity.name_levels import CODE, LOST, NONE


@dataclass(frozen=True)
class Grid:
    """Names, a column each."""

    points: pairs.Points
    """Code points of the usual forms; 0 past the end."""
    rows: NDArray[np.int32]
    """Where each character's readings stand (see characters.Readings)."""
    surname_length: NDArray[np.int8]


def grid(names: pl.Series, width: int) -> Grid:
    """Prepares names, cut to `width` characters."""
    points = np.ascontiguousarray(characters.fold_points(pairs.matrix(names, width)).T)
    table = characters.readings()
    capped = np.minimum(points, characters.POINTS - 1)
    rows = table.row[capped]
    rows[0] = table.surname_row[capped[0]]
    surname_length = np.ones(len(names), dtype=np.int8)
    first_two = characters.ordered_keys(points[0], points[1])
    for name, compound in table.compound.items():
        key = (np.uint64(ord(name[0])) << np.uint64(21)) | np.uint64(ord(name[1]))
        hit = (first_two == key) & (points[2] != 0)
        rows[0, hit], rows[1, hit] = compound
        surname_length[hit] = 2
    return Grid(points, rows, surname_length)


def compare(names: Grid, a: pairs.Index, b: pairs.Index) -> pairs.Codes:
    """The level codes of pairs of names that are equally long."""
    left, right = names.points.take(a, axis=1), names.points.take(b, axis=1)
    lost = (left == ord(LOST)) | (right == ord(LOST))
    differ = (left != right) & ~lost
    some_equal = ((left == right) & ~lost & (left != 0)).any(axis=0)
    alike = ~differ.any(axis=0)
    any_lost = lost.any(axis=0)
    codes = pairs.first(
        [
            ((a == b) & ~any_lost, CODE["exact"]),
            (alike & ~any_lost, CODE["variant"]),
            (alike & some_equal, CODE["wildcard"]),
            (alike, NONE),
        ],
        len(a),
    )
    rest = np.flatnonzero(~alike)
    codes[rest] = _unequal(names, a[rest], b[rest], differ[:, rest], some_equal[rest])
    return codes


def _unequal(
    names: Grid, a: pairs.Index, b: pairs.Index, differ: pairs.Flags, some_equal: pairs.Flags
) -> pairs.Codes:
    """The level codes of names with at least one place that differs."""
    worst = _likeness(names, a, b, differ)
    longest = (names.points.take(a, axis=1) != 0).sum(axis=0, dtype=np.int8)
    surname_length = np.maximum(names.surname_length[a], names.surname_length[b])
    in_given = differ & (np.arange(len(differ), dtype=np.int8)[:, None] >= surname_length)
    one = differ.sum(axis=0, dtype=np.int8) == 1
    given_equal = ~in_given.any(axis=0)
    cases = [
        (worst == _READ, "reading"),
        ((worst == _SEEN) & some_equal, "lookalike"),
        ((worst == _HEARD) & some_equal, "near_reading"),
        (one & (longest >= 3) & ~given_equal, "one_other"),
        (given_equal & (longest - surname_length >= 2), "surname"),
        (np.ones(len(a), dtype=np.bool_), "different"),
    ]
    codes = pairs.first([(holds, CODE[level]) for holds, level in cases], len(a))
    left, right = names.points.take(a, axis=1), names.points.take(b, axis=1)
    # Characters that sum up alike are few: only those are sorted.
    maybe = np.flatnonzero(left.sum(axis=0) == right.sum(axis=0))
    same = (np.sort(left[:, maybe], axis=0) == np.sort(right[:, maybe], axis=0)).all(axis=0)
    codes[maybe[same]] = CODE["order"]
    return codes


_READ, _SEEN, _HEARD, _UNLIKE = range(4)
"""How alike two characters are: read alike, look alike, read nearly alike, neither."""


def _likeness(names: Grid, a: pairs.Index, b: pairs.Index, differ: pairs.Flags) -> NDArray[np.int8]:
    """The weakest likeness among the places of each pair that differ."""
    table = characters.readings()
    worst = np.zeros(len(a), dtype=np.int8)
    for place, here in enumerate(differ):
        alive = np.flatnonzero(here & (worst < _UNLIKE))
        one, other = a[alive], b[alive]
        rows_a, rows_b = names.rows[place, one], names.rows[place, other]
        found = np.full(len(alive), _UNLIKE, dtype=np.int8)
        found[characters.shared(table.near, rows_a, rows_b)] = _HEARD
        found[characters.alike(names.points[place, one], names.points[place, other])] = _SEEN
        heard = np.flatnonzero(found < _UNLIKE)
        read = characters.shared(table.exact, rows_a[heard], rows_b[heard])
        found[heard[read]] = _READ
        worst[alive] = np.maximum(worst[alive], found)
    return worst


def dropped(names: Grid, a: pairs.Index, b: pairs.Index) -> pairs.Flags:
    """Whether one of two names is the other without one of its characters.

    The names' lengths differ by one; the shorter must have two characters.
    """
    size = (names.points != 0).sum(axis=0, dtype=np.int8)
    swap = size[a] < size[b]
    longer = names.points.take(np.where(swap, b, a), axis=1)
    shorter = names.points.take(np.where(swap, a, b), axis=1)[:-1]
    lost = shorter == ord(LOST)
    found = np.zeros(len(a), dtype=np.bool_)
    for place in range(len(longer)):
        without = np.delete(longer, place, axis=0)
        found |= ((without == shorter) | (without == ord(LOST)) | lost).all(axis=0)
    enough: pairs.Flags = found & (shorter[1] != 0)
    return enough
