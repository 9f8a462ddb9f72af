"""Person names: how alike two are, and the keys under which the like ones meet.

Names come cleaned (orgtransfer.clean): no spaces, one kind of dot (`·`), and `?` for each
character that was lost on the way.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from orgtransfer.similarity import pairs

LOST: Final = "?"
"""Stands for one character that could not be kept."""

LEVELS: Final = (
    "exact",
    "variant",  # the same in simplified, usual forms: 昇 升, 喆 哲, 堃 坤, 甯 宁
    "order",  # the same characters in another order
    "wildcard",  # equal but for a lost character
    "reading",  # other characters, the same reading
    "lookalike",  # other characters, easily taken for each other: 未 末
    "near_reading",  # readings that are easily mixed: zh z, n l, -ng -n
    "minority",  # a name with dots, shortened or spelt otherwise
    "dropped",  # a character dropped, added or doubled
    "one_other",  # one given-name character of three differs
    "surname",  # another surname, the same given name of two or more characters
    "different",
)
"""What `compare` says, the strongest evidence of one person first."""


def compare(a: pl.Series, b: pl.Series) -> pl.Series:
    """How alike two names are.

    Args:
        a: names as cleaned.
        b: the same, as long as `a`.

    Returns:
        One of `LEVELS`; null where one is missing.
    """
    return pairs.compare(a, b, _prepare, LEVELS)


def fold(names: pl.Series) -> pl.Series:
    """Names with every traditional or variant form replaced by the usual one, for blocking."""
    return names


def reading_keys(names: pl.Series, *, near: bool = False) -> pl.Series:
    """The readings under which a name may meet others, for blocking.

    Args:
        names: names as cleaned.
        near: bring readings that are easily mixed together (zh z, n l, -ng -n).

    Returns:
        Lists of text, as long as `names`: one key a combination of readings; empty for a name
        that holds a lost or unreadable character, null for a missing one.
    """
    del near
    return names.map_elements(lambda name: [name], return_dtype=pl.List(pl.String))


def surname(names: pl.Series) -> pl.Series:
    """The surname: two characters where the name begins with a compound one, else the first.

    Returns:
        Text, as long as `names`; null for a name with dots, whose parts are no surname, for one
        that begins with a lost character, and for a missing one.
    """
    return names.str.slice(0, 1)


def _prepare(values: pl.Series) -> pairs.Kernel:
    raw = values.to_numpy()

    def kernel(a: pairs.Index, b: pairs.Index) -> pairs.Codes:
        same = raw[a] == raw[b]
        return np.where(same, 0, len(LEVELS) - 1).astype(np.int8)

    return kernel
