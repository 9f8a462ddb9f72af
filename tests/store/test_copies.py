from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from orgtransfer.store import copies


def _at(path: Path, text: str, when: dt.datetime) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (when.timestamp(), when.timestamp()))


NIGHT = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)


def test_the_copy_bears_the_time_of_the_last_change(tmp_path: Path) -> None:
    book = tmp_path / "工作台账.xlsx"
    _at(book, "first", NIGHT)
    copy = copies.keep(book, dt.UTC)
    assert copy == tmp_path / "工作台账_20261120-0230.xlsx"
    assert copy.read_text(encoding="utf-8") == "first"
    assert book.exists()


def test_the_same_content_is_not_copied_twice(tmp_path: Path) -> None:
    book = tmp_path / "工作台账.xlsx"
    _at(book, "first", NIGHT)
    copies.keep(book, dt.UTC)
    _at(book, "first", NIGHT + dt.timedelta(days=1))
    assert copies.keep(book, dt.UTC) == tmp_path / "工作台账_20261120-0230.xlsx"
    assert len(list(tmp_path.iterdir())) == 2


def test_two_contents_of_one_minute_are_both_kept(tmp_path: Path) -> None:
    book = tmp_path / "工作台账[1].xlsx"
    for text in ("first", "second", "third"):
        _at(book, text, NIGHT)
        copies.keep(book, dt.UTC)
    kept = sorted(p.read_text(encoding="utf-8") for p in tmp_path.iterdir() if p != book)
    assert kept == ["first", "second", "third"]


def test_nothing_is_copied_where_there_is_nothing(tmp_path: Path) -> None:
    assert copies.keep(tmp_path / "工作台账.xlsx", dt.UTC) is None


def _nightly(book: Path, nights: int) -> list[Path]:
    """A copy a night, the first one of 20 November."""
    made = []
    for night in range(nights):
        _at(book, f"night {night}", NIGHT + dt.timedelta(days=night))
        made.append(copies.keep(book, dt.UTC))
    return [copy for copy in made if copy is not None]


def test_copies_that_are_too_many_or_too_old_are_superfluous(tmp_path: Path) -> None:
    book = tmp_path / "工作台账[1].xlsx"
    made = _nightly(book, 5)
    old = dt.date(2020, 1, 1)
    assert copies.superfluous(book, 5, old, dt.UTC) == []
    assert copies.superfluous(book, 3, old, dt.UTC) == made[:2]
    assert copies.superfluous(book, 9, dt.date(2026, 11, 22), dt.UTC) == made[:2]


def test_a_copy_that_was_saved_since_and_other_files_stay(tmp_path: Path) -> None:
    book = tmp_path / "工作台账.xlsx"
    made = _nightly(book, 3)
    _at(made[0], "somebody worked in it", NIGHT + dt.timedelta(days=9))
    for name in (
        "工作台账_20261120.xlsx",
        "工作台账_20261120-0230_张三.xlsx",
        "工作台账_20261120-0230.xls",
    ):
        _at(tmp_path / name, "somebody's", NIGHT)
    assert copies.superfluous(book, 1, dt.date(2020, 1, 1), dt.UTC) == made[1:2]
