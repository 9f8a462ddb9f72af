"""`[report] path`: a page at every run, of that run, and nothing half done."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest
from click.testing import CliRunner, Result

from orgtransfer.cli import main as program

CONFIG = """
[systems.roster]
role = "roster"
members = "roster.csv"

[systems.register]
role = "register"
members = "register.csv"

[report]
path = "report.html"
"""
HEAD = "姓名,身份证号,所在党支部,人员类别,任职类型,工作单位\n"
ROSTER = HEAD + "王小明,990000198001011234,某协会党支部,正式党员,专职,\n"
REGISTER = HEAD + "王小明,990000198001011234,某医院第一党支部,正式党员,,某医院\n"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A small folder whose runs write a page; runs a command in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    return lambda *words: CliRunner().invoke(program.group, ["--lang", "zh", *words])


@pytest.mark.slow
def test_a_run_says_where_its_page_is(run: Run) -> None:
    assert "网页在这里：report.html" in run("reconcile", "--as-of", "2026-11-20").stdout
    assert '"page": "report.html"' in run("reconcile", "--json", "--as-of", "2026-11-21").stdout


@pytest.mark.slow
def test_every_run_writes_its_page_and_a_quiet_one_too(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    for day, said in (("2026-11-20", "历次问题数"), ("2026-11-21", "历次问题数")):
        assert run("reconcile", "-q", "--as-of", day).exit_code == 0
        html = page.read_text(encoding="utf-8")
        assert f"截至 {day}" in html
        assert (said in html) == (day != "2026-11-20")
        assert "王小明" not in html
    if sys.platform != "win32":
        assert stat.S_IMODE(page.stat().st_mode) == 0o600


@pytest.mark.slow
def test_it_is_the_page_that_the_command_writes(run: Run, tmp_path: Path) -> None:
    run("reconcile", "-q", "--as-of", "2026-11-20")
    (tmp_path / "roster.csv").write_text(ROSTER.replace("专职", "兼职"), encoding="utf-8")
    run("reconcile", "-q", "--as-of", "2026-11-21")
    assert run("report", "-o", "asked.html").exit_code == 0
    assert (tmp_path / "report.html").read_bytes() == (tmp_path / "asked.html").read_bytes()


@pytest.mark.slow
def test_a_dry_run_writes_none(run: Run, tmp_path: Path) -> None:
    assert run("reconcile", "-q", "--dry-run").exit_code == 0
    assert not (tmp_path / "report.html").exists()


@pytest.mark.slow
def test_with_people_where_the_configuration_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG + "people = true\n", encoding="utf-8")
    run("reconcile", "-q", "--as-of", "2026-11-20")
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert lxml.html.fromstring(html).get_element_by_id("people") is not None
    assert "990000198001011234" not in html


def test_a_page_that_cannot_be_written_stops_the_run_before_it_begins(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "report.html").mkdir()
    result = run("reconcile", "-q")
    assert result.exit_code == 2
    assert "report.html" in result.stderr
    assert not list(tmp_path.glob("*.xlsx"))
