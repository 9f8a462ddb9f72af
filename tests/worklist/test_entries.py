"""A clerk fills a workbook in and does with it what clerks do; nothing of it may be lost."""

from __future__ import annotations

import datetime as dt
import functools
import io
import random
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from orgtransfer import frames, i18n, worklist
from orgtransfer.errors import InputError
from orgtransfer.report.summary import summarise
from orgtransfer.worklist import words
from orgtransfer.worklist.entries import Entries
from orgtransfer.worklist.table import HEADER_ROW
from tests.worklist import builder

FIRST = HEADER_ROW + 1


def saved(made: Workbook) -> Workbook:
    """As a clerk opens it: a workbook's lines are written when it is saved."""
    return openpyxl.load_workbook(io.BytesIO(worklist.to_bytes(made)))


@functools.cache
def written(_language: str) -> bytes:
    """The worklist that clerks are given here, made once."""
    outcome = builder.outcome()
    return worklist.to_bytes(
        worklist.build(outcome, summarise(outcome, builder.CONFIG), builder.CONFIG, builder.TODAY)
    )


@pytest.fixture
def book() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(i18n.language())))


def place(sheet: Worksheet, head: str) -> int:
    return next(cell.column for row in sheet for cell in row if cell.value == head)


def enter(sheet: Worksheet, row: int, **entries: object) -> str:
    """Fills in one line; its key."""
    for head, value in entries.items():
        sheet.cell(row, place(sheet, head)).value = value
    return str(sheet.cell(row, place(sheet, "key")).value)


def back(book: Workbook, folder: Path, known: pl.DataFrame | None = None) -> Entries:
    file = folder / "工作台账.xlsx"
    book.save(file)
    return worklist.read(file, builder.TODAY, known)


def said(entries: Entries) -> list[tuple[Any, ...]]:
    columns = ("kind", "a_key", "b_key", "ruling", "handler", "note")
    return list(entries.decisions.select(columns).iter_rows())


def test_a_workbook_that_nobody_touched_says_nothing(book: Workbook, tmp_path: Path) -> None:
    entries = back(book, tmp_path)
    assert entries.is_worklist
    assert said(entries) == []
    assert entries.problems == ()


def test_status_handler_and_note_come_back_by_the_lines_key(book: Workbook, tmp_path: Path) -> None:
    key = enter(book["应转未转"], FIRST + 1, 处理状态="已办", 经办人="小周", 备注="电话已打")
    assert said(back(book, tmp_path)) == [("finding", key, None, "done", "小周", "电话已打")]


def test_rulings_on_people_and_on_branches_come_back(book: Workbook, tmp_path: Path) -> None:
    pair = enter(book["待核实配对"], FIRST, 结论="不是同一人").split("|")
    branches = enter(book["待核实党组织"], FIRST, 结论="同一党组织").split("|")
    assert said(back(book, tmp_path)) == [
        ("branch_pair", *branches, "same", None, None),
        ("pair", *pair, "different", None, None),
    ]


def test_sorting_filtering_moving_and_deleting_change_nothing(
    book: Workbook, tmp_path: Path
) -> None:
    sheet = book["重复"]
    key = enter(sheet, FIRST + 2, 处理状态="办理中", 备注="催过")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST)]
    random.Random(5).shuffle(rows)
    for number, row in enumerate(rows, start=FIRST):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    sheet.delete_rows(next(r for r in range(FIRST, sheet.max_row + 1) if not has(sheet, r, key)))
    sheet.insert_cols(2)
    sheet.cell(HEADER_ROW, 2, "我的列")
    sheet.insert_rows(1, amount=2)
    sheet.title = "改了名"
    book.move_sheet(sheet, offset=-3)
    sheet.row_dimensions[7].hidden = True
    entries = back(book, tmp_path)
    assert said(entries) == [("finding", key, None, "doing", None, "催过")]
    assert entries.problems == ()


def has(sheet: Worksheet, row: int, key: str) -> bool:
    return any(cell.value == key for cell in sheet[row])


