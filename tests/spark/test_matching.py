"""The matching on Spark says what the matching of one machine says."""

from __future__ import annotations

import statistics
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from orgtransfer import frames
from orgtransfer.config import Match
from orgtransfer.match.weights import TABLE
from orgtransfer.spark import Stages, engine
from orgtransfer.spark.buckets import Buckets
from orgtransfer.spark.tables import up
from tests.spark.tables import Tables, assert_same, one_machine, world

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# PySpark warns of what it uses itself; its sockets are closed when it ends.
pytestmark = pytest.mark.filterwarnings("default")


def _ruled(tables: Tables) -> Tables:
    """The same with two rulings: a link that is none, and two strangers who are one."""
    linked = one_machine(tables).pairs.filter(tier="auto").sort("weight").row(0, named=True)
    keys = tables.records["record_key"]
    rows = [
        {
            "kind": "pair",
            "a_key": keys[linked["a"]],
            "b_key": keys[linked["b"]],
            "ruling": "different",
        },
        {"kind": "pair", "a_key": keys[0], "b_key": keys[len(keys) - 1], "ruling": "same"},
    ]
    decisions = pl.DataFrame(rows, schema=frames.DECISIONS.columns)
    return Tables(tables.inputs, tables.records, tables.organisations, tables.membership, decisions)


@pytest.mark.slow
def test_three_systems_with_masks_rulings_and_a_promise(
    spark: SparkSession, tmp_path: Path
) -> None:
    tables = _ruled(world("masked", 300, 600, systems=3))
    limits = Match(wrong_links="1/200")
    found = engine.matching(spark, tmp_path.as_uri())(*tables.arguments(limits))
    assert_same(one_machine(tables, limits), found)


def _renamed(tables: Tables) -> Tables:
    """The same where every tenth linked member goes by a new name, and says what the old one was."""
    linked = one_machine(tables).pairs.filter(tier="auto").sort("a", "b")["a"].unique().sort()
    chosen = linked.gather_every(10)
    name = pl.col("name_key")
    changed = tables.records.with_columns(
        former_key=pl.when(pl.col("record").is_in(chosen.implode())).then(name),
        name_key=pl.when(pl.col("record").is_in(chosen.implode()))
        .then(name.str.slice(0, 1) + "思源")
        .otherwise(name),
    )
    return replace(tables, records=changed)


@pytest.mark.slow
def test_former_names_and_learnt_weights(spark: SparkSession, tmp_path: Path) -> None:
    tables = _renamed(world("noid", 300, 600))
    weights = {
        name: {level: replace(worth, m=worth.m * 0.9) for level, worth in levels.items()}
        for name, levels in TABLE.items()
    }
    given = tables.arguments(Match())
    found = engine.matching(spark, tmp_path.as_uri())(*given, weights=weights)
    one = one_machine(tables, weights=weights)
    assert_same(one, found)
    assert one.pairs.filter(name_level="former").height > 5
    assert not one.pairs.equals(one_machine(tables).pairs)


class StoppedError(Exception):
    """The driver was stopped."""


@pytest.mark.slow
def test_a_run_that_is_stopped_after_each_step_goes_on_to_the_same(
    spark: SparkSession, tmp_path: Path
) -> None:
    tables = world("noid", 150, 300)
    steps: list[str] = []

    def stop(step: str) -> None:
        steps.append(step)
        raise StoppedError

    while True:
        try:
            found = engine.matching(spark, tmp_path.as_uri(), stop)(*tables.arguments(Match()))
        except StoppedError:
            continue
        break
    assert len(steps) == len(set(steps)) > 10
    assert_same(one_machine(tables), found)


@pytest.mark.slow
def test_what_was_half_written_is_made_again(spark: SparkSession, tmp_path: Path) -> None:
    stages = Stages(spark, tmp_path.as_uri())
    half = tmp_path / "step"
    spark.createDataFrame([(1,)], "record bigint").write.parquet(half.as_uri())
    whole = stages.table("step", lambda: spark.createDataFrame([(1,), (2,)], "record bigint"))
    assert whole.count() == 2
    assert stages.table("step", lambda: pytest.fail("it is finished")).count() == 2
    assert (tmp_path / "step.done").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in half.rglob("*"))


@pytest.mark.slow
def test_parts_meet_in_one_task_no_more_often_than_they_must(spark: SparkSession) -> None:
    tasks = int(str(spark.conf.get("spark.sql.shuffle.partitions")))
    numbers = Buckets.of(spark, 8 * tasks).numbers
    assert len(set(numbers)) == 8 * tasks
    rows = spark.createDataFrame([(number,) for number in numbers], "bucket bigint")
    sizes = rows.repartition(tasks, "bucket").rdd.glom().map(len).collect()
    assert sizes == [8] * tasks


@pytest.mark.slow
def test_every_task_that_reads_a_step_has_some_of_its_rows(
    spark: SparkSession, tmp_path: Path
) -> None:
    # Each of two files was one piece, and most of the tasks that they were cut for had nothing to read.
    types = {"record": pl.UInt32, "text": pl.String}
    text = [f"{number * 2654435761 % 2**32:x}" for number in range(160_000)]
    rows = pl.DataFrame({"record": range(160_000), "text": text}, schema=types)
    stages = Stages(spark, tmp_path.as_uri())
    stages.table("step", lambda: up(spark, rows, types).coalesce(2))
    before = spark.conf.get("spark.sql.files.minPartitionNum")
    spark.conf.set("spark.sql.files.minPartitionNum", "8")
    try:
        read = stages.table("step", lambda: pytest.fail("it is finished"))
        sizes = read.rdd.mapPartitions(lambda part: [sum(1 for _ in part)]).collect()
    finally:
        spark.conf.set("spark.sql.files.minPartitionNum", str(before))
    assert sum(sizes) == rows.height
    assert len(sizes) >= 8
    assert max(sizes) <= 4 * statistics.median(sizes)
