"""What the generator makes of a value, and how likely: every outcome of a change, by its own code.

A change draws from a random generator; here it is given one that takes every way in turn. So the
chances are the generator's own, and a new kind of slip needs no second description.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import prod

import numpy as np
import polars as pl

from tests.benchmarks.errors import Rates

Change = Callable[[str, np.random.Generator], str]


class _Script:
    """Stands in for a random generator: goes the way it is told, then always the first one."""

    def __init__(self, ways: tuple[int, ...]) -> None:
        self.ways = ways
        self.sizes: list[int] = []

    def _take(self, size: int) -> int:
        at = len(self.sizes)
        self.sizes.append(size)
        return self.ways[at] if at < len(self.ways) else 0

    def integers(self, low: int, high: int | None = None) -> int:
        start, stop = (0, low) if high is None else (low, high)
        return start + self._take(stop - start)

    def random(self) -> float:
        """Of a coin that is thrown at one half."""
        return 0.25 + 0.5 * self._take(2)


def outcomes(change: Change, text: str) -> dict[str, float]:
    """Every text that `change` makes of `text`, with its probability."""
    found: dict[str, float] = {}
    waiting: list[tuple[int, ...]] = [()]
    while waiting:
        ways = waiting.pop()
        script = _Script(ways)
        out = change(text, script)  # type: ignore[arg-type]  # all that changes ask of a generator
        found[out] = found.get(out, 0.0) + 1 / prod(script.sizes)
        for depth in range(len(ways), len(script.sizes)):
            straight = ways + (0,) * (depth - len(ways))
            waiting.extend((*straight, way) for way in range(1, script.sizes[depth]))
    return found


def table(texts: Iterable[str], rates: Rates, changes: dict[str, Change]) -> pl.DataFrame:
    """`true`, `written`, `chance`: all slips of the kinds in `rates`, summed over the kinds."""
    true, written, chance = [], [], []
    for text in texts:
        for kind, rate in rates.items():
            for out, share in outcomes(changes[kind], text).items():
                true.append(text)
                written.append(out)
                chance.append(rate * share)
    return (
        pl.DataFrame(
            {"true": true, "written": written, "chance": chance},
            schema={"true": pl.String, "written": pl.String, "chance": pl.Float64},
        )
        .group_by("true", "written")
        .agg(pl.col("chance").sum())
    )
