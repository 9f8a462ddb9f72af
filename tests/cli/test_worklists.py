"""Worklists there and back: written again, handed out, filled in, taken back."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import msoffcrypto
import openpyxl
import polars as pl
import pytest

from orgtransfer.worklist import words
from tests import once
from tests.cli.conftest import AS_OF, Command

BOOK = "工作台账.xlsx"


@pytest.mark.slow
def test_worklist_writes_the_last_run_again_with_what_clerks_entered(
    run: Command, desk: Path
) -> None:
    once.night(run, desk, "-q")
    key = fill(desk / BOOK, "handler", "刘科长")
    result = run("worklist")
    assert result.exit_code == 0, result.stderr
    assert entered(desk / BOOK, key) == "刘科长"
    assert len(list(desk.glob("工作台账_*.xlsx"))) == 1


def test_worklists_a_unit_each_go_into_a_folder(run: Command, samples: Path) -> None:
    config = samples / "config.toml"
    result = run("worklist", "-c", config, "--unit", "江西省药学会")
    assert result.exit_code == 0, result.stderr
    assert Path(result.stdout.strip()) == samples / "工作台账" / "江西省药学会.xlsx"
    book = openpyxl.load_workbook(result.stdout.strip())
    assert "Overview" in book.sheetnames
    missing = run("worklist", "-c", config, "--unit", "没有这个单位")
    assert missing.exit_code == 2


@pytest.mark.parametrize("words", [("reconcile", "-o", "a.xls"), ("worklist", "-o", "a.csv")])
def test_a_worklist_is_called_what_it_is(
    run: Command, busy_desk: Path, words: tuple[str, ...]
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert ".xlsx" in result.stderr
    assert not (busy_desk / words[-1]).exists()


@pytest.mark.slow
def test_a_units_worklist_may_begin_with_a_letter(run: Command, desk: Path) -> None:
    once.night(run, desk, "-q", "--as-of", AS_OF)
    result = run("worklist", "--unit", "某医院", "--letters", "-o", "letter.xlsx")
    assert result.exit_code == 0, result.stderr
    sheet = openpyxl.load_workbook(desk / "letter.xlsx").worksheets[0]
    text = [str(row[0].value) for row in sheet.iter_rows() if row[0].value]
    assert "某医院:" in text
    assert text[-2:] == ["某行业综合党委", AS_OF]
    assert any("Due to move: 1" in line for line in text)
    assert not re.search(r"王小明|\d{6}", "".join(text))
    assert run("decide", "letter.xlsx").exit_code == 0


@pytest.mark.slow
def test_a_list_says_what_was_handed_out_and_what_came_back(run: Command, desk: Path) -> None:
    once.night(run, desk, "-q", "--as-of", AS_OF)
    result = run("worklist", "--split-by", "unit", "-o", "out")
    assert result.exit_code == 0, result.stderr
    *books, listed = map(Path, result.stdout.splitlines())
    assert listed == Path("out handed out.xlsx")
    assert [book.parent for book in books] == [Path("out")] * len(books)
    before = handed_out(desk / listed)
    assert [row[1] for row in before] == [book.as_posix() for book in books]
    assert {row[8] for row in before} <= {0, None}
    name = fill(desk / books[0], "note", "已电话联系") and books[0].as_posix()
    assert run("decide", "out").exit_code == 0  # the list is not among them
    run("worklist", "--split-by", "unit", "-o", "out")
    after = {row[1]: row[8] for row in handed_out(desk / listed)}
    assert after == {book.as_posix(): int(book.as_posix() == name) for book in books}


def handed_out(path: Path) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return list(sheet.iter_rows(min_row=4, values_only=True))


@pytest.mark.slow
def test_handed_out_workbooks_are_locked_where_a_password_is_set(
    run: Command, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (desk / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[worklist]\npassword_env = "ORGTRANSFER_BOOK"\n')
    word = "长城 2026"
    monkeypatch.setenv("ORGTRANSFER_BOOK", word)
    run("reconcile", "-q")
    result = run("worklist", "--split-by", "unit", "--letters")
    assert result.exit_code == 0, result.stderr
    for path in (*result.stdout.splitlines(), BOOK):
        with (desk / path).open("rb") as stream:
            locked = msoffcrypto.OfficeFile(stream)
            assert locked.is_encrypted()
            locked.load_key(password=word)
            plain = io.BytesIO()
            locked.decrypt(plain)
        assert openpyxl.load_workbook(plain).sheetnames


@pytest.mark.slow
def test_entries_of_a_clerk_come_back_at_the_next_run(run: Command, desk: Path) -> None:
    once.night(run, desk, "-q")
    key = fill(desk / BOOK, "note", "已电话联系")
    assert "Entries taken back from the worklist: 1" in run("reconcile").stdout
    assert entered(desk / BOOK, key, "note") == "已电话联系"


@pytest.mark.slow
def test_decide_takes_workbooks_that_were_handed_out_all_or_none(run: Command, desk: Path) -> None:
    with (desk / "config.toml").open("a", encoding="utf-8") as config:
        config.write("\n[worklist]\nstrict = true\n")
    once.night(run, desk, "-q")
    (desk / "one.xlsx").write_bytes((desk / BOOK).read_bytes())
    (desk / "two.xlsx").write_bytes((desk / BOOK).read_bytes())
    key = fill(desk / "one.xlsx", "handler", "甲")
    assert fill(desk / "two.xlsx", "handler", "乙") == key
    clash = run("decide", "one.xlsx", "two.xlsx")
    assert clash.exit_code == 4
    assert "contradict" in clash.stderr
    assert "Entries taken back: 1" in run("decide", "one.xlsx").stdout
    assert "Entries taken back: 0" in run("decide", "one.xlsx").stdout
    run("worklist")
    assert entered(desk / BOOK, key) == "甲"


@pytest.mark.parametrize(("name", "code"), [("none.xlsx", 2), ("own.xlsx", 2), ("text.xlsx", 2)])
def test_decide_refuses_what_is_no_worklist(run: Command, desk: Path, name: str, code: int) -> None:
    openpyxl.Workbook().save(desk / "own.xlsx")
    (desk / "text.xlsx").write_text("no workbook", encoding="utf-8")
    result = run("decide", name)
    assert result.exit_code == code
    assert name in result.stderr


def column(sheet: openpyxl.worksheet.worksheet.Worksheet, name: str) -> tuple[int, int] | None:
    """Header row and column of a field of a sheet, as `worklist.words` spells it."""
    for row in sheet.iter_rows(max_row=30):
        for cell in row:
            if str(cell.value or "") in words.HEADERS[name]:
                return cell.row, cell.column
    return None


def fill(path: Path, name: str, value: str) -> str:
    """Enters `value` on the first line that can be filled in; that line's key."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        place, key = column(sheet, name), column(sheet, "key")
        if place and key and sheet.cell(place[0] + 1, key[1]).value:
            sheet.cell(place[0] + 1, place[1]).value = value
            book.save(path)
            return str(sheet.cell(place[0] + 1, key[1]).value)
    pytest.fail("no line to fill in")


