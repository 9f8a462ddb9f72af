"""`orgtransfer corrections forms`: collection forms of whom is to be added, and of what was accepted."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import docx
import openpyxl
import pytest

from tests import once
from tests.cli.conftest import Command
from tests.cli.test_corrections import tick
from tests.samples.people import check_digit

MAN = "99000019800101123" + check_digit("99000019800101123")
WOMAN = "99000019850101234" + check_digit("99000019850101234")
ROSTER = f"""姓名,身份证号,性别,民族,所在党支部,人员类别,任职类型,学历,手机号码
王小明,{MAN},男,汉族,某协会党支部,正式党员,兼职,大学本科,10000000001
欧阳新,{WOMAN},女,汉族,某协会党支部,预备党员,专职,大专,
"""
REGISTER = f"""姓名,身份证号,性别,民族,所在党支部,人员类别,工作单位
王小明,{MAN},女,汉族,某医院第一党支部,正式党员,某医院
"""
ADDED, CHANGED = "采集表_补录.docx", "采集表_登记系统.docx"


def text(file: Path) -> str:
    return "\n".join(part.text for part in docx.Document(str(file)).paragraphs)


@pytest.fixture
def keyed(run: Command, desk: Path) -> Path:
    """A register that lacks one person and has another's sex wrong."""
    (desk / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (desk / "register.csv").write_text(REGISTER, encoding="utf-8")
    assert once.night(run, desk, "-q").exit_code == 0
    return desk


@pytest.mark.slow
def test_forms_of_whom_is_to_be_added_and_of_what_was_accepted(run: Command, keyed: Path) -> None:
    assert run("corrections").exit_code == 0
    assert tick(keyed / "更正", 0.9) == 1
    made = run("corrections", "forms")
    assert made.exit_code == 0, made.stderr
    assert "Forms: 1 to be added, 1 with corrections" in made.stderr
    assert "家庭住址 2" in made.stderr
    added, changed = (text(keyed / "更正" / name) for name in (ADDED, CHANGED))
    for said in ("1. 姓名：欧阳新", "2. 性别：女", "6. 学历：大专", "预备党员 ☑", "某协会党支部"):
        assert said in added
    assert "9900001985" not in added
    assert "2. 性别：男" in changed  # accepted; the register has 女
    assert "某医院第一党支部" in changed
    sheet = openpyxl.load_workbook(keyed / "更正" / "汇总表_登记系统.xlsx").worksheets[0]
    row = [cell.value for cell in sheet[3]]
    assert row[:5] == ["1", "王小明", "男", "汉族", None]
    if sys.platform != "win32":
        assert stat.S_IMODE((keyed / "更正" / ADDED).stat().st_mode) == 0o600


def test_the_number_stands_on_them_where_it_is_asked_for(run: Command, keyed: Path) -> None:
    assert run("corrections", "--show-id", "-o", "out", "forms").exit_code == 0
    assert WOMAN in text(keyed / "out" / ADDED)
    assert not (keyed / "out" / CHANGED).exists()


def test_a_form_of_ones_own(run: Command, keyed: Path) -> None:
    assert run("corrections", "template", "-o", "mine.docx").exit_code == 0
    form = docx.Document(str(keyed / "mine.docx"))
    form.paragraphs[0].text = "我们的表 {{ 姓名 }}"
    form.save(str(keyed / "mine.docx"))
    assert run("corrections", "forms", "--template", "mine.docx").exit_code == 0
    assert text(keyed / "更正" / ADDED).startswith("我们的表 欧阳新")
    form.paragraphs[0].text = "{{ 不存在 }}"
    form.save(str(keyed / "mine.docx"))
    broken = run("corrections", "forms", "--template", "mine.docx")
    assert broken.exit_code == 2
    assert "不存在" in broken.stderr


@pytest.mark.slow
def test_where_a_register_has_everybody_there_is_no_form(run: Command, desk: Path) -> None:
    assert once.night(run, desk, "-q").exit_code == 0
    refused = run("corrections", "forms")
    assert refused.exit_code == 2
    assert "nobody to make a form for" in refused.stderr
    assert not (desk / "更正").exists()
