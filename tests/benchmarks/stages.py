"""Seconds, processor seconds and peak memory by stage."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_RESET: Final = Path("/proc/self/clear_refs")
_STATUS: Final = Path("/proc/self/status")


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
        _forget_peak()
        start, used = time.perf_counter(), time.process_time()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start
        self.processor[stage] = self.processor.get(stage, 0.0) + time.process_time() - used
        self.megabytes[stage] = max(self.megabytes.get(stage, 0.0), peak())

    @property
    def total(self) -> float:
        """Seconds of all stages."""
        return sum(self.seconds.values())


def _forget_peak() -> None:
    """Starts the peak anew, where the system allows it (Linux); else it stays that of the process."""
    try:
        _RESET.write_text("5", "ascii")
    except OSError:
        return


def peak() -> float:
    """Megabytes that the process held at most since the peak was started anew."""
    try:
        lines = _STATUS.read_text("ascii").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(float(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
