"""Blocking by what is known of ID numbers: any two masks meet on the digits both show."""

from __future__ import annotations

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
    common = counted["known"].head(_PATTERNS).to_list()
    seen = set()
    for one, other in combinations_with_replacement(common, 2):
        both = [place for place in range(18) if one[place] == "1" and other[place] == "1"]
        if len(both) < _LEAST or len(both) == 18 or (tuple(both)) in seen:
            continue
        seen.add(tuple(both))
        shown = pl.concat_str([pl.col("id").str.slice(place, 1) for place in both])
        able = pl.all_horizontal([pl.col("known").str.slice(place, 1) == "1" for place in both])
        name = "id_" + "".join("1" if place in both else "*" for place in range(18))
        yield numbers.filter(able).select("record", "active", key=shown.hash(seed=7)), name
