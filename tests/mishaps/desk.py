"""A small committee's folder with some nights, rulings and letters behind it."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import openpyxl

from orgtransfer import i18n, run, store
from orgtransfer.report import progress
from orgtransfer.run import Workspace
from orgtransfer.store import Store
from orgtransfer.store.decisions import Undoing
from orgtransfer.store.letters import Draft
from orgtransfer.worklist.table import HEADER_ROW
from tests.cli.conftest import lay_out
from tests.store.test_store import rulings

ROOT: Final = Path(__file__).parents[2]
BOOK: Final = "工作台账.xlsx"
NOTES: Final = ("Note", "备注")
NAMESAKE: Final = "王小明,,某协会党支部,正式党员,\n"
"""A row without a number, of somebody who may be another: a pair to judge."""
LEFT: Final = (".~", "~.", "openpyxl", "orgtransfer-")
"""Parts of the names of what is only there while something is being written."""


def settled(folder: Path) -> Workspace:
    """A folder after three nights: notes, rulings, one taken back, and letters.

    The nights are run once; every folder is a copy, also of the salt.
    """
    shutil.copytree(_prepared(i18n.language()), folder, dirs_exist_ok=True)
    return run.load(folder / "config.toml")


@functools.cache
def _prepared(_language: str) -> Path:
    kept = tempfile.TemporaryDirectory(prefix="settled-")
    atexit.register(kept.cleanup)
    return settle(Path(kept.name) / "desk").folder


def settle(folder: Path) -> Workspace:
    """As `settled`, of another committee: with nights, and so a salt, of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    workspace = run.load(lay_out(folder) / "config.toml")
    night(workspace)
    add(folder, NAMESAKE)
    night(workspace)
    enter(folder / BOOK, "三年的心血")
    night(workspace)
    with workspace.store() as memory:
        rule(memory)
    night(workspace)
    return workspace


def rule(memory: Store) -> None:
    """Rulings on pairs of nobody, one of them taken back, and three letters, one of them void."""
    for number in range(3):
        memory.decide(rulings(("pair", f"R{number}", "R9", "same", None)), memory.tick())
    last = memory.rulings().filter(kind="pair").row(0, named=True)
    memory.undo(last, Undoing(memory.tick(), "王干事", "看错了"))
    today = memory.runs()[-1].as_of
    drafts = [Draft(f"P{number}", "王䶮", None, "甲", "乙", 30) for number in range(3)]
    numbers = memory.letters.reserve(drafts, today, 1)
    memory.letters.finished(numbers[:2])
    memory.letters.close(numbers[:1], "void", today, "写错")


def night(workspace: Workspace, *accept: str, **wishes: Any) -> run.RunResult:  # noqa: ANN401  # fields of RunOptions
    """One run in this process."""
    return run.reconcile(workspace, run.RunOptions(accept=accept, **wishes), progress.silent)


def add(folder: Path, line: str) -> None:
    """One row more in the roster."""
    with (folder / "roster.csv").open("a", encoding="utf-8") as stream:
        stream.write(line)


def enter(workbook: Path, *texts: str, first: int = 0) -> None:
    """A clerk writes notes on lines of the workbook, from the `first` one on, and saves."""
    book = openpyxl.load_workbook(workbook)
    for cell, text in zip([*_cells(book)][first:], texts, strict=False):
        cell.value = text
    book.save(workbook)


def _cells(book: openpyxl.Workbook) -> Iterator[Any]:
    """The cells for notes of every line that has a key."""
    for sheet in book.worksheets:
        places = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
        note = next((places[name] for name in NOTES if name in places), None)
        if note and "key" in places:
            for row in range(HEADER_ROW + 1, sheet.max_row + 1):
                if str(sheet.cell(row, places["key"]).value or "D")[0] != "D":
                    yield sheet.cell(row, note)


def shown(workbook: Path) -> list[str]:
    """Every note that stands in a workbook."""
    return [str(cell.value) for cell in _cells(openpyxl.load_workbook(workbook)) if cell.value]


def kept(workspace: Workspace) -> list[str]:
    """Every note that the store holds."""
    with workspace.store() as memory:
        return memory.decisions()["note"].drop_nulls().to_list()


def said(folder: Path) -> str:
    """Everything that the store in a folder says, also of letters and of what rulings rest on."""
    with store.open(folder) as memory:
        tables = [memory.outcome(one.run) for one in memory.runs()]
        told = (memory.runs(), memory.salt, memory.rulings().rows(), memory.letters.all().rows())
        return repr((*told, tables))


def start(
    folder: Path, *words: str, module: tuple[str, ...] = ("-m", "orgtransfer"), **env: str
) -> subprocess.Popen[str]:
    """A command in a process of its own, in English, on one core."""
    variables = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "ORGTRANSFER_LANG": "en",
        "POLARS_MAX_THREADS": "1",
        **env,
    }
    return subprocess.Popen(
        [sys.executable, *module, *words], cwd=folder, env=variables, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def litter(*folders: Path) -> list[Path]:
    """What was only meant to be there while something was being written, wherever below."""
    return [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and any(part in path.name for part in LEFT)
    ]
