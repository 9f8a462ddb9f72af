"""Lines that were moved without their hidden keys: nobody's entry goes to somebody else."""

from __future__ import annotations

import csv
import datetime as dt
import os
import random
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from orgtransfer import run
from orgtransfer.errors import ProtectedError
from orgtransfer.report import progress
from orgtransfer.worklist.table import HEADER_ROW
from tests import clerk_books, once
from tests.cli.conftest import AS_OF, command, lay_out
from tests.samples.people import check_digit

pytestmark = pytest.mark.slow

BOOK = "工作台账.xlsx"
TAKEN = [f"note {row}" for row in (HEADER_ROW + 1, HEADER_ROW + 2)]


@pytest.fixture
def folder(samples: Path) -> Path:
    """The samples after one run, to do with as the test likes."""
    return samples


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small folder with a dozen people due to move, after one run."""
    return once.copied("a dozen due to move", _a_dozen, tmp_path / "small")


def _a_dozen(folder: Path) -> None:
    config = lay_out(folder) / "config.toml"
    for file, rest in (
        ("roster.csv", "某协会党支部,正式党员,专职"),
        ("register.csv", "某医院第一党支部,正式党员,某医院"),
    ):
        with (folder / file).open("a", encoding="utf-8") as stream:
            stream.writelines(
                f"周{name},{_number(place)},{rest}\n"
                for place, name in enumerate("安博辰丹恩方庚涵静凯澜明", start=10)
            )
    assert command("--lang", "en", "reconcile", "-q", "-c", config, "--as-of", AS_OF).exit_code == 0


def _number(place: int) -> str:
    body = f"99999919{60 + place}0718{place}1"
    return body + check_digit(body)


def strict(folder: Path) -> None:
    """Lets what is not understood stop the run."""
    config = folder / "config.toml"
    text = config.read_text(encoding="utf-8").replace("[worklist]", "[worklist]\nstrict = true")
    assert "strict" in text
    config.write_text(text, encoding="utf-8")


def reconcile(folder: Path) -> run.RunResult:
    """Another run on the day of the first."""
    options = run.RunOptions(as_of=dt.date.fromisoformat(AS_OF))
    return run.reconcile(run.load(folder / "config.toml"), options, progress.silent)


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
    strict(folder)
    handle(folder, moved)
    before = (folder / BOOK).read_bytes()
    with pytest.raises(ProtectedError, match="about somebody else than its hidden key"):
        reconcile(folder)
    assert notes(folder) == {}
    assert (folder / BOOK).read_bytes() == before


@pytest.fixture
def straight(folder: Path, tmp_path: Path) -> Path:
    """The same after lines were filled in, none was moved, and another run."""

    def make(made: Path) -> None:
        shutil.copytree(folder, made, dirs_exist_ok=True)
        handle(made, "not at all")
        reconcile(made)

    return once.copied("entries taken straight", make, tmp_path / "straight")


def test_entries_of_lines_that_were_not_moved_are_taken(straight: Path) -> None:
    assert sorted(notes(straight).values()) == TAKEN


@pytest.mark.parametrize("moved", ["sorted whole", "a name put right"])
def test_what_moves_with_its_key_is_taken(folder: Path, moved: str) -> None:
    handle(folder, moved)
    reconcile(folder)
    assert sorted(notes(folder).values()) == TAKEN


@pytest.mark.parametrize("moved", ["sorted without the key", "pasted one row lower"])
def test_entries_go_to_whom_their_line_is_about_not_to_its_key(
    folder: Path, straight: Path, moved: str
) -> None:
    handle(folder, moved)
    done = reconcile(folder)
    assert done.taken_back == 2
    assert notes(folder) == notes(straight)
    # Another night changes nothing.
    assert reconcile(folder).taken_back == 0
    assert notes(folder) == notes(straight)


def test_lines_that_were_pasted_into_a_new_workbook_are_known_by_what_they_say(
    small: Path,
) -> None:
    handle(small, "not at all")
    sheet = clerk_books.looked_at(small / BOOK, "Due to move")
    fresh = openpyxl.Workbook()
    for row in sheet.iter_rows(min_row=HEADER_ROW, values_only=True):
        key = [cell.value for cell in sheet[HEADER_ROW]].index("key")
        fresh.active.append([value for at, value in enumerate(row) if at != key])
    pasted = small / "pasted.xlsx"
    fresh.save(pasted)
    (one,) = run.decide(run.load(small / "config.toml"), [pasted])
    assert (one.new, one.problems, one.refused) == (2, (), None)
    assert sorted(filter(None, notes(small).values())) == ["note 4", "note 5"]


@pytest.mark.parametrize("ending", [".csv", ".ods", ".xls"])
def test_copies_in_other_formats_are_taken_back(small: Path, ending: str) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if ending != ".csv" and office is None:
        pytest.skip("LibreOffice is not there")
    handle(small, "not at all")
    copy = small / f"copy{ending}"
    if ending == ".csv":
        sheet = clerk_books.looked_at(small / BOOK, "Due to move")
        with copy.open("w", encoding="gb18030", newline="") as stream:
            csv.writer(stream).writerows(
                ["" if value is None else value for value in row]
                for row in sheet.iter_rows(values_only=True)
            )
    else:
        assert office
        source = small / "copy.xlsx"
        shutil.copy(small / BOOK, source)
        subprocess.run(
            [office, "--headless", "--convert-to", ending[1:], "--outdir", small, source],
            check=True, capture_output=True, timeout=180,
            env={**os.environ, "HOME": str(small)},
        )  # fmt: skip
    (one,) = run.decide(run.load(small / "config.toml"), [copy])
    assert (one.new, one.problems, one.refused) == (2, (), None)


def test_an_entry_that_fits_no_line_is_kept_and_told_and_stops_nothing(small: Path) -> None:
    book = openpyxl.load_workbook(small / BOOK)
    sheet = book["Due to move"]
    heads = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
    last = sheet.max_row + 1
    sheet.cell(last, heads["Note"]).value = "somebody rang"
    book.save(small / BOOK)
    done = reconcile(small)
    assert [(problem.sheet, problem.row) for problem in done.problems] == [("Due to move", last)]
    with run.load(small / "config.toml").store() as memory:
        (kept,) = memory.decisions().filter(kind="unbound").iter_rows(named=True)
    assert kept["note"].startswith("somebody rang")
    assert done.copy is not None
    assert done.copy.exists()


def test_a_word_of_their_own_is_kept_and_comes_again(small: Path) -> None:
    book = openpyxl.load_workbook(small / BOOK)
    sheet = book["Due to move"]
    heads = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
    sheet.cell(HEADER_ROW + 1, heads["Status"]).value = "等领导批"
    book.save(small / BOOK)
    for _night in range(2):
        assert reconcile(small).problems == ()
        again = clerk_books.looked_at(small / BOOK, "Due to move")
        said = [row[heads["Status"] - 1].value for row in again.iter_rows(min_row=HEADER_ROW + 1)]
        assert said.count("等领导批") == 1
    config = small / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text + '\n[worklist.states]\n"等领导批" = "doing"\n', encoding="utf-8")
    reconcile(small)
    with run.load(config).store() as memory:
        assert "doing" in memory.decisions()["ruling"].to_list()


def test_a_cell_that_was_merged_downwards_speaks_for_all_its_lines(small: Path) -> None:
    book = openpyxl.load_workbook(small / BOOK)
    sheet = book["Due to move"]
    heads = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
    place = heads["Handled by"]
    sheet.cell(HEADER_ROW + 1, place).value = "小周"
    sheet.merge_cells(
        start_row=HEADER_ROW + 1, end_row=HEADER_ROW + 5, start_column=place, end_column=place
    )
    book.save(small / BOOK)
    assert reconcile(small).taken_back == 5
