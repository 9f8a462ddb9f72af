"""The samples' worklist, its visible columns moved without the hidden one: who gets which note."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from orgtransfer import run
from orgtransfer.worklist import decided, entries, line_identity
from tests.cli.conftest import AS_OF

pytestmark = pytest.mark.slow


def moved(workbook: Path, by: int) -> int:
    """Notes the key of each line on it, then moves all that can be seen by so many lines."""
    book, lines = openpyxl.load_workbook(workbook), 0
    for sheet in book:
        header = next(
            (row for row in sheet.iter_rows(max_row=6) if any(cell.value == "key" for cell in row)),
            None,
        )
        if header is None:
            continue
        names = [cell.value for cell in header]
        key, note = names.index("key") + 1, names.index("Note") + 1
        rows = [
            row
            for row in range(header[0].row + 1, sheet.max_row + 1)
            if sheet.cell(row, key).value and len(str(sheet.cell(row, key).value)) > 11
        ]
        shown = []
        for row in rows:
            sheet.cell(row, note).value = sheet.cell(row, key).value
            shown.append(
                {c: sheet.cell(row, c).value for c in range(1, len(names) + 1) if c != key}
            )
        for place, row in enumerate(rows):
            for column, value in shown[(place + by) % len(rows)].items():
                sheet.cell(row, column).value = value
        lines += len(rows)
    book.save(workbook)
    return lines


@pytest.mark.parametrize("by", [1, 7])
def test_a_note_stays_with_what_its_line_says_whatever_else_is_said_of_that_person(
    samples: Path, tmp_path: Path, by: int
) -> None:
    workspace = run.load(samples / "config.toml")
    book = tmp_path / "moved.xlsx"
    shutil.copy(next(samples.glob("*.xlsx")), book)
    lines = moved(book, by)
    with workspace.store() as memory:
        outcome, decisions = memory.outcome(memory.runs()[-1].run), memory.decisions()

    def index() -> line_identity.Index:
        return line_identity.index(outcome, decisions)

    lenient = decided.EntryRules(strict=False)
    day = dt.date.fromisoformat(AS_OF)
    found = entries.read(book, day, about=index, manner=lenient)
    key = pl.concat_str("a_key", "b_key", separator="|", ignore_nulls=True)
    taken = found.decisions.filter(pl.col("note") != "")
    assert lines > 1000
    assert taken.filter(pl.col("note") != key).is_empty()
    assert len(taken) + len(found.problems) >= lines
    assert len(found.problems) <= lines // 100
