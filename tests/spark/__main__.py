"""`python -m tests.spark`: a benchmark world worked out on Spark and on one machine, and held side by side.

    python -m tests.spark --size 20000 20000                           # roster and register, local[2]
    python -m tests.spark --kind noid --size 2000 10000 --master 'local-cluster[2,1,1024]'
    python -m tests.spark --size 2000 10000 --master 'local-cluster[2,1,1024]' --kill
    python -m tests.spark --size 2000 2000 --stop                      # the driver, after every step
    python -m tests.spark --size 20000 20000 --skew --tasks            # how even the tasks are
    python -m tests.spark --size 20000 20000 --by-unit                 # verdicts, tables by unit
    python -m tests.spark --size 20000 20000 --judge                   # verdicts, rules, figures

`--kill` ends a worker's process in the middle of every step. `--stop` ends the driver after every step,
and begins it again, until it has the result. The exit code is 1 where anything differs, and where a step
that was finished before the driver ended is made again.
It needs the extra `spark` and Java 17.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from orgtransfer.models import Inputs, Outcome
from orgtransfer.spark import engine, session
from tests.spark import handed_on, processes, stopped, task_times, worker_times
from tests.spark.tables import RULES, SMALL, TODAY, assert_same_outcome, inputs_of, worked_out

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
    parser.add_argument("--skew", action="store_true", help="one name of 1 %%, one unit of half")
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--memory", default="2g", help="of the driver and of each executor")
    parser.add_argument("--light", action="store_true", help="Java compiles little: for CI")
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--stop", action="store_true")
    parser.add_argument(
        "--after", nargs="+", default=(), help="with --stop: only after these steps"
    )
    parser.add_argument(
        "--by-unit",
        action="store_true",
        help="only verdicts and tables by unit of one machine's run",
    )
    parser.add_argument(
        "--judge", action="store_true", help="matching on one machine; only the rest on Spark"
    )
    parser.add_argument("--tasks", action="store_true", help="print how long the tasks took")
    parser.add_argument("--killed-in", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if told := session.missing():
        print(told)
        return 2
    with tempfile.TemporaryDirectory(prefix="spark-") as folder:
        if given.stop:
            asked = [word for word in sys.argv[1:] if word != "--stop"]
            return stopped.to_the_end(asked, Path(folder))
        return _compared(given, Path(folder))


def _compared(given: argparse.Namespace, folder: Path) -> int:
    """The exit code."""
    inputs = inputs_of(given.kind, *given.size, systems=given.systems, skewed=given.skew)
    further = {"spark.executor.memory": given.memory, "spark.driver.memory": given.memory}
    if given.light:
        further = SMALL | further
    if given.tasks:
        # Else Spark lays small parts together, and a stage has but two tasks to compare.
        further["spark.sql.adaptive.coalescePartitions.enabled"] = "false"
    if given.by_unit:
        return _handed_on(inputs, given.master, further, folder)
    if given.killed_in:
        theirs = stopped.attempt(inputs, given.master, further, given.killed_in, given.after)
    else:
        theirs = _on_spark(
            inputs, given.master, further, folder, kill=given.kill, judge=given.judge
        )
    if given.tasks:
        print("\n".join(task_times.told(folder)), flush=True)
    began = time.perf_counter()
    ours, seconds = _timed(lambda: worked_out(inputs))
    print(
        f"one machine: {time.perf_counter() - began:.1f} s, {seconds:.1f} s of processor, "
        f"{ours.records.height} records, {ours.matched.pairs.height} pairs, "
        f"{ours.findings.height} findings",
        flush=True,
    )
    try:
        assert_same_outcome(ours, theirs)
    except AssertionError as error:
        # Only which column differs: rows are people's.
        print(f"they differ: {str(error).splitlines()[0]}")
        return 1
    print("equal: persons, pairs, tiers, dismissed pairs, costs of blocks, verdicts, findings")
    return 0


def _handed_on(inputs: Inputs, master: str, further: dict[str, str], folder: Path) -> int:
    """The exit code."""
    outcome = worked_out(inputs)
    with session.session(master, folder, further) as spark:
        steps: tuple[tuple[str, Callable[[Path], None]], ...] = (
            (
                "verdicts",
                lambda place: handed_on.assert_same_verdicts(spark, outcome, RULES, TODAY, place),
            ),
            ("by unit", lambda place: handed_on.assert_same_tables(spark, outcome, place)),
        )
        for number, (name, step) in enumerate(steps):
            began = time.perf_counter()
            try:
                step(folder / str(number))
            except AssertionError as error:
                print(f"{name}: they differ: {str(error).splitlines()[0]}")
                return 1
            print(f"{name}: equal, {time.perf_counter() - began:.1f} s", flush=True)
    print(f"{outcome.records.height} records, {outcome.findings.height} findings")
    return 0


@dataclass
class _Steps:
    """Is told of every step: prints its seconds, and strikes in the middle of the next one."""

    kill: bool
    began: float = field(default_factory=time.perf_counter)
    timers: list[threading.Timer] = field(default_factory=list)
    deaths: list[int] = field(default_factory=list)

    def __call__(self, step: str) -> None:
        now = time.perf_counter()
        print(f"  {step:12} {now - self.began:7.1f} s", flush=True)
        self.began = now
        self.strike()

    def strike(self) -> None:
        """Ends a worker's process soon, where that is asked for."""
        if self.kill:
            timer = threading.Timer(_SOON, lambda: self.deaths.extend(_kill_one()))
            timer.daemon = True
            self.timers.append(timer)
            timer.start()


def _on_spark(
    inputs: Inputs, master: str, further: dict[str, str], folder: Path, *, kill: bool, judge: bool
) -> Outcome:
    with (
        session.session(master, folder, further | task_times.settings(folder)) as spark,
        worker_times.measured(folder),
    ):
        steps = _Steps(kill=kill)
        steps.strike()
        place = folder.as_uri()
        run, judged = (make(spark, place, steps) for make in (engine.matching, engine.judging))
        began = time.perf_counter()
        found, seconds = _timed(lambda: worked_out(inputs, None if judge else run, judged))
        for timer in steps.timers:
            timer.cancel()
    print(
        f"{master}: {time.perf_counter() - began:.1f} s, {seconds:.1f} s of processor, "
        f"{len(steps.deaths)} workers killed",
        flush=True,
    )
    return found


def _kill_one() -> list[int]:
    """Ends the process of one of this program's workers; the one that was ended."""
    for process in processes.family():
        if _EXECUTOR in process.words:
            with suppress(ProcessLookupError):
                os.kill(process.number, signal.SIGKILL)
                return [process.number]
    return []


def _timed(work: Callable[[], Outcome]) -> tuple[Outcome, float]:
    """What `work` gives, and the seconds of processor of this program and all below it."""
    before = processes.seconds()
    made = work()
    return made, processes.seconds() - before


if __name__ == "__main__":
    sys.exit(main())
