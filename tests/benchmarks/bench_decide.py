"""`python -m tests.benchmarks.bench_decide`: many units' workbooks, filled in, handed in at once.

A world of 10,000 × 50,000 is cut into its units' workbooks, at least 300 of them; in each a clerk enters
notes, a column of his own and a colour. Measured, one after the other, twice: what it takes to read the
entries of each (its cells, and which matter each line is about), and what `decide FOLDER` takes, which
also merges them three ways and keeps what each rests on. Asked: at most twice the time.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import openpyxl
from openpyxl.styles import PatternFill

from orgtransfer import i18n, run
from orgtransfer.report import progress
from orgtransfer.run import rulings
from orgtransfer.worklist import entries, workbook_rows
from orgtransfer.worklist.decided import EntryRules
from orgtransfer.worklist.read_additions import ReadAdditions
from tests.benchmarks.bench_command import write

_KEY = "key"


def filled(path: Path) -> int:
    """Enters a note, a cell of a new column and a colour in the first lines of each sheet."""
    book, notes = openpyxl.load_workbook(path), 0
    for sheet in book.worksheets:
        for head in sheet.iter_rows(max_row=8):
            heads = {cell.value: cell.column for cell in head}
            if _KEY not in heads or "备注" not in heads:
                continue
            row = head[0].row
            sheet.cell(row, sheet.max_column + 1).value = "联系结果"
            for line in range(row + 1, min(row + 4, sheet.max_row + 1)):
                sheet.cell(line, heads["备注"]).value = f"已联系 {path.stem[:6]} {line}"
                sheet.cell(line, sheet.max_column).value = "下周答复"
                sheet.cell(line, 2).fill = PatternFill("solid", fgColor="FFFFFF00")
                notes += 1
    book.save(path)
    return notes


def read_only(workspace: run.Workspace, books: list[Path]) -> None:
    """Reads the entries of each workbook, and takes nothing."""
    with workspace.store() as memory:
        readers = rulings.Readers(workspace, memory)
        for book in books:
            stamp = workbook_rows.stamp(book)
            shown = memory.decisions(until=stamp.written) if stamp else None
            added = ReadAdditions(memory.additions.kept())
            about = partial(readers.about, stamp)
            today = workspace.now().date()
            entries.read(book, today, shown, None, about, EntryRules(strict=False), added)


def timed(act: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def decide(workspace: run.Workspace, books: list[Path], handed: list[run.WorkbookReport]) -> None:
    """Hands the workbooks in."""
    handed.extend(run.decide(workspace, books))


def main() -> None:
    """Prints both times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roster", type=int, default=10_000)
    parser.add_argument("--register", type=int, default=50_000)
    given = parser.parse_args()
    i18n.use("zh")
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), "full", given.roster, given.register)
        workspace = run.load(Path(folder) / "config.toml")
        run.reconcile(workspace, run.RunOptions(), progress.silent)
        books = run.write_worklists(
            workspace, Path(folder) / "单位.xlsx", run.WorklistSelection(by="unit")
        )[:300]
        notes = sum(map(filled, books))
        for _time in range(2):
            read = timed(lambda: read_only(workspace, books))
            handed: list[run.WorkbookReport] = []
            took = timed(partial(decide, workspace, books, handed))
            new = sum(one.new for one in handed)
            print(
                f"{len(books)} workbooks, {notes} notes, {new} new: read {read:.1f} s, "
                f"taken back {took:.1f} s, {took / read:.2f} times"
            )


if __name__ == "__main__":
    main()
