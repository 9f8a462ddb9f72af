"""Verdicts on Spark, and tables in a folder a unit: what one machine says and exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orgtransfer.errors import OutputError
from orgtransfer.models import Outcome
from orgtransfer.spark import Stages, by_unit, engine, write_by_unit
from orgtransfer.store import unit_folders
from tests.spark import handed_on
from tests.spark.tables import RULES, SALT, TODAY

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# PySpark warns of what it uses itself; its sockets are closed when it ends.
pytestmark = pytest.mark.filterwarnings("default")
_PLACE = ("system", "file", "sheet", "row")


@pytest.mark.slow
def test_verdicts_are_those_of_one_machine(
    spark: SparkSession, samples_outcome: Outcome, tmp_path: Path
) -> None:
    outcome = samples_outcome
    assert outcome.verdicts["because"].n_unique() > 5
    assert "candidate" in set(outcome.verdicts["because"])
    handed_on.assert_same_verdicts(spark, outcome, RULES, TODAY, tmp_path)


@pytest.mark.slow
def test_a_folder_a_unit_holds_what_export_writes(
    spark: SparkSession,
    samples_outcome: Outcome,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Large units are written by several tasks.
    monkeypatch.setattr(by_unit, "_ROWS_A_FILE", 20)
    outcome = samples_outcome
    folder = tmp_path / "out"
    handed_on.assert_same_tables(spark, outcome, folder)
    names = dict(pl.read_parquet(folder / "units" / "*.parquet").iter_rows())
    assert len(set(names.values())) == len(names) > 10
    records = outcome.records.with_columns(keeper=unit_folders.keeper())
    written = handed_on.written(folder, "records").select(*_PLACE, unit_folders.BY)
    both = written.with_columns(pl.col("row").cast(pl.UInt32)).join(records, on=_PLACE)
    assert both.height == records.height
    known = both.select(unit_folders.BY, "keeper").unique()
    assert {names.get(key): keeper for key, keeper in known.iter_rows()} == {
        keeper: keeper for keeper in records["keeper"]
    }
    # A link is where each of its two rows is, once.
    links = handed_on.written(folder, "links")
    ends = [f"{end}_{name}" for end in ("a", "b") for name in _PLACE]
    own = [
        links.select(ends)
        .unique()
        .join(
            written.rename({name: f"{end}_{name}" for name in _PLACE}),
            on=[f"{end}_{name}" for name in _PLACE],
        )
        for end in ("a", "b")
    ]
    assert_frame_equal(
        links.select(*ends, unit_folders.BY),
        pl.concat(own).unique().select(*ends, unit_folders.BY),
        check_row_order=False,
    )


@pytest.mark.slow
def test_a_run_is_handed_on_whatever_a_stopped_one_left(
    spark: SparkSession, samples_outcome: Outcome, tmp_path: Path
) -> None:
    outcome = samples_outcome
    between, place = (tmp_path / name for name in ("between", "out"))
    others = replace(outcome, findings=outcome.findings.head(3))
    other_place = (tmp_path / "other").as_uri()
    for given, address in ((others, other_place), (outcome, place.as_uri())):
        engine.hand_on(spark, between.as_uri(), given, address, SALT, show_id=False)
    handed_on.assert_same_files(outcome, place)


@pytest.mark.slow
def test_no_name_and_no_number_is_in_a_path_or_shown(
    spark: SparkSession, samples_outcome: Outcome, tmp_path: Path
) -> None:
    outcome = samples_outcome
    odd = "王小明/../诊所=1"
    records = outcome.records.with_columns(
        unit_key=pl.when(pl.col("record") % 2 == 0).then(pl.lit(odd)).otherwise("unit_key")
    )
    outcome = replace(outcome, records=records)
    write_by_unit(handed_on.results(spark, outcome), Stages(spark, tmp_path.as_uri()))
    folders = {path.name for path in tmp_path.glob("*/*") if path.is_dir()}
    pattern = rf"{unit_folders.BY}=([0-9a-f]{{32}}|{unit_folders.NOBODY})"
    assert pl.Series(sorted(folders)).str.contains(rf"^{pattern}$").all()
    assert odd in set(pl.read_parquet(tmp_path / "units" / "*.parquet")["name"])
    shown = handed_on.written(tmp_path, "records")
    assert shown["birth_date"].null_count() == shown.height
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.rglob("*"))


@pytest.mark.slow
def test_what_is_half_written_has_no_mark_and_is_made_again(
    spark: SparkSession,
    samples_outcome: Outcome,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outcome = samples_outcome
    stages = Stages(spark, tmp_path.as_uri())

    def stopped(*_given: object) -> None:
        raise KeyboardInterrupt

    plain: Callable[..., object] = by_unit._links
    monkeypatch.setattr(by_unit, "_links", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_by_unit(handed_on.results(spark, outcome), stages)
    assert (tmp_path / "records").exists()
    assert not (tmp_path / "complete").exists()
    (tmp_path / "findings").mkdir()
    # Another night's tables: nothing of the stopped one is taken for theirs.
    monkeypatch.setattr(by_unit, "_links", plain)
    fewer = replace(outcome, records=outcome.records.head(100))
    write_by_unit(replace(handed_on.results(spark, fewer), findings=None), stages)
    assert (tmp_path / "complete").exists()
    assert not (tmp_path / "findings").exists()
    assert handed_on.written(tmp_path, "records").height == 100
    with pytest.raises(OutputError, match="another folder"):
        write_by_unit(handed_on.results(spark, outcome), stages)


def test_units_of_one_name_have_one_folder_and_others_none() -> None:
    names = pl.Series(["甲医院", None, "乙医院", "甲医院"])
    ids = unit_folders.unit_id(names, SALT)
    assert ids[0] == ids[3] != ids[2]
    assert ids[1] == unit_folders.NOBODY
    assert ids[0] != unit_folders.unit_id(names, b"other")[0]
