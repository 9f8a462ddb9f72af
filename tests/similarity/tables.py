"""Comparing a table of pairs with the levels it expects."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

Compare = Callable[[pl.Series, pl.Series], pl.Series]


def wrong(
    compare: Compare, cases: Sequence[tuple[str | None, str | None, str | None]]
) -> list[tuple[str | None, ...]]:
    """The cases that do not get the level they should, with what they got, either way round."""
    a = pl.Series([case[0] for case in cases], dtype=pl.String)
    b = pl.Series([case[1] for case in cases], dtype=pl.String)
    found = zip(cases, compare(a, b), compare(b, a), strict=True)
    return [(*case, one, other) for case, one, other in found if (one, other) != (case[2], case[2])]
