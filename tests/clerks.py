"""Clerks at work: `python -m tests.clerks --sequences 2000` does to worklists what people do.

Each sequence is a small committee over some nights: entries typed in, lines sorted without the
hidden key, pasted lower, deleted; headers renamed, columns removed, columns of their own added; copies
sent out, filled in late and handed in, as workbooks or as text; and meanwhile exports with corrected
names and numbers, renamed branches, other posts, joiners and leavers. A plain model knows which note was
typed for whom. Asked at the end: is every note there, and with the right person? With `--libreoffice`
worklists are also saved by LibreOffice, and handed in as .xls and .ods.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import openpyxl
import polars as pl
from openpyxl.worksheet.worksheet import Worksheet

from orgtransfer import run
from orgtransfer.errors import OrgtransferError
from orgtransfer.report import progress

BOOK: Final = "工作台账.xlsx"
CONFIG: Final = """
[systems.roster]
role = "roster"
members = "roster.csv"
[systems.register]
role = "register"
members = "register.csv"
"""
_HEAD: Final = (
    "姓名",
    "公民身份号码",
    "性别",
    "所在党支部",
    "工作单位",
    "岗位",
    "手机号码",
    "入党日期",
)
_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN: Final = "安博辰丹恩方庚涵静凯澜明宁佩清睿诗桐薇欣雅哲"
_PEOPLE: Final = 14
NOTES: Final = ("Note", "备注")
OWN: Final = "联系结果"
"""A column that clerks add."""


@dataclass
class Person:
    """One member: what both systems say, and every name ever borne."""

    names: list[str]
    number: str
    branch: str
    held: str | None
    """The branch in the register; None: in no register."""
    post: str
    phone: str

    @property
    def name(self) -> str:
        """The name in the exports of today."""
        return self.names[-1]


@dataclass
class Desk:
    """A folder, the people in its exports, and the notes that were typed."""

    folder: Path
    rng: random.Random
    people: list[Person] = field(default_factory=list)
    typed: dict[str, int] = field(default_factory=dict)
    """Note -> the place of its person in `people`."""
    copies: list[Path] = field(default_factory=list)
    serial: int = 0
    programs: tuple[str, ...] = ()
    """What LibreOffice may save a copy as; without it nothing."""
    done: list[str] = field(default_factory=list)
    """What was done, for whoever looks into a failure."""

    def begin(self) -> None:
        """The first exports and the first night."""
        (self.folder / "config.toml").write_text(CONFIG, encoding="utf-8")
        self.people = [self.joiner() for _one in range(_PEOPLE)]
        self.night()

    def joiner(self) -> Person:
        """Somebody new."""
        self.serial += 1
        rng = self.rng
        name = rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, 2))
        while any(name in one.names for one in self.people):
            name = rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, 2))
        # The region 999999 is nobody's.
        number = f"999999{1950 + self.serial % 50}{self.serial % 12 + 1:02d}{self.serial % 28 + 1:02d}{self.serial:03d}"
        held = rng.choice(["医院第一支部", "医院第二支部", "医院第三支部", None])
        post = rng.choice(["专职", "专职", "兼职", ""])
        branch = f"协会第{rng.choice('一二')}支部"
        return Person(
            [name], number + check_digit(number), branch, held, post, f"1{self.serial:010d}"
        )

    def night(self) -> run.RunResult:
        """Writes the exports and runs."""
        self.write()
        done = run.reconcile(
            run.load(self.folder / "config.toml"),
            run.RunOptions(accept=("shrink",)),
            progress.silent,
        )
        self.done.append("night")
        return done

    def write(self) -> None:
        """Writes the exports."""
        self._write("roster.csv", [one for one in self.people if one.branch])
        self._write("register.csv", [one for one in self.people if one.held], register=True)

    def _write(self, name: str, people: list[Person], *, register: bool = False) -> None:
        rows = [
            (one.name, one.number, "男", one.held if register else one.branch,
             "某某医院" if register else "某某协会", "" if register else one.post, one.phone, "2010-07-01")
            for one in people
        ]  # fmt: skip
        self.rng.shuffle(rows)
        with (self.folder / name).open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([_HEAD, *rows])

    # -- what clerks do -----------------------------------------------------------------------

    def type_notes(self, path: Path | None = None) -> None:
        """Types some notes, and a state now and then."""
        path = path or self.folder / BOOK
        book = openpyxl.load_workbook(path)
        for _one in range(self.rng.randint(1, 4)):
            self._type_one(book)
        book.save(path)

    def _type_one(self, book: openpyxl.Workbook) -> None:
        sheet, heads, row = self._line(book)
        if sheet is None:
            return
        who = self._whose(sheet, row)
        note = next((heads[one] for one in NOTES if one in heads), None)
        if self.rng.random() < 0.3:
            note = heads.get(OWN) or self._add_column(sheet)
        if who is None or note is None or sheet.cell(row, note).value:
            return
        self.serial += 1
        text = f"注{self.serial}号"
        sheet.cell(row, note).value = text
        self.typed[text] = who
        states = ["已办", "办理中", "已联系", "等领导批", None, None]
        status = next((heads[one] for one in ("Status", "处理状态") if one in heads), None)
        word = self.rng.choice(states)
        if status and word:
            sheet.cell(row, status).value = word

    @staticmethod
    def _add_column(sheet: Worksheet) -> int:
        at = (_heads(sheet) or (0, {}))[0]
        place = sheet.max_column + 1
        sheet.cell(at, place).value = OWN
        return place

    def _line(self, book: openpyxl.Workbook) -> tuple[Worksheet | None, dict[str, int], int]:
        found = []
        for sheet in book.worksheets:
            heads = _heads(sheet)
            if heads:
                rows = range(heads[0] + 1, sheet.max_row + 1)
                found += [(sheet, heads[1], row) for row in rows]
        return self.rng.choice(found) if found else (None, {}, 0)

    def _whose(self, sheet: Worksheet, row: int) -> int | None:
        """The one person whom the line names."""
        shown = {str(cell.value) for cell in sheet[row] if cell.value}
        at = [place for place, one in enumerate(self.people) if shown & set(one.names)]
        return at[0] if len(at) == 1 else None

    def sort_without_key(self) -> None:
        """Sorts, or pastes one lower, every column but the hidden one."""
        self._rearrange(self.rng.choice([True, False]))

    def _rearrange(self, lower: bool) -> None:
        book = openpyxl.load_workbook(self.folder / BOOK)
        sheet, heads, _row = self._line(book)
        if sheet is None:
            return
        first = (_heads(sheet) or (0, {}))[0] + 1
        rows = list(range(first, sheet.max_row + 1))
        order = [rows[-1], *rows[:-1]] if lower else self.rng.sample(rows, len(rows))
        columns = [at for head, at in heads.items() if head != "key"]
        cells = {(row, at): sheet.cell(row, at).value for row in rows for at in columns}
        for row, source in zip(rows, order, strict=True):
            for at in columns:
                sheet.cell(row, at).value = cells[source, at]
        book.save(self.folder / BOOK)

    def delete_lines(self) -> None:
        """Deletes two lines that hold nothing."""
        book = openpyxl.load_workbook(self.folder / BOOK)
        sheet, heads, row = self._line(book)
        note = next((heads[one] for one in NOTES if one in heads), None)
        if sheet is not None and note and not sheet.cell(row, note).value:
            sheet.delete_rows(row)
            book.save(self.folder / BOOK)

    def rename_header(self) -> None:
        """Writes something else over a header."""
        book = openpyxl.load_workbook(self.folder / BOOK)
        sheet, heads, _row = self._line(book)
        for one in NOTES:
            if sheet is not None and one in heads:
                at = (_heads(sheet) or (0, {}))[0]
                sheet.cell(at, heads[one]).value = self.rng.choice(
                    ["备注（必填）", "备 注", "说明", "心得"]
                )
        book.save(self.folder / BOOK)

    def remove_column(self) -> None:
        """Deletes a column of one sheet: 经办人, or the hidden key."""
        book = openpyxl.load_workbook(self.folder / BOOK)
        sheet, heads, _row = self._line(book)
        gone = self.rng.choice(["Handled by", "key"])
        if sheet is not None and gone in heads:
            sheet.delete_cols(heads[gone])
        book.save(self.folder / BOOK)

    def send_copy(self) -> None:
        """Keeps a copy, to be filled in and handed in later."""
        self.serial += 1
        copy = self.folder / f"copy{self.serial}.xlsx"
        shutil.copy(self.folder / BOOK, copy)
        self.copies.append(copy)

    def hand_in(self) -> None:
        """Fills in an older copy and hands it in, now and then as text or pasted anew."""
        if not self.copies:
            return
        copy = self.copies.pop(self.rng.randrange(len(self.copies)))
        self.type_notes(copy)
        form = self.rng.choice(["xlsx", "csv", "pasted", *self.programs])
        files = [copy]
        if form in self.programs:
            files = [libreoffice(copy, form)]
        elif form != "xlsx":
            files = _as_text(copy) if form == "csv" else [_pasted(copy)]
            copy.unlink()
        for one in run.decide(run.load(self.folder / "config.toml"), files):
            if one.refused and "not a worklist" not in one.refused:
                raise AssertionError(one.refused)

    # -- what the systems' keepers do ---------------------------------------------------------

    def correct(self) -> None:
        """One person's name, number, phone, post or branch is put right; a branch is renamed."""
        one = self.rng.choice(self.people)
        what = self.rng.choice(["name", "number", "phone", "post", "held", "branch"])
        if what == "name":
            one.names.append(one.name[:-1] + self.rng.choice(_GIVEN))
        elif what == "number":
            body = one.number[:14] + f"{(int(one.number[14:17]) + 10) % 1000:03d}"
            one.number = body + check_digit(body)
        elif what == "phone":
            one.phone = one.phone[:-1] + str((int(one.phone[-1]) + 1) % 10)
        elif what == "post":
            one.post = {"专职": "兼职", "兼职": "", "": "专职"}[one.post]
        elif what == "held" and one.held:
            old, fresh = one.held, f"{one.held}改"[-8:]
            for each in self.people:
                each.held = fresh if each.held == old else each.held
        else:
            one.branch = "协会第三支部" if "三" not in one.branch else "协会第一支部"

    def save_elsewhere(self) -> None:
        """Opens the worklist in LibreOffice and saves it."""
        libreoffice(self.folder / BOOK, "xlsx")

    def join_and_leave(self) -> None:
        """Somebody joins; somebody without notes leaves."""
        self.people.append(self.joiner())
        free = [at for at in range(len(self.people)) if at not in self.typed.values()]
        leaving = self.people[self.rng.choice(free)]
        leaving.branch, leaving.held = "", None

    # -- what is asked ------------------------------------------------------------------------

    def check(self) -> list[str]:
        """What is wrong: notes lost, or with somebody else."""
        workspace = run.load(self.folder / "config.toml")
        with workspace.store() as memory:
            kept = pl.concat(
                [
                    memory.decisions().select("kind", "a_key", "note"),
                    memory.additions.kept().select("kind", a_key="subject", note="value"),
                ]
            )
            outcome = memory.outcome(memory.run().run)
        names = (
            outcome.matched.persons.join(outcome.records.select("record", "name"), on="record")
            .group_by("person")
            .agg(pl.col("name").unique())
        )
        of_person = {person: set(found) for person, found in names.iter_rows()}
        wrong = []
        for text, who in self.typed.items():
            rows = kept.filter(pl.col("note").str.contains(rf"{text}(?:[^0-9]|$)"))
            if rows.is_empty():
                wrong.append(f"lost: {text}")
                continue
            for kind, key in rows.select("kind", "a_key").iter_rows():
                if kind == "unbound":
                    continue
                person = re.search(r"P[0-9a-f]{12}(?:-[0-9]+)?", key)
                bearers = of_person.get(person[0], set()) if person else set()
                if bearers and not bearers & set(self.people[who].names):
                    wrong.append(f"with somebody else: {text}")
        return wrong


