"""What does not need Spark: what is said where it is not there, and what never leaves a worker."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orgtransfer import frames
from orgtransfer.errors import InputError, OutputError
from orgtransfer.run import RunOptions, engines, load, reconcile
from orgtransfer.spark import session, tables
from orgtransfer.spark.engine import digest
from tests.conftest import copied_samples
from tests.spark import handed_on
from tests.spark.tables import world

_SALTED = ("key", "person", "organisation")
_SAMPLES = Path(__file__).parents[2] / "config.toml"


def test_without_the_extra_one_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(InputError, match=r"pip install .*orgtransfer\[spark\]"):
        reconcile(load(_SAMPLES), RunOptions(engine="spark", dry_run=True), lambda *_: None)


def test_without_java_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: object())
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert "Java 17" in str(session.missing())


def test_an_error_in_a_worker_quotes_no_row() -> None:
    def step(_part: pl.DataFrame) -> pl.DataFrame:
        raise ValueError("戴峰")

    with pytest.raises(tables.PartError) as found:
        tables.guarded(step)(pl.DataFrame())
    assert "戴峰" not in str(found.value)
    assert "ValueError" in str(found.value)
    assert found.value.__cause__ is None
    assert found.value.__context__ is None


def test_tables_come_back_from_arrow_as_they_went() -> None:
    pytest.importorskip("pyarrow")
    types = {**frames.MEMBERSHIP.columns, "key": pl.UInt64, "keys": tables.LISTED["units"]}
    table = pl.DataFrame(
        {"record": [1, 2], "node": [None, 4], "key": [2**64 - 1, 0], "keys": [[2**63], None]},
        schema=types,
    )
    arrow = pl.DataFrame(pl.from_arrow(tables.taken(table, types)))
    assert tables.given(arrow, types).equals(table)


@pytest.mark.slow
def test_the_command_finds_the_same_on_the_samples(tmp_path: Path) -> None:
    if told := session.missing():
        pytest.skip(told)
    found = []
    for engine in ("polars", "spark"):
        # A blank and 党 are not the same in a path and in a URL.
        folder = tmp_path / f"{engine} 党"
        folder.mkdir()
        copied_samples(folder)
        on_spark = ["--master", "local[2]", "--by-unit", "handed on"]
        further = on_spark if engine == "spark" else []
        for words in (
            ["reconcile", "--quiet", "--as-of", "2026-11-20", "--engine", engine, *further],
            ["export", "findings", "-o", "findings.csv"],
        ):
            subprocess.run(
                [sys.executable, "-m", "orgtransfer", *words], cwd=folder, check=True,
                capture_output=True,
            )  # fmt: skip
        table = pl.read_csv(folder / "findings.csv", infer_schema=False)
        # Keys are hashed with the store's own salt.
        found.append(table.select(name for name in table.columns if name not in _SALTED))
        assert not (folder / ".orgtransfer" / "spark").exists()
    assert found[0].height > 100
    assert_frame_equal(*found, check_row_order=False)
    assert {path.name for path in tmp_path.iterdir()} == {"polars 党", "spark 党"}
    assert not list(folder.glob("*%*"))
    # The last one's tables by unit are those of the run in the store.
    assert (folder / "handed on" / "complete").exists()
    assert sorted(handed_on.written(folder / "handed on", "findings")["key"]) == sorted(
        table["key"]
    )


def test_tables_by_unit_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--engine spark"):
        engines.check("polars", str(tmp_path))
    (tmp_path / "complete").touch()
    with pytest.raises((OutputError, InputError)):
        engines.check("spark", str(tmp_path))


def test_steps_of_other_tables_are_never_taken_for_these() -> None:
    one = world("noid", 20, 40)
    given = (one.records, one.organisations, one.membership)
    changed = one.records.with_columns(name_key=pl.lit("某某"))
    names = {
        digest(given, "", b""),
        digest((changed, *given[1:]), "", b""),
        digest(given, "auto=0.9", b""),
        digest(given, "", b"salt"),
    }
    assert len(names) == 4
    assert digest(given, "", b"") == digest(given, "", b"")
