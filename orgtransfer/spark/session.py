"""The connection with Spark, and what to do where there is none."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from orgtransfer.errors import InputError
from orgtransfer.i18n import _

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL: Final = "local[*]"
_ROWS: Final = 50_000
"""Rows that a function gets at a time: pairs with both their records are about 1 kB each."""

_ROWS_READ: Final = 10_000
"""Rows of a table on disk that one task reads at least.

A file is cut among tasks at these groups only: with Spark's own 128 MB one task would read all of a
file, and the others that it is cut for would find nothing.
"""


def missing() -> str | None:
    """What Spark needs and this machine has not; None where it can begin."""
    if any(importlib.util.find_spec(name) is None for name in ("pyspark", "pyarrow", "pandas")):
        return _('--engine spark needs PySpark: python -m pip install "orgtransfer[spark]"')
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and (Path(home) / "bin" / "java").exists()):
        return _("--engine spark needs Java 17 or newer, and finds no `java`.")
    return None


@contextmanager
def session(
    master: str | None, folder: Path, further: Mapping[str, str] | None = None
) -> Iterator[SparkSession]:
    """A session that ends with the block.

    Args:
        master: where Spark runs; None: on this machine, all its cores.
        folder: where it may put what it writes in between.
        further: settings of Spark's own, which go before ours.

    Raises:
        InputError: PySpark or Java is not there.
    """
    if told := missing():
        raise InputError(told)
    from pyspark.sql import SparkSession  # noqa: PLC0415  # of the extra

    place = master or LOCAL
    if place.startswith("local"):
        # Java asks the machine's name for its address otherwise, and listens there.
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        # Spark starts the first `python3` of PATH otherwise, which need not be the one that has us.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(place).appName("orgtransfer")
    for name, value in {**_settings(place, folder), **(further or {})}.items():
        builder = builder.config(name, value)
    # What Spark writes is for nobody else's eyes; Java takes this over from us.
    before = os.umask(0o077)
    try:
        with _utf_8():
            spark = builder.getOrCreate()
    finally:
        os.umask(before)
    spark.sparkContext.setLogLevel("OFF")
    try:
        yield spark
    finally:
        spark.stop()


@contextmanager
def _utf_8() -> Iterator[None]:
    """Java opens no file with a Chinese name where the locale is none, as it is for cron."""
    before = os.environ.get("LC_ALL")
    if sys.platform == "linux":
        os.environ["LC_ALL"] = "C.UTF-8"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("LC_ALL", None)
        else:
            os.environ["LC_ALL"] = before


def _memory() -> dict[str, str]:
    """What Java may hold where it does the work itself: a quarter of the machine's memory.

    Spark's own default is 1 GB, however large the machine. The rest is for Python: ours and the workers.
    Who has set Spark up themselves has said it there.
    """
    if os.environ.keys() & {"PYSPARK_SUBMIT_ARGS", "SPARK_CONF_DIR", "SPARK_HOME"}:
        return {}
    try:
        gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    except (AttributeError, OSError, ValueError):
        # Windows does not say.
        return {}
    return {"spark.driver.memory": f"{max(1, min(16, gigabytes // 4))}g"}


def _settings(master: str, folder: Path) -> dict[str, str]:
    local = master.startswith("local")
    tasks = str(4 * (os.cpu_count() or 1))
    here = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        # On one machine the usual 200 parts are mostly empty ones.
        "spark.sql.shuffle.partitions": tasks,
        # A table that is read again is else in as few tasks as there are cores, beside these.
        "spark.sql.files.minPartitionNum": tasks,
        # Spark cuts no file into less than it takes opening one to cost: 4 MB, on the disk beside it.
        "spark.sql.files.openCostInBytes": "65536",
    }
    return {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(_ROWS),
        "spark.hadoop.parquet.block.row.count.limit": str(_ROWS_READ),
        "spark.hadoop.fs.permissions.umask-mode": "077",
        # Spark runs a task a core; polars is not to take the others beside it.
        "spark.executorEnv.POLARS_MAX_THREADS": "1",
        **(here if local else {}),
        **(_memory() if local and not master.startswith("local-cluster") else {}),
    }
