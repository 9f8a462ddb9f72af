"""All ways of pairing the rows of a roster with the people of a register, weighed together."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

_UNREGISTERED, _TWICE = 0.08, 0.02
_ROUNDS, _MOST = 80, 1e10
_SETTLED: Final = 1e-9


def weigh(ratios: pl.DataFrame, rows: int, people: int) -> pl.DataFrame:
    """Adds `probability`: the pairs of one row exclude each other, and a person has few rows.

    Message passing between the rows (each has one person, or one outside the register) and the
    people (no row, one, or two at the rate of doubles); exact where rivals form no ring.

    Args:
        ratios: `i` (the row), `person` (of the register), and the log of each field's ratio between
            what is read of that person and what is read of anybody.
        rows: how many rows the roster has.
        people: how many people the register has.
    """
    persons = rows / (1 + _TWICE)
    outside = _UNREGISTERED * persons * (1 + _TWICE)
    there = (1 - _UNREGISTERED) * persons / people
    ways = (1 - there, there * (1 - _TWICE), 2 * there * _TWICE)
    evidence = pl.sum_horizontal("name", "birth", "unit", "phone")
    table = ratios.with_columns(evidence=evidence)
    edges = table.group_by("i", "person").agg(pl.col("evidence").max()).sort("i", "person")
    weight = np.minimum(np.exp(edges["evidence"].to_numpy()) / outside, _MOST)
    row = edges["i"].rank("dense").to_numpy().astype(np.int64) - 1
    person = edges["person"].rank("dense").to_numpy().astype(np.int64) - 1
    back = np.full(len(weight), ways[1] / ways[0])
    for _round in range(_ROUNDS):
        through = np.minimum(weight * back, _MOST)
        towards = weight / (1 + _others(through, row))
        one, two = _others(towards, person), _pairs_of_others(towards, person)
        fresh = (ways[1] + ways[2] * one) / (ways[0] + ways[1] * one + ways[2] * two)
        moved = np.max(np.abs(fresh - back))
        back = 0.3 * back + 0.7 * fresh
        if moved < _SETTLED:
            break
    joint = np.minimum(weight * back, _MOST)
    probability = joint / (1 + joint + _others(joint, row))
    return table.join(
        edges.with_columns(probability=pl.Series(probability)).drop("evidence"),
        on=["i", "person"],
        maintain_order="left",
    )


def _others(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    """For each value the sum of the others of its group; the largest apart, against rounding."""
    count = int(group.max()) + 1
    largest = np.zeros(count)
    np.maximum.at(largest, group, values)
    top = _first_largest(values, group, largest)
    below = np.bincount(group, np.where(top, 0.0, values), count)
    rest = np.maximum(below[group] - values, 0.0) + largest[group]
    return np.asarray(np.where(top, below[group], rest))


def _first_largest(values: np.ndarray, group: np.ndarray, largest: np.ndarray) -> np.ndarray:
    top = np.flatnonzero(values == largest[group])
    first = np.zeros(len(values), dtype=bool)
    first[top[np.unique(group[top], return_index=True)[1]]] = True
    return first


def _pairs_of_others(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    """For each value the sum over pairs of others of its group, of their product."""
    squares = _others(values**2, group)
    return np.asarray(np.maximum(_others(values, group) ** 2 - squares, 0.0) / 2)
