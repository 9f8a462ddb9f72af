"""How long the tasks of a run took, from Spark's log of events and what its Python processes told."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.spark import worker_times
from tests.spark.worker_times import WorkerTime

_SLOW: Final = 1.0
"""Seconds of the largest task below which a stage is not told: Spark's own time is most of it."""
_COSTLY: Final = 0.3
"""The same in seconds of processor, of which Spark's own time is little."""
_UNEVEN: Final = 4.0
"""Times the median from which on a stage's tasks are told one by one."""
_NOTHING: Final = WorkerTime(0.0, 0, 0, 0.0)


class TaskTime(NamedTuple):
    """One task that went well."""

    number: int
    seconds: float
    """From its beginning to its end: also what it waited, for processes and for the machine."""
    java: float
    """Seconds of processor."""
    python: WorkerTime
    rows: int
    """Read from tables and from other stages."""
    size: int
    """Bytes of these."""

    @property
    def processor(self) -> float:
        """Seconds of processor of Java and Python, without the beginning of new processes."""
        return self.java + self.python.processor


class StageTimes(NamedTuple):
    """One stage."""

    name: str
    tasks: tuple[TaskTime, ...]

    @property
    def seconds(self) -> list[float]:
        """Of every task."""
        return [task.seconds for task in self.tasks]

    @property
    def processor(self) -> list[float]:
        """Of every task."""
        return [task.processor for task in self.tasks]


def times_the_median(values: Sequence[float]) -> float:
    """How many times the median the largest is."""
    return max(values) / max(statistics.median(values), 1e-3)


def settings(folder: Path) -> dict[str, str]:
    """Spark's settings that make it write the log."""
    place = folder / "events"
    place.mkdir()
    return {
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": place.as_uri(),
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
    }


def stages(folder: Path) -> list[StageTimes]:
    """The stages in the order in which they began."""
    took: dict[int, list[TaskTime]] = defaultdict(list)
    names: dict[int, str] = {}
    workers = worker_times.tasks(folder)
    for event in _events(folder / "events"):
        if event["Event"] == "SparkListenerStageSubmitted":
            stage = event["Stage Info"]
            step = event["Properties"].get("spark.job.description", "")
            names[stage["Stage ID"]] = f"{step} ({stage['Stage Name'].partition(' ')[0]})"
        elif event["Event"] == "SparkListenerTaskEnd" and not event["Task Info"]["Failed"]:
            took[event["Stage ID"]].append(_task(event, workers))
    return [StageTimes(f"{key} {names[key]}", tuple(took[key])) for key in sorted(took)]


def _task(event: dict[str, Any], workers: dict[int, WorkerTime]) -> TaskTime:
    task, metrics = event["Task Info"], event["Task Metrics"]
    table, shuffled = metrics["Input Metrics"], metrics["Shuffle Read Metrics"]
    return TaskTime(
        number=task["Task ID"],
        seconds=(task["Finish Time"] - task["Launch Time"]) / 1000,
        java=metrics["Executor CPU Time"] / 1e9,
        python=workers.get(task["Task ID"], _NOTHING),
        rows=table["Records Read"] + shuffled["Total Records Read"],
        size=table["Bytes Read"] + shuffled["Local Bytes Read"] + shuffled["Remote Bytes Read"],
    )


def told(folder: Path) -> list[str]:
    """A line for every stage that took its time, and which one is the least even.

    The tasks of an uneven stage are told one by one: whether the largest had more rows, waited for
    a process that began, or for nothing that is ours.
    """
    every = stages(folder)
    slow = [stage for stage in every if max(stage.seconds) >= _SLOW]
    costly = [stage for stage in every if max(stage.processor) >= _COSTLY]
    lines = [line for stage in slow for line in _lines(stage)]
    waited = max((times_the_median(stage.seconds) for stage in slow), default=0.0)
    worked = max((times_the_median(stage.processor) for stage in costly), default=0.0)
    tasks = [task for stage in every for task in stage.tasks]
    java, python, began = (
        sum(seconds)
        for seconds in zip(
            *((task.java, task.python.processor, task.python.beginning) for task in tasks),
            strict=True,
        )
    )
    return [
        *lines,
        f"processor of all tasks: Java {java:.1f} s, Python {python:.1f} s, and {began:.1f} s to begin",
        f"largest task at most {waited:.1f} times the median, of stages over {_SLOW:g} s",
        f"in seconds of processor at most {worked:.1f} times, of stages with {_COSTLY:g} of them in a task",
    ]


def _lines(stage: StageTimes) -> Iterator[str]:
    uneven = times_the_median(stage.seconds)
    yield (
        f"  {len(stage.tasks):4} tasks, {sum(stage.seconds):7.1f} s, median "
        f"{statistics.median(stage.seconds):6.2f}, largest {max(stage.seconds):6.2f} = {uneven:5.1f} x; "
        f"processor {statistics.median(stage.processor):6.2f}, {max(stage.processor):6.2f} = "
        f"{times_the_median(stage.processor):5.1f} x  {stage.name}"
    )
    if max(uneven, times_the_median(stage.processor)) > _UNEVEN:
        for task in stage.tasks:
            yield (
                f"         {task.seconds:6.2f} s; processor: Java {task.java:5.2f}, Python "
                f"{task.python.processor:5.2f} and {task.python.beginning:5.2f} to begin; "
                f"{task.rows} rows, {task.size} bytes; {task.python.rows} rows to Python, "
                f"{task.python.largest} at once"
            )


def _events(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open(encoding="utf-8") as lines:
                yield from map(json.loads, lines)
