"""Exports that did not change are not read again, and nothing is other for it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from orgtransfer import run
from orgtransfer.models import Outcome
from orgtransfer.read import inputs as reading
from orgtransfer.report import progress
from orgtransfer.run import quiet
from tests import once
from tests.cli.conftest import AS_OF, REGISTER, lay_out

FIRST = dt.date.fromisoformat(AS_OF)
CHANGED = ("roster.csv", "赵小川", "赵晓川")
_TABLES = (
    "records", "organisations", "membership", "transfers", "verdicts", "findings", "resolved",
    "closed", "counts", "coverage", "unit_names", "branch_pairs",
)  # fmt: skip


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read."""
    names: list[str] = []
    whole = reading._grids

    def told(system: object, file: Path, *rest: object) -> object:
        names.append(file.name)
        return whole(system, file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "_grids", told)
    return names


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A small folder after its first night; two rows of the register are equal."""
    return once.copied("a night with equal rows", _one_night, tmp_path)


def _one_night(folder: Path) -> None:
    lay_out(folder)
    doubled = REGISTER + REGISTER.splitlines()[2] + "\n"
    (folder / "register.csv").write_text(doubled, encoding="utf-8")
    night(folder, 0)


def night(desk: Path, day: int, accept: tuple[str, ...] = ()) -> run.RunResult:
    wishes = run.RunOptions(as_of=FIRST + dt.timedelta(days=day), accept=accept)
    return run.reconcile(run.load(desk / "config.toml"), wishes, progress.silent)


def write(desk: Path, name: str, old: str, new: str) -> None:
    """Changes a word in an export; the file keeps its day."""
    file = desk / name
    day = file.stat().st_mtime
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    os.utime(file, (day, day))


def assert_alike(one: Outcome, other: Outcome) -> None:
    for name in _TABLES:
        assert_frame_equal(getattr(one, name), getattr(other, name))
    for name in ("pairs", "persons", "ledger_persons", "dismissed"):
        assert_frame_equal(getattr(one.matched, name), getattr(other.matched, name))
    for name in ("sources", "set_aside", "damage"):
        assert_frame_equal(getattr(one.inputs, name), getattr(other.inputs, name))


def test_only_the_export_that_changed_is_read(desk: Path, opened: list[str]) -> None:
    write(desk, *CHANGED)
    done = night(desk, 1)
    assert opened == ["roster.csv"]
    assert "赵晓川" in done.outcome.records["name"].to_list()
    assert done.outcome.records.filter(system="register").height == 5
    # The night after goes by what that one kept.
    opened.clear()
    write(desk, CHANGED[0], CHANGED[2], CHANGED[1])
    night(desk, 2)
    assert opened == ["roster.csv"]


@pytest.mark.slow
def test_a_night_that_reads_all_says_the_same(
    desk: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(desk, *CHANGED)
    other = tmp_path_factory.mktemp("other") / "desk"
    shutil.copytree(desk, other)
    some = night(desk, 1).outcome
    monkeypatch.setattr(quiet, "unchanged", lambda *_: [])
    assert_alike(some, night(other, 1).outcome)


@pytest.mark.slow
def test_on_the_samples_too(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[str]
) -> None:
    here, other = samples, tmp_path / "other"
    file = next((here / "sample_exports").glob("全国系统_党员信息_*.csv"))
    content = file.read_bytes()
    # One row less.
    file.write_bytes(content[: content.rstrip().rfind(b"\n") + 1])
    shutil.copytree(here, other)
    opened.clear()
    some = night(here, 1).outcome
    assert file.name in opened
    assert len(set(opened)) < some.inputs.sources["file"].n_unique()
    monkeypatch.setattr(quiet, "unchanged", lambda *_: [])
    assert_alike(some, night(other, 1).outcome)


@pytest.mark.slow
def test_what_was_not_believed_is_read_again(desk: Path, opened: list[str]) -> None:
    file = desk / "register.csv"
    good = file.read_bytes()
    file.write_bytes(b"")  # it cannot be read, and the last good one stands in
    write(desk, *CHANGED)
    assert night(desk, 1).doubts
    opened.clear()
    night(desk, 2)
    assert opened == ["register.csv"]
    opened.clear()
    file.write_bytes(good)
    assert not night(desk, 3).doubts
    assert opened == ["register.csv"]


@pytest.mark.slow
def test_a_file_of_another_day_another_configuration_and_an_acceptance_read_anew(
    desk: Path, opened: list[str]
) -> None:
    write(desk, *CHANGED)
    later = (desk / "register.csv").stat().st_mtime + 200_000
    # An export that does not say of which day it is has its file's.
    os.utime(desk / "register.csv", (later, later))
    night(desk, 1)
    assert opened == ["roster.csv", "register.csv"]
    opened.clear()
    config = desk / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("登记系统", "登记"), encoding="utf-8")
    night(desk, 2)
    assert opened == ["roster.csv", "register.csv"]
    opened.clear()
    write(desk, CHANGED[0], CHANGED[2], CHANGED[1])
    night(desk, 3, accept=("intake",))
    assert opened == ["roster.csv", "register.csv"]


def test_the_reading_is_told_to_its_end(desk: Path) -> None:
    workspace = run.load(desk / "config.toml")
    whole = reading.read(workspace.config, desk)
    seen: list[tuple[int, int]] = []
    again = reading.read(
        workspace.config, desk, lambda *done: seen.append(done), {"register": whole}
    )
    assert seen == [(1, 2), (2, 2)]
    for name in ("sources", "records", "set_aside", "damage"):
        assert_frame_equal(getattr(again, name), getattr(whole, name))
