"""Looking after the store: checked, saved, put back, made smaller."""

from __future__ import annotations

import datetime as dt
import random
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer import store
from orgtransfer.errors import InputError, UnknownNameError
from orgtransfer.store import Run, health
from tests.examples import number
from tests.store.test_damage import folder, said  # noqa: F401  # a fixture
from tests.store.test_store import line, outcome, rulings

NOW = dt.datetime(2026, 11, 27, 9, 30)  # noqa: DTZ001  # names a file


def test_a_whole_store_has_no_fault(folder: Path) -> None:  # noqa: F811
    assert health.check(folder) == ()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(number(1, 4)))
def test_what_check_lets_pass_says_what_it_said(folder: Path, seed: int) -> None:  # noqa: F811
    file = folder / "store.sqlite"
    whole, before = file.read_bytes(), said(folder)
    chance = random.Random(seed)
    found = 0
    for _time in range(60):
        place, bit = chance.randrange(len(whole)), chance.randrange(8)
        flipped = bytes([whole[place] ^ 1 << bit])
        file.write_bytes(whole[:place] + flipped + whole[place + 1 :])
        try:
            faults = health.check(folder)
        except InputError:
            found += 1
            continue
        found += bool(faults)
        if not faults:
            assert said(folder) == before
    assert found > 10


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_store_that_was_cut_off_is_found(folder: Path, share: float) -> None:  # noqa: F811
    file = folder / "store.sqlite"
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    try:
        assert health.check(folder)
    except (InputError, UnknownNameError) as error:
        assert str(error)  # noqa: PT017  # either is an answer


def test_a_copy_is_the_store_again(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    before = said(folder)
    copy = tmp_path / "copy.sqlite"
    with store.open(folder) as memory:
        health.save(memory, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert (health.look(copy).runs, health.look(copy).rulings) == (2, 3)
    (folder / "store.sqlite").write_bytes(b"gone" * 1000)
    aside = health.restore(folder, copy, NOW)
    assert said(folder) == before
    assert aside is not None
    assert aside.read_bytes() == b"gone" * 1000


def test_two_copies_of_one_second_are_two_files(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    copy = tmp_path / "copy.sqlite"
    with store.open(folder) as memory:
        health.save(memory, copy)
    kept = []
    for content in (b"first", b"second"):
        (folder / "store.sqlite").write_bytes(content)
        kept.append(health.restore(folder, copy, NOW))
    assert [path.read_bytes() for path in kept if path is not None] == [b"first", b"second"]


def test_what_a_killed_run_left_goes_with_the_old_file(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    copy = tmp_path / "copy.sqlite"
    with store.open(folder) as memory:
        health.save(memory, copy)
    before = said(folder)
    for side in ("-journal", "-wal", "-shm"):
        (folder / f"store.sqlite{side}").write_bytes(b"of another file" * 100)
    health.restore(folder, copy, NOW)
    assert said(folder) == before


def test_a_damaged_copy_is_not_put_back(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    before = said(folder)
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes((folder / "store.sqlite").read_bytes()[:-5000])
    with pytest.raises(InputError):
        health.restore(folder, copy, NOW)
    assert said(folder) == before


def test_the_numbers_of_letters_are_not_taken_back(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    side = folder.with_name(folder.name + ".letters")
    copy = tmp_path / "copy.sqlite"
    with store.open(folder) as memory:
        health.save(memory, copy)
    side.write_text("2026 7", encoding="utf-8")
    health.restore(folder, copy, NOW)
    assert side.read_text(encoding="utf-8") == "2026 7"


def test_forgotten_runs_are_gone_and_rulings_are_not(folder: Path) -> None:  # noqa: F811
    with store.open(folder) as memory:
        known = memory.rulings().rows()
        memory.record(outcome("RL01:P3"), line(), 10)
        memory.forget([1, 2])
        assert [run.run for run in memory.runs()] == [3]
        assert memory.outcome(3).findings.height == 1
        assert memory.rulings().rows() == known
        memory.decide(rulings(("pair", "R7", "R9", "same", None)), memory.tick())
    assert health.check(folder) == ()


DAYS = st.lists(st.integers(0, 900), min_size=1, max_size=60).map(sorted)


@given(DAYS, st.integers(1, 60), st.integers(0, 30))
def test_a_policy_keeps_the_last_run_of_each_day_and_month(
    days: list[int], daily: int, monthly: int
) -> None:
    first = dt.date(2024, 6, 10)
    runs = [
        Run(number, NOW, first + dt.timedelta(days=day), "0") for number, day in enumerate(days, 1)
    ]
    today = runs[-1].as_of
    kept, gone = health.policy(runs, daily, monthly, today)
    assert sorted([*kept, *gone]) == [run.run for run in runs]
    assert runs[-1].run in kept
    for run in runs:
        later = [other.run for other in runs if other.as_of == run.as_of and other.run > run.run]
        if (today - run.as_of).days < daily:
            assert (run.run in kept) or later
        if later:
            assert run.run in gone
