"""Shapes of sheets: side by side, below one another, on its side, forms, headers in three rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from orgtransfer.cli import main as program
from orgtransfer.read.limit import Job
from orgtransfer.read.open import of_bytes
from orgtransfer.read.places import named
from orgtransfer.read.table import Table, tables
from tests.read import faults
from tests.read.faults import PEOPLE
from tests.read.other import docx
from tests.read.sheets import Block, Sheet, Value
from tests.read.writers import delimited, ods, page, xls, xlsx, xml

WRITERS = {
    "xlsx": xlsx, "xls": xls, "ods": ods, "html": page, "xml": xml, "docx": docx,
    "csv": delimited(",", "utf-8"),
}  # fmt: skip
Rows = Sequence[Sequence[Value]]
FIELDS = ("name", "id_number", "join_date", "branch")
SHORT = ("姓名", "公民身份号码", "入党日期", "所在党支部")


def sheet(rows: Rows, *merges: Block, name: str = "Sheet1") -> Sheet:
    """A sheet of these rows, filled up to one width."""
    width = max(len(row) for row in rows)
    full = tuple((*row, *[None] * (width - len(row))) for row in rows)
    return Sheet(name, full, tuple(merges))


def read(kind: str, *sheets: Sheet) -> list[Table]:
    """The tables of a file of that format."""
    return tables(of_bytes(WRITERS[kind](sheets), Job("file")), {})


def told(listed: Sequence[Table], *fields: str) -> list[tuple[str | None, ...]]:
    """What is read of the people, table by table."""
    members = [table for table in listed if table.kind == "members"]
    return [row for table in members for row in table.data.select(fields or FIELDS).rows()]


def person(number: int) -> tuple[str, ...]:
    """What a short list says of an invented person."""
    return tuple(PEOPLE[number][field] for field in FIELDS)


EVERY = [person(number) for number in range(len(PEOPLE))]


# -- side by side ---------------------------------------------------------------------------


def beside(gap: int, serial: bool, left: int) -> Sheet:
    """Two lists side by side; the left one has `left` people."""
    head = (("序号",) if serial else ()) + SHORT
    wide = len(head)
    first = [((str(n + 1),) if serial else ()) + person(n) for n in range(left)]
    second = [((str(n + 1),) if serial else ()) + person(n) for n in range(left, len(PEOPLE))]
    lines = [
        (
            *(first[n] if n < len(first) else (None,) * wide),
            *(None,) * gap,
            *(second[n] if n < len(second) else (None,) * wide),
        )
        for n in range(max(len(first), len(second)))
    ]
    return sheet([(*head, *(None,) * gap, *head), *lines])


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(
    ("gap", "serial", "left"), [(0, True, 4), (1, False, 5), (2, True, 3), (0, False, 7)]
)
def test_two_lists_side_by_side_are_two(kind: str, gap: int, serial: bool, left: int) -> None:
    listed = read(kind, beside(gap, serial, left))
    assert told(listed) == EVERY
    assert len({table.grid.label for table in listed}) == 2
    assert listed[1].data["row"].to_list() == list(range(2, len(PEOPLE) - left + 2))


def test_lists_of_other_columns_side_by_side_are_two() -> None:
    head = ("姓名", "公民身份号码", None, "姓名", "手机号码", "所在党支部")
    lines = [
        (
            *person(n)[:2],
            None,
            PEOPLE[n + 4]["name"],
            PEOPLE[n + 4]["phone"],
            PEOPLE[n + 4]["branch"],
        )
        for n in range(4)
    ]
    first, second = read("xlsx", sheet([head, *lines]))
    assert told([first], "name", "id_number", "phone") == [(*person(n)[:2], None) for n in range(4)]
    assert told([second], "name", "branch") == [(p["name"], p["branch"]) for p in PEOPLE[4:]]


def test_each_list_side_by_side_has_its_own_title() -> None:
    title = ("内科党支部党员名册", None, None, "外科党支部党员名册", None, None)
    head = ("姓名", "入党日期", None) * 2
    rows = [title, head, ("王芳", "2001-07-01", None, "李明", "2002-07-01")]
    for merges in ([], [(0, 0, 0, 1), (0, 3, 0, 4)]):
        listed = read("xlsx", sheet(rows, *merges))
        assert told(listed, "name", "branch") == [("王芳", "内科党支部"), ("李明", "外科党支部")]


def test_figures_beside_a_list_give_nobody_a_branch() -> None:
    head = ("姓名", "公民身份号码", None, "党组织名称", "党员人数")
    lines = [
        (*person(0)[:2], None, "内科党支部", "5"),
        (*person(1)[:2], None, "外科党支部", "3"),
        person(2)[:2],
    ]
    listed = read("xlsx", sheet([head, *lines]))
    assert told(listed, "name", "branch") == [(PEOPLE[n]["name"], None) for n in range(3)]
    assert [table.kind for table in listed] == ["members", "organisations"]


def test_an_empty_column_in_a_list_divides_nothing() -> None:
    head = ("姓名", "公民身份号码", None, "党组织名称", "入党日期")
    (table,) = read("xlsx", sheet([head, *((*p[:2], None, p[3], p[2]) for p in EVERY)]))
    assert told([table]) == EVERY


def test_an_introducers_name_does_not_divide_a_list() -> None:
    head = ("姓名", "公民身份号码", "入党日期", "姓名", "所在党支部")
    (table,) = read("xlsx", sheet([head, *((*p[:3], "介绍人", p[3]) for p in EVERY)]))
    assert "name" in table.mapped.conflicts


# -- below one another ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("title", [None, "预备党员名单"])
def test_a_list_with_other_columns_below_is_read_by_its_own(kind: str, title: str | None) -> None:
    turned = ("所在党支部", "入党日期", "姓名", "公民身份号码")
    below = [(p[3], p[2], p[0], p[1]) for p in EVERY[5:]]
    rows = [SHORT, *EVERY[:5], *([(title,)] if title else []), turned, *below]
    listed = read(kind, sheet(rows))
    assert told(listed) == EVERY
    assert [row for table in listed for row in table.data["row"]][-1] == len(rows)


def test_a_list_below_of_another_branch_has_that_branch() -> None:
    head = SHORT[:3]
    rows = [("内科党支部党员名册",), head, *(p[:3] for p in EVERY[:4]), (None,),
            ("外科党支部党员名册",), head, *(p[:3] for p in EVERY[4:])]  # fmt: skip
    branches = [row[0] for row in told(read("xlsx", sheet(rows)), "branch")]
    assert branches == ["内科党支部"] * 4 + ["外科党支部"] * 4


def test_a_title_and_header_again_on_the_next_page_begin_no_other_list() -> None:
    head = SHORT[:3]
    page_head = [("内科党支部党员名册",), head]
    rows = [*page_head, *(p[:3] for p in EVERY[:4]), *page_head, *(p[:3] for p in EVERY[4:])]
    (table,) = read("xlsx", sheet(rows))
    assert table.data.height == len(EVERY)


def test_figures_below_a_list_are_no_people() -> None:
    rows = [
        SHORT,
        *EVERY,
        ("党支部名称", "书记", "党员人数", "成立日期"),
        ("内科党支部", "王芳", "8", "2001"),
    ]
    listed = read("xlsx", sheet(rows))
    assert told(listed) == EVERY
    assert listed[1].kind == "unknown"


def test_a_card_of_several_headers_is_refused() -> None:
    p = PEOPLE[0]
    rows = [("姓名", "性别", "民族"), (p["name"], "男", "汉族"), ("公民身份号码", "入党日期", "所在党支部"),
            (p["id_number"], p["join_date"], p["branch"])]  # fmt: skip
    (table,) = read("xlsx", sheet(rows))
    assert table.kind == "unknown"
    assert "one row a person" in table.grid.notes[-1]


# -- on its side ----------------------------------------------------------------------------


def on_its_side(people: Sequence[Sequence[str]], titles: int = 0) -> Sheet:
    """Headers in the first column, a person in each of the others."""
    rows = [(head, *values) for head, values in zip(SHORT, zip(*people, strict=True), strict=True)]
    above = [("内科党支部党员名册",), ("填报日期:2026年3月4日",)][:titles]
    return sheet([*above, *rows, *([("备注",)] if titles else [])])


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(("count", "titles"), [(2, 0), (3, 1), (8, 2)])
def test_a_table_on_its_side_is_turned(kind: str, count: int, titles: int) -> None:
    (table,) = read(kind, on_its_side(EVERY[:count], titles))
    assert told([table]) == EVERY[:count]
    assert table.data["row"].to_list() == list(range(2, count + 2))
    assert "side" in table.notes[0]


@pytest.mark.parametrize(
    "answers",
    [("必填", "文本"), ("张三丰", "是"), ("例：张三", "2"), ("最多20字", "必填")],
)
def test_what_explains_the_columns_is_nobody(answers: tuple[str, str]) -> None:
    rows = [(head, *answers) for head in SHORT]
    assert told(read("xlsx", sheet(rows))) == []
    assert told(read("xlsx", sheet([("填写说明",), *((head, *EVERY[0]) for head in SHORT)]))) == []


def test_a_number_kept_as_one_is_damage_on_its_side_too() -> None:
    rows = [("姓名", "王芳", "李明"), ("公民身份号码", float(PEOPLE[0]["id_number"]), PEOPLE[1]["id_number"]),
            ("入党日期", "2001-07-01", "2002-07-01"), ("所在党支部", "甲党支部", "甲党支部")]  # fmt: skip
    (table,) = read("xlsx", sheet(rows))
    assert table.damage.rows() == [(2, "id_number", "number")]


# -- forms ----------------------------------------------------------------------------------


def form(number: int, shape: int = 0) -> list[tuple[Value, ...]]:
    """A form: what is asked left, the answer right."""
    p = PEOPLE[number]
    shapes: tuple[list[tuple[Value, ...]], ...] = (
        [("党员信息登记表",),
         ("姓 名", p["name"], "性 别", p["sex"]), ("出生日期", p["birth_date"], "入党日期", p["join_date"]),
         ("公民身份号码", p["id_number"], "手机号码", p["phone"]), ("所在党支部", p["branch"], "籍贯", "某地")],
        [("姓名：", p["name"]), ("性别：", p["sex"]), ("公民身份号码：", p["id_number"]),
         ("入党日期：", p["join_date"]), ("所在党支部：", p["branch"])],
        [("编号", "1"), ("姓名", p["name"], "照片"), ("公民身份号码", p["id_number"]),
         ("入党日期", p["join_date"], "参加工作时间", "1999-01-01"), ("所在党支部", p["branch"]),
         ("家庭成员",), ("称谓", "姓名", "政治面貌", "工作单位"), ("父亲", "张父", "群众", "某厂")],
        [("党员基本情况",), (None, "姓名", p["name"], "公民身份号码", p["id_number"]),
         (None, "人员类别", p["category"], "入党日期", p["join_date"]), (None, "所在党支部", p["branch"])],
    )  # fmt: skip
    return shapes[shape]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("shape", range(4))
def test_a_form_is_one_person(kind: str, shape: int) -> None:
    (table,) = read(kind, sheet(form(2, shape)))
    assert told([table]) == [person(2)]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("shape", range(4))
@pytest.mark.parametrize("gap", [0, 2])
def test_forms_below_one_another_are_as_many_people(kind: str, shape: int, gap: int) -> None:
    rows = [row for n in range(3) for row in [*form(n, shape), *[(None,)] * gap]]
    (table,) = read(kind, sheet(rows))
    assert told([table]) == EVERY[:3]
    names = [at for at, row in enumerate(rows, start=1) if EVERY[1][0] in row]
    assert abs(table.data["row"].to_list()[1] - names[0]) <= 1


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("shape", [0, 1, 3])
def test_forms_side_by_side_are_as_many_people(kind: str, shape: int) -> None:
    wide = max(len(row) for row in form(0, shape))
    rows = []
    for n in (0, 2):
        pairs = zip(form(n, shape), form(n + 1, shape), strict=True)
        rows += [(*left, *(None,) * (wide - len(left)), *right) for left, right in pairs]
    listed = read(kind, sheet(rows))
    assert sorted(told(listed)) == sorted(EVERY[:4])


def test_a_form_a_sheet_bears_no_branch_of_a_persons_name() -> None:
    sheets = [sheet(form(n, 1)[:4], name=PEOPLE[n]["name"]) for n in range(4)]
    assert told(read("xlsx", *sheets), "name", "branch") == [(p["name"], None) for p in PEOPLE[:4]]


def test_merged_answers_and_questions_of_a_form() -> None:
    p = PEOPLE[0]
    rows = [("姓名", None, p["name"], None, "性别", p["sex"]), ("公民身份号码", None, p["id_number"]),
            ("入党日期", None, p["join_date"], None, "民族", "汉族"), ("所在党支部", None, p["branch"])]  # fmt: skip
    merges = [(n, 0, n, 1) for n in range(4)] + [(0, 2, 0, 3), (1, 2, 1, 5)]
    for kind in ("xlsx", "xls", "ods", "html", "xml", "docx"):
        assert told(read(kind, sheet(rows, *merges))) == [person(0)]


@pytest.mark.parametrize("shape", range(4))
def test_forms_that_are_not_alike_are_refused(shape: int) -> None:
    second = form(1, shape)
    del second[-1 if shape != 2 else 4]
    (table,) = read("xlsx", sheet([*form(0, shape), *second]))
    assert (table.kind, told([table])) == ("unknown", [])
    assert "not alike" in table.notes[-1]


@pytest.mark.parametrize("shape", range(4))
def test_a_form_that_nobody_has_filled_in_is_nobody(shape: int) -> None:
    rows = [tuple("" if v in PEOPLE[0].values() else v for v in row) for row in form(0, shape)]
    assert told(read("xlsx", sheet(rows))) == []
    assert told(read("xlsx", sheet([("样表",), *form(0, shape)]))) == []


# -- three rows of header -------------------------------------------------------------------

THREE: Rows = (
    ("基本信息", None, None, "组织信息", None, None),
    ("姓名", "证件", None, "所在党支部", "组织关系", None),
    (None, "类型", "号码", None, "转入时间", "转往时间"),
)
THREE_MERGES: list[Block] = [
    (0, 0, 0, 2), (0, 3, 0, 5), (1, 1, 1, 2), (1, 4, 1, 5), (1, 0, 2, 0), (1, 3, 2, 3),
]  # fmt: skip


DEEP: Rows = (
    ("姓名", "证件", None, "所在党支部", "组织关系", None),
    (None, "类型", "号码", None, "转入", "转往"),
    (None, None, None, None, "时间", "时间"),
)
DEEP_MERGES: list[Block] = [
    (0, 0, 2, 0),
    (0, 1, 0, 2),
    (0, 3, 2, 3),
    (0, 4, 0, 5),
    (1, 1, 2, 1),
    (1, 2, 2, 2),
]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("titles", [0, 1, 2])
@pytest.mark.parametrize(("head", "blocks"), [(THREE, THREE_MERGES), (DEEP, DEEP_MERGES)])
def test_a_header_of_three_rows(kind: str, titles: int, head: Rows, blocks: list[Block]) -> None:
    above = [("党员花名册",), ("填报单位:某某医院",)][:titles]
    body = [(p[0], "身份证", p[1], p[3], "2010-01-02", None) for p in EVERY]
    merges = [(t + titles, left, b + titles, right) for t, left, b, right in blocks]
    (table,) = read(kind, sheet([*above, *head, *body], *merges))
    assert told([table], "name", "id_number", "branch", "moved_in", "moved_out") == [
        (p[0], p[1], p[3], "2010-01-02", None) for p in EVERY
    ]
    assert table.data["row"][0] == titles + 4


def test_a_first_row_of_people_is_no_third_row_of_the_header() -> None:
    rows = [
        ("党员", None, "组织", None),
        ("姓名", "性别", "所在党支部", "备注"),
        ("王芳", "女", "甲党支部", "无"),
    ]
    (table,) = read("xlsx", sheet(rows))
    assert told([table], "name", "branch") == [("王芳", "甲党支部")]


# -- a tree of folders ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "branch", "unit", "association", "parent"),
    [
        ("党员/某某医院/内科第一党支部.xlsx", "内科第一党支部", "某某医院", None, None),
        ("党员/01 某某医院/03.外科党支部/名册.xlsx", "外科党支部", "某某医院", None, None),
        ("某某医院党委/某某医院/内科党支部党员花名册（2026）.xlsx", "内科党支部", "某某医院", None, "某某医院党委"),
        ("导出/江西省某某协会/秘书处党支部_20261120.xlsx", "秘书处党支部", None, "江西省某某协会", None),
        ("某某大学某某学院/学工党支部/a.csv", "学工党支部", "某某大学某某学院", None, None),
        ("某某公司/某某商会/党员.csv", None, "某某公司", "某某商会", None),
        ("1-某某医院/2-某某中心/党员.csv", None, "某某中心", None, None),
        ("党员/名册.xlsx", None, None, None, None),
        ("名册.xlsx", None, None, None, None),
        ("内科党支部/外科党支部党员名单.xls", "外科党支部", None, None, None),
        ("某某医院/(2) 内科党支部 2026年11月/a.xls", "内科党支部", "某某医院", None, None),
    ],
)  # fmt: skip
def test_file_and_folder_name_branch_and_unit(
    place: str, branch: str | None, unit: str | None, association: str | None, parent: str | None
) -> None:
    bare = sheet([SHORT[:3], *(p[:3] for p in EVERY)])
    listed = named(read("xlsx", bare), place)
    fields = ("branch", "unit", "association", "parent")
    assert set(told(listed, *fields)) == {(branch, unit, association, parent)}
    assert sum(field in " ".join(listed[0].notes) for field in fields) >= sum(
        value is not None for value in (branch, unit, association, parent)
    )


def test_a_column_goes_before_every_folder() -> None:
    full = named(read("xlsx", sheet([SHORT, *EVERY])), "另一个医院/另一个党支部.xlsx")
    assert told(full, *FIELDS, "unit") == [(*p, None) for p in EVERY]


def test_inspect_tells_what_a_folder_names(tmp_path: Path) -> None:
    folder = tmp_path / "某某医院"
    folder.mkdir()
    file = folder / "内科党支部.xlsx"
    file.write_bytes(xlsx([sheet([SHORT[:3], *(p[:3] for p in EVERY)])]))
    result = CliRunner().invoke(program.group, ["inspect", str(file)])
    assert "内科党支部" in result.stdout.partition("\n")[2]
    assert "name of the file or its folder" in result.stdout


# -- ordinary lists stay what they are ------------------------------------------------------


@pytest.mark.parametrize("fault", faults.FAULTS)
def test_a_list_with_any_fault_is_one_table(fault: faults.Fault) -> None:
    made = faults.sheets(faults.draft(fault), "xlsx")
    for one in read("xlsx", *made):
        assert (one.grid.shape, one.grid.part) == ("", "")
