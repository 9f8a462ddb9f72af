"""What other shares would say of pairs that are weighed already: their ledgers, and their chances.

Only what changes is reckoned anew, so that many shares can be tried on the pairs of one run.
"""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from orgtransfer.match import learnt
from orgtransfer.match.learnt import KINDS, Shares
from orgtransfer.match.weights import Weights


def reweighed(pairs: pl.DataFrame, base: Weights, weights: Weights) -> pl.DataFrame:
    """The pairs with each contribution, and `weight`, as other weights give them.

    Args:
        pairs: pairs with their ledgers.
        base: the weights that they were weighed with.
        weights: those that are tried.
    """
    changes = {
        name: {
            level: math.log(weights[name][level].m / base[name][level].m) for level in weights[name]
        }
        for name in KINDS
    }
    steps = {
        name: pl.col(f"{name}_level")
        .replace_strict(list(by), list(by.values()), return_dtype=pl.Float64)
        .fill_null(0.0)
        for name, by in changes.items()
    }
    return pairs.with_columns(
        *(
            (pl.col(f"{name}_weight") + step).alias(f"{name}_weight")
            for name, step in steps.items()
        ),
        weight=pl.col("weight") + pl.sum_horizontal(steps.values()),
    )


def crowded(pairs: pl.DataFrame, weight: pl.Expr) -> pl.DataFrame:
    """`rest`: the probability by this weight; a record's candidates in one system are one person."""
    alone = pairs.with_columns(rest=1.0 / (1.0 + (-weight).exp()))
    crowd = (pl.col("rest").sum().over(end, "one", "other") for end in ("a", "b"))
    return alone.with_columns(rest=pl.col("rest") / pl.max_horizontal(*crowd, pl.lit(1.0)))


def probabilities(pairs: pl.DataFrame, base: Weights, shares: Shares) -> pl.Series:
    """The probability of each pair with these shares, as `learning.learn` reckons it.

    Args:
        pairs: see `learning.learn`.
        base: the weights that the pairs were weighed with.
        shares: those that are tried.
    """
    weights = learnt.weights(shares)
    return crowded(reweighed(pairs, base, weights), pl.col("weight"))["rest"]


def loss(said: pl.Series, label: pl.Series) -> np.ndarray:
    """The log-loss of each: minus the log of the probability that was given to what is true."""
    chance = said.to_numpy().clip(1e-6, 1.0 - 1e-6)
    true = label.to_numpy() > 0.5
    return np.asarray(-np.log(np.where(true, chance, 1.0 - chance)))
