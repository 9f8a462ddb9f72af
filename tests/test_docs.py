"""What the documents say is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orgtransfer import errors
from orgtransfer.cli import export
from orgtransfer.cli import main as program
from orgtransfer.cli import schedule as schedule_command
from orgtransfer.schedule import FORMS
from orgtransfer.store import tables
from tests import docs

ROOT = Path(__file__).parents[1]
README = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
RECONCILE = "python -m pip install . && orgtransfer reconcile"
TEST = 'python -m pip install -e ".[dev]" && python -m pytest'


def test_the_page_about_the_commands_is_up_to_date() -> None:
    assert docs.CLI.read_text(encoding="utf-8") == docs.cli(), "run: python -m tests.docs"


@pytest.mark.parametrize("name", program.COMMANDS)
@pytest.mark.parametrize("language", README)
def test_every_command_is_in_both_readmes(language: str, name: str) -> None:
    assert re.search(rf"`(orgtransfer )?{name}\b", README[language].read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", README)
def test_the_first_screen_of_a_readme_has_the_two_commands(language: str) -> None:
    screen = "\n".join(README[language].read_text(encoding="utf-8").splitlines()[:30])
    assert RECONCILE in screen
    assert TEST in screen


def test_ci_runs_what_the_readme_says() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert 'pip install --quiet -e ".[dev]"' in script
    assert "python -m pytest" in script
    assert "orgtransfer reconcile" in script.replace('"', "").replace("$work/user/bin/", "")


@pytest.mark.parametrize("path", [*README.values(), *sorted((ROOT / "docs").glob("*.md"))], ids=str)
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_exit_code_is_documented() -> None:
    codes = {value for name, value in vars(errors).items() if name.startswith("EXIT_")}
    rows = re.findall(r"^\| (\d+) \|", docs.cli(), re.MULTILINE)
    assert {int(row) for row in rows} == codes


def test_the_command_names_the_tables_and_schedulers_that_there_are() -> None:
    assert tuple(tables.TABLES) == export.TABLES
    assert schedule_command.FORMS == FORMS


def test_documents_say_nothing_about_this_machine() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*README.values(), docs.CLI)]
    assert not [text for text in texts if re.search(r"/home/|/work/|/root|localhost", text)]
