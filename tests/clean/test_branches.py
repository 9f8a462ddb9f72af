"""Two branches in one cell name none; one branch with blanks in it stays one."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.clean import units
from orgtransfer.clean.text import over_distinct
from orgtransfer.read import damage

TWO = (
    "第一党支部 第二党支部", "第一党支部\u3000第二党支部", "第一党支部\t第二党支部", "第一党支部\n第二党支部", "第一党支部\r\n第二党支部",
    "第一党支部、第二党支部", "第一党支部；第二党支部", "第一党支部;第二党支部", "第一党支部，第二党支部", "第一党支部/第二党支部", "第一党支部|第二党支部",
    "第一党支部第二党支部", "第一党支部和第二党支部", "第一党支部及第二党支部", "第一党支部 → 第二党支部", "第一党支部转第二党支部", "第一党支部转入第二党支部",
    "原第一党支部，现第二党支部", "内科党支部 外科党支部", "内科党支部、外科党支部", "江西省医学会党支部 江西省护理学会党支部",
    "中共江西省医学会支部委员会 中共江西省护理学会支部委员会", "第一支部、第二支部", "第 一 党支部 第 二 党支部", "内科支部 外科支部 机关支部",
    "第一、第二党支部", "第一、二党支部", "第1、2党支部", "第一和第二党支部", "第一 第二党支部", "内科第一/第二党支部",
    "1.第一党支部 2.第二党支部", "第一党支部（转出） 第二党支部（转入）", "医院机关党支部（2024年前）/协会党支部", "（第一党支部 第二党支部）",
    "甲医院党委、乙医院党委", "甲医院党总支、乙医院党总支", "甲医院党总支 乙医院党总支",
)  # fmt: skip
ONE = {
    "南昌市 第三医院 党支部": "南昌市第三医院党支部", "南昌市\u3000第三医院\u3000党支部": "南昌市第三医院党支部", "南昌市\t第三医院党支部": "南昌市第三医院党支部",
    "南昌市第三医院\n党支部": "南昌市第三医院党支部", "中共 江西省 医学会 委员会": "中共江西省医学会委员会", "中共江西省医学会 支部委员会": "中共江西省医学会支部委员会",
    "机关第一党支部 （离退休）": "机关第一党支部(离退休)", "机关第一党支部（原机关第二党支部）": "机关第一党支部(原机关第二党支部)",
    "第 一 党 支 部": "第一党支部", "江西省医学会党委 第一党支部": "江西省医学会党委第一党支部", "江西省医学会党委/第一党支部": "江西省医学会党委/第一党支部",
    "省卫健委党委/省人民医院党委/内科党支部": "省卫健委党委/省人民医院党委/内科党支部", "第一党总支 第二党支部": "第一党总支第二党支部",
    "机关党总支部 机关第一党支部": "机关党总支部机关第一党支部", "医务部、护理部党支部": "医务部、护理部党支部", "江西省医学会、江西省护理学会联合党支部": "江西省医学会、江西省护理学会联合党支部",
    "第一、二联合党支部": "第一、二联合党支部", "第一党支部 第一党小组": "第一党支部第一党小组", "党支部": "党支部", "离退休第二党支部": "离退休第二党支部",
    "第一、第二医院联合党支部": "第一、第二医院联合党支部", "中共江西省医学会党支部支部委员会": "中共江西省医学会党支部支部委员会", "支部": "支部",
    "江西省总工会 机关党支部": "江西省总工会机关党支部", "党支部建设指导处党支部": "党支部建设指导处党支部",
}  # fmt: skip
MARKS = (" ", "\u3000", "\t", "\n", "、", "；", ";", "，", "/", "|", " 、", "； ", "和", "")
NAMES = ("第一党支部", "第二党支部", "第十二党支部", "内科第三支部委员会", "离退休第四党支部")


def branch(text: str) -> str | None:
    """As a whole column is cleaned: the quick way first."""
    frame = pl.DataFrame({"x": [text]})
    found = over_distinct(frame, {"x": "y"}, units.branch, units.usual_branch)[0].item()
    return None if found is None else str(found)


@pytest.mark.parametrize("text", TWO)
def test_two_branches_in_a_cell_name_none(text: str) -> None:
    assert branch(text) is None


@pytest.mark.parametrize(("text", "name"), ONE.items())
def test_one_branch_with_blanks_or_a_superior_is_one(text: str, name: str) -> None:
    assert branch(text) == name
    assert branch(name) == name


@given(st.sampled_from(NAMES), st.sampled_from(MARKS), st.sampled_from(NAMES))
def test_two_numbered_branches_are_never_one(first: str, mark: str, second: str) -> None:
    if first != second:
        assert branch(f"{first}{mark}{second}") is None


def test_a_cell_with_two_branches_is_told() -> None:
    names = ["第一党支部", "第一党支部 第二党支部", "南昌市 第三医院 党支部"]
    rows = pl.DataFrame({"row": [2, 3, 4], "branch": names}, schema_overrides={"row": pl.UInt32})
    told = damage.of_values(rows, ["branch"])
    assert told.rows() == [(3, "branch", "several_branches")]
