"""`orgtransfer letters`: from the list of who is due to the receipt that is back."""

from __future__ import annotations

import io
import stat
import sys
from pathlib import Path

import docx
import openpyxl
import polars as pl
import pytest

from orgtransfer.errors import OutputError
from orgtransfer.store import atomic
from tests import clerk_books, once
from tests.cli.conftest import Command
from tests.cli.test_worklists import BOOK

DUE = "王小明"
NUMBER = "990000198001011234"


def night(run: Command, *more: str) -> str:
    result = once.night(run, Path.cwd(), "-q", *more)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def findings(run: Command, desk: Path) -> dict[str, str]:
    """Rule -> message, of those about relationships."""
    assert run("export", "findings", "-o", "findings.csv").exit_code == 0
    table = pl.read_csv(desk / "findings.csv", infer_schema=False)
    return dict(table.filter(pl.col("code").str.starts_with("RL")).select("code", "message").rows())


def letters(run: Command, desk: Path) -> list[dict[str, str]]:
    assert run("export", "letters", "-o", "letters.csv").exit_code == 0
    return pl.read_csv(desk / "letters.csv", infer_schema=False).to_dicts()


def text(file: Path) -> str:
    return "\n".join(part.text for part in docx.Document(str(file)).paragraphs)


@pytest.mark.slow
def test_a_letter_goes_out_and_is_watched_until_its_receipt(run: Command, desk: Path) -> None:
    night(run, "--as-of", "2026-11-01")
    assert "RL01" in findings(run, desk)
    made = run("letters", "write", "--all", "--date", "2026-11-01")
    assert made.exit_code == 0, made.stderr
    (file,) = (desk / "介绍信").iterdir()
    assert made.stdout.strip().endswith(file.name)
    assert DUE in text(file)
    assert NUMBER not in text(file)
    assert "The ID numbers are left blank" in made.stderr
    assert "抬头" in made.stderr
    # The next night asks for no transfer any more, and nobody gets a second letter.
    night(run, "--as-of", "2026-11-02")
    found = findings(run, desk)
    assert "RL01" not in found
    assert "某医院第一党支部" in found["RL04"]
    again = run("letters", "write", "--all")
    assert "Letters that would be written: 0" in again.stdout
    (line,) = list(
        clerk_books.looked_at(desk / BOOK, "Register of letters").iter_rows(
            min_row=4, values_only=True
        )
    )
    assert line[:2] == ("20260001", DUE)
    assert line[2] == "990000********1234"
    assert line[5:8] == ("2026-11-01", "2026-12-01", "on its way")
    night(run, "--as-of", "2026-12-01")
    assert "RL04" in findings(run, desk)
    night(run, "--as-of", "2026-12-02")
    assert "RL05" in findings(run, desk)


@pytest.mark.slow
def test_what_becomes_of_a_letter(run: Command, desk: Path) -> None:
    night(run)
    assert run("letters", "write", DUE).exit_code == 0
    refused = run("letters", "write", DUE)
    assert refused.exit_code == 2
    assert "20260001" in refused.stderr
    assert run("letters", "reissue", "20260001", "--reason", "丢失").exit_code == 0
    assert [(one["letter_no"], one["state"], one["reason"]) for one in letters(run, desk)] == [
        ("20260001", "void", "丢失"), ("20260002", "open", None),
    ]  # fmt: skip
    assert "on its way" in run("letters", "list").stdout
    assert "20260001" not in run("letters", "list", "--open").stdout
    assert run("letters", "arrived", "20260002").exit_code == 0
    assert run("letters", "received", "20260002").exit_code == 0
    for words in (("received", "20260002"), ("void", "20260001", "--reason", "x"),
                  ("reissue", "20260001"), ("void", "1", "--reason", "x"),
                  ("arrived", "20260002", "--on", "2020-01-01")):  # fmt: skip
        assert run("letters", *words).exit_code == 2, words
    assert run("letters", "received", "9").stderr.count("\n") == 1


