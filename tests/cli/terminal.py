"""A command in a pseudo-terminal, answered as a person would; where there are none (Windows), skip."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

_PATIENCE: Final = 60
"""Seconds without a word after which a command is stuck."""


class Terminal:
    """The command line in a terminal of its own; `shown` is all that it has printed."""

    def __init__(self, words: Sequence[str], folder: Path) -> None:
        import pty  # noqa: PLC0415  # Windows has none

        self._ours, inside = pty.openpty()
        environment = {**os.environ, "ORGTRANSFER_LANG": "zh", "COLUMNS": "120", "TERM": "dumb"}
        self.child = subprocess.Popen(
            [sys.executable, "-m", "orgtransfer", *words],
            stdin=inside, stdout=inside, stderr=inside, cwd=folder, env=environment,
            start_new_session=True,
        )  # fmt: skip
        os.close(inside)
        self.shown = ""

    def answer(self, prompt: str, answer: str) -> None:
        """Waits until what is printed ends with `prompt`, and types."""
        self._read(prompt)
        # Switching to single keys throws away what was typed a moment too early.
        time.sleep(0.15)
        os.write(self._ours, answer.encode())

    def finish(self) -> int:
        """Waits for the end; the exit code."""
        self._read(None)
        return self.close()

    def close(self) -> int:
        """Closes the window; the exit code."""
        os.close(self._ours)
        return self.child.wait(60)

    def _read(self, end: str | None) -> None:
        fresh = b""
        while end is None or not fresh.endswith(end.encode()):
            if not select.select([self._ours], [], [], _PATIENCE)[0]:
                self.child.kill()
                pytest.fail(f"nothing more was printed after: {fresh.decode('utf-8', 'replace')}")
            try:
                part = os.read(self._ours, 4096)
            except OSError:  # Linux's way to say that the other side has ended
                part = b""
            if not part:
                break
            fresh += part
        self.shown += fresh.decode("utf-8", "replace")
