"""How many ways a slip of the keyboard or the eye may go: characters typed or taken for another.

Names are typed by their reading, so 学 becomes 雪 or 薛, whichever the keyboard offers; among them the
characters that are common in names come up most. So a slip that had few ways to go says more.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orgtransfer.similarity import by_position, characters, frequencies, pairs
from orgtransfer.similarity.name_levels import HAN_LENGTH

Floats = NDArray[np.float64]

SURNAME: Final = 10.0
"""Ways for a slip in a surname, about which the table of given names says nothing."""


def ways(meant: pl.Series, written: pl.Series) -> pl.Series:
    """Into how many names a slip would have turned one name, for one to be the name that was written.

    Args:
        meant: names as cleaned, none missing, each of at most four characters.
        written: names that differ from them only in characters that are read or look alike.

    Returns:
        Float, 1 or more, as long as `meant`: by the shares of characters in given names, the whole
        that characters as like the one meant have, over the one that was written; the product of
        all places that differ.
    """
    both = pl.DataFrame({"meant": meant, "written": written})
    distinct = both.unique().sort("meant", "written")
    found = distinct.with_columns(ways=pl.Series(_ways(distinct["meant"], distinct["written"])))
    return both.join(found, on=["meant", "written"], how="left", maintain_order="left")["ways"]


def _ways(meant: pl.Series, written: pl.Series) -> Floats:
    size = len(meant)
    grid = by_position.grid(pl.concat([meant, written]), HAN_LENGTH)
    a, b = np.arange(size), np.arange(size, 2 * size)
    surname = np.maximum(grid.surname_length[a], grid.surname_length[b])
    product = np.ones(size)
    for place, points in enumerate(grid.points):
        differ = points[a] != points[b]
        given = np.flatnonzero(differ & (place >= surname))
        product[given] *= _at_place(
            points[a[given]],
            points[b[given]],
            grid.rows[place][a[given]],
            grid.rows[place][b[given]],
        )
        product[differ & (place < surname)] *= SURNAME
    return product


def _at_place(
    meant: pairs.Points, written: pairs.Points, row: NDArray[np.int32], other: NDArray[np.int32]
) -> Floats:
    """The ways at one place, for each pair of characters (their code points and readings' rows)."""
    table, names = characters.readings(), _names()
    read = characters.shared(table.exact, row, other)
    seen = characters.alike(meant, written) & ~read
    _, first, again = np.unique(meant, return_index=True, return_inverse=True)
    wholes = _wholes(meant[first], row[first])
    kind = np.select([read, seen], [0, 1], 2)
    place = np.minimum(np.searchsorted(names.points, written), len(names.points) - 1)
    known = names.points[place] == written
    share = np.where(known, names.share[place], frequencies.RARE_CHARACTER)
    return np.asarray(np.maximum((wholes[kind, again] + names.unlisted) / share, 1.0))


def _wholes(meant: pairs.Points, row: NDArray[np.int32]) -> Floats:
    """For each character the share of all others that are read, look, or are nearly read like it."""
    table, names = characters.readings(), _names()
    size, width = len(meant), len(names.points)
    one, other = np.repeat(np.arange(size), width), np.tile(np.arange(width), size)
    exact = characters.shared(table.exact, row[one], names.row[other])
    alike = characters.alike(meant[one], names.points[other]) & ~exact
    near = characters.shared(table.near, row[one], names.row[other]) & ~exact & ~alike
    share = np.where(meant[one] == names.points[other], 0.0, names.share[other])
    kinds = (exact, alike, near)
    return np.stack([(share * like).reshape(size, width).sum(axis=1) for like in kinds])


@dataclass(frozen=True)
class _Names:
    """The characters of given names."""

    points: pairs.Points
    row: NDArray[np.int32]
    share: Floats
    unlisted: float
    """The share that characters in no table have, of each reading."""


@functools.cache
def _names() -> _Names:
    shares = frequencies.given_shares()
    text = "".join(shares["character"])
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    order = np.argsort(points)
    return _Names(
        points[order],
        characters.readings().row[points[order]],
        shares["share"].to_numpy()[order],
        (1.0 - float(shares["share"].sum())) / len(characters.lines("readings")),
    )
