"""Seconds, processor seconds and peak memory by stage."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from orgtransfer.run.profile import forget_peak, peak

__all__ = ["Stopwatch", "peak"]


@dataclass
class Stopwatch:
    """What each stage took, in the order they were run."""

    seconds: dict[str, float] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)
    """Seconds of all cores together, which other work on the machine changes little."""
    megabytes: dict[str, float] = field(default_factory=dict)
    """The most memory that the process held while the stage ran."""

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Measures the block as `stage`."""
        forget_peak()
        start, used = time.perf_counter(), time.process_time()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start
        self.processor[stage] = self.processor.get(stage, 0.0) + time.process_time() - used
        self.megabytes[stage] = max(self.megabytes.get(stage, 0.0), peak())

    @property
    def total(self) -> float:
        """Seconds of all stages."""
        return sum(self.seconds.values())