@pytest.mark.slow
def test_letters_past_their_validity_are_replaced_together(run: Command, desk: Path) -> None:
    night(run)
    run("letters", "write", DUE, "--date", "2026-01-05")
    run("letters", "write", "李小红", "--anyway")
    assert run("letters", "reissue").exit_code == 2
    done = run("letters", "reissue", "--late")
    assert done.exit_code == 0, done.stderr
    assert [(one["name"], one["state"], one["reason"]) for one in letters(run, desk)] == [
        (DUE, "void", "replaced by 20260003"), ("李小红", "open", None), (DUE, "open", None),
    ]  # fmt: skip
    none = run("letters", "reissue", "--late")
    assert none.exit_code == 2
    assert "No letter is past its validity" in none.stderr


@pytest.mark.slow
def test_a_void_letter_asks_for_the_transfer_again(run: Command, desk: Path) -> None:
    night(run)
    run("letters", "write", DUE)
    night(run)
    assert "RL01" not in findings(run, desk)
    run("letters", "void", "20260001", "--reason", "不转了")
    night(run)
    assert "RL01" in findings(run, desk)
    assert run("letters", "write", DUE).exit_code == 0
    assert letters(run, desk)[-1]["letter_no"] == "20260002"


@pytest.mark.slow
def test_who_moved_is_done_and_the_receipt_is_missed(run: Command, desk: Path) -> None:
    config = desk / "config.toml"
    config.write_text(config.read_text(encoding="utf-8") + "[rules.RL06]\ndays = 30\n", "utf-8")
    night(run, "--as-of", "2026-11-01")
    run("letters", "write", DUE, "--date", "2026-11-01")
    register = desk / "register.csv"
    rows = register.read_text(encoding="utf-8").splitlines()
    rows = [f"{rows[0]},转入日期", f"{rows[1].replace('某医院', '某协会').replace('第一党支部', '党支部')},2026-11-10",
            *(f"{row}," for row in rows[2:])]  # fmt: skip
    register.write_text("\n".join(rows) + "\n", encoding="utf-8")
    night(run, "--as-of", "2026-11-20", "--accept", "intake")
    found = findings(run, desk)
    assert not found.keys() & {"RL01", "RL04", "RL05", "RL06"}
    night(run, "--as-of", "2026-12-20")
    assert "2026-11-10" in findings(run, desk)["RL06"]
    run("letters", "received", "20260001", "--on", "2026-11-27")
    night(run, "--as-of", "2026-12-21")
    assert "RL06" not in findings(run, desk)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "For whom?"),
        (("李小红",), "not due to move"),
        (("没有人",), "Nobody"),
        (("--unit", "没有的单位"), "Nobody of"),
        (("王小明", "-o", "x.pdf"), ".docx or .xlsx"),
        (("王小明", "-o", "nowhere/x.docx"), "nowhere"),
        (("小",), "3 people"),
    ],
)
def test_what_is_refused_gives_out_no_number(
    run: Command, desk: Path, words: tuple[str, ...], said: str
) -> None:
    night(run)
    refused = run("letters", "write", *words)
    assert refused.exit_code == 2, refused.stdout
    assert said in refused.stderr
    assert letters(run, desk) == []


def test_before_the_first_run_there_is_nobody_to_write_for(run: Command, desk: Path) -> None:
    assert run("letters", "write", "--all").exit_code == 2
    assert run("letters", "list").exit_code == 0


@pytest.mark.slow
def test_everything_that_can_be_chosen(run: Command, desk: Path) -> None:
    night(run)
    made = run(
        "letters", "write", "李小红", "-o", "one.xlsx", "--anyway", "--show-id",
        "--valid-days", "15", "--date", "2026-11-05",
    )  # fmt: skip
    assert made.exit_code == 0, made.stderr
    sheet = openpyxl.load_workbook(desk / "one.xlsx").worksheets[0]
    said = "\n".join(str(row[0].value) for row in sheet.iter_rows())
    assert "990000198501012348" in said
    assert "壹拾伍" in said
    assert run("letters", "write", DUE, "-o", "one.xlsx").exit_code == 2
    assert run("letters", "write", "roster.csv:2", "-o", "two.docx").exit_code == 0
    if sys.platform != "win32":
        assert stat.S_IMODE((desk / "two.docx").stat().st_mode) == 0o600
    trial = run("letters", "write", "--unit", "某医院", "--dry-run", "--anyway")
    assert DUE in trial.stdout
    assert [one["letter_no"] for one in letters(run, desk)] == ["20260001", "20260002"]


