"""A sheet before it has a format: what the writers of every format are given."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Error:
    """A cell that holds #N/A."""

    text: str = "#N/A"


Value = str | int | float | dt.date | Error | None
Block = tuple[int, int, int, int]
"""Merged cells: top, left, bottom, right, counted from 0."""


@dataclass(frozen=True)
class Sheet:
    """One sheet. Rows are counted from 0."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    merges: tuple[Block, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden: bool = False
