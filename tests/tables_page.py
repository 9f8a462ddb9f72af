"""docs/development/tables.md, made from `orgtransfer/frames.py`: `python -m tests.tables_page`.

`--check` changes nothing and fails where the page is not what the code says. What a column means is
the comment beside it (or the lines of comment above it) in `frames.py`. Who reads it is found in the
source: see `readers`.
"""

from __future__ import annotations

import ast
import io
import itertools
import re
import sys
import tokenize
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.frames import Schema

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = ROOT / "orgtransfer"
PAGE: Final = ROOT / "docs" / "development" / "tables.md"

WRITTEN_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "SOURCES": ("read.read",),
    "SET_ASIDE": ("read.read",),
    "DAMAGE": ("read.read",),
    "RAW_RECORDS": ("read.read",),
    "RAW_ORGANISATIONS": ("read.read",),
    "RAW_TRANSFERS": ("read.read", "issued.rows"),
    "RECORDS": ("clean.clean_records", "clean.extended", "succession.records"),
    "ORGANISATIONS": ("organisations.trees", "succession.organisations", "organisations.link"),
    "MEMBERSHIP": ("organisations.trees",),
    "TRANSFERS": ("clean.clean_transfers", "issued.with_letter_register"),
    "PAIRS": ("match.match",),
    "DISMISSED": ("match.match",),
    "UNPROPOSED": ("match.match",),
    "PERSONS": ("match.match", "succession.persons"),
    "LEDGER_PERSONS": ("match.match", "issued.with_letter_register"),
    "BRANCH_PAIRS": ("organisations.link",),
    "VERDICTS": ("findings.verdicts",),
    "FINDINGS": ("findings.examine", "diff.compare"),
    "CLOSED": ("diff.closed_findings",),
    "MEMBER_CHANGES": ("member_changes.compare",),
    "RULE_CHANGES": ("report.changes.by_rule",),
    "UNIT_CHANGES": ("report.changes.by_unit",),
    "SYSTEM_CHANGES": ("report.changes.by_system",),
    "COVERAGE": ("findings.examine",),
    "COUNTS": ("findings.examine",),
    "UNIT_NAMES": ("pipeline.reconcile",),
    "EXEMPTED": ("findings.examine",),
    "DECISIONS": ("worklist.read", "run.rulings.entered", "store.store.Store.decide"),
    "GROUNDS": ("run.grounds.grounds",),
    "RULINGS": ("store.store.Store.rulings",),
    "UNDOINGS": ("run.rulings.entered",),
    "ADDITIONS": ("worklist.read", "run.merged_additions.together"),
    "LETTERS": ("store.letters.Register.all",),
}
"""Table -> the functions that make it or a column of it, in the order of a run."""

_HELD: Final[Mapping[str, str]] = {
    "sources": "SOURCES", "set_aside": "SET_ASIDE", "damage": "DAMAGE", "records": "RECORDS",
    "organisations": "ORGANISATIONS", "membership": "MEMBERSHIP", "transfers": "TRANSFERS",
    "pairs": "PAIRS", "dismissed": "DISMISSED", "unproposed": "UNPROPOSED", "persons": "PERSONS",
    "ledger_persons": "LEDGER_PERSONS", "branch_pairs": "BRANCH_PAIRS", "verdicts": "VERDICTS",
    "findings": "FINDINGS", "resolved": "FINDINGS", "closed": "CLOSED", "coverage": "COVERAGE",
    "counts": "COUNTS", "unit_names": "UNIT_NAMES", "exempted": "EXEMPTED", "letters": "LETTERS",
    "alive": "RECORDS", "roster": "VERDICTS", "nodes": "ORGANISATIONS",
}  # fmt: skip
"""Attribute of an Outcome, a Matched, Inputs or a World -> the table that it holds."""

_FOUNDATION: Final = frozenset({"frames.py", "models.py"})
_TYPES: Final = {"String": "text", "UInt32": "number", "Int64": "number", "Float64": "fraction",
                 "Boolean": "yes or no", "Date": "date", "List(String)": "texts",
                 "Datetime(time_unit='us', time_zone=None)": "time"}  # fmt: skip
_LEDGER: Final = {
    "_level": "how far the two agree in this: a level of `match.weights.TABLE`; null: a side says nothing",
    "_weight": "what that is worth, log-odds; 0 where a side says nothing",
}

_HEAD: Final = """\
# The tables that pass between stages

Written by `python -m tests.tables_page` from `orgtransfer/frames.py`; a test fails where it is out of
date. What a column means is the comment beside it there: change it there, and write the page again.
How the stages follow each other is in [architecture.md](architecture.md), words are in
[glossary.md](glossary.md).

- *Type*: `text`, `number` (whole), `fraction`, `yes or no`, `date`, `time` (UTC), `texts` (a list).
  Dates in columns of text are ISO text at the precision given: `1980`, `1980-05`, `1980-05-03`.
- *Null*: `no` is promised by `Schema.filled` and held to by a test on the samples; everywhere else a
  null means "not given" or "not usable", never "different".
- *Read by*: the parts whose source names the column. A common word (`name`, `row`) counts where the
  part names the table too, in its code or in a docstring, so the list may hold a part too many.
"""


def tables() -> dict[str, Schema]:
    """Name in `frames` -> table, in the order of the file."""
    return {name: value for name, value in vars(frames).items() if isinstance(value, Schema)}


