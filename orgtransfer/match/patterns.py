"""Blocking by what is known of ID numbers: any two masks meet on the digits both show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import Final

import polars as pl

_LENGTH: Final = 18
_PATTERNS: Final = 12
"""The most common masks that are looked at; others meet by name, birth date or phone."""
_LEAST: Final = 9
"""Digits both must show: six of the region alone would bring whole counties together."""


def keys(values: pl.DataFrame) -> Iterator[tuple[str, list[tuple[pl.DataFrame, pl.DataFrame]]]]:
    """One blocking rule for each set of digits that two masks at hand both show.

    A number that is masked is never sound, so each of these pairs has a record that asks.

    Args:
        values: VALUES.

    Yields:
        The rule's name; and the two sides to be joined (`record`, `key`), once for each two masks
        that show just these digits in common. Two complete numbers need no rule.
    """
    masked = pl.col("id").str.contains("*", literal=True)
    numbers = values.filter(pl.col("id").str.len_chars() == _LENGTH).select(
        "record", "id", known=pl.lit("1" * _LENGTH)
    )
    # Most numbers are whole: only the others are looked through.
    hidden = numbers.filter(masked).with_columns(
        pl.col("id").str.replace_all(r"[^*]", "1").alias("known")
    )
    numbers = pl.concat([numbers.filter(~masked), hidden])
    counted = numbers.group_by("known").len().sort(["len", "known"], descending=[True, False])
    common = counted["known"].head(_PATTERNS).to_list()
    rules: dict[str, list[tuple[str, str]]] = {}
    for one, other in combinations_with_replacement(common, 2):
        both = "".join("1" if x == y == "1" else "*" for x, y in zip(one, other, strict=True))
        if both.count("1") >= _LEAST and "*" in both:
            rules.setdefault(both, []).append((one, other))
    for both, masks in rules.items():
        sides = {known: _side(numbers, known, both) for known in {*sum(masks, ())}}
        yield f"id_{both}", [(sides[one], sides[other]) for one, other in masks]


def _side(numbers: pl.DataFrame, known: str, both: str) -> pl.DataFrame:
    """`record`, `key` of the numbers of one mask: the digits at the places that `both` shows."""
    shown = [
        pl.col("id").str.slice(run.start(), run.end() - run.start())
        for run in re.finditer("1+", both)
    ]
    return numbers.filter(known=known).select("record", key=pl.concat_str(shown).hash(seed=7))
