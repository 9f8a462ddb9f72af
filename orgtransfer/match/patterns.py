"""Blocking by what is known of ID numbers: any two masks meet on the digits both show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import Final

import polars as pl

_PATTERNS: Final = 12
"""The most common masks that are looked at; others meet by name, birth date or phone."""
_LEAST: Final = 9
"""Digits both must show: six of the region alone would bring whole counties together."""


def keys(values: pl.DataFrame) -> Iterator[tuple[pl.DataFrame, str]]:
    """One blocking rule for each two masks at hand.

    Args:
        values: VALUES.

    Yields:
        `record`, `active`, `key`, and the rule's name. Two complete numbers need no rule.
    """
    numbers = values.filter(pl.col("id").str.len_chars() == 18).select(
        "record",
        "id",
        active=pl.col("id_state").ne("valid"),
        known=pl.col("id").str.replace_all(r"[^*]", "1"),
    )
    counted = numbers.group_by("known").len().sort(["len", "known"], descending=[True, False])
    every = counted["known"].to_list()
    seen = set()
    for one, other in combinations_with_replacement(every[:_PATTERNS], 2):
        both = "".join("1" if x == y == "1" else "*" for x, y in zip(one, other, strict=True))
        if both.count("1") < _LEAST or "*" not in both or both in seen:
            continue
        seen.add(both)
        able = [known for known in every if _covers(known, both)]
        shown = [
            pl.col("id").str.slice(run.start(), run.end() - run.start())
            for run in re.finditer("1+", both)
        ]
        yield (
            numbers.filter(pl.col("known").is_in(able)).select(
                "record", "active", key=pl.concat_str(shown).hash(seed=7)
            ),
            f"id_{both}",
        )


def _covers(known: str, wanted: str) -> bool:
    return all(x == "1" for x, y in zip(known, wanted, strict=True) if y == "1")
