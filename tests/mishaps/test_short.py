"""`python -m tests.mishaps`, shortened."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.mishaps import damage, desk, race, stops, stores, watch

pytestmark = pytest.mark.slow

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


def test_damage_is_named_found_and_repaired(tmp_path: Path) -> None:
    found = damage.damaged(tmp_path / "desk", 6, 2, seed=2)
    assert not {"silent", "raw", "missed", "lost", "not repaired"} & found.keys()
    assert found["repaired"] > 3


@pytest.mark.parametrize(
    "kind", ["an old copy was put in its place", "the folder and the file beside it are gone"]
)
def test_a_lost_store_loses_no_entry(tmp_path: Path, kind: str) -> None:
    assert stores.lost(tmp_path, kind) == {"kinds": 1}


@POSIX
def test_a_killed_run_leaves_and_loses_nothing(tmp_path: Path) -> None:
    found = stops.killed(tmp_path, 1, seconds=1.5)
    assert set(found) <= {"killed", "done before"}


@POSIX
def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    found = stops.filled(tmp_path, 1)
    assert all(name.startswith("_") for name in found)


def test_a_note_saved_during_a_run_is_kept(tmp_path: Path) -> None:
    found = race.saved_during(desk.settled(tmp_path / "desk"), 2)
    assert found == {"saved": 2, "lost": 0, "not shown": 0}


@POSIX
@pytest.mark.parametrize("night", [*watch.NIGHTS])
def test_a_night_that_went_wrong_is_heard_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, night: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert watch.NIGHTS[night](tmp_path / "desk")
