"""The glossary speaks of what there is, and names that were changed stay changed."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.test_recipes import missing_files, missing_functions

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "orgtransfer"
PAGE = ROOT / "docs" / "development" / "glossary.md"
ROWS = re.findall(
    r"^\| `([\w/.]+\.py)` \| `(\w+)` \| `(\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE
)


def names(path: Path) -> set[str]:
    """Every name in a file, and its own as a module."""
    found = {path.stem}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.arg | ast.alias):
            found.add(node.arg if isinstance(node, ast.arg) else node.name)
    return found


def defined(path: Path) -> set[str]:
    """What a file defines at its top: classes and functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {one.name for one in tree.body if isinstance(one, ast.ClassDef | ast.FunctionDef)}


@pytest.mark.parametrize(("file", "old", "new"), ROWS, ids=lambda value: value)
def test_a_changed_name_is_there_and_the_old_one_does_not_come_back(
    file: str, old: str, new: str
) -> None:
    path = PACKAGE / file
    assert new in names(path)
    assert old not in defined(path)
    assert not path.with_name(f"{old}.py").exists() or new != path.stem


def test_no_name_is_given_twice() -> None:
    assert len(ROWS) > 40
    assert len({(file, new) for file, _old, new in ROWS}) == len(ROWS)


def test_what_the_glossary_names_is_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert missing_functions(text) == []
    assert missing_files(text) == []
