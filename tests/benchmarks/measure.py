"""Measures one world and prints what was found as JSON: `python -m tests.benchmarks.measure [--help]`.

One world a process, so that no run pays for another's memory; `document` calls it for each.
"""

from __future__ import annotations

import gc
import json
import sys
from typing import Final

import polars as pl

from tests.benchmarks import bench_match, best, errors, figures, ledgers, worlds

_SMALL: Final = (200, 1_000)
"""The rows of a first run, not measured with the others, in which each tool loads what it needs."""


def measure(model: str, world: worlds.World, *, peers: bool, bound: bool) -> dict[str, object]:
    """The figures of every tool on one world."""
    tools = [bench_match.orgtransfer]
    if peers:
        tools += [bench_match.xlookup, bench_match.splink]
    small = worlds.build(
        world.difficulty, roster=_SMALL[0], register=_SMALL[1], seed=0, model=errors.MODELS[model]
    )
    first = {told.tool: told.watch.total for told in (tool(small) for tool in tools)}
    # What the worlds were made with is no tool's to look through when Python tidies up.
    gc.collect()
    gc.freeze()
    sizes = world.inputs.sources.select("system", "rows").rows()
    measured: dict[str, object] = {
        "model": model,
        "difficulty": world.difficulty,
        "rows": dict(sizes),
        "first": first,
        "tools": [_tool(tool(world)) for tool in tools],
    }
    if bound and world.difficulty in best.PRECISION:
        found = best.best(world, errors.MODELS[model])
        measured["best"] = {
            "auto": _figures(found.auto),
            "sure": _figures(found.sure),
            "quarter": found.quarter,
        }
    return measured


def _tool(result: bench_match.Result) -> dict[str, object]:
    told: dict[str, object] = {
        "tool": result.tool,
        "auto": _figures(result.auto),
        "both": None if result.both is None else _figures(result.both),
        "candidates": result.most_candidates,
        "seconds": result.watch.seconds,
        "processor": result.watch.processor,
        "megabytes": result.watch.megabytes,
    }
    if result.scored is not None:
        bands = figures.calibration(result.scored, result.world.truth)
        told["calibration"] = bands.with_columns(pl.col("band").cast(pl.String)).rows()
    if result.matched is not None:
        checked = ledgers.check(result.matched.pairs)
        told["ledgers"] = [checked.pairs, checked.widest, checked.wrong_sentences]
    return told


def _figures(found: figures.Figures) -> dict[str, float]:
    return {
        "precision": found.precision, "recall": found.recall, "f1": found.f1,
        "right": found.right, "wrong": found.wrong, "missed": found.missed,
    }  # fmt: skip


def main() -> None:
    """Prints a list, an object a world."""
    asked = bench_match.options().parse_args()
    found = [
        measure(model, world, peers=asked.peers, bound=asked.best)
        for model, world in bench_match.asked_worlds(asked)
    ]
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
