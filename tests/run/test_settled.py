"""What was settled: listed with when, why and the clerk's words; and what comes back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests import clerk_books, once
from tests.cli.conftest import command, lay_out
from tests.cli.test_worklists import BOOK, entered, fill

HELD = "王小明,990000198001011234,某医院第一党支部,正式党员,某医院"
MOVED = "王小明,990000198001011234,某协会党支部,正式党员,某协会"


def night(desk: Path, day: int) -> str:
    words = ("-q", "-c", desk / "config.toml", "--as-of", f"2026-11-{day:02d}")
    result = once.night(command, desk, *words)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def move(desk: Path, old: str, new: str) -> None:
    register = desk / "register.csv"
    register.write_text(register.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def sheet(desk: Path, title: str) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(desk / BOOK)
    return (
        list(book[title].iter_rows(min_row=4, values_only=True)) if title in book.sheetnames else []
    )


@pytest.mark.slow
def test_what_was_settled_is_listed_for_a_month_and_comes_back_reopened(tmp_path: Path) -> None:
    desk = lay_out(tmp_path)
    night(desk, 1)
    assert sheet(desk, "Settled") == []
    key = fill(desk / BOOK, "note", "已电话联系")
    assert key.startswith("RL01")
    book = openpyxl.load_workbook(desk / BOOK)
    for row in book["Due to move"].iter_rows(min_row=4):
        if row[-1].value == key:
            row[[cell.value for cell in book["Due to move"][3]].index("Status")].value = "done"
    book.save(desk / BOOK)
    move(desk, HELD, MOVED)
    night(desk, 5)
    (line,) = [row for row in sheet(desk, "Settled") if str(row[1]).startswith("RL01")]
    assert line[0] == "2026-11-05"
    assert line[4] == "the relationship has been moved"
    assert line[5:] == ("2026-11-01", 4, "done", None, "已电话联系")
    # It comes back: open again, with its first day and what had been said.
    move(desk, MOVED, HELD)
    night(desk, 9)
    assert not [row for row in sheet(desk, "Settled") if str(row[1]).startswith("RL01")]
    assert entered(desk / BOOK, key, "status") == "to do"
    note = entered(desk / BOOK, key, "note")
    assert note is not None
    assert note.startswith("[RL01 done 2026-")
    assert note.endswith("已电话联系")
    (line,) = [row for row in sheet(desk, "Due to move") if row[-1] == key]
    heads = [cell.value for cell in clerk_books.looked_at(desk / BOOK, "Due to move")[3]]
    assert line[heads.index("New?")] == "back again"
    assert "2026-11-01" in line


@pytest.mark.slow
def test_what_was_settled_long_ago_is_not_listed(tmp_path: Path) -> None:
    desk = lay_out(tmp_path)
    with (desk / "config.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[worklist]\nsettled_days = 3\n")
    night(desk, 1)
    move(desk, HELD, MOVED)
    night(desk, 5)
    assert sheet(desk, "Settled")
    with (desk / "roster.csv").open("a", encoding="utf-8") as stream:
        stream.write("孙立新,990000199201014573,某协会党支部,正式党员,兼职\n")
    night(desk, 9)
    assert sheet(desk, "Settled") == []


@pytest.mark.slow
def test_clerks_entries_that_need_a_look_stand_among_the_first_steps(tmp_path: Path) -> None:
    desk = lay_out(tmp_path)
    night(desk, 1)
    fill(desk / BOOK, "status", "等领导批")
    (desk / "one.xlsx").write_bytes((desk / BOOK).read_bytes())
    night(desk, 2)
    steps = [
        str(row[0].value) for row in clerk_books.looked_at(desk / BOOK, "Overview").iter_rows()
    ]
    assert any("Words for the state that are not known: 1" in text for text in steps)
