from __future__ import annotations

from importlib import resources

import polars as pl
import pytest

from orgtransfer.similarity import organisations
from tests.similarity.tables import wrong

SAME = ["same", "alias", "short", "contained"]


def _table(name: str) -> pl.DataFrame:
    text = resources.files("tests.similarity").joinpath(name).read_bytes()
    return pl.read_csv(text, infer_schema=False)


@pytest.fixture(scope="module")
def judged() -> pl.DataFrame:
    """The table of real kinds of names, with what the code says; see its README."""
    table = _table("organisation_pairs.csv")
    level = organisations.compare(table["a"], table["b"], _table("organisation_aliases.csv"))
    return table.with_columns(
        level.alias("level"), right=level.is_in(SAME) == (table["expected"] == "same")
    )


def test_the_table_holds_250_equal_and_250_deceptive_pairs(judged: pl.DataFrame) -> None:
    assert dict(judged["expected"].value_counts().rows()) == {"same": 250, "different": 250}
    assert dict(judged["part"].value_counts().rows()) == {"tuning": 250, "held_out": 250}


@pytest.mark.parametrize("part", ["tuning", "held_out"])
@pytest.mark.parametrize("expected", ["same", "different"])
def test_at_least_98_of_100_pairs_are_judged_right(
    judged: pl.DataFrame, part: str, expected: str
) -> None:
    rows = judged.filter(part=part, expected=expected)
    assert rows["right"].mean() >= 0.975, rows.filter(~pl.col("right"))
    assert judged.filter(part=part)["right"].mean() >= 0.98


def test_levels() -> None:
    cases = [
        ("江西省人民医院", "江西省人民医院", "same"),
        ("江西省人民医院(红谷滩院区)", "江西省人民医院（红谷滩院区）", "same"),
        ("江西省人民医院（江西省心血管病医院）", "江西省人民医院", "same"),
        ("中国共产党江西省人民医院委员会", "江西省人民医院党委", "same"),
        ("中共南昌市第一医院第三支部委员会", "南昌市第一医院党委第3党支部", "same"),
        ("江西省人民医院第一党支部（内科）", "江西省人民医院内科第一党支部", "same"),
        ("中共南昌市委", "中国共产党南昌市委员会", "same"),
        ("江西省卫生健康委员会", "省卫健委", "short"),
        ("南昌大学第一附属医院", "南大一附院", "short"),
        ("复旦大学附属中山医院", "中山医院", "contained"),
        ("江西省人民医院", "江西省人民医院心内科", "contained"),
        ("江西省医学会", "江西省医学会党支部", "contained"),
        ("江西省医学会", "江西省医学会骨科学分会", "similar"),
        ("江西省人民医院", "人民医院", "similar"),
        ("第一党支部", "江西省医学会第一党支部", "similar"),
        ("江西省护理学会功能型党支部", "江西省护理学会党支部", "similar"),
        ("南昌大学第一附属医院", "南昌大学第二附属医院", "veto_ordinal"),
        ("江西省儿童医院第十党支部", "江西省儿童医院第十二党支部", "veto_ordinal"),
        ("南昌县人民医院", "南昌市人民医院", "veto_region"),
        ("省疾控中心", "市疾控中心", "veto_region"),
        ("上饶市人民医院", "上饶市中医院", "veto_kind"),
        ("江西省人民医院党总支", "江西省人民医院党支部", "veto_kind"),
        ("江西省人民医院内科党支部", "江西省人民医院外科党支部", "different"),
        ("江西省人民医院", "北京协和医学院", "different"),
        ("江西省人民医院", None, None),
        ("江西省人民医院", "", None),
    ]
    assert wrong(organisations.compare, cases) == []


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        (
            "中共南昌大学第一附属医院内科第二支部委员会",
            ("南昌大学第一附属医院", None, "南昌大学附属医院", "1", "医院", "内科", "2", "branch", None),
        ),
        (
            "江西省南昌市卫健委直属机关党委",
            ("江西省南昌市卫生健康委员会", "江西省南昌市", "卫生健康委员会", None, "卫生健康委员会",
             "直属机关", None, "committee", None),
        ),
        (
            "江西省药学会糖尿病学分会功能型党支部",
            ("江西省药学会", "江西省", "药学会", None, "学会", "糖尿病学分会", None, "branch", "functional"),
        ),
        (
            "中国共产党江西省卫生健康委员会委员会",
            ("江西省卫生健康委员会", "江西省", "卫生健康委员会", None, "卫生健康委员会", None, None,
             "committee", None),
        ),
        ("内科联合党支部", (None, None, None, None, None, "内科", None, "branch", "joint")),
        ("临时党支部", (None, None, None, None, None, None, None, "branch", "temporary")),
        ("流动党员党总支", (None, None, None, None, None, None, None, "general_branch", "floating")),
        ("市九院", ("市九院", "市", "院", "9", "医院", None, None, None, None)),
        ("", (None,) * 9),
        (None, (None,) * 9),
    ],
)  # fmt: skip
def test_parts(name: str | None, parts: tuple[str | None, ...]) -> None:
    assert organisations.parse(pl.Series([name], dtype=pl.String)).row(0) == parts


