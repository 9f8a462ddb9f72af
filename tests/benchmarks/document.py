"""Measures everything and writes docs/benchmarks.md: `python -m tests.benchmarks.document [--help]`.

Each world is measured in a process of its own (`measure`); what was found is kept in measured.json
beside this file, so that `--text` can write the document anew without measuring.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.benchmarks import document_text, errors, worlds

ROOT: Final = Path(__file__).parents[2]
DOCUMENT: Final = ROOT / "docs" / "benchmarks.md"
MEASURED: Final = Path(__file__).parent / "measured.json"
SIZES: Final = (
    ("full", 200, 1_000),
    ("full", 2_000, 10_000),
    ("full", 10_000, 50_000),
    ("full", 20_000, 100_000),
    ("full", 200_000, 1_000_000),
    ("full", 10_000, 2_400_000),
    ("roster", 200, 1_000),
    ("roster", 2_000, 10_000),
    ("roster", 10_000, 50_000),
    ("roster", 20_000, 100_000),
)
"""Difficulty, people on the roster, people in the register."""

Json = dict[str, Any]


def measure(*options: str) -> list[Json]:
    """What `measure` says with these options."""
    return list(json.loads(_run("tests.benchmarks.measure", *options)))


def _run(module: str, *options: str) -> str:
    command = [sys.executable, "-m", module, *options]
    return subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout  # our own module


def sizes(largest: int) -> Iterator[Json]:
    """A run for each of SIZES whose register is not above `largest`."""
    for difficulty, roster, register in SIZES:
        if register <= largest:
            yield from measure(
                "--model", "ordinary", "--difficulty", difficulty,
                "--roster", str(roster), "--register", str(register),
            )  # fmt: skip


def comparison() -> Iterator[Json]:
    """All tools on each difficulty and error model at 10,000 x 50,000."""
    for model in errors.MODELS:
        for difficulty in worlds.DIFFICULTIES:
            yield from measure("--model", model, "--difficulty", difficulty, "--peers", "--best")


def merged(before: list[Json], found: Json) -> list[Json]:
    """`before` with `found` in the place of the same world, or at the end."""
    key = _world(found)
    return [found if _world(old) == key else old for old in before] + (
        [] if any(_world(old) == key for old in before) else [found]
    )


def _world(found: Json) -> tuple[object, ...]:
    return found["model"], found["difficulty"], *sorted(found["rows"].items())


def rules() -> Json:
    """Seconds by stage of one whole run."""
    told = _run("tests.benchmarks.bench_rules")
    stages = re.findall(r"^  (\S.*?) +([\d.]+) s$", told, re.MULTILINE)
    return {
        "first": told.splitlines()[0],
        "each": told.splitlines()[-1].partition(": ")[2],
        "seconds": {stage: float(seconds) for stage, seconds in stages},
    }


def machine() -> Json:
    """Where and with what it was measured."""
    from importlib.metadata import version  # noqa: PLC0415

    names = ("polars", "splink", "duckdb")
    return {
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "python": platform.python_version(),
        "commit": subprocess.run(  # a fixed command
            ["git", "rev-parse", "--short", "HEAD"],
            cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout.strip(),
        "versions": {name: version(name) for name in names},
    }  # fmt: skip


def keep(kept: Json) -> None:
    """Writes what is known so far, the figures and the document."""
    MEASURED.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    DOCUMENT.write_text(document_text.text(kept), "utf-8")


def main() -> None:
    """Measures what was asked for and writes the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", action="store_true", help="write from what was measured before")
    parser.add_argument(
        "--only", choices=("comparison", "sizes", "rules"), help="measure only this anew"
    )
    parser.add_argument("--largest", type=int, default=2_400_000, help="the largest register")
    asked = parser.parse_args()
    kept: Json = json.loads(MEASURED.read_text("utf-8")) if MEASURED.exists() else {}
    wanted = [] if asked.text else [asked.only] if asked.only else ["comparison", "sizes", "rules"]
    if "comparison" in wanted:
        kept["machine"] = machine()
    if "rules" in wanted:
        kept["rules"] = rules()
    for part, measured in (("comparison", comparison()), ("sizes", sizes(asked.largest))):
        for found in measured if part in wanted else ():
            kept[part] = merged(kept.get(part, []), found)
            keep(kept)
            print(part, *_world(found)[:2], file=sys.stderr, flush=True)
    keep(kept)


if __name__ == "__main__":
    main()