@pytest.mark.slow
def test_a_line_that_a_clerk_has_closed_is_not_written_for(run: Command, desk: Path) -> None:
    night(run)
    book = openpyxl.load_workbook(desk / BOOK)
    sheet = book["Due to move"]
    status = [cell.value for cell in sheet[3]].index("Status")
    for row in sheet.iter_rows(min_row=4):
        row[status].value = "ignored"
    book.save(desk / BOOK)
    night(run)
    assert "would be written: 0" in run("letters", "write", "--all").stdout


@pytest.mark.slow
def test_a_form_of_ones_own_and_a_word_before_the_number(run: Command, desk: Path) -> None:
    config = desk / "config.toml"
    mine = '[letters]\ntemplate = "模板.docx"\nword = "某卫组字第"\nfirst = 118\npath = "信"\nvalid_days = 60\n'
    config.write_text(config.read_text(encoding="utf-8") + mine, encoding="utf-8")
    night(run)
    missing = run("letters", "write", DUE)
    assert missing.exit_code == 2
    assert "模板.docx" in missing.stderr
    assert run("letters", "template", "-o", "模板.docx").exit_code == 0
    form = docx.Document(str(desk / "模板.docx"))
    form.paragraphs[0].text = "我们的格式 {{ 编号 }}"
    form.save(str(desk / "模板.docx"))
    assert run("letters", "write", DUE).exit_code == 0
    (file,) = (desk / "信").iterdir()
    assert text(file).startswith("我们的格式 某卫组字第20260118")
    assert "陆拾" in text(file)
    assert run("letters", "received", "某卫组字第20260118").exit_code == 0
    form.paragraphs[0].text = "{{ 不存在 }}"
    form.save(str(desk / "模板.docx"))
    broken = run("letters", "write", DUE, "--anyway")
    assert broken.exit_code == 2
    assert "不存在" in broken.stderr
    assert len(letters(run, desk)) == 1


@pytest.mark.slow
def test_a_file_that_cannot_be_finished_leaves_its_numbers_unused(
    run: Command, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(run)
    with monkeypatch.context() as patched:
        patched.setattr(atomic, "write", _full_disk)
        assert run("letters", "write", DUE).exit_code == 2
    assert "given out" in run("letters", "list").stdout
    night(run)
    assert "RL01" in findings(run, desk)
    assert run("letters", "write", DUE).exit_code == 0
    assert [one["letter_no"] for one in letters(run, desk)] == ["20260001", "20260002"]


def _full_disk(*_args: object) -> None:
    raise OutputError("no space left")


@pytest.mark.slow
def test_numbers_go_on_after_a_restored_copy(run: Command, desk: Path) -> None:
    night(run)
    assert run("store", "backup", "copy.sqlite").exit_code == 0
    run("letters", "write", DUE)
    assert run("store", "restore", "copy.sqlite").exit_code == 0
    assert letters(run, desk) == []
    run("letters", "write", DUE)
    assert [one["letter_no"] for one in letters(run, desk)] == ["20260002"]


@pytest.mark.slow
def test_a_letter_of_a_name_that_others_have_is_its_own_persons(run: Command, desk: Path) -> None:
    """Two people of one name in two branches: the letter counts for the one it was written for."""
    for file, other in (("roster.csv", "专职"), ("register.csv", "某医院")):
        path = desk / file
        place = "某协会党支部" if file == "roster.csv" else "某医院第二党支部"
        path.write_text(
            path.read_text(encoding="utf-8")
            + f"王小明,990000197512123457,{place},正式党员,{other}\n",
            encoding="utf-8",
        )
    night(run)
    assert run("letters", "write", NUMBER).exit_code == 0
    night(run)
    run("export", "findings", "-o", "f.csv")
    table = pl.read_csv(desk / "f.csv", infer_schema=False)
    asked = table.filter(pl.col("code").is_in(["RL01", "RL04"])).select("code", "row").rows()
    assert sorted(asked) == [("RL01", "6"), ("RL04", "2")]


@pytest.mark.slow
def test_the_document_is_a_document(run: Command, desk: Path) -> None:
    night(run)
    run("letters", "write", DUE, "-o", "a.docx")
    assert docx.Document(io.BytesIO((desk / "a.docx").read_bytes())).sections
