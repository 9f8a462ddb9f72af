"""What the tasks of a run cost in Python's processes, which Spark's log of events does not tell."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import polars as pl

from orgtransfer.spark import tables


class WorkerTime(NamedTuple):
    """One task's functions on parts."""

    processor: float
    """Seconds of processor from the beginning of the first part to the end of the last one."""
    rows: int
    """Taken by them."""
    largest: int
    """Rows of the largest part."""
    beginning: float
    """Seconds of processor that new processes took before their first part."""


@contextmanager
def measured(folder: Path) -> Iterator[None]:
    """Every function on parts that is made meanwhile writes down what it costs, on this machine."""
    place = folder / "workers"
    place.mkdir()
    plain, where = tables.guarded, str(place)

    def guarded(step: Callable[..., pl.DataFrame]) -> Callable[..., pl.DataFrame]:
        return _told(plain(step), where)

    with mock.patch.object(tables, "guarded", guarded):
        yield


def _told(step: Callable[..., pl.DataFrame], where: str) -> Callable[..., pl.DataFrame]:
    """`step`; a worker need not have this module, so what it asks for is imported there."""

    def run(*parts: pl.DataFrame) -> pl.DataFrame:
        import json  # noqa: PLC0415
        import os  # noqa: PLC0415
        import time  # noqa: PLC0415

        from pyspark import TaskContext  # noqa: PLC0415

        context = TaskContext.get()
        task = context.taskAttemptId() if context else -1
        began = time.process_time()
        made = step(*parts)
        line = [task, began, time.process_time(), sum(part.height for part in parts)]
        with open(f"{where}/{os.getpid()}", "a", encoding="utf-8") as told:  # noqa: PTH123
            told.write(f"{json.dumps(line)}\n")
        return made

    return run


def tasks(folder: Path) -> dict[int, WorkerTime]:
    """Number of a task -> what its functions cost."""
    found: dict[int, list[WorkerTime]] = defaultdict(list)
    for path in (folder / "workers").iterdir():
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        new = True
        for task in dict.fromkeys(line[0] for line in lines):
            of_task = [line for line in lines if line[0] == task]
            found[task].append(_of_process(of_task, new=new))
            new = False
    return {
        task: WorkerTime(
            sum(one.processor for one in each),
            sum(one.rows for one in each),
            max(one.largest for one in each),
            sum(one.beginning for one in each),
        )
        for task, each in found.items()
    }


def _of_process(lines: list[list[Any]], *, new: bool) -> WorkerTime:
    rows = [line[3] for line in lines]
    began, ended = lines[0][1], lines[-1][2]
    return WorkerTime(ended - began, sum(rows), max(rows), began if new else 0.0)
