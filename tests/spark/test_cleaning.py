"""Cleaning on Spark gives the same table as on one machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orgtransfer import clean, frames, read
from orgtransfer.models import Inputs
from orgtransfer.run import load
from orgtransfer.spark import Rough, Stages, tables
from orgtransfer.spark import clean as clean_on_spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# PySpark warns of what it uses itself; its sockets are closed when it ends.
pytestmark = pytest.mark.filterwarnings("default")
_SAMPLES = Path(__file__).parents[2] / "config.toml"


def _samples() -> Inputs:
    workspace = load(_SAMPLES)
    return read.read(workspace.config, workspace.folder)


def _twice(raw: pl.DataFrame) -> pl.DataFrame:
    """Some rows again, in another file: they say the same, and are counted."""
    return pl.concat([raw, raw.head(40).with_columns(file=pl.lit("again.csv"))])


@pytest.mark.slow
def test_the_samples_cleaned_in_parts_are_the_same_table(
    spark: SparkSession, tmp_path: Path
) -> None:
    inputs = _samples()
    raw = _twice(inputs.records)
    whole = clean.clean_records(raw, inputs.damage, inputs.sources, b"salt")
    rough = Rough(inputs.sources, inputs.damage, b"salt")
    given = tables.up(spark, raw, frames.RAW_RECORDS.columns).repartition(5)
    made = clean_on_spark(given, rough, Stages(spark, tmp_path.as_uri()))
    parts = frames.conform(tables.down(made, frames.RECORDS.columns).sort("record"), frames.RECORDS)
    assert whole["record_key"].str.contains("-2").any()
    assert_frame_equal(whole, parts)
