from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from orgtransfer import store
from orgtransfer.errors import OutputError, UnknownNameError
from orgtransfer.store import letters
from orgtransfer.store import store as module
from orgtransfer.store.letters import Draft

DAY = dt.date(2026, 11, 20)


def drafts(count: int) -> list[Draft]:
    return [Draft(f"P{n}", "王䶮", None, "甲", "乙", 30) for n in range(count)]


def reserve(path: Path, count: int, day: dt.date = DAY, first: int = 1) -> list[str]:
    with store.open(path) as memory:
        return memory.letters.reserve(drafts(count), day, first)


def test_numbers_go_on_where_the_last_ones_ended(tmp_path: Path) -> None:
    path = tmp_path / "store"
    assert reserve(path, 2) == ["20260001", "20260002"]
    assert reserve(path, 1) == ["20260003"]
    assert reserve(path, 1, dt.date(2027, 1, 4)) == ["20270001"]
    assert reserve(path, 0) == []


def test_a_register_on_paper_may_have_come_before(tmp_path: Path) -> None:
    assert reserve(tmp_path / "store", 1, first=118) == ["20260118"]
    assert reserve(tmp_path / "store", 1, first=5) == ["20260119"]


def test_a_store_put_back_from_a_copy_gives_no_number_again(tmp_path: Path) -> None:
    path = tmp_path / "store"
    reserve(path, 2)
    shutil.copytree(path, tmp_path / "copy")
    reserve(path, 3)
    shutil.rmtree(path)
    shutil.copytree(tmp_path / "copy", path)
    assert reserve(path, 1) == ["20260006"]


def test_a_lost_file_beside_the_store_is_made_up_for_by_the_store(tmp_path: Path) -> None:
    path = tmp_path / "store"
    reserve(path, 2)
    (tmp_path / "store.letters").unlink()
    assert reserve(path, 1) == ["20260003"]


@pytest.mark.parametrize("tail", [b"2026 1", b"\xff\xfe\x00", b"2026 99999999999\n", b"x" * 99])
def test_a_line_that_broke_off_does_no_harm(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "store"
    reserve(path, 12)
    with (tmp_path / "store.letters").open("ab") as stream:
        stream.write(tail)
    assert reserve(path, 1) == ["20260013"]
    shutil.rmtree(path)
    assert reserve(path, 1) == ["20260014"]


def test_a_crash_after_the_note_leaves_numbers_unused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store"

    def crash() -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(letters, "_now", crash)
        with pytest.raises(KeyboardInterrupt):
            reserve(path, 5)
    with store.open(path) as memory:
        assert memory.letters.all().is_empty()
    assert reserve(path, 1) == ["20260006"]


def test_no_number_is_given_out_where_it_cannot_be_noted(tmp_path: Path) -> None:
    (tmp_path / "store.letters").mkdir()
    with pytest.raises(OutputError):
        reserve(tmp_path / "store", 1)
    with store.open(tmp_path / "store") as memory:
        assert memory.letters.all().is_empty()


def test_a_letter_can_be_finished_void_or_received(tmp_path: Path) -> None:
    reserve(tmp_path / "store", 3)
    with store.open(tmp_path / "store") as memory:
        register = memory.letters
        register.finished(["20260001", "20260002"])
        register.close(["20260002"], "void", DAY, "写错")
        register.close(["20260003"], "received", DAY, None)
        assert register.all()["state"].to_list() == ["open", "void", "received"]
        assert register.all()["written"].is_null().to_list() == [False, False, True]
        assert register.named(" 20260002 ")["reason"] == "写错"
        with pytest.raises(UnknownNameError, match="20260009"):
            register.named("20260009")


def test_a_store_of_the_second_version_learns_letters(tmp_path: Path) -> None:
    path = tmp_path / "store"
    store.open(path).close()
    with sqlite3.connect(path / module.FILE) as database:
        database.executescript("DROP TABLE letters; PRAGMA user_version = 2;")
    database.close()
    assert reserve(path, 1) == ["20260001"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_nobody_else_reads_the_file(tmp_path: Path) -> None:
    reserve(tmp_path / "store", 1)
    assert stat.S_IMODE((tmp_path / "store.letters").stat().st_mode) == 0o600
