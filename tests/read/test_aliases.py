from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from orgtransfer.config import Limits
from orgtransfer.errors import InputError
from orgtransfer.read import aliases


def rows(path: Path) -> list[tuple[str, str]]:
    """What the alias table says."""
    return list(aliases.read(path, path.name, Limits()).iter_rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("header", ["", "简称,全称\n", "name,full_name\n"])
def test_names_and_full_names_are_read_whatever_the_encoding(
    tmp_path: Path, encoding: str, header: str
) -> None:
    path = tmp_path / "简称.csv"
    lines = "省卫健委, 江西省卫生健康委员会\n南大一附院,南昌大学第一附属医院\n,缺简称\n缺全称,\n"
    path.write_text(header + lines, encoding=encoding)
    assert rows(path) == [
        ("省卫健委", "江西省卫生健康委员会"),
        ("南大一附院", "南昌大学第一附属医院"),
    ]


def test_a_workbook_will_do_as_well(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("简称", "全称", "备注"), ("省医", "江西省人民医院", "常用")):
        book.worksheets[0].append(row)
    book.save(tmp_path / "a.xlsx")
    assert rows(tmp_path / "a.xlsx") == [("省医", "江西省人民医院")]


def test_one_column_is_not_enough(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("省医\n省卫\n", encoding="utf-8")
    with pytest.raises(InputError, match="two columns"):
        rows(tmp_path / "a.csv")
