"""The commands on the samples, as a clerk uses them one after the other."""

from __future__ import annotations

import csv
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests import once
from tests.cli.conftest import AS_OF, Command

BOOK = "工作台账.xlsx"


def exported(run: Command, folder: Path, table: str, *more: str, ending: str = "parquet") -> Path:
    """The file that `export` writes."""
    path = folder / f"{table}.{ending}"
    result = run("export", table, "-c", folder / "config.toml", "-o", path, *more)
    assert result.exit_code == 0, result.stderr
    return path


def again(run: Command, folder: Path, *more: str) -> str:
    """One more run; its line."""
    words = ("-q", "-c", folder / "config.toml", "--as-of", AS_OF)
    result = once.night(run, folder, *words, *more)
    assert result.exit_code == 0, result.stderr
    return str(result.stdout)


@pytest.mark.slow
def test_a_second_run_finds_nothing_new_and_nothing_resolved(run: Command, samples: Path) -> None:
    line = again(run, samples)
    assert "new: 0" in line
    assert "resolved: 0" in line
    config = samples / "config.toml"
    assert run("diff", "--exit-code", "-c", config).exit_code == 0
    states = pl.read_parquet(exported(run, samples, "findings"))["state"].unique().to_list()
    assert states == ["standing"]


@pytest.mark.slow
def test_the_workbook_of_before_is_kept_as_a_dated_copy(run: Command, samples: Path) -> None:
    before = (samples / BOOK).read_bytes()
    again(run, samples)
    copies = list(samples.glob("工作台账_*.xlsx"))
    assert [path.read_bytes() for path in copies] == [before]
    assert re.fullmatch(r"工作台账_\d{8}-\d{4}\.xlsx", copies[0].name)


@pytest.mark.slow
def test_a_dry_run_writes_nothing(run: Command, samples: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in samples.rglob("*")}
    result = run("reconcile", "--dry-run", "-c", samples / "config.toml", "--as-of", AS_OF)
    assert result.exit_code == 0
    assert "nothing was written" in result.stdout
    assert {path: path.stat().st_mtime_ns for path in samples.rglob("*")} == before


@pytest.mark.slow
def test_a_dry_run_in_a_fresh_folder_makes_no_store(run: Command, desk: Path) -> None:
    assert run("reconcile", "--dry-run").exit_code == 0
    assert not (desk / ".orgtransfer").exists()
    assert not (desk / BOOK).exists()


@pytest.mark.slow
def test_quiet_prints_one_line_and_no_progress(run: Command, desk: Path) -> None:
    result = run("reconcile", "-q")
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr == ""


@pytest.mark.slow
def test_the_summary_is_on_stdout_and_the_progress_on_stderr(run: Command, desk: Path) -> None:
    result = run("reconcile")
    assert "Where the relationships stand" in result.stdout
    assert "Reading the exports" in result.stderr
    assert str(BOOK) in result.stdout


@pytest.mark.slow
def test_everything_speaks_the_language_that_was_asked_for(run: Command, desk: Path) -> None:
    assert "组织关系在哪里" in run("reconcile", "--lang", "zh").stdout
    assert "总览" in openpyxl.load_workbook(desk / BOOK).sheetnames
    assert "Where the relationships stand" in run("reconcile", "--lang", "en").stdout
    assert "Overview" in openpyxl.load_workbook(desk / BOOK).sheetnames


@pytest.mark.slow
def test_diff_tells_what_changed_and_the_exit_code_says_so(run: Command, desk: Path) -> None:
    assert once.night(run, desk, "-q", "--as-of", "2026-11-19").exit_code == 0
    register = desk / "register.csv"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace("某医院第一党支部", "某协会党支部", 1), encoding="utf-8")
    assert run("reconcile", "-q", "--as-of", "2026-11-20").exit_code == 0
    assert run("diff", "--exit-code").exit_code == 1
    assert run("diff").exit_code == 0
    changes = json.loads(run("diff", "--format", "json").stdout)
    gone = {row["code"] for row in changes if row["change"] == "resolved"}
    assert "RL01" in gone  # 王小明 has arrived
    back = json.loads(run("diff", "--from", 2, "--to", "2026-11-19", "--format", "json").stdout)
    assert {row["key"] for row in back if row["change"] == "new"} == {
        row["key"] for row in changes if row["change"] == "resolved"
    }
    listed = list(csv.DictReader(run("diff", "--format", "csv").stdout.splitlines()))
    assert {row["key"] for row in listed} == {row["key"] for row in changes}
    assert "RL01" in run("diff").stdout


@pytest.mark.parametrize("name", ["7", "2020-01-01", "yesterday"])
def test_diff_says_which_runs_there_are(run: Command, desk: Path, name: str) -> None:
    once.night(run, desk, "-q")
    result = run("diff", "--from", name)
    assert result.exit_code == 2
    assert name in result.stderr


