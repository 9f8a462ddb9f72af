"""The verdict table, row by row, and what must not change a verdict."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
import pytest

from orgtransfer import frames
from orgtransfer.findings.verdict import _VERDICT_OF, BECAUSE, QUESTIONS, path
from orgtransfer.models import VERDICTS
from tests import builders

HERE = {"name": "王大明", "branch": "协会支部"}
OTHER = {"name": "王大明", "branch": "医院支部", "system": "register"}
STAFF = {**HERE, "post": "fulltime"}
PART = {**HERE, "post": "parttime"}
LETTER = {"name": "王大明", "issued": "2026-11-01", "valid_days": 30}
UNDATED = {"name": "王大明"}
DONE = {
    "name": "王大明",
    "issued": "2026-10-01",
    "received": "2026-11-02",
    "transfer_state": "done",
}
WAITING = {**OTHER, "state": "incoming"}


def branch(nature: str) -> list[dict[str, Any]]:
    return [{"org_name": "协会支部", "nature": nature}]


TABLE: list[tuple[str, dict[str, Any]]] = [
    ("same_organisation", {"records": [HERE, {**OTHER, "branch": "协会支部"}]}),
    (
        "same_organisation",
        {"records": [HERE, {**OTHER, "branch": "协会支部"}], "transfers": [LETTER]},
    ),
    ("same_and_elsewhere", {"records": [HERE, {**OTHER, "branch": "协会支部"}, OTHER]}),
    (
        "same_and_elsewhere",
        {"records": [HERE, OTHER, {**OTHER, "system": "register2", "branch": "协会支部"}]},
    ),
    ("transfer_open", {"records": [HERE, OTHER], "transfers": [LETTER]}),
    ("transfer_open", {"records": [HERE], "transfers": [LETTER]}),
    ("transfer_open", {"records": [HERE], "transfers": [{**LETTER, "issued": None}]}),
    (
        "transfer_open",
        {"records": [HERE], "transfers": [{**LETTER, "issued": "2026-01-01"}, LETTER]},
    ),
    (
        "transfer_expired",
        {"records": [HERE, OTHER], "transfers": [{**LETTER, "issued": "2026-10-20"}]},
    ),
    ("no_record", {"records": [HERE]}),
    ("no_record", {"records": [HERE, {**OTHER, "state": "deceased"}]}),
    ("no_record", {"records": [HERE, {**OTHER, "moved_out": "2026-01-01"}]}),
    (
        "candidate",
        {
            "records": [HERE, {**OTHER, "person": "P2"}],
            "pairs": [{"a": 0, "b": 1, "tier": "review"}],
        },
    ),
    ("two_elsewhere", {"records": [HERE, OTHER, {**OTHER, "branch": "诊所支部"}]}),
    (
        "two_elsewhere",
        {
            "organisations": branch("functional"),
            "records": [HERE, OTHER, {**OTHER, "branch": "乙"}],
        },
    ),
    (
        "nature_functional",
        {"organisations": branch("functional"), "records": [{**HERE, "post": "fulltime"}, OTHER]},
    ),
    ("nature_temporary", {"organisations": branch("temporary"), "records": [HERE, OTHER]}),
    ("nature_floating", {"organisations": branch("floating"), "records": [HERE, OTHER]}),
    ("post_fulltime", {"records": [{**HERE, "post": "fulltime"}, OTHER]}),
    (
        "post_fulltime",
        {"organisations": branch("joint"), "records": [{**HERE, "post": "fulltime"}, OTHER]},
    ),
    *(
        (f"state_{state}", {"records": [STAFF, {**OTHER, "state": state}]})
        for state in ("lost", "suspended", "abroad", "floating", "hanging", "incoming")
    ),
    ("state_suspended", {"records": [HERE, {**OTHER, "state": "suspended"}]}),
    ("state_suspended", {"records": [{**STAFF, "state": "suspended"}, OTHER]}),
    ("state_gone", {"records": [{**STAFF, "state": "deceased"}, OTHER]}),
    ("state_unknown", {"records": [STAFF, {**OTHER, "state": "留用", "state_key": None}]}),
    ("post_fulltime", {"records": [STAFF, {**OTHER, "state": "normal"}]}),
    ("post_parttime", {"records": [PART, {**OTHER, "state": "abroad"}]}),
    ("same_organisation", {"records": [STAFF, {**STAFF, "system": "register", "state": "abroad"}]}),
    ("no_record", {"records": [STAFF, {**OTHER, "state": "historical"}]}),
    ("post_parttime", {"records": [{**HERE, "post": "parttime"}, OTHER]}),
    ("post_retired", {"records": [{**HERE, "post": "retired"}, OTHER]}),
    ("post_attached", {"records": [{**HERE, "post": "attached"}, OTHER]}),
    ("register_post_retired", {"records": [HERE, {**OTHER, "post": "retired"}]}),
    ("register_post_retired", {"records": [HERE, {**OTHER, "branch": "医院离退休支部"}]}),
    ("post_disputed", {"records": [STAFF, {**OTHER, "post": "retired"}]}),
    ("post_disputed", {"records": [STAFF, {**OTHER, "post": "attached"}]}),
    ("post_disputed", {"records": [STAFF, {**OTHER, "branch": "医院离退休支部"}]}),
    ("post_unknown", {"records": [HERE, {**OTHER, "post": "fulltime"}]}),
    ("post_unknown", {"records": [{**HERE, "branch": None}, {**OTHER, "branch": None}]}),
    # A register that only waits for the relationship does not hold it, here or elsewhere.
    ("state_incoming", {"records": [STAFF, {**WAITING, "branch": "协会支部"}, OTHER]}),
    ("state_incoming", {"records": [STAFF, OTHER, {**WAITING, "branch": "诊所支部"}]}),
    # Whichever record says it.
    ("state_suspended", {"records": [STAFF, OTHER, {**OTHER, "state": "suspended"}]}),
    # A date, a branch or another list says it as well as a state does.
    ("state_lost", {"records": [STAFF, {**OTHER, "lost_since": "2026-01-10"}]}),
    ("state_gone", {"records": [{**STAFF, "moved_out": "2026-03-01"}, OTHER]}),
    (
        "state_floating",
        {
            "organisations": [
                {"org_name": "协会支部"},
                {"system": "register", "org_name": "驻外流动党员党支部", "nature": "floating"},
            ],
            "records": [STAFF, {**OTHER, "branch": "驻外流动党员党支部"}],
        },
    ),
    *(
        (f"state_{state}", {"records": [STAFF, OTHER, {**WAITING, "state": state}]})
        for state in ("deceased", "removed")
    ),
    ("post_fulltime", {"records": [STAFF, OTHER, {**WAITING, "state": "moved_out"}]}),
    ("post_fulltime", {"records": [STAFF, OTHER, {**WAITING, "state": "historical"}]}),
    # Art. 34: a school keeps a graduate's relationship for two years, to the end of July.
    ("state_graduate", {"records": [STAFF, {**OTHER, "branch": "2025届毕业生党支部"}]}),
    ("post_fulltime", {"records": [STAFF, {**OTHER, "branch": "2024届毕业生党支部"}]}),
    # The register follows the ledger a little later.
    ("state_received", {"records": [STAFF, OTHER], "transfers": [DONE]}),
    (
        "post_fulltime",
        {"records": [STAFF, OTHER], "transfers": [{**DONE, "received": "2026-01-05"}]},
    ),
    (
        "post_fulltime",
        {"records": [STAFF, OTHER], "transfers": [{**DONE, "transfer_state": "rejected"}]},
    ),
    # 组通字〔1998〕6号, section 2: into the association's Party organisation, where it has one.
    ("branch_unknown", {"records": [{**STAFF, "branch": None}, OTHER]}),
    # Art. 25 speaks of where the relationship is: a register that does not say is asked first.
    ("branch_unsaid", {"records": [STAFF, {**OTHER, "branch": None}]}),
    # Section 2: staff move into the association's Party organisation, in which these are already.
    (
        "unit_same",
        {
            "records": [
                {**STAFF, "branch": "江西省医学会第一党支部"},
                {**OTHER, "branch": "江西省医学会第二党支部"},
            ]
        },
    ),
    (
        "branch_unsaid",
        {"records": [STAFF, {**OTHER, "branch": "协会支部 医院支部", "branch_key": ""}]},
    ),
    ("post_parttime", {"records": [PART, {**OTHER, "branch": None}]}),
    ("post_parttime", {"records": [{**PART, "branch": None}, OTHER]}),
    *(
        (because, {"records": [{**STAFF, "remark": said}, OTHER]})
        for because, said in {
            "note_rehired": "2021年退休,现返聘",
            "note_seconded": "由省人民医院借调",
            "note_dispatched": "劳务派遣",
            "note_parttime": "实为兼职",
            "note_left": "已离职",
            "note_undecoupled": "尚未脱钩",
            "note_away": "持流动党员活动证",
            "note_graduate": "应届生",
            "note_state": "多次联系不上",
            "note_deceased": "今年病故",
            "note_kept": "组织关系保留在医院",
            "post_fulltime": "联系电话已更新",
        }.items()
    ),
    ("note_rehired", {"records": [{**STAFF, "position": "返聘专家"}, OTHER]}),
    ("note_rehired", {"records": [{**STAFF, "branch": "协会离退休支部"}, OTHER]}),
    ("note_seconded", {"records": [STAFF, {**OTHER, "remark": "借调至省医学会"}]}),
    *(
        ("state_moving", {"records": [STAFF, {**OTHER, "state": said, "state_key": "normal"}]})
        for said in ("转接中", "跨省转接中", "转出审核中", "转出未接收")
    ),
    # Where people work for the retired, or are said not to be it.
    ("post_fulltime", {"records": [{**STAFF, "position": "离退休工作部主任"}, OTHER]}),
    ("post_fulltime", {"records": [STAFF, {**OTHER, "position": "原退休干部处处长"}]}),
    ("post_fulltime", {"records": [{**STAFF, "remark": "未退休"}, OTHER]}),
    ("post_disputed", {"records": [STAFF, {**OTHER, "state": "退休", "state_key": "normal"}]}),
    ("post_disputed", {"records": [STAFF, {**OTHER, "position": "离退休人员"}]}),
    (
        "register_post_retired",
        {"records": [HERE, {**OTHER, "state": "离退休", "state_key": "normal"}]},
    ),
    # What a register says of the member comes before what the roster says.
    ("state_lost", {"records": [{**STAFF, "state": "suspended"}, {**OTHER, "state": "lost"}]}),
    # Only what is under way is a transfer, only what waits for a clerk a candidate.
    ("no_record", {"records": [HERE], "transfers": [{**LETTER, "transfer_state": "done"}]}),
    (
        "no_record",
        {
            "records": [HERE, {**OTHER, "person": "P2"}],
            "pairs": [{"a": 0, "b": 1, "tier": "parted"}],
        },
    ),
    (
        "candidate",
        {
            "records": [HERE, {**OTHER, "person": "P2"}, {**OTHER, "person": "P3"}],
            "pairs": [{"a": 0, "b": place, "tier": "review"} for place in (1, 2)],
        },
    ),
    # A letter that states no validity is good for what the rule says.
    ("transfer_open", {"records": [HERE], "transfers": [{**UNDATED, "issued": "2026-08-22"}]}),
    ("transfer_expired", {"records": [HERE], "transfers": [{**UNDATED, "issued": "2026-08-21"}]}),
]


@pytest.mark.parametrize(("because", "case"), TABLE)
def test_every_row_of_the_table(because: str, case: dict[str, Any]) -> None:
    found = builders.world(case).verdicts
    assert found["because"].to_list() == [because]
    assert found["verdict"].to_list() == [_VERDICT_OF[because]]


SEVERAL = [
    # Nobody works full-time for two associations; two rosters may list one branch.
    (["post_twice"] * 2, {**STAFF, "branch": "学会支部"}),
    (["post_fulltime"] * 2, STAFF),
    (["post_fulltime", "post_parttime"], {**PART, "branch": "学会支部"}),
    # Whichever roster says it; who left one association may work for another.
    (["state_abroad", "post_parttime"], {**PART, "branch": "学会支部", "state": "abroad"}),
    (["state_deceased", "post_parttime"], {**PART, "branch": "学会支部", "state": "deceased"}),
    (["post_fulltime", "state_gone"], {**STAFF, "branch": "学会支部", "state": "moved_out"}),
]


@pytest.mark.parametrize(("because", "other"), SEVERAL)
def test_what_another_roster_says_counts_too(because: list[str], other: dict[str, Any]) -> None:
    found = builders.world({"records": [STAFF, {**other, "system": "roster2"}, OTHER]}).verdicts
    assert found["because"].to_list() == because


def test_the_table_above_holds_every_reason_and_every_verdict() -> None:
    assert {because for because, _ in TABLE} | {"post_twice"} == set(BECAUSE) == set(_VERDICT_OF)
    assert set(_VERDICT_OF.values()) == set(VERDICTS)


def test_a_double_names_both_records_the_one_here_first() -> None:
    case = {"records": [HERE, OTHER, {**OTHER, "branch": "协会支部"}]}
    found = builders.world(case).verdicts.row(0, named=True)
    assert (found["register_record"], found["other_record"]) == (2, 1)


def test_of_several_records_the_first_is_named() -> None:
    there = {**OTHER, "branch": "协会支部"}
    clinic = {**OTHER, "branch": "诊所支部"}
    for rows, expected in (
        ([HERE, there, there, OTHER, OTHER], (1, 3)),
        ([HERE, OTHER, OTHER, clinic, clinic], (1, 3)),
        ([PART, OTHER, OTHER], (1, None)),
    ):
        found = builders.world({"records": rows}).verdicts.row(0, named=True)
        assert (found["register_record"], found["other_record"]) == expected


def test_of_several_states_that_of_the_first_record_counts() -> None:
    lost, abroad = ({**OTHER, "state": state} for state in ("lost", "abroad"))
    for rows, expected in (([lost, abroad], "state_lost"), ([abroad, lost], "state_abroad")):
        found = builders.world({"records": [STAFF, *rows]}).verdicts
        assert found["because"].to_list() == [expected]


def test_of_several_letters_the_one_that_stays_valid_longest_counts() -> None:
    early, undated = ({**LETTER, "issued": day} for day in ("2026-10-25", None))
    for letters, expected in (
        ([early, LETTER], 1),
        ([LETTER, early], 0),
        ([LETTER, LETTER], 0),
        ([LETTER, undated], 1),
    ):
        found = builders.world({"records": [HERE], "transfers": letters}).verdicts
        assert found["transfer"].to_list() == [expected]


def test_what_one_register_waits_for_says_nothing_about_other_people() -> None:
    other = {"name": "李晓红"}
    case = {"records": [STAFF, OTHER, {**STAFF, **other}, {**WAITING, **other}]}
    assert builders.world(case).verdicts["because"].to_list() == ["post_fulltime", "state_incoming"]


def test_the_way_to_a_verdict_ends_with_the_question_that_decided() -> None:
    assert [answer for _question, answer in path("same_organisation")] == [
        BECAUSE["same_organisation"]
    ]
    steps = path("post_parttime")
    assert len(steps) == len(QUESTIONS)
    assert [answer for _question, answer in steps[:-1]] == [None] * (len(QUESTIONS) - 1)


def test_the_ledger_row_is_named_for_what_is_under_way_only() -> None:
    moving = builders.world({"records": [HERE, OTHER], "transfers": [LETTER]}).verdicts
    assert moving["transfer"].to_list() == [0]
    arrived = {"records": [HERE, {**OTHER, "branch": "协会支部"}], "transfers": [LETTER]}
    assert builders.world(arrived).verdicts["transfer"].to_list() == [None]


def test_every_roster_record_has_one_verdict_and_register_records_have_none() -> None:
    case = {"records": [HERE, {**HERE, "name": "李晓红"}, OTHER, OTHER]}
    found = builders.world(case).verdicts
    assert found["record"].to_list() == [0, 1]
    assert found.schema == pl.Schema(frames.VERDICTS.columns)


def test_the_order_of_rows_changes_no_verdict() -> None:
    rows = [
        {**row, "name": f"{row['name']}{number}", "record_key": f"R{number}{place}"}
        for number, (_, case) in enumerate(TABLE)
        if set(case) == {"records"}
        for place, row in enumerate(case["records"])
    ]
    expected = verdict_of(rows)
    for seed in range(5):
        shuffled = random.Random(seed).sample(rows, len(rows))
        assert verdict_of(shuffled) == expected


def verdict_of(rows: list[dict[str, Any]]) -> dict[str, str]:
    world = builders.world({"records": rows})
    keys = world.verdicts.join(world.records, on="record").select("record_key", "because")
    return dict(keys.iter_rows())
