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
