"""`python -m tests.spark`: a benchmark world matched on Spark and on one machine, and held side by side.

    python -m tests.spark --size 20000 20000                           # roster and register, local[2]
    python -m tests.spark --kind noid --size 2000 10000 --master 'local-cluster[2,1,1024]'
    python -m tests.spark --size 2000 10000 --master 'local-cluster[2,1,1024]' --kill

`--kill` ends a worker's process in the middle of every step. The exit code is 1 where anything differs.
It needs the extra `spark` and Java 17.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from orgtransfer.config import Match
from orgtransfer.models import Matched
from orgtransfer.spark import engine, session
from tests.spark.tables import Tables, assert_same, one_machine, world

_EXECUTOR: Final = "CoarseGrainedExecutorBackend"
_SOON: Final = 1.0
"""Seconds after the beginning of a step at which a worker is killed."""


def main() -> int:
    """Prints what both took, and whether they agree."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kind", default="full", choices=("full", "masked", "noid", "roster"))
    parser.add_argument("--size", type=int, nargs=2, default=(2000, 10000), metavar="ROWS")
    parser.add_argument("--systems", type=int, default=2)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--kill", action="store_true")
    given = parser.parse_args()
    if told := session.missing():
        print(told)
        return 2
    tables = world(given.kind, *given.size, systems=given.systems)
    ours, seconds = _timed(lambda: one_machine(tables))
    print(f"one machine: {seconds:.1f} s of processor, {ours.pairs.height} pairs", flush=True)
    with tempfile.TemporaryDirectory(prefix="spark-") as folder:
        theirs, seconds, killed = _on_spark(tables, given.master, Path(folder), kill=given.kill)
    print(f"{given.master}: {seconds:.1f} s of processor, {killed} workers killed", flush=True)
    try:
        assert_same(ours, theirs)
    except AssertionError as error:
        # Only which column differs: rows are people's.
        print(f"they differ: {str(error).splitlines()[0]}")
        return 1
    print("equal: persons, pairs, tiers, what was dismissed, costs of blocks")
    return 0


def _on_spark(
    tables: Tables, master: str, folder: Path, *, kill: bool
) -> tuple[Matched, float, int]:
    deaths: list[int] = []
    steps: list[threading.Timer] = []

    def strike(_step: str = "") -> None:
        timer = threading.Timer(_SOON, lambda: deaths.extend(_kill_one()))
        timer.daemon = True
        steps.append(timer)
        timer.start()

    with session.session(master, folder, {"spark.executor.memory": "1g"}) as spark:
        if kill:
            strike()
        run = engine.matching(spark, folder.as_uri(), strike if kill else None)
        found, seconds = _timed(lambda: run(*tables.arguments(Match())))
        for timer in steps:
            timer.cancel()
    return found, seconds, len(deaths)


def _kill_one() -> list[int]:
    """Ends the process of one of this program's workers; the one that was ended."""
    workers = [row.process for row in _family() if _EXECUTOR in row.words]
    for process in workers[:1]:
        os.kill(process, signal.SIGKILL)
        return [process]
    return []


def _timed(work: Callable[[], Matched]) -> tuple[Matched, float]:
    """What `work` gives, and the seconds of processor of this program and all below it."""
    before = _spent()
    made = work()
    return made, _spent() - before


def _spent() -> float:
    """Seconds of processor of this program and of every program below it."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    others = sum(row.seconds for row in _family() if row.process != os.getpid())
    return time.process_time() + others + ended.ru_utime + ended.ru_stime


class _Program(NamedTuple):
    """A program that runs."""

    process: int
    parent: int
    seconds: int
    words: str


def _family() -> list[_Program]:
    """This program and every program below it."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,cputimes=,args="], capture_output=True, text=True, check=True
    )
    rows = [
        _Program(*map(int, line.split(maxsplit=3)[:3]), line) for line in listed.stdout.splitlines()
    ]
    family = {os.getpid()}
    for _generation in range(10):
        family |= {row.process for row in rows if row.parent in family}
    return [row for row in rows if row.process in family]


if __name__ == "__main__":
    sys.exit(main())
