"""What the check digit of an ID number is made of, and how alike two numbers can be."""

from __future__ import annotations

from typing import Final

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""Of digits 1 to 17: 2 to the power of 18 - position, modulo 11 (ISO 7064, MOD 11-2)."""
CHECK_DIGITS: Final = "10X98765432"
"""The check digit for each remainder of the weighted sum by 11."""

LEVELS: Final = (
    "same",  # all 18 characters are known and equal
    "fifteen_same",  # a fifteen-digit number and the same number, or its 18 digits
    "malformed_same",  # equal, and of no known form
    "masked_14",  # nothing contradicts; at least 14 characters are known on both sides
    "masked_10",  # at least 10: the usual mask, first 6 and last 4
    "masked_6",  # at least 6, 4 of them outside the region code
    "masked_few",  # fewer, or hardly more than the region code
    "one_digit_check",  # one differs, and the check digit tells which number is mistyped
    "one_digit",  # one differs
    "masked_one_digit",  # one differs of at least 10 that are known
    "two_swapped",  # two neighbouring ones changed places
    "masked_swapped",  # the same, of at least 10 that are known
    "one_missing",  # one was left out, or doubled
    "truncated",  # the shorter is the beginning or the end of the longer
    "same_birth",  # region and birth date agree, the rest does not: twins do so
    "birth_only",  # the birth date agrees
    "same_region",  # the region agrees
    "different",
)
"""What `compare` says, the most alike first."""
