"""What a run's exports were, and whether one has shrunk since the run before."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl


@dataclass(frozen=True)
class Export:
    """One export that a run read: what it was, its size in rows, and its content's digest."""

    system: str
    kind: str
    file: str
    rows: int
    digest: str


@dataclass(frozen=True)
class Shrunk:
    """Exports of one kind of a system that hold far fewer rows than before, or none."""

    system: str
    kind: str
    before: int
    now: int


def exports(sources: pl.DataFrame, folder: Path) -> tuple[Export, ...]:
    """SOURCES as the history keeps them: one line a file, its sheets added up."""
    files = (
        sources.group_by("system", "kind", "file")
        .agg(pl.col("rows").sum())
        .sort("system", "kind", "file")
    )
    return tuple(
        Export(system, kind, file, int(rows), _digest(folder / file))
        for system, kind, file, rows in files.iter_rows()
    )


def shrunk(before: Sequence[Export], now: Sequence[Export], limit: float) -> tuple[Shrunk, ...]:
    """Where going on would report people as gone who are only missing from a broken export.

    Args:
        before: the last run's exports; none on the first night.
        now: this run's.
        limit: the share of rows that may be missing.

    Returns:
        Each system and kind that has lost more than that; and each list of members without rows.
    """
    old, new = _rows(before), _rows(now)
    return tuple(
        Shrunk(*key, before=old[key], now=rows)
        for key, rows in sorted(new.items())
        if (rows == 0 and (old[key] > 0 or key[1] == "members")) or rows < old[key] * (1 - limit)
    )


def _rows(exports: Sequence[Export]) -> Counter[tuple[str, str]]:
    rows: Counter[tuple[str, str]] = Counter()
    for export in exports:
        rows[export.system, export.kind] += export.rows
    return rows


def _digest(path: Path) -> str:
    """The digest of a file; empty where the rows came from inside an archive."""
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "blake2b").hexdigest()[:32]
