"""What is written around the name of a unit or branch: the name is found, or nothing, and nothing is cut."""

from __future__ import annotations

import itertools

import polars as pl
import pytest

from orgtransfer.clean import units
from orgtransfer.clean.text import Cleaner, over_distinct

UNITS = (
    "江西省人民医院", "南昌市第三医院", "江西省卫生健康委员会", "南昌大学第一附属医院", "江西省医学会", "赣州市妇幼保健院", "江西中医药大学附属医院",
)  # fmt: skip
BRANCHES = (
    "第一党支部", "机关第二党支部", "江西省医学会第一党支部", "中共江西省护理学会支部委员会", "内科党支部", "南昌市第三医院外科第三党支部", "江西省医学会联合党支部",
)  # fmt: skip
BEFORE = (
    "", "1.", "1、", "（1）", "(12) ", "①", "01 ", "1. ", "·", "*", "★ ", "- ", "　", "\t", "“", "'", "工作单位：", "所在单位: ", "单位：",
    "所在党支部：", "组织关系所在党支部：", "现任：", "拟：", "原：", "曾任：",
)  # fmt: skip
BEHIND = (
    "", "（13812345678）", " 13812345678", " 0791-86223344", "13812345678", "（2020年转入）", "*", "★", "。", "；", "、", "：", "  ", "　", "\n", "\t",
    "（兼）", "（挂靠）", "（待核）", "？", "，电话86223344", " 联系人：张三", "/", "-", "（）", "（20人）", "20人", " 共20人", "①", "”", "'",
)  # fmt: skip
OFFICES = ("（书记）", " 书记", "书记", "副书记", "组织委员", "（副书记）", "党员名册")
WHOLE = (
    "120急救中心", "301医院", "解放军第94医院", "94医院内科党支部", "原平市人民医院", "原子能研究所", "现代口腔医院", "曾都区人民医院", "兼善中学",
    "第一人民医院", "一附院", "机关第一党支部(离退休)", "江西省人民医院(红谷滩院区)", "省直机关工委(卫健口)", "三〇一医院", "2019级研究生党支部",
    "书记员培训中心党支部", "挂甲寺街道社区卫生服务中心", "前进村党支部", "拟南芥研究中心", "第2党支部", "名人医院", "北京市人名研究会",
)  # fmt: skip


def made(names: tuple[str, ...], behind: tuple[str, ...]) -> pl.DataFrame:
    rows = [
        (name, before + name + after)
        for name, before, after in itertools.product(names, BEFORE, behind)
    ]
    return pl.DataFrame(rows, schema=["name", "x"], orient="row")


@pytest.mark.parametrize(
    ("cleaner", "usual", "names", "behind"),
    [
        (units.unit, units.usual, UNITS, BEHIND),
        (units.unit, units.usual, BRANCHES, BEHIND + OFFICES),
        (units.branch, units.usual_branch, BRANCHES, BEHIND + OFFICES),
    ],
)
def test_the_name_or_none(
    cleaner: Cleaner, usual: Cleaner, names: tuple[str, ...], behind: tuple[str, ...]
) -> None:
    cells = made(names, behind)
    found = cells.with_columns(over_distinct(cells, {"x": "key"}, cleaner, usual))
    wrong = found.filter(pl.col("key").is_not_null() & (pl.col("key") != pl.col("name")))
    assert wrong.rows() == []
    assert found["key"].null_count() < found.height / 4
    again = over_distinct(found, {"key": "again"}, cleaner, usual)[0]
    assert again.to_list() == found["key"].to_list()


@pytest.mark.parametrize("name", WHOLE)
def test_a_name_with_nothing_around_it_is_never_cut(name: str) -> None:
    frame = pl.DataFrame({"x": [name]})
    assert over_distinct(frame, {"x": "y"}, units.unit, units.usual)[0].item() == name
    assert over_distinct(frame, {"x": "y"}, units.branch, units.usual_branch)[0].item() == name


@pytest.mark.parametrize(
    "text", ["原第一党支部", "拟第二党支部", "曾任：第一党支部", "原：江西省医学会第一党支部"]
)
def test_a_branch_of_once_or_of_later_names_none(text: str) -> None:
    frame = pl.DataFrame({"x": [text]})
    assert over_distinct(frame, {"x": "y"}, units.branch, units.usual_branch)[0].item() is None
