"""The faults that are put into a module are faults, one at a time, and the module is otherwise as it was."""

from __future__ import annotations

import ast
import importlib
import sys

import pytest

from tests import mutants

SOURCE = '''
LIMIT = 3

def few(frame: int | None, names: list) -> list:
    """A docstring with 5 in it."""
    if len(names) < LIMIT and frame is not None:
        return names.filter("a", 1).sort("b")
    return names.join(names, how="left").min()
'''


def test_each_fault_changes_one_place_and_is_a_module() -> None:
    found = list(mutants.faults(SOURCE))
    before = ast.unparse(ast.parse(SOURCE))
    for _line, told, tree in found:
        compile(tree, "faulty", "exec")
        after = ast.unparse(tree)
        changed = [
            (one, other)
            for one, other in zip(before.splitlines(), after.splitlines(), strict=True)
            if one != other
        ]
        assert len(changed) == 1, told
    assert {told for _line, told, _tree in found} == {
        "len(names) < LIMIT and frame is not None: Or",
        "len(names) < LIMIT: LtE",
        "frame is not None: Is",
        "….filter('a', 1): left out",
        "….sort('b'): left out",
        "1: one more",
        "….min(): max",
        "'left': 'inner'",
    }
    assert {line for line, _told, _tree in found} == {6, 7, 8}


def test_the_module_is_imported_with_the_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = ast.parse("ANSWER = 42")
    faulty = mutants._Faulty("colorsys", tree)
    monkeypatch.setattr(sys, "meta_path", [faulty, *sys.meta_path])
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    assert importlib.import_module("colorsys").ANSWER == 42
    monkeypatch.delitem(sys.modules, "colorsys")
