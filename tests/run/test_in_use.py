"""A worklist that somebody has open does not cost the night."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from orgtransfer import i18n, run
from orgtransfer.errors import OutputError
from orgtransfer.run import replacing
from tests.cli.conftest import command, lay_out
from tests.mishaps import desk

BOOK = desk.BOOK
MARK = f"~${BOOK}"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small folder after one run; tests must not write into it (see `workspace`)."""
    i18n.use("en")
    folder = lay_out(tmp_path_factory.mktemp("begun"))
    desk.night(run.load(folder / "config.toml"))
    return folder


@pytest.fixture
def workspace(begun: Path, tmp_path: Path) -> run.Workspace:
    """The small folder after one run, with a worklist that is open."""
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    made = run.load(tmp_path / "config.toml")
    desk.add(tmp_path, "孙立新,990000199201014573,某协会党支部,正式党员,兼职\n")
    (tmp_path / MARK).touch()
    return made


@pytest.mark.slow
def test_the_new_worklist_goes_beside_one_that_is_open(workspace: run.Workspace) -> None:
    book = workspace.folder / BOOK
    beside = replacing.beside(book)
    before = book.read_bytes()
    done = command("reconcile", "-q", "-c", workspace.file)
    assert (done.exit_code, book.read_bytes()) == (0, before)
    assert f"{BOOK} is open" in done.stderr
    assert beside.name in done.stderr
    with workspace.store() as memory:
        assert len(memory.runs()) == 2


@pytest.mark.slow
def test_the_next_run_brings_both_together(workspace: run.Workspace) -> None:
    book = workspace.folder / BOOK
    beside = replacing.beside(book)
    desk.night(workspace)
    desk.enter(book, "在旧表里写的")
    desk.enter(beside, "在新表里写的", first=1)
    (workspace.folder / MARK).unlink()
    done = desk.night(workspace)
    assert (done.in_use, beside.exists()) == (None, False)
    assert set(desk.shown(book)) == {"在旧表里写的", "在新表里写的"}
    # What was in the one beside is kept as any other worklist that was replaced.
    assert any(path.name.startswith(beside.stem) for path in workspace.folder.iterdir())


@pytest.mark.slow
def test_a_week_with_the_worklist_open_loses_nothing(workspace: run.Workspace) -> None:
    book = workspace.folder / BOOK
    beside = replacing.beside(book)
    for night, text in enumerate(("第一天", "第二天")):
        desk.enter(book, text, first=night)
        assert desk.night(workspace).workbook == beside
    assert set(desk.shown(beside)) == {"第一天", "第二天"}
    assert set(desk.kept(workspace)) == {"第一天", "第二天"}


@pytest.mark.slow
def test_where_both_are_open_nothing_is_written(workspace: run.Workspace) -> None:
    desk.night(workspace)
    beside = replacing.beside(workspace.folder / BOOK)
    (workspace.folder / f"~${beside.name}").touch()
    with pytest.raises(OutputError, match="close it"):
        desk.night(workspace)


@pytest.mark.slow
def test_a_mark_that_a_crash_left_long_ago_stops_nothing(workspace: run.Workspace) -> None:
    os.utime(workspace.folder / MARK, (0, 0))
    assert desk.night(workspace).workbook == workspace.folder / BOOK
