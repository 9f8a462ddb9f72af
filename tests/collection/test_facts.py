"""What stands on a collection form: what all records of a person agree on, or what was accepted."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from orgtransfer import collection, frames
from orgtransfer.collection import Member
from orgtransfer.collection.fields import day
from tests import builders

NUMBER = "990101198001010014"
_NONE: dict[str, Any] = {
    "record": pl.UInt32, "field": pl.String, "new": pl.String, "stated": pl.String,
}  # fmt: skip


def stated(rows: list[dict[str, Any]], accepted: list[tuple[str, str, str]]) -> dict[str, Any]:
    """What stands on the form of the first row; all rows are one person."""
    records = builders.records([{"name": "王大明", "system": "roster", **row} for row in rows])
    persons = pl.DataFrame(
        {"record": records["record"], "person": ["P"] * records.height},
        schema=frames.PERSONS.columns,
    )
    given = pl.DataFrame([(0, *one) for one in accepted], schema=_NONE, orient="row")
    wanted = pl.Series([0], dtype=pl.UInt32)
    return collection.stated(records, persons, wanted, given).row(0, named=True)


def degree(text: str, key: str) -> dict[str, str]:
    """A degree of education as a cell has it, and what it means."""
    return {"education": text, "education_key": key}


@pytest.mark.parametrize(
    ("rows", "field", "expected"),
    [
        ([{"sex": "M"}, {}], "sex", "M"),
        ([{"sex": "M"}, {"sex": "F"}], "sex", None),
        ([{"birth_date": "1980-01"}, {"birth_date": "1980-01-01"}], "birth", "1980-01-01"),
        ([{"birth_date": "1980-02"}, {"birth_date": "1980-01-01"}], "birth", None),
        ([{"id_number": NUMBER}, {"id_number": "990101********0014"}], "id_number", NUMBER),
        ([{"id_number": "990101********0014"}], "id_number", None),
        ([degree("本科", "bachelor"), degree("大学本科", "bachelor")], "education", "本科"),
        ([degree("本科", "bachelor"), degree("大专", "college")], "education", None),
        ([{"state_key": "normal"}], "state", "normal"),
        ([{"state_key": "abroad"}], "state", None),
        ([{"state_key": "lost"}], "lost", True),
        ([{"lost_since": "否", "lost_key": ""}], "lost", False),
        ([{}], "lost", None),
        ([{"lost_since": "2020-03"}], "lost_since", "2020-03"),
        ([{"flow": "否", "flow_key": False}], "flow", False),
        ([{"flow": "广东省广州市", "flow_key": True}], "went_to", "广东省广州市"),
        ([{"flow": "是", "flow_key": True}], "went_to", None),
        ([{"name": "王大?"}], "name", None),
        ([{"branch": "甲支部"}, {"branch": "乙支部"}], "branch", "甲支部"),
    ],
)
def test_only_what_nobody_contradicts_is_stated(
    rows: list[dict[str, Any]], field: str, expected: object
) -> None:
    assert stated(rows, [])[field] == expected


def test_what_was_accepted_comes_first() -> None:
    found = stated(
        [{"sex": "M", **degree("本科", "bachelor")}, {"sex": "F", **degree("大专", "college")}],
        [("sex", "F", "女"), ("id", NUMBER, NUMBER), ("education", "college", "大专")],
    )
    assert (found["sex"], found["id_number"], found["education"]) == ("F", NUMBER, "大专")


def test_boxes_blanks_and_dates() -> None:
    shown = Member(category="full", flow=False, phone="07911234567", join="2001-07").shown()
    assert [shown[word] for word in ("正式党员", "预备党员", "流动", "未流动", "失联", "未失联")] == [
        "☑", "□", "□", "☑", "□", "□",
    ]  # fmt: skip
    assert (shown["固定电话"], shown["手机号码"].strip()) == ("07911234567", "")
    assert shown["加入党组织日期"] == "2001年7月"
    assert "转为正式党员日期" not in collection.blanks(Member(category="probationary"))
    assert "转为正式党员日期" in collection.blanks(Member(category="full"))
    assert day("1985-07-01") == "1985年7月1日"
