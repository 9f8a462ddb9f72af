"""How a file is read, told to people: what `inspect` shows and `init` decides by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from orgtransfer.config import WORDS, Limits
from orgtransfer.read import columns, exported, places, words
from orgtransfer.read.column_values import unguarded
from orgtransfer.read.columns import Column
from orgtransfer.read.open import grids
from orgtransfer.read.table import Table, tables
from orgtransfer.similarity import identity

EXAMPLES: Final = 3

_PEOPLE: Final = ("name", "former_name", "secretary", "contact")
_NUMBERS: Final = ("phone", "contact_phone", "member_no")
_SHOWN: Final = (
    "sex", "ethnicity", "education", "category", "join_date", "full_date", "branch",
    "branch_code", "parent", "unit", "original_unit", "association", "post", "position", "state",
    "lost_since", "flow", "flow_since", "moved_in", "moved_out", "dues_paid_to", "org_name",
    "org_short_name", "org_former_name", "org_code", "org_kind", "parent_code", "founded",
    "term_from", "term_to", "functional", "may_admit", "members_stated", "letter_no", "from_org",
    "to_org", "issued", "valid_days", "received", "receipt", "transfer_state",
)  # fmt: skip
"""Fields that say nothing about who somebody is."""


@dataclass(frozen=True)
class ColumnSeen:
    """A column, and what it was taken for."""

    header: str
    field: str | None
    confidence: float
    why: str
    """What told: header, part (of the header), values, config; empty without a field."""
    examples: tuple[str, ...]
    """Up to three values, masked, in no order that would tell which belong to one person."""


@dataclass(frozen=True)
class TableSeen:
    """One table of a file, and how it was understood."""

    file: str
    format: str
    encoding: str | None
    why: str
    """What the encoding and the delimiter were told by."""
    sheet: str
    kind: str
    """members, organisations, transfers or unknown."""
    header_rows: tuple[int, ...]
    """As the spreadsheet numbers them; empty where there is no header."""
    title: str | None
    """The first text above the header."""
    rows: int
    set_aside: Mapping[str, int]
    damage: Mapping[str, int]
    columns: tuple[ColumnSeen, ...]
    stated: int | None
    exported: dt.date
    branch: str | None
    hidden: bool
    hidden_rows: int
    notes: tuple[str, ...]
    problems: tuple[str, ...]
    """What `reconcile` would stop at, each with the configuration line that mends it."""
    conflicts: Mapping[str, tuple[str, ...]]
    """Field -> the headers of the columns that claim it alike."""
    words: Mapping[str, Mapping[str, int]]
    """Field of `config.WORDS` -> word -> how often it stands there."""
    associations: float
    """The share of organisation names that are those of associations."""

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the table has."""
        return frozenset(column.field for column in self.columns if column.field)


def describe(path: Path, limits: Limits, password: str | None = None) -> list[TableSeen]:
    """Reads a file without any configuration, and says how.

    Args:
        path: the file.
        limits: what it may cost.
        password: opens it where it is locked.

    Returns:
        A description of every table, in the file's order; sheets without a cell are left out
        where another sheet has some.

    Raises:
        InputError: the file cannot be read.
    """
    place = path.as_posix()
    found = places.named(tables(grids(path, place, limits, password), {}), place)
    full = [table for table in found if table.grid.cells.height]
    return [_seen(table, path, place) for table in full or found[:1]]


def _seen(table: Table, path: Path, place: str) -> TableSeen:
    grid = table.grid
    kind = table.kind
    start = table.header.body if table.header else 0
    rows = grid.cells.head(min(start, 20)).rows()
    above = iter([*grid.above, *(c for row in rows for c in row if c and c.strip())])
    return TableSeen(
        file="/".join(filter(None, (place, grid.member))),
        format=grid.format,
        encoding=grid.encoding,
        why=grid.why,
        sheet=grid.label,
        kind=kind,
        header_rows=tuple(row + 1 + grid.top for row in table.header.rows) if table.header else (),
        title=next(above, None) if table.header and (grid.above or table.header.rows[0]) else None,
        rows=table.data.height if kind != "unknown" else 0,
        set_aside=_counts(table.set_aside, "reason") if kind != "unknown" else {},
        damage=_counts(table.damage, "kind"),
        columns=tuple(_columns(table)),
        stated=table.stated,
        exported=table.exported or exported.from_name(path.name) or _modified(path),
        branch=table.branch,
        hidden=grid.hidden,
        hidden_rows=table.hidden_rows,
        notes=table.notes,
        problems=tuple(columns.problems(table.mapped, None)) if kind != "unknown" else (),
        conflicts={
            name: tuple(table.mapped.columns[i].header for i in indexes)
            for name, indexes in table.mapped.conflicts.items()
        },
        words=_words(table),
        associations=_associations(table),
    )


