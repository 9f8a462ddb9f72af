"""A committee that rules on pairs: `python -m tests.committee --sequences 300`.

Each sequence is a small world of namesakes without numbers, over some nights: clerks rule in the
workbook, in copies of different age and on the terminal; rulings are confirmed, taken back by
command and in the sheet; branches are spelt otherwise, and rows stand in another order. A plain
model knows every word. Asked after each act and night: is every ruling there as it was said, did no
older copy win, do those count that ought to, are contradictions shown; and at the end, with every
ruling taken back: are the findings those of a store in which nobody ever ruled?
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import openpyxl
import polars as pl
from openpyxl.worksheet.worksheet import Worksheet

from orgtransfer import run
from orgtransfer.errors import InputError, OrgtransferError
from orgtransfer.models import Outcome
from orgtransfer.report import progress
from orgtransfer.run import judging, ruling_history
from orgtransfer.store import Store, health, tables
from orgtransfer.worklist import headers
from tests import clerks
from tests.samples.people import check_digit

CONFIG: Final = clerks.CONFIG + "[rulings]\napprove = {approve}\n"
HEAD: Final = ("姓名", "公民身份号码", "性别", "所在党支部", "工作单位", "岗位", "出生日期")
_CLERKS: Final = ("王干事", "李干事", "陈干事")
_WORDS: Final = {"same": "同一人", "different": "不是同一人"}
_NAMES: Final = ("赵安博", "钱辰丹", "孙恩方", "李庚涵")
_SHEETS: Final = ("待核实配对", "Pairs to judge")
_RECORD: Final = ("判定记录", "Record of rulings")

Pair = tuple[str, str]
Word = tuple[str, str | None]
"""A ruling, and the name that stands beside it."""
_NOTHING: Final[Word] = ("open", None)


@dataclass
class Act:
    """One word on one pair."""

    word: str
    clerk: str
    confirmed: bool = False
    undone: bool = False


@dataclass
class Committee:
    """A folder, the words that were said, and what has gone wrong."""

    folder: Path
    rng: random.Random
    approve: int = 1
    acts: dict[Pair, list[Act]] = field(default_factory=dict)
    disputed: dict[Pair, str] = field(default_factory=dict)
    """Pair -> the word that was not applied."""
    copies: list[tuple[Path, dict[Pair, Word], set[Pair]]] = field(default_factory=list)
    """A copy, what it shows of each pair, and which it asks about."""
    shown: tuple[dict[Pair, Word], set[Pair]] = field(default_factory=lambda: ({}, set()))
    """The same of the workbook."""
    seen: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """Number of a ruling -> what it said when it was first listed."""
    spelling: int = 0
    serial: int = 0
    wrong: list[str] = field(default_factory=list)
    planted: int = 0
    done: list[str] = field(default_factory=list)

    @property
    def workspace(self) -> run.Workspace:
        """The configuration."""
        return run.load(self.folder / "config.toml")

    # -- the exports --------------------------------------------------------------------------

    def begin(self) -> None:
        """The first exports and the first night."""
        text = CONFIG.format(approve=self.approve)
        (self.folder / "config.toml").write_text(text, encoding="utf-8")
        self.night()

    def write(self, folder: Path) -> None:
        """The exports: per name one or two rows of the roster, two or three of the register."""
        branch = ("协会功能型党支部", "协会功能型支部")[self.spelling % 2]
        roster, register = [], []
        for place, name in enumerate(_NAMES):
            roster += [
                (name, "", "男", f"{branch}{copy + 1}", "某某医院", "兼职", _birth(place))
                for copy in range(1 + place % 2)
            ]
            register += [
                (
                    name,
                    number(place, copy),
                    "男",
                    f"医院第{'一二三'[copy]}支部",
                    "某某医院",
                    "",
                    _birth(place),
                )
                for copy in range(2 + place // 2 % 2)
            ]
        for name, rows in (("roster.csv", roster), ("register.csv", register)):
            self.rng.shuffle(rows)
            with (folder / name).open("w", encoding="utf-8-sig", newline="") as stream:
                csv.writer(stream).writerows([HEAD, *rows])

    def night(self) -> None:
        """A run, and what has to be true after it."""
        self.write(self.folder)
        run.reconcile(self.workspace, run.RunOptions(accept=("shrink",)), progress.silent)
        with self.workspace.store() as memory:
            self.shown = ({pair: self.last(pair) for pair in self.acts}, self.asked(memory))
        self.check()

    def respell(self) -> None:
        """The branches are spelt otherwise from now on."""
        self.spelling += 1

    # -- the model ----------------------------------------------------------------------------

    def last(self, pair: Pair) -> Word:
        """What was said of a pair last, and by whom."""
        said = [act for act in self.acts.get(pair, []) if not act.undone]
        return (said[-1].word, said[-1].clerk) if said else _NOTHING

    def word(self, pair: Pair) -> str:
        """What holds of a pair."""
        return self.last(pair)[0]

    def _span(self, pair: Pair) -> list[Act]:
        """What was said last, again and again."""
        span: list[Act] = []
        for act in reversed([act for act in self.acts.get(pair, []) if not act.undone]):
            if span and act.word != span[0].word:
                break
            span.append(act)
        return span

    def _say(self, pair: Pair, word: str, clerk: str, *, asked: bool) -> None:
        said = [act for act in self.acts.get(pair, []) if not act.undone]
        if said and (said[-1].word, said[-1].clerk) == (word, clerk) and not asked:
            return
        self.acts.setdefault(pair, []).append(Act(word, clerk, confirmed=asked))

    # -- what clerks do -----------------------------------------------------------------------

    def judge(self) -> None:
        """Rules on some pairs on the terminal."""
        for _one in range(self.rng.randint(1, 4)):
            self._judge_one()

    def _judge_one(self) -> None:
        workspace = self.workspace
        with workspace.store() as memory:
            asked = judging.open_pairs(workspace, memory).to_dicts()
        if not asked:
            return
        one = self.rng.choice(asked)
        word, clerk = self.rng.choice(list(_WORDS)), self.rng.choice(_CLERKS)
        with workspace.store(create=True) as memory:
            pair = _pair(one["key"])
            asked_of = pair in self.asked(memory)
            judging.rule(workspace, memory, one, judging.Ruling(word, clerk, None))
        self._say(pair, word, clerk, asked=asked_of)
        self.disputed.pop(pair, None)

    def enter(self) -> None:
        """Rules in the workbook; the night that follows takes it."""
        self._fill(self.folder / clerks.BOOK, *self.shown)
        self.night()

    def _fill(self, path: Path, shown: dict[Pair, Word], asked: set[Pair]) -> None:
        """Some rulings in a workbook, and what they mean by the model."""
        book = openpyxl.load_workbook(path)
        sheet = next((book[name] for name in _SHEETS if name in book.sheetnames), None)
        found = heads(sheet) if sheet is not None else None
        if sheet is None or found is None:
            return
        top, columns = found
        lines = [
            row
            for row in range(top + 1, sheet.max_row + 1)
            if sheet.cell(row, columns["key"]).value
        ]
        if not lines:
            return
        for row in self.rng.sample(lines, min(len(lines), self.rng.randint(1, 3))):
            self._fill_one(sheet, row, columns, (shown, asked))
        book.save(path)

    def _fill_one(
        self, sheet: Worksheet, row: int, columns: dict[str, int], then: tuple[dict[Pair, Word], set[Pair]]
    ) -> None:  # fmt: skip
        shown, asked = then
        pair = _pair(str(sheet.cell(row, columns["key"]).value))
        word, clerk = self.rng.choice(list(_WORDS)), self.rng.choice(_CLERKS)
        sheet.cell(row, columns["ruling"]).value = _WORDS[word]
        sheet.cell(row, columns["handler"]).value = clerk
        (before, who), (now, now_by) = shown.get(pair, _NOTHING), self.last(pair)
        name = _named(clerk, who, now_by)
        if pair in asked:
            with self.workspace.store() as memory:
                still = pair in self.asked(memory)
            self._say(pair, word, name, asked=still)
            self.disputed.pop(pair, None)
        elif (word, clerk) == (before, who):
            pass  # what the copy showed is no word of anybody's
        elif word in {before, now} or now in {before, "open"}:
            self._say(pair, now if word == before else word, name, asked=False)
        else:
            self.disputed[pair] = word
            self.planted += 1
            self._say(pair, now, name, asked=False)

    def asked(self, memory: Store) -> set[Pair]:
        """The pairs against whose ruling something stands."""
        known = memory.decisions().filter(
            pl.col("kind") == "disputed_pair", pl.col("ruling") != "open"
        )
        return {(a, b) for a, b in known.select("a_key", "b_key").iter_rows()}

    def send_copy(self) -> None:
        """Keeps a copy, to be filled in later."""
        self.serial += 1
        copy = self.folder / f"copy{self.serial}.xlsx"
        shutil.copy(self.folder / clerks.BOOK, copy)
        self.copies.append((copy, *self.shown))

    def hand_in(self) -> None:
        """Rules in an older copy and hands it in."""
        if not self.copies:
            return
        copy, shown, asked = self.copies.pop(self.rng.randrange(len(self.copies)))
        self._fill(copy, shown, asked)
        (told,) = run.decide(self.workspace, [copy])
        if told.refused:
            self.wrong.append(f"refused: {told.refused}")

    def undo(self) -> None:
        """Takes a ruling back by command."""
        one = self._standing()
        if one is None:
            return
        ruling_history.undo(self.workspace, one["key"], self.rng.choice(_CLERKS), "看错")
        self._undone(one)

    def undo_in_the_sheet(self) -> None:
        """Takes a ruling back in the record of rulings; the night that follows takes it."""
        book = openpyxl.load_workbook(self.folder / clerks.BOOK)
        sheet = next((book[name] for name in _RECORD if name in book.sheetnames), None)
        found = heads(sheet) if sheet is not None else None
        one = self._standing()
        if sheet is None or found is None or one is None:
            return
        top, columns = found
        for row in range(top + 1, sheet.max_row + 1):
            if sheet.cell(row, columns["key"]).value == one["key"]:
                sheet.cell(row, columns["ruling"]).value = "撤销"
                sheet.cell(row, columns["handler"]).value = "李干事"
                book.save(self.folder / clerks.BOOK)
                self._undone(one)
        self.night()

    def _undone(self, one: dict[str, Any]) -> None:
        pair = (one["a_key"], one["b_key"])
        acts = self.acts[pair]
        place = [row["key"] for row in self._history() if (row["a_key"], row["b_key"]) == pair]
        if place.index(one["key"]) < len(acts):
            acts[place.index(one["key"])].undone = True

    def confirm(self) -> None:
        """Another clerk says of a ruling what it says."""
        one = self._standing()
        if one is None or one["standing"] != "in_force":
            return
        pair, clerk = (one["a_key"], one["b_key"]), self.rng.choice(_CLERKS)
        with self.workspace.store() as memory:
            asked = pair in self.asked(memory)
        said = {name for act in self._span(pair) for name in act.clerk.split("、")}
        try:
            ruling_history.confirm(self.workspace, one["key"], clerk, None)
        except InputError:
            if clerk not in said:
                self.wrong.append("a confirmation was refused")
            return
        if clerk in said:
            self.wrong.append("somebody confirmed a ruling of their own")
        self._say(pair, one["ruling"], clerk, asked=asked)
        self.disputed.pop(pair, None)

    # -- what has to be true ------------------------------------------------------------------

    def _history(self) -> list[dict[str, Any]]:
        with self.workspace.store() as memory:
            rulings = ruling_history.keyed(memory.rulings())
        return rulings.filter(pl.col("kind") == "pair").to_dicts()

    def _standing(self) -> dict[str, Any] | None:
        rows = [row for row in self._history() if row["undone"] is None]
        return self.rng.choice(rows) if rows else None

    def check(self) -> None:
        """Compares the store, and what the last run made of it, with the model."""
        with self.workspace.store() as memory:
            outcome = memory.outcome(memory.run().run)
            latest = {
                (row["a_key"], row["b_key"]): row["ruling"]
                for row in memory.decisions().filter(pl.col("kind") == "pair").to_dicts()
            }
            against = self.asked(memory)
        self.wrong += [
            f"damage: {fault.what}" for fault in health.check(self.folder / ".orgtransfer")
        ]
        for pair in self.acts:
            if latest.get(pair, "open") != self.word(pair):
                self.wrong.append(f"word: {latest.get(pair)} is not {self.word(pair)}")
        missing = [
            pair
            for pair, word in self.disputed.items()
            if word != self.word(pair) and pair not in against
        ]
        self.wrong += ["dispute: not shown"] * len(missing)
        self._check_history()
        self._check_persons(outcome, against)

    def _check_history(self) -> None:
        history = self._history()
        for pair, acts in self.acts.items():
            said = [
                (row["ruling"], row["handler"], row["undone"] is not None)
                for row in history
                if (row["a_key"], row["b_key"]) == pair
            ]
            if said != [(act.word, act.clerk, act.undone) for act in acts]:
                self.wrong.append(f"words: {said} are not {acts}")
        rows = {row["key"]: _unchanging(row) for row in history}
        lost = [key for key, said in self.seen.items() if rows.get(key) != said]
        self.wrong += ["history: a ruling was lost or changed"] * len(lost)
        self.seen |= rows

    def _check_persons(self, outcome: Outcome, against: set[Pair]) -> None:
        """What counts holds; what waits could not hold beside it."""
        rows = outcome.records.join(outcome.matched.persons, on="record")
        person = dict(rows.select("record_key", "person").iter_rows())
        numbers = dict(rows.select("record_key", "id_key").iter_rows())
        enough = {
            pair: word
            for pair in self.acts
            if (word := self.word(pair)) != "open" and self._is_enough(pair)
        }
        waits = outcome.matched.pairs.filter(pl.col("reason").str.starts_with("contested"))
        keys = rows["record_key"].to_list()
        contested = {_ordered(keys[a], keys[b]) for a, b in waits.select("a", "b").iter_rows()}
        counts = {pair: word for pair, word in enough.items() if pair not in contested}
        for (a, b), word in counts.items():
            if (person[a] == person[b]) != (word == "same"):
                self.wrong.append(f"counts: {word} does not hold")
        if not _possible(counts, numbers):
            self.wrong.append("counts: contradictory rulings count together")
        for pair in contested & enough.keys():
            self.planted += 1
            if pair not in against:
                self.wrong.append("contested: not shown")
            if _possible({**counts, pair: enough[pair]}, numbers):
                self.wrong.append("contested: without a reason")

    def _is_enough(self, pair: Pair) -> bool:
        clerks = {name for act in self._span(pair) for name in act.clerk.split("、")}
        return len(clerks) >= self.approve

    def end(self) -> None:
        """Every ruling is taken back: the findings are those of a store that knows of none."""
        for row in self._history():
            if row["undone"] is None:
                ruling_history.undo(self.workspace, row["key"], None, "全部撤销")
                self._undone(row)
        self.disputed.clear()
        self.night()
        twin = self.folder / "twin"
        twin.mkdir()
        for name in ("config.toml", "roster.csv", "register.csv"):
            shutil.copy(self.folder / name, twin)
        shutil.copytree(self.folder / "first", twin / ".orgtransfer")
        run.reconcile(
            run.load(twin / "config.toml"),
            run.RunOptions(accept=("shrink", "store")),
            progress.silent,
        )
        if _findings(self.folder) != _findings(twin):
            self.wrong.append("undo: other findings than without rulings")


def _named(entered: str, shown: str | None, now: str | None) -> str:
    """The name that stands there after a copy: the changed one, or both where both were changed."""
    if entered == shown and now:
        return now
    if now in {shown, None}:
        return entered
    assert now is not None
    if entered in now:
        return now
    return entered if now in entered else f"{now}、{entered}"


def _findings(folder: Path) -> list[tuple[Any, ...]]:
    with run.load(folder / "config.toml").store() as memory:
        outcome = memory.outcome(memory.run().run)
    made = tables.table(outcome, "findings").drop("state", "first_seen")
    return sorted(made.rows(), key=repr)


def _possible(rulings: dict[Pair, str], numbers: dict[str, str | None]) -> bool:
    """Whether rulings can all be true, by the plainest of ways."""
    groups = [{key} for key in {key for pair in rulings for key in pair}]
    for (a, b), word in rulings.items():
        if word == "same":
            joined = next(one for one in groups if a in one) | next(
                one for one in groups if b in one
            )
            groups = [one for one in groups if not one & joined] + [joined]
    of = {key: place for place, group in enumerate(groups) for key in group}
    if any(of[a] == of[b] for (a, b), word in rulings.items() if word == "different"):
        return False
    return all(len({numbers[key] for key in group} - {None}) <= 1 for group in groups)


def _pair(key: str) -> Pair:
    a, _bar, b = key.partition("|")
    return _ordered(a, b)


def _ordered(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def _unchanging(row: dict[str, Any]) -> tuple[Any, ...]:
    names = (
        "kind",
        "a_key",
        "b_key",
        "ruling",
        "handler",
        "note",
        "taken",
        "origin",
        "evidence",
        "a_text",
    )
    return tuple(row[name] for name in names)


def _birth(place: int) -> str:
    return f"19{60 + place}-0{place + 1}-1{place}"


def number(place: int, copy: int) -> str:
    """A number with a right check digit that can belong to nobody."""
    # The region 999999 is nobody's.
    body = "999999" + _birth(place).replace("-", "") + f"{place}{copy}1"
    return body + check_digit(body)


def heads(sheet: Any) -> tuple[int, dict[str, int]] | None:  # noqa: ANN401  # an openpyxl sheet
    """The row of the headers of a sheet, and the place of each column from 1 on."""
    for number, row in enumerate(sheet.iter_rows(max_row=12, values_only=True), start=1):
        found = headers.columns([None if cell is None else str(cell) for cell in row])
        if {"key", "ruling"} <= found.keys():
            return number, {name: place + 1 for name, place in found.items()}
    return None


ACTS: Final = {
    "judge": 6, "enter": 4, "send_copy": 4, "hand_in": 4, "undo": 3, "undo_in_the_sheet": 2,
    "confirm": 3, "respell": 1, "night": 3,
}  # fmt: skip
"""What may happen -> how often."""


def sequence(seed: int, length: int = 8) -> Committee:
    """One sequence of acts: the committee at its end."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        desk = Committee(Path(folder), rng, approve=1 + seed % 3 // 2)
        try:
            desk.begin()
            shutil.copytree(desk.folder / ".orgtransfer", desk.folder / "first")
            for act in rng.choices(list(ACTS), weights=list(ACTS.values()), k=length):
                desk.done.append(act)
                getattr(desk, act)()
            while desk.copies:
                desk.hand_in()
            desk.night()
            desk.night()
            desk.end()
        except OrgtransferError as error:
            desk.wrong.append(f"stopped: {type(error).__name__}: {error}")
    return desk


def main(given: Sequence[str] | None = None) -> None:
    """Prints what went wrong, and the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=30)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args(given)
    began = dt.datetime.now(dt.UTC)
    counts: Counter[str] = Counter()
    words, planted = 0, 0
    for seed in range(asked.first, asked.first + asked.sequences):
        desk = sequence(seed)
        words += sum(map(len, desk.acts.values()))
        planted += desk.planted
        counts.update(line.partition(":")[0] for line in desk.wrong)
        if desk.wrong:
            print(seed, desk.approve, desk.wrong[:3], desk.done, flush=True)
        clerks.tell(seed, asked.first, asked.sequences)
    seconds = (dt.datetime.now(dt.UTC) - began).total_seconds()
    told = dict(counts) or "every ruling as it was said"
    print(
        f"{asked.sequences} sequences, {words} rulings, {planted} contradictions, {seconds:.0f} s: {told}"
    )


if __name__ == "__main__":
    main()
