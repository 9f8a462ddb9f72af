from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from orgtransfer.errors import OutputError
from orgtransfer.store import atomic


def test_the_new_content_stands_in_the_old_place_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "工作台账.xlsx"
    path.write_text("old", encoding="utf-8")
    atomic.replace(path, lambda fresh: fresh.write_text("new", encoding="utf-8"))
    assert path.read_text(encoding="utf-8") == "new"
    assert [file.name for file in tmp_path.iterdir()] == ["工作台账.xlsx"]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("error", [OSError(28, "No space left"), KeyboardInterrupt(), ValueError()])
def test_a_writer_that_dies_midway_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, error: BaseException
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("old", encoding="utf-8")

    def dies(fresh: Path) -> None:
        fresh.write_text("half", encoding="utf-8")
        raise error

    expected = OutputError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected):
        atomic.replace(path, dies)
    assert path.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["book.xlsx"]


def test_the_writer_is_given_the_same_ending(tmp_path: Path) -> None:
    seen: list[str] = []

    def write(fresh: Path) -> None:
        seen.append(fresh.suffix)

    atomic.replace(tmp_path / "table.parquet", write)
    assert seen == [".parquet"]


@pytest.mark.parametrize("mark", ["~$book.xlsx", ".~book.xlsx", ".~lock.book.xlsx#"])
def test_a_workbook_that_is_open_elsewhere_is_refused_and_the_message_says_so(
    tmp_path: Path, mark: str
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("old", encoding="utf-8")
    (tmp_path / mark).touch()
    with pytest.raises(OutputError, match="close it") as caught:
        atomic.replace(path, lambda fresh: fresh.write_text("new", encoding="utf-8"))
    assert mark in str(caught.value)
    assert path.read_text(encoding="utf-8") == "old"


def test_the_mark_of_an_open_file_alone_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "~$book.xlsx").touch()
    atomic.replace(tmp_path / "book.xlsx", lambda fresh: fresh.write_text("x", encoding="utf-8"))


def test_a_refused_replacement_says_to_close_the_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("old", encoding="utf-8")

    def refuses(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "replace", refuses)
    with pytest.raises(OutputError, match="close it if it is open in Excel or WPS"):
        atomic.replace(path, lambda fresh: fresh.write_text("new", encoding="utf-8"))
    assert path.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    ("name", "words"), [("no/such/book.xlsx", "does not exist"), ("", "folder")]
)
def test_a_place_that_cannot_be_written_is_told_before_the_work(
    tmp_path: Path, name: str, words: str
) -> None:
    with pytest.raises(OutputError, match=words):
        atomic.check(tmp_path / name)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_read_only_file_is_told_before_the_work(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.touch(mode=0o400)
    with pytest.raises(OutputError, match="read-only"):
        atomic.check(path)


def test_what_a_killed_run_left_is_removed_when_nobody_writes_it_any_longer(tmp_path: Path) -> None:
    names = (
        ".a1b2_c3d~.xlsx",
        ".a1b2_c3e~.xlsx",
        ".~lock.工作台账.xlsx#",
        "~$工作台账.xlsx",
        ".env",
    )
    for name in names:
        (tmp_path / name).touch()
        if name != names[1]:
            os.utime(tmp_path / name, (0, 0))
    assert atomic.sweep(tmp_path) == 1
    assert {path.name for path in tmp_path.iterdir()} == set(names[1:])
    assert atomic.sweep(tmp_path / "nowhere") == 0


def test_a_killed_write_leaves_a_file_that_is_found_again(tmp_path: Path) -> None:
    def killed(fresh: Path) -> None:
        os.link(fresh, tmp_path / f"copy{fresh.name}")

    atomic.replace(tmp_path / "工作台账.xlsx", killed)
    (left,) = tmp_path.glob("copy.*")
    left.rename(tmp_path / left.name.removeprefix("copy"))
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    assert atomic.sweep(tmp_path) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["工作台账.xlsx"]
