"""Dates with a time of day: the day that stands there, or nothing; never another day."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.clean import dates
from tests.examples import examples

WRITTEN = [
    ("1961/7/12 0:00:00", "1961-07-12"),
    ("1985/12/25 0:00:00", "1985-12-25"),
    ("1985-12-25 9:05:00", "1985-12-25"),
    ("1963/1/1 0:00", "1963-01-01"),
    ("1964-10-03 00:00:00 +0800", "1964-10-03"),
    ("1987-10-03T00:00:00+08:00", "1987-10-03"),
    ("1987-10-03T00:00:00Z", "1987-10-03"),
    ("1965/3/9 上午 12:00:00", "1965-03-09"),
    ("1965/3/9 下午3:05", "1965-03-09"),
    ("1965/3/9下午 3:05:09 GMT+8", "1965-03-09"),
    ("1988/3/9 12:00:00 AM", "1988-03-09"),
    ("1966-05-30 00:00:00.000", "1966-05-30"),
    ("1989-05-30 00:00:00.0000000", "1989-05-30"),
    ("1985年7月12日 9:05", "1985-07-12"),
    ("1985年7月12日0时0分", "1985-07-12"),
    ("1985-07-12 星期五", "1985-07-12"),
    ("1985-07-12(周五) 10:00", "1985-07-12"),
    ("1985/7/12\u30000：00：00", "1985-07-12"),
    ("1985-7-1 0:00:00", "1985-07-01"),
    ("19850712 00:00:00", "1985-07-12"),
    ("1985/7/120:00:00", None),
]


def read(text: str) -> str | None:
    """What a cell of this text becomes."""
    value = pl.DataFrame({"cell": [text]}).select(dates.date(pl.col("cell"))).item()
    return None if value is None else str(value)


@pytest.mark.parametrize(("text", "day"), WRITTEN)
def test_a_time_of_day_leaves_the_day_as_it_is(text: str, day: str | None) -> None:
    assert read(text) == day


days = st.dates(dt.date(1921, 7, 1), dt.date(2098, 12, 31))
forms = st.sampled_from(
    ["{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}.{m}.{d}", "{y}年{m}月{d}日", "{y}{m:02}{d:02}"]
)
hours = st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
clocks = st.sampled_from(
    ["{0}:{1:02}:{2:02}", "{0:02}:{1:02}", "{0}:{1:02}:{2:02}.{2:03}", "{0}时{1}分", "{0}:{1:02} PM",
     "上午 {0}:{1:02}", "{0:02}:{1:02}:{2:02}+08:00", "{0:02}:{1:02}:{2:02}Z", "{0}点", "{0}：{1:02}"]
)  # fmt: skip
gaps = st.sampled_from([" ", "  ", "T", "\u3000", "\xa0", "\t", "", " 星期三 ", "（周三）"])


@examples(25, 100)
@given(days, forms, hours, clocks, gaps)
def test_whatever_time_stands_behind_a_date_it_is_that_date_or_none(  # one argument a part of the text
    day: dt.date, form: str, hour: tuple[int, int, int], clock: str, gap: str
) -> None:
    text = form.format(y=day.year, m=day.month, d=day.day) + gap + clock.format(*hour)
    assert read(text) in {str(day), None}
