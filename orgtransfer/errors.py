"""What can go wrong, each with the exit code that scripts rely on.

Messages are written for clerks: what happened, where (file, sheet, row), and what to do. They
never hold an ID number, a name or another person's data.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

EXIT_DONE = 0
EXIT_CHANGED = 1
EXIT_USAGE = 2
EXIT_BUG = 3
EXIT_PROTECTED = 4
EXIT_INTERRUPTED = 130


class OrgtransferError(Exception):
    """An expected failure. `str(error)` is what the user reads; `exit_code` is the contract's."""

    exit_code: ClassVar[int] = EXIT_USAGE


class ConfigError(OrgtransferError):
    """The configuration has mistakes: all of them, one a line, each with its path."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class InputError(OrgtransferError):
    """An export is missing, unreadable or not what it was said to be."""


class OutputError(OrgtransferError):
    """A file could not be written; what was there before is untouched."""


class UnknownNameError(OrgtransferError):
    """A rule, run, table, finding or unit that was asked for does not exist."""


class ProtectedError(OrgtransferError):
    """Going on would lose something: an export shrank, or a workbook has entries to keep."""

    exit_code: ClassVar[int] = EXIT_PROTECTED


class FrameError(OrgtransferError):
    """A table between two stages is not what its schema says: a fault of ours."""

    exit_code: ClassVar[int] = EXIT_BUG
