"""A committee's folder, and what clerks do with the worklist in it."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from orgtransfer import run
from orgtransfer.report import progress
from tests import clerk_books
from tests.clerk_books import NOTES, OWN, STATUS, column, heads, libreoffice, numbered
from tests.clerk_model import Model, Ruled, note, ruled
from tests.clerk_people import CONFIG, Members, Person

__all__ = ["BOOK", "CONFIG", "Copy", "Desk", "Person"]

BOOK: Final = "工作台账.xlsx"
_STATES: Final = ("已办", "办理中", "已联系", "等领导批", None, None)
_FORMS: Final = ("xlsx", "csv", "pasted")


@dataclass
class Copy:
    """A copy that was sent out."""

    path: Path
    touched: set[int]
    """Whom it says something of that the store had not when it was made."""
    half: int | None = None
    """Which half of the lines it has; None: all of them."""
    files: list[Path] = field(default_factory=list)
    """What was handed in of it."""
    timeless: bool = False
    """Whether these do not tell when it was written."""


@dataclass
class Desk(Members):
    """A committee's folder, the people in its exports, and the notes that were typed."""

    model: Model = field(default_factory=Model)
    copies: list[Copy] = field(default_factory=list)
    sent: list[Copy] = field(default_factory=list)
    """Copies that were handed in, to be sent again."""
    touched: set[int] = field(default_factory=set)
    """Whom something was typed about since the worklist was last read."""
    programs: tuple[str, ...] = ()
    """What LibreOffice may save a copy as; without it nothing."""
    done: list[str] = field(default_factory=list)
    """What was done, for whoever looks into a failure."""
    counts: Counter[str] = field(default_factory=Counter)
    """How often each was really done."""
    wrong: list[str] = field(default_factory=list)
    corrected: bool = False
    """Whether the next exports say something else than the last ones."""
    _book: openpyxl.Workbook | None = None
    """The worklist while a clerk has it open."""

    def begin(self, config: str = CONFIG) -> None:
        """The first exports and the first night."""
        (self.folder / "config.toml").write_text(config, encoding="utf-8")
        self.people = [self.joiner() for _one in range(self.size)]
        self.night()

    def night(self) -> run.RunResult:
        """Writes the exports and runs."""
        self.write()
        return self._run()

    def next_night(self) -> None:
        """A night before which new exports came, or now and then none."""
        if self.corrected or self.rng.random() < 0.3:
            self.night()
            self.corrected = False
        else:
            self.counts["nights without new exports"] += 1
            self._run()

    def do(self, act: str) -> None:
        """Does what is called so, and counts it if there was something to do it to."""
        self.done.append(act)
        if getattr(self, act)() is not False:
            self.counts[act] += 1

    def finish(self) -> None:
        """Whatever is still out is handed in; two more nights, and all is asked."""
        while self.copies:
            self.do("hand_in")
        self.do("next_night")
        self._run()
        with self._workspace().store() as memory:
            self.wrong += self.model.check(memory, self.people)
        self.wrong += self.model.read(self.folder / BOOK)
        self.counts["notes"] += len(self.model.typed)
        self.counts["notes asked about"] += len(self.model.asked & self.model.typed.keys())

    def _workspace(self) -> run.Workspace:
        return run.load(self.folder / "config.toml")

    def _run(self) -> run.RunResult:
        self.close()
        before = self._ruled()
        options = run.RunOptions(accept=("shrink",))
        done = run.reconcile(self._workspace(), options, progress.silent)
        self.model.learn(done.outcome)
        # What moves to another finding of the same person with the night is none of the clerks' words.
        after = {key: said for key, said in self._ruled().items() if key in before}
        self._ask(before, after, self.touched)
        self.touched = set()
        return done

    def _ruled(self) -> Ruled:
        if not (self.folder / BOOK).exists():
            return {}
        with self._workspace().store() as memory:
            return ruled(memory)

    def _ask(
        self, before: Ruled, after: Ruled, touched: Iterable[int], *, timeless: bool = False
    ) -> None:
        people = [self.people[one] for one in touched]
        self.wrong += self.model.touched(before, after, people, timeless=timeless)

    # -- the worklist in a clerk's hands --------------------------------------------------------

    @property
    def book(self) -> openpyxl.Workbook:
        """The worklist, open until it is closed."""
        if self._book is None:
            whole = self.rng.random() < 0.3
            self._book = clerk_books.opened(self.folder / BOOK, whole=whole)
            self.counts["opened by openpyxl" + (", whole" if whole else "")] += 1
        return self._book

    def close(self) -> None:
        """Saves the worklist if it is open."""
        if self._book is not None:
            self._book.save(self.folder / BOOK)
            self._book = None

    def type_notes(self) -> bool:
        """Types some notes, and a state now and then."""
        return self._type(self.book, self.touched)

    def _type(self, book: openpyxl.Workbook, touched: set[int]) -> bool:
        some = [self._type_one(book, touched) for _one in range(self.rng.randint(1, 4))]
        return any(some)

    def _type_one(self, book: openpyxl.Workbook, touched: set[int]) -> bool:
        sheet, found, row = self._line(book)
        if sheet is None:
            return False
        who, at = self._whose(sheet, row), column(found, NOTES)
        if self.rng.random() < 0.3:
            at = found.get(OWN) or _add_column(sheet)
        if who is None or at is None or sheet.cell(row, at).value:
            return False
        self.serial += 1
        sheet.cell(row, at).value = note(self.serial)
        self.model.typed[note(self.serial)] = who
        touched.add(who)
        status, word = column(found, STATUS), self.rng.choice(_STATES)
        if status and word:
            sheet.cell(row, status).value = word
        return True

    def type_over(self) -> bool:
        """Types another note over one that stands there."""
        places: dict[str, list[tuple[Worksheet, int, int]]] = {}
        for sheet in self.book.worksheets:
            for row in sheet.iter_rows() if heads(sheet) else ():
                for cell in row:
                    for text in numbered(str(cell.value or "")):
                        places.setdefault(text, []).append((sheet, cell.row, cell.column))
        # What stands in two lines, or beside another note, is left alone: one would have to go on both.
        once = [
            (text, *at[0])
            for text, at in places.items()
            if len(at) == 1 and at[0][0].cell(*at[0][1:]).value == text and text in self.model.typed
        ]
        if not once:
            return False
        old, sheet, line, place = self.rng.choice(once)
        self.serial += 1
        fresh = note(self.serial)
        sheet.cell(line, place).value = fresh
        who = self.model.typed[fresh] = self.model.typed.pop(old)
        self.model.gone[old] = fresh
        self.touched.add(who)
        return True

    def _line(self, book: openpyxl.Workbook) -> tuple[Worksheet | None, dict[str, int], int]:
        found = []
        for sheet in book.worksheets:
            head = heads(sheet)
            if head:
                rows = range(head[0] + 1, sheet.max_row + 1)
                found += [(sheet, head[1], row) for row in rows]
        return self.rng.choice(found) if found else (None, {}, 0)

    def _whose(self, sheet: Worksheet, row: int) -> int | None:
        """The one person whom the line names."""
        shown = {str(cell.value) for cell in sheet[row] if cell.value}
        at = [place for place, one in enumerate(self.people) if shown & set(one.names)]
        return at[0] if len(at) == 1 else None

    def _block(self) -> tuple[Worksheet, dict[str, int], list[int]] | None:
        """Some lines of a sheet, one below the other."""
        sheet, found, row = self._line(self.book)
        if sheet is None or _merged(sheet):
            return None
        last = self.rng.choice([sheet.max_row, row + 2])
        rows = list(range(row, min(last, sheet.max_row) + 1))
        return (sheet, found, rows) if len(rows) > 1 else None

    def sort_without_key(self) -> bool:
        """Sorts a part of a sheet, or pastes it one lower: every column but the hidden one."""
        block = self._block()
        if block is None:
            return False
        sheet, found, rows = block
        lower = [rows[-1], *rows[:-1]]
        order = self.rng.choice([lower, self.rng.sample(rows, len(rows))])
        columns = [at for head, at in found.items() if head != "key"]
        _move(sheet, rows, order, columns)
        return True

    def cut_block(self) -> bool:
        """Cuts whole lines out and inserts them further up or down."""
        block = self._block()
        if block is None:
            return False
        sheet, _found, rows = block
        cut = self.rng.randint(1, len(rows) - 1)
        _move(sheet, rows, [*rows[cut:], *rows[:cut]], list(range(1, sheet.max_column + 1)))
        return True

    def insert_line(self) -> bool:
        """Inserts an empty line."""
        sheet, _found, row = self._line(self.book)
        if sheet is None or _merged(sheet):
            return False
        sheet.insert_rows(row)
        return True

    def delete_lines(self) -> bool:
        """Filters, and deletes lines in which nobody has typed anything."""
        block = self._block()
        if block is None:
            return False
        sheet, _found, rows = block
        free = [row for row in rows if not any(_said(cell.value) for cell in sheet[row])]
        for row in reversed(free[:2]):
            sheet.delete_rows(row)
        return bool(free)

    def rename_header(self) -> bool:
        """Writes something else over a header."""
        sheet, found, _row = self._line(self.book)
        at = column(found, NOTES)
        if sheet is None or at is None:
            return False
        line = (heads(sheet) or (0, {}))[0]
        words = ["备注（必填）", "备 注", "说明", "心得"]
        sheet.cell(line, at).value = self.rng.choice(words)
        return True

    def rename_sheet(self) -> bool:
        """Gives a sheet another name."""
        sheet, _found, _row = self._line(self.book)
        if sheet is None:
            return False
        self.serial += 1
        sheet.title = f"小王{self.serial}"
        return True

    def merge_cells(self) -> bool:
        """Writes one handler for several lines, in cells that are merged."""
        block = self._block()
        if block is None or "Handled by" not in block[1]:
            return False
        sheet, found, rows = block
        at = found["Handled by"]
        sheet.cell(rows[0], at).value = "小王"
        sheet.merge_cells(start_row=rows[0], end_row=rows[-1], start_column=at, end_column=at)
        self.touched |= {who for row in rows if (who := self._whose(sheet, row)) is not None}
        return True

    def remove_column(self) -> bool:
        """Deletes a column of one sheet: 经办人, or the hidden key."""
        sheet, found, _row = self._line(self.book)
        gone = self.rng.choice(["Handled by", "key"])
        if sheet is None or gone not in found or _merged(sheet):
            return False
        sheet.delete_cols(found[gone])
        return True

    # -- copies -----------------------------------------------------------------------------------

    def send_copy(self, half: int | None = None) -> None:
        """Keeps a copy, to be filled in and handed in later."""
        self.close()
        self.serial += 1
        path = self.folder / f"copy{self.serial}.xlsx"
        shutil.copy(self.folder / BOOK, path)
        self.copies.append(Copy(path, set(self.touched), half))

    def split_copy(self) -> None:
        """Splits the worklist between two clerks."""
        self.send_copy(0)
        self.send_copy(1)

    def hand_in(self) -> bool:
        """Fills in some older copies and hands them in, now and then as text or pasted anew."""
        if not self.copies:
            return False
        number = self.rng.randint(1, min(3, len(self.copies)))
        some = [self.copies.pop(self.rng.randrange(len(self.copies))) for _one in range(number)]
        for one in some:
            self._fill_in(one)
        self._decide(some)
        self.sent += some
        return True

    def _fill_in(self, one: Copy) -> None:
        book = clerk_books.opened(one.path, whole=False)
        if one.half is not None:
            _halve(book, one.half)
        self._type(book, one.touched)
        book.save(one.path)
        form = self.rng.choice([*_FORMS, *self.programs * 2])
        self.counts[f"handed in as {form}"] += 1
        one.timeless = form in {"csv", "pasted"}
        if one.timeless:
            self.model.timeless |= clerk_books.notes(book)
        if form in self.programs:
            one.files = [libreoffice(one.path, form)]
        elif form == "csv":
            one.files = clerk_books.as_text(book, one.path)
        else:
            one.files = [one.path if form == "xlsx" else clerk_books.pasted(book, one.path)]

    def send_again(self) -> bool:
        """Hands in what was handed in before, or a copy that nobody has filled in."""
        blank = [Copy(one.path, one.touched, files=[one.path]) for one in self.copies]
        if not (self.sent or blank):
            return False
        self._decide([self.rng.choice([*self.sent, *blank])])
        return True

    def _decide(self, some: list[Copy]) -> None:
        before = self._ruled()
        files = [file for one in some for file in one.files]
        for report in run.decide(self._workspace(), files):
            if report.refused and "not a worklist" not in report.refused:
                self.wrong.append(f"stopped: {report.refused}")
        touched = set().union(*(one.touched for one in some))
        timeless = any(one.timeless for one in some)
        self._ask(before, self._ruled(), touched, timeless=timeless)

    # -- other programs, and other people ---------------------------------------------------------

    def correct(self) -> None:
        """Something is put right in the exports to come."""
        super().correct()
        self.corrected = True

    def save_elsewhere(self) -> None:
        """Opens the worklist in LibreOffice and saves it."""
        self.close()
        libreoffice(self.folder / BOOK, "xlsx")

    def join_and_leave(self) -> None:
        """Somebody joins; somebody without notes leaves."""
        self.people.append(self.joiner())
        free = [at for at in range(len(self.people)) if at not in self.model.typed.values()]
        leaving = self.people[self.rng.choice(free)]
        leaving.branch, leaving.held = "", None
        self.corrected = True


