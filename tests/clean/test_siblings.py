"""Several values in a cell, and words that mean the opposite: the right value, or none; never a wrong one."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from orgtransfer.clean import categories, dates, names, phones, posts, states

CASES: tuple[tuple[Callable[[pl.Expr], pl.Expr], dict[str, str | None]], ...] = (
    (states.state, {
        "曾失联已找回": "normal", "失联，现已联系上": "normal", "失联": "lost", "离世": "deceased", "因公牺牲": "deceased",
        "转出未接收": "normal", "跨省转接中": "normal", "已转出": "moved_out", "待转入": "incoming", "留党察看": None, "服刑": None,
        "失踪": None, "移民": None, "暂停组织生活": None, "休学": None, "已合并": None, "在册失联": "lost", "正常（已去世）": "deceased",
    }),
    (posts.post, {
        "不是兼职": None, "无兼职": None, "非兼职": None, "未兼职": None, "不兼职": None, "专职？": None, "专职（待定）": None,
        "专职(存疑)": None, "非专职": "parttime", "兼职": "parttime", "专职": "fulltime", "专职（非在编）": "fulltime",
        "专职副会长（退休）": "retired", "借调专职": None, "半职": None, "专兼职": None,
    }),
    (categories.category, {
        "非中共党员": None, "非党员": None, "正式/预备": None, "正式党员、预备党员": None, "预备转正式": None, "预备党员（已转正）": None,
        "正式党员": "full", "预备党员": "probationary", "预备党员（未转正）": "probationary", "中共党员": "full", "预备期": "probationary",
    }),
    (names.name, {
        "李明 男 45岁": "李明", "书记：李明": "李明", "党员：李明": "李明", "李明-内科": "李明", "李明 张红 王芳": None, "李明、张红、王芳": None,
        "李明（13800000001）": "李明", "李明990101198005030014": "李明", "李明,男": "李明", "阿卜杜-热合曼": "阿卜杜·热合曼",
        "李明 张红": None, "王芳(李明)": "王芳", "买买提-吐尔逊": "买买提·吐尔逊", "欧阳 明": "欧阳明",
    }),
    (phones.phone, {
        "原13800000001现13900000002": "13900000002", "13800000001（旧），新号13900000002": "13900000002",
        "13800000001改为13900000002": "13900000002", "13800000001 13900000002": "13800000001", "13800000001/13900000002": "13800000001",
        "办0791-86000001 手13800000001": "13800000001", "1380000000113900000002": None, "13800000001（新）": "13800000001",
    }),
    (dates.date, {
        "2010年7、8月": None, "2010年7-8月": None, "2010年7月-8月": None, "2010.7-8": None, "2010年7月至8月": None, "2010年7月8日": "2010-07-08",
        "2010-7-8": "2010-07-08", "2010.7.8": "2010-07-08", "2010年7月": "2010-07", "2010年7月或8月": None, "2010-07-01（预备）2011-07-01（转正）": None,
    }),
)  # fmt: skip


@pytest.mark.parametrize(
    ("cleaner", "cases"), CASES, ids=lambda part: getattr(part, "__name__", "")
)
def test_the_value_or_none(
    cleaner: Callable[[pl.Expr], pl.Expr], cases: dict[str, str | None]
) -> None:
    found = pl.DataFrame({"text": list(cases)}).select(cleaner(pl.col("text"))).to_series()
    assert dict(zip(cases, found.to_list(), strict=True)) == cases
