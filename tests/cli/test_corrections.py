"""`orgtransfer corrections`: proposed, ticked, written in the systems' own layout, keyed in."""

from __future__ import annotations

import csv
import re
import shutil
import stat
import sys
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from orgtransfer import run as runs
from orgtransfer.run import corrections
from tests import once
from tests.cli.conftest import AS_OF, Command

WHOLE_NUMBER = re.compile(r"(?<![0-9*])[0-9]{17}[0-9X](?![0-9*])")


def books(folder: Path) -> list[Path]:
    return sorted(folder.glob("更正_*.xlsx"))


def tick(folder: Path, least: float, word: str = "是") -> int:
    """Ticks every line that is at least so sure."""
    ticked = 0
    for file in books(folder):
        book = openpyxl.load_workbook(file)
        sheet = book.worksheets[0]
        heads = [cell.value for cell in sheet[3]]
        for row in sheet.iter_rows(min_row=4):
            if float(str(row[heads.index("How sure")].value)) >= least:
                row[heads.index("Adopt")].value = word
                ticked += 1
        book.save(file)
    return ticked


def texts(file: Path) -> str:
    book = openpyxl.load_workbook(file)
    return "\n".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )


def key_in(desk: Path, cells: tuple[corrections.Cell, ...]) -> None:
    """What a clerk does in each system, done to the exports."""
    for file in {cell.file for cell in cells}:
        own = [cell for cell in cells if cell.file == file]
        path = desk / file
        if path.suffix == ".csv":
            content = path.read_bytes()
            encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "gb18030"
            rows = list(csv.reader(content.decode(encoding).splitlines()))
            for cell in own:
                rows[cell.row - 1][cell.column - 1] = cell.text
            with path.open("w", encoding=encoding, newline="") as stream:
                csv.writer(stream).writerows(rows)
            continue
        book = openpyxl.load_workbook(path)
        for cell in own:
            target = book[cell.sheet].cell(cell.row, cell.column)
            target.value, target.number_format = cell.text, "@"
        book.save(path)


def findings(desk: Path) -> pl.DataFrame:
    with runs.load(desk / "config.toml").store() as memory:
        return memory.findings(memory.run().run)


@pytest.mark.slow
def test_what_is_accepted_and_keyed_in_settles_its_findings_and_changes_nothing_else(
    run: Command, samples: Path
) -> None:
    config, folder = samples / "config.toml", samples / "更正"
    made = run("corrections", "-c", config)
    assert made.exit_code == 0, made.stderr
    assert [file.name for file in books(folder)] == [
        "更正_全国党员管理信息系统.xlsx", "更正_赣鄱云(省直机关党建端口).xlsx",
        "更正_赣鄱云(行业综合党委端口).xlsx",
    ]  # fmt: skip
    for file in folder.iterdir():
        assert not WHOLE_NUMBER.search(texts(file))
        if sys.platform != "win32":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
    ticked = tick(folder, 0.95)
    assert ticked > 100
    before = findings(samples)
    accepted = corrections.accept(runs.load(config), None)
    assert accepted.problems == ()
    assert accepted.changes == len(accepted.cells) == ticked
    key_in(samples, accepted.cells)
    assert run("reconcile", "-q", "-c", config, "--as-of", AS_OF).exit_code == 0
    after = findings(samples)
    assert after.join(before, on="key", how="anti").is_empty()
    gone = before.join(after, on="key", how="anti")
    assert set(gone["code"].str.slice(0, 2)) == {"FD", "ID"}
    # A line settles at least the finding that it was written for.
    assert gone.height == ticked


@pytest.mark.slow
def test_the_files_have_the_layout_of_the_exports(run: Command, samples: Path) -> None:
    config, folder = samples / "config.toml", samples / "更正"
    run("corrections", "-c", config)
    ticked = tick(folder, 0.95)
    refused = run("corrections", "-c", config, "accept")
    assert refused.exit_code == 2
    assert "--show-id accept" in refused.stderr
    done = run("corrections", "-c", config, "--show-id", "accept")
    assert done.exit_code == 0, done.stderr
    assert f"Changes accepted: {ticked}" in done.stderr
    found = {file.name.removeprefix("导入_"): file for file in folder.glob("导入_*")}
    assert len(found) == 3
    for name, file in found.items():
        original = samples / "sample_exports" / name
        if file.suffix == ".csv":
            old, new = (
                path.read_bytes().decode("gb18030").splitlines() for path in (original, file)
            )
            assert old[0] == new[0]
            assert 1 < len(new) < 60
            continue
        old_sheet, new_sheet = (
            openpyxl.load_workbook(path)[openpyxl.load_workbook(file).sheetnames[0]]
            for path in (original, file)
        )
        head = next(
            row for row in range(1, 9) if "姓名" in str([cell.value for cell in old_sheet[row]])
        )
        for row in range(1, head + 1):
            assert [c.value for c in old_sheet[row]] == [c.value for c in new_sheet[row]]
        assert new_sheet.max_row < old_sheet.max_row / 2
        # All but what was to be changed is as it was.
        rows = {tuple(str(c.value) for c in row) for row in old_sheet.iter_rows(min_row=head + 1)}
        for row in new_sheet.iter_rows(min_row=head + 1, values_only=True):
            line = [str(value) for value in row]
            near = min(sum(a != b for a, b in zip(line, old, strict=True)) for old in rows)
            assert 1 <= near <= 3


