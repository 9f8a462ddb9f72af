"""What each stage of a run costs: seconds, processor seconds, and the most memory that it held."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orgtransfer.models import Progress

_RESET: Final = Path("/proc/self/clear_refs")
_STATUS: Final = Path("/proc/self/status")
_PEAK: Final = "5"
"""Written there, it starts the peak anew (proc(5))."""


@dataclass
class Cost:
    """What one stage took."""

    seconds: float = 0.0
    processor: float = 0.0
    """Seconds of all cores together."""
    megabytes: float = 0.0
    """The most that the process held while the stage ran; 0 where the system does not say."""


class Profile:
    """A progress that passes on what it is told, and measures from one stage to the next."""

    def __init__(self, progress: Progress) -> None:
        self.costs: dict[str, Cost] = {}
        """Stage -> its cost, in the order in which they came."""
        self._progress = progress
        self._stage: str | None = None
        self._since = self._used = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """As `models.Progress`."""
        if stage != self._stage:
            self.end()
            self._stage = stage
            self._since, self._used = time.perf_counter(), time.process_time()
            forget_peak()
        self._progress(stage, done, total)

    def end(self) -> None:
        """Ends the stage that is at work."""
        if self._stage is None:
            return
        cost = self.costs.setdefault(self._stage, Cost())
        cost.seconds += time.perf_counter() - self._since
        cost.processor += time.process_time() - self._used
        cost.megabytes = max(cost.megabytes, peak())
        self._stage = None


def forget_peak() -> None:
    """Starts the peak anew, where the system allows it (Linux); else it is the process's own."""
    try:
        _RESET.write_text(_PEAK, "ascii")
    except OSError:
        return


def peak() -> float:
    """Megabytes that the process held at most since the peak was started anew; 0 where none are known."""
    try:
        lines = _STATUS.read_text("ascii", "replace").splitlines()
    except OSError:
        return _peak_of_the_process()
    known = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return float(next(known, 0)) / 1024


def _peak_of_the_process() -> float:
    if sys.platform == "win32":
        return 0.0
    import resource  # not on Windows

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
