"""The rules on Spark: asked of some people at a time, each with all records of theirs.

What counts over all people, rules about lists and rules about two people stay on the driver, over a few
columns of everybody and all columns of few people (see `findings.parts`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from orgtransfer import frames, i18n
from orgtransfer.config import Rules
from orgtransfer.findings import Found, World, counts, finder, parts
from orgtransfer.spark import tables
from orgtransfer.spark.buckets import Buckets
from orgtransfer.spark.judging import Members
from orgtransfer.spark.stages import Stages

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

NARROW: Final = tuple(dict.fromkeys((*parts.NARROW, *parts.SHARED)))
"""Columns of RECORDS that the driver holds of everybody."""

_RECORDS: Final = {name: frames.RECORDS.columns[name] for name in parts.READ}
_WHOSE: Final = {"person": pl.String, "node": pl.UInt32}
_VERDICT: Final = {
    name: dtype for name, dtype in frames.VERDICTS.columns.items() if name != "record"
}
_WAITING: Final = {"candidate": pl.UInt32}
_ROWS: Final = {**_RECORDS, **_WHOSE, **_VERDICT, **_WAITING}
_FOUND: Final = {**frames.FINDINGS.columns, "exemption": pl.UInt32}
_COUNTED: Final = {f"counted_{name}": dtype for name, dtype in frames.COUNTS.columns.items()}


def examine(
    members: Members,
    verdicts: DataFrame,
    lists: World,
    rules: Rules,
    stages: Stages,
    buckets: int,
) -> Found:
    """What `orgtransfer.findings.examine` gives.

    Args:
        members: the members, and who is the same person; of RECORDS the columns of `parts.READ`.
        verdicts: VERDICTS.
        lists: the run on the driver, with its verdicts; of its records the columns of NARROW are enough.
        rules: selection, severities, exemptions and numbers.
        stages: where the finished steps are written, under a name that tells apart what they rest on.
        buckets: into how many parts the persons are spread.
    """
    lists = finder.ready(lists, rules)
    common = parts.Common.of(lists)
    rows = (
        members.records.select(*parts.READ)
        .join(members.persons, "record")
        .join(members.membership.select("record", "node"), "record", "left")
        .join(verdicts, "record", "left")
    )
    made = stages.table("asked", lambda: _asked(rows, lists, common, rules, stages, buckets))
    theirs = tables.down(made.where("code is not null"), _FOUND)
    by_code = theirs.partition_by("code", maintain_order=True)
    del theirs
    counted = tables.down(made.where("counted_scope is not null"), _COUNTED)
    counted = counted.select(pl.all().name.map(lambda name: name.removeprefix("counted_")))
    meeting = _part(_meeting(rows, lists), lists, common)
    meeting = replace(meeting, pairs=lists.pairs)
    found = [
        *by_code,
        *finder.asked(lists, rules, ("lists",)),
        *finder.asked(meeting, rules, ("people",)),
    ]
    del by_code, meeting
    everybody = counts.together([counts.summed([counted]), counts.of_lists(lists)])
    return finder.told(finder.joined(found), lists, rules, everybody, lists.unit_names)


def _asked(  # what is asked, of whom, and into how many parts
    rows: DataFrame,
    lists: World,
    common: parts.Common,
    rules: Rules,
    stages: Stages,
    buckets: int,
) -> DataFrame:
    """Findings of the rules about a person, and below them what is counted of people."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    waiting = tables.up(stages.spark, lists.candidates, {"record": pl.UInt32, **_WAITING})
    person = Buckets.of(stages.spark, buckets).part(F.col("person"))
    ready = rows.join(waiting, "record", "left").withColumn("bucket", person)
    return tables.grouped(ready, _ROWS, _asking(lists, common, rules), {**_FOUND, **_COUNTED})


def _asking(
    lists: World, common: parts.Common, rules: Rules
) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """What is done in a worker with all rows of some people."""
    # Nothing that is of all people goes along but what is common, and letters.
    around = replace(
        lists,
        records=lists.records.clear(),
        membership=lists.membership.clear(),
        persons=lists.persons.clear(),
        verdicts=lists.verdicts.clear(),
        pairs=lists.pairs.clear(),
        set_aside=lists.set_aside.clear(),
        damage=lists.damage.clear(),
    )
    language = i18n.language()

    def rules_asked(rows: pl.DataFrame) -> pl.DataFrame:
        i18n.use(language)
        part = _part(rows, around, common)
        found = finder.asked(part, rules, ("person",))
        counted = counts.of_people(part).select(pl.all().name.prefix("counted_"))
        empty = pl.DataFrame(schema={**_FOUND, **_COUNTED})
        return pl.concat([empty, *found, counted], how="diagonal")

    return rules_asked


def _part(rows: pl.DataFrame, around: World, common: parts.Common) -> parts.Part:
    """Some people, from all rows of theirs."""
    rows = rows.sort("record")
    persons = rows.select("record", "person")
    ledger = around.ledger_persons.join(
        persons.select("person").unique(), on="person", how="semi", maintain_order="left"
    )
    return parts.Part(
        today=around.today,
        records=rows.select(_RECORDS.keys()),
        organisations=around.organisations,
        membership=rows.select("record", "node").drop_nulls("node"),
        persons=persons,
        verdicts=rows.select("record", *_VERDICT).drop_nulls("verdict"),
        transfers=around.transfers.join(ledger, on="transfer", how="semi", maintain_order="left"),
        ledger_persons=ledger,
        sources=around.sources,
        options=around.options,
        common=common,
        waiting=rows.select("record", "candidate").drop_nulls("candidate"),
    )


def _meeting(rows: DataFrame, lists: World) -> pl.DataFrame:
    """All rows of those people of whom rules about two people are asked."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    ends = lists.records.select(parts.SHARED).join(
        lists.persons, on="record", how="left", maintain_order="left"
    )
    people = parts.sharing(ends, lists.pairs)
    asked = tables.up(rows.sparkSession, people, {"person": pl.String})
    theirs = rows.join(F.broadcast(asked), "person", "left_semi")
    types: dict[str, Any] = {**_RECORDS, **_WHOSE, **_VERDICT}
    return tables.down(theirs, types).with_columns(candidate=pl.lit(None, pl.UInt32))
