"""What the rules cost beside the matching: `python -m tests.benchmarks.bench_rules [--help]`.

One whole run without reading and writing files, on a benchmark world whose roster branches are
ordinary ones, so that nearly every member is a finding. Prints the fewest seconds by stage and the ratio of
the rules (with the verdicts they rest on) to the matching.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from dataclasses import replace

import polars as pl

from orgtransfer import pipeline
from orgtransfer.config import Config
from orgtransfer.models import Inputs, Outcome
from tests.benchmarks import worlds

TODAY = dt.date(2026, 11, 20)
_BEGINS = {
    ("clean", 0): "clean",
    ("organisations", 0): "trees",
    ("match", 0): "match",
    ("match", 1, 1): "branch links",
    ("findings", 0): "rules",
    ("findings", 2, 2): "comparison with the last run",
}


class Laps:
    """Told of the pipeline's progress, keeps the seconds between the beginnings of its stages."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._since = "", 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Notes that another stage has begun, if it has."""
        begun = _BEGINS.get((stage, done, total)) or _BEGINS.get((stage, done))
        if begun is None:
            return
        now = time.perf_counter()
        if self._stage:
            passed = now - self._since
            self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + passed
        self._stage, self._since = begun, now

    def end(self) -> None:
        """Closes the last stage."""
        self.seconds[self._stage] = time.perf_counter() - self._since


def ordinary_branches(inputs: Inputs) -> Inputs:
    """The same exports, the roster's branches ordinary ones: whose members' relationship is due."""
    branch = pl.col("branch").str.replace("功能型党支部", "党支部")
    return replace(inputs, records=inputs.records.with_columns(branch))


def run(inputs: Inputs, config: Config) -> tuple[Outcome, dict[str, float]]:
    """One run, and its seconds by stage."""
    laps = Laps()
    outcome = pipeline.reconcile(inputs, config, TODAY, salt=b"benchmark", progress=laps)
    laps.end()
    return outcome, laps.seconds


def main() -> None:
    """Prints the seconds and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roster", type=int, default=10_000)
    parser.add_argument("--register", type=int, default=50_000)
    parser.add_argument("--difficulty", choices=worlds.DIFFICULTIES, default="full")
    parser.add_argument("--repeat", type=int, default=5, help="the quickest of so many runs counts")
    asked = parser.parse_args()
    world = worlds.build(asked.difficulty, roster=asked.roster, register=asked.register)
    inputs = ordinary_branches(world.inputs)
    runs = [run(inputs, Config(systems=())) for _ in range(asked.repeat)]
    outcome = runs[0][0]
    seconds = {stage: min(took[stage] for _, took in runs) for stage in runs[0][1]}
    print(
        f"{asked.difficulty}, {asked.roster:,} x {asked.register:,}: {outcome.findings.height:,} findings"
    )
    for stage, took in seconds.items():
        print(f"  {stage:30} {took:6.2f} s")
    ratio = seconds["rules"] / seconds["match"]
    print(f"rules : matching = {ratio:.2f} : 1")
    each = ", ".join(f"{took['rules'] / took['match']:.2f}" for _, took in runs)
    print(f"in each run: {each}")


if __name__ == "__main__":
    main()
