"""What comparisons, levels and reasons are called in the language of the user."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from orgtransfer.frames import COMPARISONS
from orgtransfer.i18n import N_

COMPARISON: Final[Mapping[str, str]] = MappingProxyType(
    {"prior": N_("before comparing"), **COMPARISONS}
)
"""What each comparison is called, and what held before."""

_DATE_LEVELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "exact": N_("the same day"),
        "month": N_("the same month"),
        "year": N_("the same year"),
        "swapped": N_("day and month changed places"),
        "other_year": N_("the same day, one year apart"),
        "other_year_month": N_("the same month, one year apart"),
        "one_digit": N_("one digit differs"),
        "lunar": N_("some weeks apart, as a lunar date is from the solar one"),
        "next_month": N_("one month apart"),
        "one_digit_month": N_("one digit differs"),
        "near": N_("within a year of each other"),
        "different": N_("different"),
    }
)
_EQUAL_LEVELS: Final[Mapping[str, str]] = MappingProxyType(
    {"same": N_("the same"), "different": N_("different")}
)

LEVEL: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        **dict.fromkeys(COMPARISONS, _EQUAL_LEVELS),
        "id": {
            "same": N_("the same"),
            "fifteen_same": N_("the same, once with fifteen digits"),
            "malformed_same": N_("the same, though no right number"),
            "masked_14": N_("agrees wherever it is not masked"),
            "masked_10": N_("agrees wherever it is not masked"),
            "masked_6": N_("the few readable digits agree"),
            "masked_few": N_("the very few readable digits agree"),
            "one_digit_check": N_(
                "one digit differs; by its check digit one of the two is mistyped"
            ),
            "one_digit": N_("one digit differs"),
            "masked_one_digit": N_("one of the readable digits differs"),
            "two_swapped": N_("two neighbouring digits changed places"),
            "masked_swapped": N_("two neighbouring ones of the readable digits changed places"),
            "one_missing": N_("one digit is missing or doubled"),
            "truncated": N_("one number is cut off, the rest agrees"),
            "same_birth": N_("region and birth date agree, the last digits differ"),
            "birth_only": N_("only the birth date agrees"),
            "same_region": N_("only the region agrees"),
            "different": N_("different"),
        },
        "name": {
            "exact": N_("the same"),
            "variant": N_("the same in a variant form"),
            "order": N_("the same characters in another order"),
            "wildcard": N_("the same but for a lost character"),
            "reading": N_("other characters, the same reading"),
            "lookalike": N_("a character that looks alike"),
            "near_reading": N_("readings that are easily mixed up"),
            "minority": N_("the same name, spelt or shortened differently"),
            "dropped": N_("one character too few or too many"),
            "one_other": N_("one character differs"),
            "surname": N_("another surname, the same given name"),
            "given": N_("the same surname, another given name"),
            "former": N_("the former name that one gives is the other's name"),
            "different": N_("different"),
        },
        "birth": {
            **_DATE_LEVELS,
            "exact_number": N_("the same day by the ID number, another one is stated"),
            "month_number": N_("the same month by the ID number, another one is stated"),
            "year_number": N_("the same year by the ID number, another one is stated"),
        },
        "unit": {
            "same": N_("the same"),
            "alias": N_("the same by the alias table"),
            "short": N_("the same, once abbreviated or by its name before a reform"),
            "contained": N_("one name leaves out a part of the other"),
            "similar": N_("similar"),
            "people": N_("another name, but the same people are found there"),
            "veto_ordinal": N_("another number in the name"),
            "veto_region": N_("another place"),
            "veto_kind": N_("another kind of unit"),
            "different": N_("different"),
        },
        "phone": {
            "exact": N_("the same"),
            "masked": N_("agrees wherever it is not masked"),
            "last": N_("the last digits agree"),
            "local": N_("the same but for the area code"),
            "one_digit": N_("one digit differs"),
            "swapped": N_("two neighbouring digits changed places"),
            "one_missing": N_("one digit is missing or doubled"),
            "different": N_("different"),
        },
        "join": _DATE_LEVELS,
    }
)
"""Comparison -> level -> what it is called; those not named know `same` and `different` only."""

REASON: Final[Mapping[str, str]] = MappingProxyType(
    {
        "below_auto": N_("too little speaks for it to decide without a person"),
        "close_second": N_("another record fits nearly as well"),
        "conflict": N_("joining them would contradict a surer link"),
        "veto_name": N_("the same ID number, but clearly another name"),
        "veto_id": N_("two different ID numbers, both valid"),
        "veto_twins": N_("readable digits of the ID numbers differ, and so do the names"),
        "veto_dates": N_("one joined the Party before the other was old enough"),
        "contested_third": N_("rulings contradict each other through a third row"),
        "contested_number": N_("a ruling contradicts ID numbers"),
        "through": N_("joined only through another row"),
    }
)
"""Why a pair was left to a clerk."""
