from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.examples import examples
from tests.organisations.worlds import Row, forest

HOSPITAL = "中共江西省人民医院委员会"
WARD = "中共江西省人民医院内科支部委员会"


@pytest.mark.parametrize(
    "stated",
    [
        pytest.param(({"org_code": "036"}, {"parent_code": "036"}), id="by code"),
        pytest.param(({}, {"parent": HOSPITAL}), id="by full name"),
        pytest.param(({}, {"parent": "江西省人民医院党委"}), id="by another form of the name"),
        pytest.param(({"org_short_name": "省医党委"}, {"parent": "省医党委"}), id="by short name"),
        pytest.param(
            ({"org_former_name": "江西省立医院党委"}, {"parent": "江西省立医院党委"}),
            id="by former name",
        ),
        pytest.param(({"org_code": "036"}, {"org_code": "036001"}), id="by nested codes"),
        pytest.param(
            ({"org_code": "036000000000"}, {"org_code": "036001000000"}), id="by padded codes"
        ),
        pytest.param(
            ({"org_code": "036"}, {"org_code": "036001002"}), id="by codes with a level left out"
        ),
        pytest.param(
            ({"org_code": "036"}, {"parent_code": "999", "parent": HOSPITAL}),
            id="by name where the code is out of date",
        ),
    ],
)
def test_a_parent_is_found(stated: tuple[Row, Row]) -> None:
    world = forest([{"org_name": HOSPITAL} | stated[0], {"org_name": WARD} | stated[1]])
    assert world.parent(WARD) == HOSPITAL
    assert world.node(WARD)["parent_state"] == "found"
    assert (world.node(HOSPITAL)["parent_state"], world.node(HOSPITAL)["depth"]) == ("root", 0)
    assert world.node(WARD)["depth"] == 1


def test_a_stated_parent_that_is_not_listed_is_missing() -> None:
    world = forest(
        [
            {"org_name": WARD, "parent": HOSPITAL, "org_code": "036001"},
            {"org_name": "x", "org_code": "036"},
        ]
    )
    assert world.node(WARD)["parent_state"] == "missing"
    assert world.node(WARD)["parent_node"] is None


def test_a_loop_is_told_from_what_hangs_below_it() -> None:
    rows = [
        {"org_name": "甲党委", "org_code": "A", "parent_code": "B"},
        {"org_name": "乙党委", "org_code": "B", "parent_code": "C"},
        {"org_name": "丙党委", "org_code": "C", "parent_code": "A"},
        {"org_name": "丁党支部", "org_code": "D", "parent_code": "A"},
        {"org_name": "戊党委", "org_code": "E", "parent_code": "E"},
    ]
    world = forest(rows)
    states = {name: world.node(name)["parent_state"] for name in ("甲党委", "丁党支部", "戊党委")}
    assert states == {"甲党委": "loop", "丁党支部": "found", "戊党委": "loop"}
    assert world.node("丁党支部")["depth"] is None


@pytest.mark.parametrize(
    ("row", "level", "nature"),
    [
        ({"org_name": "中共江西省医学会委员会"}, "committee", "ordinary"),
        ({"org_name": "江西省医学会党总支"}, "general_branch", "ordinary"),
        ({"org_name": "江西省医学会总支部委员会"}, "general_branch", "ordinary"),
        ({"org_name": "江西省医学会第一党支部"}, "branch", "ordinary"),
        ({"org_name": "江西省医学会第一党支部第二党小组"}, "group", "ordinary"),
        ({"org_name": "江西省医学会功能型党支部"}, "branch", "functional"),
        ({"org_name": "江西省医学会援外临时党支部"}, "branch", "temporary"),
        ({"org_name": "江西省医学会流动党员党支部"}, "branch", "floating"),
        ({"org_name": "江西省医学会联合党支部"}, "branch", "joint"),
        ({"org_name": "江西省医学会", "org_kind": "611"}, "committee", "ordinary"),
        ({"org_name": "江西省医学会", "org_kind": "621 党总支部"}, "general_branch", "ordinary"),
        ({"org_name": "江西省医学会", "org_kind": "631"}, "branch", "ordinary"),
        ({"org_name": "江西省医学会", "org_kind": "632"}, "branch", "joint"),
        ({"org_name": "江西省医学会", "org_kind": "641"}, "group", "ordinary"),
        ({"org_name": "江西省医学会", "org_kind": "911"}, "committee", "temporary"),
        ({"org_name": "江西省医学会", "org_kind": "931"}, "branch", "temporary"),
        ({"org_name": "江西省医学会党支部", "functional": "是"}, "branch", "functional"),
        ({"org_name": "江西省医学会党支部", "functional": "否"}, "branch", "ordinary"),
        ({"org_name": "江西省医学会党支部", "org_kind": "联合党支部"}, "branch", "joint"),
    ],
)
def test_level_and_nature_follow_from_code_column_or_name(
    row: Row, level: str, nature: str
) -> None:
    (node,) = forest([row]).nodes.iter_rows(named=True)
    assert (node["level"], node["nature"]) == (level, nature)


def test_what_stands_below_a_functional_organisation_is_functional() -> None:
    rows = [
        {"org_name": "江西省医学会功能型党委", "org_code": "1"},
        {"org_name": "江西省医学会甲党总支", "org_code": "2", "parent_code": "1"},
        {"org_name": "江西省医学会乙联合党支部", "org_code": "3", "parent_code": "2"},
        {"org_name": "江西省医学会丙临时党支部", "org_code": "4", "parent_code": "2"},
        {"org_name": "江西省护理学会联合党委", "org_code": "5"},
        {"org_name": "江西省护理学会党支部", "org_code": "6", "parent_code": "5"},
    ]
    natures = dict(forest(rows).nodes.select("code_key", "nature").iter_rows())
    expected = ["functional", "functional", "functional", "temporary", "joint", "ordinary"]
    assert natures == dict(zip("123456", expected, strict=True))


