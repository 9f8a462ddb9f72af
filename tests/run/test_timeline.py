"""One story a matter: through another verdict to its end, in the worklist and in `explain`."""

from __future__ import annotations

import copy
import random
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from orgtransfer import i18n, run
from orgtransfer.run.ruling_history import Record
from orgtransfer.worklist import timeline
from tests import clerk_books
from tests.clerks import BOOK, Desk
from tests.run.test_additions import Book, keys, night

pytestmark = pytest.mark.slow


@pytest.fixture
def told(told_once: tuple[Desk, str, str], tmp_path: Path) -> tuple[Desk, str, str]:
    """A desk on which somebody was rung up twice, and then left the register; key and name."""
    desk, key, name = told_once
    shutil.copytree(desk.folder, tmp_path, dirs_exist_ok=True)
    return replace(copy.deepcopy(desk), folder=tmp_path), key, name


@pytest.fixture(scope="module")
def told_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, str, str]:
    """See `told`; tests must not write into it."""
    i18n.use("en")
    desk = Desk(tmp_path_factory.mktemp("told"), random.Random(4))
    desk.begin()
    one = keys(desk)[0]
    with Book(desk) as book:
        book.put(one, "Status", "办理中")
        book.put(one, "Handled by", "小王")
        book.put(one, "Note", "打过电话")
        name = str(book.get(one, "Full name"))
    night(desk, "2026-12-01")
    with Book(desk) as book:
        book.put(one, "Note", "下周答复")
    night(desk, "2026-12-02")
    person = next(person for person in desk.people if person.name == name)
    person.held = None
    desk.write()
    night(desk, "2026-12-05")
    return desk, next(key for key in keys(desk, "In no register") if one.split(":")[1] in key), name


def story(desk: Desk, subject: str) -> list[str]:
    workspace = run.load(desk.folder / "config.toml")
    with workspace.store() as memory:
        outcome = memory.outcome(memory.run().run)
        found = Record(memory.rulings(), outcome, workspace.zone).story(subject)
    return [f"{day} {text}" for day, text in found.select("day", "text").iter_rows()]


def test_a_story_goes_on_under_another_code(told: tuple[Desk, str, str]) -> None:
    desk, key, _name = told
    lines = story(desk, key)
    assert [line.partition(" ")[2] for line in lines] == [
        "found: RL03 post unknown",
        "under way (小王): 打过电话",
        "under way (小王): 下周答复",
        "found: RL07 in no register",
    ]
    assert lines[-2:] == [
        "2026-12-02 under way (小王): 下周答复",
        "2026-12-05 found: RL07 in no register",
    ]
    assert story(desk, key.split(":")[1]) == lines


def test_the_line_tells_it_in_a_note_that_is_no_clerks_comment(
    told: tuple[Desk, str, str],
) -> None:
    desk, key, name = told
    for _night in range(2):
        with Book(desk, "In no register") as book:
            note = book.sheet.cell(book.row(key), book.column("First seen")).comment
            assert note.text.splitlines()[0] == "What has happened:"
            assert len(note.text.splitlines()) == 5
            # Some programs drop the author of a comment.
            note.author = "somebody"
        desk.people.append(desk.joiner())
        night(desk, "2026-12-06")
    with run.load(desk.folder / "config.toml").store() as memory:
        assert memory.additions.kept().filter(kind="comment").is_empty()
    person = next(person for person in desk.people if person.name == name)
    person.branch = ""
    desk.write()
    night(desk, "2026-12-08")
    settled = clerk_books.looked_at(desk.folder / BOOK, "Settled")
    notes = [cell.comment.text for row in settled.iter_rows() for cell in row if cell.comment]
    assert any(
        "2026-12-08 settled (RL07): the person is in no export any more" in note for note in notes
    )


@pytest.mark.parametrize(
    ("key", "matter"),
    [
        ("RL01:P0123456789ab:O0123456789ab", "RL:P0123456789ab"),
        ("RL07:P0123456789ab-2:O0123456789ab", "RL:P0123456789ab-2"),
        ("FD03:P0123456789ab:birth", "FD03:P0123456789ab:birth"),
        ("BR04:O0123456789ab", "BR04:O0123456789ab"),
        ("SR01:roster", "SR01:roster"),
        ("RL11", "RL11"),
    ],
)
def test_what_a_key_is_about(key: str, matter: str) -> None:
    assert pl.select(timeline.matter(pl.lit(key))).item() == matter


def test_the_overview_shows_what_the_last_runs_found(told: tuple[Desk, str, str]) -> None:
    desk, _key, _name = told
    sheet = clerk_books.looked_at(desk.folder / BOOK, "Overview")
    rows = [[cell.value for cell in row[:4]] for row in sheet.iter_rows()]
    start = next(at for at, row in enumerate(rows) if row[0] == "Findings of the last runs")
    table = {row[0]: row[1:] for row in rows[start + 2 :] if str(row[0]).startswith("2026-")}
    assert list(table)[-3:] == ["2026-12-01", "2026-12-02", "2026-12-05"]
    workspace = run.load(desk.folder / "config.toml")
    with workspace.store() as memory:
        last = memory.run()
    assert table["2026-12-05"] == [last.findings, last.summary["new"], last.summary["resolved"]]
    assert last.summary["resolved"] == 1
