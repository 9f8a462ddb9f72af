"""What clerks added to a workbook, read back: their columns and rows, dates, fills, comments.

Absence says nothing here either: only a cell that is empty where the workbook showed something is
an erasure, and only of what the file can tell (text knows no colours).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from orgtransfer import frames
from orgtransfer.worklist import own_columns
from orgtransfer.worklist.additions import DATES, HEADER, JOINTS, ROW, header_value, joined
from orgtransfer.worklist.cell_annotations import Annotations
from orgtransfer.worklist.decided import Line
from orgtransfer.worklist.own_columns import Columns
from orgtransfer.worklist.sheets import Sheet


@dataclass(frozen=True)
class Layout:
    """What one sheet of a workbook can tell of a clerk's own."""

    sheet: Sheet | None = None
    """Ours; None: not one with lines to fill in."""
    header: int = 0
    """The row of the headers, from 0."""
    columns: Columns = field(default_factory=Columns)
    marked: Annotations | None = None
    """None: the file cannot tell."""
    fields: Collection[str] = ()
    """The columns to fill in that are there (keys of `words.HEADERS`)."""
    at: Mapping[int, Mapping[tuple[str, str], tuple[str, str]]] = field(default_factory=dict)
    """Row -> what stands on its cells: see `Line.added`."""

    def of(
        self, row: int, cells: Sequence[str | None], fields: Mapping[str, str]
    ) -> dict[tuple[str, str], tuple[str, str]]:
        """What was added to one line, see `Line.added`.

        Args:
            row: its place in the sheet, from 0.
            cells: all of its cells.
            fields: those to fill in.
        """
        found = dict(self.at.get(row, {}))
        for place, name in self.columns.own.items():
            text = _text(cells[place])
            if text:
                found["column", name] = (text, "")
        for name in DATES:
            if fields.get(name):
                found[name, ""] = (fields[name], "")
        return found

    def tells(self, kind: str, place: str) -> bool:
        """Whether the sheet would show an addition, if it were there."""
        if kind in DATES:
            return kind in self.fields
        if kind == "column":
            return place in self.columns.own.values()
        return self.marked is not None and place in self.columns.names.values()


def layout(
    title: str,
    rows: pl.DataFrame,
    header: int,
    fields: Mapping[str, int],
    marked: Annotations | None,
) -> Layout:
    """What a sheet can tell.

    Args:
        title: what its tab says.
        rows: all of it.
        header: the row of the headers, from 0.
        fields: column to fill in -> its place.
        marked: what stands on its cells.
    """
    keys = rows[header + 1 :, fields["key"]].drop_nulls().to_list() if "key" in fields else []
    ours = own_columns.sheet(title, keys, rows.row(header))
    if ours is None:
        return Layout(header=header)
    columns = own_columns.found(rows.row(header), ours)
    names = columns.names
    at: dict[int, dict[tuple[str, str], tuple[str, str]]] = {}
    if marked is not None:
        for (row, place), colour in marked.fills.items():
            if row > header and place in names:
                at.setdefault(row, {})["fill", names[place]] = (colour, "")
        for (row, place), (author, text) in marked.comments.items():
            if row > header and place in names:
                at.setdefault(row, {})["comment", names[place]] = (text, author)
    return Layout(ours, header, columns, marked, fields.keys(), at)


@dataclass
class ReadAdditions:
    """All additions of one workbook, and what of those that it showed is gone."""

    shown: pl.DataFrame
    """ADDITIONS that stood in it when it was written."""
    main: bool = False
    """Whether this is the committee's own workbook, in which missing rows and headers are erased."""
    _found: dict[tuple[str, str, str], tuple[str | None, str | None]] = field(default_factory=dict)

    def said(self, kind: str, subject: str) -> str:
        """What the workbook showed of one kind for a line; "" for nothing."""
        return self._said.get((kind, subject), "")

    @cached_property
    def _said(self) -> Mapping[tuple[str, str], str]:
        dates = self.shown.filter(pl.col("kind").is_in(DATES)).drop_nulls("value")
        return {
            (row[0], row[1]): row[2] for row in dates.select("kind", "subject", "value").iter_rows()
        }

    def sheet(self, layout: Layout, rows: Sequence[str]) -> None:
        """Takes the headers that were added, and the rows under the lines.

        Args:
            layout: the sheet.
            rows: what stands under its lines, see `under`.
        """
        if layout.sheet is None:
            return
        key = layout.sheet.key
        for place, name in layout.columns.own.items():
            width = layout.marked.widths.get(place) if layout.marked else None
            self._found[HEADER, key, name] = (header_value(place, width), None)
        for number, row in enumerate(rows, start=1):
            self._found[ROW, key, str(number)] = (row, None)
        if not self.main:
            return
        mine = self.shown.filter(pl.col("kind").is_in([HEADER, ROW]), subject=key)
        for kind, place in mine.select("kind", "place").iter_rows():
            self._found.setdefault((kind, key, place), (None, None))

    def lines(self, lines: Sequence[Line], layouts: Mapping[str, Layout]) -> None:
        """Takes what was added to lines.

        Args:
            lines: bound to the matters that they are about.
            layouts: title of a sheet -> what it can tell.
        """
        before: dict[str, list[tuple[str, str]]] = {}
        for kind, subject, place in self.shown.select("kind", "subject", "place").iter_rows():
            before.setdefault(subject, []).append((kind, place))
        for line in lines:
            subject = "|".join(sorted(line.key.split("|")))
            for (kind, place), (value, author) in line.added.items():
                self._take((kind, subject, place), value, author or None)
            for kind, place in before.get(subject, ()):
                if layouts[line.sheet].tells(kind, place):
                    self._found.setdefault((kind, subject, place), (None, None))

    def _take(self, at: tuple[str, str, str], value: str, author: str | None) -> None:
        other = self._found.get(at, (None, None))[0]
        if other and value != other and at[0] in JOINTS:
            value = other if value in other else f"{other}{JOINTS[at[0]]}{value}"
        self._found[at] = (value, author)

    def table(self) -> pl.DataFrame:
        """ADDITIONS: what stands in the workbook, null where something was taken away."""
        rows = [(*at, *said) for at, said in self._found.items()]
        return pl.DataFrame(rows, schema=frames.ADDITIONS.columns, orient="row")


def under(
    rows: pl.DataFrame, header: int, lines: Collection[int], key: int | None
) -> Iterator[list[str | None]]:
    """The cells of the rows that a clerk wrote under the lines.

    Args:
        rows: the whole sheet.
        header: the row of its headers, from 0.
        lines: the rows, from 0, that are lines.
        key: the column of keys; without it nothing tells a line from a clerk's row.
    """
    if key is None:
        return
    for number in range(header + 1, rows.height):
        if number in lines:
            continue
        cells = [cell for place, cell in enumerate(rows.row(number)) if place != key]
        if any(cells):
            yield cells


def nobodys(rows: Sequence[Sequence[str | None]], names: Collection[str]) -> list[str]:
    """Rows as ADDITIONS have them, but for those with somebody's name: lines that lost their key.

    Args:
        rows: see `under`.
        names: everyone who is on any line.
    """
    return [joined(cells) for cells in rows if not any(_text(cell) in names for cell in cells)]


def _text(cell: str | None) -> str:
    return (cell or "").strip().removesuffix(" 00:00:00")
