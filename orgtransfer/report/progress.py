"""How far the run is: a bar a stage on a terminal, plain lines otherwise, always on stderr."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from orgtransfer.i18n import N_, _

Report = Callable[[str, int, int], None]
"""`report(stage, done, total)`: what every stage may be given. `total` 0 means not known."""

STAGES: Final = {
    "read": N_("Reading the exports"),
    "clean": N_("Cleaning"),
    "organisations": N_("Putting the branches in order"),
    "match": N_("Matching people"),
    "findings": N_("Checking the rules"),
    "diff": N_("Comparing with the last run"),
    "worklist": N_("Writing the workbook"),
    "report": N_("Writing the report"),
    "store": N_("Keeping the run"),
}
"""The stages in the order in which they come; another name is shown as it is."""


def silent(stage: str, done: int, total: int) -> None:
    """Shows nothing: what `-q` passes down."""


@contextmanager
def shown(console: Console, clock: Callable[[], float] = time.monotonic) -> Iterator[Report]:
    """A report that shows itself on `console` while the block runs.

    Args:
        console: should write to stderr, so that results alone are on stdout.
        clock: seconds; for the plain lines.
    """
    if not console.is_terminal:
        yield _Lines(console, clock)
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console) as bars:
        yield _Bars(bars)


class _Bars:
    """One bar a stage; a stage that begins ends the one before it."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(_(STAGES.get(stage, stage)), total=None)
        self._bars.update(self._tasks[stage], completed=done, total=total or None)


class _Lines:
    """One line when a stage begins and, if that took a second, one when it has ended."""

    def __init__(self, console: Console, clock: Callable[[], float]) -> None:
        self._console = console
        self._clock = clock
        self._began: dict[str, float] = {}
        self._ended: set[str] = set()

    def __call__(self, stage: str, done: int, total: int) -> None:
        name = _(STAGES.get(stage, stage))
        if stage not in self._began:
            self._began[stage] = self._clock()
            self._console.print(f"{name} …", highlight=False, markup=False)
        if total and done >= total and stage not in self._ended:
            self._ended.add(stage)
            self._end(name, self._clock() - self._began[stage])

    def _end(self, name: str, seconds: float) -> None:
        if seconds >= 1:
            line = _("{stage}: {seconds} s").format(stage=name, seconds=f"{seconds:.1f}")
            self._console.print(line, highlight=False, markup=False)
