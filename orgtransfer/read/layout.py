"""How an export is laid out: where its header ends, and which column holds which field."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orgtransfer.config import Config, System
from orgtransfer.read.grid import Grid
from orgtransfer.read.open import grids
from orgtransfer.read.table import tables


@dataclass(frozen=True)
class Layout:
    """One table of members in an export."""

    grid: Grid
    """The sheet as it stands in the file."""
    header: int
    """How many rows stand above the first row of the table, the header among them."""
    fields: Mapping[str, int]
    """Field -> the column that holds it, counted from 0."""


def layouts(path: Path, place: str, system: System, config: Config) -> list[Layout]:
    """The tables of members of one export.

    Args:
        path: the file.
        place: what it is called in messages.
        system: whose export it is; the columns that its configuration names count.
        config: what a file may cost.

    Raises:
        InputError: it cannot be read.
    """
    password = os.environ.get(system.password_env) if system.password_env else None
    found = tables(grids(path, place, config.limits, password), system.columns, "members")
    return [
        Layout(table.grid, table.header.body if table.header else 0, table.mapped.fields())
        for table in found
        if table.kind == "members"
    ]
