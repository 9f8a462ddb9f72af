"""Whatever a clerk may meet ends with one clear message, and the workbook as it was."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from orgtransfer import pipeline
from orgtransfer.store import Store, atomic
from tests.cli.conftest import Command

BOOK = "工作台账.xlsx"


def no_export(desk: Path) -> None:
    (desk / "register.csv").unlink()


def unknown_column(desk: Path) -> None:
    more = '\n[systems.register.columns.members]\nname = "党员的大名"\n'
    with (desk / "config.toml").open("a", encoding="utf-8") as stream:
        stream.write(more)


def rename(desk: Path, old: str, new: str) -> None:
    text = (desk / "config.toml").read_text(encoding="utf-8")
    assert old in text
    (desk / "config.toml").write_text(text.replace(old, new), encoding="utf-8")


def no_config(desk: Path) -> None:
    (desk / "config.toml").unlink()


def config_is_no_text(desk: Path) -> None:
    (desk / "config.toml").write_bytes(b"\xff\x00\x81 ")


def no_toml(desk: Path) -> None:
    rename(desk, "[project]", "[project")


def three_mistakes(desk: Path) -> None:
    rename(desk, 'role = "roster"', 'role = "rooster"')
    with (desk / "config.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[match]\nauto = 3\n[worklst]\npath = 1\n")


def no_such_folder(desk: Path) -> None:
    # A folder that is only missing is made; where a file has its name it cannot be.
    (desk / "没有的文件夹").write_bytes(b"")
    with (desk / "config.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[worklist]\npath = "没有的文件夹/工作台账.xlsx"\n')


def a_folder_in_the_way(desk: Path) -> None:
    (desk / BOOK).rename(desk / "elsewhere.xlsx")
    (desk / BOOK).mkdir()


def strange_entry(desk: Path) -> None:
    with (desk / "config.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[worklist]\nstrict = true\n")
    book = openpyxl.load_workbook(desk / BOOK)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in ("Status", "处理状态"):
                    sheet.cell(cell.row + 1, cell.column).value = "also gut"
                    book.save(desk / BOOK)
                    return
    pytest.fail("no sheet has a column to fill in")


def damaged_workbook(desk: Path) -> None:
    (desk / BOOK).write_bytes((desk / BOOK).read_bytes()[:1000])


def shrunk_export(desk: Path) -> None:
    lines = (desk / "register.csv").read_text(encoding="utf-8").splitlines()
    (desk / "register.csv").write_text("\n".join(lines[:3]), encoding="utf-8")


def header_alone(desk: Path) -> None:
    lines = (desk / "register.csv").read_text(encoding="utf-8").splitlines()
    (desk / "register.csv").write_text(lines[0] + "\n", encoding="utf-8")


def damaged_store(desk: Path) -> None:
    (desk / ".orgtransfer" / "store.sqlite").write_bytes(b"not a database " * 1000)


MISHAPS: list[tuple[Callable[[Path], None], int, tuple[str, ...]]] = [
    (no_export, 2, ("register*.csv",)),
    (unknown_column, 2, ("register.csv", "党员的大名")),
    (no_config, 2, ("config.toml is not there", "orgtransfer init")),
    (config_is_no_text, 2, ("config.toml", "UTF-8")),
    (no_toml, 2, ("config.toml", "TOML")),
    (three_mistakes, 2, ("systems.roster.role", "match.auto", "worklst")),
    (no_such_folder, 2, ("没有的文件夹", "does not exist")),
    (a_folder_in_the_way, 2, (BOOK, "folder")),
    (damaged_store, 2, ("store.sqlite", "damaged")),
    (strange_entry, 4, (BOOK, "also gut", "cannot be taken back")),
    (damaged_workbook, 4, (BOOK,)),
    (shrunk_export, 4, ("登记系统", "2 rows", "--accept-shrink")),
    (header_alone, 4, ("登记系统", "0 rows", "--accept-shrink")),
]


@pytest.mark.parametrize(
    ("mishap", "code", "words"), MISHAPS, ids=[mishap.__name__ for mishap, _, _ in MISHAPS]
)
def test_a_mishap_has_its_code_and_a_message_and_touches_nothing(
    busy_desk: Path,
    run: Command,
    mishap: Callable[[Path], None],
    code: int,
    words: tuple[str, ...],
) -> None:
    mishap(busy_desk)
    before = contents(busy_desk)
    result = run("reconcile", "-q")
    assert result.exit_code == code, result.stderr
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert all(line.startswith("Error: ") for line in lines)
    assert [word for word in words if word not in result.stderr] == []
    assert not re.search(r"\d{15}|王小明", result.stderr)
    assert contents(busy_desk) == before


def contents(desk: Path) -> dict[str, bytes]:
    """Every file of the folder, but for the lock and the journal, which every attempt touches."""
    passing = ("lock", "attempts.jsonl")
    files = (path for path in desk.rglob("*") if path.is_file() and path.name not in passing)
    return {str(path.relative_to(desk)): path.read_bytes() for path in files}


def no_workbook_at_all(desk: Path) -> None:
    (desk / "register.csv").unlink()
    (desk / "register.xlsx").write_bytes(b"PK\x03\x04 and then nothing that makes sense")
    rename(desk, 'members = "register*.csv"', 'members = "register.xlsx"')


def empty_export(desk: Path) -> None:
    (desk / "register.csv").write_bytes(b"")


def no_name_column(desk: Path) -> None:
    lines = (desk / "register.csv").read_text(encoding="utf-8").splitlines()
    nameless = [line.partition(",")[2] for line in lines]
    (desk / "register.csv").write_text("\n".join(nameless), encoding="utf-8")


UNREAD: list[tuple[Callable[[Path], None], tuple[str, ...]]] = [
    (no_workbook_at_all, ("register.xlsx",)),
    (empty_export, ("register.csv", "empty")),
    (no_name_column, ("register.csv",)),
]


@pytest.mark.parametrize(("mishap", "words"), UNREAD, ids=[one.__name__ for one, _ in UNREAD])
def test_on_the_first_night_an_export_that_cannot_be_read_stops_it(
    desk: Path, run: Command, mishap: Callable[[Path], None], words: tuple[str, ...]
) -> None:
    mishap(desk)
    result = run("reconcile", "-q")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert all(line.startswith("Error: ") for line in result.stderr.splitlines())
    assert [word for word in words if word not in result.stderr] == []
    assert not (desk / BOOK).exists()


@pytest.mark.slow
@pytest.mark.parametrize(("mishap", "words"), UNREAD, ids=[one.__name__ for one, _ in UNREAD])
def test_on_later_nights_it_is_set_aside_with_one_line(
    busy_desk: Path, run: Command, mishap: Callable[[Path], None], words: tuple[str, ...]
) -> None:
    mishap(busy_desk)
    result = run("--lang", "en", "reconcile", "-q")
    assert result.exit_code == 4
    assert "new: 0, resolved: 0" in result.stdout
    assert [word for word in words if word not in result.stderr] == []
    assert not re.search(r"\d{15}|王小明", result.stderr)


def test_three_mistakes_give_three_lines(desk: Path, run: Command) -> None:
    three_mistakes(desk)
    assert len(run("reconcile").stderr.splitlines()) == 3


@pytest.mark.slow
def test_a_shrunk_export_is_accepted_on_demand(busy_desk: Path, run: Command) -> None:
    shrunk_export(busy_desk)
    assert run("reconcile", "-q", "--accept-shrink").exit_code == 0
    assert run("reconcile", "-q").exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["pipeline", "workbook", "store"])
def test_a_crash_at_any_stage_leaves_a_whole_workbook_and_the_old_history(
    busy_desk: Path, run: Command, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    before = (busy_desk / BOOK).read_bytes()

    def crash(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    targets = {"pipeline": (pipeline, "reconcile"), "workbook": (Path, "replace"),
               "store": (Store, "record")}  # fmt: skip
    # An export that has changed: a quiet night does not come to every stage.
    with (busy_desk / "roster.csv").open("a", encoding="utf-8") as stream:
        stream.write("孙立新,990000199201014573,某协会党支部,正式党员,兼职\n")
    with monkeypatch.context() as patch:
        patch.setattr(*targets[stage], crash)
        assert run("reconcile", "-q").exit_code == 130
    if stage != "store":
        assert (busy_desk / BOOK).read_bytes() == before
    openpyxl.load_workbook(busy_desk / BOOK).close()
    assert len(run("runs", "--json").stdout.split('"run"')) == 2
    assert not [
        path for path in busy_desk.iterdir() if path.name.startswith(".") and path.is_file()
    ]
    assert run("reconcile", "-q").exit_code == 0


def test_a_full_disk_is_told_and_the_workbook_stays(
    busy_desk: Path, run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (busy_desk / BOOK).read_bytes()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    result = run("reconcile", "-q")
    assert result.exit_code == 2
    assert "No space left" in result.stderr
    assert (busy_desk / BOOK).read_bytes() == before


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root may read and write anything"
)
def test_an_export_that_may_not_be_read_is_told(desk: Path, run: Command) -> None:
    (desk / "register.csv").chmod(0)
    result = run("reconcile")
    assert result.exit_code == 2
    assert "register.csv" in result.stderr
