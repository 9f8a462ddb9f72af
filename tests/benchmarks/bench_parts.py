"""What it holds and costs to ask the rules in parts: `python -m tests.benchmarks.bench_parts [--help]`.

Prints bytes a row of what the rules rest on, and for the rules asked of all people at once and in parts, each in a
process of its own: the most memory that it held, what it held before, and its seconds of processor.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import os
import pickle
import tempfile
import threading
import time
from dataclasses import fields, replace
from pathlib import Path

import polars as pl

from orgtransfer import pipeline
from orgtransfer.config import Config, Rules
from orgtransfer.findings import World, examine, finder, parts
from orgtransfer.spark import rules as on_spark
from tests.benchmarks import worlds

TODAY = dt.date(2026, 11, 20)
_GB = 2**30


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, nargs=2, default=(100_000, 100_000))
    parser.add_argument("--parts", type=int, nargs="+", default=(1, 4, 16))
    asked = parser.parse_args()
    # What polars has let go goes back at once: else it counts as held.
    os.environ["_RJEM_MALLOC_CONF"] = "dirty_decay_ms:0,muzzy_decay_ms:0"
    processes = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "world"
        for work, given in (
            (_build, (asked.size,)),
            *((_measure, (n,)) for n in (0, *asked.parts)),
        ):
            process = processes.Process(target=work, args=(place, *given))
            process.start()
            process.join()


def _build(place: Path, size: tuple[int, int]) -> None:
    inputs = worlds.build("full", roster=size[0], register=size[1]).inputs
    outcome = pipeline.reconcile(inputs, Config(systems=()), TODAY, salt=b"benchmark")
    aliases = pl.DataFrame(schema=pipeline.ALIASES)
    world = pipeline._world(pipeline._tables_of(outcome), outcome.verdicts, TODAY, aliases)
    place.write_bytes(pickle.dumps(world))
    rows = world.records.height
    ready = finder.ready(world, Rules())
    lists = replace(ready, records=ready.records.select(parts.NARROW))
    common = parts.Common.of(lists)
    held = {
        "records": world.records,
        "their columns on the driver": world.records.select(on_spark.NARROW),
        "persons": world.persons,
        "verdicts": world.verdicts,
        "unit names": lists.unit_names,
        "findings": outcome.findings,
    }
    print(f"{rows:,} rows, {outcome.findings.height:,} findings; bytes a row:")
    for name, table in held.items():
        print(f"  {name:28} {table.estimated_size() / rows:8.1f}")
    for one in fields(common):
        table = getattr(common, one.name)
        print(f"  {one.name:28} {table.height:8,} rows, {table.estimated_size() / 1e6:.1f} MB")
    print(
        f"  rules about two people: {parts.meeting(ready, common).records.height} rows", flush=True
    )


def _measure(place: Path, count: int) -> None:
    world: World = pickle.loads(place.read_bytes())  # noqa: S301  # ours, of a moment ago
    before, most, over = _held(), [0.0], threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            most[0] = max(most[0], _held())

    watch = threading.Thread(target=look)
    watch.start()
    began = time.process_time()
    found = parts.examine(world, Rules(), count) if count else examine(world, Rules())
    spent = time.process_time() - began
    over.set()
    watch.join()
    name = f"{count} parts" if count else "at once"
    told = f"{most[0] / _GB:.2f} GB at most, {before / _GB:.2f} before, {spent:.1f} s of processor"
    print(f"{name:10} {told}, {found.findings.height:,} findings", flush=True)


def _held() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
