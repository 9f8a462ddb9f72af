"""Which records are the same person: block, compare, score, assign, explain.

`match` is the entry; `explain` says in words why a pair was, or was not, joined.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orgtransfer.match.matching import match

__all__ = ["match"]


def __getattr__(name: str) -> object:
    """Loads what compares when it is asked for: a quiet night compares nothing."""
    if name == "match":
        return importlib.import_module("orgtransfer.match.matching").match
    raise AttributeError(name)
