"""The rows of a table over many nights, and which of them it has tonight, in which order.

Its rows are put in order once, at the end, and not once a night: numpy keeps the account of where they are,
since a query of polars costs more than such a night holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl


def steps(numbers: pl.Series) -> pl.Series:
    """Numbers of rows from 1 on; none is 0."""
    return (numbers.cast(pl.Int64) + 1).fill_null(0)


class RowPool:
    """Every row that was in a table on one night or another, as it was last."""

    def __init__(self, base: pl.DataFrame, fresh: Sequence[pl.DataFrame]) -> None:
        """Begins with the first night's table.

        Args:
            base: that table.
            fresh: the rows that come in on each later night.
        """
        # A column that is all others on a night is not among the rows that come in on it.
        self._came = pl.concat([base, *fresh], how="diagonal")
        self._size = base.height
        self._rows = np.arange(base.height)
        """Row of the table -> row of the pool."""
        self._written: dict[str, list[pl.Series]] = {}
        """Values that were written over those of the pool."""
        self._picks: dict[str, np.ndarray] = {}
        """Row of the pool -> where its value stands in the pool and in what was written, one after the other."""
        self._whole: dict[str, pl.Series | np.ndarray] = {}
        """The columns that are all others tonight, row by row of the table; numbers as `_steps`."""

    def follow(
        self,
        moved: pl.Series,
        fresh: int,
        whole: Mapping[str, pl.Series],
        stepped: Mapping[str, pl.Series],
    ) -> None:
        """Goes on to the next night.

        Args:
            moved: of each row, how far behind it stood the night before; null where it comes in.
            fresh: how many rows come in.
            whole: the columns that are all others.
            stepped: numbers that are all others: by how much their `steps` are more than those of
                the night before.
        """
        # Where a row comes in, numpy has a number that is none.
        places = moved.to_numpy()
        is_new = np.isnan(places)
        at = np.where(is_new, 0, places + np.arange(len(places))).astype(np.int64)
        others: dict[str, pl.Series | np.ndarray] = dict(whole)
        for name, by in stepped.items():
            before = self._steps(name)
            earlier = before[at] if len(before) else np.zeros(len(at), np.int64)
            others[name] = by.to_numpy() + np.where(is_new, 0, earlier)
        for name in self._whole.keys() - others.keys():
            self._write(name, self._rows, self._values(name))
        rows = self._rows[at] if len(self._rows) else at
        rows[is_new] = self._size + np.arange(fresh)
        self._rows, self._size, self._whole = rows, self._size + fresh, others

    def put(self, places: pl.Series, cells: pl.DataFrame, said: pl.DataFrame) -> None:
        """Writes single cells.

        Args:
            places: in which rows of the table.
            cells: their columns, one value a place.
            said: which of these are to be written, column by column.
        """
        rows = self._rows[places.to_numpy()]
        for values, mask in zip(cells, said, strict=True):
            self._write(values.name, rows, values, mask.to_numpy())

    def table(self) -> pl.DataFrame:
        """The table as it is now."""
        names = self._came.columns
        still = [name for name in names if name not in self._whole and name not in self._picks]
        # Most columns: all at once, since a gather of each costs a query.
        columns = (
            {column.name: column for column in self._came.select(still)[self._rows]}
            if still
            else {}
        )
        return pl.DataFrame(
            [columns[name] if name in columns else self._values(name).alias(name) for name in names]
        )

    def _values(self, name: str) -> pl.Series:
        """A column of the table as it is now."""
        whole = self._whole.get(name)
        if isinstance(whole, pl.Series):
            return whole
        if whole is not None:
            numbers = pl.DataFrame({name: whole}).select(
                pl.when(pl.col(name) > 0).then(pl.col(name) - 1).cast(self._came.schema[name])
            )
            return numbers.to_series()
        picks = self._picks.get(name)
        values, rows = self._came[name], self._rows
        if picks is not None:
            values, rows = pl.concat([values, *self._written[name]]), picks[rows]
        return values.to_frame()[rows].to_series()

    def _steps(self, name: str) -> np.ndarray:
        whole = self._whole.get(name)
        return whole if isinstance(whole, np.ndarray) else steps(self._values(name)).to_numpy()

    def _write(
        self, name: str, rows: np.ndarray, values: pl.Series, mask: np.ndarray | None = None
    ) -> None:
        """Puts values, or those that the mask names, over those of rows of the pool."""
        picks = self._picks.setdefault(name, np.arange(self._came.height))
        written = self._written.setdefault(name, [])
        start = self._came.height + sum(map(len, written))
        places = np.arange(start, start + len(values))
        if mask is not None:
            rows, places = rows[mask], places[mask]
        picks[rows] = places
        written.append(values)
