"""Blocking by what is known of ID numbers: any two masks meet on the digits both show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement
from typing import Final

import polars as pl

from orgtransfer.match import thresholds

_LENGTH: Final = 18
WHOLE: Final = "1" * _LENGTH
"""The mask of a number that shows all its digits."""


def keys(values: pl.DataFrame) -> Iterator[tuple[str, list[tuple[pl.DataFrame, pl.DataFrame]]]]:
    """One blocking rule for each set of digits that two masks at hand both show.

    A number that is masked is never sound, so each of these pairs has a record that asks.

    Args:
        values: VALUES.

    Yields:
        The rule's name; and the two sides to be joined (`record`, `key`), once for each two masks
        that show just these digits in common. Two complete numbers need no rule.
    """
    sides = _by_mask(values)
    for both, masks in rules(list(sides)).items():
        keyed = {mask: side(sides[mask], both) for mask in {*sum(masks, ())}}
        yield f"id_{both}", [(keyed[one], keyed[other]) for one, other in masks]


def rules(masks: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """The digits that two masks both show -> the pairs of masks that show just these in common.

    Args:
        masks: the common masks, the most common first.
    """
    rules: dict[str, list[tuple[str, str]]] = {}
    for one, other in combinations_with_replacement(masks, 2):
        both = "".join("1" if x == y == "1" else "*" for x, y in zip(one, other, strict=True))
        if both.count("1") >= thresholds.LEAST_DIGITS and "*" in both:
            rules.setdefault(both, []).append((one, other))
    return rules


def _by_mask(values: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """`record`, `id` of the numbers under each common mask, 1 for a digit shown; most common first."""
    numbers, hidden = masked(values)
    sizes = dict(hidden["mask"].value_counts().iter_rows()) | {WHOLE: numbers.height}
    chosen = common(sizes)
    found = hidden.filter(pl.col("mask").is_in(chosen)).partition_by("mask", as_dict=True)
    groups = {mask: group.drop("mask") for (mask,), group in found.items()}
    groups[WHOLE] = numbers
    return {mask: groups[mask] for mask in chosen}


def masked(values: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`record`, `id` of the whole numbers; and of the others, with their `mask`."""
    numbers = values.select("record", "id").filter(pl.col("id").str.len_bytes() == _LENGTH)
    masked = numbers["id"].str.contains("*", literal=True)
    # Most numbers are whole: only the others are looked through.
    hidden = numbers.filter(masked).with_columns(mask=pl.col("id").str.replace_all(r"[^*]", "1"))
    return numbers.filter(~masked), hidden


def common(sizes: Mapping[str, int]) -> list[str]:
    """The masks that are looked at, the most common first.

    Args:
        sizes: mask -> how many numbers have it.
    """
    return sorted(sizes, key=lambda mask: (sizes[mask], mask), reverse=True)[: thresholds.MASKS]


def side(numbers: pl.DataFrame, both: str) -> pl.DataFrame:
    """`record`, `key` of the numbers of one mask: the digits at the places that `both` shows."""
    shown = [
        pl.col("id").str.slice(run.start(), run.end() - run.start())
        for run in re.finditer("1+", both)
    ]
    return numbers.select("record", key=pl.concat_str(shown).hash(seed=7))
