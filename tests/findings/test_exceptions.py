"""Rule by rule: what its source allows, and the case that shows that nobody is blamed for it."""

from __future__ import annotations

import tomllib

import pytest

from orgtransfer.findings import registry
from tests import exceptions_page
from tests.findings.test_rule_cases import CASES

LISTED = exceptions_page.exceptions()
SOFT = {"RL02", "RL03"}
"""Rules whose findings ask nobody to do anything, or only ask: there the case is a hit."""


def test_every_rule_is_listed_and_no_other() -> None:
    assert LISTED.keys() == registry.BY_CODE.keys()
    assert all(("none" in said) != ("allowed" in said) for said in LISTED.values())


@pytest.mark.parametrize("code", sorted(registry.BY_CODE))
def test_each_exception_has_its_case(code: str) -> None:
    content = tomllib.loads((CASES / f"{code}.toml").read_text(encoding="utf-8"))
    cases = {case["title"]: case for case in content["case"]}
    for _source, _allows, title in LISTED[code].get("allowed", []):
        case = cases[title]
        left_alone = not case["hits"] or case.get("severity") == "info"
        assert (
            left_alone or code in SOFT or title == "admitted last year, and perhaps never entered"
        )


@pytest.mark.parametrize(
    "code", [c for c, r in sorted(registry.BY_CODE.items()) if r.severity == "error"]
)
def test_an_error_has_no_exception_only_for_a_reason(code: str) -> None:
    said = LISTED[code]
    assert len(said.get("none", "")) > 10 or said["allowed"]


def test_the_page_is_fresh() -> None:
    assert exceptions_page.PAGE.read_text(encoding="utf-8") == exceptions_page.page()