@pytest.mark.parametrize(
    "words", [("diff",), ("worklist",), ("report",), ("export", "links", "-o", "a.csv")]
)
def test_looking_back_before_the_first_run_says_what_to_do(
    run: Command, desk: Path, words: tuple[str, ...]
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "orgtransfer reconcile" in result.stderr
    assert not (desk / ".orgtransfer").exists()


@pytest.mark.slow
def test_runs_lists_every_run_with_its_trend(run: Command, desk: Path) -> None:
    assert "no run yet" in run("runs").stdout
    for _ in range(2):
        once.night(run, desk, "-q", "--as-of", "2026-11-20")
    lines = json.loads(run("runs", "--json").stdout)
    assert [line["run"] for line in lines] == [1, 2]
    assert lines[0]["new"] == lines[0]["findings"] == lines[1]["standing"]
    assert lines[1]["verdicts"]["due"] == 1
    assert "2026-11-20" in run("runs").stdout
    assert len(json.loads(run("runs", "--json", "--last", 1).stdout)) == 1


@pytest.mark.slow
def test_export_gives_an_earlier_run(run: Command, desk: Path) -> None:
    once.night(run, desk, "-q")
    (desk / "register.csv").write_text(
        (desk / "register.csv").read_text(encoding="utf-8").replace("王小明", "王晓明"), "utf-8"
    )
    run("reconcile", "-q")
    names = {}
    for number in (1, 2):
        assert run("export", "records", "--run", number, "-o", "r.json").exit_code == 0
        names[number] = {row["name"] for row in json.loads(Path("r.json").read_text("utf-8"))}
    assert names[2] - names[1] == {"王晓明"}


def test_the_report_is_one_page_without_names_or_numbers(run: Command, desk: Path) -> None:
    once.night(run, desk, "-q")
    result = run("report", "-o", "page.html")
    assert result.exit_code == 0, result.stderr
    text = (desk / "page.html").read_text(encoding="utf-8")
    assert "王小明" not in text
    assert not re.search(r"\d{6}\*{4}|\d{17}", text)
    assert not re.search(r"(src|href)=.(https?:)?//", text)


@pytest.mark.slow
def test_a_run_on_the_samples_takes_seconds(run: Command, samples: Path) -> None:
    words = ("reconcile", "-q", "-c", samples / "config.toml", "--as-of", AS_OF)
    start = time.process_time()
    assert run(*words).exit_code == 0
    # Work done on all cores, so that a busy machine fails no test; by the clock it is less.
    assert time.process_time() - start < 8


@pytest.fixture
def own_zone() -> Iterator[None]:
    """The machine's clock is that of the configuration: cron goes by it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="no clock that a test could set")
@pytest.mark.usefixtures("own_zone")
@pytest.mark.parametrize(
    ("form", "words"), [("cron", "30 3 * * *"), ("systemd", "03:30:00"), ("windows", "T03:30:00")]
)
def test_schedule_prints_the_nightly_job(run: Command, desk: Path, form: str, words: str) -> None:
    result = run("schedule", "--at", "3:30", "--for", form)
    assert result.exit_code == 0, result.stderr
    assert words in result.stdout
    assert str(desk / "config.toml") in result.stdout


@pytest.mark.parametrize("at", ["25:00", "noon", "2"])
def test_schedule_refuses_what_is_no_time(run: Command, desk: Path, at: str) -> None:
    result = run("schedule", "--at", at)
    assert result.exit_code == 2
    assert "02:30" in result.stderr


@pytest.mark.slow
def test_the_configuration_may_be_from_notepad_and_stand_in_another_folder(
    run: Command, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (desk / "config.toml").read_text(encoding="utf-8")
    (desk / "config.toml").write_text(text, encoding="utf-8-sig")
    (desk / "elsewhere").mkdir()
    monkeypatch.chdir(desk / "elsewhere")
    assert run("reconcile", "-q", "-c", "../config.toml").exit_code == 0
    assert (desk / BOOK).exists()
    assert not list((desk / "elsewhere").iterdir())


@pytest.mark.slow
def test_a_clerks_aliases_are_gone_by(run: Command, desk: Path) -> None:
    with (desk / "config.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[match]\naliases = "简称.csv"\n')
    missing = run("reconcile")
    assert missing.exit_code == 2
    assert "简称.csv" in missing.stderr
    (desk / "简称.csv").write_text("简称,全称\n某院,某医院\n", encoding="gb18030")
    assert run("reconcile", "-q").exit_code == 0
    (desk / "简称.csv").write_text("某院\n", encoding="utf-8")
    assert "two columns" in run("reconcile").stderr
