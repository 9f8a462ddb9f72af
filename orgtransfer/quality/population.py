"""All that a sample can be drawn from, in strata: the links, and where links may be missing.

Where a link may be missing is either a pair that was not linked, or a row of a roster that has no
link and no candidate worth the name: of such a row the best candidate is looked for by another
search (see quality.search) once it is drawn.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.models import Matched
from orgtransfer.quality.belief import LINKED, between

STRATA: Final = {
    "item": pl.UInt32,
    "side": pl.String,  # link, missed
    "stratum": pl.String,
    "said": pl.Float64,  # the probability that it is one person, as the tool has it
    "a": pl.UInt32,  # record
    "b": pl.UInt32,  # record; null: to be looked for
}
"""POPULATION: one row a thing that can be drawn."""
SEARCH: Final = "search"
"""The stratum of rows for whose partner another search is made."""
_LINKS: Final = (0.95, 0.99, 0.999, 0.99999)
_OPEN: Final = (0.05, 0.2, 0.5)
_WORTH: Final = 0.05
"""From which probability on a pair that was not linked is a candidate worth the name."""
_NUMBER: Final = "id"


def population(matched: Matched, records: pl.DataFrame) -> pl.DataFrame:
    """POPULATION of a run.

    Pairs that clerks have ruled on are known, and are not in it; nor are two rows of one system.

    Args:
        matched: the matching.
        records: RECORDS.
    """
    pairs = between(matched, records)
    auto = pl.col("tier") == "auto"
    number = pl.col("pattern").str.split("+").list.contains(_NUMBER)
    kind = pl.when(number).then(pl.lit("number")).otherwise(pl.lit("other"))
    known = pairs.filter(pl.col("tier").is_in(["auto", "review", "rejected"])).select(
        side=pl.when(auto).then(pl.lit("link")).otherwise(pl.lit("missed")),
        stratum=pl.concat_str(
            pl.when(auto).then(_band(_LINKS)).otherwise(_band(_OPEN)), kind, separator=" "
        ),
        said="probability",
        a="a",
        b="b",
    )
    found = pl.concat([known, _without(pairs, records, matched.unproposed)])
    ordered = found.sort("side", "stratum", "a", "b").with_row_index("item")
    return ordered.select(pl.col(name).cast(dtype) for name, dtype in STRATA.items())


def _band(edges: tuple[float, ...]) -> pl.Expr:
    """The lower end of the band that a probability is in, as text."""
    band = pl.lit("0")
    for edge in edges:
        band = pl.when(pl.col("probability") >= edge).then(pl.lit(f"{edge:g}")).otherwise(band)
    return band


def _without(pairs: pl.DataFrame, records: pl.DataFrame, unproposed: pl.DataFrame) -> pl.DataFrame:
    """The rows of rosters that have neither a link to another system nor a candidate."""
    kept = pairs.filter(
        pl.col("tier").is_in([*LINKED, "review"]) | (pl.col("probability") >= _WORTH)
    )
    met = pl.concat([kept["a"], kept["b"]]).unique().implode()
    alone = records.filter(
        pl.col("role") == "roster", ~pl.col("record").is_in(met)
    )  # fmt: skip
    rate = unproposed["expected"].sum() / max(alone.height, 1)
    return alone.select(
        side=pl.lit("missed"),
        stratum=pl.lit(SEARCH),
        said=pl.lit(min(rate, 1.0)),
        a="record",
        b=pl.lit(None, pl.UInt32),
    )


def strata(items: pl.DataFrame) -> pl.DataFrame:
    """`side`, `stratum`, `size` and `said` (the mean) of each stratum of POPULATION."""
    return (
        items.group_by("side", "stratum")
        .agg(size=pl.len().cast(pl.Int64), said=pl.col("said").mean())
        .sort("side", "stratum")
    )
