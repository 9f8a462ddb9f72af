"""What clerks enter in the register of letters comes into the register by night and by `decide`."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from orgtransfer import frames
from orgtransfer.errors import OutputError
from orgtransfer.store.additions import Additions
from orgtransfer.worklist import register_entries as register
from tests import clerk_books
from tests.cli.conftest import Command, command, lay_out
from tests.cli.test_letters import DUE, findings, letters, night
from tests.cli.test_worklists import BOOK

SHEET = "Register of letters"
OTHER = "李小红"


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small folder after a night with two letters in its worklist; tests must not write into it."""
    folder = lay_out(tmp_path_factory.mktemp("sent"))
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        patched.setenv("ORGTRANSFER_LANG", "en")
        night(command)
        assert command("letters", "write", DUE, "--date", "2026-11-01").exit_code == 0
        assert command("letters", "write", OTHER, "--anyway", "--date", "2026-11-02").exit_code == 0
        night(command)
    return folder


@pytest.fixture
def posted(sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That folder, and the working folder of the test."""
    folder = tmp_path / "posted"
    shutil.copytree(sent, folder)
    monkeypatch.chdir(folder)
    return folder


def enter(sheet: Worksheet, number: str, **said: object) -> None:
    """Fills in the line of a letter: received, void, void_reason, handler."""
    heads = {
        "received": "Receipt back on", "void": "Make void", "void_reason": "Why void",
        "handler": "Handled by",
    }  # fmt: skip
    places = [cell.value for cell in sheet[3]]
    for row in sheet.iter_rows(min_row=4):
        if str(row[0].value) == number:
            for name, value in said.items():
                row[places.index(heads[name])].value = value


def in_book(file: Path, number: str, **said: object) -> None:
    book = openpyxl.load_workbook(file)
    enter(book[SHEET], number, **said)
    book.save(file)


def shown(file: Path) -> dict[str, dict[str, str]]:
    """Number -> what its line says."""
    rows = list(clerk_books.looked_at(file, SHEET).iter_rows(min_row=3, values_only=True))
    lines = (dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:])
    return {str(line["Number"]): {k: str(v or "") for k, v in line.items()} for line in lines}


def states(run: Command, desk: Path) -> list[tuple[str, str | None, str | None, str | None]]:
    return [
        (one["state"], one["closed"], one["reason"], one["handler"]) for one in letters(run, desk)
    ]


@pytest.mark.slow
def test_entries_of_a_sorted_sheet_are_taken_in_by_night_and_once(
    run: Command, posted: Path
) -> None:
    assert "RL01" not in findings(run, posted)
    book = openpyxl.load_workbook(posted / BOOK)
    sheet = book[SHEET]
    enter(sheet, "20260001", void="Make void", void_reason="写错转入党组织", handler="周干事")
    enter(sheet, "20260002", received=dt.date(2026, 11, 20), handler="吴干事")
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    for row, values in zip(sheet.iter_rows(min_row=4), lines[::-1], strict=True):
        for cell, value in zip(row, values, strict=True):
            cell.value = value
        row[0].value, row[0].number_format = int(str(row[0].value)), "0"
    book.save(posted / BOOK)
    assert "Entries taken back from the worklist: 2" in run("reconcile").stdout
    today = str(dt.datetime.now(ZoneInfo("Asia/Shanghai")).date())
    assert states(run, posted) == [
        ("void", today, "写错转入党组织", "周干事"), ("received", "2026-11-20", None, "吴干事"),
    ]  # fmt: skip
    assert "RL01" in findings(run, posted)
    line = shown(posted / BOOK)["20260002"]
    assert line["State"] == "receipt is back\n2026-11-20"
    assert line["Receipt back on"] == "2026-11-20"
    assert not line["Not taken, because"]
    assert "taken back" not in run("reconcile").stdout
    assert "20260002" not in run("letters", "list", "--open").stdout


@pytest.mark.slow
def test_an_entry_taken_away_again_puts_the_letter_on_its_way(run: Command, posted: Path) -> None:
    in_book(posted / BOOK, "20260001", received="2026.11.20")
    night(run)
    in_book(posted / BOOK, "20260001", received=None)
    assert run("worklist").exit_code == 0
    assert states(run, posted)[0] == ("open", None, None, None)
    assert "receipt is back" not in shown(posted / BOOK)["20260001"]["State"]


@pytest.mark.slow
def test_a_night_that_broke_off_in_between_is_made_up_for(
    run: Command, posted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_book(posted / BOOK, "20260001", received="2026-11-20", handler="周干事")
    with monkeypatch.context() as patched:
        patched.setattr(Additions, "take", _full_disk)
        assert run("reconcile", "-q").exit_code == 2
    assert states(run, posted)[0] == ("received", "2026-11-20", None, None)
    night(run)
    assert states(run, posted)[0] == ("received", "2026-11-20", None, "周干事")
    assert not shown(posted / BOOK)["20260001"]["Not taken, because"]


def _full_disk(*_args: object) -> None:
    raise OutputError("no space left")


@pytest.mark.slow
def test_the_sheet_saved_as_text_is_a_worklist(run: Command, posted: Path) -> None:
    in_book(posted / BOOK, "20260002", received="2026年11月21日")
    rows = clerk_books.looked_at(posted / BOOK, SHEET).iter_rows(values_only=True)
    with (posted / "登记簿.csv").open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows(rows)
    run("worklist", "--config", "config.toml", "-o", "again.xlsx")
    done = run("decide", "登记簿.csv")
    assert done.exit_code == 0, done.stderr
    assert "Entries taken back: 1" in done.stdout
    assert states(run, posted)[1][:2] == ("received", "2026-11-21")
    assert "Entries taken back: 0" in run("decide", "登记簿.csv").stdout


@pytest.mark.slow
def test_what_contradicts_the_register_is_told_shown_and_not_followed(
    run: Command, posted: Path
) -> None:
    shutil.copy(posted / BOOK, posted / "older.xlsx")
    assert run("letters", "void", "20260001", "--reason", "丢失").exit_code == 0
    in_book(posted / "older.xlsx", "20260001", received="2026-11-20")
    in_book(posted / "older.xlsx", "20260002", received="下周", handler="吴干事")
    done = run("decide", "older.xlsx")
    assert done.exit_code == 0
    assert "the letter is void since" in done.stderr
    assert "下周" in done.stderr
    night(run)
    assert [one[0] for one in states(run, posted)] == ["void", "open"]
    lines = shown(posted / BOOK)
    assert "void since" in lines["20260001"]["Not taken, because"]
    assert lines["20260002"]["Receipt back on"] == "下周"
    assert lines["20260002"]["Handled by"] == "吴干事"
    # Once the date stands there, it counts, and nothing is left to say.
    in_book(posted / BOOK, "20260002", received="2026-11-20")
    night(run)
    assert states(run, posted)[1][0] == "received"
    assert not shown(posted / BOOK)["20260002"]["Not taken, because"]


@pytest.mark.slow
def test_a_line_of_no_letter_and_two_lines_of_one_are_named_and_the_rest_is_taken(
    run: Command, posted: Path
) -> None:
    book = openpyxl.load_workbook(posted / BOOK)
    sheet = book[SHEET]
    enter(sheet, "20260001", received="2026-11-20")
    second = [cell.value for cell in sheet[5]]
    sheet.append(["20260099", *second[1:8], "2026-11-20"])
    sheet.append([*second[:8], "2026-11-19"])
    sheet.append(["20260002", DUE, *second[2:8], "2026-11-18"])
    book.save(posted / BOOK)
    done = run("reconcile", "-q")
    assert done.exit_code == 0
    assert "there is no letter 20260099" in done.stderr
    assert "about the same letter" in done.stderr
    assert "letter 20260002 is somebody else's" in done.stderr
    assert "李小红" not in done.stderr
    assert [one[0] for one in states(run, posted)] == ["received", "open"]


@pytest.mark.slow
def test_a_unit_is_given_its_own_letters_only(run: Command, posted: Path) -> None:
    rows = (posted / "register.csv").read_text(encoding="utf-8")
    (posted / "register.csv").write_text(
        rows.replace("李小红,990000198501012348,某医院第一党支部,正式党员,某医院",
                     "李小红,990000198501012348,另一医院党支部,正式党员,另一医院"), encoding="utf-8"
    )  # fmt: skip
    night(run, "--accept", "intake")
    assert run("worklist", "--split-by", "unit").exit_code == 0
    files = [file for file in (posted / BOOK).with_suffix("").iterdir() if file.suffix == ".xlsx"]
    held = {
        file: sorted(shown(file))
        for file in files
        if SHEET in openpyxl.load_workbook(file).sheetnames
    }
    assert sorted(held.values()) == [["20260001"], ["20260002"]]
    (own,) = (file for file, numbers in held.items() if numbers == ["20260001"])
    in_book(own, "20260001", received="2026-11-20")
    assert "Entries taken back: 1" in run("decide", own).stdout
    assert [one[0] for one in states(run, posted)] == ["received", "open"]


# -- how the sheet is read ---------------------------------------------------------------------


def rows(*lines: str) -> pl.DataFrame:
    cells = [[cell or None for cell in line.split(",")] for line in lines]
    names = [f"column_{place}" for place in range(len(cells[0]))]
    return pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row")


def test_a_line_is_read_by_the_headers_wherever_they_stand() -> None:
    found = register.read(
        "抄件",
        rows("收到回执 ,经办,编号（勿动）,姓名", "2026-11-20 00:00:00,周干事,赣卫组字第20260001,王小明",
             ",,20260002.0,李小红", ",,,"),
    )  # fmt: skip
    assert found is not None
    first, second = found[0]
    assert (first.number, first.name) == ("20260001", "王小明")
    assert first.cells == {"received": "2026-11-20", "handler": "周干事"}
    assert (second.row, second.number) == (3, "20260002")


def test_other_sheets_and_older_registers_are_left_alone() -> None:
    assert register.read("介绍信登记簿", rows("编号,姓名,状态", "20260001,王小明,在途")) == ([], [])
    assert register.read("应转未转", rows("姓名,处理状态,经办人", "王小明,已办,周")) is None


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("姓名,收到回执,作废", "王小明,2026-11-20,"), "numbers is missing"),
        (("20260001,王小明,2026-11-20",), "row with the headers is missing"),
    ],
)
def test_what_tells_the_letters_apart_is_missing(lines: tuple[str, ...], said: str) -> None:
    found = register.read("介绍信登记簿", rows(*lines))
    assert found is not None
    assert not found[0]
    assert said in str(found[1][0])


# -- what an entry means -----------------------------------------------------------------------

ISSUED, TODAY = dt.date(2026, 11, 1), dt.date(2026, 11, 28)


def letter(state: str = "open", day: dt.date | None = None, why: str | None = None) -> pl.DataFrame:
    row: dict[str, Any] = dict.fromkeys(frames.LETTERS.columns) | {
        "letter_no": "20260001", "issued": ISSUED, "state": state, "closed": day, "reason": why,
    }  # fmt: skip
    return pl.DataFrame([row], schema=frames.LETTERS.columns)


def said(**entry: str) -> pl.DataFrame:
    rows = [(register.KIND, "20260001", place, value, None) for place, value in entry.items()]
    return pl.DataFrame(rows, schema=frames.ADDITIONS.columns, orient="row")


@pytest.mark.parametrize(
    ("entry", "state", "day"),
    [
        ({"received": "2026-11-20"}, "received", dt.date(2026, 11, 20)),
        ({"received": "2026-11-28"}, "received", TODAY),
        ({"void": "作 废", "void_reason": "丢失"}, "void", TODAY),
        ({"void": "2026/11/3", "void_reason": "丢失"}, "void", dt.date(2026, 11, 3)),
    ],
)
def test_what_the_register_follows(entry: dict[str, str], state: str, day: dt.date) -> None:
    made = register.changes(letter(), said(), said(**entry), TODAY)
    assert made == {"20260001": register.Change(state, day, entry.get("void_reason"))}
    after = register.followed(letter(), made, said(**entry))
    assert after.select("state", "closed").row(0) == (state, day)
    assert register.changes(after, said(**entry), said(**entry), TODAY) == {}
    assert register.doubts(after, said(**entry), TODAY) == {}


@pytest.mark.parametrize(
    ("now", "entry", "why"),
    [
        (letter(), {"received": "2026-11-29"}, "still to come"),
        (letter(), {"received": "2026-10-31"}, "cannot be right"),
        (letter(), {"received": "是"}, "no date"),
        (letter(), {"void": "也许", "void_reason": "x"}, "not understood"),
        (letter(), {"void": "作废"}, "say why"),
        (letter(), {"void": "作废", "void_reason": "x", "received": "2026-11-20"}, "not both"),
        (letter("void", TODAY, "丢失"), {"received": "2026-11-20"}, "void since 2026-11-28"),
        (letter("received", TODAY), {"received": "2026-11-20"}, "back since 2026-11-28"),
        (letter("received", TODAY), {"void": "作废", "void_reason": "x"}, "back since 2026-11-28"),
    ],
)
def test_what_the_register_does_not_follow(
    now: pl.DataFrame, entry: dict[str, str], why: str
) -> None:
    assert register.changes(now, said(), said(**entry), TODAY) == {}
    assert why in register.doubts(now, said(**entry), TODAY)["20260001"]


@pytest.mark.parametrize(
    ("now", "before", "entry", "made"),
    [
        (letter("received", TODAY), {"received": "2026-11-28"}, {"received": "2026-11-20"},
         register.Change("received", dt.date(2026, 11, 20))),
        (letter("received", TODAY), {"received": "2026-11-28"}, {}, register.Change("open")),
        (letter("void", ISSUED, "丢"), {"void": "作废", "void_reason": "丢"},
         {"void": "作废", "void_reason": "丢失"}, register.Change("void", ISSUED, "丢失")),
        (letter("void", ISSUED, "丢"), {"void": "作废", "void_reason": "丢"},
         {"received": "2026-11-20"}, register.Change("received", dt.date(2026, 11, 20))),
        (letter("void", ISSUED, "丢"), {}, {"void": "作废", "void_reason": "另"}, None),
        (letter("void", ISSUED, "丢"), {"received": "2026-11-20"}, {}, None),
    ],
)  # fmt: skip
def test_an_entry_that_was_put_right(
    now: pl.DataFrame,
    before: dict[str, str],
    entry: dict[str, str],
    made: register.Change | None,
) -> None:
    found = register.changes(now, said(**before), said(**entry), TODAY)
    assert found.get("20260001") == made
