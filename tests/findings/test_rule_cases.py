"""Every rule's hits and near misses: one file a rule, in `cases`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orgtransfer import frames, i18n
from orgtransfer.config import Rules
from orgtransfer.findings import World, examine, finder, registry
from tests import builders, examples

CASES = Path(__file__).parent / "cases"


def cases() -> list[Any]:
    return list(_cases())


def _cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.toml")):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        for case in content["case"]:
            yield pytest.param(file.stem, case, id=f"{file.stem}: {case['title']}")


@pytest.fixture
def _findings_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted and named of each case besides takes longer than its rule: CI and the night do it."""
    if examples.PROFILE != examples.NIGHTLY:
        monkeypatch.setattr(finder, "counts", lambda _world: frames.COUNTS.empty())
    if not examples.whole():
        monkeypatch.setattr(finder, "coverage", lambda _world: frames.COVERAGE.empty())
        monkeypatch.setattr(World, "unit_names", frames.UNIT_NAMES.empty())


@pytest.mark.usefixtures("_findings_alone")
@pytest.mark.parametrize(("code", "case"), cases())
def test_a_rule_finds_what_its_cases_say(code: str, case: dict[str, Any]) -> None:
    i18n.use("en")
    rules = Rules(select=(code,), options={code: case.get("options", {})})
    found = examine(builders.world(case, rules), rules, strict=True).findings
    messages = found["message"].to_list()
    assert len(messages) == len(case["hits"]), messages
    for expected, message in zip(sorted(case["hits"]), sorted(messages), strict=True):
        assert expected in message
    assert found["key"].is_unique().all()
    if "severity" in case:
        assert set(found["severity"]) == {case["severity"]}


@pytest.mark.parametrize("code", sorted(registry.BY_CODE))
def test_a_rule_has_a_hit_and_a_near_miss(code: str) -> None:
    content = tomllib.loads((CASES / f"{code}.toml").read_text(encoding="utf-8"))
    assert any(case["hits"] for case in content["case"])
    assert any(not case["hits"] for case in content["case"])


def test_no_case_file_is_without_its_rule() -> None:
    assert {file.stem for file in CASES.glob("*.toml")} == set(registry.BY_CODE)
