"""What else the weight of two names rests on: the ways of a slip, and how many names fit the rest."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.match.weights import FLOORS, TYPED
from orgtransfer.similarity import frequencies, names, slips
from orgtransfer.similarity.name_levels import HAN_LENGTH

FITTED: Final = ("one_other", "surname")
"""Levels of names of which a part is the same: how many people's names have that part counts."""

_ANY: Final = "王"
"""A surname to stand before a given name, for its share; whichever it is makes no difference."""


def columns(level: pl.Series, a: pl.Series, b: pl.Series) -> pl.DataFrame:
    """What stands beside each pair of names.

    Args:
        level: what `names.compare` says of them.
        a: names as cleaned.
        b: the same, as long as `a`.

    Returns:
        `ways_a` and `ways_b`: into how many names the other name may have turned by a slip, if that
        of `a` (or of `b`) was written by mistake; `fits`: the share of all people who bear a name
        with the part that both have. 1 where the level asks for neither.
    """
    both = pl.DataFrame({"level": level, "a": a, "b": b}).with_row_index()
    found = both.select("index")
    for levels, beside in ((TYPED, _ways), (FITTED, _fits)):
        some = both.filter(pl.col("level").is_in(levels))
        columns = some.select("index").with_columns(beside(some["a"], some["b"]))
        found = found.join(columns, on="index", how="left", maintain_order="left")
    return found.select(pl.col("ways_a", "ways_b", "fits").fill_null(1.0))


def _ways(a: pl.Series, b: pl.Series) -> list[pl.Series]:
    ways = slips.ways(pl.concat([b, a]), pl.concat([a, b]))
    return [ways.head(len(a)).alias("ways_a"), ways.tail(len(a)).alias("ways_b")]


def _fits(a: pl.Series, b: pl.Series) -> list[pl.Series]:
    """The share of people whose name has the characters that two names have in the same places."""
    one, other = pl.col("one"), pl.col("other")
    places = [
        pl.when(one.str.slice(place, 1) == other.str.slice(place, 1))
        .then(one.str.slice(place, 1))
        .otherwise(pl.lit(names.LOST))
        for place in range(HAN_LENGTH)
    ]
    both = pl.DataFrame({"one": a, "other": b}, schema={"one": pl.String, "other": pl.String})
    pattern = both.select(pattern=pl.concat_str(places))
    distinct = pattern.unique()
    # Another surname: the share of the given name is that of a full name over its surname's.
    lost = distinct["pattern"].str.starts_with(names.LOST)
    full = distinct["pattern"].str.replace(f"^[{names.LOST}]+", _ANY)
    surname = frequencies.surname_shares().filter(surname=_ANY)["share"][0]
    share = (
        frequencies.name_share(full).cast(pl.Float64)
        / pl.select(pl.when(lost).then(surname).otherwise(1.0)).to_series()
    )
    shared = distinct.with_columns(fits=share.clip(FLOORS["name"], 1.0))
    return [pattern.join(shared, on="pattern", how="left", maintain_order="left")["fits"]]
