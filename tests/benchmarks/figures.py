"""How good a set of links is: precision, recall and F1 over pairs of a roster and a register row."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

CALIBRATION_EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0)


@dataclass(frozen=True)
class Figures:
    """Counts of pairs, and what follows from them."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Of the pairs linked, the share that is true (1 where nothing was linked)."""
        said = self.right + self.wrong
        return self.right / said if said else 1.0

    @property
    def recall(self) -> float:
        """Of the true pairs, the share that was linked."""
        true = self.right + self.missed
        return self.right / true if true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 1.0

    def __str__(self) -> str:
        return f"P {self.precision:.5f}  R {self.recall:.5f}  F1 {self.f1:.5f}"


def true_pairs(truth: pl.DataFrame) -> pl.DataFrame:
    """Columns `roster`, `register`: the row numbers of every true pair across the two systems."""
    sides = [
        truth.filter(system=system).select("person", pl.col("row").alias(system))
        for system in ("roster", "register")
    ]
    return sides[0].join(sides[1], on="person").select("roster", "register")


def measure(said: pl.DataFrame, truth: pl.DataFrame) -> Figures:
    """Compares pairs that were said to be one person (`roster`, `register`) with the truth."""
    true = true_pairs(truth)
    said = said.select("roster", "register").unique()
    right = said.join(true, on=["roster", "register"], how="semi").height
    return Figures(right, said.height - right, true.height - right)


def calibration(said: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """Of pairs with a stated `probability`, by band: how many, what was said, what is true."""
    true = true_pairs(truth).with_columns(true=pl.lit(1.0))
    return (
        said.join(true, on=["roster", "register"], how="left")
        .with_columns(
            pl.col("true").fill_null(0.0),
            band=pl.col("probability").cut(list(CALIBRATION_EDGES), left_closed=True),
        )
        .group_by("band")
        .agg(pairs=pl.len(), said=pl.col("probability").mean(), true=pl.col("true").mean())
        .sort("said")
    )
