"""How common each record's values are: rare agreement says more than common agreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from orgtransfer.match import thresholds
from orgtransfer.match.weights import FLOORS
from orgtransfer.similarity import frequencies, names

_PLACES: Final = 4
"""Characters of a Han name, any of which may be the lost one."""
_MONTHS: Final = 12 * 45
_YEARS: Final = 45
_DAYS: Final = 365 * 45
COUNTED: Final[Mapping[str, tuple[float, float, str]]] = {
    "birth_exact": (1 / _DAYS, 2000, "birth"),
    "birth_month": (1 / _MONTHS, 500, "birth"),
    "birth_year": (1 / _YEARS, 100, "birth"),
    "join_exact": (1 / _DAYS, 2000, "join"),
    "join_month": (1 / _MONTHS, 500, "join"),
    "join_year": (1 / _YEARS, 100, "join"),
    "phone": (FLOORS["phone"], 1000, "phone"),
    "ethnicity": (0.05, 20, "ethnicity"),
    "surname": (0.005, 200, "surname"),
    "branch": (1 / 500, 50, "branch"),
    "region": (0.01, 100, "id"),
}
"""Values that are counted -> the share that they are drawn to, by how many people, and their floor."""


def shares(values: pl.DataFrame) -> pl.DataFrame:
    """The share of people expected to have each record's values, from the data and a prior.

    Args:
        values: VALUES.

    Returns:
        One row a record, in the same order: `name`, `birth_exact`, `birth_month`, `birth_year`,
        `join_exact`, `join_month`, `join_year`, `surname`, `phone`, `ethnicity`, `branch`, `region` (the first six
        digits of the ID), floats between 0 and 1; a missing value has some share, not null.
    """
    by_name = _names(values)
    table = known(values).with_columns(names.surname(values["name"]))
    expressions = [
        share(column, pl.len().over(column), pl.col(column).count()) for column in COUNTED
    ]
    return pl.concat([by_name, table.select(expressions)], how="horizontal")


def _names(values: pl.DataFrame) -> pl.DataFrame:
    """`name`: the share of each record's name."""
    borne = values.drop_nulls("name").group_by("system", "name").agg(c=pl.col("entity").n_unique())
    found = values.select("name").join(
        of_names(borne), on="name", how="left", maintain_order="left"
    )
    return found.select(name=pl.col("share").fill_null(1.0))


def known(values: pl.DataFrame) -> pl.DataFrame:
    """What is counted of each record, as columns of COUNTED; the surname comes to it."""
    return values.select(
        "phone",
        "ethnicity",
        "branch",
        birth_exact="birth",
        birth_month=pl.col("birth").str.slice(0, 7),
        birth_year=pl.col("birth").str.slice(0, 4),
        join_exact="join",
        join_month=pl.col("join").str.slice(0, 7),
        join_year=pl.col("join").str.slice(0, 4),
        region=pl.col("id").str.slice(0, 6),
    )


def of_names(borne: pl.DataFrame) -> pl.DataFrame:
    """Name shares by modified Kneser-Ney smoothing, with the national shares below it.

    A name borne c times is counted a little less than c times, by a discount learnt from how many
    names are borne once, twice, ...; what is saved goes to all names by their national shares.
    S. Chen, J. Goodman: An empirical study of smoothing techniques for language modeling, 1999.
    The discounts are learnt apart for names of rare and of common characters: a rare surname with
    rare characters that is borne once is hardly ever borne again. K. Church, W. Gale: A comparison
    of the enhanced Good-Turing and deleted estimation methods, Computer Speech and Language 5, 1991.

    Args:
        borne: `system`, `name`, `c`: how many people bear it there.

    Returns:
        `name`, `share`, each name once.
    """
    borne = _expected(borne)
    discounted = borne.join(_discounts(borne), on=["system", "stratum"]).with_columns(
        off=pl.when(pl.col("c") == 1)
        .then("once")
        .when(pl.col("c") == 2)
        .then("twice")
        .otherwise("more")
    )
    people = borne["c"].sum()
    # Added up in an order of its own: that of the rows would show in the last digits.
    offs = discounted.group_by("off").len().sort("off")
    saved = (offs["off"] * offs["len"]).sum()
    if discounted["system"].n_unique() > 2:
        # Of three systems it would show which one is added first.
        discounted = discounted.sort("system")
    counted = discounted.group_by("name").agg(
        pl.col("national").first(), pl.col("c").sum(), left=(pl.col("c") - pl.col("off")).sum()
    )
    share = (pl.col("left") + thresholds.NAMES_CONCENTRATED * pl.col("national") * saved) / max(
        people, 1
    )
    return counted.join(_fitting(counted), on="name", how="left").select(
        "name", share=pl.coalesce("fitting", share.clip(FLOORS["name"], 1.0))
    )


