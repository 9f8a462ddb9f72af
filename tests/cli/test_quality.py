"""`orgtransfer quality`: a sample drawn, judged in the sheet and on the terminal, and shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner

from orgtransfer import store
from orgtransfer.cli import main as program
from orgtransfer.quality import belief
from tests import once
from tests.cli.conftest import Command
from tests.samples import score


@pytest.fixture
def room(samples: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The samples after one run, and the working folder of the test."""
    monkeypatch.chdir(samples)
    return samples


def told(run: Command, *words: str) -> dict[str, Any]:
    """What `quality --json` says."""
    result = run("quality", "--json", *words)
    assert result.exit_code == 0, result.output
    made: dict[str, Any] = json.loads(result.stdout)
    return made


def fill(sheet: Path, words: dict[int, str]) -> int:
    """Enters rulings in some lines of the sample (1 is the first), all others the same person."""
    book = openpyxl.load_workbook(sheet)
    page = book.worksheets[0]
    heads = [cell.value for cell in page[3]]
    for line in range(1, page.max_row - 2):
        page.cell(line + 3, heads.index("Ruling") + 1).value = words.get(line, "same person")
    book.save(sheet)
    return int(page.max_row) - 3


@pytest.mark.slow
def test_a_sample_is_drawn_blind_and_its_answers_come_back(room: Path, run: Command) -> None:
    assert run("--lang", "en", "quality", "--sample", "40").exit_code == 0
    page = openpyxl.load_workbook(room / "抽查.xlsx").worksheets[0]
    heads = [cell.value for cell in page[3]]
    assert "Chance" not in heads
    assert not any("Why" in str(head) for head in heads)
    before = told(run)["sample"]
    assert before["quality"] is None
    lines = fill(room / "抽查.xlsx", {1: "cannot tell", 2: "not the same person"})
    handed = run("--lang", "en", "decide", "抽查.xlsx")
    assert f"Entries taken back: {lines}" in handed.stdout
    found = told(run)["sample"]
    assert found["left"] == 0
    assert (found["quality"]["judged"], found["quality"]["unsure"]) == (lines, 1)
    assert 0 < found["quality"]["precision"]["low"] < found["quality"]["precision"]["high"] <= 1
    with store.open(room / ".orgtransfer", create=False) as memory:
        said = memory.decisions().filter(kind="pair")
        assert memory.rulings()["origin"].unique().to_list() == ["抽查.xlsx"]
    assert sorted(said["ruling"].value_counts().rows()) == [
        ("different", 1), ("same", lines - 2), ("unsure", 1),
    ]  # fmt: skip
    # The next night goes by them, and what nobody can tell parts and joins nobody.
    assert run("reconcile", "-q").exit_code == 0
    assert told(run)["sample"]["quality"] == found["quality"]


@pytest.mark.slow
def test_the_same_run_and_seed_draw_the_same_pairs(room: Path, run: Command) -> None:
    keys = []
    for seed in ("1", "1", "2"):
        assert run("quality", "--sample", "20", "--seed", seed).exit_code == 0
        with store.open(room / ".orgtransfer", create=False) as memory:
            keys.append([(one["a_key"], one["b_key"]) for one in memory.samples()[-1]["items"]])
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.slow
def test_rulings_on_other_pairs_are_no_answers(room: Path, run: Command) -> None:
    CliRunner().invoke(program.group, ["judge", "--by", "x"], input="ssdq")
    assert run("quality", "--sample", "30").exit_code == 0
    assert told(run)["sample"]["quality"] is None


@pytest.mark.slow
def test_drawn_pairs_are_judged_on_the_terminal_without_an_opinion(
    room: Path, run: Command
) -> None:
    assert run("quality", "--sample", "10").exit_code == 0
    words = ["--lang", "en", "judge", "--sample", "--by", "王干事"]
    result = CliRunner().invoke(program.group, words, input="scdq")
    assert result.exit_code == 0, result.output
    assert "Pair 1 of" in result.stdout
    assert "probability" not in result.stdout
    assert "[w]" not in result.stdout
    found = told(run)["sample"]["quality"]
    assert (found["judged"], found["unsure"]) == (3, 1)
    again = CliRunner().invoke(program.group, words, input="q")
    assert "left: 7" in again.stdout or "left: " in again.stdout


def test_known_pairs_measure_the_run(busy_desk: Path, run: Command) -> None:
    lines = "a,b,same\nroster.csv:2,register.csv:2,1\nroster.csv:3,register.csv:2,否\n"
    (busy_desk / "known.csv").write_text(lines, encoding="utf-8")
    found = told(run, "--labels", "known.csv")["labels"]
    assert found["pairs"] == {"precision": 1.0, "recall": 1.0}
    (busy_desk / "known.csv").write_text("a,b\nroster.csv:99,register.csv:2\n", encoding="utf-8")
    result = run("--lang", "en", "quality", "--labels", "known.csv")
    assert result.exit_code == 2
    assert "known.csv, line 2: roster.csv:99 is no row" in result.stderr


