"""Steps that are written when they are finished, so that a run goes on where one was stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from orgtransfer.spark import tables

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True)
class Stages:
    """The finished steps of one run, each a parquet table with a mark that is written after it.

    What has no mark is not read but made again: a table that was being written when the driver or
    the machine stopped is never taken for a result.
    """

    spark: SparkSession
    folder: str
    """Where the tables are: its name holds the digest of all that the run rests on."""
    ended: Callable[[str], None] | None = None
    """Is told the name of each step when its mark is written."""

    def table(self, name: str, make: Callable[[], DataFrame], by: str | None = None) -> DataFrame:
        """The step's table: read where it is finished, else made and written first.

        Args:
            name: the step.
            make: makes the table.
            by: a column; its values are in the names of folders then, and must be fit for that.
        """
        place = f"{self.folder}/{name}"
        if not self.exists(f"{name}.done"):
            # What Spark's own page and log call the work.
            self.spark.sparkContext.setJobDescription(name)
            make().write.mode("overwrite").parquet(place, partitionBy=by)
            self.mark(f"{name}.done")
            if self.ended:
                self.ended(name)
        return self.spark.read.parquet(place)

    def small(
        self, name: str, types: tables.Types, make: Callable[[], pl.DataFrame]
    ) -> pl.DataFrame:
        """The same for a table that is made on the driver, and stays there."""
        made = self.table(name, lambda: tables.up(self.spark, make(), types))
        return tables.down(made, types)

    def exists(self, name: str) -> bool:
        """Whether the folder has such a file."""
        path, system = self._path(f"{self.folder}/{name}")
        return bool(system.exists(path))

    def mark(self, name: str) -> None:
        """Writes an empty file."""
        path, system = self._path(f"{self.folder}/{name}")
        system.create(path, True).close()  # noqa: FBT003  # a Java method: overwrite

    def forget(self, *names: str) -> None:
        """Removes these steps, finished or not; the mark first."""
        for name in names:
            for place in (f"{name}.done", name):
                path, system = self._path(f"{self.folder}/{place}")
                system.delete(path, True)  # noqa: FBT003  # a Java method: with what is below it

    def _path(self, place: str) -> tuple[Any, Any]:
        """Hadoop's path and its file system: whatever Spark can write on."""
        jvm: Any = self.spark._jvm  # noqa: SLF001  # PySpark has no public way to it
        path = jvm.org.apache.hadoop.fs.Path(place)
        context: Any = self.spark.sparkContext
        return path, path.getFileSystem(context._jsc.hadoopConfiguration())  # noqa: SLF001
