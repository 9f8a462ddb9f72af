"""Where the rows stand that findings are about, kept apart from what is said of them.

What is said stays the same from night to night; the numbers of rows and the names of files are others
with every export, and nobody looks for a row in an export of long ago. So places are kept as long as the
other tables of a run, and findings as long as the run.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.frames import Schema

_COLUMNS: Final = ("file", "sheet", "row", "record", "other_record", "node", "transfer")

SCHEMA: Final = Schema(
    "finding_places",
    {name: frames.FINDINGS.columns[name] for name in ("key", *_COLUMNS)},
    filled=("key",),
)
"""The places of FINDINGS, row by row."""


def apart(findings: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """FINDINGS with null in place of places, and the places."""
    nothing = (pl.lit(None, frames.FINDINGS.columns[name]).alias(name) for name in _COLUMNS)
    return findings.with_columns(nothing), findings.select("key", *_COLUMNS)


def together(findings: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """FINDINGS again, from what `apart` gave."""
    return findings.with_columns(places.select(_COLUMNS))
