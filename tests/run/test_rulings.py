"""Rulings that contradict each other, wait for another clerk, or rest on what has changed."""

from __future__ import annotations

import copy
import csv
import shutil
import sqlite3
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import polars as pl
import pytest

from orgtransfer import frames, i18n, run
from orgtransfer.errors import InputError
from orgtransfer.report import progress
from orgtransfer.run import judging, ruling_history, rulings
from orgtransfer.store import health, seals
from orgtransfer.worklist import line_identity, workbook_rows
from tests import clerk_books, clerks, committee
from tests.committee import Committee
from tests.examples import number

pytestmark = pytest.mark.slow

NUMBERS = tuple(committee.number(7, copy) for copy in range(3))


class Desk:
    """Namesakes: rows of a roster without numbers, and of a register with them."""

    def __init__(self, folder: Path, rulings: str = "") -> None:
        self.folder = folder
        (folder / "config.toml").write_text(clerks.CONFIG + rulings, encoding="utf-8")
        self.roster = [("赵安博", "", "协会功能型党支部1"), ("赵安博", "", "协会功能型党支部2")]
        self.register = [
            ("赵安博", NUMBERS[0], "医院第一支部"),
            ("赵安博", NUMBERS[1], "医院第二支部"),
        ]
        self.night()

    @property
    def workspace(self) -> run.Workspace:
        """The configuration."""
        return run.load(self.folder / "config.toml")

    def night(self) -> run.RunResult:
        """Writes the exports and runs."""
        for name, rows in (("roster.csv", self.roster), ("register.csv", self.register)):
            with (self.folder / name).open("w", encoding="utf-8-sig", newline="") as stream:
                made = [
                    (who, number, "男", branch, "某某医院", "兼职", "1967-08-17")
                    for who, number, branch in rows
                ]
                csv.writer(stream).writerows([committee.HEAD, *made])
        return run.reconcile(self.workspace, run.RunOptions(accept=("shrink",)), progress.silent)

    def open(self) -> list[dict[str, Any]]:
        """The pairs to judge."""
        with self.workspace.store() as memory:
            return judging.open_pairs(self.workspace, memory).to_dicts()

    def rule(self, a: int, b: int, word: str, by: str | None = "王干事") -> None:
        """Rules on the roster's row `a` and the register's row `b`, both from 0."""
        wanted = (self.roster[a][2], self.register[b][2])
        one = next(pair for pair in self.open() if (pair["a_branch"], pair["b_branch"]) == wanted)
        with self.workspace.store(create=True) as memory:
            judging.rule(self.workspace, memory, one, judging.Ruling(word, by, None))

    def persons(self) -> list[list[str]]:
        """Who is one person: the branches of each, the roster's first."""
        with self.workspace.store() as memory:
            outcome = memory.outcome(memory.run().run)
        rows = outcome.matched.persons.join(outcome.records, on="record").sort(
            "role", "branch", descending=[True, False]
        )
        made = rows.group_by("person").agg("branch")["branch"].to_list()
        return sorted(made)

    def are_one(self, *branches: str) -> bool:
        """Whether the rows of these branches are one person."""
        return any({*branches} <= {*person} for person in self.persons())

    def listed(self) -> list[dict[str, Any]]:
        """Every ruling."""
        return ruling_history.listed(self.workspace, ruling_history.Wanted()).to_dicts()

    def line(self, branch: str) -> dict[str, Any]:
        """The line of the pair with this branch of the register, of the open ones."""
        return next(pair for pair in self.open() if pair["b_branch"] == branch)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The namesakes after one night; tests must not write into their folder (see `desk`)."""
    i18n.use("en")
    return Desk(tmp_path_factory.mktemp("begun"))


@pytest.fixture
def desk(begun: Desk, tmp_path: Path) -> Desk:
    shutil.copytree(begun.folder, tmp_path, dirs_exist_ok=True)
    made = copy.deepcopy(begun)
    made.folder = tmp_path
    return made


def test_a_row_ruled_the_same_as_two_people_with_other_numbers_waits(desk: Desk) -> None:
    desk.rule(0, 0, "same")
    desk.night()
    desk.rule(0, 1, "same")
    desk.night()
    assert desk.are_one("协会功能型党支部1", "医院第一支部")
    assert not desk.are_one("医院第一支部", "医院第二支部")
    assert sorted(str(row["doubt"]) for row in desk.listed()) == ["None", "contested_number"]
    assert "ID numbers" in desk.line("医院第二支部")["reason"]


def test_whoever_enters_a_contested_ruling_again_has_chosen_it(desk: Desk) -> None:
    desk.rule(0, 0, "same")
    desk.night()
    desk.rule(0, 1, "same")
    desk.night()
    desk.rule(0, 1, "same", by="李干事")
    desk.night()
    assert desk.are_one("协会功能型党支部1", "医院第二支部")
    assert {row["doubt"] for row in desk.listed() if row["standing"] == "in_force"} == {
        None,
        "contested_number",
    }


def test_rulings_that_contradict_each_other_through_a_third_row_are_found(desk: Desk) -> None:
    desk.rule(0, 0, "same")
    desk.rule(1, 0, "same")
    desk.night()
    assert desk.are_one("协会功能型党支部1", "协会功能型党支部2", "医院第一支部")
    rows = {row["branch"]: row["record_key"] for row in _records(desk)}
    with desk.workspace.store() as memory, memory.lock():
        ruling = {
            "kind": "pair", "a_key": rows["协会功能型党支部1"], "b_key": rows["协会功能型党支部2"],
            "ruling": "different", "handler": "李干事", "note": None, "decided": None,
        }  # fmt: skip
        memory.decide(pl.DataFrame([ruling], schema=dict(frames.DECISIONS.columns)), memory.tick())
    desk.night()
    assert {row["doubt"] for row in desk.listed()} == {None, "contested_third"}
    asked = [pair for pair in desk.open() if "third row" in pair["reason"]]
    assert [(pair["a_branch"], pair["b_branch"]) for pair in asked] == [
        ("协会功能型党支部1", "协会功能型党支部2")
    ]


def _records(desk: Desk) -> list[dict[str, Any]]:
    with desk.workspace.store() as memory:
        return memory.outcome(memory.run().run).records.to_dicts()


def test_a_ruling_holds_where_the_branch_is_spelt_otherwise(desk: Desk) -> None:
    desk.rule(0, 0, "same")
    desk.night()
    desk.roster = [
        (who, number, branch.replace("党支部", "支部")) for who, number, branch in desk.roster
    ]
    desk.roster.reverse()
    desk.night()
    assert desk.are_one("协会功能型支部1", "医院第一支部")
    assert [row["doubt"] for row in desk.listed()] == [None]


def test_a_ruling_comes_back_with_a_row_that_was_missing_for_some_nights(desk: Desk) -> None:
    desk.register[0] = ("赵安博", NUMBERS[0], "医院第五支部")
    desk.night()  # the row bears the key that it had before
    desk.rule(0, 0, "same")
    desk.night()
    whole = desk.register
    desk.register = whole[1:]
    desk.night()
    desk.night()
    desk.register = [("赵安博", NUMBERS[0], "医院第六支部"), *whole[1:]]
    desk.night()
    assert desk.are_one("协会功能型党支部1", "医院第六支部")


def test_another_number_is_asked_about_again_and_the_answer_ends_it(desk: Desk) -> None:
    _doubted(desk)
    assert "another name or number" in desk.line("医院第一支部")["reason"]
    assert desk.are_one("协会功能型党支部1", "医院第一支部")
    desk.rule(0, 0, "same", by="王干事")
    desk.night()
    assert [row["doubt"] for row in desk.listed()] == [None, None]


def test_two_clerks_are_asked_for_and_who_ruled_cannot_confirm(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "[rulings]\napprove = 2\n")
    before = desk.persons()
    desk.rule(0, 0, "same")
    desk.night()
    assert desk.persons() == before
    (row,) = desk.listed()
    assert row["doubt"] == "pending"
    assert "王干事" in desk.line("医院第一支部")["reason"]
    with pytest.raises(InputError, match="another clerk"):
        ruling_history.confirm(desk.workspace, row["key"], "王干事", None)
    ruling_history.confirm(desk.workspace, row["key"], "李干事", "看过档案")
    desk.night()
    assert desk.are_one("协会功能型党支部1", "医院第一支部")
    assert [one["doubt"] for one in desk.listed()] == [None, None]
    with pytest.raises(InputError, match="not in force"):
        ruling_history.confirm(desk.workspace, row["key"], "陈干事", None)


def test_nobody_is_nobody_who_confirms(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "[rulings]\napprove = 2\n")
    desk.rule(0, 0, "same", by=None)
    desk.night()
    desk.rule(0, 0, "same", by="王干事")
    desk.night()
    assert not desk.are_one("协会功能型党支部1", "医院第一支部")


def test_two_clerks_only_where_somebody_is_due_to_move(tmp_path: Path) -> None:
    desk = Desk(tmp_path, '[rulings]\napprove = 2\napprove_for = "due"\n')
    desk.rule(0, 0, "same")
    desk.night()
    assert desk.are_one("协会功能型党支部1", "医院第一支部")


def test_the_sheet_takes_a_ruling_back_and_keeps_its_line(desk: Desk) -> None:
    before = desk.persons()
    desk.rule(0, 0, "same")
    desk.night()
    (row,) = desk.listed()
    book = openpyxl.load_workbook(desk.folder / clerks.BOOK)
    sheet = book["Record of rulings"]
    found = committee.heads(sheet)
    assert found is not None
    top, columns = found
    assert sheet.cell(top + 1, columns["key"]).value == row["key"]
    for name, text in (("ruling", "撤销"), ("handler", "李干事"), ("note", "看错了")):
        sheet.cell(top + 1, columns[name]).value = text
    book.save(desk.folder / clerks.BOOK)
    desk.night()
    assert desk.persons() == before
    (now,) = desk.listed()
    assert (now["standing"], now["undone_by"], now["reason"]) == ("undone", "李干事", "看错了")
    sheet = clerk_books.looked_at(desk.folder / clerks.BOOK, "Record of rulings")
    assert sheet.cell(top + 1, columns["note"]).value == "看错了"
    desk.night()
    assert [one["standing"] for one in desk.listed()] == ["undone"]


def test_a_word_that_takes_nothing_back_is_named(desk: Desk) -> None:
    desk.rule(0, 0, "same")
    desk.night()
    book = openpyxl.load_workbook(desk.folder / clerks.BOOK)
    sheet = book["Record of rulings"]
    found = committee.heads(sheet)
    assert found is not None
    sheet.cell(found[0] + 1, found[1]["ruling"]).value = "也许"
    book.save(desk.folder / clerks.BOOK)
    done = desk.night()
    assert [str(problem) for problem in done.problems] == [
        f"sheet Record of rulings, row {found[0] + 1}: “也许” is not one of the choices: Take back"
    ]
    assert [one["standing"] for one in desk.listed()] == ["in_force"]


def test_a_ruling_tells_what_it_rested_on_and_what_followed(desk: Desk) -> None:
    desk.rule(0, 0, "same")
    desk.night()
    (row,) = desk.listed()
    assert row["origin"] == "judge"
    assert (row["run"], row["followed"]) == (1, 2)
    assert row["probability"] < 0.95
    assert "name:exact" in row["evidence"]
    assert row["went"]
    desk.register, desk.roster = desk.register[1:], desk.roster[1:]
    desk.night()
    (later,) = desk.listed()
    assert (later["first"], later["second"]) != (None, None)
    assert NUMBERS[0] not in repr(later)


@pytest.mark.parametrize("change", ["UPDATE decisions SET ruling = 'different'",
                                    "UPDATE decisions SET handler = '李干事'",
                                    "UPDATE grounds SET evidence = ''",
                                    "DELETE FROM decisions",
                                    "DELETE FROM chain",
                                    "UPDATE undone SET reason = '无'",
                                    "INSERT INTO decisions VALUES ('pair', 'x', 'y', 'same', '李干事', NULL, NULL, '2026-01-01T00:00:00')"])  # fmt: skip
def test_a_change_in_the_chain_is_found_even_where_it_was_sealed_anew(
    desk: Desk, change: str
) -> None:
    desk.rule(0, 0, "same")
    desk.rule(0, 1, "different")
    row = desk.listed()[-1]
    ruling_history.undo(desk.workspace, row["key"], "王干事", "看错")
    store = desk.folder / ".orgtransfer"
    assert health.check(store) == ()
    with sqlite3.connect(store / "store.sqlite") as database:
        database.execute(change)
        seals.put(database)
    assert any("chain of rulings" in fault.what for fault in health.check(store))


@pytest.mark.parametrize("seed", [1, 5, 8][: number(1, 3)])
def test_a_committee_rules_and_the_store_knows_what_a_plain_model_knows(seed: int) -> None:
    desk: Committee = committee.sequence(seed)
    assert desk.acts
    assert desk.wrong == [], desk.done


def test_what_is_entered_where_a_ruling_was_taken_back_is_a_new_word(desk: Desk) -> None:
    desk.rule(0, 0, "same", by="李干事")
    desk.night()
    (row,) = desk.listed()
    _enter(desk, "Record of rulings", row["key"], "撤销", "李干事")
    desk.night()
    key = f"{row['a_key']}|{row['b_key']}"
    _enter(desk, "Pairs to judge", key, "不是同一人", "李干事")
    desk.night()
    assert [(one["ruling"], one["handler"], one["standing"]) for one in desk.listed()] == [
        ("different", "李干事", "in_force"),
        ("same", "李干事", "undone"),
    ]


def test_the_word_that_stands_is_an_answer_where_the_cell_asks(desk: Desk) -> None:
    row = _doubted(desk)
    _enter(desk, "Pairs to judge", f"{row['a_key']}|{row['b_key']}", "同一人", "王干事")
    desk.night()
    assert [(one["ruling"], one["doubt"]) for one in desk.listed()] == [("same", None)] * 2
    desk.night()
    assert len(desk.listed()) == 2


def test_a_contradiction_that_ends_by_itself_says_nothing_anew(desk: Desk) -> None:
    desk.rule(0, 0, "same")
    desk.night()
    desk.rule(0, 1, "same", by="李干事")
    desk.night()
    assert {row["doubt"] for row in desk.listed()} == {None, "contested_number"}
    first = desk.listed()[-1]
    _enter(desk, "Pairs to judge", f"{first['a_key']}|{first['b_key']}", "不是同一人", "陈干事")
    desk.night()
    assert [(row["ruling"], row["handler"], row["doubt"]) for row in desk.listed()] == [
        ("different", "陈干事", None),
        ("same", "李干事", None),
        ("same", "王干事", None),
    ]
    assert desk.are_one("协会功能型党支部1", "医院第二支部")


def _doubted(desk: Desk) -> dict[str, Any]:
    """A ruling that is asked again, since its row bears another number by now."""
    desk.rule(0, 0, "same")
    desk.night()
    desk.register[0] = ("赵安博", NUMBERS[2], "医院第一支部")
    desk.night()
    (row,) = desk.listed()
    assert row["doubt"] == "changed"
    return row


def _enter(desk: Desk, title: str, key: str, word: str, by: str) -> None:
    """Fills in the line with a key; a pair's may stand there either way round."""
    book = openpyxl.load_workbook(desk.folder / clerks.BOOK)
    sheet = book[title]
    found = committee.heads(sheet)
    assert found is not None
    top, columns = found
    for line in range(top + 1, sheet.max_row + 1):
        shown = str(sheet.cell(line, columns["key"]).value)
        if sorted(shown.split("|")) == sorted(key.split("|")):
            sheet.cell(line, columns["ruling"]).value = word
            sheet.cell(line, columns["handler"]).value = by
    book.save(desk.folder / clerks.BOOK)


def test_a_worklist_written_again_shows_the_run_before_it_and_not_the_next(tmp_path: Path) -> None:
    desk = clerks.Desk(tmp_path, Random(1))
    desk.begin()
    workspace = run.load(tmp_path / "config.toml")
    for _copy in range(3):  # each later by a second than the one before
        (again,) = run.write_worklists(workspace, tmp_path / "again.xlsx", run.WorklistSelection())
    desk.night()
    with workspace.store() as memory:
        readers = rulings.Readers(workspace, memory)
        found = [
            readers.about(workbook_rows.stamp(file)) for file in (again, tmp_path / clerks.BOOK)
        ]
        runs = [memory.outcome(number) for number in (1, 2)]
        made = [line_identity.index(one, memory.decisions()).sources_of for one in runs]
    # The rows stand in another order in each night's exports.
    assert made[0] != made[1]
    assert [one and one.sources_of for one in found] == made