@pytest.mark.slow
def test_a_workbook_in_english_is_understood_too(tmp_path: Path) -> None:
    i18n.use("en")
    made = openpyxl.load_workbook(io.BytesIO(written(i18n.language())))
    key = enter(made["Due to move"], FIRST, Status="done")
    i18n.use("zh")
    assert said(back(made, tmp_path)) == [("finding", key, None, "done", None, None)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_that_is_written_is_understood(lang: str) -> None:
    i18n.use(lang)
    assert {words.UNDERSTOOD[i18n._(text).lower()]: text for text in words.STATES.values()} == dict(
        words.STATES
    )
    for table in (words.RULINGS, words.BRANCH_RULINGS):
        assert [words.RULED[i18n._(text).lower()] for text in table.values()] == list(table)
    for name, head in (("status", words.STATUS), ("ruling", words.RULING), ("note", words.NOTE)):
        assert i18n._(head) in words.HEADERS[name]


@pytest.mark.slow
def test_what_is_known_already_is_not_said_again(book: Workbook, tmp_path: Path) -> None:
    enter(book["应转未转"], FIRST, 处理状态="已办")
    enter(book["待核实配对"], FIRST, 结论="同一人")
    known = back(book, tmp_path).decisions
    turned = known.with_columns(a_key="b_key", b_key="a_key").filter(kind="pair")
    assert said(back(book, tmp_path, known)) == []
    # A pair is the same pair either way round.
    assert said(back(book, tmp_path, turned.vstack(known.filter(kind="finding")))) == []


def test_an_entry_that_was_taken_away_again_is_said(book: Workbook, tmp_path: Path) -> None:
    sheet = book["应转未转"]
    enter(sheet, FIRST, 处理状态="已办", 备注="错了")
    known = back(book, tmp_path).decisions
    key = enter(sheet, FIRST, 处理状态="待办", 备注=None)
    assert said(back(book, tmp_path, known)) == [("finding", key, None, "open", None, None)]


def test_an_entry_on_a_line_without_its_key_is_a_problem(book: Workbook, tmp_path: Path) -> None:
    enter(book["应转未转"], FIRST, key=None, 备注="手工加的")
    enter(book["应转未转"], FIRST + 1, key="不是key", 备注="改了")
    problems = back(book, tmp_path).problems
    assert [(p.sheet, p.row) for p in problems] == [("应转未转", FIRST), ("应转未转", FIRST + 1)]
    assert str(problems[0]).startswith("“应转未转”表第 4 行")


def test_entries_without_the_column_of_keys_are_problems(book: Workbook, tmp_path: Path) -> None:
    sheet = book["应转未转"]
    enter(sheet, FIRST, 备注="还在")
    sheet.delete_cols(place(sheet, "key"))
    entries = back(book, tmp_path)
    assert [p.row for p in entries.problems] == [FIRST]
    assert entries.is_worklist


def test_a_word_that_is_no_choice_is_a_problem_and_nothing_of_the_line_is_taken(
    book: Workbook, tmp_path: Path
) -> None:
    enter(book["应转未转"], FIRST, 处理状态="看情况", 备注="x")
    entries = back(book, tmp_path)
    assert said(entries) == []
    assert "看情况" in str(entries.problems[0])


def test_two_lines_for_one_matter_must_not_contradict_each_other(
    book: Workbook, tmp_path: Path
) -> None:
    sheet = book["应转未转"]
    key = enter(sheet, FIRST, 处理状态="已办")
    enter(sheet, FIRST + 1, key=key, 处理状态="办理中")
    entries = back(book, tmp_path)
    assert said(entries) == []
    assert [p.row for p in entries.problems] == [FIRST + 1]


def test_a_copied_line_that_was_not_filled_in_is_no_contradiction(
    book: Workbook, tmp_path: Path
) -> None:
    sheet = book["应转未转"]
    key = enter(sheet, FIRST + 1, 处理状态="已办")
    enter(sheet, FIRST, key=key)
    assert said(back(book, tmp_path)) == [("finding", key, None, "done", None, None)]


def test_numbers_and_dates_in_notes_are_text(book: Workbook, tmp_path: Path) -> None:
    sheet = book["应转未转"]
    sheet.cell(FIRST, place(sheet, "备注"), dt.datetime(2026, 11, 25))  # noqa: DTZ001  # what Excel stores
    sheet.cell(FIRST, place(sheet, "经办人"), 8.0)
    (found,) = said(back(book, tmp_path))
    assert found[4:] == ("8", "2026-11-25")


def test_somebodys_own_workbook_is_recognised_as_such(tmp_path: Path) -> None:
    own = Workbook()
    own.active.append(["姓名", "备注"])
    assert not back(own, tmp_path).is_worklist


@pytest.mark.parametrize(
    "content", [b"", b"no workbook", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0x"]
)
def test_what_is_no_workbook_is_one_clear_message(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "台账.xlsx"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"台账\.xlsx"):
        worklist.read(file, builder.TODAY)


def test_decisions_have_their_schema(book: Workbook, tmp_path: Path) -> None:
    enter(book["应转未转"], FIRST, 处理状态="已办")
    frames.conform(back(book, tmp_path).decisions, frames.DECISIONS)


@pytest.mark.slow
def test_a_locked_workbook_opens_with_its_password_and_not_without(
    book: Workbook, tmp_path: Path
) -> None:
    enter(book["应转未转"], FIRST, 处理状态="已办")
    file = tmp_path / "工作台账.xlsx"
    file.write_bytes(worklist.to_bytes(book, "九九八十一"))
    assert b"RL01" not in file.read_bytes()
    assert len(said(worklist.read(file, builder.TODAY, password="九九八十一"))) == 1  # noqa: S106  # invented
    for wrong in (None, "八十一"):
        with pytest.raises(InputError, match="有密码"):
            worklist.read(file, builder.TODAY, password=wrong)


def test_sheets_that_a_clerk_adds_are_passed_over(book: Workbook, tmp_path: Path) -> None:
    book.create_sheet("空表", 0)
    book.create_sheet("草稿", 1).append(["随手记", 1, None])
    book.create_chartsheet("图")
    key = enter(book["应转未转"], FIRST, 处理状态="已办")
    assert said(back(book, tmp_path)) == [("finding", key, None, "done", None, None)]


@pytest.mark.parametrize("head", ["备注（必填）", "备 注", "说明", "*备注：", "Note"])
def test_a_header_as_people_rename_it_is_known(head: str, book: Workbook, tmp_path: Path) -> None:
    sheet = book["应转未转"]
    key = enter(sheet, FIRST, 处理状态="已办", 备注="电话已打")
    sheet.cell(HEADER_ROW, place(sheet, "备注")).value = head
    assert said(back(book, tmp_path)) == [("finding", key, None, "done", None, "电话已打")]


@pytest.mark.parametrize("column", ["备注", "经办人", "处理状态"])
def test_a_column_that_is_gone_erases_nothing(column: str, book: Workbook, tmp_path: Path) -> None:
    sheet = book["应转未转"]
    enter(sheet, FIRST, 处理状态="已办", 经办人="小周", 备注="电话已打")
    known = back(book, tmp_path).decisions
    sheet.delete_cols(place(sheet, column))
    entries = back(book, tmp_path, known)
    assert said(entries) == []
    assert entries.problems == ()


def test_of_two_columns_of_one_name_ours_is_the_first(book: Workbook, tmp_path: Path) -> None:
    sheet = book["应转未转"]
    key = enter(sheet, FIRST, 备注="我们的")
    sheet.cell(HEADER_ROW, sheet.max_column + 1, "备注")
    sheet.cell(FIRST, sheet.max_column, "添加的")
    assert said(back(book, tmp_path)) == [("finding", key, None, "open", None, "我们的")]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("已联系", "doing"), ("转接中", "doing"), ("待核实", "doing"), ("已办结", "done"),
        ("无需转接", "ignored"), ("已转", "done"), ("√", "done"), ("已 办", "done"),
    ],
)  # fmt: skip
def test_words_of_practice_are_understood(
    word: str, state: str, book: Workbook, tmp_path: Path
) -> None:
    key = enter(book["应转未转"], FIRST, 处理状态=word)
    assert said(back(book, tmp_path)) == [("finding", key, None, state, None, None)]


