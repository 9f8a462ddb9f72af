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
from pathlib import Path
from typing import Any, Final

from tests.benchmarks import document_text

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


def sizes(largest: int) -> list[Json]:
    """A run for each of SIZES whose register is not above `largest`."""
    found = []
    for difficulty, roster, register in SIZES:
        if register <= largest:
            found += measure(
                "--model", "ordinary", "--difficulty", difficulty,
                "--roster", str(roster), "--register", str(register),
            )  # fmt: skip
            _tell(f"{difficulty} {roster:,} x {register:,}")
    return found


def comparison(difficulties: list[str]) -> list[Json]:
    """All tools on each difficulty and error model at 10,000 x 50,000."""
    found = []
    for model in ("ordinary", "held-out"):
        for difficulty in difficulties:
            found += measure("--model", model, "--difficulty", difficulty, "--peers", "--best")
            _tell(f"{difficulty} ({model} errors)")
    return found


def rules() -> Json:
    """Seconds by stage of one whole run."""
    told = _run("tests.benchmarks.bench_rules")
    stages = re.findall(r"^  (\S.*?) +([\d.]+) s$", told, re.MULTILINE)
    return {
        "first": told.splitlines()[0],
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


def _tell(done: str) -> None:
    print(done, file=sys.stderr, flush=True)


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
        kept["comparison"] = comparison(["full", "masked", "noid", "roster"])
        kept["machine"] = machine()
    if "sizes" in wanted:
        kept["sizes"] = sizes(asked.largest)
    if "rules" in wanted:
        kept["rules"] = rules()
    MEASURED.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    DOCUMENT.write_text(document_text.text(kept), "utf-8")


if __name__ == "__main__":
    main()
