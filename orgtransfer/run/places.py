"""Where a run finds the worklist, and where the new one goes while somebody has the old one open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orgtransfer.run import replacing, worklists
from orgtransfer.store import atomic


@dataclass(frozen=True)
class Place:
    """Where the worklist is, and where the new one goes."""

    workbook: Path
    target: Path
    """Another than `workbook` where that is open."""

    @property
    def all(self) -> list[Path]:
        """Every worklist that clerks may have written in; the target last."""
        beside = replacing.beside(self.workbook)
        found = [self.workbook, *([beside] if beside.is_file() or beside == self.target else [])]
        return sorted(found, key=lambda path: path == self.target)


def found(workbook: Path) -> Place:
    """Where a new worklist goes: in the place of the old one, or beside it where that is open.

    Raises:
        OutputError: neither can be written.
    """
    try:
        worklists.check(workbook)
    except atomic.InUseError:
        beside = replacing.beside(workbook)
        worklists.check(beside)
        return Place(workbook, beside)
    return Place(workbook, workbook)
