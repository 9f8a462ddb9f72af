"""The workbook that clerks work from: written here, and their entries read back."""

from orgtransfer.worklist.book import build, to_bytes
from orgtransfer.worklist.decided import Problem
from orgtransfer.worklist.entries import Entries, read
from orgtransfer.worklist.split import Part, parts

__all__ = ["Entries", "Part", "Problem", "build", "parts", "read", "to_bytes"]
