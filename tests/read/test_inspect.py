"""`orgtransfer inspect`: how a file is read, without a configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orgtransfer.cli import main as program
from orgtransfer.frames import FIELDS
from tests.read import faults
from tests.read.writers import PASSWORD, WRITERS, delimited, locked, xlsx

SAMPLES = Path(__file__).parents[2] / "sample_exports"


def inspect(*words: object) -> Result:
    """The command."""
    return CliRunner().invoke(program.group, ["inspect", *(str(word) for word in words)])


def entries(*words: object) -> list[dict[str, object]]:
    """What `--json` prints."""
    result = inspect(*words, "--json")
    assert result.exit_code == 0, result.stderr
    listed: list[dict[str, object]] = json.loads(result.stdout)
    return listed


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Titles, an ID kept as a number, applicants, totals and hidden rows."""
    draft = faults.draft(
        faults.title_rows, faults.numeric_id, faults.others_in_between, faults.totals_and_notes,
        faults.hidden_rows, faults.two_header_rows,
    )  # fmt: skip
    path = tmp_path / "名册.xlsx"
    path.write_bytes(xlsx(faults.sheets(draft, "xlsx")))
    return path


def test_json_says_what_the_contract_promises(workbook: Path) -> None:
    (table,) = entries(workbook)
    assert table["file"] == workbook.as_posix()
    assert (table["format"], table["encoding"], table["sheet"]) == ("xlsx", None, "Sheet1")
    assert (table["kind"], table["header_rows"], table["rows"]) == ("members", [3, 4], 8)
    assert table["set_aside"] == {"not_member": 3, "note": 2, "total": 2}
    assert table["damage"] == {"number": 1}
    columns = table["columns"]
    assert isinstance(columns, list)
    assert [column["field"] for column in columns] == list(faults.HEADERS)
    assert all(0.9 < column["confidence"] <= 1 for column in columns)
    assert {"header", "field", "confidence"} <= set(columns[0])


@pytest.mark.slow
def test_every_sample_is_understood_without_doubt() -> None:
    files = sorted(file for file in SAMPLES.iterdir() if file.suffix != ".md")
    for table in entries(*files):
        assert table["kind"] in FIELDS
        assert table["problems"] == []


@pytest.mark.parametrize("name", WRITERS)
def test_no_output_gives_a_number_or_a_birth_date_back(name: str, tmp_path: Path) -> None:
    file, write = WRITERS[name]
    path = tmp_path / file
    path.write_bytes(write(faults.sheets(faults.draft(), name)))
    environment = {"PASSWORD_OF_TEST": PASSWORD}
    for words in ([], ["--json"]):
        result = CliRunner(env=environment).invoke(
            program.group, ["inspect", str(path), "--password-env", "PASSWORD_OF_TEST", *words]
        )
        assert result.exit_code == 0, result.stderr
        for person in faults.PEOPLE:
            for field in ("name", "id_number", "birth_date", "phone"):
                assert person[field] not in result.stdout


def test_the_page_for_people_shows_reasons_and_damage(workbook: Path, lang: str) -> None:
    result = inspect(workbook)
    assert result.exit_code == 0
    words = {
        "en": ("header rows: 3, 4", "made on 2026-03-04", "digits are lost 1", "hidden rows"),
        "zh": ("表头", "2026-03-04", "隐藏"),
    }
    for word in words[lang]:
        assert word in result.stdout


def test_problems_are_shown_with_the_line_to_write(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,手机号码,移动电话\n张某,10000000001,10000000002\n")
    result = inspect(path)
    assert result.exit_code == 0
    assert 'phone = "手机号码"' in result.stdout


def test_one_unreadable_file_does_not_hide_the_others(workbook: Path, tmp_path: Path) -> None:
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    result = inspect(tmp_path / "b.pdf", workbook, "--json")
    assert result.exit_code == 2
    assert len(json.loads(result.stdout)) == 1
    assert "PDF" in result.stderr


def test_a_locked_workbook_needs_the_variable(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(locked(faults.sheets(faults.draft(), "xlsx")))
    result = inspect(path)
    assert result.exit_code == 2
    assert "password_env" in result.stderr


def test_encoding_and_delimiter_are_told_with_their_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(delimited(";", "gb18030")(faults.sheets(faults.draft(), "csv")))
    (table,) = entries(path)
    assert table["encoding"] == "gb18030"
    assert table["why"] == "not UTF-8, and every byte fits GB18030; delimiter ;"


def test_a_file_without_any_table_is_said_to_be_unknown(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("只是一段话\n没有表\n")
    (table,) = entries(path)
    assert (table["kind"], table["rows"]) == ("unknown", 0)


def test_words_that_are_not_understood_are_told_a_field_with_how_often(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    posts = ["驻会"] * 3 + ["借调", "专职", "无", ""]
    rows = [
        f"王{n},党支部,{post},{'待定' if n == 1 else '正常'},本科" for n, post in enumerate(posts)
    ]
    path.write_text("\n".join(["姓名,所在党支部,任职类型,党员状态,学历", *rows]), encoding="utf-8")
    (table,) = entries(path)
    assert table["not_understood"] == {"post": {"驻会": 3, "借调": 1}, "state": {"待定": 1}}
    said = inspect(path).stdout
    assert "words of post that are not understood: 驻会 3, 借调 1" in said
    assert '[words.post]: "驻会" = "…" (one of fulltime, parttime, retired, attached)' in said
    assert "education" not in said.partition("Header")[0]


def test_words_that_are_numbers_of_people_are_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,所在党支部,党员状态\n王芳,党支部,990101198005030012\n", encoding="utf-8")
    assert "990101198005030012" not in inspect(path).stdout
    (table,) = entries(path)
    assert table["not_understood"] == {"state": {"…": 1}}


def test_kinds_of_branches_that_are_not_understood(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    kinds = ["功能型", "631", "实体支部", "专班", "专班", "党委", "932临时联合支部"]
    rows = [f"第{n}党支部,{kind},王芳" for n, kind in enumerate(kinds)]
    path.write_text("\n".join(["党组织全称,组织类别,党组织书记", *rows]), encoding="utf-8")
    (table,) = entries(path)
    assert table["not_understood"] == {"org_kind": {"专班": 2}}
