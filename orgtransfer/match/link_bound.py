"""A promise instead of a threshold: no more than so many wrong links among so many.

The surest pairs are linked for as long as the links together keep it. How many of them are wrong is
a sum of independent chances, so that its spread is known; the promise is given with a margin by which
nineteen nights in twenty keep it.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import polars as pl

from orgtransfer.config import Match
from orgtransfer.match import thresholds


def kept(judged: pl.DataFrame, limits: Match) -> Match:
    """The thresholds under which a promise is kept.

    Args:
        judged: pairs with `probability`, `veto`, `system_a` and `system_b`.
        limits: as configured.

    Returns:
        `limits`; where it promises something, with the smallest `auto` at which the links between
        systems keep it: 1 where nothing does.
    """
    if not limits.wrong_links:
        return limits
    open_ = judged.filter(
        pl.col("veto").is_null(),
        pl.col("system_a") != pl.col("system_b"),
        pl.col("probability") >= thresholds.LEAST_LINKED,
    )
    sure = open_["probability"].sort(descending=True).to_numpy()
    wrong, spread = np.cumsum(1.0 - sure), np.cumsum(sure * (1.0 - sure))
    allowed = float(Fraction(limits.wrong_links)) * np.arange(1, len(sure) + 1)
    enough = np.flatnonzero(wrong + thresholds.PROMISE_MARGIN * np.sqrt(spread) <= allowed)
    return replace(limits, auto=float(sure[enough[-1]]) if len(enough) else 1.0)