def _expected(borne: pl.DataFrame) -> pl.DataFrame:
    """Adds the `national` share of each name, and the `stratum` of its system that this puts it in."""
    national = frequencies.name_share(borne["name"]).cast(pl.Float64)
    place = pl.col("national").rank("min").over("system") - 1
    strata = (pl.len().over("system") // thresholds.NAMES_A_STRATUM).clip(1, thresholds.STRATA)
    return borne.with_columns(national=national).with_columns(
        stratum=place * strata // pl.len().over("system")
    )


def _fitting(counted: pl.DataFrame) -> pl.DataFrame:
    """For each name with a lost character the share of people whose name fits what is left.

    Args:
        counted: each `name` once, its `national` share, and `c`, how many people bear it.

    Returns:
        `name`, `fitting`: counted, and drawn towards the national share by `thresholds.PEOPLE_TO_COUNT` people.
    """
    lost = pl.col("name").str.contains(names.LOST, literal=True)
    people = counted.filter(~lost).select("name", "c")
    broken = counted.filter(lost).select("name", "national")
    size = pl.col("name").str.len_chars()
    fitting = []
    for place in range(_PLACES):
        here = broken.select("name").filter(pl.col("name").str.slice(place, 1) == names.LOST)
        if len(here):
            left = pl.concat_str(
                pl.col("name").str.slice(0, place),
                pl.lit(names.LOST),
                pl.col("name").str.slice(place + 1),
            )
            able = people.filter(size > place).select(left.alias("name"), fits="c")
            able = able.join(here, on="name", how="semi")
            fitting.append(able.group_by("name").agg(pl.col("fits").sum()))
    empty = pl.DataFrame(schema={"name": pl.String, "fits": people.schema["c"]})
    share = (pl.col("fits").fill_null(0) + pl.col("national") * thresholds.PEOPLE_TO_COUNT) / (
        people["c"].sum() + thresholds.PEOPLE_TO_COUNT
    )
    return broken.join(pl.concat([empty, *fitting]), on="name", how="left").select(
        "name", fitting=share.clip(FLOORS["name"], 1.0)
    )


def _discounts(borne: pl.DataFrame) -> pl.DataFrame:
    """For each stratum how much is taken off a name borne once, twice, more often."""
    n1, n2, n3, n4 = ((pl.col("c") == times).sum() for times in (1, 2, 3, 4))
    counts = borne.group_by("system", "stratum").agg(n1=n1, n2=n2, n3=n3, n4=n4)
    y = pl.col("n1") / (pl.col("n1") + 2 * pl.col("n2"))
    return counts.select(
        "system",
        "stratum",
        # A name that is borne by too few to learn from loses as much as it may.
        once=(1 - 2 * y * pl.col("n2") / pl.col("n1")).fill_nan(1.0).clip(0.5, 1.0),
        twice=(2 - 3 * y * pl.col("n3") / pl.col("n2")).fill_nan(1.5).clip(1.0, 1.8),
        more=(3 - 4 * y * pl.col("n4") / pl.col("n3")).fill_nan(1.5).clip(1.0, 2.0),
    )


def share(column: str, count: pl.Expr, given: pl.Expr) -> pl.Expr:
    """The share of a value among those given, drawn towards its prior by so many people.

    Args:
        column: of COUNTED.
        count: how many records have the value.
        given: how many have any.
    """
    prior, strength, floor = COUNTED[column]
    share = (count - 1 + prior * strength) / (given + strength)
    known = pl.col(column).is_not_null()
    return pl.when(known).then(share.clip(FLOORS[floor], 1.0)).otherwise(1.0).alias(column)
