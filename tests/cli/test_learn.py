"""`orgtransfer learn`: shown, written, used by the next night, and told by `explain`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orgtransfer import store
from orgtransfer.match import learning as matching
from orgtransfer.match import learnt
from orgtransfer.run import learning, weighing
from tests.cli.conftest import Command

pytestmark = pytest.mark.slow
NAMED = '[match]\nweights = "weights.toml"\n'
# Units of one person differ in nine of ten pairs: links go that rested on the unit.
HARSH = "[unit]\nsame = 0.1\ndifferent = 0.9\n"


@pytest.fixture
def room(samples: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The samples after one run, and the working folder of the test."""
    monkeypatch.chdir(samples)
    return samples


def named(room: Path) -> None:
    """Names the file of weights in the configuration."""
    config = room / "config.toml"
    text = config.read_text(encoding="utf-8")
    assert text.count("[match]\n") == 1
    config.write_text(text.replace("[match]\n", NAMED), encoding="utf-8")


def test_nothing_is_written_unless_it_is_asked_for(room: Path, run: Command) -> None:
    shown = run("--lang", "en", "learn")
    assert shown.exit_code == 0, shown.output
    assert "Weights: as shipped." in shown.stdout
    assert "Nobody has ruled on a pair yet" in shown.stdout
    assert not (room / "weights.toml").exists()


def test_what_is_written_is_what_the_next_nights_use(room: Path, run: Command) -> None:
    told = json.loads(run("learn", "--json").stdout)
    assert told["before"] == ""
    written = run("--lang", "en", "learn", "--write")
    assert written.exit_code == 0, written.output
    assert NAMED in written.stdout
    file = room / "weights.toml"
    assert file.stat().st_mode & 0o777 == 0o600
    shares = learnt.parse(file.read_text(encoding="utf-8"), file.name)
    assert learnt.digest(shares) == told["after"]
    named(room)
    assert run("reconcile").exit_code == 0
    with store.open(room / ".orgtransfer", create=False) as memory:
        summary = memory.run().summary
    assert weighing.of(summary) == shares
    assert summary[weighing.WEIGHTS] == learnt.digest(shares)
    # Learnt again from that run: nothing flickers.
    again = json.loads(run("learn", "--json").stdout)
    assert again["before"] == told["after"]
    assert again["shares"].keys() == told["shares"].keys()


def test_the_weights_stand_in_what_is_explained(room: Path, run: Command) -> None:
    (room / "weights.toml").write_text(HARSH, encoding="utf-8")
    named(room)
    assert run("reconcile").exit_code == 0
    with store.open(room / ".orgtransfer", create=False) as memory:
        outcome = memory.outcome(memory.run().run)
    pair = outcome.matched.pairs.filter(tier="auto").row(0, named=True)
    keys = [outcome.records["record_key"][pair[end]] for end in ("a", "b")]
    digest = learnt.digest(learnt.parse(HARSH, "weights.toml"))
    assert digest in run("--lang", "en", "explain", *keys).stdout
    assert json.loads(run("explain", "--json", *keys).stdout)["weights"] == digest


def test_findings_that_go_with_other_weights_are_not_said_to_be_corrected(
    room: Path, run: Command
) -> None:
    (room / "weights.toml").write_text(HARSH, encoding="utf-8")
    named(room)
    assert run("reconcile").exit_code == 0
    with store.open(room / ".orgtransfer", create=False) as memory:
        closed = memory.table(memory.run().run, "closed")
    assert set(closed["reason"]) <= {"reweighed", "gone"}
    # Weights that stay are no news.
    assert run("reconcile").exit_code == 0
    with store.open(room / ".orgtransfer", create=False) as memory:
        assert memory.run().summary["resolved"] == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "match.weights: weights.toml cannot be read"), ("[sex]\nsame = 1\n", "sex.same")],
)
def test_a_broken_file_stops_the_run_and_says_why(
    room: Path, run: Command, content: str | None, said: str
) -> None:
    if content is not None:
        (room / "weights.toml").write_text(content, encoding="utf-8")
    named(room)
    stopped = run("--lang", "en", "reconcile")
    assert stopped.exit_code == 2
    assert said in stopped.stderr


def test_what_is_not_followed_is_said(
    room: Path, run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert json.loads(run("learn", "--json").stdout)["held_back"] is False
    monkeypatch.setattr(matching.Learnt, "held_back", True)
    assert json.loads(run("learn", "--json").stdout)["held_back"] is True
    assert "Not all that was seen is followed" in run("--lang", "en", "learn").stdout


def test_weights_that_rulings_speak_against_are_not_written() -> None:
    trial = learning.Trial(60, 30, (30.0, 20.0), (0.1, 0.4), 0.05)
    assert trial.worse
    assert not learning.Trial(60, 30, (30.0, 20.0), (0.1, 0.13), 0.05).worse
    assert not learning.Trial(10, 5, (30.0, 20.0), (0.1, 0.4), 0.05).worse
