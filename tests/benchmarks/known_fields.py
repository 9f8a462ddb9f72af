"""How likely dates, phones and units are, by the rates at which the benchmark worlds are made."""

from __future__ import annotations

import datetime as dt
from math import erf, sqrt

import numpy as np
import polars as pl

from tests.benchmarks import errors, slips, units, worlds
from tests.benchmarks.errors import Model

_MEAN, _SPREAD, _LOWEST, _HIGHEST = 14_500, 4_800, 200, 23_600


def born(length: int) -> pl.DataFrame:
    """`written` (a date cut to `length` characters), `share` of people born then."""
    days = np.arange(_LOWEST, _HIGHEST + 1)
    below = np.array(
        [0.5 * (1 + erf((d - _MEAN) / (_SPREAD * sqrt(2)))) for d in (*days, days[-1] + 1)]
    )
    share = np.diff(below)
    share += (1 - share.sum()) / len(days)
    start = dt.date(1940, 1, 1)
    text = [(start + dt.timedelta(days=int(day))).isoformat()[:length] for day in days]
    return (
        pl.DataFrame({"written": text, "share": share})
        .group_by("written")
        .agg(pl.col("share").sum())
    )


def birth_chances(true: pl.Series, model: Model, length: int) -> pl.DataFrame:
    """`true`, `written` (cut to `length`), `chance`: the date as it is and all its slips."""
    distinct = true.drop_nulls().unique().sort()
    slipped = slips.table(distinct, model.births, errors.BIRTHS)
    right = pl.DataFrame(
        {"true": distinct, "written": distinct, "chance": 1 - sum(model.births.values())},
        schema_overrides={"chance": pl.Float64},
    )
    return (
        pl.concat([slipped, right])
        .with_columns(pl.col("written").str.slice(0, length))
        .group_by("true", "written")
        .agg(pl.col("chance").sum())
    )


def unit_chances(model: Model, *, shorter: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`unit`, `written`, `chance`: what is written for whom; and `written`, `share` over all."""
    everything = units.units()
    rate = (1 + model.unit_short) / 2 if shorter else model.unit_short
    rows = [
        (unit.name, text, chance, size)
        for unit, former, size in zip(
            everything, worlds._former(model), units.sizes(everything), strict=True
        )
        for text, chance in (
            (former, 1 - rate),
            *((form, rate / len(unit.short)) for form in unit.short),
        )
    ]  # fmt: skip
    forms = pl.DataFrame(rows, schema=["unit", "written", "chance", "size"], orient="row")
    forms = forms.group_by("unit", "written").agg(pl.col("chance").sum(), pl.col("size").first())
    share = forms.group_by("written").agg(share=(pl.col("chance") * pl.col("size")).sum())
    return forms.drop("size"), share


def phone_ratio(a: pl.Series, b: pl.Series, model: Model) -> np.ndarray:
    """How much likelier phone `a` of the roster is for one whose phone in the register is `b`.

    Both are eleven digits, or null (then 1). A slip changes one of the first ten digits.
    """
    ratio = np.ones(len(a))
    given = (a.is_not_null() & b.is_not_null()).to_numpy()
    left, right = (
        np.array([list(t) for t in s.filter(pl.Series(given))], dtype="U1").reshape(-1, 11)
        for s in (a, b)
    )
    unlike = (left != right).sum(axis=1)
    slip = model.phones.get("one_digit", 0.0)
    swap = model.phones.get("swapped", 0.0)
    right_rate = 1 - slip - swap
    swapped = (np.sort(left, axis=1) == np.sort(right, axis=1)).all(axis=1) & (unlike == 2)
    same = (
        np.select(
            [unlike == 0, unlike == 1, swapped, unlike == 2],
            [right_rate**2, 2 * right_rate * slip / 90, 2 * right_rate * swap / 9.5, 2 * slip**2 / 90**2],
            0.0,
        )
        * (1 - model.phone_changed)
    )  # fmt: skip
    plain = (left[:, :3] == np.array(["1", "0", "0"])).all(axis=1)
    chance = np.where(plain, 1e-8, (slip / 90 + swap / 9.5) * 1e-8)
    ratio[given] = (same + model.phone_changed * chance) / chance
    return ratio
