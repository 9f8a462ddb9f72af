"""One cause, one finding: what a rule says, no other rule says again."""

from __future__ import annotations

from typing import Any

import pytest

from orgtransfer import i18n
from orgtransfer.config import Rules
from orgtransfer.findings import examine
from tests import builders

NUMBER, OTHER = "990101198001010014", "990101198001010030"
HERE = {"name": "王大明", "branch": "协会支部"}
THERE = {"name": "王大明", "branch": "医院支部", "system": "register"}
GONE = {**THERE, "state": "moved_out", "moved_out": "2026-01-01"}
PAIR = {"a": 0, "b": 1, "tier": "review", "probability": 0.7}


def codes(case: dict[str, Any], *families: str) -> list[str]:
    i18n.use("en")
    rules = Rules(select=families)
    return examine(builders.world(case), rules, strict=True).findings["code"].to_list()


@pytest.mark.parametrize(
    ("families", "case", "expected"),
    [
        pytest.param(
            ("BR",),
            {
                "organisations": [{"org_name": "第一党支部", "secretary": "王大明"}],
                "records": [
                    {"name": "王一", "branch": "第二党支部", "post": "parttime"},
                    {"name": "王一", "branch": "医院支部", "system": "register"},
                    {"name": "李二", "branch": "第一党支部"},
                ],
            },
            ["BR03", "BR07"],
            id="an unlisted branch is no shadow, and has no missing secretary",
        ),
        pytest.param(
            ("ID", "FD", "DU"),
            {
                "records": [
                    {
                        **HERE,
                        "id_number": NUMBER,
                        "id_state": "damaged",
                        "birth_date": "1981-01-01",
                    },
                    {**THERE, "id_number": OTHER},
                ]
            },
            ["ID02"],
            id="a damaged number is no mismatch and contradicts nothing",
        ),
        pytest.param(
            ("ID", "FD"),
            {
                "records": [
                    {**HERE, "id_number": NUMBER, "id_state": "checksum", "sex": "F"},
                    {**THERE, "id_number": OTHER},
                ]
            },
            ["ID01"],
            id="a wrong number is no mismatch and contradicts nothing",
        ),
        pytest.param(
            ("ID", "FD", "ST"),
            {
                "records": [
                    {
                        **HERE,
                        "id_number": NUMBER,
                        "birth_date": "1990-01-01",
                        "join_date": "2001-01-01",
                    },
                    {**THERE, "id_number": NUMBER, "birth_date": "1980-01-01"},
                ]
            },
            ["ID05"],
            id="a birth date against the number is no difference and no early joining",
        ),
        pytest.param(
            ("FD", "ST"),
            {
                "records": [
                    {**HERE, "join_date": "2008-07-01", "full_date": "2008-06-01"},
                    {**THERE, "join_date": "2007-06-01", "full_date": "2008-06-01"},
                ]
            },
            ["FD04"],
            id="a joining date that differs is no regularisation before joining",
        ),
        pytest.param(
            ("FD", "ST"),
            {
                "records": [
                    {**HERE, "category": "probationary", "join_date": "2020-01-01"},
                    {**THERE, "category": "full", "join_date": "2020-01-01"},
                ]
            },
            ["FD05"],
            id="a category that differs is no probation that is over",
        ),
        pytest.param(
            ("ST",),
            {"records": [{**THERE, "category": "probationary", "join_date": "2020-01-01"}]},
            ["ST02"],
            id="probation is over for one or for two years",
        ),
        pytest.param(
            ("RL", "DU"),
            {"records": [HERE, THERE, {**THERE, "branch": "诊所支部"}]},
            ["RL09"],
            id="a double relationship is not two branches as well",
        ),
        pytest.param(
            ("RL",),
            {"records": [HERE, GONE]},
            ["RL10"],
            id="who left and did not arrive is in no register",
        ),
        pytest.param(
            ("DU",),
            {
                "records": [
                    {"name": f"王{number}", "branch": branch}
                    for number in range(4)
                    for branch in ("甲支部", "乙支部")
                ]
            },
            [],
            id="the members of two branches that are the same are not listed one by one",
        ),
        pytest.param(
            ("DU", "RL07"),
            {
                "records": [
                    {**HERE, "person": "P1"},
                    {**HERE, "branch": "学会支部", "person": "P2"},
                ],
                "pairs": [PAIR],
            },
            ["DU04", "RL07", "RL07"],
            id="a probable double inside the roster is no candidate in a register",
        ),
        pytest.param(
            ("BR",),
            {
                "organisations": [
                    {
                        "org_name": "甲支部",
                        "under": "乙支部",
                        "parent_state": "loop",
                        "level": "committee",
                    },
                    {
                        "org_name": "乙支部",
                        "under": "甲支部",
                        "parent_state": "loop",
                        "level": "committee",
                    },
                ]
            },
            ["BR02"],
            id="a loop is one finding, and nobody's superior is missing",
        ),
        pytest.param(
            ("BR",),
            {"organisations": [{"org_name": "甲支部", "term_to": "2024-01-01"}]},
            ["BR13"],
            id="a term ended recently or long ago",
        ),
        pytest.param(
            ("ID04", "SR06"),
            {
                "sources": [
                    {"system": "roster", "file": "roster.xlsx", "sheet": "", "kind": "members"}
                ],
                "records": [HERE, {**HERE, "name": "李晓红"}],
            },
            ["SR06"],
            id="a list without numbers is one finding",
        ),
    ],
)
def test_one_cause_is_one_finding(
    families: tuple[str, ...], case: dict[str, Any], expected: list[str]
) -> None:
    assert codes(case, *families) == expected
