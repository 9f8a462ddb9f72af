"""`orgtransfer diff`: what changed, in every form, with the same figures everywhere."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from orgtransfer import run as runs
from orgtransfer.cli import diff as command
from orgtransfer.report import changes
from tests import once
from tests.cli.conftest import Command

ID = "990000198001011234"
NEW = "钱小五,990000199201013516,某医院第一党支部,正式党员,某医院\n"


@pytest.fixture
def two(run: Command, desk: Path) -> Path:
    """Two nights: 王小明 has arrived in the association, 张大山 is gone, 钱小五 is new."""
    assert once.night(run, desk, "-q", "--as-of", "2026-11-19").exit_code == 0
    register = desk / "register.csv"
    lines = register.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "张大山" not in line]
    text = "".join(kept).replace("某医院第一党支部", "某协会党支部", 1)
    register.write_text(text + NEW, encoding="utf-8")
    assert once.night(run, desk, "-q", "--as-of", "2026-11-20", "--accept", "intake").exit_code == 0
    return desk


def part(run: Command, name: str) -> list[dict[str, object]]:
    return list(json.loads(run("diff", "--part", name, "--format", "json").stdout))


def test_the_parts_that_help_names_are_those_that_are_counted() -> None:
    assert command.PARTS == changes.PARTS


@pytest.mark.slow
def test_members_are_told_by_system_and_masked(run: Command, two: Path) -> None:
    told = [(row["change"], row["system"], row["name"]) for row in part(run, "members")]
    assert told == [
        ("appeared", "register", "钱小五"),
        ("left", "register", "张大山"),
        ("moved", "register", "王小明"),
    ]
    for form in command.FORMATS:
        printed = run("diff", "--format", form, "--part", "members").stdout
        assert "王小明" in printed
        assert ID not in printed
        assert ID[6:14] not in printed


def test_every_form_shows_the_figures_of_the_workbook(run: Command, two: Path) -> None:
    rules = part(run, "rules")
    counts = {
        name: sum(int(str(row[name])) for row in rules) for name in ("new", "changed", "resolved")
    }
    line = "new: {new}, changed: {changed}, resolved: {resolved}".format(**counts)
    assert line in run("diff").stdout
    assert line in run("diff", "--format", "text").stdout
    page = run("diff", "--format", "html").stdout
    assert f"<b>{counts['new']}</b><span>new findings</span>" in page
    assert f"<b>{counts['resolved']}</b><span>resolved findings</span>" in page
    units = part(run, "units")
    for name, count in counts.items():
        assert sum(int(str(row[name])) for row in units) == count
    with runs.load(two / "config.toml").store() as memory:
        summary = memory.run().summary  # what the workbook was written with
    assert {name: summary[name] for name in counts} == counts
    assert len(part(run, "findings")) == sum(counts.values())
    assert {row["system"]: (row["before"], row["after"]) for row in part(run, "systems")} == {
        "register": (4, 4),
        "roster": (4, 4),
    }


@pytest.mark.slow
@pytest.mark.parametrize(("name", "begins"), [
    ("a.html", "<!doctype html>"), ("a.txt", "From run 1"), ("a.csv", "\ufeffchange,code"),
    ("a.json", '[{"change":'), ("a.other", "From run 1"),
])  # fmt: skip
def test_the_ending_of_the_file_says_the_form(
    run: Command, two: Path, name: str, begins: str
) -> None:
    assert run("diff", "-o", two / name, "--exit-code").exit_code == 1
    assert (two / name).read_text(encoding="utf-8").startswith(begins)
    if sys.platform != "win32":
        assert stat.S_IMODE((two / name).stat().st_mode) == 0o600


@pytest.mark.slow
def test_a_page_escapes_what_an_export_says_and_loads_nothing(run: Command, two: Path) -> None:
    register = two / "register.csv"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace("钱小五", "<script>钱"), encoding="utf-8")
    run("reconcile", "-q", "--as-of", "2026-11-21", "--accept", "intake")
    page = run("diff", "--from", 1, "--format", "html").stdout
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.slow
def test_the_first_run_has_nobody_to_compare_with(run: Command, desk: Path) -> None:
    once.night(run, desk, "-q")
    assert part(run, "members") == part(run, "systems") == []
    assert "the first one" in run("diff", "--format", "text").stdout
    assert "the first one" in run("diff", "--format", "html").stdout


def test_one_run_and_itself_differ_in_nothing(run: Command, two: Path) -> None:
    for form in ("table", "text", "html"):
        same = run("diff", "--from", 2, "--to", 2, "--format", form, "--exit-code")
        assert same.exit_code == 0
        assert "Nothing is new, changed or resolved." in same.stdout


@pytest.mark.slow
def test_what_came_back_is_told_as_back_again(run: Command, two: Path) -> None:
    register = two / "register.csv"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace("某协会党支部", "某医院第一党支部", 1), encoding="utf-8")
    run("reconcile", "-q", "--as-of", "2026-11-21", "--accept", "intake")
    assert {"reopened"} <= {row["change"] for row in part(run, "findings")}
    assert "back again" in run("diff").stdout
