"""The one sentence that says how good the links are believed to be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from orgtransfer.frames import COMPARISONS
from orgtransfer.i18n import N_, _
from orgtransfer.models import Summary
from orgtransfer.quality.pattern import NOTHING

_FIGURES: Final = 3
_WORDS: Final[Mapping[str, str]] = {
    **COMPARISONS,
    NOTHING: N_("nothing clear"),
}

_TIERS: Final[Mapping[str, str]] = {
    "auto": N_("linked by the tool"),
    "decided": N_("linked by a clerk"),
    "review": N_("left to a clerk"),
    "parted": N_("parted by a clerk"),
    "rejected": N_("not linked"),
    "unproposed": N_("never compared"),
}


def believed(summary: Summary) -> str:
    """How many links there are, and how many of them are expected to be wrong or missing.

    Empty where there is no link between two systems.
    """
    if not summary.linked:
        return ""
    return expected(summary.linked, summary.wrong_links, summary.missed_links)


def expected(links: float, wrong: float, missed: float) -> str:
    """How many links there are, and how many are expected to be wrong or missing."""
    return _(
        "Of about {links} links {wrong} are expected to be wrong; {missed} are expected to be missing."
    ).format(
        links=rounded(links),
        wrong=few(wrong),
        missed=few(missed),
    )


def pattern_text(pattern: str | None) -> str:
    """What a pair's evidence is made of, in words; None: pairs that were never compared."""
    if pattern is None:
        return _("never compared")
    return " + ".join(_(_WORDS[part]) for part in pattern.split("+"))


def tier_text(tier: str) -> str:
    """What a tier of pairs is called here, `rejected` and `unproposed` among them."""
    return _(_TIERS[tier])


def few(expected: float) -> str:
    """An expected number as people say it."""
    return _("fewer than 1") if expected < 1.0 else rounded(expected)


def rounded(number: float) -> str:
    """A number with the digits that mean something, grouped by thousands."""
    if number < 1:
        return "0"
    digits = max(math.floor(math.log10(number)) + 1 - _FIGURES, 0)
    return f"{round(number / 10**digits) * 10**digits:,}"
