"""What is handed on from Spark, held beside what one machine says and exports."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
from polars.testing import assert_frame_equal

from orgtransfer import frames
from orgtransfer.config import Rules
from orgtransfer.models import Outcome
from orgtransfer.spark import Law, Members, Results, Stages, verdicts, write_by_unit
from orgtransfer.spark.tables import up
from orgtransfer.store import tables as exported
from tests.spark.tables import SALT

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

CUT: Final = ("records", "links", "findings")


def members(spark: SparkSession, outcome: Outcome) -> Members:
    """What the run found about members, on Spark."""
    return Members(
        records=up(spark, outcome.records, frames.RECORDS.columns),
        membership=up(spark, outcome.membership, frames.MEMBERSHIP.columns),
        persons=up(spark, outcome.matched.persons, frames.PERSONS.columns),
        pairs=up(spark, outcome.matched.pairs, frames.PAIRS.columns),
    )


def results(spark: SparkSession, outcome: Outcome) -> Results:
    """What the run has to hand on, on Spark."""
    return Results(
        members=members(spark, outcome),
        verdicts=up(spark, outcome.verdicts, frames.VERDICTS.columns),
        findings=up(spark, outcome.findings, frames.FINDINGS.columns),
        salt=SALT,
    )


def written(folder: Path, name: str) -> pl.DataFrame:
    """A table that was written by unit."""
    return pl.read_parquet(folder / name / "**" / "*.parquet", hive_partitioning=True)


def assert_same_verdicts(
    spark: SparkSession, outcome: Outcome, rules: Rules, today: dt.date, folder: Path
) -> None:
    """Verdicts asked for on Spark are the run's."""
    law = Law(
        today=today, organisations=outcome.organisations, rules=rules,
        transfers=outcome.transfers, ledger_persons=outcome.matched.ledger_persons,
    )  # fmt: skip
    made = verdicts(members(spark, outcome), law, Stages(spark, folder.as_uri()), 8)
    found = pl.read_parquet(folder / "verdicts" / "*.parquet")
    assert made.count() == found.height
    assert_frame_equal(found.cast(frames.VERDICTS.columns).sort("record"), outcome.verdicts)


def assert_same_tables(spark: SparkSession, outcome: Outcome, folder: Path) -> None:
    """Tables written by unit have the rows that are exported of the run."""
    write_by_unit(results(spark, outcome), Stages(spark, folder.as_uri()))
    assert_same_files(outcome, folder)


def assert_same_files(outcome: Outcome, folder: Path) -> None:
    """A folder of tables by unit has the rows that are exported of the run."""
    assert (folder / "complete").exists()
    for name in CUT:
        expected = exported.table(outcome, name)
        found = written(folder, name).select(expected.columns)
        if name == "links":
            # Each is in the units of both its rows.
            found = found.unique()
        found = found.cast(dict(expected.schema))
        assert_frame_equal(found, expected, check_row_order=False)