LISTED = [
    {"org_name": HOSPITAL, "org_code": "036"},
    {
        "org_name": WARD,
        "org_code": "036001",
        "parent_code": "036",
        "org_short_name": "内科支部",
        "org_former_name": "中共江西省立医院内科支部委员会、江西省人民医院大内科党支部",
    },
    {"org_name": "江西省人民医院外科党支部", "org_code": "036002", "parent_code": "036"},
]


@pytest.mark.parametrize(
    "member",
    [
        {"branch_code": "036001"},
        {"branch_code": "036001", "branch": "内一科支部"},
        {"branch": WARD},
        {"branch": "江西省人民医院内科党支部"},
        {"branch": "中国共产党江西省人民医院内科支部委员会"},
        {"branch": "江西省人民医院 内科 支部"},
        {"branch": "内科支部"},
        {"branch": "江西省人民医院大内科党支部"},
        {"branch": "省人民医院内科党支部"},
    ],
    ids=str,
)
def test_a_member_is_in_the_branch_that_is_meant(member: Row) -> None:
    world = forest(LISTED, [{"name": "王芳"} | member])
    assert world.branches() == [WARD]
    assert world.nodes.height == len(LISTED)


def test_a_branch_that_only_members_name_has_a_row_with_the_place_of_the_first() -> None:
    members = [
        {"name": "王芳", "branch": "江西省人民医院中医科党支部", "row": 9},
        {"name": "刘洋", "branch": "中共江西省人民医院中医科支部委员会", "row": 5},
        {"name": "李娜", "branch": None, "row": 6},
    ]
    world = forest(LISTED, members)
    node = world.nodes.filter(~world.nodes["listed"]).row(0, named=True)
    assert (node["org_name"], node["row"]) == ("中共江西省人民医院中医科支部委员会", 5)
    assert world.branches() == [node["org_name"], None, node["org_name"]]


def test_a_short_name_that_fits_two_listed_branches_is_a_branch_of_its_own() -> None:
    rows = [{"org_name": "南昌市第一医院内科党支部"}, {"org_name": "九江市第一医院内科党支部"}]
    world = forest(rows, [{"name": "王芳", "branch": "市一院内科党支部"}])
    assert world.branches() == ["市一院内科党支部"]


def test_one_name_below_two_superiors_is_two_branches() -> None:
    rows = [
        {"org_name": "甲医院党委", "org_code": "1"},
        {"org_name": "乙医院党委", "org_code": "2"},
        {"org_name": "第一党支部", "org_code": "11", "parent_code": "1", "parent": "甲医院党委"},
        {"org_name": "第一党支部", "org_code": "21", "parent_code": "2", "parent": "乙医院党委"},
    ]
    members = [
        {"name": "王芳", "branch": "第一党支部", "parent": "乙医院党委"},
        {"name": "刘洋", "branch": "第一党支部", "parent": "甲医院党委"},
        {"name": "李娜", "branch": "第二党支部", "parent": "甲医院党委"},
        {"name": "李娜", "branch": "第二党支部", "parent": "乙医院党委"},
    ]
    world = forest(rows, members)
    nodes = dict(world.nodes.select("node", "code_key").iter_rows())
    placed = world.records.join(world.membership, on="record").sort("row")["node"].to_list()
    assert [nodes[node] for node in placed[:2]] == ["21", "11"]
    assert placed[2] != placed[3]


def test_without_a_list_superiors_come_from_the_members() -> None:
    members = [{"name": "王芳", "branch": WARD, "parent": HOSPITAL}]
    world = forest([], members)
    assert world.parent(WARD) == HOSPITAL
    assert not world.nodes["listed"].any()


def test_an_organisation_listed_twice_alike_is_one() -> None:
    assert forest([*LISTED, *LISTED]).nodes.height == len(LISTED)


def test_no_rows_give_no_nodes() -> None:
    assert forest().nodes.is_empty()


NAMES = ["甲党委", "乙党总支", "丙党支部", "丁党支部"]
TREES = st.lists(
    st.fixed_dictionaries(
        {
            "org_name": st.sampled_from(NAMES),
            "org_code": st.sampled_from(["036", "036001", "036001001", "5", None]),
            "parent": st.sampled_from([*NAMES, None]),
            "parent_code": st.sampled_from(["036", "5", "7", None]),
        }
    ),
    max_size=8,
)
MEMBERS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["王芳", "刘洋"]),
            "branch": st.sampled_from([*NAMES, "戊党支部", None]),
            "branch_code": st.sampled_from(["036001", "9", None]),
            "parent": st.sampled_from(["甲党委", None]),
        }
    ),
    max_size=8,
)


@pytest.mark.slow
@examples(5, 15)
@given(listed=TREES, members=MEMBERS, random=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_tree(
    listed: list[Row], members: list[Row], random: Random
) -> None:
    rows = [row | {"row": n} for n, row in enumerate(listed, start=2)]
    people = [row | {"row": n} for n, row in enumerate(members, start=2)]
    one = forest(rows, people)
    random.shuffle(rows)
    random.shuffle(people)
    other = forest(rows, people)
    assert_frame_equal(one.nodes, other.nodes)
    assert_frame_equal(one.membership, other.membership)
    assert one.membership.height == len(members)
    homeless = one.membership["node"].null_count()
    assert homeless == sum(not (row["branch"] or row["branch_code"]) for row in members)
