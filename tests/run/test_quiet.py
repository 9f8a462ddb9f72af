"""Nights on which nothing changed, and those that only look so."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orgtransfer import frames, pipeline, run
from orgtransfer.models import Outcome
from orgtransfer.report import progress
from orgtransfer.run import quiet
from tests import once
from tests.cli.conftest import AS_OF, lay_out
from tests.cli.test_worklists import BOOK, fill

_LOADED = """
import sys
from orgtransfer.cli import main
try:
    main.main()  # ends with the exit code
finally:
    print("loaded:", *sys.modules)
"""
FIRST = dt.date.fromisoformat(AS_OF)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A small folder after two nights: the first, and one on which everything stands."""
    return once.copied("two nights, the second of them quiet", _two_nights, tmp_path)


def _two_nights(folder: Path) -> None:
    lay_out(folder)
    night(folder, 0)
    night(folder, 1)


def night(desk: Path, day: int) -> run.RunResult:
    wishes = run.RunOptions(as_of=FIRST + dt.timedelta(days=day))
    return run.reconcile(run.load(desk / "config.toml"), wishes, progress.silent)


@pytest.mark.slow
def test_a_quiet_night_leaves_the_worklist_as_it_is_and_makes_no_copy(desk: Path) -> None:
    before = (desk / BOOK).stat()
    files = sorted(path.name for path in desk.iterdir())
    done = night(desk, 2)
    assert done.quiet
    assert (done.copy, done.run) == (None, 3)
    assert (desk / BOOK).stat().st_mtime_ns == before.st_mtime_ns
    assert sorted(path.name for path in desk.iterdir()) == files
    assert done.summary.standing == done.outcome.findings.height > 0


def test_every_table_of_a_quiet_night_can_be_asked_for(desk: Path) -> None:
    night(desk, 2)
    with run.load(desk / "config.toml").store() as memory:
        tables = [memory.outcome(number) for number in (2, 3)]
        assert [one.run for one in memory.runs()] == [1, 2, 3]
    assert tables[0].records.equals(tables[1].records)
    assert tables[1].findings.equals(tables[0].findings.with_columns(state=pl.lit("standing")))


