"""The six clarities, the order of rows, and what it costs."""

from __future__ import annotations

import dataclasses
import random
import time
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orgtransfer import i18n
from orgtransfer.config import Rules
from orgtransfer.findings import examine
from orgtransfer.findings.world import World
from orgtransfer.models import SETUPS
from tests import builders


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.use("en")


def full(name: str, branch: str, association: str, **more: str) -> dict[str, Any]:
    given = {"post": "fulltime", "category": "full", **more}
    return {"name": name, "branch": branch, "association": association, **given}


def covered(case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    table = examine(builders.world(case), Rules(), strict=True).coverage
    return {row["association"]: row for row in table.iter_rows(named=True)}


ASSOCIATIONS: dict[str, Any] = {
    "organisations": [
        {"org_name": "综合党委", "level": "committee"},
        {"org_name": "甲支部", "under": "综合党委", "unit": "甲协会", "secretary": "王一"},
        {"org_name": "联合支部", "under": "综合党委", "nature": "joint"},
        {
            "org_name": "丙功能型支部",
            "under": "没有的党委",
            "nature": "functional",
            "unit": "丙学会",
        },
    ],
    "records": [
        full("王一", "甲支部", "甲协会"),
        {"name": "王一", "branch": "甲支部", "system": "register"},
        full("李二", "联合支部", "乙商会"),
        full("赵三", "丙功能型支部", "丙学会", post="parttime"),
        full("钱四", "丙功能型支部", "丁学会"),
        full("孙五", "丙功能型支部", "丁学会"),
        full("周六", "丙功能型支部", "丁学会"),
        {"name": "吴七", "branch": "丙功能型支部", "association": "戊学会"},
    ],
}


def test_every_association_has_a_line_with_the_words_for_its_organisation() -> None:
    lines = covered(ASSOCIATIONS)
    assert {name: line["setup"] for name, line in lines.items()} == {
        "甲协会": "branch", "乙商会": "joint", "丙学会": "functional", "丁学会": "due", "戊学会": "none",
    }  # fmt: skip
    assert {line["setup"] for line in lines.values()} <= set(SETUPS)


def test_what_is_missing_is_said_and_what_is_clear_is_counted() -> None:
    lines = covered(ASSOCIATIONS)
    clear = lines["甲协会"]
    assert clear["running"] == "no export says whether it is running"
    six = ("belongs", "staff", "setting", "counted", "head")
    assert [clear[name] for name in six] == [None] * 5
    assert clear["clear"] == 5
    functional = lines["丙学会"]
    assert functional["belongs"] == "organisations without a superior: 1"
    assert functional["counted"] == "members whose relationship is not found: 1"
    assert functional["head"] == "no secretary or head is given"
    assert lines["丁学会"]["setting"] == "a branch is due to be set up"
    assert lines["戊学会"]["staff"] == "posts unknown: 1"


def crowd(size: int) -> dict[str, Any]:
    """A register of `size` people and a roster of a fifth of them, with faults of every kind."""
    rnd = random.Random(7)
    register = [
        {
            "name": f"王{i % (size // 2 + 1)}", "person": f"P{i}", "branch": f"医院{i % (size // 40 + 1)}支部",
            "system": "register" if i % 8 else "register2", "unit": f"医院{i % 97}",
            "category": "full" if i % 50 else "probationary", "join_date": f"20{i % 20 + 5:02}-02-03",
            "full_date": f"20{i % 20 + 6:02}-02-03", "birth_date": f"1970-01-{i % 28 + 1:02}",
            "sex": "M", "education": "大学本科", "phone": f"100{i:08d}",
            "id_number": f"99010119700101{i % 10000:04d}",
        }
        for i in range(size)
    ]  # fmt: skip
    roster = [
        {
            **rnd.choice(register), "system": "roster", "branch": f"协会{i % 60}支部",
            "association": f"协会{i % 60}", "post": rnd.choice(["fulltime", "parttime", None]),
            "birth_date": f"1970-01-{rnd.randrange(1, 29):02}",
        }
        for i in range(size // 5)
    ]  # fmt: skip
    return {"records": [*register, *roster]}


@pytest.mark.slow
def test_the_order_of_rows_in_the_tables_changes_nothing() -> None:
    world = builders.world(crowd(400))
    tables = {
        field.name: getattr(world, field.name)
        for field in dataclasses.fields(World)
        if isinstance(getattr(world, field.name), pl.DataFrame)
    }
    expected = examine(world, Rules(), strict=True)
    for seed in range(3):
        mixed = {
            name: table.sample(fraction=1, shuffle=True, seed=seed)
            for name, table in tables.items()
        }
        found = examine(dataclasses.replace(world, **mixed), Rules(), strict=True)
        assert_frame_equal(found.findings, expected.findings)
        assert_frame_equal(found.coverage, expected.coverage)


@pytest.mark.slow
def test_every_rule_over_sixty_thousand_members_costs_seconds() -> None:
    world = builders.world(crowd(50_000))
    before = time.process_time()
    found = examine(world, Rules(), strict=True)
    assert found.findings.height > 10_000
    # Four times what it took where it was measured; a loop over rows would cost minutes.
    assert time.process_time() - before < 20