def check_digit(body: str) -> str:
    total = sum(int(digit) * 2 ** (17 - at) for at, digit in enumerate(body))
    return "10X98765432"[total % 11]


def libreoffice(book: Path, form: str) -> Path:
    """The workbook as LibreOffice saves it, in the same folder; as `.xlsx` in its place."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            form,
            "--outdir",
            folder,
            str(book),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        made = book.with_suffix(f".{form}")
        shutil.copy(Path(folder) / made.name, made)
    return made


def _heads(sheet: Worksheet) -> tuple[int, dict[str, int]] | None:
    for row in sheet.iter_rows(max_row=8):
        heads = {str(cell.value): cell.column for cell in row if cell.value}
        if {"Status", "处理状态"} & heads.keys() and len(heads) > 3:
            return row[0].row, heads
    return None


def _as_text(copy: Path) -> list[Path]:
    made = []
    for sheet in openpyxl.load_workbook(copy).worksheets:
        if _heads(sheet):
            path = copy.with_name(f"{copy.stem}_{sheet.title}.csv")
            with path.open("w", encoding="gb18030", newline="", errors="replace") as stream:
                csv.writer(stream).writerows(
                    ["" if value is None else value for value in row]
                    for row in sheet.iter_rows(values_only=True)
                )
            made.append(path)
    return made


def _pasted(copy: Path) -> Path:
    """The cells that can be seen, pasted into a new workbook."""
    fresh = openpyxl.Workbook()
    for sheet in openpyxl.load_workbook(copy).worksheets:
        heads = _heads(sheet)
        if heads:
            page = fresh.create_sheet(sheet.title)
            key = heads[1].get("key", 0) - 1
            for row in sheet.iter_rows(min_row=heads[0], values_only=True):
                page.append([value for at, value in enumerate(row) if at != key])
    path = copy.with_name(f"{copy.stem}_pasted.xlsx")
    fresh.save(path)
    return path


ACTS: Final[dict[str, int]] = {
    "type_notes": 6, "sort_without_key": 2, "delete_lines": 1, "rename_header": 1,
    "remove_column": 1, "send_copy": 2, "hand_in": 3, "correct": 4, "join_and_leave": 1, "night": 4,
}  # fmt: skip
"""What may happen -> how often."""


PROGRAMS: Final = ("xls", "ods")


def sequence(seed: int, length: int = 14, *, programs: bool = False) -> tuple[Desk, list[str]]:
    """One sequence of acts: the desk at its end, and what is wrong there.

    Args:
        seed: of the sequence.
        length: how many acts.
        programs: whether LibreOffice saves worklists, too.
    """
    rng = random.Random(seed)
    acts = {**ACTS, "save_elsewhere": 2} if programs else ACTS
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), rng, programs=PROGRAMS if programs else ())
        desk.begin()
        try:
            for act in rng.choices(list(acts), weights=list(acts.values()), k=length):
                desk.done.append(act)
                _result: Any = getattr(desk, act)()
            while desk.copies:
                desk.hand_in()
            desk.night()
            desk.night()
            wrong = desk.check()
        except OrgtransferError as error:
            wrong = [f"stopped: {type(error).__name__}: {error}"]
    return desk, wrong


def tell(seed: int, first: int, sequences: int) -> None:
    """Says on the standard error how far a long run is, every ten sequences."""
    done = seed - first + 1
    if done % 10 == 0:
        print(f"{done} of {sequences}", file=sys.stderr, flush=True)


def main() -> None:
    """Prints what went wrong, and the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=50)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--libreoffice", action="store_true")
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    notes = 0
    for seed in range(given.first, given.first + given.sequences):
        desk, wrong = sequence(seed, programs=given.libreoffice)
        notes += len(desk.typed)
        counts.update(line.partition(":")[0] for line in wrong)
        if wrong:
            print(seed, wrong[:3], desk.done, flush=True)
        tell(seed, given.first, given.sequences)
    print(
        f"{given.sequences} sequences, {notes} notes: {dict(counts) or 'nothing lost, moved or stopped'}"
    )


if __name__ == "__main__":
    main()
