"""A sheet holds what must be done first, and says how much more there is."""

from __future__ import annotations

import dataclasses
import io

import openpyxl
import polars as pl
import pytest

from orgtransfer import i18n, worklist
from orgtransfer.report.summary import summarise
from orgtransfer.worklist.lines import first
from orgtransfer.worklist.table import HEADER_ROW
from tests.worklist import builder


@pytest.fixture(autouse=True)
def _chinese() -> None:
    i18n.use("zh")


def found(*rows: tuple[str, str | None, bool, str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"key": key, "status": status, "fresh": fresh, "note": note, "handler": None}
            for key, status, fresh, note in rows
        ],
        schema={"key": pl.String, "status": pl.String, "fresh": pl.Boolean, "note": pl.String,
                "handler": pl.String},
    )  # fmt: skip


def test_what_must_be_done_first_stays_in_its_order() -> None:
    rows = found(
        ("closed", "已办", True, "已转"),
        ("information", None, False, None),
        ("standing", "待办", False, None),
        ("new", "待办", True, None),
        ("begun", "办理中", False, None),
        ("noted", "待办", False, "已联系"),
    )
    kept = [first(rows, most)["key"].to_list() for most in range(1, 7)]
    assert kept == [
        ["begun"],
        ["begun", "noted"],
        ["new", "begun", "noted"],
        ["standing", "new", "begun", "noted"],
        ["information", "standing", "new", "begun", "noted"],
        ["closed", "information", "standing", "new", "begun", "noted"],
    ]


def test_the_sheet_says_how_many_lines_it_leaves_out() -> None:
    outcome = builder.outcome(findings=[builder.finding("RL01", n) for n in range(5)])
    config = dataclasses.replace(
        builder.CONFIG, worklist=dataclasses.replace(builder.CONFIG.worklist, max_lines=2)
    )
    made = worklist.build(outcome, summarise(outcome, config), config, builder.TODAY)
    sheet = openpyxl.load_workbook(io.BytesIO(worklist.to_bytes(made)))["应转未转"]
    assert sheet.max_row == HEADER_ROW + 2
    assert "5" in sheet["A1"].value
    assert "另有 3 行" in sheet["A2"].value
    assert "--split-by unit" in sheet["A2"].value
