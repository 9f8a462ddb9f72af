"""Prints how many distinct pairs a second each comparison takes: `python -m tests.similarity.figures`.

Seconds of processor time, all threads added up, so that other work on the machine hardly shows.
Values repeat as they do in exports; the pairs are those that blocking would propose.
"""

from __future__ import annotations

import time
from types import ModuleType

import numpy as np
import polars as pl

from orgtransfer.similarity import (
    dates,
    frequencies,
    identity,
    names,
    org_words,
    organisations,
    phones,
)

PAIRS = 500_000
_chance = np.random.default_rng(7)


def people() -> pl.Series:
    """About 60,000 names, as common as surnames and characters are."""
    surnames, given = frequencies.surname_shares(), frequencies.given_shares()

    def drawn(table: pl.DataFrame) -> pl.Series:
        share = table["share"].to_numpy()
        chosen = _chance.choice(len(table), 70_000, p=share / share.sum())
        return table[table.columns[0]].gather(chosen)

    second = drawn(given).zip_with(
        pl.Series(_chance.random(70_000) < 0.9), pl.Series([""] * 70_000)
    )
    return (drawn(surnames) + drawn(given) + second).unique().sort()


def units() -> pl.Series:
    """Units of all prefectures and their branches."""
    kinds = (
        "人民医院",
        "中医院",
        "妇幼保健院",
        "第一医院",
        "第二人民医院",
        "卫生健康委员会",
        "卫健委",
    )
    parts = ("", "机关党支部", "内科第一党支部", "外科第二党支部", "离退休党支部", "党委")
    cities = sorted(org_words.prefectures())
    return pl.Series([f"{c}市{k}{p}" for c in cities for k in kinds for p in parts]).sort()


def numbers() -> pl.Series:
    """Numbers of nobody."""
    serial = pl.Series(_chance.integers(10**7, 10**8, PAIRS).astype(str))
    return "990101" + serial.str.slice(0, 4) + "0503" + serial.str.slice(4, 4)


def measure(module: ModuleType, values: pl.Series, apart: int) -> None:
    """Prints the figure for pairs of values that stand at most `apart` places apart."""
    first = _chance.integers(0, len(values) - apart, PAIRS)
    a, b = values.gather(first), values.gather(first + _chance.integers(1, apart + 1, PAIRS))
    distinct = pl.DataFrame({"a": a, "b": b}).n_unique()
    module.compare(a[:10], b[:10])
    start = time.process_time()
    module.compare(a, b)
    spent = time.process_time() - start
    name = module.__name__.rsplit(".", maxsplit=1)[-1]
    print(f"{name:14} {distinct:8,} distinct pairs {distinct / spent:12,.0f} a second")


def main() -> None:
    """Prints a line a comparison."""
    measure(names, people(), 40)
    measure(organisations, units(), 40)
    measure(identity, numbers(), 40)
    days = pl.Series(_chance.integers(0, 25_000, 60_000)).cast(pl.Int32).cast(pl.Date)
    measure(dates, days.cast(pl.String), 400)
    measure(phones, pl.Series((10_000_000_000 + _chance.integers(0, 10**8, PAIRS)).astype(str)), 40)


if __name__ == "__main__":
    main()
