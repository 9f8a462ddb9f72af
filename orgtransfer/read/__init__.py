"""Files to frames of text: whatever the systems and the clerks hand over, exactly as it is."""

from orgtransfer.read.guess import SystemGuess, project, systems
from orgtransfer.read.inputs import Progress, Unread, UnreadError, chosen, read
from orgtransfer.read.table_description import ColumnSeen, TableSeen, describe

__all__ = [
    "ColumnSeen",
    "Progress",
    "SystemGuess",
    "TableSeen",
    "Unread",
    "UnreadError",
    "chosen",
    "describe",
    "project",
    "read",
    "systems",
]
