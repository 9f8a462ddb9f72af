"""Files to frames of text: whatever the systems and the clerks hand over, exactly as it is."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from orgtransfer.read.guess import SystemGuess, project, systems
    from orgtransfer.read.inputs import Progress, Unread, UnreadError, read
    from orgtransfer.read.table_description import ColumnSeen, TableSeen, describe

from orgtransfer.read.files import every as chosen
from orgtransfer.read.files import wanted

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
    "wanted",
]
_HEAVY: Final = {
    **dict.fromkeys(("SystemGuess", "project", "systems"), "guess"),
    **dict.fromkeys(("Progress", "Unread", "UnreadError", "read"), "inputs"),
    **dict.fromkeys(("ColumnSeen", "TableSeen", "describe"), "table_description"),
}


def __getattr__(name: str) -> object:
    """Loads what reads files when it is asked for: a quiet night reads none."""
    if name in _HEAVY:
        return getattr(importlib.import_module(f"{__name__}.{_HEAVY[name]}"), name)
    raise AttributeError(name)
