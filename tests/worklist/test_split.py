"""What one unit is given: all that is its own, and nothing about others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.errors import UnknownNameError
from orgtransfer.models import RuleText
from orgtransfer.report.summary import summarise
from orgtransfer.worklist import build, parts, to_bytes
from orgtransfer.worklist.split import file_name
from tests.worklist import builder


def test_every_finding_with_a_unit_is_in_exactly_one_part() -> None:
    outcome = builder.outcome()
    found = [key for part in parts(outcome) for key in part.outcome.findings["key"]]
    assert sorted(found) == sorted(outcome.findings["key"])


def test_a_part_holds_nothing_about_other_units() -> None:
    for part in parts(builder.outcome()):
        assert set(part.outcome.findings["call"]) == {part.name}
        assert part.outcome.verdicts.is_empty()


@pytest.mark.slow
def test_a_part_makes_a_workbook_of_its_own() -> None:
    part = next(iter(parts(builder.outcome())))
    summary = summarise(part.outcome, builder.CONFIG)
    assert to_bytes(build(part.outcome, summary, builder.CONFIG, builder.TODAY)).startswith(b"PK")
    assert [unit.call for unit in summary.units] == [part.name]


def test_a_parts_workbook_has_no_empty_sheets_and_explains_only_its_own_rules() -> None:
    found = [builder.finding("RL01", 0), builder.finding("RL03", 1)]
    part = next(p for p in parts(builder.outcome(findings=found)) if p.name == builder.UNITS[0])
    rules = [RuleText(code, code, "error", "", code, "", "", "", "") for code in ("RL01", "RL03")]
    summary = summarise(part.outcome, builder.CONFIG)
    book = build(part.outcome, summary, builder.CONFIG, builder.TODAY, None, rules)
    assert [name for name in book.sheetnames if name in {"应转未转", "待核", "在途"}] == [
        "应转未转"
    ]
    explained = {cell.value for row in book["说明"] for cell in row}
    assert "RL01" in explained
    assert "RL03" not in explained


def test_branches_are_those_of_the_roster() -> None:
    names = [part.name for part in parts(builder.outcome(), "branch")]
    assert "中共庐陵省协会第1支部委员会" in names
    assert "中共庐陵省护理学会第1支部委员会" in names


def test_one_unit_can_be_named_by_a_part_of_its_name() -> None:
    (part,) = parts(builder.outcome(), only="疾病预防")
    assert part.name == "庐陵省疾病预防控制中心"


def test_a_unit_with_nothing_to_do_is_an_error_that_names_what_comes_near() -> None:
    with pytest.raises(UnknownNameError, match="庐陵省中医院"):
        list(parts(builder.outcome(), only="庐陵省中药院"))


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("省医院/内科", "省医院_内科"),
        ("CON", "_CON"),
        ("..", "_"),
        ("a" * 100, "a" * 60),
        ("甲\n乙", "甲_乙"),
    ],
)
def test_file_names_are_what_every_system_allows(name: str, file: str) -> None:
    assert file_name(name) == file


def test_equal_file_names_are_told_apart() -> None:
    assert file_name("A:B", {"a_b"}) == "A_B (2)"


@given(st.text())
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    made = file_name(name)
    assert made
    assert not set(made) & set('/\\:*?"<>|\0')
    assert made not in {".", ".."}
