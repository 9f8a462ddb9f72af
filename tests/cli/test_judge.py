"""`orgtransfer judge`: pairs at the keyboard; what was decided is safe at once."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import sys
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from orgtransfer import frames, store
from orgtransfer.cli import main as program
from tests.cli.terminal import Terminal

PAIRS = 24
"""What the samples leave to a clerk."""
LAST_KEY = "[q] 离开  "
"""What the line of keys ends with."""


@pytest.fixture
def room(samples: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The samples after one run, and the working folder of the test."""
    monkeypatch.chdir(samples)
    return samples


def judge(keys: str, *words: str) -> Result:
    """The command with what is typed."""
    return CliRunner().invoke(program.group, ["judge", *(words or ("--by", "x"))], input=keys)


def rulings(folder: Path) -> pl.DataFrame:
    """What the store holds about pairs."""
    with store.open(folder / ".orgtransfer", create=False) as memory:
        return memory.decisions().filter(kind="pair")


def test_each_key_is_a_ruling_and_all_are_kept(room: Path) -> None:
    result = judge("sdlq", "--by", "王干事")
    assert result.exit_code == 0
    assert "Judged: 2; left: 22." in result.stdout
    kept = rulings(room)
    assert sorted(kept["ruling"]) == ["different", "same"]
    assert kept["handler"].unique().to_list() == ["王干事"]


def test_who_judges_is_asked_where_it_was_not_said(room: Path) -> None:
    assert CliRunner().invoke(program.group, ["judge"], input="李干事\nsq").exit_code == 0
    assert rulings(room)["handler"].to_list() == ["李干事"]


def test_what_was_ruled_is_not_asked_again(room: Path) -> None:
    judge("sdq")
    assert "Pair 1 of 22" in judge("q").stdout
    assert rulings(room).height == 2


def test_a_pair_can_be_gone_back_to_and_ruled_anew(room: Path) -> None:
    assert judge("sbdq").exit_code == 0
    assert rulings(room)["ruling"].to_list() == ["different"]


def test_a_note_goes_with_its_own_ruling_alone(room: Path) -> None:
    assert judge("n电话核实\nsdq").exit_code == 0
    assert rulings(room).sort("note", nulls_last=True)["note"].to_list() == ["电话核实", None]


@pytest.mark.slow
def test_it_ends_when_no_pair_is_left(room: Path) -> None:
    assert "left: 0." in judge("d" * PAIRS).stdout
    assert rulings(room).height == PAIRS
    assert "There is no pair to judge." in judge("").stdout


def test_the_end_of_the_input_leaves(room: Path) -> None:
    assert judge("s").exit_code == 0
    assert rulings(room).height == 1


@pytest.mark.usefixtures("room")
def test_differences_bear_a_sign_and_no_whole_number_is_shown() -> None:
    shown = judge("l" * PAIRS).stdout
    assert "≠" in shown
    assert not re.search(r"\d{15}", shown)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_what_two_clerks_dispute_comes_first_and_is_settled(room: Path) -> None:
    with store.open(room / ".orgtransfer") as memory:
        outcome = memory.outcome(memory.run().run)
        review = outcome.matched.pairs.filter(tier="review").sort("probability").row(0, named=True)
        keys = dict(outcome.records.select("record", "record_key").iter_rows())
        a, b = sorted((keys[review["a"]], keys[review["b"]]))
        for kind, ruling in (("pair", "same"), ("disputed_pair", "different")):
            row = (kind, a, b, ruling, "王干事", None, dt.date(2026, 11, 20))
            memory.decide(
                pl.DataFrame([row], schema=frames.DECISIONS.columns, orient="row"), memory.tick()
            )
    shown = judge("dq").stdout
    assert f"Pair 1 of {PAIRS}" in shown
    assert "Disputed" in shown
    after = dict(rulings(room).select("a_key", "ruling").iter_rows())
    assert after == {a: "different"}
    with store.open(room / ".orgtransfer", create=False) as memory:
        (against,) = memory.decisions().filter(kind="disputed_pair")["ruling"].to_list()
    assert against == "open"
    assert f"Pair 1 of {PAIRS - 1}" in judge("q").stdout


def test_what_speaks_for_and_against_is_shown_on_demand(room: Path) -> None:  # the folder
    shown = judge("wq").stdout
    assert re.search(r"sum +[-+][0-9]+\.[0-9]", shown)
    assert not re.search(r"(?<![0-9*])[0-9]{17}[0-9X]", shown)


@pytest.mark.slow
def test_a_kill_in_the_middle_loses_nothing(room: Path) -> None:
    terminal = Terminal(["judge", "--by", "x"], room)
    for _number in range(5):
        terminal.answer(LAST_KEY, "s")
    terminal.answer(LAST_KEY, "")  # the sixth pair is shown: five are ruled
    os.kill(terminal.child.pid, signal.SIGKILL)
    terminal.close()
    assert rulings(room).height == 5
    rest = Terminal(["judge", "--by", "x"], room)
    for _number in range(15):
        rest.answer(LAST_KEY, "d")
    rest.answer(LAST_KEY, "q")
    assert rest.finish() == 0
    assert rulings(room).height == 20
