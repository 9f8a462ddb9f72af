from __future__ import annotations

from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.examples import examples
from tests.organisations.worlds import Row, forest


def pair(a: Row | str, b: Row | str) -> list[Row]:
    """One organisation in each of two registers, `s` and `t`."""
    rows = [{"org_name": row} if isinstance(row, str) else row for row in (a, b)]
    return [{"system": system} | dict(row) for system, row in zip("st", rows, strict=True)]


def people(branch: str, names: str, system: str = "s") -> list[Row]:
    """A member a letter, in one branch."""
    return [{"system": system, "name": letter, "branch": branch} for letter in names]


SAME = [
    ("中共江西省医学会委员会", "江西省医学会党委"),
    ("中国共产党江西省医学会第一支部委员会", "江西省医学会第一党支部"),
    ("江西省医学会第一党支部", "江西省医学会第1党支部"),
    ("江西省疾病预防控制中心机关党支部", "省疾控中心机关支部"),
    ("南昌大学第一附属医院内科党支部", "南大一附院内科党支部"),
    ({"org_name": "江西省卫生防疫站党委"},
     {"org_name": "江西省疾病预防控制中心党委", "org_former_name": "中共江西省卫生防疫站委员会"}),
    ({"org_name": "江西省立医院党委", "org_short_name": "省医院党委"}, {"org_name": "省医院党委"}),
]  # fmt: skip
APART = [
    ("江西省医学会第一党支部", "江西省医学会第二党支部"),
    ("南昌大学第一附属医院党委", "南昌大学第二附属医院党委"),
    ("江西省医学会党委", "江西省医学会党支部"),
    ("江西省医学会党支部", "江西省医学会功能型党支部"),
    ("江西省医学会党支部", "江西省医学会临时党支部"),
    ("江西省医学会党总支", "湖南省医学会党总支"),
    ("南昌县人民医院党委", "南昌市人民医院党委"),
    ("江西省中医院党委", "江西省人民医院党委"),
    ("江西省人民医院内科党支部", "江西省人民医院外科党支部"),
    ({"org_name": "甲医院党支部", "org_code": "001"}, {"org_name": "乙医院党支部", "org_code": "001"}),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), SAME)
def test_these_are_one_organisation(a: Row | str, b: Row | str) -> None:
    assert len(forest(pair(a, b)).groups()) == 1


@pytest.mark.parametrize(("a", "b"), APART)
def test_these_are_not(a: Row | str, b: Row | str) -> None:
    assert not forest(pair(a, b)).groups()


def test_a_bare_name_means_the_branch_of_its_own_superior() -> None:
    rows = [
        {"org_name": "江西省医学会党委", "org_code": "1"},
        {"org_name": "第一党支部", "org_code": "11", "parent_code": "1"},
        {"org_name": "江西省护理学会党委", "org_code": "2"},
        {"org_name": "第一党支部", "org_code": "21", "parent_code": "2"},
        {"system": "t", "org_name": "江西省护理学会第一党支部"},
    ]
    world = forest(rows)
    nodes, _ = world.linked()
    shared = nodes.filter(nodes["organisation"].is_duplicated()).sort("system")
    assert shared["org_code"].to_list() == ["21", None]


def test_a_short_name_that_fits_two_units_fits_none() -> None:
    rows = [
        {"org_name": "南昌市第一医院党委"},
        {"org_name": "九江市第一医院党委"},
        {"system": "t", "org_name": "市一院党委"},
    ]
    assert not forest(rows).groups()


RENAMED = [
    {"org_name": "甲医院党委", "org_code": "1"},
    {"org_name": "甲医院内科党支部", "parent_code": "1"},
    {"org_name": "甲医院外科党支部", "parent_code": "1"},
    {"system": "t", "org_name": "乙中心党委", "org_former_name": "甲医院党委", "org_code": "9"},
    {"system": "t", "org_name": "乙中心内科党支部", "parent_code": "9"},
    {"system": "t", "org_name": "乙中心外科党支部", "parent_code": "9"},
]


def test_branches_of_a_renamed_unit_are_known_by_their_place() -> None:
    groups = forest(RENAMED).groups()
    assert frozenset({"s:甲医院内科党支部", "t:乙中心内科党支部"}) in groups
    assert len(groups) == 3