@pytest.mark.slow
def test_ticks_stay_when_the_workbooks_are_written_again(run: Command, samples: Path) -> None:
    config, folder = samples / "config.toml", samples / "更正"
    run("corrections", "-c", config)
    ticked = tick(folder, 0.98, "√")
    run("corrections", "-c", config, "--show-id")
    done = run("corrections", "-c", config, "--show-id", "accept")
    assert f"Changes accepted: {ticked}" in done.stderr
    assert any(WHOLE_NUMBER.search(texts(file)) for file in books(folder))


@pytest.mark.slow
def test_what_cannot_be_followed_is_named(run: Command, samples: Path) -> None:
    config, folder = samples / "config.toml", samples / "更正"
    assert run("corrections", "-c", config, "--show-id", "accept").exit_code == 2
    run("corrections", "-c", config)
    file = books(folder)[0]
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[3]]
    adopt, key = heads.index("Adopt") + 1, heads.index("key") + 1
    sheet.cell(4, adopt).value = "也许"
    sheet.cell(5, adopt).value = "是"
    sheet.cell(5, key).value = "R000000000000:name"
    sheet.cell(6, adopt).value = "是"
    sheet.cell(6, 1).value = "别人"
    sheet.cell(7, adopt).value = "否"
    book.save(file)
    done = run("corrections", "-c", config, "--show-id", "accept")
    assert done.exit_code == 2
    lines = [line for line in done.stderr.splitlines() if file.name in line]
    assert [re.search(r"row (\d+)", line)[1] for line in lines] == ["4", "5", "6"]  # type: ignore[index]
    assert "Changes accepted: 0" in done.stderr
    file.write_bytes(b"broken")
    broken = run("corrections", "-c", config, "--show-id", "accept")
    assert broken.exit_code == 2
    assert file.name in broken.stderr


@pytest.mark.slow
def test_an_export_that_is_gone_is_named(run: Command, samples: Path) -> None:
    config, folder = samples / "config.toml", samples / "更正"
    run("corrections", "-c", config)
    tick(folder, 0.95)
    shutil.rmtree(samples / "sample_exports")
    done = run("corrections", "-c", config, "--show-id", "accept")
    assert done.exit_code == 2
    assert "is not there any more" in done.stderr


@pytest.mark.slow
def test_an_export_that_is_another_one_now_gives_nobodys_values_to_somebody_else(
    run: Command, samples: Path
) -> None:
    config, folder = samples / "config.toml", samples / "更正"
    run("corrections", "-c", config)
    tick(folder, 0.95)
    (export,) = (samples / "sample_exports").glob("全国系统_党员信息_*.csv")
    rows = export.read_bytes().decode("gb18030").splitlines()
    export.write_bytes("\n".join([rows[0], *reversed(rows[1:])]).encode("gb18030"))
    done = run("corrections", "-c", config, "--show-id", "accept")
    assert done.exit_code == 2
    assert "is not what the last run read" in done.stderr
    assert not list(folder.glob(f"导入_{export.name}"))


def test_people_in_no_register_are_listed_with_what_the_system_asks(
    run: Command, samples: Path
) -> None:
    run("corrections", "-c", samples / "config.toml")
    sheet = openpyxl.load_workbook(samples / "更正" / "补录.xlsx").worksheets[0]
    heads = [str(cell.value) for cell in sheet[3]]
    assert [head[:4] for head in heads[:4]] == ["Way ", "Full", "Citi", "Out "]
    with runs.load(samples / "config.toml").store() as memory:
        outcome = memory.outcome(memory.run().run)
    nowhere = outcome.verdicts.filter(pl.col("because") == "no_record")
    people = nowhere.join(outcome.matched.persons, on="record")["person"].n_unique()
    assert sheet.max_row - 3 == people
    assert {row[3].value for row in sheet.iter_rows(min_row=4)} <= {"是", "否"}
    why = [row[5].value for row in sheet.iter_rows(min_row=4)]
    assert why == sorted(why, key=list(dict.fromkeys(why)).index)  # each reason in one block
    assert "admitted lately" in str(why[0])
    assert "deceased" in str(why[-1])


@pytest.mark.slow
def test_nothing_to_correct_writes_no_workbook(run: Command, desk: Path) -> None:
    assert run("corrections").exit_code == 2  # no run yet
    once.night(run, desk, "-q")
    done = run("corrections", "-o", "there")
    assert done.exit_code == 0, done.stderr
    assert "Corrections: 0; undecided: 0; to be added: 0" in done.stderr
    assert list((desk / "there").iterdir()) == []
