"""A benchmark world as the tables that matching takes, and what must be equal of two matchings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

import polars as pl
from polars.testing import assert_frame_equal

from orgtransfer import clean, frames, match, organisations, pipeline
from orgtransfer.config import Config, Match
from orgtransfer.match.weights import TABLE, Weights
from orgtransfer.models import Inputs, Matched, Outcome
from tests.benchmarks import worlds

SALT: Final = b"test"
TODAY: Final = dt.date(2026, 11, 20)
RULES: Final = Config(systems=()).rules
SMALL: Final = {
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.files.minPartitionNum": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.memory": "1g",
    # Small tables: what is saved by compiling costs more than it brings.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
"""Settings for small worlds."""
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


def inputs_of(
    difficulty: str, roster: int, register: int, systems: int = 2, *, skewed: bool = False
) -> Inputs:
    """The tables of a benchmark world as read."""
    made = worlds.build(difficulty, roster=roster, register=register, systems=systems)
    return _skewed(made) if skewed else made.inputs


def _skewed(world: worlds.World) -> Inputs:
    """The same where one in a hundred people bears one name, and half of the members are in one unit."""
    person = pl.col("person")
    named = (person % 100 == 7) & pl.col("name").is_not_null()
    placed = (person % 2 == 0) & pl.col("unit").is_not_null()
    rows = world.inputs.records.join(world.truth, on=["system", "row"], how="left")
    one = rows.filter(system="register")["unit"].mode()[0]
    body = pl.lit("中共") + pl.col("unit")
    moved = [
        pl.when(placed & pl.col(name).str.starts_with(body))
        .then(pl.lit("中共" + one) + pl.col(name).str.slice(body.str.len_chars()))
        .otherwise(name)
        .alias(name)
        for name in ("branch", "parent")
    ]
    changed = rows.with_columns(
        *moved, name=pl.when(named).then(pl.lit("王秀英")).otherwise("name")
    )
    changed = changed.with_columns(unit=pl.when(placed).then(pl.lit(one)).otherwise("unit"))
    return replace(world.inputs, records=frames.conform(changed, frames.RAW_RECORDS))


def worked_out(
    inputs: Inputs,
    matching: pipeline.Matching | None = None,
    judging: pipeline.Judging | None = None,
) -> Outcome:
    """One run over the tables, matched by `matching`, with verdicts and findings by `judging`."""
    return pipeline.reconcile(
        inputs, Config(systems=()), TODAY, salt=SALT, matching=matching, judging=judging
    )


def assert_same_outcome(one: Outcome, other: Outcome) -> None:
    """What the matching finds is equal, and what is worked out from it: verdicts, findings, counts."""
    assert_same(one.matched, other.matched)
    for name in (
        "branch_pairs", "organisations", "verdicts", "findings", "exempted", "coverage", "counts",
        "unit_names",
    ):  # fmt: skip
        assert_frame_equal(getattr(one, name), getattr(other, name), rel_tol=1e-9, abs_tol=1e-9)


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