def _add_column(sheet: Worksheet) -> int:
    line = (heads(sheet) or (0, {}))[0]
    place = int(sheet.max_column) + 1
    sheet.cell(line, place).value = OWN
    return place


def _merged(sheet: Worksheet) -> bool:
    """Whether cells of lines are merged: openpyxl does not move these with their lines."""
    line = (heads(sheet) or (0, {}))[0]
    return any(one.max_row > line for one in sheet.merged_cells.ranges)


def _move(sheet: Worksheet, rows: list[int], order: list[int], columns: list[int]) -> None:
    """Puts into each of the rows what stands in the one of `order`."""
    cells = {(row, at): sheet.cell(row, at).value for row in rows for at in columns}
    for row, source in zip(rows, order, strict=True):
        for at in columns:
            sheet.cell(row, at).value = cells[source, at]


def _said(value: object) -> bool:
    return bool(numbered(str(value or "")))


def _halve(book: openpyxl.Workbook, half: int) -> None:
    """Deletes every other line."""
    for sheet in book.worksheets:
        head = heads(sheet)
        rows = range(head[0] + 1, sheet.max_row + 1) if head else ()
        for row in reversed(rows):
            said = any(_said(cell.value) for cell in sheet[row])
            if row % 2 == half and not said:
                sheet.delete_rows(row)
