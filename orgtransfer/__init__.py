"""orgtransfer: who is the same member across systems, and where each relationship stands.

The interface for Python is `reconcile`; everything else may change between versions.
"""

from __future__ import annotations

import importlib

__all__ = ["__version__", "reconcile"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Loads what is heavy when it is asked for, so that `--help` answers at once."""
    if name == "reconcile":
        return importlib.import_module("orgtransfer.interface").reconcile
    raise AttributeError(name)
