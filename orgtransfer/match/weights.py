"""What each level of each comparison is worth: the shipped table, in natural log-odds.

A level's weight is ln(m / u): `m` is how often the level is seen on two records of one person
(both having given the field), `u` how often on records of two people. Agreement on a name, a
date, a unit, a phone or an ethnic group takes its `u` from how common the value is in the data at
hand (match.frequency); the `u` here is then a factor on that share. A missing value is no level
and weighs nothing.

Where the numbers come from stands in docs/weights.md: rates of DOMAIN.md and of published linkage
studies first, checked against the benchmark worlds by `python -m tests.benchmarks.weights`.
They are fixed so that the same rows give the same findings night after night.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Level:
    """One level of a comparison: how often it is seen on the same person, and on two."""

    m: float
    u: float
    by_value: bool = False
    """Whether `u` is a factor on the share of the value at hand, and not a share itself."""

    @property
    def weight(self) -> float:
        """Natural log of m / u (without the value's share where `by_value`)."""
        return math.log(self.m / self.u)


def _at(m: float, u: float) -> Level:
    return Level(m, u)


def _by(m: float, factor: float) -> Level:
    return Level(m, factor, by_value=True)


Weights = Mapping[str, Mapping[str, Level]]
"""Comparison -> level -> what it is worth: the shipped table, or one that was learnt."""

TABLE: Final[Weights] = MappingProxyType(
    {
        "id": {
            "same": _at(0.93, 1e-9),
            "fifteen_same": _at(0.93, 1e-8),
            "malformed_same": _at(0.90, 1e-6),
            # Weighed by how common the region code is; the rest of a number is close to uniform.
            "masked_14": _by(0.96, 2e-6),
            "masked_10": _by(0.96, 1 / 4000),
            "masked_6": _at(0.96, 1 / 2000),
            "masked_few": _at(0.97, 0.10),
            "one_digit_check": _at(0.010, 1e-6),
            "one_digit": _at(0.002, 1e-6),
            "masked_one_digit": _by(0.008, 1 / 150),
            "two_swapped": _at(0.004, 2e-7),
            # Half of the places are hidden. Of two people of a region, as masked_10 three times over.
            "masked_swapped": _by(0.002, 3 / 4000),
            "one_missing": _at(0.003, 2e-7),
            "truncated": _at(0.004, 1e-5),
            # Birth date and region are weighed by themselves: these say that the rest differs.
            "same_birth": _at(0.003, 0.5),
            "birth_only": _at(0.002, 0.9),
            "same_region": _at(0.0015, 0.9),
            "different": _at(0.0015, 0.97),
        },
        "name": {
            "exact": _by(0.975, 1),
            # That a character was lost is seen on right and wrong pairs alike: what counts is how
            # many people's names fit what is left.
            "wildcard": _by(0.97, 1),
            # Slips (SLIPS): how often. Into how many names one name may turn is counted for the
            # characters at hand (TYPED), and for the others it is the factor.
            "variant": _by(0.003, 1.2),
            "order": _by(0.0008, 1.5),
            "reading": _by(0.010, 1),
            "lookalike": _by(0.002, 1),
            "near_reading": _by(0.002, 1),
            "minority": _by(0.0008, 4),
            # Two characters of a given name can be dropped; one that was added is seldom any.
            "dropped": _by(0.0015, 4),
            # By how many people's names have what is the same; characters go together.
            "one_other": _by(0.002, 1.5),
            "surname": _by(0.0005, 1.5),
            "given": _by(0.0025, 1),
            # The former name that one list gives is the name in the other. Few lists give any, and of
            # two people one in seventy or so of those who bear the name today.
            "former": _by(0.002, 0.0075),
            "different": _at(0.0003, 0.97),
        },
        "birth": {
            "exact": _by(0.965, 1),
            "month": _by(0.97, 1),
            "year": _by(0.975, 1),
            # With the date in a sound number, beside which another is stated.
            "exact_number": _by(0.9, 1),
            "month_number": _by(0.9, 1),
            "year_number": _by(0.9, 1),
            "swapped": _at(0.002, 2e-4),
            # A year read off by one: of two people as often as any other two days, or months.
            "other_year": _by(0.002, 2),
            "other_year_month": _by(0.002, 2),
            "one_digit": _at(0.010, 0.006),
            # Born by the lunar calendar: some five weeks before the solar date, hence seventy days
            # on both sides; of a month the one before or after.
            "lunar": _by(0.0015, 70),
            "next_month": _by(0.002, 2),
            # A year's last digit, its decade, or the month's: some sixteen other months.
            "one_digit_month": _by(0.002, 16),
            "near": _at(0.0015, 0.05),
            "different": _at(0.001, 0.93),
        },
        "sex": {"same": _at(0.996, 0.5), "different": _at(0.004, 0.5)},
        "ethnicity": {"same": _by(0.99, 1), "different": _at(0.01, 0.10)},
        "unit": {
            "same": _by(0.90, 1),
            "alias": _by(0.90, 1),
            "short": _by(0.90, 1.0),
            "contained": _by(0.90, 15),
            "similar": _by(0.90, 4),
            # Not by name: other people of the one unit are found in the other (match.company).
            "people": _by(0.60, 1.5),
            "veto_ordinal": _at(0.05, 0.95),
            "veto_region": _at(0.05, 0.95),
            "veto_kind": _at(0.05, 0.95),
            "different": _at(0.05, 0.95),
        },
        "branch": {"same": _by(0.60, 1), "different": _at(1, 1)},
        "phone": {
            "exact": _by(0.84, 1),
            "masked": _at(0.80, 1e-4),
            "last": _at(0.80, 2e-4),
            "local": _at(0.50, 5e-4),
            "one_digit": _at(0.010, 2e-5),
            "swapped": _at(0.004, 1e-5),
            "one_missing": _at(0.004, 1e-5),
            "different": _at(0.14, 0.999),
        },
        "join": {
            "exact": _by(0.94, 1),
            "month": _by(0.95, 1),
            "year": _by(0.95, 1),
            "swapped": _at(0.002, 5e-4),
            # Also the day of admission in one list, and that of full membership in the other.
            "other_year": _by(0.005, 2),
            "other_year_month": _by(0.005, 2),
            "one_digit": _at(0.012, 0.01),
            # Approved, and entered in the register: some weeks apart.
            "lunar": _at(0.006, 0.005),
            "next_month": _at(0.006, 0.004),
            "one_digit_month": _at(0.003, 0.03),
            "near": _at(0.02, 0.06),
            "different": _at(0.02, 0.92),
        },
        "member_no": {"same": _at(0.9, 1e-4), "different": _at(1, 1)},
    }
)
"""The shipped weights."""

SLIPS: Final = ("variant", "order", "reading", "lookalike", "near_reading")
"""Name levels of a slip, weighed by the rarer name: it is the one that was written by mistake.

Of two people, P(both names) is the product of their shares; of one, the share of the true name times
the chance of the slip. So the true name's share drops out. A name is never rarer than slips make it:
`m` times the commoner name.
"""

TYPED: Final = ("reading", "lookalike", "near_reading")
"""Slips of which similarity.slips says how many ways they had to go."""

ID_HOLDS_BIRTH: Final = (
    "same", "fifteen_same", "malformed_same", "masked_14", "one_digit_check", "one_digit",
    "two_swapped", "one_missing",
)  # fmt: skip
"""ID levels that have already weighed the birth date and the sex, which then add nothing."""

DOUBLE_SHARE: Final = 0.02
"""How many records of one system are expected to be there twice."""

FEWEST: Final = 200
"""The size that a smaller file is taken to have: two short lists are not one list twice."""

FLOORS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "name": 3e-7,
        "birth": 4e-5,
        "phone": 2e-5,
        "join": 1e-4,
        "unit": 2e-4,
        "branch": 2e-4,
        "surname": 1e-4,
        "ethnicity": 1e-4,
        "id": 1e-3,
    }
)
"""The smallest share a value is taken to have: however rare, chance and habit repeat it."""
