"""What reading costs beside polars on the same file: `python -m tests.benchmarks.bench_read`.

Prints, for 100,000 rows of 15 columns, the seconds that polars needs to load the file and the
seconds that the reader needs for the whole of it: header, fields, rows set aside, damage. Exits
with 1 where the ratio is above what is promised.
"""

from __future__ import annotations

import csv
import gc
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl

from orgtransfer.config import Limits
from orgtransfer.read.open import grids
from orgtransfer.read.table import tables

ROWS = 100_000
TIMES = 5
PROMISED = {"xlsx": 1.5, "csv": 3.0}
HEADER = (
    "序号", "姓名", "性别", "民族", "公民身份号码", "出生日期", "学历", "人员类别", "入党日期", "转正日期",
    "所在党支部", "工作单位", "手机号码", "家庭住址", "党籍状态",
)  # fmt: skip


def rows() -> list[tuple[str, ...]]:
    """Invented members."""
    rng = random.Random(1)
    return [
        (
            str(number),
            f"{rng.choice('张王李赵')}{chr(0x4E00 + number % 5000)}",
            rng.choice("男女"),
            "汉族",
            f"99{rng.randrange(10**16):016d}",
            f"{rng.randrange(1950, 2004)}-05-03",
            "大学本科",
            "正式党员",
            "2001-07-01",
            "2002-07-01",
            f"江西省某某医院第{number % 100}党支部",
            f"江西省某某医院{number % 300}科",
            f"100{number:08d}",
            f"某某路{number}号",
            "正常",
        )
        for number in range(1, ROWS + 1)
    ]


def write(folder: Path) -> tuple[Path, Path]:
    """The same rows as a workbook and as delimited text."""
    made = rows()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("党员")
    for row in (HEADER, *made):
        sheet.append(row)
    workbook, text = folder / "a.xlsx", folder / "a.csv"
    book.save(workbook)
    with text.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows((HEADER, *made))
    return workbook, text


def ours(path: Path) -> int:
    """Reads a file the whole way; gives the number of members."""
    return sum(table.data.height for table in tables(grids(path, path.name, Limits()), {}))


def measure(action: Callable[[], object]) -> float:
    """The least of a few times, in seconds: what is above it is other programs' work."""
    taken = []
    for _time in range(TIMES):
        gc.collect()
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return min(taken)


def main() -> int:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as name:
        workbook, text = write(Path(name))
        theirs: dict[str, Callable[[], object]] = {
            "xlsx": lambda: pl.read_excel(workbook),
            "csv": lambda: pl.read_csv(text),
        }
        ratios = {}
        for kind, path in (("xlsx", workbook), ("csv", text)):
            assert ours(path) == ROWS
            polars, here = measure(theirs[kind]), measure(lambda path=path: ours(path))
            ratios[kind] = here / polars
            print(
                f"{kind}: polars {polars:.2f} s, orgtransfer {here:.2f} s, "
                f"ratio {ratios[kind]:.2f} (promised {PROMISED[kind]})"
            )
    return int(any(ratios[kind] > PROMISED[kind] for kind in ratios))


if __name__ == "__main__":
    sys.exit(main())
