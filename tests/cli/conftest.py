"""A clerk's folder to run commands in: the samples for the long way, a handful of rows for errors."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orgtransfer.cli import main as program
from tests import once
from tests.conftest import AS_OF, ROOT

__all__ = ["AS_OF", "ROOT"]

CONFIG = """
[project]
name = "某行业综合党委"

[systems.roster]
label = "花名册"
role = "roster"
members = "roster*.csv"

[systems.register]
label = "登记系统"
role = "register"
members = "register*.csv"
"""

ROSTER = """姓名,身份证号,所在党支部,人员类别,任职类型
王小明,990000198001011234,某协会党支部,正式党员,专职
李小红,990000198501012348,某协会党支部,正式党员,兼职
张大山,990000197001013411,某协会党支部,正式党员,退休
赵小川,990000199001014552,某协会党支部,预备党员,专职
"""
"""Four invented people in one association's branch; their numbers can belong to nobody."""

REGISTER = """姓名,身份证号,所在党支部,人员类别,工作单位
王小明,990000198001011234,某医院第一党支部,正式党员,某医院
李小红,990000198501012348,某医院第一党支部,正式党员,某医院
张大山,990000197001013411,某医院离退休党支部,正式党员,某医院
赵小川,990000199001014552,某协会党支部,预备党员,某协会
"""
"""The first three are held by a hospital, the fourth by the association."""

Command = Callable[..., Result]


def command(*words: object) -> Result:
    """The command line in this process."""
    return CliRunner().invoke(program.group, [str(word) for word in words])


@pytest.fixture
def run() -> Command:
    """Runs a command line; `.exit_code`, `.stdout` and `.stderr` say what came of it."""
    return command


def lay_out(folder: Path) -> Path:
    """A configuration and two small exports."""
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (folder / "register.csv").write_text(REGISTER, encoding="utf-8")
    return folder


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration and two small exports, and the working folder of the test."""
    monkeypatch.chdir(tmp_path)
    return lay_out(tmp_path)


@pytest.fixture(scope="session")
def desk_done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small folder after one run; tests must not write into it (see `busy_desk`)."""

    def make(folder: Path) -> None:
        words = ("--lang", "en", "reconcile", "-q", "-c", lay_out(folder) / "config.toml")
        result = command(*words)
        assert result.exit_code == 0, result.stderr

    return once.shared(tmp_path_factory, "desk", make)


@pytest.fixture
def busy_desk(desk_done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small folder after one run, and the working folder of the test."""
    folder = tmp_path / "desk"
    shutil.copytree(desk_done, folder)
    monkeypatch.chdir(folder)
    return folder