def test_aliases_hold_for_units_and_their_branches() -> None:
    aliases = pl.DataFrame(
        {"name": ["北医三院", "老三院"], "full_name": ["北京大学第三医院", "北医三院"]}
    )
    a = pl.Series(["北医三院", "中共北医三院委员会", "老三院", "北医三院"])
    b = pl.Series(["北京大学第三医院", "北京大学第三医院党委", "北大三院", "北京大学第一医院"])
    levels = organisations.compare(a, b, aliases)
    assert levels.to_list() == ["alias", "alias", "short", "veto_ordinal"]
    folded = organisations.fold(pl.concat([a[:2], b[:2]]), aliases)
    assert folded[0] == folded[2]
    assert folded[1] == folded[3]
    assert organisations.keys(a[:1], aliases).to_list() == organisations.keys(b[:1]).to_list()


def test_an_alias_that_leads_round_in_a_circle_ends() -> None:
    aliases = pl.DataFrame({"name": ["甲医院", "乙医院"], "full_name": ["乙医院", "甲医院"]})
    assert len(organisations.fold(pl.Series(["甲医院"]), aliases)) == 1


def test_pairs_that_are_the_same_meet_under_a_key(judged: pl.DataFrame) -> None:
    aliases = _table("organisation_aliases.csv")
    same = judged.filter(pl.col("level").is_in(SAME))
    keys = same.with_columns(
        organisations.keys(same["a"], aliases).alias("a_keys"),
        organisations.keys(same["b"], aliases).alias("b_keys"),
    )
    apart = keys.filter(pl.col("a_keys").list.set_intersection("b_keys").list.len() == 0)
    assert apart.is_empty(), apart.select("a", "b", "a_keys", "b_keys").rows()


def test_equal_folds_are_the_same_organisation(judged: pl.DataFrame) -> None:
    equal = organisations.fold(judged["a"]) == organisations.fold(judged["b"])
    assert set(judged.filter(equal)["level"]) <= {"same"}


def test_short_and_former_names_of_the_health_system_are_recognised() -> None:
    table = _table("organisation_forms.csv")
    for a, b in (("a", "b"), ("b", "a")):
        level = organisations.compare(table[a], table[b])
        assert table.filter(level != pl.col("expected")).is_empty(), (a, level)


def test_short_and_former_names_meet_under_a_key() -> None:
    table = _table("organisation_forms.csv")
    both = pl.DataFrame({column: organisations.keys(table[column]) for column in ("a", "b")})
    shared = both.select(pl.col("a").list.set_intersection("b").list.len()).to_series()
    assert table.filter(shared == 0).is_empty()


def test_units_that_look_like_another_s_short_name_are_kept_apart() -> None:
    table = _table("organisation_near_misses.csv")
    for a, b in (("a", "b"), ("b", "a")):
        taken = organisations.compare(table[a], table[b]).is_in(SAME)
        assert table.filter(taken).is_empty()


def test_names_before_and_after_a_reform_fold_to_one() -> None:
    names = pl.Series(["南昌市卫生局", "南昌市卫计委", "江西省南昌市卫健委", "南昌县卫生局"])
    assert organisations.fold(names).n_unique() == 4
    today = organisations.fold_renamed(names)
    assert today[:3].n_unique() == 1
    assert today.n_unique() == 2
