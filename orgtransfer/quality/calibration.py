"""Said against judged: whether pairs that were said to be so likely are one person so often."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.quality.beta import exact

EDGES: Final = (0.05, 0.2, 0.5, 0.95, 0.99, 0.999)
_LEVEL: Final = 0.95


def bands(answers: pl.DataFrame) -> pl.DataFrame:
    """What was said and what was judged, by bands of what was said.

    Args:
        answers: `said`, `same` (Boolean) and `weight`: how many pairs each judged one stands for.

    Returns:
        `band` (its lower end), `judged`, `said`, `share` (of one person, weighted), `low` and `high`
        (its exact range), `off` (whether what was said lies outside, beyond what chance does to one
        of so many bands), the surest first.
    """
    band = pl.sum_horizontal(*((pl.col("said") >= edge).cast(pl.Int64) for edge in EDGES))
    lower = band.replace_strict(dict(enumerate((0.0, *EDGES))), return_dtype=pl.Float64)
    weight = pl.col("weight")
    found = (
        answers.group_by(band=lower)
        .agg(
            judged=pl.len(),
            said=(pl.col("said") * weight).sum() / weight.sum(),
            share=(pl.col("same").cast(pl.Float64) * weight).sum() / weight.sum(),
            # Unequal weights say less than as many equal ones (L. Kish 1965).
            worth=weight.sum().pow(2) / weight.pow(2).sum(),
        )
        .sort("band", descending=True)
    )
    ranges = [
        _range(share, worth, found.height) for share, worth in found.select("share", "worth").rows()
    ]
    table = found.drop("worth").with_columns(
        low=pl.Series([low for low, _high in ranges], dtype=pl.Float64),
        high=pl.Series([high for _low, high in ranges], dtype=pl.Float64),
    )
    return table.with_columns(
        off=(pl.col("said") < pl.col("low")) | (pl.col("said") > pl.col("high"))
    )


def _range(share: float, worth: float, bands_: int) -> tuple[float, float]:
    """The exact range of one of several bands; all of them together are right at the level."""
    return exact(share * worth, worth, 1.0 - (1.0 - _LEVEL) / bands_)
