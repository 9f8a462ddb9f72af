"""What a pair's evidence is made of, in a few words: the comparisons that speak for it."""

from __future__ import annotations

from typing import Final

import polars as pl

_TOLD: Final = ("id", "name", "birth", "unit", "phone", "member_no")
_SPEAKS: Final = 1.0
"""Log-odds from which a comparison is named."""
NOTHING: Final = "-"


def pattern() -> pl.Expr:
    """The comparisons that speak clearly for a pair of PAIRS, joined by `+`, in a fixed order."""
    named = [pl.when(pl.col(f"{name}_weight") > _SPEAKS).then(pl.lit(name)) for name in _TOLD]
    joined = pl.concat_str(named, separator="+", ignore_nulls=True)
    return pl.when(joined == "").then(pl.lit(NOTHING)).otherwise(joined).alias("pattern")
