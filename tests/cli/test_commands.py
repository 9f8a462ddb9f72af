"""The commands on the samples, as a clerk uses them one after the other."""

from __future__ import annotations

import csv
import json
import re
import stat
import sys
import time
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from orgtransfer.cli.export import TABLES
from tests.cli.conftest import AS_OF, Command

BOOK = "工作台账.xlsx"

# The contract: these columns, in this order, then whatever is added.
CONTRACT = {
    "records": "system file sheet row person name branch unit verdict",
    "links": "person a_system a_file a_sheet a_row b_system b_file b_sheet b_row probability tier "
    "evidence",
    "candidates": "person a_system a_file a_sheet a_row b_system b_file b_sheet b_row probability "
    "tier evidence",
    "findings": "code rule severity key person organisation system file sheet row message evidence "
    "basis advice state first_seen",
    "organisations": "system code name kind parent_code organisation members full_members findings",
    "coverage": "association system people fulltime fulltime_full setup belongs running staff "
    "setting counted head clear",
}


def exported(run: Command, folder: Path, table: str, *more: str, ending: str = "parquet") -> Path:
    """The file that `export` writes."""
    path = folder / f"{table}.{ending}"
    result = run("export", table, "-c", folder / "config.toml", "-o", path, *more)
    assert result.exit_code == 0, result.stderr
    return path


