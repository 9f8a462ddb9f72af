"""Parts into which keys and groups are spread, as evenly as Spark's tasks can take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from orgtransfer.spark import tables

if TYPE_CHECKING:
    from pyspark.sql import Column, SparkSession

_TRIED: Final = 32
"""Numbers looked at for each one that is wanted."""


@dataclass(frozen=True)
class Buckets:
    """The numbers of the parts.

    Spark puts rows into tasks by a hash of the number: of eight numbers in a row three may meet in
    one task, which then takes three times as long as others. These meet no more often than they must.
    """

    numbers: tuple[int, ...]

    @classmethod
    def of(cls, spark: SparkSession, count: int) -> Buckets:
        """So many parts, spread over the tasks of this session."""
        from pyspark.sql import functions as F  # noqa: N812, PLC0415  # PySpark's own name for them

        tasks = int(str(spark.conf.get("spark.sql.shuffle.partitions")))
        tried = spark.range(_TRIED * max(count, tasks)).select(
            "id", F.pmod(F.hash("id"), F.lit(tasks)).cast("bigint").alias("task")
        )
        table = tables.down(tried, {"id": pl.Int64, "task": pl.Int64}).sort("id")
        table = table.with_columns(turn=pl.int_range(pl.len()).over("task"))
        return cls(tuple(table.sort("turn", "task")["id"].head(count).sort()))

    def part(self, *key: Column | str) -> Column:
        """The part of a key."""
        from pyspark.sql import functions as F  # noqa: N812, PLC0415

        place = F.pmod(F.xxhash64(*key), F.lit(len(self.numbers))) + 1
        numbers = F.array(*(F.lit(number).cast("bigint") for number in self.numbers))
        return F.element_at(numbers, place.cast("int"))
