"""What the configuration exempts from the rules, with a reason and an end, and how much that was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.config import Exemption

# What an exemption names, and the columns of a finding's facts in which it may stand.
_NAMED: Final = {
    "unit": ("unit", "original_unit", "association", "branch_unit", "unit_name", "call"),
    "branch": ("branch", "organisation_name"),
    "person": ("name", "person"),
}


def mark(facts: pl.DataFrame, code: str, exempt: Sequence[Exemption], today: dt.date) -> pl.Expr:
    """The number of the first exemption that covers a finding; null where none does.

    Args:
        facts: findings of the rule `code`, with the facts about their subjects.
        code: the rule.
        exempt: the configuration's exemptions, numbered from 1 in this order.
        today: an exemption holds up to and including its last day.
    """
    covered = [
        pl.when(_covers(one, facts.columns)).then(pl.lit(number, pl.UInt32))
        for number, one in enumerate(exempt, start=1)
        if _holds(one, today) and (not one.codes or code.startswith(one.codes))
    ]
    return pl.coalesce(*covered) if covered else pl.lit(None, pl.UInt32)


def counts(taken: pl.Series, exempt: Sequence[Exemption], today: dt.date) -> pl.DataFrame:
    """EXEMPTED, from the numbers of the exemptions that took findings out."""
    found = dict(taken.value_counts().iter_rows())
    lines = [
        {
            "exemption": number,
            "codes": ", ".join(one.codes),
            "reason": one.reason,
            "until": dt.date.fromisoformat(one.until) if one.until else None,
            "state": "expired"
            if not _holds(one, today)
            else "used"
            if number in found
            else "unused",
            "findings": found.get(number, 0),
        }
        for number, one in enumerate(exempt, start=1)
    ]
    return pl.DataFrame(lines, schema=frames.EXEMPTED.columns)


def hold_alike(exempt: Sequence[Exemption], one: dt.date, other: dt.date) -> bool:
    """Whether the same exemptions hold on two days."""
    return all(_holds(each, one) == _holds(each, other) for each in exempt)


def _holds(one: Exemption, today: dt.date) -> bool:
    return one.until is None or today <= dt.date.fromisoformat(one.until)


def _covers(one: Exemption, columns: Sequence[str]) -> pl.Expr:
    """Whether everything that the exemption names is what the finding is about."""
    asked = [pl.lit(value=True)]
    for field, places in _NAMED.items():
        wanted = getattr(one, field)
        if wanted is not None:
            given = [pl.col(name) == wanted for name in places if name in columns]
            asked.append(pl.any_horizontal(*given) if given else pl.lit(value=False))
    return pl.all_horizontal(*asked).fill_null(value=False)
