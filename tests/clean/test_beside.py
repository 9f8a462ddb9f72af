"""What stands beside a value in its cell: the value is found, or nothing is, never another value."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.clean import dates, names, phones
from orgtransfer.clean.text import Cleaner, over_distinct
from tests.examples import examples


def cleaned(cleaner: Cleaner, text: str, usual: Cleaner | None = None) -> str | None:
    """As a whole column is cleaned: the quick way first, where there is one."""
    return over_distinct(pl.DataFrame({"x": [text]}), {"x": "y"}, cleaner, usual)[0].item()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("王芳 曾用名王小芳", "王芳"), ("王芳曾用名王小芳", "王芳"), ("王芳 原名：王小芳", "王芳"),
        ("王小芳现名王芳", "王芳"), ("姓名：王芳", "王芳"), ("王芳 女", "王芳"), ("王芳-女", "王芳"),
        ("王芳 书记", "王芳"), ("王芳书记", "王芳"), ("王小芳副主任", "王小芳"), ("王芳 退休", "王芳"),
        ("王芳已转出", "王芳"), ("王小芳已退休", "王小芳"), ("王芳等3人", None), ("王芳等三人", None),
        ("王芳 李四", None), ("王芳、李四", None), ("张三/李四", None), ("王芳 张小红", None), ("王芳和李四平", None),
        ("李 主任", None), ("李主任", None), ("张书记", None), ("王某某", "王??"), ("王某", "王?"),
        ("Wang Fang 王芳", "王芳"), ("王芳 Wang Fang", "王芳"), ("王芳WangFang", "王芳"),
        ("欧阳 娜娜", "欧阳娜娜"), ("王 芳", "王芳"), ("王\u3000芳", "王芳"), ("买买提 艾力", "买买提艾力"),
        ("王芳女", "王芳女"), ("王芳/王方", "王芳"), ("和李平", "和李平"), ("张转正", "张转正"),
        ("张yan", "张?"), ("李zhé明", "李?明"),
    ],
)  # fmt: skip
def test_a_name_and_what_stands_beside_it(text: str, name: str | None) -> None:
    assert cleaned(names.name, text, names.usual) == name


@examples(30, 100)
@given(
    st.sampled_from(["王芳", "李小红", "欧阳建国", "赵一"]),
    st.sampled_from(["", "姓名：", " "]),
    st.sampled_from(
        ["", "（女）", " 女", "-男", "书记", " 副书记", " 退休", "已转出", "曾用名王二", " 原名：王二", "同志",
         "2", "A", " Wang Fang", "、女", "（2019年转入）"]
    ),
)  # fmt: skip
def test_whatever_stands_beside_a_name_it_is_that_name_or_none(
    name: str, before: str, behind: str
) -> None:
    assert cleaned(names.name, before + name + behind, names.usual) in {name, None}


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13812345678 13987654321", "13812345678"), ("0791-88888887 13812345678", "13812345678"),
        ("13812345678  0791-88888887", "13812345678"), ("88888887 13812345678", "13812345678"),
        ("0791 88888887", "079188888887"), ("138 1234 5678", "13812345678"),
        ("1381234567813987654321", None), ("079188888887 8601", None),
    ],
)  # fmt: skip
def test_two_numbers_that_a_blank_parts(text: str, phone: str | None) -> None:
    assert cleaned(phones.phone, text, phones.usual) == phone


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1985/7/1 0", "1985-07"), ("1985/7/12 0", "1985-07-12"), ("1985/7/1 12", "1985-07-01"),
        ("1985/7/4 0", "1985-07-04"), ("1985-07-01 08", "1985-07-01"), ("1985 7 1", "1985-07-01"),
        ("1985 1 2", "1985-01-02"), ("1985 12 1", "1985-12-01"), ("1985 7.1", "1985-07-01"),
        ("1985/1 2/3", "1985"), ("1985。7。1", "1985-07-01"), ("1985年 7月 1日", "1985-07-01"),
    ],
)  # fmt: skip
def test_a_blank_in_a_date_makes_no_other_day(text: str, date: str | None) -> None:
    assert cleaned(dates.date, text, dates.usual) == date


@examples(30, 100)
@given(
    st.dates(min_value=dt.date(1930, 1, 1), max_value=dt.date(2026, 1, 1)),
    st.sampled_from(["-", "/", "."]),
    st.sampled_from(["", " "]),
    st.integers(0, 23),
)
def test_an_hour_alone_never_joins_the_day(day: dt.date, mark: str, pad: str, hour: int) -> None:
    text = f"{day.year}{mark}{day.month}{mark}{day.day}"
    made = cleaned(dates.date, f"{text} {pad}{hour}", dates.usual)
    assert made is None or day.isoformat().startswith(made)