def test_a_renamed_branch_is_known_by_its_members() -> None:
    rows = pair("江西省医学会健康促进党支部", "江西省医学会科普党支部")
    old, new = (row["org_name"] for row in rows)
    most = people(old, "ABCDEFGHIJ") + people(new, "ABCDEFGHIK", "t")
    assert len(forest(rows, most).groups()) == 1
    few = people(old, "ABCDE") + people(new, "ABCDE", "t")
    assert not forest(rows, few).groups()


def test_a_hospital_branch_is_not_the_association_branch_whose_members_it_holds() -> None:
    rows = [
        {"system": "roster", "org_name": "江西省医学会麻醉学分会党支部"},
        {"system": "t", "org_name": "江西省人民医院麻醉科党支部"},
    ]
    members = people(rows[0]["org_name"], "ABCDEFGHIJ", "roster")
    members += people(rows[1]["org_name"], "ABCDEFGHIJKLMNOPQRST", "t")
    _, pairs = forest(rows, members).linked()
    assert pairs.is_empty()


def test_merged_branches_wait_for_a_clerk() -> None:
    rows = [*pair("甲医院一病区党支部", "甲医院联合病区党支部"), {"org_name": "甲医院二病区党支部"}]
    members = people("甲医院一病区党支部", "ABCDEF") + people("甲医院二病区党支部", "GHIJKL")
    members += people("甲医院联合病区党支部", "ABCDEFGHIJKL", "t")
    world = forest(rows, members)
    _, pairs = world.linked()
    assert pairs["tier"].to_list() == ["review", "review"]
    assert not world.groups()


def test_registers_that_share_none_of_the_people_are_not_linked_by_name_alone() -> None:
    name = "江西省医学会党支部"
    members = people(name, "ABCDE") + people(name, "FGHIJ", "t")
    members += people("甲党支部", "FGHIJ") + people("乙党支部", "ABCDE", "t")
    _, pairs = forest(pair(name, name), members).linked()
    assert pairs.filter(tier="auto").is_empty()


def test_shared_codes_link_renamed_branches_only_with_other_evidence() -> None:
    names = [f"江西省医学会{name}党支部" for name in "甲乙丙丁戊"]
    rows = [
        row | {"org_code": f"0360{n:08}"}
        for n, name in enumerate(names)
        for row in pair(name, name)
    ]
    rows[-1] = rows[-1] | {"org_name": "江西省护理学会己党支部"}
    _, pairs = forest(rows).linked()
    assert pairs["tier"].to_list().count("auto") == 4
    assert pairs.filter(tier="review")["evidence"].to_list() == ["code"]


def test_a_branch_raised_to_a_general_branch_waits_for_a_clerk() -> None:
    _, pairs = forest(pair("江西省医学会党支部", "中共江西省医学会总支部委员会")).linked()
    assert pairs.select("tier", "evidence").rows() == [("review", "name")]


def test_a_part_shows_where_a_short_unit_ends_below_a_linked_parent() -> None:
    rows = [
        {"org_name": "江西省荣军疗养院党委", "org_code": "1"},
        {"org_name": "省荣疗体检党支部", "parent_code": "1"},
        {"system": "t", "org_name": "中共江西省荣军疗养院委员会", "org_code": "2"},
        {"system": "t", "org_name": "江西省荣军疗养院体检党支部", "parent_code": "2"},
        {"system": "t", "org_name": "江西省荣军疗养院检党支部", "parent_code": "2"},
    ]
    assert (
        frozenset({"s:省荣疗体检党支部", "t:江西省荣军疗养院体检党支部"}) in forest(rows).groups()
    )


def test_an_incomplete_unit_counts_where_the_people_are_the_same() -> None:
    rows = pair("城关镇卫生院党支部", "南昌县城关镇中心卫生院党支部")
    rows.append({"system": "t", "org_name": "进贤县城关镇中心卫生院党支部"})
    short, full = rows[0]["org_name"], rows[1]["org_name"]
    members = people(short, "ABCDEFGH") + people(full, "ABCDEFIJ", "t")
    assert forest(rows, members).groups() == {frozenset({f"s:{short}", f"t:{full}"})}
    assert not forest(rows).groups()


