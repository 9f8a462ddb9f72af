"""How good groups of rows are against a list that is known: pairs, rows and whole groups.

Pairwise measures count pairs. B-cubed (A. Bagga and B. Baldwin 1998) asks for each row what part of
its group belongs to it, and what part of its true group is there. Cluster measures count groups
that are exactly right (see O. Binette and others, How to evaluate entity resolution systems, 2024).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Measure:
    """Precision and recall of one kind."""

    precision: float
    recall: float

    @property
    def f(self) -> float:
        """Their harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True)
class Measures:
    """All three kinds."""

    pairs: Measure
    rows: Measure
    """B-cubed."""
    groups: Measure
    labelled: int
    """Pairs in the list."""


def pairwise(labels: pl.DataFrame) -> Measure:
    """Of pairs with `linked` and `same` (Boolean)."""
    right = labels.filter("linked", "same").height
    linked, same = labels.filter("linked").height, labels.filter("same").height
    return Measure(right / linked if linked else 1.0, right / same if same else 1.0)


def b_cubed(rows: pl.DataFrame) -> Measure:
    """Of rows with the group they were `found` in and the group they are in, `true`."""
    both, found, true = (
        rows.select(size=pl.len().over(keys))["size"].cast(pl.Float64)
        for keys in (["found", "true"], ["found"], ["true"])
    )
    if rows.is_empty():
        return Measure(1.0, 1.0)
    return Measure(float(str((both / found).mean())), float(str((both / true).mean())))


def exact_groups(rows: pl.DataFrame) -> Measure:
    """How many groups of two rows and more are exactly one true group; see `b_cubed`."""
    whole = [
        rows.group_by(key).agg(members=pl.col("row").sort().cast(pl.String).str.join(","), size=pl.len())
        .filter(pl.col("size") > 1)["members"]
        for key in ("found", "true")
    ]  # fmt: skip
    right = len(set(whole[0]) & set(whole[1]))
    return Measure(*(right / len(one) if len(one) else 1.0 for one in whole))


def measure(labels: pl.DataFrame, rows: pl.DataFrame) -> Measures:
    """All measures.

    Args:
        labels: `linked`, `same`: every pair of the list.
        rows: `row`, `found`, `true`: every row of the list; rows of one true group are those that
            the list says are the same, also through a third one.
    """
    return Measures(pairwise(labels), b_cubed(rows), exact_groups(rows), labels.height)
