from __future__ import annotations

import dataclasses
from typing import Any

import polars as pl
import pytest

from tests import builders


def _person(system: str, name: str, unit: str) -> dict[str, Any]:
    return {"system": system, "role": system, "name": name, "unit": unit, "branch": f"{unit}党支部"}


def _called(rows: list[dict[str, Any]]) -> dict[str, str]:
    found = builders.world({"records": rows}).units
    return dict(zip(found["unit_key"], found["called"], strict=True))


FULL = "武汉市疾病预防控制中心"


@pytest.mark.parametrize("short", ["武汉市疾控", "武汉市疾控中心"])
def test_a_short_form_is_called_by_the_name_of_the_register(short: str) -> None:
    rows = [_person("roster", "王芳", short), _person("register", "李娜", FULL)]
    assert _called(rows)[short] == FULL


def test_a_short_form_that_fits_two_units_keeps_its_own_name() -> None:
    rows = [
        _person("roster", "王芳", "市疾控中心"),
        _person("register", "李娜", FULL),
        _person("register", "张伟", "黄冈市疾病预防控制中心"),
    ]
    assert _called(rows)["市疾控中心"] == "市疾控中心"


@pytest.mark.parametrize(("people", "called"), [(1, "协和医院"), (2, "华中科技大学附属协和医院")])
def test_two_people_say_which_unit_an_everyday_name_means(people: int, called: str) -> None:
    names = ["王芳", "李娜"][:people]
    rows = [_person("roster", name, "协和医院") for name in names]
    rows += [_person("register", name, "华中科技大学附属协和医院") for name in names]
    rows.append(_person("register", "张伟", "北京协和医院"))
    assert _called(rows)["协和医院"] == called


def test_people_who_moved_do_not_make_two_units_one() -> None:
    rows = [_person("roster", name, "武汉市中医院") for name in ("王芳", "李娜")]
    rows += [_person("register", name, "武汉市人民医院") for name in ("王芳", "李娜")]
    assert _called(rows)["武汉市中医院"] == "武汉市中医院"


@pytest.mark.parametrize(
    ("full", "called"),
    [("武汉市疾控", "武汉市疾控"), ("黄冈市疾病预防控制中心", "黄冈市疾病预防控制中心")],
)
def test_the_alias_file_comes_before_names_and_people(full: str, called: str) -> None:
    rows = [_person(side, name, unit) for name in ("王芳", "李娜") for side, unit in
            (("roster", "武汉市疾控"), ("register", FULL))]  # fmt: skip
    rows.append(_person("register", "张伟", "黄冈市疾病预防控制中心"))
    world = builders.world({"records": rows})
    aliases = pl.DataFrame({"name": ["武汉市疾控"], "full_name": [full]})
    named = dataclasses.replace(world, aliases=aliases).units
    assert dict(named.iter_rows())["武汉市疾控"] == called
