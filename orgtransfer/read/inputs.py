"""Every export of every system, as found."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from orgtransfer import frames
from orgtransfer.config import Config, System
from orgtransfer.errors import InputError
from orgtransfer.frames import FIELDS, Schema, conform, light
from orgtransfer.i18n import _
from orgtransfer.models import Inputs
from orgtransfer.read import columns, exported, files, places
from orgtransfer.read.grid import Grid
from orgtransfer.read.open import grids
from orgtransfer.read.table import Table, tables

Progress = Callable[[int, int], None]
"""Told the number of files read and of all files, after each."""

_TABLES: Final[Mapping[str, tuple[str, Schema]]] = {
    "records": ("members", frames.RAW_RECORDS),
    "organisations": ("organisations", frames.RAW_ORGANISATIONS),
    "transfers": ("transfers", frames.RAW_TRANSFERS),
    "set_aside": ("set_aside", frames.SET_ASIDE),
    "damage": ("damage", frames.DAMAGE),
}
"""Table of `Inputs` -> what is gathered for it, and its schema."""


@dataclass(frozen=True)
class Unread:
    """An export that could not be read."""

    system: str
    kinds: tuple[str, ...]
    """What the configuration expects in it."""
    file: str
    """As tables and messages call it."""
    message: str
    """Why, and what to do."""

    @property
    def reason(self) -> str:
        """The message in one line, without the file's name in front of it."""
        lines = [line.removeprefix(f"{self.file}: ") for line in self.message.splitlines()]
        return " ".join(lines)


class UnreadError(InputError):
    """Exports could not be read, each with its reason; what the others gave is kept."""

    def __init__(self, unread: Sequence[Unread], inputs: Inputs) -> None:
        self.unread = tuple(unread)
        self.inputs = inputs
        super().__init__("\n".join(dict.fromkeys(one.message for one in unread)))


def read(
    config: Config,
    folder: Path,
    progress: Progress | None = None,
    kept: Mapping[str, Inputs] | None = None,
) -> Inputs:
    """Reads every export that the configuration names.

    Args:
        config: the configuration.
        folder: the folder that the configuration stands in.
        progress: told how many files are done.
        kept: system -> what these very files gave when they were read before: they are not read again.

    Returns:
        SOURCES, one row a table; RAW_RECORDS, RAW_ORGANISATIONS and RAW_TRANSFERS, text as found,
        with file, sheet and row; SET_ASIDE, every row under a header that was not used; DAMAGE,
        every cell that a program spoilt.

    Raises:
        UnreadError: files cannot be read; all others have been.
        InputError: a file is missing, or has not the columns that the configuration names.
    """
    kept = kept or {}
    jobs: list[tuple[System, Path | None, list[str]]] = []
    for one in config.systems:
        if one.key in kept:
            jobs.append((one, None, []))
        else:
            jobs += [(one, file, kinds) for file, kinds in files.wanted(one, folder).items()]
    unread: list[Unread] = []
    gathered = _Gathered(ZoneInfo(config.project.timezone))
    for done, (system, file, kinds) in enumerate(jobs, start=1):
        if file is None:
            gathered.take(system.key, kept[system.key])
        else:
            place = files.shown(file, folder)
            try:
                gathered.tables(system, file, place, _tables(system, file, place, kinds, config))
            except _IllegibleError as error:
                unread.append(Unread(system.key, tuple(kinds), place, str(error)))
        if progress:
            progress(done, len(jobs))
    if unread:
        raise UnreadError(unread, gathered.inputs())
    return gathered.inputs()


class _IllegibleError(InputError):
    """The file itself is what cannot be read, whatever the configuration says of it."""


def _fault(system: System) -> type[InputError]:
    """Whose fault a table without its columns is: where the configuration names columns, its own."""
    return InputError if system.columns else _IllegibleError


def _grids(system: System, file: Path, place: str, config: Config) -> list[Grid]:
    password = os.environ.get(system.password_env) if system.password_env else None
    try:
        return grids(file, place, config.limits, password)
    except InputError as error:
        raise _IllegibleError(str(error)) from error


