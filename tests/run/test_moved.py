"""Lines that were moved without their hidden keys: nobody's entry goes to somebody else."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from orgtransfer import run
from orgtransfer.errors import ProtectedError
from orgtransfer.report import progress
from orgtransfer.worklist.table import HEADER_ROW

ROOT = Path(__file__).parents[2]
BOOK = "工作台账.xlsx"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples after one run."""
    folder = tmp_path_factory.mktemp("samples")
    shutil.copy(ROOT / "config.toml", folder)
    shutil.copytree(ROOT / "sample_exports", folder / "sample_exports")
    run.reconcile(run.load(folder / "config.toml"), run.Wishes(), progress.silent)
    return folder


@pytest.fixture
def folder(first: Path, tmp_path: Path) -> Path:
    """The same, to do with as the test likes."""
    return Path(shutil.copytree(first, tmp_path / "samples"))


def reconcile(folder: Path) -> run.Done:
    return run.reconcile(run.load(folder / "config.toml"), run.Wishes(), progress.silent)


def handle(folder: Path, moved: str) -> None:
    """A clerk fills in two lines of the sheet of those due to move, and moves lines about."""
    book = openpyxl.load_workbook(folder / BOOK)
    sheet = book["Due to move"]
    heads = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
    rows = range(HEADER_ROW + 1, sheet.max_row + 1)
    for row in rows[:2]:
        sheet.cell(row, heads["Note"]).value = f"note {row}"
    columns = [place for head, place in heads.items() if head]
    if moved == "sorted without the key":
        _rearrange(sheet, rows, [c for c in columns if c != heads["key"]], list(rows)[::-1])
    elif moved == "pasted one row lower":
        seen = [c for c in columns if c != heads["key"]]
        _rearrange(sheet, rows, seen, [rows[-1], *rows[:-1]])
    elif moved == "sorted whole":
        order = list(rows)
        random.Random(3).shuffle(order)
        _rearrange(sheet, rows, columns, order)
    elif moved == "a name put right":
        place = next(c for head, c in heads.items() if head in {"Full name", "Name"})
        sheet.cell(rows[0], place).value = "从来没有的名字"
    book.save(folder / BOOK)


def _rearrange(sheet: Worksheet, rows: range, columns: list[int], order: list[int]) -> None:
    """Puts the cells of some columns in the order of the rows given."""
    cells = {(row, column): sheet.cell(row, column).value for row in rows for column in columns}
    for row, source in zip(rows, order, strict=True):
        for column in columns:
            sheet.cell(row, column).value = cells[source, column]


def notes(folder: Path) -> dict[str, str]:
    """Key -> note in the store."""
    with run.load(folder / "config.toml").store() as memory:
        kept = memory.decisions()
    return dict(kept.select("a_key", "note").iter_rows())


@pytest.mark.parametrize("moved", ["sorted without the key", "pasted one row lower"])
def test_entries_beside_somebody_elses_key_stop_the_run(folder: Path, moved: str) -> None:
    handle(folder, moved)
    before = (folder / BOOK).read_bytes()
    with pytest.raises(ProtectedError, match="about somebody else than its hidden key"):
        reconcile(folder)
    assert notes(folder) == {}
    assert (folder / BOOK).read_bytes() == before


@pytest.mark.parametrize("moved", ["not at all", "sorted whole", "a name put right"])
def test_what_moves_with_its_key_is_taken(folder: Path, moved: str) -> None:
    handle(folder, moved)
    reconcile(folder)
    rows = (HEADER_ROW + 1, HEADER_ROW + 2)
    assert sorted(notes(folder).values()) == [f"note {row}" for row in rows]
