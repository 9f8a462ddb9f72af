"""Runs: doing one, and looking back at those that are kept."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from orgtransfer.run.attempts import (
    Absence,
    Attempt,
    absent,
    attempts,
    ended_from_outside,
    recorded,
    watch,
)
from orgtransfer.run.history import Changes, diff, export
from orgtransfer.run.nightly import RunOptions, RunResult, reconcile
from orgtransfer.run.rebuilding import Rebuilt, rebuild
from orgtransfer.run.rulings import WorkbookReport, decide
from orgtransfer.run.worklists import WorklistSelection, write_worklists
from orgtransfer.run.workspace import Workspace, load

if TYPE_CHECKING:
    from orgtransfer.run.pages import put, report

__all__ = [
    "Absence",
    "Attempt",
    "Changes",
    "Rebuilt",
    "RunOptions",
    "RunResult",
    "WorkbookReport",
    "WorklistSelection",
    "Workspace",
    "absent",
    "attempts",
    "decide",
    "diff",
    "ended_from_outside",
    "export",
    "load",
    "put",
    "rebuild",
    "reconcile",
    "recorded",
    "report",
    "watch",
    "write_worklists",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """Loads what draws the page when it is asked for: most nights write none."""
    if name in {"put", "report"}:
        return getattr(importlib.import_module("orgtransfer.run.pages"), name)
    raise AttributeError(name)
