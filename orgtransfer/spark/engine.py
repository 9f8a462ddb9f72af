"""The matching of a run on Spark, called as the one of one machine is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import polars as pl

from orgtransfer import __version__, frames, models
from orgtransfer.config import Match
from orgtransfer.match.weights import TABLE, Weights
from orgtransfer.spark import tables, values
from orgtransfer.spark.matching import Asked, match
from orgtransfer.spark.stages import Stages

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

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
