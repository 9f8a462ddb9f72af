"""The letters as documents."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import docx
import openpyxl
import pytest

from orgtransfer.errors import InputError
from orgtransfer.letters import FIELDS, Letter, blanks, documents, pages, template
from orgtransfer.letters.form import PARTS

FULL: dict[str, Any] = {
    "issued": dt.date(2026, 11, 27), "valid_days": 30, "name": "王小明", "sex": "M",
    "born": "1980-12-01", "ethnicity": "汉族", "category": "full",
    "id_number": "990000198001011234", "from_org": "某医院第一党支部", "to_org": "某协会党支部",
    "addressee": "某行业综合党委", "dues": "2026-10", "phone": "10000000000",
    "committee": "某医院党委", "office_phone": "0000-0000",
}  # fmt: skip


def letter(number: str = "20260001", **changed: Any) -> Letter:  # noqa: ANN401  # fields of Letter
    return Letter(number, **(FULL | changed))


def text(content: bytes) -> str:
    return "\n".join(part.text for part in docx.Document(io.BytesIO(content)).paragraphs)


def cells(content: bytes) -> str:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return "\n".join(str(row[0].value) for row in sheet.iter_rows())


@pytest.mark.parametrize(
    "form", [lambda one: text(documents([one])), lambda one: cells(pages([one]))]
)
def test_a_letter_says_all_that_is_known(form: Any) -> None:  # noqa: ANN401  # a function
    said = form(letter())
    assert said.count("第 20260001 号") == 3
    assert "王小明 同志系中共正式党员，组织关系由 某医院第一党支部 转到 某协会党支部。" in said
    assert (
        "王小明 同志（男），45 岁，汉族，系中共正式党员，身份证号码 990000198001011234，由 某医院第一党支部 去 "
        "某协会党支部，请转接组织关系。该同志党费已交到 贰零贰陆 年 壹拾 月。"
    ) in said
    assert "（有效期 叁拾 天）" in said
    assert said.count("2026 年 11 月 27 日") == 2
    assert "某行业综合党委：" in said
    assert "王小明 同志的党员组织关系已转达我处，特此回复。" in said


def test_what_is_not_known_is_blank_and_listed() -> None:
    bare = letter(name=None, born="1980", dues="2026", sex=None, category=None, id_number=None)
    assert blanks(bare) == ["姓名", "性别", "年龄", "党员类别", "身份证号码", "党费年"]
    assert not re.search(r"None|nan|\{|\}", text(documents([bare])) + cells(pages([bare])))
    assert blanks(letter()) == []


def test_each_letter_has_a_page_of_its_own() -> None:
    many = [letter(f"2026{n:04d}") for n in range(1, 6)]
    made = documents(many)
    body = docx.Document(io.BytesIO(made)).element.xml
    assert body.count('w:type="page"') == 4
    assert body.count("<w:sectPr") == 1
    assert [text(made).count(one.number) for one in many] == [3] * 5
    sheet = openpyxl.load_workbook(io.BytesIO(pages(many))).worksheets[0]
    assert len(sheet.row_breaks.brk) == 5


@pytest.mark.parametrize(
    "name",
    ["=cmd|'/C calc'!A0", "<w:p/>&amp;", "{{ 7*7 }}", "{% for x in y %}", "王\x00\x1b小\ufffe明"],
)
def test_a_name_is_only_a_name(name: str) -> None:
    shown = "王小明" if "\x00" in name else name
    assert f"{shown} 同志的" in text(documents([letter(name=name)]))
    sheet = openpyxl.load_workbook(io.BytesIO(pages([letter(name=name)]))).worksheets[0]
    assert all(cell.data_type in {"s", "n"} for (cell,) in sheet.iter_rows())
    assert f"{shown} 同志的" in cells(pages([letter(name=name)]))


def own(body: str) -> bytes:
    made = docx.Document()
    made.add_paragraph(body)
    table = made.add_table(1, 1)
    table.cell(0, 0).text = body
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_form_of_the_users_own() -> None:
    made = documents(
        [letter(), letter("2")], own("{{ 编号 }}：{{姓名}}{% if 民族 != '汉族' %}×{% endif %}")
    )
    document = docx.Document(io.BytesIO(made))
    assert [part.text for part in document.paragraphs if part.text.strip()] == [
        "20260001：王小明", "2：王小明",
    ]  # fmt: skip
    assert [table.cell(0, 0).text for table in document.tables] == ["20260001：王小明", "2：王小明"]


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (own("{{ 性名 }}"), "性名"),
        (own("{{ 姓名 "), "end of"),
        (own("{{ ''.__class__.__mro__ }}"), "unsafe"),
        (own("{{ 姓名.__class__ }}"), "unsafe"),
        (b"no document", "no Word document"),
        (pages([letter()]), "no Word document"),
        (b"", "no Word document"),
    ],
)
def test_a_form_that_cannot_be_used_is_named(form: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=r"mine\.docx") as raised:
        documents([letter()], form or b"\0", "mine.docx")
    assert reason in str(raised.value)


def test_the_form_that_is_written_out_is_the_one_in_use() -> None:
    assert text(documents([letter()], template())) == text(documents([letter()]))
    named = set(re.findall(r"\{(.+?)\}", "".join(said for part in PARTS for _kind, said in part)))
    assert named == {word for word, _width in FIELDS.values()}