def again(run: Command, folder: Path, *more: str) -> str:
    """One more run; its line."""
    result = run("reconcile", "-q", "-c", folder / "config.toml", "--as-of", AS_OF, *more)
    assert result.exit_code == 0, result.stderr
    return str(result.stdout)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_every_table_has_the_columns_of_the_contract(
    run: Command, samples_done: Path, tmp_path: Path, table: str, ending: str
) -> None:
    path = tmp_path / f"{table}.{ending}"
    config = samples_done / "config.toml"
    assert run("export", table, "-c", config, "-o", path).exit_code == 0
    columns = {
        "csv": lambda: path.read_text("utf-8-sig").partition("\n")[0].split(","),
        "parquet": lambda: list(pl.read_parquet_schema(path)),
        "json": lambda: list(json.loads(path.read_text("utf-8"))[0]),
    }[ending]()
    wanted = CONTRACT[table].split()
    assert columns[: len(wanted)] == wanted
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_formats_hold_the_same(run: Command, samples: Path) -> None:
    with exported(run, samples, "findings", ending="csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    kept = pl.read_parquet(exported(run, samples, "findings"))
    listed = json.loads(exported(run, samples, "findings", ending="json").read_text("utf-8"))
    assert [row["key"] for row in rows] == kept["key"].to_list() == [row["key"] for row in listed]
    assert len({row["key"] for row in rows}) == len(rows)


def test_excel_takes_the_csv_for_utf_8_and_runs_nothing_in_it(run: Command, samples: Path) -> None:
    data = exported(run, samples, "records", ending="csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    with (samples / "records.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_an_export_shows_no_whole_number_and_no_birth_date_beside_a_mask(
    run: Command, samples: Path
) -> None:
    for table in TABLES:
        frame = pl.read_parquet(exported(run, samples, table))
        for name in frame.select(pl.col(pl.String)).columns:
            if name.endswith("_key") and name != "id_key":
                continue
            whole = frame[name].str.contains(r"(^|\D)\d{17}[\dXx]($|\D)")
            assert not whole.any(), (table, name)
    records = pl.read_parquet(samples / "records.parquet")
    assert records.select(pl.col("birth_date", "birth_key", "id_birth").is_null().all()).row(0) == (
        True, True, True,
    )  # fmt: skip
    assert records["id_number"].str.contains(r"^\d{6}\*{8}\d{3}[\dX*]$").sum() > 1000


def test_whole_numbers_are_given_on_demand_and_survive_excel(run: Command, samples: Path) -> None:
    kept = pl.read_parquet(exported(run, samples, "records", "--show-id"))
    valid = kept.filter(pl.col("id_state") == "valid")
    assert valid["id_key"].str.contains(r"^\d{17}[\dX]$").all()
    assert valid["birth_key"].is_not_null().any()
    text = exported(run, samples, "records", "--show-id", ending="csv").read_text("utf-8-sig")
    assert "\t99" in text or "\t00" in text
    assert not re.search(r",\d{18},", text)


def test_rows_are_numbered_as_the_spreadsheet_numbers_them(run: Command, samples: Path) -> None:
    records = pl.read_parquet(exported(run, samples, "records"))
    row = records.filter(pl.col("system") == "ganpoyun_szjg").row(5, named=True)
    book = openpyxl.load_workbook(samples / row["file"], read_only=True)
    cells = [cell.value for cell in next(book[row["sheet"]].iter_rows(row["row"], row["row"]))]
    book.close()
    assert row["name"] in [str(cell) for cell in cells]


def test_a_second_run_finds_nothing_new_and_nothing_resolved(run: Command, samples: Path) -> None:
    line = again(run, samples)
    assert "new: 0" in line
    assert "resolved: 0" in line
    config = samples / "config.toml"
    assert run("diff", "--exit-code", "-c", config).exit_code == 0
    states = pl.read_parquet(exported(run, samples, "findings"))["state"].unique().to_list()
    assert states == ["standing"]


def test_the_workbook_of_before_is_kept_as_a_dated_copy(run: Command, samples: Path) -> None:
    before = (samples / BOOK).read_bytes()
    again(run, samples)
    copies = list(samples.glob("工作台账_*.xlsx"))
    assert [path.read_bytes() for path in copies] == [before]
    assert re.fullmatch(r"工作台账_\d{8}-\d{4}\.xlsx", copies[0].name)


def test_a_dry_run_writes_nothing(run: Command, samples: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in samples.rglob("*")}
    result = run("reconcile", "--dry-run", "-c", samples / "config.toml", "--as-of", AS_OF)
    assert result.exit_code == 0
    assert "nothing was written" in result.stdout
    assert {path: path.stat().st_mtime_ns for path in samples.rglob("*")} == before


def test_a_dry_run_in_a_fresh_folder_makes_no_store(run: Command, desk: Path) -> None:
    assert run("reconcile", "--dry-run").exit_code == 0
    assert not (desk / ".orgtransfer").exists()
    assert not (desk / BOOK).exists()


def test_quiet_prints_one_line_and_no_progress(run: Command, desk: Path) -> None:
    result = run("reconcile", "-q")
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr == ""


def test_the_summary_is_on_stdout_and_the_progress_on_stderr(run: Command, desk: Path) -> None:
    result = run("reconcile")
    assert "Where the relationships stand" in result.stdout
    assert "Reading the exports" in result.stderr
    assert str(BOOK) in result.stdout


def test_everything_speaks_the_language_that_was_asked_for(run: Command, desk: Path) -> None:
    assert "组织关系在哪里" in run("reconcile", "--lang", "zh").stdout
    assert "总览" in openpyxl.load_workbook(desk / BOOK).sheetnames
    assert "Where the relationships stand" in run("reconcile", "--lang", "en").stdout
    assert "Overview" in openpyxl.load_workbook(desk / BOOK).sheetnames


def test_diff_tells_what_changed_and_the_exit_code_says_so(run: Command, desk: Path) -> None:
    assert run("reconcile", "-q", "--as-of", "2026-11-19").exit_code == 0
    register = desk / "register.csv"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace("某医院第一党支部", "某协会党支部", 1), encoding="utf-8")
    assert run("reconcile", "-q", "--as-of", "2026-11-20").exit_code == 0
    assert run("diff", "--exit-code").exit_code == 1
    assert run("diff").exit_code == 0
    changes = json.loads(run("diff", "--format", "json").stdout)
    gone = {row["code"] for row in changes if row["change"] == "resolved"}
    assert "RL01" in gone  # 王小明 has arrived
    back = json.loads(run("diff", "--from", 2, "--to", "2026-11-19", "--format", "json").stdout)
    assert {row["key"] for row in back if row["change"] == "new"} == {
        row["key"] for row in changes if row["change"] == "resolved"
    }
    listed = list(csv.DictReader(run("diff", "--format", "csv").stdout.splitlines()))
    assert {row["key"] for row in listed} == {row["key"] for row in changes}
    assert "RL01" in run("diff").stdout


@pytest.mark.parametrize("name", ["7", "2020-01-01", "yesterday"])
def test_diff_says_which_runs_there_are(run: Command, desk: Path, name: str) -> None:
    run("reconcile", "-q")
    result = run("diff", "--from", name)
    assert result.exit_code == 2
    assert name in result.stderr


@pytest.mark.parametrize(
    "words", [("diff",), ("worklist",), ("report",), ("export", "links", "-o", "a.csv")]
)
def test_looking_back_before_the_first_run_says_what_to_do(
    run: Command, desk: Path, words: tuple[str, ...]
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "orgtransfer reconcile" in result.stderr
    assert not (desk / ".orgtransfer").exists()


def test_runs_lists_every_run_with_its_trend(run: Command, desk: Path) -> None:
    assert "no run yet" in run("runs").stdout
    for _ in range(2):
        run("reconcile", "-q", "--as-of", "2026-11-20")
    lines = json.loads(run("runs", "--json").stdout)
    assert [line["run"] for line in lines] == [1, 2]
    assert lines[0]["new"] == lines[0]["findings"] == lines[1]["standing"]
    assert lines[1]["verdicts"]["due"] == 1
    assert "2026-11-20" in run("runs").stdout
    assert len(json.loads(run("runs", "--json", "--last", 1).stdout)) == 1


def test_export_gives_an_earlier_run(run: Command, desk: Path) -> None:
    run("reconcile", "-q")
    (desk / "register.csv").write_text(
        (desk / "register.csv").read_text(encoding="utf-8").replace("王小明", "王晓明"), "utf-8"
    )
    run("reconcile", "-q")
    names = {}
    for number in (1, 2):
        assert run("export", "records", "--run", number, "-o", "r.json").exit_code == 0
        names[number] = {row["name"] for row in json.loads(Path("r.json").read_text("utf-8"))}
    assert names[2] - names[1] == {"王晓明"}


@pytest.mark.parametrize("name", ["x.txt", "x", "no/folder/x.csv"])
def test_export_refuses_what_it_cannot_write(run: Command, desk: Path, name: str) -> None:
    run("reconcile", "-q")
    assert run("export", "links", "-o", name).exit_code == 2


def test_worklist_writes_the_last_run_again_with_what_clerks_entered(
    run: Command, desk: Path
) -> None:
    run("reconcile", "-q")
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


def test_a_units_worklist_may_begin_with_a_letter(run: Command, desk: Path) -> None:
    run("reconcile", "-q", "--as-of", AS_OF)
    result = run("worklist", "--unit", "某医院", "--letters", "-o", "letter.xlsx")
    assert result.exit_code == 0, result.stderr
    sheet = openpyxl.load_workbook(desk / "letter.xlsx").worksheets[0]
    text = [str(row[0].value) for row in sheet.iter_rows() if row[0].value]
    assert "某医院:" in text
    assert text[-2:] == ["某行业综合党委", AS_OF]
    assert any("Due to move: 1" in line for line in text)
    assert not re.search(r"王小明|\d{6}", "".join(text))
    assert run("decide", "letter.xlsx").exit_code == 0


def test_entries_of_a_clerk_come_back_at_the_next_run(run: Command, desk: Path) -> None:
    run("reconcile", "-q")
    key = fill(desk / BOOK, "note", "已电话联系")
    assert "Entries taken back from the worklist: 1" in run("reconcile").stdout
    assert entered(desk / BOOK, key, "note") == "已电话联系"


def test_decide_takes_workbooks_that_were_handed_out_all_or_none(run: Command, desk: Path) -> None:
    run("reconcile", "-q")
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


def test_the_report_is_one_page_without_names_or_numbers(run: Command, desk: Path) -> None:
    run("reconcile", "-q")
    result = run("report", "-o", "page.html")
    assert result.exit_code == 0, result.stderr
    text = (desk / "page.html").read_text(encoding="utf-8")
    assert "王小明" not in text
    assert not re.search(r"\d{6}\*{4}|\d{17}", text)
    assert not re.search(r"(src|href)=.(https?:)?//", text)


def test_a_run_on_the_samples_takes_seconds(run: Command, samples: Path) -> None:
    start = time.process_time()
    again(run, samples)
    # Work done on all cores, so that a busy machine fails no test; by the clock it is less.
    assert time.process_time() - start < 8


def column(sheet: openpyxl.worksheet.worksheet.Worksheet, name: str) -> tuple[int, int] | None:
    """Header row and column of a field of a sheet, as `worklist.words` spells it."""
    from orgtransfer.worklist import words  # noqa: PLC0415  # only this test looks into a workbook

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


@pytest.mark.parametrize(
    ("form", "words"), [("cron", "30 3 * * *"), ("systemd", "03:30:00"), ("windows", "T03:30:00")]
)
def test_schedule_prints_the_nightly_job(run: Command, desk: Path, form: str, words: str) -> None:
    result = run("schedule", "--at", "3:30", "--for", form)
    assert result.exit_code == 0, result.stderr
    assert words in result.stdout
    assert str(desk / "config.toml") in result.stdout


@pytest.mark.parametrize("at", ["25:00", "noon", "2"])
def test_schedule_refuses_what_is_no_time(run: Command, desk: Path, at: str) -> None:
    result = run("schedule", "--at", at)
    assert result.exit_code == 2
    assert "02:30" in result.stderr


def test_the_configuration_may_be_from_notepad_and_stand_in_another_folder(
    run: Command, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (desk / "config.toml").read_text(encoding="utf-8")
    (desk / "config.toml").write_text(text, encoding="utf-8-sig")
    (desk / "elsewhere").mkdir()
    monkeypatch.chdir(desk / "elsewhere")
    assert run("reconcile", "-q", "-c", "../config.toml").exit_code == 0
    assert (desk / BOOK).exists()
    assert not list((desk / "elsewhere").iterdir())


def test_a_clerks_aliases_are_gone_by(run: Command, desk: Path) -> None:
    with (desk / "config.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[match]\naliases = "简称.csv"\n')
    missing = run("reconcile")
    assert missing.exit_code == 2
    assert "简称.csv" in missing.stderr
    (desk / "简称.csv").write_text("简称,全称\n某院,某医院\n", encoding="gb18030")
    assert run("reconcile", "-q").exit_code == 0
    (desk / "简称.csv").write_text("某院\n", encoding="utf-8")
    assert "two columns" in run("reconcile").stderr