def test_a_footer_under_the_table_is_no_entry(book: Workbook, tmp_path: Path) -> None:
    sheet = book["应转未转"]
    sheet.cell(sheet.max_row + 2, place(sheet, "备注"), "制表人：小周")
    entries = back(book, tmp_path)
    assert said(entries) == []
    assert entries.problems == ()


@pytest.mark.parametrize("head", ["备注", "经办人", "处理状态"])
def test_a_header_of_which_nothing_is_left_is_known_by_its_place(
    head: str, book: Workbook, tmp_path: Path
) -> None:
    sheet = book["应转未转"]
    key = enter(sheet, FIRST, 处理状态="已办", 经办人="小周", 备注="电话已打")
    sheet.cell(HEADER_ROW, place(sheet, head)).value = "心得"
    assert said(back(book, tmp_path)) == [("finding", key, None, "done", "小周", "电话已打")]


def test_an_added_column_is_not_taken_for_one_of_ours(book: Workbook, tmp_path: Path) -> None:
    sheet = book["应转未转"]
    at = place(sheet, "备注")
    sheet.cell(HEADER_ROW, at).value = None
    sheet.cell(HEADER_ROW, sheet.max_column + 1).value = "心得"
    sheet.cell(FIRST, sheet.max_column).value = "想法"
    assert said(back(book, tmp_path)) == []