def _words(table: Table) -> dict[str, dict[str, int]]:
    """The words of the columns that hold words; the digits of what is none are hidden."""
    asked = WORDS.keys() & table.mapped.fields().keys()
    return {
        name: _counts(
            table.data.select(
                pl.col(name).str.strip_chars().str.replace_all(r"\d{7,}[\dXx]?", "…")
            ).filter(pl.col(name) != "", ~pl.col(name).is_in(words.FILLERS)),
            name,
        )
        for name in sorted(asked)
    }


def _associations(table: Table) -> float:
    """Whether a list is about associations: by its branches, or by the organisations it lists."""
    names = [name for name in ("association", "branch", "org_name") if name in table.data.columns]
    shares = [
        table.data.get_column(name).drop_nulls().str.contains("|".join(words.ASSOCIATIONS)).mean()
        for name in names
    ]
    return max((float(share) for share in shares if isinstance(share, float)), default=0.0)


def _modified(path: Path) -> dt.date:
    return dt.datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()


def _counts(frame: pl.DataFrame, column: str) -> dict[str, int]:
    counted = frame.group_by(column).len().sort("len", column, descending=[True, False])
    return {str(name): int(number) for name, number in counted.rows()}


def _columns(table: Table) -> list[ColumnSeen]:
    """The columns that have a header or a value."""
    body = table.grid.cells.slice(table.header.body if table.header else 0)
    rows = body.filter(pl.Series(range(body.height)).is_in(_kept(table)))
    return [
        ColumnSeen(c.header, c.field, c.confidence, c.why, examples)
        for c in table.mapped.columns
        if (examples := _examples(table, c, rows)) or not c.header.startswith("#")
    ]


def _kept(table: Table) -> list[int]:
    start = table.header.body if table.header else 0
    return [row - start - 1 - table.grid.top for row in table.data.get_column("row")]


def _examples(table: Table, column: Column, rows: pl.DataFrame) -> tuple[str, ...]:
    values = table.data.get_column(column.field) if column.field else rows.to_series(column.index)
    text = values.to_frame("v").select(unguarded(pl.col("v")).str.replace_all(r"\s+", " "))
    given = text.filter(
        pl.col("v").is_not_null() & (pl.col("v") != "") & ~pl.col("v").is_in(words.FILLERS)
    )
    few = (
        given.unique().sort("v").gather_every(max(1, given.get_column("v").n_unique() // EXAMPLES))
    )
    masked = few.head(EXAMPLES).select(_mask(column.field)).to_series()
    return tuple(str(value) for value in masked if value is not None)


def _mask(field: str | None) -> pl.Expr:
    """A value for the eye. Of a birth date only the decade is left, since an ID stands beside it."""
    text = pl.col("v")
    if field == "id_number":
        return identity.mask(text)
    if field == "birth_date":
        return text.str.slice(0, 3) + text.str.slice(3).str.replace_all(r"\d", "*")
    if field in _SHOWN:
        # A column that was taken for the wrong field shows no whole number either.
        return text.str.slice(0, 40).str.replace_all(r"\d{13,}[\dXx]?", "…")
    if field in _PEOPLE:
        return text.str.slice(0, 1) + text.str.slice(1).str.replace_all(r".", "*")
    if field in _NUMBERS:
        hidden = text.str.head(-2).str.slice(3).str.replace_all(r".", "*")
        return text.str.slice(0, 3) + hidden + text.str.tail(2)
    return text.str.slice(0, 2) + text.str.slice(2, 10).str.replace_all(r".", "*")
