"""The page about the architecture is true: its names are there, its recipes work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orgtransfer import frames, models
from orgtransfer.cli import main as program
from orgtransfer.findings import registry
from orgtransfer.findings.counts import GRAVEST
from orgtransfer.match.weights import TABLE
from orgtransfer.match.wording import LEVEL
from orgtransfer.read import words
from orgtransfer.worklist import sheets
from tests import recipes
from tests.test_tables_page import found

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository in which every recipe has been done."""
    root = tmp_path_factory.mktemp("copy")
    for name in ("orgtransfer", "packaging", "tests"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("golden", "truth"))
    for name in ("README.md", "README.zh-CN.md"):
        shutil.copy(ROOT / name, root / name)
    recipes.do(root)
    return root


@pytest.mark.slow
def test_what_the_recipes_say_is_enough(copy: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.recipes_done"], cwd=copy, capture_output=True, text=True,
        encoding="utf-8", env={**os.environ, "PYTHONPATH": str(copy), "PYTHONUTF8": "1"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) == len(recipes.EXAMPLES)


@pytest.mark.parametrize("recipe", recipes.EXAMPLES)
def test_a_recipe_names_the_files_that_its_example_touches(recipe: str) -> None:
    assert recipes.named()[recipe] == [
        path.replace("SR09", "CODE").replace("read/headed", "read/NAME").replace("cli/hello", "cli/NAME")
        .replace("findings/sources", "findings/FAMILY")
        for path in recipes.EXAMPLES[recipe]
    ]  # fmt: skip


def test_there_is_a_recipe_for_each_example() -> None:
    assert list(recipes.named()) == list(recipes.EXAMPLES)


def test_what_there_is_today_stands_where_the_recipes_say() -> None:
    def says(file: str, text: str) -> bool:
        return text in (ROOT / file).read_text(encoding="utf-8")

    for rule in registry.RULES:
        assert says("orgtransfer/findings/registry.py", f'Rule("{rule.code}"')
        assert (ROOT / "tests" / "findings" / "cases" / f"{rule.code}.toml").exists()
    assert set(frames.MEMBER_FIELDS) == set(words.MEMBERS)
    assert set(frames.COMPARISONS) == set(TABLE) == set(LEVEL)
    assert [name for name, levels in TABLE.items() if not levels.keys() <= LEVEL[name].keys()] == []
    verdicts = set(models.VERDICTS)
    assert verdicts == set(models.VERDICT_TEXTS) == set(models.VERDICT_TONES) == set(GRAVEST)
    assert {sheet.key for sheet in sheets.SHEETS} == set(models.SHEET_OF.values())
    assert set(models.SHEET_OF.values()) <= set(models.SHEETS)
    for command in program.COMMANDS:
        assert (ROOT / "orgtransfer" / "cli" / f"{command}.py").exists()
        assert all(says(file, f"`{command}") for file in ("README.md", "README.zh-CN.md"))


def missing_functions(text: str) -> list[str]:
    """Functions that a page names (`stage.module.function()`) and that are not there."""
    named = re.findall(r"`((?:[a-z_]+\.)+[A-Za-z_]+)\(\)`", text)
    assert len(named) > 20
    return [name for name in named if not callable(found(name))]


def missing_files(text: str) -> list[str]:
    """Files that a page names, from the root or inside the package, and that are not there."""
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.\w+)`", text)
    tops = (ROOT, ROOT / "orgtransfer")
    assert len(named) > 10
    return [
        name
        for name in named
        # NAME, FAMILY, CODE stand for what whoever follows the recipe has to choose.
        if not re.search("[A-Z]{4}", name) and not any((top / name).exists() for top in tops)
    ]


def test_each_function_and_file_that_the_page_names_is_there() -> None:
    text = recipes.PAGE.read_text(encoding="utf-8")
    assert missing_functions(text) == []
    assert missing_files(text) == []
