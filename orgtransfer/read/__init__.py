"""Files to frames of text: whatever the systems and the clerks hand over, exactly as it is."""

from orgtransfer.read.guess import SystemGuess, project, systems
from orgtransfer.read.inputs import Progress, chosen, read
from orgtransfer.read.table_description import ColumnSeen, TableSeen, describe

__all__ = [
    "ColumnSeen",
    "Progress",
    "SystemGuess",
    "TableSeen",
    "chosen",
    "describe",
    "project",
    "read",
    "systems",
]
