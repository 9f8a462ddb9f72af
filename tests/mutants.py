"""Small faults put into one module, and whether its tests notice: `python -m tests.mutants MODULE`.

    python -m tests.mutants orgtransfer/diff.py tests/test_diff.py

Each fault changes one place: a comparison, an `&`, a number, a step of a query that is left out.
Printed is each fault that no test noticed, with its line; look at each: a test is missing there, or
the fault changes nothing that anybody could see. The tests must pass without a fault. Needs `fork`.

Ours because what there is (mutmut, cosmic-ray) knows the operators of Python and not the steps of a
query (a filter left out, the largest for the smallest), which is what these modules are made of.
"""

from __future__ import annotations

import ast
import copy
import importlib.abc
import importlib.machinery
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

import polars as pl
import pytest

ROOT: Final = Path(__file__).parents[1]
SECONDS: Final = 60
"""A fault with which the tests take longer counts as noticed."""
_OTHER: Final = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip
_METHOD: Final = {
    "min": "max", "max": "min", "first": "last", "last": "first", "any": "all", "all": "any",
    "is_null": "is_not_null", "is_not_null": "is_null", "max_horizontal": "min_horizontal",
}  # fmt: skip
_LEFT_OUT: Final = frozenset(
    {"filter", "unique", "sort", "sort_by", "drop_nulls", "fill_null", "over"}
)
_WORD: Final = {"left": "inner", "semi": "anti", "anti": "semi", "last": "first", "first": "last"}

Change = tuple[str, Callable[[ast.AST], ast.AST]]


def changes(node: ast.AST) -> Iterator[Change]:
    """What may be made of one place of the code: what it is called, and what makes it of a copy."""
    if isinstance(node, ast.Compare):
        other = _OTHER.get(type(node.ops[0]))
        if other:
            yield f"{ast.unparse(node)}: {other.__name__}", lambda n: _set(n, ops=[other()])
    elif isinstance(node, ast.BinOp | ast.BoolOp):
        other = _OTHER.get(type(node.op))
        if other and not _is_type(node):
            yield f"{ast.unparse(node)}: {other.__name__}", lambda n: _set(n, op=other())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert | ast.Not):
        yield f"{ast.unparse(node)}: not turned round", lambda n: n.operand  # type: ignore[attr-defined]
    elif isinstance(node, ast.Constant):
        yield from _constant(node)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from _call(node, node.func)


def _is_type(node: ast.BinOp | ast.BoolOp) -> bool:
    """Whether it is the type of something that may be missing, such as `str | None`."""
    return isinstance(node, ast.BinOp) and ast.unparse(node.right) == "None"


def _constant(node: ast.Constant) -> Iterator[Change]:
    if isinstance(node.value, bool):
        yield f"{node.value}: turned round", lambda n: _set(n, value=not node.value)
    elif isinstance(node.value, int):
        yield f"{node.value}: one more", lambda n: _set(n, value=node.value + 1)
    elif node.value in _WORD:
        yield f"{node.value!r}: {_WORD[node.value]!r}", lambda n: _set(n, value=_WORD[node.value])


def _call(node: ast.Call, func: ast.Attribute) -> Iterator[Change]:
    told = f"….{func.attr}({', '.join(ast.unparse(one) for one in node.args)})"
    if func.attr in _METHOD:
        method = _METHOD[func.attr]
        yield f"{told}: {method}", lambda n: _set(n, func=_set(n.func, attr=method))  # type: ignore[attr-defined]
    if func.attr in _LEFT_OUT and not (isinstance(func.value, ast.Name) and func.value.id == "pl"):
        yield f"{told}: left out", lambda n: n.func.value  # type: ignore[attr-defined]
    if func.attr in {"coalesce", "join"} and len(node.args) > 1:
        yield f"{told}: another order", lambda n: _set(n, args=[*n.args[1:], n.args[0]])  # type: ignore[attr-defined]


def _set(node: ast.AST, **fields: object) -> ast.AST:
    for name, value in fields.items():
        setattr(node, name, value)
    return node


def faults(source: str) -> Iterator[tuple[int, str, ast.Module]]:
    """Line, description and the module with that fault, one after another.

    Types, docstrings and the tables of texts at the top are left alone.
    """
    tree = ast.parse(source)
    inside = [
        part
        for top in tree.body
        if isinstance(top, ast.FunctionDef)
        for statement in top.body
        for part in ast.walk(statement)
    ]
    places = {id(node): at for at, node in enumerate(ast.walk(tree))}
    for node in inside:
        for told, change in changes(node):
            faulty = copy.deepcopy(tree)
            target = list(ast.walk(faulty))[places[id(node)]]
            made = change(target)
            if made is not target:
                faulty = _Put(target, made).visit(faulty)
            yield getattr(node, "lineno", 0), told, ast.fix_missing_locations(faulty)


class _Put(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._old else super().visit(node)


class _Faulty(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports one module from a tree, every other one as always."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self._name, self._tree = name, tree

    def find_spec(
        self, fullname: str, path: object = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        del path, target
        if fullname != self._name:
            return None
        return importlib.machinery.ModuleSpec(fullname, self)

    def get_source(self, fullname: str) -> str:
        del fullname
        return ast.unparse(self._tree)

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._tree, fullname, "exec")


def notices(name: str, tree: ast.Module, tests: Sequence[str]) -> bool:
    """Whether the tests fail where module `name` is `tree`: in a child of this process."""
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        sys.meta_path.insert(0, _Faulty(name, tree))
        code = pytest.main(["-n", "0", "-q", "-x", "-p", "no:cacheprovider", *tests])
        os._exit(int(code))
    _child, status = os.waitpid(child, 0)
    return status != 0


def main(words: Sequence[str]) -> int:
    """Tries every fault of a module; 1 where one was not noticed."""
    module, *tests = words
    name = module.removesuffix(".py").replace("/", ".")
    source = (ROOT / module).read_text(encoding="utf-8")
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    if notices(name, ast.parse(source), tests):
        print("the tests fail without a fault")
        return 1
    tried, left = 0, 0
    for line, told, tree in faults(source):
        tried += 1
        if not notices(name, tree, tests):
            left += 1
            print(f"{module}:{line}: {told}", flush=True)
    print(f"{tried} faults with polars {pl.__version__}, {left} not noticed")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
