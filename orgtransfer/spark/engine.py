"""The matching of a run on Spark, its verdicts and its rules, called as those of one machine are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from orgtransfer import __version__, frames, i18n, models
from orgtransfer.config import Match, Rules
from orgtransfer.findings import Found, World, parts
from orgtransfer.match.weights import TABLE, Weights
from orgtransfer.spark import by_unit, rules, tables, values
from orgtransfer.spark.judging import Law, Members, verdicts
from orgtransfer.spark.matching import Asked, match
from orgtransfer.spark.stages import Stages

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_PARTS_A_CORE: Final = 4
"""So that a part that takes longer than others holds up little."""
_ROWS_A_PART: Final = 25_000
"""A part's keys and what they find are held by one worker: some hundred megabytes."""


def matching(
    spark: SparkSession, folder: str, ended: Callable[[str], None] | None = None
) -> Callable[..., models.Matched]:
    """A function that is called as `orgtransfer.match.match` is, and gives the same.

    Args:
        spark: the session.
        folder: where the finished steps are written; a run over the same tables goes on there.
        ended: is told the name of each step when it is finished.
    """

    def run(  # noqa: PLR0913, PLR0917  # the contract between the stages
        records: pl.DataFrame,
        organisations: pl.DataFrame,
        membership: pl.DataFrame,
        transfers: pl.DataFrame,
        limits: Match,
        aliases: pl.DataFrame,
        decisions: pl.DataFrame,
        salt: bytes,
        progress: models.Progress | None = None,
        weights: Weights = TABLE,
    ) -> models.Matched:
        given = (records, organisations, membership, transfers, aliases, decisions)
        count = buckets(spark, records.height)
        # Steps that are spread over so many parts, and by Spark's tasks, fit no others.
        spread = f"{count} {spark.conf.get('spark.sql.shuffle.partitions')}"
        name = digest(given, f"{limits} {weights} {spread}", salt)
        stages = Stages(spark, f"{folder}/{name}", ended)
        read = {name: frames.RECORDS.columns[name] for name in values.READ}
        asked = Asked(
            records=stages.table("given", lambda: tables.up(spark, records, read)),
            membership=stages.table(
                "members", lambda: tables.up(spark, membership, frames.MEMBERSHIP.columns)
            ),
            organisations=organisations,
            limits=limits,
            transfers=transfers,
            aliases=aliases,
            decisions=decisions,
            salt=salt,
            weights=weights,
        )
        return match(asked, stages, count, progress).collected()

    return run


def judging(
    spark: SparkSession, folder: str, ended: Callable[[str], None] | None = None
) -> Callable[[World, Rules], tuple[pl.DataFrame, Found]]:
    """A function that gives verdicts, and what the rules find, as one machine's code does.

    Args:
        spark: the session.
        folder: see `matching`.
        ended: see `matching`.
    """

    def run(world: World, asked: Rules) -> tuple[pl.DataFrame, Found]:
        given = [
            getattr(world, one.name)
            for one in fields(world)
            if isinstance(getattr(world, one.name), pl.DataFrame)
        ]
        count = buckets(spark, world.records.height)
        spread = f"{count} {spark.conf.get('spark.sql.shuffle.partitions')}"
        settings = f"{world.today} {asked} {i18n.language()} {spread}"
        stages = Stages(spark, f"{folder}/{digest(given, settings, b'')}", ended)
        ends = {name: frames.PAIRS.columns[name] for name in ("a", "b", "tier")}
        read = {name: frames.RECORDS.columns[name] for name in parts.READ}

        def up(name: str, table: pl.DataFrame, types: dict[str, Any]) -> DataFrame:
            return stages.table(name, lambda: tables.up(spark, table, types))

        members = Members(
            records=up("rows", world.records, read),
            membership=up("places", world.membership, frames.MEMBERSHIP.columns),
            persons=up("whose", world.persons, frames.PERSONS.columns),
            pairs=up("doubted", world.pairs.filter(tier="review"), ends),
        )
        law = Law(
            today=world.today,
            organisations=world.organisations,
            rules=asked,
            transfers=world.transfers,
            ledger_persons=world.ledger_persons,
        )
        made = verdicts(members, law, stages, count)
        known = tables.down(made, frames.VERDICTS.columns).sort("record")
        lists = replace(world, records=world.records.select(rules.NARROW), verdicts=known)
        return known, rules.examine(members, made, lists, asked, stages, count)

    return run


def hand_on(  # whose tables, and where
    spark: SparkSession,
    folder: str,
    outcome: models.Outcome,
    place: str,
    salt: bytes,
    *,
    show_id: bool,
) -> None:
    """Writes a run's tables by unit; see `by_unit.write`.

    Args:
        spark: the session.
        folder: where tables are written in between.
        outcome: the run.
        place: where the result is written.
        salt: keys the names of the folders.
        show_id: whether ID numbers and birth dates are written whole.

    Raises:
        OutputError: a finished result is there already.
    """
    given = {
        "records": (outcome.records, frames.RECORDS),
        "membership": (outcome.membership, frames.MEMBERSHIP),
        "persons": (outcome.matched.persons, frames.PERSONS),
        "pairs": (outcome.matched.pairs, frames.PAIRS),
        "verdicts": (outcome.verdicts, frames.VERDICTS),
        "findings": (outcome.findings, frames.FINDINGS),
    }
    stages = Stages(spark, f"{folder}/handed_on")
    # Those of a run that was stopped may be another night's.
    stages.forget(*given)
    records, membership, persons, pairs, verdicts, findings = (
        stages.table(name, partial(tables.up, spark, table, schema.columns))
        for name, (table, schema) in given.items()
    )
    by_unit.write(
        by_unit.Results(
            Members(records, membership, persons, pairs), verdicts, salt, findings, show_id
        ),
        Stages(spark, place),
    )


def buckets(spark: SparkSession, rows: int) -> int:
    """Into how many parts keys and groups of so many rows are spread."""
    cores: int = spark.sparkContext.defaultParallelism
    return max(2, _PARTS_A_CORE * cores, rows // _ROWS_A_PART)


def digest(tables: Sequence[pl.DataFrame], settings: str, salt: bytes) -> str:
    """Names all that a matching rests on, so that no step of another one is taken for its own."""
    made = hashlib.blake2b(
        f"{__version__} {pl.__version__} {settings}".encode(), key=salt[:64], digest_size=12
    )
    for table in tables:
        made.update(str(table.schema).encode())
        if table.height and table.width:
            made.update(table.hash_rows(seed=1).to_numpy().tobytes())
    return made.hexdigest()
