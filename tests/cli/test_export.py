"""The tables that other programs read: a contract."""

from __future__ import annotations

import csv
import json
import re
import stat
import sys
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orgtransfer.cli.export import TABLES
from tests.cli.conftest import Command

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
    "counts": "scope system name parent organisation dimension value count",
    "letters": "letter_no year serial reserved written person name id_number from_org to_org issued "
    "valid_days state closed reason handler",
    "closed": "code rule severity key person organisation message call first_seen closed reason",
    "decisions": "key standing kind ruling handler decided taken note first second probability tier "
    "evidence undone undone_by reason a_key b_key doubt origin run probability_now followed came went",
}


def exported(run: Command, folder: Path, table: str, *more: str, ending: str = "parquet") -> Path:
    """The file that `export` writes."""
    path = folder / f"{table}.{ending}"
    result = run("export", table, "-c", folder / "config.toml", "-o", path, *more)
    assert result.exit_code == 0, result.stderr
    return path


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_every_table_has_the_columns_of_the_contract(
    run: Command, samples_done: Path, tmp_path: Path, table: str, ending: str
) -> None:
    path = tmp_path / f"{table}.{ending}"
    config = samples_done / "config.toml"
    assert run("export", table, "-c", config, "-o", path).exit_code == 0
    if (table, ending) in {("closed", "json"), ("letters", "json"), ("decisions", "json")}:
        # Nothing is settled, written or ruled after one run, and an empty list has no columns.
        assert json.loads(path.read_text("utf-8")) == []
        return
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


@pytest.mark.slow
@pytest.mark.parametrize("name", ["x.txt", "x", "no/folder/x.csv"])
def test_export_refuses_what_it_cannot_write(run: Command, desk: Path, name: str) -> None:
    run("reconcile", "-q")
    assert run("export", "links", "-o", name).exit_code == 2


@pytest.mark.parametrize("table", ["records", "links", "findings"])
def test_a_table_cut_by_unit_has_the_rows_of_the_whole_and_no_name_in_a_path(
    run: Command, samples_done: Path, tmp_path: Path, table: str
) -> None:
    config, folder = samples_done / "config.toml", tmp_path / "out"
    whole = tmp_path / f"{table}.parquet"
    assert run("export", table, "-c", config, "-o", whole).exit_code == 0
    cut = run("export", table, "-c", config, "--split-by", "unit", "-o", folder)
    assert cut.exit_code == 0, cut.stderr
    expected = pl.read_parquet(whole)
    found = pl.read_parquet(folder / table / "**" / "*.parquet", hive_partitioning=True)
    # A link is in the units of both its rows.
    rows = found.select(expected.columns).unique()
    assert_frame_equal(rows, expected, check_row_order=False)
    assert (found.height == expected.height) is (table != "links")
    folders = {path.name.removeprefix("unit_id=") for path in (folder / table).iterdir()}
    names = dict(pl.read_parquet(folder / "units" / "0.parquet").iter_rows())
    assert len(folders) > 20
    assert folders - {"none"} <= names.keys()
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in names)
    assert (folder / "complete").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.rglob("*"))
    again = run("export", table, "-c", config, "--split-by", "unit", "-o", folder)
    assert again.exit_code == 2
    assert "already" in again.stderr or "已" in again.stderr


def test_what_has_no_units_is_not_cut(run: Command, samples_done: Path, tmp_path: Path) -> None:
    config = samples_done / "config.toml"
    asked = run("export", "counts", "-c", config, "--split-by", "unit", "-o", tmp_path / "out")
    assert asked.exit_code == 2
    assert "records, links, findings" in asked.stderr
    assert list(tmp_path.iterdir()) == []
