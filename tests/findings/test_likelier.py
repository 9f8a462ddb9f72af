"""Which side of a difference is likelier right, and the reason that is given."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from orgtransfer import i18n
from orgtransfer.config import Rules
from orgtransfer.findings import find
from tests import builders
from tests.benchmarks import bench_likelier, errors

NUMBER = "990101198001010014"
CASES: list[tuple[str, list[dict[str, Any]], str]] = [
    (
        "FD03",
        [{"birth_date": "1980-02-01"}, {"birth_date": "1980-01-01", "id_number": NUMBER}],
        "register (agrees with the ID number)",
    ),
    (
        "FD03",
        [{"birth_date": "1980-02-01"}, {"birth_date": "1980-01-01"}],
        "cannot be told",
    ),
    (
        "FD03",
        [{"birth_date": "1980-02-01"}, {"birth_date": "1980-01-01"}, {"birth_date": "1980-02-01"}],
        "roster (more systems say so)",
    ),
    (
        "FD03",
        [{"birth_date": "1980-02-01"}, {"birth_date": "1980-01-01"}, {"birth_date": "1980-01"}],
        "register (more systems say so)",
    ),
    (
        "FD01",
        [
            {"id_number": NUMBER},
            {"id_number": "990101198001020036"},
            {"id_number": "990101********0036"},
        ],
        "register (more systems say so)",
    ),
    (
        "FD01",
        [
            {"id_number": NUMBER},
            {"id_number": "990101198001020036"},
            {"id_number": "990101**********36"},
            {"id_number": NUMBER},
        ],
        "cannot be told",
    ),
    (
        "FD06",
        [{"sex": "F"}, {"sex": "M", "id_number": NUMBER}],
        "register (agrees with the ID number)",
    ),
    (
        "FD01",
        [
            {"id_number": NUMBER, "birth_date": "1980-01-01"},
            {"id_number": "990101198001020036", "birth_date": "1980-01-01"},
        ],
        "roster (agrees with the birth date)",
    ),
    (
        "FD04",
        [{"join_date": "1990-01-01", "birth_date": "1980-01-01"}, {"join_date": "2001-01-01"}],
        "register (of age then)",
    ),
    (
        "FD04",
        [
            {"join_date": "2001-07-01", "full_date": "2002-07-01"},
            {"join_date": "2002-01-01", "full_date": "2002-07-01"},
        ],
        "roster (a year before full membership)",
    ),
    (
        "FD08",
        [
            {"join_date": "2001-07-01", "full_date": "2002-01-01"},
            {"join_date": "2001-07-01", "full_date": "2002-07-01"},
        ],
        "register (a year after joining)",
    ),
    (
        "FD05",
        [{"category": "probationary"}, {"category": "full", "full_date": "2002-07-01"}],
        "register (has a date of full membership)",
    ),
    (
        "FD01",
        [{"id_number": "990101********0036"}, {"id_number": NUMBER}],
        "register (whole, and its check digit fits)",
    ),
    (
        "FD02",
        [{"name": "王大明", "person": "P"}, {"name": "王大眀", "person": "P"}],
        "cannot be told",
    ),
    ("FD10", [{"phone": "10000000001"}, {"phone": "07911234567"}], "roster (is a mobile number)"),
    ("FD09", [{"education": "大学本科"}, {"education": "大学专科"}], "cannot be told"),
]


@pytest.mark.parametrize(("code", "rows", "expected"), CASES)
def test_the_first_question_that_tells_them_apart_answers(
    code: str, rows: list[dict[str, Any]], expected: str
) -> None:
    i18n.use("en")
    systems = ("roster", "register", "register2", "register3")
    records = [
        {"name": "王大明", "system": system, **row}
        for system, row in zip(systems, rows, strict=False)
    ]
    found = find(builders.world({"records": records}), Rules(select=(code,)))
    assert found.height == 1
    assert found["evidence"][0].endswith(f"likelier right: {expected}")


def test_a_name_that_hardly_anybody_bears_is_likelier_mistyped() -> None:
    i18n.use("en")
    common = [
        {"name": f"{surname}大明", "system": "register"}
        for surname in "李张刘陈杨黄赵吴周徐孙朱" * 9
    ]
    for here, there, expected in (
        ("王大眀", "王大明", "register (the other name is hardly ever borne)"),
        ("王大明", "王大眀", "cannot be told"),
        ("王明", "王大明", "cannot be told"),
    ):
        pair = [
            {"name": here, "person": "P", "system": "roster"},
            {"name": there, "person": "P", "system": "register"},
        ]
        found = find(builders.world({"records": [*pair, *common]}), Rules(select=("FD02",)))
        assert found["evidence"][0].endswith(f"likelier right: {expected}")


@pytest.mark.slow
def test_a_third_and_a_fourth_system_settle_what_two_leave_open() -> None:
    lines = bench_likelier.judged("noid", errors.HELD_OUT, 1, (400, 500), systems=4)
    lines = lines.filter(pl.col("field") != "phone", pl.col("say") > 2)
    decided = lines.filter("decided")
    assert lines.height >= 10
    assert decided.height >= 0.95 * lines.height
    assert decided["right"].all()
