"""The commands `rules` and `explain`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orgtransfer import models
from orgtransfer.cli import main as program
from orgtransfer.cli import rules as rules_command
from orgtransfer.config import SEVERITIES
from orgtransfer.findings import registry
from tests import once

CONFIG = """
[systems.roster]
label = "花名册"
role = "roster"
members = "roster.csv"

[systems.register]
label = "登记系统"
role = "register"
members = "register.csv"
"""
ROSTER = """姓名,身份证号,出生日期,所在党支部,人员类别,任职类型
王小明,990000198001011234,1980-01-01,某协会党支部,正式党员,专职
欧阳大山,,1971-02-03,某协会党支部,正式党员,专职
"""
REGISTER = """姓名,身份证号,出生日期,所在党支部,人员类别,工作单位
王小明,990000198001011234,1980-01-01,某医院第一党支部,正式党员,某医院
"""


def command(*words: str) -> Result:
    return CliRunner().invoke(program.group, ["--lang", "en", *words], catch_exceptions=False)


@pytest.fixture
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which one run was made."""
    for name, text in (("config.toml", CONFIG), ("roster.csv", ROSTER), ("register.csv", REGISTER)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert once.night(command, tmp_path, "--as-of", "2026-11-20", "-q").exit_code == 0
    return tmp_path


def test_the_table_lists_every_rule() -> None:
    text = command("rules").stdout
    assert all(code in text for code in registry.BY_CODE)
    assert "valid_days = 90" in text


def test_the_table_can_be_narrowed_by_family_and_severity() -> None:
    entries = json.loads(command("rules", "--family", "ID", "--severity", "info", "--json").stdout)
    assert [entry["code"] for entry in entries] == ["ID03", "ID06", "ID09"]
    assert entries[0].keys() >= {"what", "why", "example", "todo", "basis", "options", "message"}


def test_the_families_and_severities_that_the_option_knows_are_all_there_are() -> None:
    assert tuple(models.FAMILIES) == rules_command.FAMILIES
    assert (*rules_command.SEVERITIES, "off") == SEVERITIES


@pytest.mark.parametrize("code", ["RL05", "rl05"])
def test_a_code_is_explained_with_every_section(code: str) -> None:
    text = command("explain", code).stdout
    assert "RL05 letter past its validity" in text
    for heading in registry.BY_CODE["RL05"].sections:
        assert heading in text
    assert "[rules.RL05]" in text


def test_the_rules_need_no_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert command("explain", "BR06").exit_code == 0
    assert command("rules").exit_code == 0


def test_a_code_that_there_is_not_gets_a_hint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = command("explain", "RL55")
    assert answer.exit_code == 2
    assert "Did you mean RL05?" in answer.stderr


def test_a_person_is_explained_with_records_ledger_path_and_findings(night: Path) -> None:
    text = command("explain", "王小明").stdout
    assert "(records: 2)" in text
    assert "roster.csv row 2" in text
    assert "Is a transfer under way? No." in text
    assert "full-time post: must move" in text
    assert "sum" in text
    assert "RL01:" in text


def test_an_explanation_masks_the_number_and_gives_no_birth_date(night: Path) -> None:
    text = command("explain", "王小明").stdout
    assert "990000********1234" in text
    assert "19800101" not in text
    assert "1980-01-01" not in text


@pytest.mark.slow
@pytest.mark.parametrize("asked", ["小明", "wxm", "1234", "roster.csv:2"])
def test_the_only_one_whom_a_search_finds_is_explained(night: Path, asked: str) -> None:
    assert "(records: 2)" in command("explain", asked).stdout


def test_several_are_listed_to_choose_from_and_a_key_explains_one(night: Path) -> None:
    text = command("explain", "某协会").stdout
    assert "People found: 2. Explain one of them by the key:" in text
    assert "990000********1234" in text
    assert "19800101" not in text
    key = next(word for word in text.split() if word.startswith("P") and len(word) > len("People"))
    assert "(records: " in command("explain", key).stdout


def test_nobody_is_answered_with_the_nearest_names(night: Path) -> None:
    answer = command("explain", "王小鸣")
    assert "Nobody is called that. The nearest names:" in answer.stdout
    assert "王小明" in answer.stdout
    assert answer.exit_code == 2
    assert "No rule, finding, person or branch" in answer.stderr
    assert command("explain", "诸葛孔").exit_code == 2


def test_a_person_is_also_found_by_the_number(night: Path) -> None:
    assert "王小明" in command("explain", "990000198001011234").stdout


def test_a_finding_is_explained_by_its_key(night: Path) -> None:
    text = command("explain", "王小明").stdout
    key = next(word for word in text.split() if word.startswith("RL01:"))
    explained = command("explain", key).stdout
    assert "RL01 due to move" in explained
    assert "组通字〔1998〕6号" in explained
    assert "Why it matters" in explained


def test_a_name_that_nobody_has_is_said_without_repeating_it(night: Path) -> None:
    answer = command("explain", "赵不存在")
    assert answer.exit_code == 2
    assert "赵不存在" not in answer.stderr
    assert "No rule, finding, person or branch" in answer.stderr


def test_a_branch_is_explained_by_its_name(night: Path) -> None:
    text = command("explain", "某医院第一党支部").stdout
    assert "rows of members: 1" in text
    assert "BR07 fewer than three full members" in text
