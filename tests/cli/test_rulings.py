"""`orgtransfer rulings`: every word of a clerk's is shown, and one can be taken back."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from polars.testing import assert_frame_equal

from orgtransfer import store
from orgtransfer.cli import main as program
from orgtransfer.store import health

NIGHT = ("reconcile", "-q", "--as-of", "2026-11-20")


@pytest.fixture
def room(samples: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The samples after one run, and the working folder of the test."""
    monkeypatch.chdir(samples)
    return samples


def call(*words: str, keys: str | None = None) -> Result:
    """A command line, in English."""
    return CliRunner().invoke(program.group, ["--lang", "en", *words], input=keys)


def listed(*words: str) -> list[dict[str, Any]]:
    """The list as another program reads it."""
    found: list[dict[str, Any]] = json.loads(call("rulings", "--format", "json", *words).stdout)
    return found


def test_nobody_has_ruled_yet(room: Path) -> None:
    assert call("rulings").stdout == "There is no such ruling.\n"


def test_different_is_as_visible_as_same(room: Path) -> None:
    call("judge", "--by", "王干事", keys="sdq")
    found = listed()
    assert sorted(row["ruling"] for row in found) == ["different", "same"]
    assert {row["standing"] for row in found} == {"in_force"}
    assert all(row["first"] and row["second"] and row["evidence"] for row in found)
    said = call("rulings").stdout
    assert "not the" in said
    assert "王干事" in said


def test_filters_go_by_person_unit_clerk_and_day(room: Path) -> None:
    call("judge", "--by", "王干事", keys="sq")
    call("judge", "--by", "李干事", keys="dq")
    (mine,) = listed("--clerk", "李干")
    assert mine["handler"] == "李干事"
    name = mine["first"].split()[0]
    assert mine in listed("--person", name)
    assert listed("--person", "无此人") == listed("--unit", "无此单位") == []
    assert len(listed("--since", "2026-01-01")) == 2
    assert listed("--since", "2099-01-01") == []


def test_an_undone_ruling_stays_in_the_list_with_who_and_why(room: Path) -> None:
    call("judge", "--by", "王干事", keys="sq")
    (made,) = listed()
    assert call("rulings", "undo", made["key"], "--reason", "看错", "--by", "李干事").exit_code == 0
    (now,) = listed()
    changed = {name for name in now if now[name] != made[name]}
    assert changed == {"standing", "undone", "undone_by", "reason"}
    assert (now["standing"], now["undone_by"], now["reason"]) == ("undone", "李干事", "看错")
    again = call("rulings", "undo", made["key"], "--reason", "看错")
    assert again.exit_code == 2
    assert "already" in again.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [(("D0000000000", "--reason", "x"), "No ruling"), (("D0000000000", "--reason", " "), "why")],
)
def test_what_cannot_be_undone_is_told(room: Path, words: tuple[str, ...], message: str) -> None:
    result = call("rulings", "undo", *words)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.slow
def test_after_undoing_a_run_finds_what_it_found_before_even_from_the_old_workbook(
    room: Path,
) -> None:
    def outcome() -> Any:  # noqa: ANN401  # the tables of a run
        with store.open(room / ".orgtransfer", create=False) as memory:
            number = memory.run().run
            return [memory.table(number, name) for name in ("findings", "pairs", "persons")]

    call(*NIGHT)
    before = outcome()
    call("judge", "--by", "王干事", keys="sq")
    # The workbook that this night writes says "same person".
    call(*NIGHT)
    assert not outcome()[1].equals(before[1])
    (made,) = listed()
    call("rulings", "undo", made["key"], "--reason", "x")
    for _night in range(2):
        assert call(*NIGHT).exit_code == 0
    for now, then in zip(outcome(), before, strict=True):
        assert_frame_equal(now, then)
    assert [row["standing"] for row in listed()] == ["undone"]


def test_a_store_of_the_first_version_opens_with_all_its_rulings(room: Path) -> None:
    call("judge", "--by", "王干事", keys="sdq")
    before = listed()
    database = sqlite3.connect(room / ".orgtransfer" / "store.sqlite")
    # That version had neither these tables nor a seal.
    database.executescript(
        "DROP TABLE undone; DROP TABLE grounds; DROP TABLE chain; DROP TABLE effects;"
        "DELETE FROM facts WHERE name = 'seal'; PRAGMA user_version = 1;"
    )
    database.close()
    # It did not keep either where a ruling came from and what it rested on: the last run says.
    assert listed() == [row | {"origin": None, "run": None} for row in before]
    assert health.check(room / ".orgtransfer") == ()
    # The file as it was is kept beside it.
    with sqlite3.connect(room / ".orgtransfer" / "backups" / "version-1.sqlite") as kept:
        assert kept.execute("PRAGMA user_version").fetchone() == (1,)
        assert kept.execute("SELECT count(*) FROM decisions").fetchone() == (len(before),)


@pytest.mark.slow
def test_explain_names_who_ruled_on_a_person_and_what_was_parted(room: Path) -> None:
    call("judge", "--by", "王干事", keys="dq")
    call(*NIGHT)
    (made,) = listed()
    said = call("explain", made["a_key"]).stdout
    assert "Rulings: 1" in said
    assert f"number {made['key']}" in said
    assert "王干事" in said
    assert "Ruled to be different people." in said
    assert "probability then" in said
    call("rulings", "undo", made["key"], "--reason", "看错", "--by", "李干事")
    assert "李干事: 看错" in call("explain", made["a_key"]).stdout


@pytest.mark.slow
def test_the_list_tells_where_a_ruling_came_from_and_what_followed(room: Path) -> None:
    call("judge", "--by", "王干事", keys="sq")
    call(*NIGHT)
    (made,) = listed()
    assert (made["origin"], made["run"], made["followed"]) == ("judge", 1, 2)
    assert "RL07" in made["went"]
    shown = call("rulings").stdout
    assert "probability then" in shown
    assert "settled: " in shown
    assert call("export", "decisions", "-o", "decisions.json").exit_code == 0
    assert json.loads((room / "decisions.json").read_text("utf-8")) == [made]


def test_a_confirmation_is_asked_of_another_clerk(room: Path) -> None:
    call("judge", "--by", "王干事", keys="sq")
    (made,) = listed()
    same = call("rulings", "confirm", made["key"], "--by", "王干事")
    assert same.exit_code == 2
    assert "another clerk" in same.stderr
    assert call("rulings", "confirm", made["key"], "--by", "李干事").exit_code == 0
    assert [row["handler"] for row in listed()] == ["李干事", "王干事"]


def test_judge_takes_only_the_pairs_of_whom_is_asked_for(room: Path) -> None:
    call("judge", "--by", "王干事", keys="sq")
    (made,) = listed()
    call("rulings", "undo", made["key"], "--reason", "看错")
    name = made["first"].split()[0]
    shown = call("judge", name, "--by", "王干事", keys="q").stdout
    assert name in shown
    assert int(re.findall(r"of (\d+)", shown)[0]) < 24
    assert call("judge", "查无此人", "--by", "王干事").stdout == "There is no pair to judge.\n"
