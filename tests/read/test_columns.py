"""Which column is which field, and what is said where that is not clear."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import pytest

from orgtransfer.frames import FIELDS
from orgtransfer.read import columns, grid, words
from orgtransfer.read.header import normal
from orgtransfer.read.table import Table, understand
from tests import examples
from tests.read.faults import PEOPLE, whole

SEEN: Mapping[str, Mapping[str, str]] = {
    "members": {
        "name": "姓名 党员姓名 名字 人员姓名",
        "id_number": "公民身份号码 公民身份证号 公民身份证号码 身份证号 身份证号码 居民身份证号 "
        "居民身份证号码 身份证 身份证件号码 证件号码 证件号",
        "member_no": "党员唯一标识 全国党员编码 全国党员管理信息系统唯一编码 人员编码 员工工号 党员编号",
        "sex": "性别",
        "ethnicity": "民族",
        "birth_date": "出生日期 出生年月 出生年月日 生日",
        "education": "学历 最高学历 文化程度",
        "category": "人员类别 党员类别 党员类型 政治面貌 党员阶段 发展阶段",
        "join_date": "入党日期 入党时间 加入党组织日期 加入党组织时间 接收预备党员日期",
        "full_date": "转正日期 转正时间 转为正式党员日期 正式转正日期",
        "branch": "所在党支部 组织关系所在党支部 现所在党组织 所属党支部 所在支部 所属党组织 党组织名称",
        "branch_code": "党组织代码 党组织编码 党组织唯一标识 支部编码",
        "parent": "上级党组织 上级党组织名称 上一级党组织唯一标识 批准成立的上级党组织",
        "unit": "工作单位 工作所在单位 工作单位及职务 现工作单位名称 所在单位 单位名称",
        "original_unit": "原工作单位 原组织关系所在单位 原所在党支部",
        "association": "所属协会 社会组织名称",
        "post": "任职类型 专兼职 用工形式 是否专职",
        "phone": "手机号码 手机号 联系电话 联系方式",
        "address": "家庭住址 现居住地",
        "state": "党籍状态 党员状态 当前状态",
        "lost_since": "是否为失联党员 失去联系日期",
        "flow": "是否流动党员 外出流向",
        "flow_since": "流出日期",
        "moved_in": "进入党支部日期 组织关系转入时间",
        "moved_out": "组织关系转往 转往时间 转出日期",
    },
    "organisations": {
        "org_name": "党组织全称 党组织名称",
        "org_short_name": "党组织简称",
        "org_former_name": "党组织曾用名",
        "org_code": "党组织代码 党组织编码 党组织唯一标识",
        "org_kind": "组织类别 党组织类别",
        "parent": "上级党组织 上级党组织名称 批准成立的上级党组织",
        "parent_code": "上一级党组织唯一标识",
        "secretary": "党组织书记 书记",
        "founded": "成立日期",
        "term_from": "领导班子当选日期 换届日期",
        "term_to": "领导班子届满日期",
        "functional": "功能型党组织",
        "may_admit": '是否具有"审批预备党员权限"',
        "unit": "党组织所在单位情况",
    },
    "transfers": {
        "name": "姓名",
        "id_number": "身份证号",
        "letter_no": "介绍信编号",
        "from_org": "转出单位",
        "to_org": "转入单位 介绍信抬头",
        "issued": "办理时间",
        "valid_days": "介绍信有效期天数",
        "receipt": "是否有回执 回执日期",
        "transfer_state": "转接状态",
    },
}
"""Every header that was seen in a real system, by the field it means."""

FORMS = ("*{}", "{}\n(必填)", " {}:", "【{}】")
"""What forms write about a header."""

# Enough besides one column to make a table of each kind.
BESIDE: Mapping[str, Sequence[str]] = {
    "members": ("姓名", "入党日期", "性别", "民族"),
    "organisations": ("党组织名称", "书记", "组织类别"),
    "transfers": ("姓名", "转出单位", "转入单位", "介绍信编号"),
}


def table(
    *rows: Sequence[str | None], asked: Mapping[str, Mapping[str, str]] | None = None
) -> Table:
    """A table of the given rows, the header among them."""
    made = grid.Grid(format="csv", sheet="", cells=grid.frame(rows))
    return understand(made, asked or {})


@pytest.mark.parametrize(
    ("kind", "field", "word"),
    [
        pytest.param(k, f, word, marks=pytest.mark.slow if place or k != "members" else ())
        for k, fields in SEEN.items()
        for f, text in fields.items()
        for place, word in enumerate(text.split())
    ],
)
def test_every_header_that_was_seen_is_known(kind: str, field: str, word: str) -> None:
    spelt = {w for tiers in words.FIELD_WORDS[kind][field] for w in tiers.split()}
    own = [header for header in BESIDE[kind] if header not in spelt]
    # In the daily run the header as it is, and one of what stands about it.
    about = FORMS if examples.whole() else [FORMS[zlib.crc32(word.encode()) % len(FORMS)]]
    for form in ("{}", *about):
        header = [*own, form.format(word)]
        found = table(header, *[["甲"] * len(header)] * 3)
        assert found.mapped.kind == kind
        assert found.mapped.fields().get(field) == len(own), form


def test_no_header_word_stands_for_two_fields_of_one_kind() -> None:
    for kind, fields in words.FIELD_WORDS.items():
        spelt = [normal(w) for tiers in fields.values() for t in tiers for w in t.split()]
        assert len(spelt) == len(set(spelt)), [w for w in spelt if spelt.count(w) > 1]
        assert set(fields) == set(FIELDS[kind])


def rows_of(*fields: str) -> list[list[str | None]]:
    return [[person[name] for name in fields] for person in PEOPLE]


def test_two_columns_of_one_field_are_an_error_that_shows_the_line_to_write() -> None:
    rows = [[*row, row[0], f"1000000{i:04d}"] for i, row in enumerate(rows_of("name", "phone"))]
    found = table(["姓名", "手机号码", "入党日期", "移动电话"], *rows)
    assert found.mapped.conflicts == {"phone": (1, 3)}
    line = columns.problems(found.mapped, "national")[0]
    assert "手机号码, 移动电话" in line
    assert 'phone = "手机号码"' in line
    assert "[systems.national.columns.members]" in line


def test_the_surer_header_takes_the_field_and_the_other_is_left_over() -> None:
    rows = [[*row, "0791-1234567"] for row in rows_of("name", "phone")]
    found = table(["姓名", "手机号码", "办公电话"], *rows)
    assert found.mapped.fields()["phone"] == 1
    assert not found.mapped.conflicts
    assert [c.header for c in found.mapped.columns if not c.field] == ["办公电话"]


def test_a_column_without_values_gives_way() -> None:
    rows = [[row[0], None, row[1]] for row in rows_of("name", "phone")]
    assert table(["姓名", "手机号码", "移动电话"], *rows).mapped.fields()["phone"] == 2


def test_two_columns_of_equal_values_are_no_conflict() -> None:
    rows = [[row[0], row[1], row[1]] for row in rows_of("name", "phone")]
    found = table(["姓名", "手机号码", "移动电话"], *rows)
    assert found.mapped.fields()["phone"] == 1
    assert not found.mapped.conflicts


def test_the_configuration_overrules_and_tells_equal_headers_apart() -> None:
    rows = [[row[0], "0791", row[1]] for row in rows_of("name", "phone")]
    asked = {"members": {"phone": "电话#2"}}
    found = table(["姓名", "电话", "电话"], *rows, asked=asked)
    assert found.mapped.fields()["phone"] == 2
    assert found.mapped.columns[2].why == "config"


def test_an_empty_header_in_the_configuration_leaves_the_field_out() -> None:
    found = table(["姓名", "手机号码"], *rows_of("name", "phone"), asked={"members": {"phone": ""}})
    assert "phone" not in found.mapped.fields()


def test_a_header_that_only_the_configuration_knows_is_found_as_the_header_row() -> None:
    asked = {"members": {"name": "本人", "branch": "归属"}}
    found = table(["名册", None], ["本人", "归属"], *rows_of("name", "branch"), asked=asked)
    assert found.header
    assert found.header.rows == (1,)
    assert found.mapped.fields() == {"name": 0, "branch": 1}


def test_a_configured_header_that_is_not_there_is_named_with_those_that_are() -> None:
    found = table(["姓名", "性别"], *rows_of("name", "sex"), asked={"members": {"unit": "科室"}})
    line = columns.problems(found.mapped, "a")[0]
    assert "科室" in line
    assert "姓名, 性别" in line


def test_a_needed_field_without_a_column_is_an_error_with_the_candidates() -> None:
    rows = [[row[0], "某某", row[1]] for row in rows_of("id_number", "join_date")]
    found = table(["身份证号", "谁", "入党日期"], *rows)
    line = columns.problems(found.mapped, "a")[0]
    assert "谁" in line
    assert 'name = "…"' in line


def test_values_tell_where_no_header_does() -> None:
    fields = ("name", "id_number", "sex", "birth_date", "join_date", "branch", "phone")
    found = table([f"列{i}" for i in range(7)], *rows_of(*fields))
    assert found.mapped.fields() == {name: i for i, name in enumerate(fields)}
    assert {c.why for c in found.mapped.columns} == {"values"}
    assert all(0 < c.confidence < 0.7 for c in found.mapped.columns)


def test_eighteen_digits_with_wrong_check_digits_are_no_id() -> None:
    rows = [[row[0], f"36{i:016d}"[:17] + "0"] for i, row in enumerate(rows_of("name"))]
    wrong = [[name, number] for name, number in rows if number != whole(str(number)[:17])]
    found = table(["姓名", "流水"], *wrong)
    assert found.mapped.columns[1].confidence < 1


def test_a_header_whose_values_say_otherwise_is_trusted_less() -> None:
    found = table(["姓名", "身份证号"], *rows_of("name", "join_date"))
    assert found.mapped.columns[1].confidence <= 0.5


def test_the_fields_are_the_same_in_any_order_of_columns() -> None:
    fields = ("name", "id_number", "sex", "birth_date", "category", "join_date", "branch", "unit")
    headers = (
        "姓名",
        "公民身份号码",
        "性别",
        "出生日期",
        "人员类别",
        "入党日期",
        "所在党支部",
        "工作单位",
    )
    for turn in range(len(fields)):
        order = [*range(turn, len(fields)), *range(turn)]
        rows = rows_of(*(fields[i] for i in order))
        found = table([headers[i] for i in order], *rows)
        assert found.mapped.fields() == {fields[i]: place for place, i in enumerate(order)}
