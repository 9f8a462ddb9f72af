"""`orgtransfer init` beside a configuration: compared, proposed, never overwritten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orgtransfer import run as runs
from tests.cli.conftest import REGISTER, ROSTER, Command

CONFIG = """
[systems.ganpoyun]
label = "赣鄱云(行业综合党委端口)"
role = "roster"
members = "导出/赣鄱云_党员花名册*.csv"
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration of one system, two exports of it, and one of another system."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "导出").mkdir()
    for name in ("赣鄱云_党员花名册20261120.csv", "赣鄱云_党员花名册20261020.csv"):
        (tmp_path / "导出" / name).write_text(ROSTER, encoding="gb18030")
    (tmp_path / "导出" / "全国系统_党员20261119.csv").write_text(REGISTER, encoding="utf-8-sig")
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def test_what_is_missing_is_proposed_and_the_proposal_works(run: Command, office: Path) -> None:
    result = run("init", "导出")
    assert result.exit_code == 2
    assert "导出/全国系统_党员20261119.csv is not in the configuration" in result.stdout
    assert "赣鄱云_党员花名册" not in result.stdout
    assert (office / "config.toml").read_text(encoding="utf-8") == CONFIG
    added = "\n".join(re.findall(r"^    (.*)$", result.stdout, re.MULTILINE))
    (office / "config.toml").write_text(f"{CONFIG}\n{added}\n", encoding="utf-8")
    assert len(runs.load(office / "config.toml").config.systems) == 2
    again = run("init", "导出")
    assert again.stdout == "The configuration names everything that was found in 导出.\n"


def test_a_system_that_is_there_gets_its_further_file(run: Command, office: Path) -> None:
    content = "党组织名称,党组织代码,上级党组织\n某协会党支部,001,某综合党委\n"
    (office / "导出" / "赣鄱云_党组织信息20261120.csv").write_text(content, encoding="utf-8")
    result = run("init", "导出")
    assert "below [systems.ganpoyun]:\n    members" in result.stdout
    assert "organisations = " in result.stdout


def test_a_pattern_that_finds_nothing_is_told(run: Command, office: Path) -> None:
    spoilt = CONFIG.replace("党员花名册*", "党员名单*")
    (office / "config.toml").write_text(spoilt, encoding="utf-8")
    result = run("init", "导出")
    assert "systems.ganpoyun.members: no file matches" in result.stdout
    assert "below [systems.ganpoyun]:" in result.stdout


def test_a_spoilt_configuration_is_told_and_kept(run: Command, office: Path) -> None:
    (office / "config.toml").write_text("[systems", encoding="utf-8")
    result = run("init", "导出")
    assert result.exit_code == 2
    assert "a bracket is not closed" in result.stderr
    assert (office / "config.toml").read_text(encoding="utf-8") == "[systems"