def test_without_a_sample_it_says_how_to_draw_one(busy_desk: Path, run: Command) -> None:
    result = run("--lang", "en", "quality")
    assert "orgtransfer quality --sample 60" in result.stdout
    assert busy_desk.exists()


def explained(run: Command, one: str, other: str) -> dict[str, Any]:
    """What `explain A B --json` says."""
    result = run("explain", one, other, "--json")
    assert result.exit_code == 0, result.output
    made: dict[str, Any] = json.loads(result.stdout)
    return made


def test_two_rows_that_are_one_person_are_explained(busy_desk: Path, run: Command) -> None:
    found = explained(run, "roster.csv:2", "register.csv:2")
    assert found["state"] == "linked"
    assert found["changes"] == []
    assert busy_desk.exists()


@pytest.mark.slow
def test_a_pair_that_was_never_compared_says_what_would_link_it(
    busy_desk: Path, run: Command
) -> None:
    lines = (busy_desk / "roster.csv").read_text(
        encoding="utf-8"
    ) + "陈一,,某协会党支部,正式党员,专职\n"
    (busy_desk / "roster.csv").write_text(lines, encoding="utf-8")
    other = "陈大文,990000197506013410,某医院第一党支部,正式党员,某医院\n"
    register = (busy_desk / "register.csv").read_text(encoding="utf-8") + other
    (busy_desk / "register.csv").write_text(register, encoding="utf-8")
    assert once.night(run, busy_desk, "-q").exit_code == 0
    found = explained(run, "roster.csv:6", "register.csv:6")
    assert (found["state"], found["rules"]) == ("unproposed", [])
    assert [one["comparison"] for one in found["changes"]] == ["id", "name"]
    entries = {one["comparison"]: one["weight"] for one in found["ledger"]}
    assert entries["name"] < 0
    assert "990000197506013410" not in json.dumps(found)
    said = run("--lang", "en", "explain", "roster.csv:6", "register.csv:6").stdout
    assert "were never compared" in said
    assert "ID number  →" in said


def test_who_is_meant_by_either_must_be_clear(busy_desk: Path, run: Command) -> None:
    result = run("--lang", "en", "explain", "王小明", "没有此人")
    assert result.exit_code == 2
    assert "Nobody is found by 没有此人" in result.stderr
    assert busy_desk.exists()


@pytest.mark.slow
def test_the_next_night_takes_the_sheet_of_the_sample_by_itself(room: Path, run: Command) -> None:
    assert run("--lang", "en", "quality", "--sample", "10").exit_code == 0
    lines = fill(room / "抽查.xlsx", {1: "cannot tell", 2: "certainly"})
    assert run("reconcile", "-q").exit_code == 0
    found = told(run)["sample"]
    # A word that is no choice is kept as it is, and is no answer.
    assert (found["quality"]["judged"], found["quality"]["unsure"]) == (lines - 1, 1)
    assert found["left"] == 1


@pytest.mark.slow
def test_an_hour_of_judging_by_the_truth_gives_figures_that_the_truth_confirms(
    room: Path, run: Command
) -> None:
    assert run("--lang", "en", "quality", "--sample", "60").exit_code == 0
    person = {score.place(row): row["person"] for row in score.table("records")}
    with store.open(room / ".orgtransfer", create=False) as memory:
        outcome = memory.outcome(1)
    rows = outcome.records.select("record", "record_key", "system", "file", "sheet", "row")
    who = rows.with_columns(
        person=pl.Series([person.get(score.place(row)) for row in rows.to_dicts()])
    )
    key_of = dict(who.select("record_key", "person").iter_rows())
    judge(room / "抽查.xlsx", key_of)
    assert run("decide", "抽查.xlsx").exit_code == 0
    found = told(run)["sample"]["quality"]
    assert found["judged"] >= 50
    both = who.join(who, on="person", suffix="_b").filter(
        pl.col("record") < pl.col("record_b"), pl.col("system") != pl.col("system_b")
    )
    true = set(both.select("record", "record_b").iter_rows())
    linked = belief.between(outcome.matched, outcome.records).filter(tier="auto")
    said = set(linked.select("a", "b").iter_rows())
    precision, recall = len(said & true) / len(said), len(said & true) / len(true)
    assert found["precision"]["low"] <= precision <= found["precision"]["high"]
    assert found["recall"]["low"] <= recall <= found["recall"]["high"]


def judge(sheet: Path, key_of: dict[str, str | None]) -> None:
    """Fills a sample in by who the rows are."""
    book = openpyxl.load_workbook(sheet)
    page = book.worksheets[0]
    heads = [cell.value for cell in page[3]]
    for line in range(4, page.max_row + 1):
        one, other = str(page.cell(line, heads.index("key") + 1).value).split("|")
        said = "same person" if key_of[one] == key_of[other] else "not the same person"
        page.cell(line, heads.index("Ruling") + 1).value = said
    book.save(sheet)
