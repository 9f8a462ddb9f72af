"""The column of names: no real person is set aside, and nothing else becomes one."""

from __future__ import annotations

import random

import polars as pl
import pytest

from orgtransfer.clean import names
from orgtransfer.config import Limits
from orgtransfer.read.limit import Job
from orgtransfer.read.open import of_bytes
from orgtransfer.read.table import Table, tables
from orgtransfer.similarity import frequencies
from orgtransfer.similarity.nobody import nobody

REAL = (
    "欧阳修", "司马懿", "尉迟恭", "皇甫嵩", "令狐冲", "上官婉儿", "诸葛亮", "东方朔", "夏侯惇", "慕容复", "独孤求", "长孙无忌", "宇文化", "百里奚",
    "呼延灼", "拓跋珪", "端木赐", "淳于意", "单于", "仉督", "亓官明", "阿卜杜·热合曼", "阿卜杜•热合曼", "阿卜杜．热合曼", "阿卜杜‧热合曼", "阿卜杜.热合曼",
    "阿卜杜。热合曼", "阿卜杜・热合曼", "阿卜杜●热合曼", "阿卜杜-热合曼", "阿卜杜 热合曼", "阿布都热合曼·阿布都克里木·买买提艾力江·吐尔逊古丽阿依夏木", "JOHN SMITH",
    "John Smith", "Иван Петров", "Nguyễn Văn An", "O'Brien", "李𠮷", "王䶮", "𠮷田一郎", "王　芳", "王 芳", "欧 阳 修",
    "张 三 丰", "无名", "男志", "单亦男", "习无", "总多", "待明", "毛例", "例春", "示范", "女娲", "安无忌", "吴待定", "于合计", "邓小计",
    "注音", "乜小明", "买买提", "才让多杰", "尼玛", "扎西", "格桑梅朵", "色·巴特尔", "张三", "李四", "王五", "赵六", "何为", "也先", "党建国", "支部",
    "书记", "主任", "周日", "王一", "丁一", "卜一", "〇一", "高兴", "成功", "安静", "方便", "马上", "白天", "黄昏", "和平", "文明", "时间",
    "年月", "金额", "数量", "万一", "石头", "何必", "包子", "江西", "安徽", "全国", "史册", "章程", "钱多多", "年广久", "生日", "黑体", "米饭",
    "封面", "公章", "毕业", "康复", "应届", "兰州", "马到成功", "马兰花开",
)  # fmt: skip
"""Compound, rare and minority surnames, every kind of dot, other scripts, names that are words."""
NOBODY = (
    "合计", "男", "女", "无", "待定", "张三（示例）", "暂无", "未知", "不详", "空缺", "空", "/", "-", "小计", "总计", "共计", "同上", "〃",
    "″", "姓名", "XXX", "×××", "***", "测试", "test", "示例", "样例", "无此人", "已删除", "删除", "作废", "未填", "请填写", "待补",
    "待补充", "正式党员", "预备党员", "党员", "是", "否", "男女", "1", "123", "2026-01-01", "江西省人民医院", "内科党支部", "第一党小组",
    "13800000000", "—", "审核人", "签字", "单位盖章", "以下空白", "此行以下空白", "以下无正文", "以下为空", "略", "……", "...", "N/A",
    "null", "序号", "名字", "共3人", "3人", "本页小计", "（空）", "(无)", "[待定]", "待分配", "缺", "缺编", "暂缺", "人员待定", "招聘中",
    "未定", "?", "？？？", "党员1", "党员甲", "员工A", "未命名", "无人", "没有", "无名氏", "例",
)  # fmt: skip
CALLED = {
    "John Smith": "JOHN SMITH", "Иван Петров": "ИВАН ПЕТРОВ", "Nguyễn Văn An": "NGUYỄN VĂN AN", "O'Brien": "O'BRIEN",
    "阿卜杜 热合曼": "阿卜杜热合曼", "王　芳": "王芳", "王 芳": "王芳", "欧 阳 修": "欧阳修", "张 三 丰": "张三丰",
}  # fmt: skip
USUAL = "".join(f"{s}建国,1970-01-01,外科党支部,正式党员\n" for s in "王李张刘陈杨黄赵吴周" * 6)


def listed(cells: tuple[str, ...]) -> Table:
    """A list with these names behind sixty usual ones."""
    rows = "".join(
        f'"{name}",1980-0{1 + place % 9}-1{place % 9},内科党支部,正式党员\n'
        for place, name in enumerate(cells)
    )
    data = f"姓名,出生日期,所在党支部,人员类别\n{USUAL}{rows}".encode()
    (table,) = tables(of_bytes(data, Job("a.csv", Limits())), {})
    return table


def test_no_real_person_is_set_aside_and_each_keeps_the_name() -> None:
    table = listed(REAL)
    assert table.set_aside.is_empty()
    found = table.data.select(names.name(pl.col("name"))).to_series().to_list()[60:]
    dotted = {ord(dot): "·" for dot in "•．‧.。・●"}
    for name, key in zip(REAL, found, strict=True):
        wanted = CALLED.get(name) or name.translate(dotted)
        assert key == (wanted.replace("-", "·") if "阿卜杜" in name else wanted)


def test_nothing_else_becomes_a_member() -> None:
    table = listed(NOBODY)
    assert table.data.height == 60
    assert set(table.set_aside["reason"]) <= {
        "no_name",
        "total",
        "note",
        "example",
        "repeated_header",
    }


@pytest.mark.parametrize("name", ["待定", "未知", "男"])
def test_somebody_with_an_id_number_is_kept_without_a_name(name: str) -> None:
    data = f"姓名,公民身份号码,所在党支部\n{name},990101198005030014,内科党支部\n王芳,990101198005030022,内科党支部\n"
    (table,) = tables(of_bytes(data.encode(), Job("a.csv", Limits())), {})
    found = table.data.select(names.name(pl.col("name"))).to_series().to_list()
    assert found == [None, "王芳"]


def test_no_surname_with_a_given_name_is_nobody() -> None:
    surnames = frequencies.surname_shares()["surname"].to_list()
    rng = random.Random(7)
    given = [chr(rng.randrange(0x4E00, 0x9FA6)) for _one in range(300)] + [
        *"男女定名员明例计志文国"
    ]
    made = pl.Series(
        [
            s + g + h
            for s in surnames
            for g in rng.sample(given, 12)
            for h in ("", rng.choice(given))
        ]
    )
    frame = made.to_frame("name")
    told = frame.filter(nobody(pl.col("name")))["name"].to_list()
    assert told in ([], ["党员"])


def test_the_form_s_own_example_is_set_aside_wherever_the_mark_stands() -> None:
    table = listed(
        ("张三（示例）", "例：张三", "李四[样例]", "（示例）王五", "张三(填写示例)", "赵六【例】")
    )
    assert table.set_aside["reason"].to_list() == ["example"] * 6


def test_sub_headings_by_department_are_no_people() -> None:
    cells = (
        "心内科（3人）",
        "外科：",
        "普外科二病区",
        "门诊部",
        "行政后勤（共12名）",
        "内科",
        "王芳",
        "李小科",
    )
    table = listed(cells)
    assert table.set_aside.height == 6
    assert table.data["name"].to_list()[-2:] == ["王芳", "李小科"]
