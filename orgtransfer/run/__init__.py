"""Runs: doing one, and looking back at those that are kept."""

from orgtransfer.run.history import Changes, diff, export
from orgtransfer.run.nightly import Done, Wishes, reconcile
from orgtransfer.run.papers import Cut, report, worklists
from orgtransfer.run.rulings import HandedIn, decide
from orgtransfer.run.workspace import Workspace, load

__all__ = [
    "Changes", "Cut", "Done", "HandedIn", "Wishes", "Workspace", "decide", "diff", "export", "load",
    "reconcile", "report", "worklists",
]  # fmt: skip
