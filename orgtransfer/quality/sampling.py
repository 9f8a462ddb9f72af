"""Which pairs to judge, so that so many judgements say most: strata, and Neyman's allocation.

Half of the judgements go to the links and half to where links may be missing. Within each half a
stratum is given judgements by its size times its spread (J. Neyman 1934), the spread being that of
what the tool says; every stratum gets one, if there are as many. The same run and the same seed draw the same pairs.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from orgtransfer.quality.population import strata

_LEAST: Final = {"link": 0.01, "missed": 0.003}
"""The share of wrong links, or of missed ones, that a stratum is taken to have at least: however
sure the tool is, its surest pairs are looked at as well."""


def allocated(found: pl.DataFrame, count: int) -> pl.DataFrame:
    """`found` (see `population.strata`) with `draw`: how many of each stratum are judged."""
    sides = [found.filter(side="link"), found.filter(side="missed")]
    sizes = [int(side["size"].sum()) for side in sides]
    first = max(min(count - count // 2, sizes[0]), count - sizes[1])
    counts = (min(first, sizes[0]), min(count - first, sizes[1]))
    return pl.concat(_side(side, number) for side, number in zip(sides, counts, strict=True))


def _side(found: pl.DataFrame, count: int) -> pl.DataFrame:
    """One side's strata with `draw`, `count` in all."""
    size = found["size"].to_numpy().astype(np.int64)
    floor = found["side"].replace_strict(_LEAST).to_numpy()
    share = np.clip(found["said"].to_numpy(), floor, 1.0 - floor)
    worth = size * np.sqrt(share * (1.0 - share))
    draw = np.zeros(len(size), dtype=np.int64)
    # One after another to whoever gains most by it: rounds as it goes, and fills small strata up.
    for _judgement in range(min(count, int(size.sum()))):
        gain = np.where(draw < size, worth / np.sqrt(draw * (draw + 1.0) + (draw == 0) * 1e-9), -1)
        draw[int(np.argmax(gain))] += 1
    return found.with_columns(draw=pl.Series(draw, dtype=pl.Int64))


def drawn(items: pl.DataFrame, count: int, seed: tuple[int, ...]) -> pl.DataFrame:
    """The sample.

    Args:
        items: POPULATION.
        count: how many to judge.
        seed: the run and a number of the user's.

    Returns:
        Rows of POPULATION in a random order, which tells nothing of their strata.
    """
    rng = np.random.default_rng(seed)
    chosen = [
        rng.choice(
            items.filter(side=row["side"], stratum=row["stratum"])["item"].to_numpy(),
            row["draw"],
            replace=False,
        )
        for row in allocated(strata(items), count).iter_rows(named=True)
    ]
    order = pl.DataFrame({"item": rng.permutation(np.concatenate(chosen))}).cast(pl.UInt32)
    return order.join(items, on="item", how="left", maintain_order="left")
