"""The rows of a table over many nights, and which of them it has tonight, in which order.

The rows are put in order once, at the end, and not once a night. Series are used as they are where that
can be: a query of polars costs more than what a night changes. (numpy would do the same, but takes a
tenth of a second to load, which is much of a night on which nothing happens.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
        self._rows = _numbered(0, base.height)
        """Row of the table -> row of the pool."""
        self._written: dict[str, list[pl.Series]] = {}
        """Values that were written over those of the pool."""
        self._picks: dict[str, pl.Series] = {}
        """Row of the pool -> where its value stands in the pool and in what was written, one after the other."""
        self._whole: dict[str, pl.Series] = {}
        """The columns that are all others tonight, row by row of the table."""
        self._stepped: dict[str, pl.Series] = {}
        """Those of them that are numbers, as `steps`."""

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
        place = pl.int_range(len(moved), dtype=pl.Int64, eager=True)
        at = (moved.cast(pl.Int64) + place).cast(pl.get_index_type())
        numbers = {
            name: by + _at(self._steps(name), at).fill_null(0) for name, by in stepped.items()
        }
        for name in (self._whole.keys() | self._stepped.keys()) - whole.keys() - numbers.keys():
            self._write(name, self._rows, self._values(name))
        rows = _at(self._rows, at)
        if fresh:
            came = rows.is_null().arg_true()
            rows = rows.scatter(came, _numbered(self._size, self._size + fresh))
        self._rows, self._size = rows, self._size + fresh
        self._whole, self._stepped = dict(whole), numbers

    def put(self, places: pl.Series, cells: pl.DataFrame, said: pl.DataFrame) -> None:
        """Writes single cells.

        Args:
            places: in which rows of the table.
            cells: their columns, one value a place.
            said: which of these are to be written, column by column.
        """
        rows = _at(self._rows, places)
        for values, mask in zip(cells, said, strict=True):
            self._write(values.name, rows.filter(mask), values.filter(mask))

    def table(self) -> pl.DataFrame:
        """The table as it is now."""
        names = self._came.columns
        others = self._whole.keys() | self._stepped.keys() | self._picks.keys()
        still = [name for name in names if name not in others]
        # Most columns: all at once.
        kept = self._came.select(still)[self._rows] if still else pl.DataFrame()
        return pl.DataFrame(
            [kept[name] if name in kept else self._values(name).alias(name) for name in names]
        )

    def _values(self, name: str) -> pl.Series:
        """A column of the table as it is now."""
        if name in self._whole:
            return self._whole[name]
        if name in self._stepped:
            number = pl.when(pl.col("step") > 0).then(pl.col("step") - 1)
            table = self._stepped[name].to_frame("step")
            return table.select(number.cast(self._came.schema[name])).to_series()
        values, rows = self._came[name], self._rows
        if name in self._picks:
            values, rows = (
                pl.concat([values, *self._written[name]]),
                _at(self._picks[name], rows),
            )
        return _at(values, rows)

    def _steps(self, name: str) -> pl.Series:
        return self._stepped[name] if name in self._stepped else steps(self._values(name))

    def _write(self, name: str, rows: pl.Series, values: pl.Series) -> None:
        """Puts values over those of rows of the pool."""
        picks = self._picks.setdefault(name, _numbered(0, self._came.height))
        written = self._written.setdefault(name, [])
        start = self._came.height + sum(map(len, written))
        self._picks[name] = picks.scatter(rows, _numbered(start, start + len(values)))
        written.append(values)


def _numbered(start: int, end: int) -> pl.Series:
    return pl.int_range(start, end, dtype=pl.get_index_type(), eager=True)


def _at(values: pl.Series, rows: pl.Series) -> pl.Series:
    """The values at these rows; null where there is none."""
    if values.is_empty():
        return values.clear(len(rows))
    return values.to_frame()[rows].to_series()