def test_a_second_run_on_one_day_applies_no_rule_and_says_the_same(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = night(desk, 2).outcome
    monkeypatch.setattr(pipeline, "again", None)
    done = night(desk, 2)
    assert done.quiet
    for name in ("findings", "resolved", "closed", "verdicts", "counts", "exempted", "unit_names"):
        assert_frame_equal(getattr(done.outcome, name), getattr(before, name))


def test_on_another_day_only_what_reads_the_date_is_asked(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = night(desk, 2).outcome
    monkeypatch.setattr(pipeline, "again", None)
    monkeypatch.setattr("orgtransfer.findings.examine", None)
    done = night(desk, 3)
    assert done.quiet
    assert_frame_equal(done.outcome.findings, before.findings)
    assert done.summary == night(desk, 3).summary


@pytest.mark.slow
def test_a_worklist_written_after_quiet_nights_has_the_figures_of_its_own_day(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(desk, 2)
    whole, days = pipeline.again, []

    def counted(outcome: Outcome, config: object, today: dt.date, **options: object) -> Outcome:
        days.append(today)
        return whole(outcome, config, today, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "again", counted)
    entry(desk)
    # The tables are still those of the day before: ages and counts are worked out anew.
    assert not night(desk, 2).quiet
    assert days == [FIRST + dt.timedelta(days=2)]
    fill(desk / BOOK, "note", "又打过电话")
    assert not night(desk, 2).quiet
    assert len(days) == 1


@pytest.mark.slow
def test_a_page_of_every_night_has_the_figures_of_its_day(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (desk / "config.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[report]\npath = "page.html"\n')
    for day in (2, 3):
        night(desk, day)
    monkeypatch.setattr(pipeline, "stands", None)
    assert night(desk, 4).quiet


def test_a_kept_run_holds_no_line_of_every_unit(desk: Path) -> None:
    with run.load(desk / "config.toml").store() as memory:
        for one in memory.runs():
            assert "units" not in one.summary
            assert one.summary["people"] > 0


@pytest.mark.slow
def test_what_was_new_stands_in_a_second_run_on_one_day(tmp_path: Path) -> None:
    lay_out(tmp_path)
    first = night(tmp_path, 0)
    again = night(tmp_path, 0)
    assert not again.quiet  # its worklist says so
    assert (again.summary.new, again.summary.standing) == (0, first.summary.new)
    assert night(tmp_path, 0).quiet


def test_the_exports_are_not_read_again(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "reconcile", None)
    monkeypatch.setattr("orgtransfer.read.read", None)
    assert night(desk, 2).quiet


@pytest.mark.slow
def test_a_night_with_nothing_new_but_notes_reads_no_export_again(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = night(desk, 2).outcome
    fill(desk / BOOK, "note", "打过电话")
    monkeypatch.setattr(pipeline, "reconcile", None)
    done = night(desk, 3)
    assert not done.quiet
    assert done.taken_back == 1
    assert done.outcome.findings["key"].equals(before.findings["key"])
    shown = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(desk / BOOK)
        for row in sheet
        for cell in row
    ]
    assert "打过电话" in shown
    assert night(desk, 3).quiet


def test_a_ruling_on_a_pair_links_anew(desk: Path) -> None:
    workspace = run.load(desk / "config.toml")
    with workspace.store() as memory:
        last, sources = (
            memory.run(),
            quiet.sources(workspace, memory.letters.all(), quiet.systems(workspace)),
        )
    nobody = frames.DECISIONS.empty()
    words = pl.DataFrame(
        [("finding", "RL01:P", None, "done", "小王", "已转", FIRST)],
        schema=frames.DECISIONS.columns, orient="row",
    )  # fmt: skip
    assert quiet.links_as(last, sources, nobody)
    assert quiet.links_as(last, sources, words)
    ruled = words.with_columns(kind=pl.lit("pair"), ruling=pl.lit("same"), b_key=pl.lit("R"))
    assert not quiet.links_as(last, sources, ruled)


def new_member(desk: Path) -> None:
    with (desk / "roster.csv").open("a", encoding="utf-8") as stream:
        stream.write("钱新来,990000199101014567,某协会党支部,正式党员,专职\n")


def entry(desk: Path) -> None:
    fill(desk / BOOK, "note", "打过电话")


def another_threshold(desk: Path) -> None:
    with (desk / "config.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[match]\nauto = 0.97\n")


def gone_workbook(desk: Path) -> None:
    (desk / BOOK).unlink()


def own_column(desk: Path) -> None:
    book = openpyxl.load_workbook(desk / BOOK)
    book.worksheets[0]["Z1"] = "我的"
    book.save(desk / BOOK)


def newer_file(desk: Path) -> None:
    os.utime(desk / "register.csv", (2_000_000_000, 2_000_000_000))


@pytest.mark.slow
@pytest.mark.parametrize(
    "change", [new_member, entry, another_threshold, gone_workbook, own_column, newer_file]
)
def test_what_changed_is_never_passed_over(desk: Path, change: object) -> None:
    change(desk)  # type: ignore[operator]
    done = night(desk, 2)
    assert not done.quiet
    assert (desk / BOOK).exists()
    # What a whole run would have given.
    assert done.outcome.findings.height > 0


@pytest.mark.slow
def test_the_second_night_is_written_since_what_was_new_stands_now(tmp_path: Path) -> None:
    lay_out(tmp_path)
    night(tmp_path, 0)
    second = night(tmp_path, 1)
    assert not second.quiet
    assert second.summary.new == 0


@pytest.mark.slow
def test_another_day_is_worked_out_anew_from_the_kept_tables(desk: Path) -> None:
    """Only the rules look at the date: the outcome is that of a whole run."""
    again = night(desk, 400)
    (desk / "roster.csv").touch()
    with run.load(desk / "config.toml").store() as memory:
        inputs_basis = memory.run().summary[quiet.BASIS]
    assert inputs_basis
    os.utime(desk / "roster.csv", (1_000_000_000, 1_000_000_000))
    whole = night(desk, 400)
    shown = ["code", "key", "message", "evidence", "severity"]
    kept = ~pl.col("code").str.starts_with("SR")
    mine, straight = (one.outcome.findings.filter(kept).select(shown) for one in (again, whole))
    assert mine.equals(straight)


@pytest.mark.slow
def test_a_quiet_night_loads_nothing_that_reads_compares_or_writes(desk: Path) -> None:
    night(desk, 2)
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, "reconcile", "-q", "--as-of", "2026-11-22"],
        cwd=desk, capture_output=True, text=True, check=True,
    )  # fmt: skip
    heavy = {
        "openpyxl",
        "numpy",
        "rapidfuzz",
        "lxml",
        "fastexcel",
        "jinja2",
        "docx",
        "orgtransfer.clean.records",
    }
    assert "loaded:" in done.stdout
    assert not heavy & set(done.stdout.split("loaded:")[1].split())


@pytest.mark.slow
def test_an_export_that_comes_during_a_run_is_read_in_the_next(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "register.csv").write_text(
        (desk / "register.csv").read_text(encoding="utf-8").replace("正式党员", "预备党员", 1),
        encoding="utf-8",
    )
    whole = pipeline.reconcile

    def slow(*words: object, **options: object) -> object:
        outcome = whole(*words, **options)  # type: ignore[arg-type]
        new_member(desk)
        return outcome

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "reconcile", slow)
        assert "钱新来" not in night(desk, 2).outcome.records["name"].to_list()
    # The same day: nothing but the export tells that there is something to read.
    assert "钱新来" in night(desk, 2).outcome.records["name"].to_list()
