"""The beta distribution, and the exact interval of a share (Clopper and Pearson 1934).

The incomplete beta function by its continued fraction: W. Press and others, Numerical Recipes, 6.4.
"""

from __future__ import annotations

import math
from typing import Final

_SMALL: Final = 1e-300
_CLOSE: Final = 1e-14
_TERMS: Final = 10_000
_HALVINGS: Final = 200


def cumulative(x: float, a: float, b: float) -> float:
    """The probability that a Beta(a, b) variable is at most `x` (the regularised incomplete beta).

    Args:
        x: 0 to 1.
        a: above 0.
        b: above 0.
    """
    if x <= 0.0 or x >= 1.0:
        return float(x >= 1.0)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    # The fraction runs quickly below the mean, and from the other end above it.
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1.0 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction, by Lentz's method."""
    c, d = 1.0, 1.0 / _away(1.0 - (a + b) * x / (a + 1.0))
    made = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        for term in (even, odd):
            d, c = 1.0 / _away(1.0 + term * d), _away(1.0 + term / c)
            made *= d * c
        if abs(d * c - 1.0) < _CLOSE:
            break
    return made


def _away(value: float) -> float:
    """`value`, kept away from zero."""
    return value if abs(value) > _SMALL else _SMALL


def quantile(share: float, a: float, b: float) -> float:
    """The `x` below which a Beta(a, b) variable is with probability `share`."""
    low, high = 0.0, 1.0
    for _halving in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        low, high = (middle, high) if cumulative(middle, a, b) < share else (low, middle)
    return (low + high) / 2


def exact(found: float, judged: float, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of a share of which `found` in `judged` were seen (Clopper and Pearson).

    It holds whatever the share is, also where none or all were seen; nothing judged: 0 to 1. Of
    weighted judgements the counts are what they are worth together, and need not be whole.
    """
    tail = (1.0 - level) / 2
    low = quantile(tail, found, judged - found + 1) if found else 0.0
    high = quantile(1.0 - tail, found + 1, judged - found) if found < judged else 1.0
    return low, high
