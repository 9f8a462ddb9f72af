"""What is remembered from run to run: runs with their tables, and what clerks have ruled.

`Store` keeps them in one SQLite file, `locking` lets one run at a time in, and `atomic` writes
files so that a half-written one never stands in another's place.
"""

from orgtransfer.store.exports import Export, Shrunk, exports, shrunk
from orgtransfer.store.store import Run, Store, is_new
from orgtransfer.store.store import open_store as open  # noqa: A004  # read as `store.open(path)`

__all__ = ["Export", "Run", "Shrunk", "Store", "exports", "is_new", "open", "shrunk"]
