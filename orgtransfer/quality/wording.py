"""The one sentence that says how good the links are believed to be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from orgtransfer.i18n import N_, _
from orgtransfer.models import Summary
from orgtransfer.quality.pattern import NOTHING

_FIGURES: Final = 3
_WORDS: Final[Mapping[str, str]] = {
    "id": N_("ID number"),
    "name": N_("name"),
    "birth": N_("birth date"),
    "unit": N_("unit"),
    "phone": N_("phone"),
    "member_no": N_("member number"),
    NOTHING: N_("nothing clear"),
}


def believed(summary: Summary) -> str:
    """How many links there are, and how many of them are expected to be wrong or missing.

    Empty where there is no link between two systems.
    """
    if not summary.linked:
        return ""
    return _(
        "Of about {links} links {wrong} are expected to be wrong; {missed} are expected to be missing."
    ).format(
        links=rounded(summary.linked),
        wrong=few(summary.wrong_links),
        missed=few(summary.missed_links),
    )


def pattern_text(pattern: str | None) -> str:
    """What a pair's evidence is made of, in words; None: pairs that were never compared."""
    if pattern is None:
        return _("never compared")
    return " + ".join(_(_WORDS[part]) for part in pattern.split("+"))


def few(expected: float) -> str:
    """An expected number as people say it."""
    return _("fewer than 1") if expected < 1.0 else rounded(expected)


def rounded(number: float) -> str:
    """A number with the digits that mean something, grouped by thousands."""
    if number < 1:
        return "0"
    digits = max(math.floor(math.log10(number)) + 1 - _FIGURES, 0)
    return f"{round(number / 10**digits) * 10**digits:,}"
