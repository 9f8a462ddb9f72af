"""A benchmark world as the tables that matching takes, and what must be equal of two matchings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl
from polars.testing import assert_frame_equal

from orgtransfer import clean, frames, match, organisations
from orgtransfer.config import Match
from orgtransfer.match.weights import TABLE, Weights
from orgtransfer.models import Inputs, Matched
from tests.benchmarks import worlds

SALT: Final = b"test"
NO_ALIASES: Final = pl.DataFrame(schema={"name": pl.String, "full_name": pl.String})


@dataclass(frozen=True)
class Tables:
    """What a matching takes."""

    inputs: Inputs
    records: pl.DataFrame
    organisations: pl.DataFrame
    membership: pl.DataFrame
    decisions: pl.DataFrame

    def arguments(self, limits: Match) -> tuple[object, ...]:
        """What `match.match` takes."""
        return (
            self.records, self.organisations, self.membership, frames.TRANSFERS.empty(), limits,
            NO_ALIASES, self.decisions, SALT,
        )  # fmt: skip


def world(difficulty: str, roster: int, register: int, systems: int = 2) -> Tables:
    inputs = worlds.build(difficulty, roster=roster, register=register, systems=systems).inputs
    records = clean.clean_records(inputs.records, inputs.damage, inputs.sources, SALT)
    listed = clean.clean_organisations(inputs.organisations, inputs.sources)
    trees, membership = organisations.trees(listed, records)
    return Tables(
        inputs,
        records,
        frames.conform(trees, frames.ORGANISATIONS),
        frames.conform(membership, frames.MEMBERSHIP),
        frames.DECISIONS.empty(),
    )


def assert_same(one: Matched, other: Matched) -> None:
    """Persons, links and tiers are equal, and numbers to 1e-9; what blocks cost, but for `left`."""
    for name in ("persons", "pairs", "dismissed", "unproposed", "ledger_persons"):
        assert_frame_equal(getattr(one, name), getattr(other, name), rel_tol=1e-9, abs_tol=1e-9)
    costs = [
        [
            (block.rule, block.pairs, block.added, max(block.largest, 1), block.split)
            for block in of.blocks
        ]
        for of in (one, other)
    ]
    assert costs[0] == costs[1]


def one_machine(tables: Tables, limits: Match | None = None, weights: Weights = TABLE) -> Matched:
    return match.match(*tables.arguments(limits or Match()), weights=weights)  # type: ignore[arg-type]  # see there
