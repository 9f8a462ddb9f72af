"""Nights on which nothing came: what they cost beside the first run.

    python -m tests.benchmarks.bench_quiet [--size 10000x50000] [--rounds 3]

A world is written as two csv files, and the samples are copied. In each of them `orgtransfer
reconcile` runs in a process of its own: the first run, a second one (after which everything
stands), one on the next day, and one more on that day. Printed are the seconds that one waits, the
seconds of processor, and what part of the first run's they are. The modules are compiled before.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.benchmarks.bench_command import write

_ROOT: Final = Path(__file__).parents[2]
_DAYS: Final = {
    "first run": "2026-11-28", "second": "2026-11-29", "next day": "2026-11-30", "same day": "2026-11-30",
}  # fmt: skip
"""What is run, and the date that counts as today."""


@dataclass(frozen=True)
class Cost:
    """Seconds that one waits, and seconds of processor."""

    wall: float
    processor: float

    def beside(self, first: Cost) -> str:
        """In words, with the parts of the first run's."""
        return (
            f"{self.wall:5.2f} s ({self.wall / first.wall:.2f}), "
            f"processor {self.processor:5.2f} s ({self.processor / first.processor:.2f})"
        )


def run(folder: Path, day: str, compiled: Path) -> Cost:
    """One run in a process of its own.

    Args:
        folder: with the configuration.
        day: the date that counts as today.
        compiled: where modules are kept that are compiled.
    """
    words = [sys.executable, "-m", "orgtransfer", "reconcile", "-q", "--as-of", day]
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start, before = time.perf_counter(), os.times()
    subprocess.run(words, cwd=folder, env=environment, check=True, capture_output=True)
    after = os.times()
    processor = sum(after[2:4]) - sum(before[2:4])
    return Cost(time.perf_counter() - start, processor)


def nights(folder: Path, compiled: Path) -> dict[str, Cost]:
    """What each of the nights costs, in a folder that holds exports and a configuration."""
    return {name: run(folder, day, compiled) for name, day in _DAYS.items()}


def main() -> None:
    """Prints a line a night."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="10000x50000")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        samples, world = root / "samples", root / asked.size
        for folder in (samples, world):
            folder.mkdir()
        shutil.copytree(_ROOT / "sample_exports", samples / "sample_exports")
        shutil.copy(_ROOT / "config.toml", samples)
        write(world, "full", *(int(number) for number in asked.size.split("x")))
        compiled = root / "compiled"
        shutil.copytree(samples, root / "warm")
        nights(root / "warm", compiled)
        for number in range(1, asked.rounds + 1):
            for folder in (samples, world):
                fresh = Path(shutil.copytree(folder, root / f"{folder.name}-{number}"))
                costs = nights(fresh, compiled)
                print(f"{folder.name}, round {number}")
                for night in ("first run", "next day", "same day"):
                    print(f"  {night}: {costs[night].beside(costs['first run'])}", flush=True)


if __name__ == "__main__":
    main()
