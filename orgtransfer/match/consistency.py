"""Rulings that cannot all be true: which of them count, and which wait until a clerk chooses.

A = B and B = C say A = C; whoever ruled that A is not C contradicts them, though no two rulings are
about one pair. The same where a row without a number is ruled the same as two people with
different numbers, and where two rows with one number and one name are ruled apart. Rulings are
taken one after another, those first that were confirmed in a dispute and then the oldest; one that
contradicts what was taken before it does not count.

The structure (union-find with constraints of the cannot-link kind) is that of Wagstaff et al.,
"Constrained K-means Clustering with Background Knowledge", ICML 2001.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from orgtransfer.models import CONTESTED

_BY_THIRD, _BY_NUMBER = CONTESTED
_WHOLE: Final = r"^[0-9]{17}[0-9X]$"


def sifted(decisions: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Rulings on pairs of people, those that count and those that wait.

    Args:
        decisions: DECISIONS, the oldest first; with `repeats`, where known: how often the ruling was
            said since it was another one. One that was said again was confirmed.
        records: RECORDS.

    Returns:
        DECISIONS; a ruling that waits has a key of CONTESTED in the place of `same` or `different`.
    """
    if "repeats" not in decisions.columns:
        decisions = decisions.with_columns(repeats=pl.lit(1, pl.UInt32))
    ruled = pl.col("kind") == "pair"
    said = decisions.with_row_index("at").filter(
        ruled, pl.col("ruling").is_in(["same", "different"])
    )
    if said.is_empty():
        return decisions.drop("repeats")
    ordered = said.sort(pl.col("repeats") < 2, "at", maintain_order=True)  # once
    claims = _claims(records, pl.concat([said["a_key"], said["b_key"]]).unique())
    waiting = _Groups(claims).waiting(
        ordered.select("at", "a_key", "b_key", "ruling", "repeats").iter_rows()
    )
    table = pl.DataFrame(
        list(waiting.items()), schema={"at": pl.get_index_type(), "why": pl.String}, orient="row"
    )
    return (
        decisions.with_row_index("at")
        .join(table, on="at", how="left", maintain_order="left")
        .with_columns(ruling=pl.coalesce("why", "ruling"))
        .drop("at", "why", "repeats")
    )


@dataclass(frozen=True)
class _Claim:
    """What a row says of who it is."""

    number: str | None
    """Its whole ID number."""
    name: str | None


def _claims(records: pl.DataFrame, keys: pl.Series) -> dict[str, _Claim]:
    rows = records.filter(pl.col("record_key").is_in(keys.implode())).select(
        "record_key",
        pl.when(pl.col("id_key").str.contains(_WHOLE)).then("id_key"),
        "name_key",
    )
    return {key: _Claim(number, name) for key, number, name in rows.iter_rows()}


@dataclass
class _Groups:
    """People as the rulings taken so far make them."""

    claims: dict[str, _Claim]
    _above: dict[str, str] = field(default_factory=dict)
    _numbers: dict[str, set[str]] = field(default_factory=dict)
    _apart: dict[str, set[str]] = field(default_factory=dict)
    """Root -> keys that are somebody else."""

    def waiting(self, rulings: Iterable[tuple[int, str, str, str, int]]) -> dict[int, str]:
        """Place of a ruling -> why it waits."""
        found: dict[int, str] = {}
        for at, a, b, ruling, repeats in rulings:
            if a not in self.claims or b not in self.claims:
                continue  # about a row that is gone
            why = self._together(a, b) if ruling == "same" else self._parted(a, b, repeats)
            if why:
                found[at] = why
        return found

    def _root(self, key: str) -> str:
        while (above := self._above.setdefault(key, key)) != key:
            self._above[key] = self._above[above]
            key = above
        return key

    def _held(self, root: str) -> set[str]:
        number = self.claims[root].number
        return self._numbers.setdefault(root, {number} if number else set())

    def _together(self, a: str, b: str) -> str | None:
        one, other = self._root(a), self._root(b)
        if one == other:
            return None
        if self._are_parted(one, other):
            return _BY_THIRD
        numbers, more = self._held(one), self._held(other)
        # Whoever sees two numbers and says "the same" knows of the mistake in one of them.
        seen = self.claims[a].number and self.claims[b].number
        if numbers and more and not numbers & more and not seen:
            return _BY_NUMBER
        self._above[other] = one
        self._numbers[one] = numbers | more
        self._apart[one] = self._apart.get(one, set()) | self._apart.pop(other, set())
        return None

    def _are_parted(self, one: str, other: str) -> bool:
        """Whether somebody of one group was ruled to be nobody of the other."""
        return any(self._root(key) == other for key in self._apart.get(one, ())) or any(
            self._root(key) == one for key in self._apart.get(other, ())
        )

    def _parted(self, a: str, b: str, repeats: int) -> str | None:
        one, other = self._root(a), self._root(b)
        if one == other:
            return _BY_THIRD
        claim, against = self.claims[a], self.claims[b]
        if claim.number and claim == against and repeats == 1:
            return _BY_NUMBER
        self._apart.setdefault(one, set()).add(b)
        self._apart.setdefault(other, set()).add(a)
        return None