def test_a_clerk_may_join_two_branches_of_one_system() -> None:
    world = forest([{"org_name": "甲医院一病区党支部"}, {"org_name": "甲医院二病区党支部"}])
    ruled = [decision(world.linked()[0], "same")]
    assert world.linked(decisions=ruled)[0]["organisation"].n_unique() == 1


def test_an_alias_links() -> None:
    rows = pair("江西省医学会党委", "医学之家党委")
    assert not forest(rows).groups()
    assert len(forest(rows).groups(aliases=[("医学之家党委", "江西省医学会党委")])) == 1


def decision(world_nodes: pl.DataFrame, ruling: str) -> Row:
    keys = world_nodes["organisation"].unique().sort().to_list()
    a_key, b_key = keys if len(keys) == 2 else (keys[0], None)
    return {"kind": "branch_pair", "a_key": a_key, "b_key": b_key, "ruling": ruling}


def test_what_a_clerk_joined_stays_joined_and_is_shown_as_decided() -> None:
    world = forest(pair("江西省医学会党委", "医学之家党委"))
    ruled = [decision(world.linked()[0], "same")]
    for _ in range(2):
        nodes, pairs = world.linked(decisions=ruled)
        assert nodes["organisation"].n_unique() == 1
        assert pairs["tier"].to_list() == ["decided"]


def test_what_a_clerk_kept_apart_stays_apart() -> None:
    # The keys of the two as they were before any link: each system alone.
    world = forest(pair("江西省医学会党委", "江西省医学会党委"))
    alone = [
        forest([row]).linked()[0]["organisation"][0]
        for row in pair("江西省医学会党委", "江西省医学会党委")
    ]
    ruled = [{"kind": "branch_pair", "a_key": alone[0], "b_key": alone[1], "ruling": "different"}]
    nodes, pairs = world.linked(decisions=ruled)
    assert nodes["organisation"].n_unique() == 2
    assert pairs.is_empty()


def test_a_group_holds_one_node_of_a_system() -> None:
    name = "江西省医学会党委"
    rows = [{"system": system, "org_name": name} for system in "stu"]
    rows.append({"system": "u", "org_name": name, "org_code": "036000000001"})
    nodes, pairs = forest(rows).linked()
    for _, group in nodes.group_by("organisation"):
        assert group["system"].is_unique().all()
    assert set(pairs.filter(tier="review")["tier"]) == {"review"}


def test_keys_stay_when_other_organisations_come_and_go() -> None:
    rows = pair("江西省医学会党委", "江西省医学会党委")
    before = set(forest(rows).linked()[0]["organisation"])
    more = [{"org_name": "安徽省医学会党委"}, {"system": "t", "org_name": "江西省医学会第一党支部"}]
    after = set(forest([*more, *rows]).linked()[0]["organisation"])
    assert before < after


def test_nothing_gives_nothing() -> None:
    nodes, pairs = forest().linked()
    assert nodes.is_empty()
    assert pairs.is_empty()


NAMES = [
    "江西省医学会党委", "中共江西省医学会委员会", "江西省医学会第一党支部", "江西省医学会第二党支部",
    "第一党支部", "省疾控中心党委", "江西省疾病预防控制中心党委",
]  # fmt: skip
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "system": st.sampled_from("stu"),
            "org_name": st.sampled_from(NAMES),
            "org_code": st.sampled_from(["036000000001", "036000000002", None]),
            "parent": st.sampled_from([*NAMES[:2], None]),
        }
    ),
    max_size=9,
)
MEMBERS = st.lists(
    st.fixed_dictionaries(
        {
            "system": st.sampled_from("stu"),
            "name": st.sampled_from("ABCD"),
            "branch": st.sampled_from(NAMES),
        }
    ),
    max_size=9,
)


@pytest.mark.slow
@examples(5, 15)
@given(listed=ROWS, members=MEMBERS, random=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_link(
    listed: list[Row], members: list[Row], random: Random
) -> None:
    rows = [row | {"row": n} for n, row in enumerate(listed, start=2)]
    folk = [row | {"row": n} for n, row in enumerate(members, start=2)]
    one = forest(rows, folk).linked()
    random.shuffle(rows)
    random.shuffle(folk)
    other = forest(rows, folk).linked()
    assert_frame_equal(one[0], other[0])
    assert_frame_equal(one[1], other[1])
    assert one[0]["organisation"].null_count() == 0
