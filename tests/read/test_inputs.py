"""From a configuration to frames: which files, which tables, and what is told about them."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from orgtransfer import config, frames
from orgtransfer.errors import InputError
from orgtransfer.frames import conform
from orgtransfer.models import Inputs
from orgtransfer.read import files, read
from tests.read import faults
from tests.read.binary import xls
from tests.read.sheets import Sheet
from tests.read.writers import PASSWORD, delimited, locked, xlsx, zipped

CSV = delimited(",", "utf-8")


def listed(*chosen: faults.Fault) -> list[Sheet]:
    """The sheets of the list of eight people."""
    return faults.sheets(faults.draft(*chosen), "xlsx")


def inputs(folder: Path, **settings: str) -> Inputs:
    """What the configuration `[systems.a]` with these settings reads."""
    lines = "\n".join(f"{name} = {value}" for name, value in settings.items())
    return read(config.parse(f'[systems.a]\nrole = "roster"\n{lines}\n'), folder)


def message(folder: Path, **settings: str) -> str:
    """The error that these settings give."""
    with pytest.raises(InputError) as caught:
        inputs(folder, **settings)
    return str(caught.value)


def test_every_frame_conforms_to_its_schema(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(xlsx(listed(faults.numeric_id, faults.totals_and_notes)))
    found = inputs(tmp_path, members='"a.xlsx"')
    for frame, schema in (
        (found.sources, frames.SOURCES),
        (found.records, frames.RAW_RECORDS),
        (found.organisations, frames.RAW_ORGANISATIONS),
        (found.transfers, frames.RAW_TRANSFERS),
        (found.set_aside, frames.SET_ASIDE),
        (found.damage, frames.DAMAGE),
    ):
        assert conform(frame, schema).columns == frame.columns
    assert found.records.select("system", "file", "sheet", "row").row(0) == (
        "a",
        "a.xlsx",
        "Sheet1",
        2,
    )
    assert found.damage.rows() == [("a", "a.xlsx", "Sheet1", 4, "id_number", "number")]
    totals = found.set_aside.filter(pl.col("reason") == "total")
    assert totals["text"].to_list() == ["4", "8"]


def test_of_several_matches_the_newest_date_in_the_name_wins(tmp_path: Path) -> None:
    for day in ("20261118", "20261120", "20261119"):
        (tmp_path / f"名册_{day}.csv").write_bytes(CSV(listed()))
    # The file's own date says otherwise, as after a copy.
    os.utime(tmp_path / "名册_20261118.csv", (2e9, 2e9))
    source = inputs(tmp_path, members='"名册_*.csv"').sources.row(0, named=True)
    assert source["file"] == "名册_20261120.csv"
    assert source["exported"] == dt.date(2026, 11, 20)


def test_all_files_takes_every_match(tmp_path: Path) -> None:
    for name in ("a1.csv", "a2.csv"):
        (tmp_path / name).write_bytes(CSV(listed()))
    found = inputs(tmp_path, members='"a*.csv"', all_files="true")
    assert found.sources["file"].to_list() == ["a1.csv", "a2.csv"]
    assert found.records.height == 16


def test_what_an_open_program_leaves_beside_a_file_is_no_match(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV(listed()))
    (tmp_path / "~$a.csv").write_bytes(b"x")
    assert inputs(tmp_path, members='"*a.csv"', all_files="true").records.height == 8


def test_brackets_in_a_name_are_no_pattern_where_the_file_is_there(tmp_path: Path) -> None:
    (tmp_path / "名册[1].csv").write_bytes(CSV(listed()))
    assert inputs(tmp_path, members='"名册[1].csv"').records.height == 8


def test_a_pattern_without_a_match_says_where_and_what_to_do(tmp_path: Path) -> None:
    text = message(tmp_path, members='"none*.xlsx"')
    assert "systems.a.members" in text
    assert "none*.xlsx" in text
    assert "put the export there" in text


def test_a_date_in_the_text_beats_the_name_and_the_name_beats_the_file(tmp_path: Path) -> None:
    (tmp_path / "名册20261120.csv").write_bytes(CSV(listed(faults.title_rows)))
    assert inputs(tmp_path, members='"*.csv"').sources["exported"].item() == dt.date(2026, 3, 4)
    (tmp_path / "名册20261120.csv").unlink()
    (tmp_path / "a.csv").write_bytes(CSV(listed()))
    os.utime(tmp_path / "a.csv", (1.7e9, 1.7e9))
    assert inputs(tmp_path, members='"*.csv"').sources["exported"].item() == dt.date(2023, 11, 15)


def test_one_workbook_serves_members_and_organisations(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(xlsx(listed(faults.organisations_beside)))
    for settings in ({"members": '"a.xlsx"', "organisations": '"a.xlsx"'}, {"members": '"a.xlsx"'}):
        found = inputs(tmp_path, **settings)
        assert found.records.height == 8
        assert found.organisations["org_name"].to_list() == list(faults.BRANCHES)


def test_a_sheet_that_is_not_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(xlsx(listed(faults.hidden_sheet)))
    found = inputs(tmp_path, members='"a.xlsx"')
    assert found.set_aside.rows() == [("a", "a.xlsx", "填表说明", 1, "other_table", "2")]
    assert found.sources["hidden"].to_list() == [8]


def test_a_file_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    rows = (("党组织名称", "党组织代码", "书记"), ("某某党支部", "990000000001", "张某"))
    (tmp_path / "a.csv").write_bytes(CSV([Sheet("", rows)]))
    (tmp_path / "b.csv").write_bytes(CSV([Sheet("", rows)]))
    text = message(tmp_path, members='"a.csv"', organisations='"b.csv"')
    assert "no table of members" in text
    assert "orgtransfer inspect a.csv" in text


def test_unclear_columns_stop_the_run_with_file_and_sheet(tmp_path: Path) -> None:
    rows = (("姓名", "手机号码", "移动电话"), ("张某", "10000000001", "10000000002"))
    (tmp_path / "a.xlsx").write_bytes(xlsx([Sheet("名册", rows)]))
    assert message(tmp_path, members='"a.xlsx"').startswith(
        "a.xlsx [名册]: several columns may be phone"
    )
    found = inputs(tmp_path, members='"a.xlsx"', columns='{ members = { phone = "移动电话" } }')
    assert found.records["phone"].to_list() == ["10000000002"]


def test_a_locked_workbook_opens_with_the_configured_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xlsx").write_bytes(locked(listed()))
    assert "password_env" in message(tmp_path, members='"a.xlsx"')
    settings = {"members": '"a.xlsx"', "password_env": '"GPY"'}
    monkeypatch.setenv("GPY", "wrong")
    assert "does not open" in message(tmp_path, **settings)
    monkeypatch.setenv("GPY", PASSWORD)
    assert inputs(tmp_path, **settings).records.height == 8


def test_files_in_an_archive_are_named_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(listed()))
    assert inputs(tmp_path, members='"a.zip"').sources["file"].to_list() == ["a.zip/导出/名册.xlsx"]


def test_names_in_an_archive_of_windows_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(_plain_zip("名册.csv".encode("gb18030"), CSV(listed())))
    assert inputs(tmp_path, members='"a.zip"').sources["file"].to_list() == ["a.zip/名册.csv"]


def _plain_zip(name: bytes, content: bytes) -> bytes:
    """An archive whose one name is in no marked encoding."""
    stand_in = b"x" * len(name)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr(stand_in.decode(), content)
    return target.getvalue().replace(stand_in, name)


def test_dates_of_a_1904_workbook_are_the_days_that_it_shows(tmp_path: Path) -> None:
    day = dt.date(2001, 7, 1)
    number = (day - dt.date(1904, 1, 1)).days
    rows = (("姓名", "入党日期", "转正日期"), ("张某", day, number), ("李某", day, "2001-07-01"))
    (tmp_path / "a.xls").write_bytes(xls([Sheet("名册", rows)], epoch_1904=True))
    found = inputs(tmp_path, members='"a.xls"').records
    assert [d[:10] for d in found["join_date"]] == ["2001-07-01", "2001-07-01"]
    assert found["full_date"].to_list() == ["2001-07-01", "2001-07-01"]


def test_progress_is_told_after_each_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV(listed()))
    (tmp_path / "b.csv").write_bytes(CSV(listed()))
    told: list[tuple[int, int]] = []
    settings = config.parse('[systems.a]\nrole = "roster"\nmembers = ["a.csv", "b.csv"]\n')
    read(settings, tmp_path, lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize("write", [xlsx, CSV], ids=["xlsx", "csv"])
def test_ids_that_end_in_zeros_by_the_dozen_were_kept_as_numbers_once(
    write: Callable[..., bytes], tmp_path: Path
) -> None:
    rows = [("姓名", "身份证号")] + [(f"某{i}", f"99010119900101{i:01d}000") for i in range(4)]
    rows += [(p["name"], p["id_number"]) for p in faults.PEOPLE]
    (tmp_path / "a").write_bytes(write([Sheet("名册", tuple(rows))]))
    damage = inputs(tmp_path, members='"a"').damage
    assert damage.select("row", "kind").rows() == [(row, "number") for row in range(2, 6)]


def test_a_header_without_rows_is_an_empty_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("姓名,身份证号,入党日期\n".encode())
    found = inputs(tmp_path, members='"a.csv"')
    assert found.records.height == 0
    assert found.sources["rows"].to_list() == [0]


def test_a_list_that_was_cut_off_says_so(tmp_path: Path) -> None:
    text = "姓名,身份证号,入党日期\n张某,,2001-07-01\n李某,,2002-07-01\n王某,99010"
    (tmp_path / "a.csv").write_bytes(text.encode())
    found = inputs(tmp_path, members='"a.csv"')
    assert found.records.height == 3
    assert found.damage.select("row", "field", "kind").rows() == [(4, "", "cut_off")]


def test_a_stray_quotation_mark_eats_no_rows(tmp_path: Path) -> None:
    lines = [f"{p['name']},{p['id_number']},{p['unit']}" for p in faults.PEOPLE]
    lines[2] = lines[2].replace("某某", '"某某')
    text = "姓名,身份证号,工作单位\n" + "\n".join(lines) + "\n"
    (tmp_path / "a.csv").write_bytes(text.encode())
    found = inputs(tmp_path, members='"a.csv"').records
    assert found["name"].to_list() == [p["name"] for p in faults.PEOPLE]


def test_zero_bytes_and_control_characters_are_taken_out_and_told(tmp_path: Path) -> None:
    text = "姓名,入党日期,性别\n张\0某,2001-07-01,男\n李某,2001-07-01\x07,女\n"
    (tmp_path / "a.csv").write_bytes(text.encode())
    found = inputs(tmp_path, members='"a.csv"')
    assert found.records["name"].to_list() == ["张某", "李某"]
    assert found.records["join_date"].to_list() == ["2001-07-01", "2001-07-01"]
    assert found.damage["kind"].to_list() == ["control", "control"]


def test_no_message_holds_a_name_or_a_number(tmp_path: Path) -> None:
    rows = (("姓名", "手机号码", "移动电话"), ("张某某", "10000000001", "10000000002"))
    (tmp_path / "a.csv").write_bytes(CSV([Sheet("", rows)]))
    text = message(tmp_path, members='"a.csv"')
    assert "张某某" not in text
    assert not re.search(r"\d{6}", text)


@pytest.mark.parametrize("note", ["（功能型）", "(流动党员)", ""])
def test_a_branch_in_the_title_keeps_the_note_that_says_what_kind_it_is(
    tmp_path: Path, note: str
) -> None:
    title = f"某省护理学会第二党支部{note}党员名册（共1人）"
    text = f"{title},,\n序号,姓名,性别\n1,王芳,女\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    found = inputs(tmp_path, members='"a.csv"')
    assert found.records["branch"].to_list() == [f"某省护理学会第二党支部{note}"]


def test_a_missing_file_names_the_nearest_one_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "导出").mkdir()
    (tmp_path / "导出" / "党员花名册2026.xlsx").touch()
    system = config.System(key="a", label="a", role="roster", members=("导出/党员花名册.xls",))
    with pytest.raises(InputError, match=r"did you mean 导出/党员花名册2026\.xlsx\?"):
        files.chosen(system, "members", tmp_path)