@cache
def meanings() -> dict[str, dict[str, str]]:
    """Name in `frames` -> column or field -> what the comment beside it says."""
    source = (PACKAGE / "frames.py").read_text(encoding="utf-8")
    beside, above = _comments(source)
    values = {
        target.id: node.value
        for node in ast.parse(source).body
        if isinstance(node, ast.AnnAssign | ast.Assign) and node.value
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }

    def said(node: ast.expr) -> Iterator[tuple[str, str]]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, beside.get(node.lineno) or above.get(node.lineno, "")
        elif isinstance(node, ast.Name):
            yield from said(values[node.id]) if node.id in values else ()
        for inner in _inside(node):
            yield from said(inner)

    return {name: dict(said(value)) for name, value in values.items()}


def _inside(node: ast.expr) -> list[ast.expr]:
    """Where further names of columns stand in an expression of `frames.py`."""
    if isinstance(node, ast.Dict):
        return [key or value for key, value in zip(node.keys, node.values, strict=True)]
    if isinstance(node, ast.Tuple):
        return node.elts
    if isinstance(node, ast.Attribute | ast.Starred):
        return [node.value]
    return node.args if isinstance(node, ast.Call) else []


def _comments(source: str) -> tuple[dict[int, str], dict[int, str]]:
    """Line -> the comment at its end; line -> the lines of comment right above it."""
    beside, alone = {}, {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            text = token.string.removeprefix("#").strip()
            whole = token.line.strip().startswith("#")
            (alone if whole else beside)[token.start[0]] = text
    above = {}
    for line in alone:
        if line + 1 not in alone:
            first = line
            while first - 1 in alone:
                first -= 1
            above[line + 1] = " ".join(alone[one] for one in range(first, line + 1))
    return beside, above


def meaning(table: str, column: str) -> str:
    """What a column means; empty where nobody says it."""
    for ending, text in _LEDGER.items():
        if column.endswith(ending) and column.removesuffix(ending) in frames.COMPARISONS:
            return text
    own = meanings()[table].get(column, "")
    others = (said[column] for said in meanings().values() if said.get(column))
    return (own or next(others, "")).replace("|", "\\|")


@cache
def _sources() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """File -> the strings, keywords and attributes in it; the tables that it names."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name in _FOUNDATION:
            continue
        text = path.read_text(encoding="utf-8")
        words: set[str] = set()
        held: set[str] = set(re.findall(r"\b[A-Z][A-Z_]+\b", text))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.keyword) and node.arg:
                words.add(node.arg)
            elif isinstance(node, ast.Attribute):
                held.add(_HELD.get(node.attr, ""))
        found[name] = frozenset(words), frozenset(held)
    return found


def readers(table: str, column: str) -> tuple[str, ...]:
    """The parts (packages and modules of `orgtransfer`) that name a column, without who writes it.

    A name of several words that only one table has counts wherever it stands, another one where
    the table is named as well.
    """
    every = tables()
    own = "_" in column and sum(column in schema.columns for schema in every.values()) == 1
    comparison = re.sub(r"_(level|weight)$", "", column) in frames.COMPARISONS
    found = {
        name.partition("/")[0].removesuffix(".py")
        for name, (words, held) in _sources().items()
        if (column in words and (own or table in held))
        or (comparison and "COMPARISONS" in held and table in held)
    }
    makers = {maker.partition(".")[0] for maker in WRITTEN_BY[table][:1]}
    return tuple(sorted(found - makers))


def page() -> str:
    """The whole page in Markdown."""
    every = tables()
    lines = [_HEAD, *_contents(every)]
    for name, schema in every.items():
        lines += ["", f"## {name}", "", _docstring(name), "", _written(name), ""]
        lines += ["| column | type | what it is | null | read by |", "|---|---|---|:-:|---|"]
        lines += [_row(name, schema, column, dtype) for column, dtype in schema.columns.items()]
    return "\n".join(lines) + "\n"


def _contents(every: Mapping[str, Schema]) -> Iterator[str]:
    yield from ("| table | columns | written by |", "|---|--:|---|")
    for name, schema in every.items():
        makers = ", ".join(f"`{maker}`" for maker in WRITTEN_BY[name])
        yield f"| [{name}](#{name.lower()}) | {len(schema.columns)} | {makers} |"


def _written(name: str) -> str:
    return "Written by " + ", then ".join(f"`{maker}`" for maker in WRITTEN_BY[name]) + "."


def _row(name: str, schema: Schema, column: str, dtype: object) -> str:
    null = "no" if column in schema.filled else ""
    kind = _TYPES[
        str(dtype() if isinstance(dtype, type) and issubclass(dtype, pl.DataType) else dtype)
    ]
    read = ", ".join(readers(name, column)) or "–"
    return f"| `{column}` | {kind} | {meaning(name, column)} | {null} | {read} |"


def _docstring(name: str) -> str:
    """The text below a table in `frames.py`."""
    body = ast.parse((PACKAGE / "frames.py").read_text(encoding="utf-8")).body
    for node, below in itertools.pairwise(body):
        target = getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == name and isinstance(below, ast.Expr):
            return " ".join(ast.literal_eval(below.value).split())
    return ""


def main() -> int:
    """Writes the page, or only checks it."""
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
    fresh = PAGE.read_text(encoding="utf-8") == page()
    print(f"{PAGE.relative_to(ROOT)} is {'up to date' if fresh else 'not what frames.py says'}")
    return 0 if fresh else 1


if __name__ == "__main__":
    sys.exit(main())
