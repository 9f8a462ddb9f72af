"""What is saved while a run is at work, and a worklist that the store knows nothing of."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from orgtransfer import pipeline, run
from orgtransfer.errors import ProtectedError
from orgtransfer.report import progress
from orgtransfer.run import nightly, replacing, rulings, worklists
from orgtransfer.store import atomic, copies
from orgtransfer.worklist.table import HEADER_ROW
from tests import clerk_books, examples, once
from tests.cli.conftest import lay_out

pytestmark = pytest.mark.slow

BOOK = "工作台账.xlsx"


@pytest.fixture
def workspace(tmp_path: Path) -> run.Workspace:
    """A small folder after its first run; export and worklist have changed since."""
    once.copied(
        "a night", lambda folder: reconcile(run.load(lay_out(folder) / "config.toml")), tmp_path
    )
    made = run.load(tmp_path / "config.toml")
    with (tmp_path / "roster.csv").open("a", encoding="utf-8") as stream:
        stream.write("孙立新,990000199201014573,某协会党支部,正式党员,兼职\n")
    note(made, "")
    return made


def reconcile(workspace: run.Workspace, *accept: str, **wishes: Any) -> run.RunResult:  # noqa: ANN401  # fields of RunOptions
    return run.reconcile(workspace, run.RunOptions(accept=accept, **wishes), progress.silent)


def note(workspace: run.Workspace, text: str) -> None:
    """A clerk writes a note on the first line due to move and saves."""
    book = openpyxl.load_workbook(workspace.folder / BOOK)
    sheet = book["Due to move"]
    place = next(cell.column for cell in sheet[HEADER_ROW] if cell.value == "Note")
    sheet.cell(HEADER_ROW + 1, place).value = text
    book.save(workspace.folder / BOOK)


def shown(workspace: run.Workspace) -> str | None:
    """The note that stands there now."""
    sheet = clerk_books.looked_at(workspace.folder / BOOK, "Due to move")
    place = next(cell.column for cell in sheet[HEADER_ROW] if cell.value == "Note")
    return sheet.cell(HEADER_ROW + 1, place).value


def kept(workspace: run.Workspace) -> list[str]:
    """The notes in the store."""
    with workspace.store() as memory:
        return memory.decisions()["note"].drop_nulls().to_list()


MOMENTS = [
    (replacing, "digest"), (rulings, "entered"), (pipeline, "reconcile"), (worklists, "book"),
    (copies, "keep"),
]  # fmt: skip


# In the daily run before or after each moment by turns, and both where the worklist is made.
SAVED = [
    pytest.param(module, name, after, id=f"{name}-{'after' if after else 'before'}")
    for place, (module, name) in enumerate(MOMENTS)
    for after in (False, True)
    if examples.whole() or after == bool(place % 2) or name == "book"
]


@pytest.mark.parametrize(("module", "name", "after"), SAVED)
def test_what_is_saved_during_a_run_is_in_the_store_and_in_the_new_worklist(
    workspace: run.Workspace,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,  # noqa: ANN401  # a module of ours
    name: str,
    after: bool,
) -> None:
    monkeypatch.setattr(module, name, saving_once(getattr(module, name), workspace, after))
    reconcile(workspace)
    assert shown(workspace) == "刚刚保存"
    assert kept(workspace) == ["刚刚保存"]
    # And the next run has nothing to add.
    reconcile(workspace)
    assert (shown(workspace), kept(workspace)) == ("刚刚保存", ["刚刚保存"])


def saving_once(
    step: Callable[..., Any], workspace: run.Workspace, after: bool
) -> Callable[..., Any]:  # a step of the run, and the clerk beside it
    """The step, with a clerk who saves once just before or after it."""
    saved: list[str] = []

    def with_a_clerk(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # whatever the step takes
        made = step(*args, **kwargs) if after else None
        if not saved:
            saved.append("刚刚保存")
            note(workspace, "刚刚保存")
        return made if after else step(*args, **kwargs)

    return with_a_clerk


def test_a_worklist_that_is_saved_without_end_is_left_as_it_is(
    workspace: run.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = iter(range(100))
    book = worklists.book

    def busy(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # whatever the step takes
        note(workspace, f"第{next(notes)}次")
        return book(*args, **kwargs)

    monkeypatch.setattr(worklists, "book", busy)
    with pytest.raises(ProtectedError, match="saved again and again"):
        reconcile(workspace)
    assert len(kept(workspace)) == 1
    assert next(notes) == nightly._TRIES + 1


@pytest.mark.parametrize("lost", ["emptied", "deleted"])
def test_a_lost_store_stops_before_entries_are_lost(workspace: run.Workspace, lost: str) -> None:
    note(workspace, "三年的心血")
    store = workspace.folder / ".orgtransfer"
    shutil.rmtree(store)
    if lost == "emptied":
        store.mkdir()
        (store / "store.sqlite").touch()
    with pytest.raises(ProtectedError, match="knows nothing of"):
        reconcile(workspace)
    assert shown(workspace) == "三年的心血"
    done = reconcile(workspace, "store")
    assert done.copy is not None
    assert done.copy.exists()


def test_a_worklist_that_is_moved_away_lets_a_new_store_begin(workspace: run.Workspace) -> None:
    shutil.rmtree(workspace.folder / ".orgtransfer")
    (workspace.folder / BOOK).rename(workspace.folder / "旧台账.xlsx")
    assert reconcile(workspace).run == 1


def test_a_clock_that_jumps_back_is_asked_about(workspace: run.Workspace) -> None:
    today = workspace.now().date()
    earlier = today.replace(year=today.year - 1)
    with pytest.raises(ProtectedError, match="--accept clock"):
        reconcile(workspace, as_of=earlier)
    assert reconcile(workspace, "clock", as_of=earlier).run == 2


def test_a_unit_worklist_that_is_saved_meanwhile_is_left_as_it_is(
    workspace: run.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklists, "book", saving_once(worklists.book, workspace, after=True))
    with pytest.raises(ProtectedError, match="was saved while"):
        run.write_worklists(workspace, None, run.WorklistSelection())
    assert shown(workspace) == "刚刚保存"
    run.write_worklists(workspace, None, run.WorklistSelection())
    assert shown(workspace) == "刚刚保存"


def test_nothing_is_left_beside_the_worklist(workspace: run.Workspace) -> None:
    note(workspace, "x")
    reconcile(workspace)
    hidden = [path.name for path in workspace.folder.iterdir() if path.name.startswith(".")]
    assert hidden == [".orgtransfer"]
    assert (workspace.folder / BOOK).stat().st_mode & 0o777 == atomic.PRIVATE
    assert pl.read_excel(workspace.folder / BOOK, sheet_id=1).height


@pytest.mark.parametrize("lost", ["emptied", "deleted"])
def test_a_refused_run_leaves_no_new_store(workspace: run.Workspace, lost: str) -> None:
    file = workspace.folder / ".orgtransfer" / "store.sqlite"
    file.unlink()
    if lost == "emptied":
        file.touch()
    for _night in range(2):
        with pytest.raises(ProtectedError, match="knows nothing of"):
            reconcile(workspace)
        assert file.exists() == (lost == "emptied")
        assert not file.exists() or file.stat().st_size == 0


def test_each_run_keeps_a_copy_of_the_store_before_it(workspace: run.Workspace) -> None:
    note(workspace, "三年的心血")
    reconcile(workspace)
    store = workspace.folder / ".orgtransfer"
    (store / "store.sqlite").unlink()
    (copy,) = (store / "backups").iterdir()
    shutil.copyfile(copy, store / "store.sqlite")
    assert reconcile(workspace).run == 2
    assert shown(workspace) == "三年的心血"
