"""Where results and messages are printed."""

from __future__ import annotations

import os
from typing import Final

from rich.console import Console

WIDE: Final = 120
"""Columns where nobody says how many there are: a pipe, a log."""


class _Console(Console):
    """Leaves it to `exits` what it means that the reader of stdout has left (`| head`)."""

    def on_broken_pipe(self) -> None:
        """Raises it again: rich would end with the code that tells scripts of changes."""
        raise BrokenPipeError


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal; stdout is for results, stderr for messages."""
    made = _Console(stderr=stderr)
    if not made.is_terminal and "COLUMNS" not in os.environ:
        made.width = WIDE
    return made
