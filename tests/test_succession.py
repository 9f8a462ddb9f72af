"""Who of tonight is who of last night."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer import frames, succession
from orgtransfer.models import Earlier
from tests import builders
from tests.examples import examples

WANG = {
    "system": "roster", "name": "王小明", "id_number": "360102198501011231", "phone": "13000000001",
    "branch": "第一支部", "unit": "省人民医院", "join_date": "2010-07-01", "sex": "男",
}  # fmt: skip
LI = {
    "system": "roster", "name": "李小红", "id_number": "360102198602022345", "phone": "13000000002",
    "branch": "第二支部", "unit": "省肿瘤医院", "join_date": "2012-07-01", "sex": "女",
}  # fmt: skip


def records(*rows: dict[str, Any], keys: str = "R{}") -> pl.DataFrame:
    """RECORDS whose key stands for their content."""
    full = [
        {"record": at, **row, "record_key": keys.format(_content(row))}
        for at, row in enumerate(rows)
    ]
    return builders.table(frames.RECORDS, full)


def _content(row: dict[str, Any]) -> str:
    return f"{abs(hash(frozenset(row.items()))) % 16**12:012x}"


def earlier(rows: pl.DataFrame) -> Earlier:
    return Earlier(
        records=rows,
        persons=builders.table(
            frames.PERSONS,
            [
                {"record": at, "person": f"P{key}"}
                for at, key in rows.select("record", "record_key").iter_rows()
            ],
        ),
        organisations=frames.ORGANISATIONS.empty(),
        membership=frames.MEMBERSHIP.empty(),
    )


@pytest.mark.parametrize(
    "corrected",
    [
        {"name": "王晓明"},
        {"name": "欧阳翀"},
        {"id_number": "360102198501011258"},
        {"id_number": ""},
        {"id_number": "360102********1231"},
        {"phone": "13000000009"},
        {"branch": "第三支部"},
        {"branch": "第三支部", "unit": "省妇幼保健院", "phone": "13000000009"},
        {"join_date": "2010-07-11"},
        {"name": "王晓明", "phone": "13000000009"},
    ],
)
def test_a_corrected_row_keeps_its_key(corrected: dict[str, Any]) -> None:
    before = records(WANG, LI)
    now = succession.records(records({**WANG, **corrected}, LI), earlier(before))
    assert now["record_key"].to_list() == before["record_key"].to_list()
    assert now["content_key"][0] != now["record_key"][0]


@pytest.mark.parametrize(
    "other",
    [
        {
            "name": "赵大川",
            "id_number": "360102199003033456",
            "phone": "13000000003",
            "join_date": "2020-07-01",
        },
        {
            "id_number": "360102199003033456",
            "phone": "13000000003",
            "join_date": "2020-07-01",
            "branch": "第三支部",
        },
        {"system": "register"},
    ],
)
def test_somebody_else_is_a_new_row(other: dict[str, Any]) -> None:
    before = records(WANG)
    now = succession.records(records({**WANG, **other}), earlier(before))
    assert now["record_key"][0] != before["record_key"][0]


BARE = {
    "system": "roster", "name": "王建娟", "branch": "医师协会功能型支部", "unit": "靖安县人民医院",
    "association": "医师协会", "sex": "女",
}  # fmt: skip
"""All that some rosters say of a member."""


@pytest.mark.parametrize("name", ["王建凯", "王娟", "王建"])
def test_a_slip_in_the_name_of_whom_nothing_else_is_known_is_no_new_person(name: str) -> None:
    before = records(BARE, LI)
    now = succession.records(records({**BARE, "name": name}, LI), earlier(before))
    assert now["record_key"].to_list() == before["record_key"].to_list()


@pytest.mark.parametrize(
    "other",
    [
        {"name": "李建娟"},
        {"name": "王小明"},
        {"name": "王建凯", "unit": "靖安县中医院"},
        {"name": "王建凯", "branch": "护理学会功能型支部"},
    ],
)
def test_a_namesake_of_the_surname_elsewhere_is_somebody_else(other: dict[str, Any]) -> None:
    before = records(BARE)
    now = succession.records(records({**BARE, **other}), earlier(before))
    assert now["record_key"][0] != before["record_key"][0]


NUMBERED = {**BARE, "id_number": "999999198501011234", "birth_date": "1985-01-01"}


@pytest.mark.parametrize(
    "row",
    [NUMBERED, {key: value for key, value in NUMBERED.items() if key != "birth_date"}],
)
@pytest.mark.parametrize(
    "number", ["999999198502011234", "999999196501011234", "999999198510011234"]
)
def test_a_digit_of_the_birth_date_in_the_number_makes_no_new_person(
    row: dict[str, Any], number: str
) -> None:
    before = records(row, LI)
    now = succession.records(records({**row, "id_number": number}, LI), earlier(before))
    assert now["record_key"].to_list() == before["record_key"].to_list()


def test_another_number_and_another_birth_date_are_another_person() -> None:
    other = {**NUMBERED, "id_number": "999999199003031234", "birth_date": "1990-03-03"}
    before = records(NUMBERED)
    now = succession.records(records(other), earlier(before))
    assert now["record_key"][0] != before["record_key"][0]


@pytest.mark.parametrize("name", ["王娟红", "王小建", "王娟丽"])
def test_a_name_that_shares_a_character_in_another_place_is_somebody_elses(name: str) -> None:
    """Who leaves and who joins on one night of the same branch, with a shared date of joining."""
    gone = {**BARE, "join_date": "2010-07-01", "phone": "13000000001"}
    joined = {**gone, "name": name, "id_number": LI["id_number"], "phone": "13000000002"}
    before = records(gone)
    now = succession.records(records(joined), earlier(before))
    assert now["record_key"][0] != before["record_key"][0]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("王建娟", "王建凯", True), ("王建娟", "王娟", True), ("王建娟", "王娟建", True),
        ("王建娟", "王红娟", True), ("王建娟", "王娟红", False), ("王建娟", "王红建", False),
        ("阿不都热合曼", "阿不都热合满", True), ("阿不都热合曼", "阿不热都合满", False), ("王", "李", False),
    ],
)  # fmt: skip
def test_one_slip_makes_one_name_of_the_other(one: str, other: str, *, near: bool) -> None:
    names = pl.DataFrame({"a": [one, other, None], "b": [other, one, one]})
    told = names.select(succession._near(pl.col("a"), pl.col("b"))).to_series()
    assert told.to_list() == [near, near, None]


def test_who_says_more_and_something_else_is_somebody_else() -> None:
    more = {**BARE, "phone": "13000000001", "birth_date": "1985-01-01"}
    other = {**more, "name": "王建凯", "phone": "13000000002", "birth_date": "1990-03-03"}
    before = records(more)
    now = succession.records(records(other), earlier(before))
    assert now["record_key"][0] != before["record_key"][0]


def test_of_two_slips_that_fit_one_row_equally_well_it_takes_neither() -> None:
    before = records(BARE)
    both = records({**BARE, "name": "王建凯"}, {**BARE, "name": "王建红"})
    now = succession.records(both, earlier(before))
    assert before["record_key"][0] not in now["record_key"].to_list()


def test_whom_two_rows_fit_equally_well_nobody_gets() -> None:
    twin = {**WANG, "id_number": ""}
    before = records({**twin, "name": "王晓明"})
    now = succession.records(records(twin, {**twin, "ethnicity": ""}), earlier(before))
    assert before["record_key"][0] not in now["record_key"].to_list()


def test_a_key_that_was_inherited_is_not_given_to_another_row() -> None:
    first = records(WANG)
    second = succession.records(records({**WANG, "name": "王晓明"}), earlier(first))
    # Somebody enters the old row again beside the corrected one.
    third = succession.records(records({**WANG, "name": "王晓明"}, WANG), earlier(second))
    keys = third["record_key"].to_list()
    assert keys[0] == first["record_key"][0]
    assert keys[1] == f"{keys[0]}-2"


_ROW = st.fixed_dictionaries(
    {
        "system": st.sampled_from(["roster", "register"]),
        "name": st.sampled_from(["王芳", "王方", "李伟", "张敏"]),
        "id_number": st.sampled_from(["", "360102198501011231", "360102198602022345"]),
        "phone": st.sampled_from(["", "13000000001", "13000000002"]),
        "branch": st.sampled_from(["第一支部", "第二支部"]),
        "join_date": st.sampled_from(["", "2010-07-01", "2012-07-01"]),
    }
)


@pytest.mark.slow
@examples(20, 60)
@given(
    st.lists(_ROW, max_size=8, unique_by=lambda row: tuple(sorted(row.items()))),
    st.lists(_ROW, max_size=8, unique_by=lambda row: tuple(sorted(row.items()))),
    st.randoms(use_true_random=False),
)
def test_keys_are_unique_whatever_changed_and_in_whatever_order(
    before: list[dict[str, Any]], now: list[dict[str, Any]], random: Random
) -> None:
    last = earlier(records(*before)) if before else earlier(frames.RECORDS.empty())
    if not now:
        return
    made = succession.records(records(*now), last)
    assert made["record_key"].n_unique() == made.height
    for row, key in zip(now, made["record_key"], strict=True):
        if row in before:
            assert key == last.records["record_key"][before.index(row)]
    mixed = list(now)
    random.shuffle(mixed)
    again = succession.records(records(*mixed), last)
    by_content = dict(zip(again["content_key"], again["record_key"], strict=True))
    assert by_content == dict(zip(made["content_key"], made["record_key"], strict=True))


def test_a_person_keeps_the_number_with_which_most_rows_are_shared() -> None:
    rows = records(WANG, {**WANG, "system": "register"}, LI)
    last = earlier(rows)
    last = Earlier(
        rows, last.persons.with_columns(person=pl.Series(["P1", "P1", "P2"])),
        last.organisations, last.membership,
    )  # fmt: skip
    now = builders.table(
        frames.PERSONS,
        [{"record": at, "person": person} for at, person in enumerate(["P7", "P7", "P1"])],
    )
    assert succession.persons(now, rows, last) == {"P7": "P1", "P1": "P2"}


def test_where_a_person_is_split_the_larger_part_keeps_the_number() -> None:
    rows = records(WANG, {**WANG, "system": "register"}, {**WANG, "system": "third"})
    last = Earlier(
        rows,
        builders.table(frames.PERSONS, [{"record": at, "person": "P1"} for at in range(3)]),
        frames.ORGANISATIONS.empty(),
        frames.MEMBERSHIP.empty(),
    )
    now = builders.table(
        frames.PERSONS,
        [{"record": at, "person": person} for at, person in enumerate(["P5", "P5", "P1"])],
    )
    assert succession.persons(now, rows, last) == {"P5": "P1", "P1": "P1-2"}


def test_whom_a_ruling_no_longer_joins_is_called_as_before_it() -> None:
    unnumbered = {name: value for name, value in WANG.items() if name != "id_number"}
    rows = records(*({**unnumbered, "system": name} for name in ("roster", "register", "third")))
    last = Earlier(
        rows,
        builders.table(frames.PERSONS, [{"record": at, "person": "P9"} for at in range(3)]),
        frames.ORGANISATIONS.empty(),
        frames.MEMBERSHIP.empty(),
    )
    now = builders.table(
        frames.PERSONS,
        [{"record": at, "person": person} for at, person in enumerate(["P5", "P5", "P1"])],
    )
    assert succession.persons(now, rows, last) == {"P5": "P9"}
    ruled = rows.select("record_key", row=pl.lit("G0"))
    assert succession.persons(now, rows, replace(last, ruled=ruled)) == {}


def node(number: int, **row: str) -> dict[str, Any]:
    return {"node": number, "system": "roster", "node_key": f"O{number}", **row}


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (
            {"org_code": "A1", "org_name": "第一支部"},
            {"org_code": "A1", "org_name": "第一支部委员会"},
        ),
        ({"org_code": "A1", "org_name": "第一支部"}, {"org_code": "B7", "org_name": "第一支部"}),
        ({"org_name": "第一支部"}, {"org_name": "临床支部"}),
    ],
)
def test_a_branch_keeps_its_key_by_code_by_name_or_by_its_members(
    before: dict[str, Any], now: dict[str, Any]
) -> None:
    rows = records(WANG, LI)
    membership = builders.table(
        frames.MEMBERSHIP, [{"record": 0, "node": 4}, {"record": 1, "node": 4}]
    )
    last = Earlier(
        rows,
        frames.PERSONS.empty(),
        builders.table(frames.ORGANISATIONS, [node(4, **before)]),
        membership,
    )
    tonight = builders.table(frames.ORGANISATIONS, [{"node": 4, "system": "roster", **now}])
    made = succession.organisations(tonight, membership, rows, last)
    assert made["node_key"].to_list() == ["O4"]


def test_a_counter_that_tells_a_new_row_apart_is_nobody_elses_key() -> None:
    first = records(WANG)
    second = succession.records(records({**WANG, "name": "王晓明"}), earlier(first))
    # Two equal rows, as the old one was, come beside the corrected one.
    twice = records({**WANG, "name": "王晓明"}, WANG, WANG)
    key = first["record_key"][0]
    counted = twice.with_columns(record_key=pl.Series([twice["record_key"][0], key, f"{key}-2"]))
    assert succession.records(counted, earlier(second))["record_key"].n_unique() == 3


def test_a_person_told_apart_by_a_counter_bears_nobody_elses_key() -> None:
    rows = records(WANG, LI, {**WANG, "system": "third"}, {**LI, "system": "third"})
    last = Earlier(
        rows[:2],
        builders.table(
            frames.PERSONS, [{"record": 0, "person": "P1"}, {"record": 1, "person": "P9"}]
        ),
        frames.ORGANISATIONS.empty(),
        frames.MEMBERSHIP.empty(),
    )
    names = ["P5", "P9", "P1", "P1-2"]
    now = builders.table(
        frames.PERSONS, [{"record": at, "person": name} for at, name in enumerate(names)]
    )
    renamed = succession.persons(now, rows, last)
    assert len({renamed.get(name, name) for name in names}) == 4


def test_of_two_rows_of_one_content_each_keeps_its_key_where_one_moves() -> None:
    """Their counters go by the order of the branches, which the move turns round."""
    one, two = {**BARE, "branch": "针灸学会支部"}, {**BARE, "branch": "预防医学会支部"}
    before = records(one, two).with_columns(
        record_key=pl.Series(["Raaaaaaaaaaaa", "Raaaaaaaaaaaa-2"])
    )
    moved = {**two, "branch": "医学会支部"}
    now = records(moved, one).with_columns(
        record_key=pl.Series(["Raaaaaaaaaaaa", "Raaaaaaaaaaaa-2"])
    )
    kept = succession.records(now, earlier(before))
    names = dict(kept.select("branch", "record_key").iter_rows())
    assert names == {"针灸学会支部": "Raaaaaaaaaaaa", "医学会支部": "Raaaaaaaaaaaa-2"}
