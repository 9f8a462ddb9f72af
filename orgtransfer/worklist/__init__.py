"""The workbook that clerks work from: written here, and their entries read back."""

from orgtransfer.worklist.book import build, to_bytes

__all__ = ["build", "to_bytes"]
