"""The programs that run below this one, and what they have cost; from Linux' /proc."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Process(NamedTuple):
    """A program that runs."""

    number: int
    parent: int
    ticks: int
    """What it has cost, and those below it that have ended."""
    words: str


def family() -> list[Process]:
    """This program and every program below it."""
    running = {process.number: process for process in _all()}
    kept = {os.getpid()}
    for _generation in range(20):
        more = {number for number, process in running.items() if process.parent in kept}
        if more <= kept:
            break
        kept |= more
    return [process for number, process in running.items() if number in kept]


def seconds() -> float:
    """Seconds of processor of this program and of every program below it, those that ended included."""
    return sum(process.ticks for process in family()) / os.sysconf("SC_CLK_TCK")


def _all() -> list[Process]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        # It may end meanwhile.
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            # The name, in brackets, may hold anything.
            rest = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
            found.append(Process(int(folder.name), int(rest[1]), sum(map(int, rest[11:15])), words))
    return found
