"""Telephone numbers: digits, `*` for one that a mask hides."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA, Hamming

from orgtransfer.similarity import pairs

LEVELS: Final = (
    "exact",
    "masked",  # nothing contradicts; at least 7 digits are known on both sides
    "last",  # the last digits agree, and no more is known of one side
    "local",  # a land line, once with its area code
    "one_digit",  # one digit differs
    "swapped",  # two neighbouring ones changed places
    "one_missing",  # one was left out, or doubled
    "different",
)
"""What `compare` says, the most alike first."""


def compare(a: pl.Series, b: pl.Series) -> pl.Series:
    """How alike two telephone numbers are.

    Args:
        a: digits, `*` for hidden ones.
        b: the same, as long as `a`.

    Returns:
        One of `LEVELS`; null where one is missing, or too little is known to say anything.
    """
    return pairs.compare_directly(a, b, _prepare, LEVELS)


_STAR: Final = ord("*")
_WIDTH: Final = 16
_FEWEST: Final = 4
"""Fewer digits than this say nothing."""
_CODE: Final = {level: code for code, level in enumerate(LEVELS)}


def _prepare(values: pl.Series) -> pairs.Kernel:
    # From the end: the last digits stand in the same place, however much of the front is there.
    grid = pairs.octets(values.str.reverse(), _WIDTH)
    length = values.str.len_chars().to_numpy()

    def kernel(a: pairs.Index, b: pairs.Index) -> pairs.Codes:
        left, right = grid.take(a, axis=1), grid.take(b, axis=1)
        shown = (left != _STAR) & (right != _STAR) & (left != 0) & (right != 0)
        agree = ~(shown & (left != right)).any(axis=0)
        known = shown.sum(axis=0, dtype=np.int8)
        even = length[a] == length[b]
        shorter = np.minimum(length[a], length[b])
        unknown = agree & even & (known < _FEWEST)
        codes = pairs.first(
            [
                (agree & even & (known == np.minimum(shorter, _WIDTH)), _CODE["exact"]),
                (agree & even & (known >= 7), _CODE["masked"]),
                (agree & ~even & (known >= 7) & (shorter < 11), _CODE["local"]),
                (agree & (known >= _FEWEST), _CODE["last"]),
            ],
            len(a),
        )
        rest = np.flatnonzero((codes < 0) & ~unknown)
        codes[rest] = _mistyped(values.gather(a[rest]), values.gather(b[rest]), even[rest])
        return codes

    return kernel


def _mistyped(left: pl.Series, right: pl.Series, even: pairs.Flags) -> pairs.Codes:
    """Compares numbers that contradict each other."""
    apart = process.cpdist(left, right, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)
    hamming = process.cpdist(left, right, scorer=Hamming.distance, score_cutoff=2, dtype=np.uint8)
    one = apart == 1
    cases = [
        (one & even & (hamming == 1), "one_digit"),
        (one & even, "swapped"),
        (one, "one_missing"),
        (apart >= 0, "different"),
    ]
    return pairs.first([(holds, _CODE[level]) for holds, level in cases], len(left))
