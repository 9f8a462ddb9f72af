"""How long runs and copies are kept: what the configuration says under `[store]`."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Store, copies


def runs(memory: Store, workspace: Workspace, today: dt.date) -> int:
    """How many runs are kept, that of tonight, which is not recorded yet, among them; at least two."""
    oldest = _oldest(workspace, today)
    young = sum(day >= oldest for day in memory.days())
    return min(workspace.config.store.keep_runs, max(young, 1) + 1)


def superfluous(workbook: Path, workspace: Workspace, today: dt.date) -> list[Path]:
    """The dated copies of a worklist that are too many or too old, see `copies.superfluous`."""
    if not workbook.parent.is_dir():
        return []
    keep = workspace.config.store.keep_copies
    return copies.superfluous(workbook, keep, _oldest(workspace, today), workspace.zone)


def drop_copies(workbook: Path, workspace: Workspace, today: dt.date) -> None:
    """Removes them: what was entered in them is in the store."""
    for copy in superfluous(workbook, workspace, today):
        # On Windows one may be open; then it goes another night.
        with contextlib.suppress(OSError):
            copy.unlink()


def _oldest(workspace: Workspace, today: dt.date) -> dt.date:
    return today - dt.timedelta(days=workspace.config.store.keep_days)
