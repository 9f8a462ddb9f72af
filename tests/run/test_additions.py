"""What clerks add to a worklist comes again: columns, fills, comments, rows, dates, exemptions."""

from __future__ import annotations

import copy
import csv
import datetime as dt
import functools
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Self

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from orgtransfer import frames, i18n, run
from orgtransfer.errors import ProtectedError
from orgtransfer.report import progress
from orgtransfer.run import merged_additions
from orgtransfer.worklist import decided, own_columns, sheets
from tests import clerk_books
from tests.clerks import BOOK, Desk

HEAD = 3


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A small committee after its first night; tests must not write into it (see `desk`)."""
    i18n.use("en")
    made = Desk(tmp_path_factory.mktemp("begun"), random.Random(4))
    made.begin()
    return made


@pytest.fixture
def desk(begun: Desk, tmp_path: Path) -> Desk:
    """A small committee after its first night."""
    shutil.copytree(begun.folder, tmp_path, dirs_exist_ok=True)
    return replace(copy.deepcopy(begun), folder=tmp_path)


class Book:
    """A sheet of the worklist, to be looked at; in a block the whole book, saved at its end."""

    def __init__(self, desk: Desk, title: str = "To be checked", path: Path | None = None) -> None:
        self.path = path or desk.folder / BOOK
        self._title = title

    @functools.cached_property
    def sheet(self) -> Worksheet:
        """The sheet alone, unless the whole book is open."""
        return clerk_books.looked_at(self.path, self._title)

    def __enter__(self) -> Self:
        self.book = openpyxl.load_workbook(self.path)
        self.sheet = self.book[self._title]
        return self

    def __exit__(self, *_error: object) -> None:
        self.book.save(self.path)

    @property
    def heads(self) -> list[str]:
        """Every header."""
        return [str(cell.value) for cell in self.sheet[HEAD] if cell.value is not None]

    def column(self, head: str, which: int = 0) -> int:
        """The place of a column; `which` of several with one header."""
        return [cell.column for cell in self.sheet[HEAD] if cell.value == head][which]

    def row(self, key: str) -> int:
        """The row of the line with a key."""
        place = self.column("key")
        rows = range(HEAD + 1, self.sheet.max_row + 1)
        return next(row for row in rows if self.sheet.cell(row, place).value == key)

    def key(self, line: int = 0) -> str:
        """The key of a line, from 0."""
        return str(self.sheet.cell(HEAD + 1 + line, self.column("key")).value)

    def put(self, key: str, head: str, value: object, which: int = 0) -> None:
        """Enters something."""
        self.sheet.cell(self.row(key), self.column(head, which)).value = value  # type: ignore[assignment]

    def get(self, key: str, head: str, which: int = 0) -> object:
        """What stands there."""
        return self.sheet.cell(self.row(key), self.column(head, which)).value

    def add_column(self, head: str) -> None:
        """Writes a header beside the others."""
        self.sheet.cell(HEAD, self.sheet.max_column + 1).value = head


def keys(desk: Desk, title: str = "To be checked") -> list[str]:
    book = Book(desk, title)
    return [book.key(line) for line in range(book.sheet.max_row - HEAD)]


def night(desk: Desk, day: str | None = None) -> run.RunResult:
    as_of = dt.date.fromisoformat(day) if day else None
    wishes = run.RunOptions(accept=("shrink", "clock"), as_of=as_of)
    return run.reconcile(run.load(desk.folder / "config.toml"), wishes, progress.silent)


# -- what comes again -----------------------------------------------------------------------------


@pytest.mark.slow
def test_columns_come_again_with_their_order_widths_and_values(desk: Desk) -> None:
    one, two = keys(desk)[:2]
    with Book(desk) as book:
        for head in ("联系结果", "Note", "金额"):
            book.add_column(head)
        book.sheet.column_dimensions["R"].width = 31
        book.put(one, "联系结果", "张三说下周办")
        book.put(two, "Note", "另一个备注", which=1)
        book.put(one, "Note", "自己的备注")
        book.put(one, "金额", 120.5)
        book.put(two, "金额", 300)
    for _night in range(2):
        night(desk)
        book = Book(desk)
        assert book.heads[-4:] == ["联系结果", "Note", "金额", "key"]
        assert book.get(one, "联系结果") == "张三说下周办"
        assert book.get(two, "Note", which=1) == "另一个备注"
        assert book.get(one, "Note") == "自己的备注"
        assert book.get(one, "金额") == pytest.approx(120.5)
        assert book.get(two, "金额") == 300
        width = book.sheet.column_dimensions[
            openpyxl.utils.get_column_letter(book.column("Note", which=1))
        ].width
        assert width == 31


@pytest.mark.slow
@pytest.mark.parametrize(
    "fill",
    [Color(rgb="FFFFFF00"), Color(theme=5, tint=0.5999), Color(indexed=13)],
    ids=["rgb", "theme", "indexed"],
)
def test_fills_and_comments_come_again(desk: Desk, fill: Color) -> None:
    one, two = keys(desk)[:2]
    with Book(desk) as book:
        cell = book.sheet.cell(book.row(one), book.column("Full name"))
        cell.fill = PatternFill("solid", fgColor=fill)
        book.sheet.cell(book.row(two), book.column("ID number")).comment = Comment(
            "打过两次", "李四"
        )
    for _night in range(2):
        night(desk)
        book = Book(desk)
        cell = book.sheet.cell(book.row(one), book.column("Full name"))
        assert (cell.fill.fgColor.type, cell.fill.fgColor.value) == (fill.type, fill.value)
        assert cell.border.left.style == "thin"
        note = book.sheet.cell(book.row(two), book.column("ID number")).comment
        assert (note.text, note.author) == ("打过两次", "李四")
    with Book(desk) as book:
        cell = book.sheet.cell(book.row(one), book.column("Full name"))
        cell.fill = PatternFill()
        book.sheet.cell(book.row(two), book.column("ID number")).comment = None
    night(desk)
    book = Book(desk)
    cell = book.sheet.cell(book.row(one), book.column("Full name"))
    assert cell.fill.fgColor.value in {"00000000", "00F4F7FA"}
    assert book.sheet.cell(book.row(two), book.column("ID number")).comment is None


@pytest.mark.slow
def test_rows_under_the_lines_come_again_and_go_when_they_are_emptied(desk: Desk) -> None:
    with Book(desk) as book:
        last = book.sheet.max_row
        book.sheet.cell(last + 2, 1).value = "制表人：王科员"
        book.sheet.cell(last + 2, 4).value = "=1+1"
        book.sheet.cell(last + 3, 2).value = "审核：<赵&科>"
    for _night in range(2):
        night(desk)
        sheet = Book(desk).sheet
        assert sheet.cell(sheet.max_row - 1, 1).value == "制表人：王科员"
        assert sheet.cell(sheet.max_row, 2).value == "审核：<赵&科>"
    with Book(desk) as book:
        book.sheet.delete_rows(book.sheet.max_row)
    night(desk)
    sheet = Book(desk).sheet
    assert sheet.cell(sheet.max_row, 1).value == "制表人：王科员"


@pytest.mark.slow
def test_what_was_added_follows_the_person_whose_verdict_changes(desk: Desk) -> None:
    one = keys(desk)[0]
    with Book(desk) as book:
        book.add_column("联系结果")
        book.put(one, "联系结果", "等答复")
        name = book.get(one, "Full name")
    person = next(one for one in desk.people if one.name == name)
    person.held = None
    desk.night()
    book = Book(desk, "In no register")
    lines = keys(desk, "In no register")
    assert [book.get(key, "联系结果") for key in lines if book.get(key, "Full name") == name] == [
        "等答复"
    ]
    assert Book(desk).heads[-2] == "联系结果"


@pytest.mark.slow
def test_what_was_added_to_a_settled_line_stands_among_its_notes(desk: Desk) -> None:
    one = keys(desk)[0]
    with Book(desk) as book:
        book.add_column("联系结果")
        book.put(one, "联系结果", "已经办了")
        name = book.get(one, "Full name")
    person = next(one for one in desk.people if one.name == name)
    person.branch = ""
    desk.night()
    sheet = clerk_books.looked_at(desk.folder / BOOK, "Settled")
    assert any("联系结果：已经办了" in str(cell.value) for row in sheet.iter_rows() for cell in row)


@pytest.mark.slow
def test_own_cells_go_with_the_line_that_is_sorted_without_its_key(desk: Desk) -> None:
    one, two = keys(desk)[:2]
    with Book(desk) as book:
        book.add_column("联系结果")
        book.put(one, "联系结果", "甲")
        book.put(two, "联系结果", "乙")
        rows = book.row(one), book.row(two)
        for column in range(1, book.sheet.max_column + 1):
            if column != book.column("key"):
                cells = [book.sheet.cell(row, column) for row in rows]
                cells[0].value, cells[1].value = cells[1].value, cells[0].value
    night(desk)
    book = Book(desk)
    assert (book.get(one, "联系结果"), book.get(two, "联系结果")) == ("甲", "乙")


def _into_an_inserted_line(book: Book, key: str) -> None:
    """Moves all that can be seen of a line into a new one above it; the hidden key stays."""
    row = book.row(key)
    book.sheet.insert_rows(row)
    for column in range(1, book.sheet.max_column + 1):
        if column != book.column("key"):
            book.sheet.cell(row, column).value = book.sheet.cell(row + 1, column).value
            book.sheet.cell(row + 1, column).value = None


@pytest.mark.slow
def test_own_cells_of_a_line_that_lost_its_key_are_bound_by_what_it_says(desk: Desk) -> None:
    one = keys(desk)[0]
    with Book(desk) as book:
        book.add_column("联系结果")
        book.put(one, "联系结果", "甲")
        _into_an_inserted_line(book, one)
    night(desk)
    assert Book(desk).get(one, "联系结果") == "甲"


@pytest.mark.slow
def test_own_cells_of_a_line_that_fits_nothing_are_asked_about(desk: Desk) -> None:
    one = keys(desk)[0]
    with Book(desk) as book:
        book.add_column("联系结果")
        book.put(one, "联系结果", "甲")
        name = book.get(one, "Full name")
        _into_an_inserted_line(book, one)
        for column in range(1, book.sheet.max_column):
            if book.sheet.cell(book.row(one) - 1, column).value != name:
                book.sheet.cell(book.row(one) - 1, column).value = None
    done = night(desk)
    (problem,) = done.problems
    assert "联系结果：甲" in problem.entry[-1]
    assert str(name) not in str(problem)


# -- what is erased, and what is not --------------------------------------------------------------


@pytest.mark.slow
def test_an_emptied_cell_is_an_erasure_and_a_missing_column_is_none(desk: Desk) -> None:
    one, two = keys(desk)[:2]
    with Book(desk) as book:
        book.add_column("联系结果")
        book.put(one, "联系结果", "甲")
        book.put(two, "联系结果", "乙")
    night(desk)
    with Book(desk) as book:
        book.put(one, "联系结果", None)
    night(desk)
    with Book(desk) as book:
        assert book.get(one, "联系结果") is None
        assert book.get(two, "联系结果") == "乙"
        book.sheet.delete_cols(book.column("联系结果"))
    night(desk)
    assert Book(desk).get(two, "联系结果") == "乙"


@pytest.mark.slow
def test_a_column_that_is_emptied_and_deleted_is_gone(desk: Desk) -> None:
    one = keys(desk)[0]
    with Book(desk) as book:
        book.add_column("联系结果")
        book.put(one, "联系结果", "甲")
    night(desk)
    with Book(desk) as book:
        book.put(one, "联系结果", None)
    night(desk)
    with Book(desk) as book:
        book.sheet.delete_cols(book.column("联系结果"))
    night(desk)
    assert "联系结果" not in Book(desk).heads


@pytest.mark.slow
def test_an_older_copy_overrules_nothing_and_two_words_stand_side_by_side(desk: Desk) -> None:
    one, two = keys(desk)[:2]
    with Book(desk) as book:
        book.add_column("联系结果")
        book.put(one, "联系结果", "第一次")
    night(desk)
    copies = [desk.folder / "a.xlsx", desk.folder / "b.xlsx"]
    for handed in copies:
        shutil.copy(desk.folder / BOOK, handed)
    with Book(desk) as book:
        book.put(one, "联系结果", "第二次")
    night(desk)
    for handed, text in zip(copies, ("甲办", "乙办"), strict=True):
        with Book(desk, path=handed) as book:
            book.put(two, "联系结果", text)
    run.decide(run.load(desk.folder / "config.toml"), copies)
    night(desk)
    book = Book(desk)
    assert book.get(one, "联系结果") == "第二次"
    assert book.get(two, "联系结果") == "甲办；乙办"


@pytest.mark.slow
def test_a_sheet_saved_as_text_brings_columns_and_takes_no_colours_away(desk: Desk) -> None:
    one = keys(desk)[0]
    with Book(desk) as book:
        book.add_column("联系结果")
        cell = book.sheet.cell(book.row(one), book.column("Full name"))
        cell.fill = PatternFill("solid", fgColor="FFFFFF00")
    night(desk)
    text = desk.folder / "应转.csv"
    book = Book(desk)
    book.put(one, "联系结果", "来自文本")
    with text.open("w", encoding="gb18030", newline="") as stream:
        rows = book.sheet.iter_rows(values_only=True)
        csv.writer(stream).writerows(["" if v is None else v for v in row] for row in rows)
    run.decide(run.load(desk.folder / "config.toml"), [text])
    night(desk)
    book = Book(desk)
    assert book.get(one, "联系结果") == "来自文本"
    assert book.sheet.cell(book.row(one), book.column("Full name")).fill.fgColor.rgb == "FFFFFF00"


@pytest.mark.slow
@pytest.mark.parametrize("title", ["To be checked", "小王"])
def test_cells_pasted_without_the_hidden_key_bring_a_column_at_their_end(
    desk: Desk, title: str
) -> None:
    one = keys(desk)[0]
    book = Book(desk)
    book.add_column("联系结果")
    book.put(one, "联系结果", "已回电")
    rows = list(book.sheet.iter_rows(min_row=HEAD, values_only=True))
    fresh, key = openpyxl.Workbook(), book.column("key") - 1
    for row in rows:
        fresh.worksheets[0].append([value for at, value in enumerate(row) if at != key])
    fresh.worksheets[0].title = title
    fresh.save(desk.folder / "粘贴.xlsx")
    run.decide(run.load(desk.folder / "config.toml"), [desk.folder / "粘贴.xlsx"])
    night(desk)
    assert Book(desk).get(one, "联系结果") == "已回电"


@pytest.mark.slow
def test_a_unit_is_given_its_own_cells_and_none_of_the_committees_rows(desk: Desk) -> None:
    one = keys(desk)[0]
    with Book(desk) as book:
        book.add_column("联系结果")
        book.put(one, "联系结果", "甲")
        book.sheet.cell(book.sheet.max_row + 2, 1).value = "制表人：王科员"
    night(desk)
    workspace = run.load(desk.folder / "config.toml")
    for _time in range(2):
        made = run.write_worklists(workspace, None, run.WorklistSelection(by="unit"))
        texts = [
            [
                str(cell.value)
                for sheet in openpyxl.load_workbook(path)
                for row in sheet
                for cell in row
            ]
            for path in made
        ]
        assert sum("甲" in text for text in texts) == 1
        assert not any("制表人：王科员" in text for text in texts)
    night(desk)
    sheet = Book(desk).sheet
    assert sheet.cell(sheet.max_row, 1).value == "制表人：王科员"


@pytest.mark.slow
def test_a_quiet_night_stays_quiet_with_additions(desk: Desk) -> None:
    with Book(desk) as book:
        book.add_column("联系结果")
        book.put(book.key(), "联系结果", "甲")
    night(desk)
    assert night(desk).quiet


# -- dates and exemptions -------------------------------------------------------------------------


@pytest.mark.slow
def test_the_day_of_an_entry_is_filled_in_and_can_be_put_right(desk: Desk) -> None:
    one, two = keys(desk)[:2]
    with Book(desk) as book:
        book.put(one, "Note", "打过电话")
        book.put(two, "Note", "上周打的")
        book.put(two, "Handled on", dt.date(2026, 11, 20))
    night(desk, "2026-11-27")
    night(desk, "2026-11-28")
    book = Book(desk)
    assert book.get(one, "Handled on") == "2026-11-27"
    assert book.get(two, "Handled on") == "2026-11-20"
    with Book(desk) as book:
        book.put(one, "Note", "又打过")
    night(desk, "2026-11-29")
    assert Book(desk).get(one, "Handled on") == "2026-11-29"


@pytest.mark.slow
def test_an_exemption_needs_a_reason_and_a_last_day(desk: Desk) -> None:
    one, two = keys(desk)[:2]
    with Book(desk) as book:
        book.put(one, "Status", "豁免")
        book.put(one, "Note", "借调在外省")
        book.put(one, "Exempt until", "2027年6月30日")
        book.put(two, "Status", "豁免")
    done = night(desk, "2026-11-28")
    assert [step.count for step in done.summary.steps if "Exempt until" in step.text] == [1]
    book = Book(desk)
    assert (book.get(one, "Status"), book.get(two, "Status")) == ("exempt", "exempt?")
    with desk_store(desk) as memory:
        said = dict(memory.decisions().select("a_key", "ruling").iter_rows())
    assert said[one] == "exempt"
    assert said[two] == "?exempt"
    with Book(desk) as book:
        book.put(two, "Note", "返聘，名单待批")
        book.put(two, "Exempt until", "2026-12-01")
    night(desk, "2026-11-29")
    night(desk, "2026-12-01")
    with desk_store(desk) as memory:
        said = dict(memory.decisions().select("a_key", "ruling").iter_rows())
    assert said[two] == "exempt"
    night(desk, "2026-12-02")
    book = Book(desk)
    assert book.get(two, "Status") == "to do"
    assert "2026-12-01" in str(book.get(two, "Note"))
    assert book.get(one, "Status") == "exempt"


@pytest.mark.slow
def test_an_exempt_line_is_not_to_be_done(desk: Desk) -> None:
    before = night(desk).summary.steps
    for key in keys(desk):
        with Book(desk) as book:
            book.put(key, "Status", "豁免")
            book.put(key, "Note", "理由")
            book.put(key, "Exempt until", "2099-01-01")
    after = night(desk).summary.steps
    assert any(step.sheet == "unclear" for step in before)
    assert not any(step.sheet == "unclear" for step in after)


@pytest.mark.slow
def test_a_strict_night_stops_at_an_exemption_without_a_last_day(desk: Desk) -> None:
    config = desk.folder / "config.toml"
    config.write_text(config.read_text("utf-8") + "\n[worklist]\nstrict = true\n", "utf-8")
    with Book(desk) as book:
        book.put(book.key(), "Status", "豁免")
    with pytest.raises(ProtectedError, match="Exempt until"):
        night(desk)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-06-30", "2027-06-30"), ("2027/6/30", "2027-06-30"), ("2027.6.30", "2027-06-30"),
        ("2027年6月30日", "2027-06-30"), ("20270630", "2027-06-30"), ("２０２７－０６－３０", "2027-06-30"),
        ("2027-02-30", None), ("27-6-30", None), ("6月30日", None), ("年底", None), ("", None),
    ],
)  # fmt: skip
def test_days_as_clerks_write_them(text: str, day: str | None) -> None:
    assert decided.day(text) == (dt.date.fromisoformat(day) if day else None)


# -- the pieces -----------------------------------------------------------------------------------


def due() -> sheets.Sheet:
    return next(sheet for sheet in sheets.SHEETS if sheet.key == "due")


@pytest.mark.parametrize(
    ("change", "own"),
    [
        (lambda heads: [*heads, "联系结果"], ["联系结果"]),
        (lambda heads: ["序号", *heads], ["序号"]),
        (lambda heads: [*heads[:4], "籍贯", "学历", *heads[4:]], ["籍贯", "学历"]),
        (lambda heads: [*heads[:-1], "联系结果"], ["联系结果"]),  # pasted without the hidden key
        (lambda heads: [*heads, "Note"], ["Note"]),
        (lambda heads: [*heads, "Note", "Note"], ["Note", "Note (2)"]),
        (lambda heads: [*heads[:3], "名字", *heads[4:]], []),
        (lambda heads: [head for head in heads if head != "Handled by"], []),
        (lambda heads: ["备注" if head == "Note" else head for head in heads], []),
        (lambda heads: [*reversed(heads)], []),
    ],
)
def test_which_columns_are_a_clerks_own(
    change: Callable[[list[str]], list[str]], own: list[str]
) -> None:
    heads = [column.title for column in due().columns]
    found = own_columns.found(change(heads), due())
    assert [found.own[place] for place in sorted(found.own)] == own


VALUES = st.one_of(st.none(), st.sampled_from(["甲", "乙", "丙"]))
KINDS = st.sampled_from(["column", "fill", "comment", "handled_on"])


def table(kind: str, value: str | None) -> pl.DataFrame:
    rows = [] if value is None else [(kind, "k", "p", value, None)]
    return pl.DataFrame(rows, schema=frames.ADDITIONS.columns, orient="row")


@given(KINDS, VALUES, VALUES, VALUES)
def test_no_copy_takes_away_what_it_did_not_show(
    kind: str, entered: str | None, shown: str | None, now: str | None
) -> None:
    row = pl.DataFrame(
        [(kind, "k", "p", entered, None)], schema=frames.ADDITIONS.columns, orient="row"
    )
    changed = merged_additions.merged(row, table(kind, shown), table(kind, now))
    after = merged_additions.together(table(kind, now), changed)["value"].to_list()
    value = after[0] if after else None
    if entered == shown:  # nobody touched it
        assert value == now
    elif now == shown or now is None:  # nobody else did
        assert value == entered
    elif entered is None:
        assert value == now
    else:
        assert entered in str(value)
        assert now in str(value) or kind in {"fill", "handled_on"}


def desk_store(desk: Desk):  # noqa: ANN201  # a Store, in a `with` block
    return run.load(desk.folder / "config.toml").store()


@pytest.mark.slow
def test_a_colour_on_an_own_column_is_not_that_of_one_of_ours(desk: Desk) -> None:
    one = keys(desk)[0]
    with Book(desk) as book:
        book.add_column("held")  # what one of ours is called in the program
        book.put(one, "held", "甲")
        cell = book.sheet.cell(book.row(one), book.column("held"))
        cell.fill = PatternFill("solid", fgColor="FFFFFF00")
    night(desk)
    book = Book(desk)
    row = book.sheet[book.row(one)]
    assert [cell.value for cell in row if cell.fill.fgColor.rgb == "FFFFFF00"] == ["甲"]


@pytest.mark.slow
def test_the_list_of_what_is_handed_out_counts_what_is_exempt_as_closed(desk: Desk) -> None:
    one = keys(desk)[0]
    with Book(desk) as book:
        book.put(one, "Status", "豁免")
        book.put(one, "Note", "理由")
        book.put(one, "Exempt until", "2099-01-01")
    night(desk)
    *_books, listed = run.write_worklists(
        run.load(desk.folder / "config.toml"), None, run.WorklistSelection(by="unit")
    )
    sheet = openpyxl.load_workbook(listed).worksheets[0]
    closed = next(cell.column for cell in sheet[HEAD] if cell.value == "Closed")
    assert sum(int(row[closed - 1].value or 0) for row in sheet.iter_rows(min_row=HEAD + 1)) == 1
