"""Verdicts on Spark: all records of a person together, what is small beside people from the driver."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from orgtransfer import frames
from orgtransfer.config import Rules
from orgtransfer.findings import verdict
from orgtransfer.spark import tables
from orgtransfer.spark.buckets import Buckets
from orgtransfer.spark.stages import Stages

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_STATE: Final = {
    name: frames.RECORDS.columns[name] for name in ("record", "role", "state_key", "moved_out_key")
}
_WHOSE: Final = {"person": pl.String, "node": pl.UInt32, "candidate": pl.Boolean}
_ROWS: Final = {**{name: frames.RECORDS.columns[name] for name in verdict.READ}, **_WHOSE}


@dataclass(frozen=True)
class Members:
    """What is found about members so far, as tables on Spark."""

    records: DataFrame
    """RECORDS."""
    membership: DataFrame
    """MEMBERSHIP."""
    persons: DataFrame
    """PERSONS."""
    pairs: DataFrame
    """PAIRS."""


@dataclass(frozen=True)
class Law:
    """What verdicts rest on besides, on the driver."""

    today: dt.date
    organisations: pl.DataFrame
    """ORGANISATIONS, with `organisation` linked across systems."""
    rules: Rules = field(default_factory=Rules)
    transfers: pl.DataFrame = field(default_factory=frames.TRANSFERS.empty)
    ledger_persons: pl.DataFrame = field(default_factory=frames.LEDGER_PERSONS.empty)


def verdicts(members: Members, law: Law, stages: Stages, buckets: int) -> DataFrame:
    """VERDICTS, as `orgtransfer.findings.verdicts` gives them.

    Args:
        members: the members, and who is the same person.
        law: trees, letters, rules and the date.
        stages: where the finished steps are written, under a name that tells apart what they rest on.
        buckets: into how many parts the persons are spread.
    """
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    parts = Buckets.of(stages.spark, buckets)
    letters = verdict.letters_of(law.ledger_persons, law.transfers, law.rules)
    rules, organisations, today = law.rules, law.organisations, law.today

    def judged(part: pl.DataFrame) -> pl.DataFrame:
        return verdict.verdicts_of(
            part.select(verdict.READ),
            organisations,
            part.select("record", "person", "node"),
            part.filter("candidate").select("record", "candidate"),
            letters,
            rules,
            today,
        )

    def made() -> DataFrame:
        rows = (
            members.records.select(*verdict.READ)
            .join(members.persons, "record")
            .join(members.membership.select("record", "node"), "record", "left")
            .join(_candidates(members), "record", "left")
            .withColumn("bucket", parts.part(F.col("person")))
        )
        return tables.grouped(rows, _ROWS, judged, frames.VERDICTS.columns)

    return stages.table("verdicts", made)


def _candidates(members: Members) -> DataFrame:
    """What `findings.verdict.candidates` gives: the only thing that goes beyond a person."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    def registered(part: pl.DataFrame) -> pl.DataFrame:
        return part.filter(verdict.registered()).select("record")

    register = tables.each(members.records, _STATE, registered, {"record": pl.UInt32})
    review = members.pairs.where("tier = 'review'")
    either = review.select("a", "b").union(review.select("b", "a")).toDF("record", "other")
    asked = either.join(register.withColumnRenamed("record", "other"), "other", "left_semi")
    return asked.select("record").distinct().withColumn("candidate", F.lit(True))  # noqa: FBT003
