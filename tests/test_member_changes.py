"""Who appeared, left or moved between two runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from orgtransfer import frames, member_changes
from orgtransfer.models import Earlier
from tests import builders

NODES = {"第一支部": 0, "第二支部": 1, "第三支部": 2}
WANG = {
    "system": "roster", "person": "Pwang", "record_key": "Rwang", "name": "王小明",
    "id_number": "990000198001011234", "branch": "第一支部", "unit": "某医院",
}  # fmt: skip
LI = WANG | {"person": "Pli", "record_key": "Rli", "name": "李小红"}
ZHAO = WANG | {"person": "Pzhao", "record_key": "Rzhao", "name": "赵小川"}


def night(*rows: Mapping[str, Any], names: Mapping[str, int] = NODES) -> Earlier:
    """The tables of a run; a row's `person` and its branch go into the tables that hold them."""
    full = [
        {
            "record": at,
            **row,
            "unit_key": row["unit"],
            "file": f"{row['system']}.csv",
            "row": at + 2,
        }
        for at, row in enumerate(rows)
    ]
    nodes = [
        {"node": node, "node_key": f"O{node}", "org_name": name} for name, node in names.items()
    ]
    return Earlier(
        records=builders.table(
            frames.RECORDS, [{k: v for k, v in row.items() if k != "person"} for row in full]
        ),
        persons=builders.table(
            frames.PERSONS, [{"record": row["record"], "person": row["person"]} for row in full]
        ),
        organisations=builders.table(frames.ORGANISATIONS, nodes),
        membership=builders.table(
            frames.MEMBERSHIP,
            [{"record": row["record"], "node": names.get(row["branch"])} for row in full],
        ),
    )


def changes(before: Earlier, after: Earlier) -> list[Sequence[str]]:
    return member_changes.compare(before, after).select("change", "system", "name").rows()


def test_who_is_new_gone_or_in_another_branch_is_told_once_a_system() -> None:
    here = WANG | {"system": "register", "record_key": "Rthere"}
    moved = WANG | {"branch": "第二支部"}
    made = member_changes.compare(night(WANG, LI, here), night(moved, ZHAO, here))
    assert made.select("change", "system", "name", "others").rows() == [
        ("appeared", "roster", "赵小川", []),
        ("left", "roster", "李小红", []),
        ("moved", "roster", "王小明", ["register"]),
    ]
    assert made["was_branch"].to_list() == [None, None, "第一支部"]
    assert made["branch"].to_list() == ["第一支部", "第一支部", "第二支部"]
    assert set(made["id_number"]) == {"990000********1234"}


def test_whoever_leaves_one_system_is_told_to_be_in_the_other() -> None:
    there = WANG | {"system": "register", "record_key": "Rthere"}
    made = member_changes.compare(night(WANG, there), night(there))
    assert made.select("change", "system", "others").rows() == [("left", "roster", ["register"])]


def test_a_correction_a_renamed_branch_and_another_order_are_nobodys_move() -> None:
    renamed = {"第一党支部": 0, "第二支部": 1}
    rows = [row | {"branch": "第一党支部"} for row in (LI, WANG | {"name": "王晓明"})]
    assert changes(night(WANG, LI), night(*rows, names=renamed)) == []


def test_a_unit_that_all_its_people_bear_another_name_of_is_renamed() -> None:
    other = [row | {"unit": "某某医院"} for row in (WANG, LI)]
    assert changes(night(WANG, LI), night(*other)) == []
    assert changes(night(WANG, LI), night(other[0], LI)) == [("moved", "roster", "王小明")]
    # Into a unit that was there: they have moved, all of them.
    into = [ZHAO | {"unit": "某某医院"}]
    assert len(changes(night(WANG, LI, *into), night(*other, *into))) == 2


def test_people_whom_a_ruling_joins_or_parts_neither_come_nor_go() -> None:
    joined = LI | {"person": "Pwang"}
    assert changes(night(WANG, LI), night(WANG, joined)) == []
    assert changes(night(WANG, joined), night(WANG, LI)) == []


def test_a_row_that_changed_beyond_recognition_is_still_that_persons() -> None:
    other = WANG | {"record_key": "Rother", "branch": "第三支部"}
    assert changes(night(WANG), night(other)) == [("moved", "roster", "王小明")]


def test_a_second_row_of_somebody_who_is_there_is_no_newcomer() -> None:
    second = WANG | {"record_key": "Rsecond", "branch": "第二支部"}
    assert changes(night(WANG), night(WANG, second)) == []
    assert changes(night(WANG, second), night(WANG)) == []


def test_one_run_and_itself_differ_in_nothing_and_the_order_of_rows_plays_no_part() -> None:
    one = night(WANG, LI, ZHAO)
    assert changes(one, one) == []
    turned = replace(one, records=one.records.reverse(), persons=one.persons.reverse())
    other = night(ZHAO | {"branch": "第二支部"}, LI | {"person": "Pneu", "record_key": "Rneu"})
    assert member_changes.compare(turned, other).equals(member_changes.compare(one, other))


def test_people_are_counted_once_a_system() -> None:
    second = WANG | {"record_key": "Rsecond"}
    made = member_changes.people(night(WANG, second, LI))
    assert made.rows() == [("roster", 2)]
    assert made.schema["count"] == pl.get_index_type()