def entered(path: Path, key: str, name: str = "handler") -> str | None:
    """What the line with this key says."""
    for sheet in openpyxl.load_workbook(path).worksheets:
        place, keys = column(sheet, name), column(sheet, "key")
        if place and keys:
            for row in range(place[0] + 1, sheet.max_row + 1):
                if sheet.cell(row, keys[1]).value == key:
                    value = sheet.cell(row, place[1]).value
                    return None if value is None else str(value)
    pytest.fail(f"no line {key}")


@pytest.mark.slow
def test_decide_takes_folders_and_patterns(run: Command, desk: Path) -> None:
    once.night(run, desk, "-q")
    folder = desk / "收回 2026"
    folder.mkdir()
    for name in ("一.xlsx", "二.xlsx", "~$一.xlsx"):
        shutil.copy(desk / "工作台账.xlsx", folder / name)
    (folder / "~$一.xlsx").write_bytes(b"the mark of an open workbook")
    for named in (("收回 2026",), ("收回 2026/*.xlsx",), ("收回 2026/一.xlsx", "收回 2026")):
        result = run("decide", *named)
        assert result.exit_code == 0, result.stderr
    missing = run("decide", "收回 2026/*.xlsm")
    assert missing.exit_code == 2
    assert "is not there" in missing.stderr


@pytest.mark.slow
def test_a_unit_is_found_by_somebody_who_belongs_to_it(
    run: Command, samples: Path, tmp_path: Path
) -> None:
    config = samples / "config.toml"
    target = tmp_path / "unit.xlsx"
    findings = tmp_path / "findings.parquet"
    assert run("export", "findings", "-c", config, "-o", findings).exit_code == 0
    table = pl.read_parquet(findings)
    records = tmp_path / "records.parquet"
    assert run("export", "records", "-c", config, "-o", records).exit_code == 0
    people = (
        pl.read_parquet(records)
        .drop_nulls("person")
        .group_by("person")
        .agg(pl.col("unit").drop_nulls().unique())
    )
    single = people.filter(pl.col("unit").list.len() == 1)["person"].implode()
    people = table.filter(pl.col("code") == "RL01", pl.col("person").is_in(single))["person"]
    # Somebody about whom two units are to be rung is not enough to tell which.
    ends = [
        run("worklist", "-c", config, "--unit", person, "-o", target).exit_code
        for person in people.sort().head(6)
    ]
    assert set(ends) <= {0, 2}
    assert 0 in ends
    assert openpyxl.load_workbook(target).sheetnames
    common = run("worklist", "-c", config, "--unit", "王", "-o", target)
    assert common.exit_code == 2
    assert "several units" in common.stderr
