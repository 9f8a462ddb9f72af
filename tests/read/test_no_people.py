"""Rows of a list that are nobody: a form's example, a title that stands there again."""

from __future__ import annotations

import polars as pl
import pytest

from orgtransfer.read import rows

FIELDS = {"name": 1, "id_number": 2}


def reasons(*lines: tuple[str | None, str | None, str | None]) -> list[str | None]:
    """Why each row is set aside; running number, name, number."""
    body = pl.DataFrame(lines, schema=dict.fromkeys("012", pl.String), orient="row")
    return rows.judged(body, "members", FIELDS, None)["reason"].to_list()


@pytest.mark.parametrize(
    ("first", "name"),
    [
        ("1", "例：张三"), ("1", "例:张三"), ("例", "张三"), ("示例", "李四"), ("样例", "某某某"),
        ("填写示例", "张三"), ("（例）", "张三"), ("1", "（示例）张三"), ("例1", "张三"),
        ("范例：", "王五"), (None, "例如：张三"), ("1", "【示例】张三"),
    ],
)  # fmt: skip
def test_a_forms_own_example_is_nobody(first: str | None, name: str) -> None:
    assert reasons((first, name, "990199198001010013")) == ["example"]


@pytest.mark.parametrize("name", ["张三", "李四", "王五", "例子华", "范例", "施例"])
def test_a_person_whose_name_looks_like_one_stays(name: str) -> None:
    expected = ["example"] if name == "范例" else [None]
    assert reasons(("1", name, "990199198001010013")) == expected


@pytest.mark.parametrize(
    "title",
    ["党员花名册(续)", "党员花名册（续表）", "党员名册", "党员名单(续)", "名单", "信息采集表", "党员花名册续",
     "花名册(一)(续)", "转接台账", "汇总表（续）"],
)  # fmt: skip
def test_a_title_that_stands_there_again_is_nobody(title: str) -> None:
    assert reasons((title, None, None)) == ["note"]
    assert reasons((None, title, None)) == ["note"]


@pytest.mark.parametrize(
    "text",
    ["以上共6人", "以上合计 6 人", "上述共计6名", "本页共3人", "本表共有 1,300 人", "共6人", "全部共6条",
     "总共6人", "本支部共12名", "以上 共 6 人"],
)  # fmt: skip
def test_a_count_of_people_is_no_person(text: str) -> None:
    assert reasons((text, None, None)) == ["total"]
    assert reasons((None, text, None)) == ["total"]


@pytest.mark.parametrize(("text", "grand"), [("以上共6人", 6), ("本页共3人", None)])
def test_what_a_page_counts_is_not_what_the_list_states(text: str, grand: int | None) -> None:
    body = pl.DataFrame([(text, None, None)], schema=dict.fromkeys("012", pl.String), orient="row")
    judged = rows.judged(body, "members", FIELDS, None).with_columns(row=pl.lit(9))
    assert rows.totals(judged, ["0", "1", "2"])[1] == grand


@pytest.mark.parametrize(
    "line",
    [
        ("必填", "必填", "必填"), ("（必填）", "（必填）", "选填"), (None, "必填", "文本格式"),
        ("自动生成", "必填项", "（文本型，18位）"), (None, "请填写", None), ("*必填*", None, None),
        (None, "格式如1980.01", "必填"), ("填写说明", None, "例如：1980.01"),
        (None, "文本格式", "日期格式"), ("下拉选择", "必填", None), ("单选", "选填", "必填"),
    ],
)  # fmt: skip
def test_a_forms_hints_are_nobody(line: tuple[str | None, str | None, str | None]) -> None:
    assert reasons(line) == ["note"]


@pytest.mark.parametrize(
    "line",
    [
        ("负责人签字：", None, None), ("负责人签字：王芳", None, "2026年11月1日"), (None, "（盖章）", None),
        ("党支部（盖章）", None, None), ("单位盖章：", "经办人签字：", None), ("------", None, None),
        ("——————", "——————", "——————"), ("1/3", None, None), ("2/12页", None, None), (None, "（公章）", None),
        ("书记签名：", None, None), ("填表人（签字）：李四平", None, None), ("*****", None, None),
    ],
)  # fmt: skip
def test_signatures_seals_and_rules_are_nobody(
    line: tuple[str | None, str | None, str | None],
) -> None:
    assert reasons(line) == ["note"]


@pytest.mark.parametrize(
    "name", ["毕天", "单选华", "盖章程", "如意", "王必填", "签字华", "钟书记华"]
)
def test_a_person_whose_name_holds_such_a_word_stays(name: str) -> None:
    assert reasons(("1", name, "990199198001010013")) == [None]
    assert reasons(("1", name, None)) == [None]


@pytest.mark.parametrize(
    "line",
    [("—", "王芳", "某支部"), ("1/3", "王芳", None), ("必填", "王芳", "选填"), ("-", "王芳", None)],
)
def test_a_person_beside_such_a_word_stays(line: tuple[str | None, str | None, str | None]) -> None:
    assert reasons(line) == [None]
