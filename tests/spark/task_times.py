"""How long the tasks of a run took, from Spark's log of events."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

_SLOW: Final = 1.0
"""Seconds of the largest task below which a stage is not told: Spark's own time is most of it."""


class StageTimes(NamedTuple):
    """One stage."""

    name: str
    seconds: tuple[float, ...]
    """Of every task that went well."""

    @property
    def times_the_median(self) -> float:
        """How many times the median the largest task took."""
        return max(self.seconds) / max(statistics.median(self.seconds), 1e-3)


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
    took: dict[int, list[float]] = defaultdict(list)
    names: dict[int, str] = {}
    for event in _events(folder / "events"):
        if event["Event"] == "SparkListenerStageSubmitted":
            stage = event["Stage Info"]
            step = event["Properties"].get("spark.job.description", "")
            names[stage["Stage ID"]] = f"{step} ({stage['Stage Name'].partition(' ')[0]})"
        elif event["Event"] == "SparkListenerTaskEnd" and not event["Task Info"]["Failed"]:
            task = event["Task Info"]
            passed = (task["Finish Time"] - task["Launch Time"]) / 1000
            took[event["Stage ID"]].append(passed)
    return [StageTimes(f"{key} {names[key]}", tuple(took[key])) for key in sorted(took)]


def told(folder: Path) -> list[str]:
    """A line for every stage that took its time, and which one is the least even."""
    slow = [stage for stage in stages(folder) if max(stage.seconds) >= _SLOW]
    lines = [
        f"  {len(stage.seconds):4} tasks, {sum(stage.seconds):7.1f} s, median "
        f"{statistics.median(stage.seconds):6.2f}, largest {max(stage.seconds):6.2f} = "
        f"{stage.times_the_median:5.1f} x  {stage.name}"
        for stage in slow
    ]
    worst = max((stage.times_the_median for stage in slow), default=0.0)
    return [
        *lines,
        f"largest task at most {worst:.1f} times the median, of stages over {_SLOW:g} s",
    ]


def _events(folder: Path) -> Iterator[dict[str, dict[str, int | str] | str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open(encoding="utf-8") as lines:
                yield from map(json.loads, lines)
