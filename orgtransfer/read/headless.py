"""A header without one known word: told by the rows under it, which are of another kind."""

from __future__ import annotations

from typing import Final

from orgtransfer.read.column_values import profiles
from orgtransfer.read.grid import Grid
from orgtransfer.read.header import SEARCHED, Header, single

_TELLING: Final = ("id", "phone", "date")
_SHARE: Final = 0.8
_DEEPEST: Final = 5
"""So many rows of titles there may be above."""


def by_values(grid: Grid) -> Header | None:
    """The last row above the values; null where the values begin at once, or never.

    A column tells where most of what stands under a row is ID numbers, phones or dates, and the
    row itself has something else there.
    """
    rows = grid.cells.head(SEARCHED + 1).rows()
    for at, row in enumerate(rows[:_DEEPEST]):
        filled = [str(place) for place, cell in enumerate(row) if cell and cell.strip()]
        below = grid.cells.select(filled).slice(at + 1) if len(filled) > 1 else None
        if below is None or not below.height:
            continue
        seen, own = profiles(below), profiles(grid.cells.select(filled).slice(at, 1))
        telling = [
            (name, shape)
            for name in filled
            for shape in _TELLING
            if seen[name].share(shape) >= _SHARE
        ]
        if telling:
            return None if any(own[n].share(s) for n, s in telling) else single(rows, at)
    return None
