"""The workbook that clerks work from: written here, and their entries read back."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

from orgtransfer.worklist.decided import Problem
from orgtransfer.worklist.split import Part, parts

if TYPE_CHECKING:
    from orgtransfer.worklist.book import build, to_bytes
    from orgtransfer.worklist.entries import Entries, read

__all__ = ["Entries", "Part", "Problem", "build", "parts", "read", "to_bytes"]
_HEAVY: Final = {"build": "book", "to_bytes": "book", "Entries": "entries", "read": "entries"}


def __getattr__(name: str) -> object:
    """Loads what writes and reads workbooks when it is asked for: a quiet night does neither."""
    if name in _HEAVY:
        return getattr(importlib.import_module(f"{__name__}.{_HEAVY[name]}"), name)
    raise AttributeError(name)
