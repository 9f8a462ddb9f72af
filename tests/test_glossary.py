"""The glossary speaks of what there is, and its plan of names can be carried out."""

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


@pytest.mark.parametrize(("file", "old", "new"), ROWS, ids=lambda value: value)
def test_a_name_that_is_to_be_changed_is_there_and_the_new_one_free(
    file: str, old: str, new: str
) -> None:
    known = names(PACKAGE / file)
    assert old in known, f"{old} is no longer in {file}: take the line out of the glossary"
    assert new not in known
    beside = {path.stem for path in (PACKAGE / file).parent.glob("*.py")}
    assert new not in beside


def test_no_name_is_promised_twice() -> None:
    assert len(ROWS) > 40
    assert len({(file.rpartition("/")[0], new) for file, _old, new in ROWS}) == len(ROWS)


def test_what_the_glossary_names_is_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert missing_functions(text) == []
    assert missing_files(text) == []
