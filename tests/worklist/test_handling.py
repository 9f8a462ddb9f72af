"""Ordinary handling of a worklist: headers renamed, columns deleted or added, words of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from orgtransfer.worklist import headers, words
from orgtransfer.worklist.table import HEADER_ROW
from tests.worklist.test_entries import FIRST, back, book, enter, place, said

__all__ = ["book"]
SHEET = "应转未转"


def rename(book: Workbook, head: str, renamed: str | None) -> None:
    sheet = book[SHEET]
    sheet.cell(HEADER_ROW, place(sheet, head)).value = renamed


@pytest.mark.parametrize(
    ("head", "renamed"),
    [
        ("备注", "备注（必填）"), ("备注", "备 注"), ("备注", "备注*"), ("备注", "说明"),
        ("备注", "备注【填写】"), ("备注", "Note"), ("处理状态", "状态"), ("处理状态", "处理状态(选)"),
        ("处理状态", "办理情况"), ("经办人", "经手人"), ("经办人", "经 办 人"),
    ],
)  # fmt: skip
def test_a_header_that_was_renamed_is_understood(
    book: Workbook, tmp_path: Path, head: str, renamed: str
) -> None:
    key = enter(book[SHEET], FIRST, 处理状态="已办", 经办人="小周", 备注="电话已打")
    rename(book, head, renamed)
    assert said(back(book, tmp_path)) == [("finding", key, None, "done", "小周", "电话已打")]


@pytest.mark.slow
@pytest.mark.parametrize("gone", ["备注", "经办人", "处理状态"])
def test_a_column_that_was_deleted_or_is_not_recognised_erases_nothing(
    book: Workbook, tmp_path: Path, gone: str
) -> None:
    enter(book[SHEET], FIRST, 处理状态="已办", 经办人="小周", 备注="电话已打")
    known = back(book, tmp_path).decisions
    rename(book, gone, "我也不知道")
    assert said(back(book, tmp_path, known)) == []
    sheet = book[SHEET]
    sheet.delete_cols(place(sheet, "我也不知道"))
    entries = back(book, tmp_path, known)
    assert said(entries) == []
    assert entries.problems == ()


def test_what_stands_in_the_other_columns_is_still_taken(book: Workbook, tmp_path: Path) -> None:
    enter(book[SHEET], FIRST, 处理状态="已办", 备注="旧")
    known = back(book, tmp_path).decisions
    sheet = book[SHEET]
    sheet.delete_cols(place(sheet, "处理状态"))
    key = enter(sheet, FIRST, 备注="新")
    assert said(back(book, tmp_path, known)) == [("finding", key, None, "done", None, "新")]


def test_a_second_column_of_that_name_does_not_replace_ours(book: Workbook, tmp_path: Path) -> None:
    key = enter(book[SHEET], FIRST, 备注="我们的")
    sheet = book[SHEET]
    column = sheet.max_column + 1
    sheet.cell(HEADER_ROW, column, "备注")
    sheet.cell(FIRST, column, "他们的")
    assert said(back(book, tmp_path)) == [("finding", key, None, "open", None, "我们的")]


def test_a_header_row_that_was_deleted_stops_instead_of_losing_entries(
    book: Workbook, tmp_path: Path
) -> None:
    enter(book[SHEET], FIRST, 备注="还在")
    book[SHEET].delete_rows(HEADER_ROW)
    entries = back(book, tmp_path)
    assert [(p.sheet, p.row) for p in entries.problems] == [(SHEET, HEADER_ROW)]
    assert "表头行" in str(entries.problems[0])


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("未处理", "open"), ("待核实", "doing"), ("已联系", "doing"), ("转接中", "doing"),
        ("已办结", "done"), ("已转", "done"), ("√", "done"), ("已 办", "done"), ("已办 ", "done"),
        ("无需转接", "ignored"), ("To Do", "open"), ("ＯＫ", "done"),
    ],
)  # fmt: skip
def test_words_of_practice_are_understood(
    book: Workbook, tmp_path: Path, word: str, state: str
) -> None:
    key = enter(book[SHEET], FIRST, 处理状态=word, 备注="x")
    assert said(back(book, tmp_path)) == [("finding", key, None, state, None, "x")]


def test_a_word_that_is_not_understood_is_told_with_the_choices(
    book: Workbook, tmp_path: Path
) -> None:
    enter(book[SHEET], FIRST, 处理状态="看情况")
    (problem,) = back(book, tmp_path).problems
    assert "“看情况”" in str(problem)
    assert "待办、办理中、已办、无需办理" in str(problem)


around = st.sampled_from(
    ["", " ", "  ", "\u3000", "*", "＊", "（必填）", "(选)", "【填】", "\n", ":", "："]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(words.HEADERS)), around, around, st.data())
def test_whatever_is_put_around_a_header_it_is_that_header(
    name: str, before: str, behind: str, data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from(words.HEADERS[name]))
    assert headers.columns([f"{before}{text}{behind}"]) == {name: 0}
