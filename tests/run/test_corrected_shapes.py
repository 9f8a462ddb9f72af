"""What is to be changed in a list that is a part of a sheet, or a form, is found where it stands."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl

from orgtransfer import run
from orgtransfer.run import corrected_exports
from tests.read.sheets import Sheet
from tests.read.writers import xlsx

CONFIG = """
[systems.a]
label = "协会"
role = "roster"
members = "a.xlsx"
[systems.b]
label = "全国"
role = "register"
members = "a.xlsx"
"""


def changed(folder: Path, sheet: Sheet, label: str, row: int) -> list[tuple[object, ...]]:
    """The rows of the file that changes the joining date of 李明."""
    (folder / "a.xlsx").write_bytes(xlsx([sheet]))
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    workspace = run.load(folder / "config.toml")
    rows = pl.DataFrame(
        {"sheet": [label], "row": [row], "field": ["join"], "name": ["李明"], "new": ["2003-07-01"],
         "written": ["2003-07-01"]}
    )  # fmt: skip
    _cells, path = corrected_exports.write(
        workspace, workspace.config.systems[0], "a.xlsx", rows, folder
    )
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))


def test_in_a_list_beside_another(tmp_path: Path) -> None:
    rows = (
        ("姓名", "入党日期", None) * 2,
        ("王芳", "2001-07-01", None, "李明", "2002-07-01", None),
    )
    assert changed(tmp_path, Sheet("党员", rows), "党员 D-E", 2) == [
        ("姓名", "入党日期"), ("李明", "2003-07-01"),
    ]  # fmt: skip


def test_in_a_list_below_another(tmp_path: Path) -> None:
    rows = (("姓名", "性别", "入党日期"), ("王芳", "女", "2001-07-01"),
            ("入党日期", "姓名", "性别"), ("2002-07-01", "李明", "男"))  # fmt: skip
    assert changed(tmp_path, Sheet("党员", rows), "党员 3-4", 4) == [
        rows[2],
        ("2003-07-01", "李明", "男"),
    ]


def test_in_a_form(tmp_path: Path) -> None:
    rows = (
        ("登记表", None),
        ("姓名", "李明"),
        ("性别", "男"),
        ("入党日期", "2002-07-01"),
        ("民族", "汉族"),
    )
    assert changed(tmp_path, Sheet("党员", rows), "党员", 2) == [
        ("姓名", "性别", "入党日期", "民族"), ("李明", "男", "2003-07-01", "汉族"),
    ]  # fmt: skip
