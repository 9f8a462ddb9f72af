"""Awkward files of all formats, with what is right written first: `python -m tests.read.corpus`.

One list as an office hands it in: a title, an example, sub-headings, times of day, years of two digits, two branches in a
cell, a former name, another document, states, totals and signatures.
"""

from __future__ import annotations

import sys
from typing import Final

import polars as pl

from orgtransfer.clean import dates, names, phones, posts, states, units
from orgtransfer.config import Limits
from orgtransfer.errors import InputError
from orgtransfer.read.limit import Job
from orgtransfer.read.open import of_bytes
from orgtransfer.read.table import Table, tables
from tests.read.other import OTHERS, docx
from tests.read.sheets import Sheet
from tests.read.writers import WRITERS

_HEADS: Final = (
    "序号", "*姓名", "公民身份\n号码", "出生日期", "入党时间", "所在党支部", "工作单位", "联系电话", "党员状态", "专兼职",
)  # fmt: skip
_PEOPLE: Final = (
    ("1", "王小芳（曾用名：王芳）", "", "1985/7/12 0:00:00", "2010-07-01T00:00:00+08:00", "第一党支部 第二党支部",
     "工作单位：南昌市第三医院", "13800138000 13900139000", "正常", "专职（拟）"),
    ("2", "李 小 红", "军字第1234567号", "1988年11月", "2015/12/25 上午 12:00:00", "1.江西省医学会第一党支部（20人）",
     "南昌市 第三医院", "0791-86000000 原13900139000", "流动党员（2024年起）", "专职"),
    ("3", "欧阳建国", "", "1950.03", "一九七五年七月", "中共 江西省医学会 离退休 支部委员会", "原平市人民医院", "138 0013 8001", "历史党员", "■退休□专职"),
    ("4", "赵雅琴", "", "1979-02-28 23:59:59", "2001-06-30", "第一、二党支部", "301医院", "无", "失联？", "返聘"),
)  # fmt: skip
RIGHT: Final = (
    ("王小芳", "1985-07-12", "2010-07-01", None, "南昌市第三医院", "13800138000", "normal", None),
    ("李小红", "1988-11", "2015-12-25", "江西省医学会第一党支部", "南昌市第三医院", "079186000000", "floating", "fulltime"),
    ("欧阳建国", "1950-03", "1975-07", "中共江西省医学会离退休支部委员会", "原平市人民医院", "13800138001", "historical", "retired"),
    ("赵雅琴", "1979-02-28", "2001-06-30", None, "301医院", None, None, None),
)  # fmt: skip
"""Name, birth, joined, branch, unit, phone, state and post of each member."""
_READ: Final = {
    "name": names.name, "birth_date": dates.date, "join_date": dates.date, "branch": units.branch, "unit": units.unit,
    "phone": phones.phone, "state": states.state, "post": posts.post,
}  # fmt: skip
_EMPTY: Final = ("",) * len(_HEADS)


def _line(*cells: str) -> tuple[str, ...]:
    return (*cells, *_EMPTY[len(cells) :])


_TITLE: Final = _line("江西省医学会党员信息采集表（2026年11月）")
_FEET: Final = (_line("合计", "4"), _line("填表人：赵某", "", "审核人：", "", "2026年11月20日"))
SHEETS: Final = {
    "plain": (_HEADS, *_PEOPLE),
    "with a title and feet": (_TITLE, _line("填报单位：江西省医学会"), _HEADS, *_PEOPLE, *_FEET),
    "with an example": (_HEADS, _line("示例", "张三（示例）", "", "1990-01-01", "2015-07-01", "某某党支部"), *_PEOPLE),
    "with sub-headings": (
        _HEADS, _line("心内科（2人）"), *_PEOPLE[:2], _line("外科："), *_PEOPLE[2:], _line("以下空白"),
    ),
    "continued": (_HEADS, *_PEOPLE[:2], _TITLE, _HEADS, *_PEOPLE[2:]),
    "with blank lines": (_TITLE, _EMPTY, _HEADS, _PEOPLE[0], _EMPTY, *_PEOPLE[1:], _EMPTY, *_FEET),
}  # fmt: skip
FORMATS: Final = (*(name for name in WRITERS if "locked" not in name), "docx", *OTHERS)


def written(form: str, name: str) -> bytes:
    """The file of that format with that sheet."""
    sheets = (Sheet("党员", SHEETS[name]),)
    if form in OTHERS:
        heads = tuple(head.strip("*").replace("\n", "") for head in _HEADS)
        return OTHERS[form][1](heads, _PEOPLE)
    return docx(sheets) if form == "docx" else WRITERS[form][1](sheets)


def read(data: bytes) -> tuple[tuple[str | None, ...], ...]:
    """What is read of each member, as `RIGHT` has it."""
    limits = Limits(unpacked_mb=64, cells=200_000, seconds=20)
    found: list[Table] = tables(of_bytes(data, Job("file", limits)), {})
    people = pl.concat(
        [table.data.select(_READ.keys()) for table in found if table.kind == "members"]
    )
    keyed = people.select(cleaner(pl.col(name)).alias(name) for name, cleaner in _READ.items())
    return tuple(keyed.iter_rows())


def main() -> int:
    """Prints each file that is not read as it should be, and how many are."""
    wrong = total = 0
    for form in FORMATS:
        # A database or an exchange file has columns and rows, and no room for a title.
        for name in ["plain"] if form in OTHERS else SHEETS:
            total += 1
            try:
                right = read(written(form, name)) == RIGHT
            except InputError as error:
                right, name = False, f"{name}: {error}"  # noqa: PLW2901
            if not right:
                wrong += 1
                print(f"{form}, {name}")
    print(f"{total - wrong} of {total} read to the last cell")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
