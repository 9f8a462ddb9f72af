"""Entries in a copy that was written before its findings moved to another key."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from orgtransfer import frames, run
from orgtransfer.run.late_entries import LateEntries, moved
from tests import builders, clerk_books
from tests.clerk_desk import BOOK, Copy, Desk
from tests.clerk_people import CONFIG, Person


def findings(*keys: str) -> pl.DataFrame:
    rows = [{"code": key.split(":")[0], "key": key, "person": key.split(":")[1]} for key in keys]
    return builders.table(frames.FINDINGS, rows)


def test_a_finding_is_followed_to_the_one_about_the_same_matter() -> None:
    then = findings("RL07:P1:O1", "RL03:P2:O1", "DU01:P3:O1", "FD01:P4:O1", "RL01:P5:O1")
    now = findings("RL07:P1:O2", "RL01:P2:O1", "DU02:P3:O1", "FD01:P4:O1", "RL01:P6:O1")
    # Another verdict is the same matter; another kind of double is not; what stands is not moved.
    assert moved(then["key"], now, then) == {"RL07:P1:O1": "RL07:P1:O2", "RL03:P2:O1": "RL01:P2:O1"}


def test_of_several_the_one_of_the_same_rule_takes_its_place() -> None:
    now = findings("RL01:P1:O2", "RL07:P1:O3")
    assert moved(["RL07:P1:O1"], now) == {"RL07:P1:O1": "RL07:P1:O3"}


def test_what_is_no_finding_or_about_pairs_is_followed_nowhere() -> None:
    now = findings("DU03:P1:P3", "RL07:P1:O3").with_columns(person=pl.lit("P3"))
    assert moved(["R1|R2", "DU03:P1:P2", "SR01:members", "U0a", "RL07:P9:O1"], now) == {}


def test_what_stood_when_the_copy_was_written_takes_nothing_over() -> None:
    both = findings("RL07:P1:O1", "RL07:P1:O2")
    assert moved(both["key"], findings("RL07:P1:O2"), both) == {}


def test_what_is_said_of_both_is_said_once() -> None:
    rows = [
        {"kind": "finding", "a_key": key, "ruling": "open", "note": note}
        for key, note in (("RL07:P1:O2", "old"), ("RL07:P1:O1", "late"), ("DU01:P1:O1", "else"))
    ]
    said = builders.table(frames.DECISIONS, rows)
    followed = LateEntries({"RL07:P1:O1": "RL07:P1:O2"}).follow(said)
    assert followed.select("a_key", "note").rows() == [
        ("DU01:P1:O1", "else"), ("RL07:P1:O2", "late"),
    ]  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A committee after its first night; its first member is in no register, and a copy is out."""
    made = Desk(tmp_path, random.Random(4), size=6)
    made.people = [made.joiner() for _one in range(6)]
    made.people[0] = Person(
        ["钱安博"], made.people[0].number, "协会第一支部", None, "专职", "10000000001"
    )
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    made.night()
    made.send_copy()
    return made


def fill_in(copy: Copy, name: str, note: str, column: tuple[str, ...]) -> None:
    """Types a note beside somebody's line of the copy; a column that is not there is added."""
    book = clerk_books.opened(copy.path, whole=True)
    for sheet in book.worksheets:
        line, found = clerk_books.heads(sheet) or (0, {})
        for row in range(line + 1, sheet.max_row + 1) if line else ():
            if name in {str(cell.value) for cell in sheet[row]} and "key" in found:
                place = clerk_books.column(found, column) or sheet.max_column + 1
                sheet.cell(line, place).value = sheet.cell(line, place).value or column[0]
                sheet.cell(row, place).value = note
                book.save(copy.path)
                return
    raise AssertionError(name)


def beside(folder: Path, note: str, name: str) -> bool:
    """Whether the worklist shows the note in a line about somebody."""
    return any(
        note in " ".join(row) and name in row for _lines, row in clerk_books.rows(folder / BOOK)
    )


@pytest.mark.slow
@pytest.mark.parametrize("column", [clerk_books.NOTES, (clerk_books.OWN,)])
def test_a_copy_handed_in_after_the_branch_changed_is_shown(
    desk: Desk, column: tuple[str, ...]
) -> None:
    desk.people[0].branch = "协会第三支部"
    desk.night()
    fill_in(desk.copies[0], "钱安博", "电话已打", column)
    (report,) = run.decide(run.load(desk.folder / "config.toml"), [desk.copies[0].path])
    assert (report.new, report.problems) == (int(column == clerk_books.NOTES), ())
    desk.night()
    assert beside(desk.folder, "电话已打", "钱安博")


@pytest.mark.slow
def test_what_was_said_since_stands_beside_the_late_word(desk: Desk) -> None:
    desk.people[0].branch = "协会第三支部"
    desk.night()
    later = Copy(desk.folder / BOOK, set())
    fill_in(later, "钱安博", "新话", clerk_books.NOTES)
    desk.night()
    fill_in(desk.copies[0], "钱安博", "旧本", clerk_books.NOTES)
    run.decide(run.load(desk.folder / "config.toml"), [desk.copies[0].path])
    desk.night()
    assert beside(desk.folder, "新话；旧本", "钱安博")