def _tables(
    system: System, file: Path, place: str, kinds: list[str], config: Config
) -> tuple[list[Table], list[Table]]:
    """The tables of a file that are used, and those that are not."""
    wanted = kinds[0] if len(kinds) == 1 else None
    read = tables(_grids(system, file, place, config), system.columns, wanted)
    found = places.named(read, place)
    # A sheet of a kind that the configuration names no file for is welcome where it is found.
    free = [kind for kind in FIELDS if not getattr(system, kind)]
    used = [table for table in found if table.kind in (*kinds, *free)]
    absent = [kind for kind in kinds if all(table.kind != kind for table in used)]
    if absent:
        raise _fault(system)(_no_table(system, place, absent, found))
    for table in used:
        wrong = columns.problems(table.mapped, system.key)
        if wrong:
            sheet = f" [{table.grid.label}]" if table.grid.label else ""
            raise _fault(system)("\n".join(f"{place}{sheet}: {line}" for line in wrong))
    return used, [table for table in found if table not in used]


def _no_table(system: System, place: str, kinds: list[str], tables: list[Table]) -> str:
    wrong = [
        f"{place}: {line}"
        for table in tables
        if table.mapped.kind in kinds
        for line in columns.problems(table.mapped, system.key)
    ]
    message = _(
        "{file}: no table of {kinds} found; look at it with: orgtransfer inspect {file}"
    ).format(file=place, kinds=", ".join(kinds))
    notes = [f"{place}: {note}" for t in tables if t.grid.shape == "doubtful" for note in t.notes]
    return "\n".join([message, *notes, *wrong])


def _date(table: Table, file: Path, zone: ZoneInfo) -> dt.date:
    return (
        table.exported
        or exported.from_name(file.name)
        or dt.datetime.fromtimestamp(file.stat().st_mtime, zone).date()
    )


@dataclass
class _Gathered:
    """The frames as they grow, a table at a time."""

    zone: ZoneInfo
    sources: list[dict[str, object]] = field(default_factory=list)
    parts: dict[str, list[pl.DataFrame]] = field(default_factory=dict)

    def take(self, system: str, kept: Inputs) -> None:
        """All that was read of a system before."""
        self.sources += kept.sources.filter(system=system).to_dicts()
        for name, (part, _schema) in _TABLES.items():
            table: pl.DataFrame = getattr(kept, name)
            self.parts.setdefault(part, []).append(table.filter(system=system))

    def tables(
        self, system: System, file: Path, place: str, found: tuple[list[Table], list[Table]]
    ) -> None:
        """The tables of a file that are used, and those that are not."""
        used, left = found
        for table in left:
            self.leave(system, place, table)
        for table in used:
            self.add(system, place, table, _date(table, file, self.zone))

    def leave(self, system: System, place: str, table: Table) -> None:
        """A sheet that is no table of a kind that was asked for: told, not used."""
        if table.grid.cells.height:
            rows = {"row": 1, "reason": "other_table", "text": str(table.grid.cells.height)}
            frame = pl.DataFrame([rows], schema_overrides={"row": pl.UInt32})
            self._keep("set_aside", frame, _where(system, place, table))

    def _keep(self, name: str, frame: pl.DataFrame, where: Mapping[str, str]) -> None:
        literal = [pl.lit(value).alias(column) for column, value in where.items()]
        self.parts.setdefault(name, []).append(frame.with_columns(literal))

    def add(self, system: System, place: str, table: Table, date: dt.date) -> None:
        where = _where(system, place, table)
        self._keep(table.kind, table.data, where)
        self._keep("set_aside", table.set_aside, where)
        self._keep("damage", table.damage, where)
        self.sources.append({**where, **_source(system, table, date)})

    def inputs(self) -> Inputs:
        return Inputs(
            sources=pl.DataFrame(self.sources, schema=frames.SOURCES.columns),
            **{name: self._joined(part, schema) for name, (part, schema) in _TABLES.items()},
        )

    def _joined(self, name: str, schema: Schema) -> pl.DataFrame:
        parts = [conform(part, schema) for part in self.parts.pop(name, [])]
        # In one piece: else the next that adds a column to it copies it, beside what was read.
        return light(pl.concat([schema.empty(), *parts], rechunk=True))


def _where(system: System, place: str, table: Table) -> dict[str, str]:
    file = "/".join(filter(None, (place, table.grid.member)))
    return {"system": system.key, "file": file, "sheet": table.grid.label}


def _source(system: System, table: Table, date: dt.date) -> dict[str, object]:
    header = table.header
    return {
        "label": system.label,
        "role": system.role,
        "kind": table.kind,
        "format": table.grid.format,
        "encoding": table.grid.encoding,
        "header_row": header.rows[-1] + 1 + table.grid.top if header else 0,
        "rows": table.data.height,
        "set_aside": table.set_aside.height,
        "stated": table.stated,
        "unmapped": [c.header for c in table.mapped.columns if not c.field],
        "exported": date,
        "hidden": table.data.height if table.grid.hidden else table.hidden_rows,
    }
