"""Days of other calendars are never taken for ours, and are told."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.clean import dates
from orgtransfer.config import Limits
from orgtransfer.read.limit import Job
from orgtransfer.read.open import of_bytes
from orgtransfer.read.table import tables
from tests.clean.test_short_years import read
from tests.examples import examples

OTHERS = (
    "农历1985年五月初三", "農曆1985年5月3日", "阴历1985.5.3", "陰曆1985-05-03", "旧历1985年5月3日", "夏历1985.5.3",
    "1985.5.3(农)", "1985-05-03（阴）", "1985年5月3日（农历）", "1985年（农历）5月3日", "农1985.5.3", "1985.5.3农", "1985年5月3日农历",
    "1985年五月初三", "1985年五月廿三", "1985年五月二十三", "1985年八月十五", "1985年闰五月三日", "1985年闰5月3日",
    "1985年正月十五", "1985年腊月初八", "1985年冬月", "乙丑年五月初三", "1985年中秋", "lunar 1985-05-03",
    "民国七十四年七月十二日", "民国74年", "民國74年7月12日", "中华民国74.7.12", "民74年7月12日", "昭和60年7月12日",
    "八五年五月廿三", "85年八月十五", "85年5月3日（农历）", "民国74.07.12",
)  # fmt: skip
OURS = {
    "公历1985年5月3日": "1985-05-03", "阳历：1985.5.3": "1985-05-03", "公元1985年5月3日": "1985-05-03",
    "一九八五年八月十五日": "1985-08-15", "一九八五年五月廿三日": "1985-05-23", "1985年十一月": "1985-11",
    "一九八五年七月": "1985-07", "1985年7月初": "1985-07",
}  # fmt: skip
PLACES = (
    "农业农村局党委",
    "民政局",
    "康德乐大药房党支部",
    "朔州市人民医院",
    "农垦局2支部",
    "阴平镇党委",
)
"""Where somebody went, which stands in the column of the day as well."""


def key(text: str) -> str | None:
    """What the cleaner makes of one cell."""
    return str(found) if (found := pl.select(dates.date(pl.lit(text))).item()) is not None else None


@pytest.mark.parametrize("text", OTHERS)
def test_a_day_of_another_calendar_is_not_read(text: str) -> None:
    assert key(text) is None
    assert read(text, None) is None


@pytest.mark.parametrize("text", OURS)
def test_a_day_of_our_calendar_is_read_whatever_stands_before_it(text: str) -> None:
    assert key(text) == OURS[text]


@examples(30, 100)
@given(
    st.dates(), st.sampled_from(["农历", "阴历", "旧历", "農曆", "民国", "夏历 "]),
    st.sampled_from(["%Y-%m-%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y/%m/%d", "%y.%m.%d"]), st.booleans(),
)  # fmt: skip
def test_whatever_form_the_day_has(day: object, word: str, form: str, behind: bool) -> None:
    text = format(day, form)
    assert key(f"{text}（{word.strip()}）" if behind else word + text) is None


def test_it_is_told_and_a_place_is_not(tmp_path: Path) -> None:
    cells = [*OTHERS, *PLACES]
    rows = "".join(f"王{chr(0x4E00 + n)},2001-07-01,{text},\n" for n, text in enumerate(cells))
    data = ("姓名,入党日期,转出日期,所在党支部\n" + rows).encode()
    (table,) = tables(of_bytes(data, Job("a.csv", Limits())), {})
    told = table.damage.filter(kind="other_calendar")["row"].to_list()
    assert told == list(range(2, len(OTHERS) + 2))
