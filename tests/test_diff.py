"""What changed between two runs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from orgtransfer import diff, frames
from tests import builders

FIRST, SECOND = dt.date(2026, 11, 20), dt.date(2026, 11, 21)


def findings(*rows: dict[str, Any]) -> pl.DataFrame:
    return builders.table(frames.FINDINGS, [{"code": row["key"][:4], **row} for row in rows])


ONE = {"key": "RL01:P1:O1", "severity": "error", "message": "m", "evidence": "e", "row": 5}
TWO = {"key": "ID01:P2:roster", "severity": "error", "message": "m", "evidence": "e", "row": 6}


def states(previous: pl.DataFrame | None, now: pl.DataFrame) -> dict[str, str]:
    compared, _ = diff.compare(previous, now, SECOND)
    return dict(compared.select("key", "state").iter_rows())


def first_run(*rows: dict[str, Any]) -> pl.DataFrame:
    return diff.compare(None, findings(*rows), FIRST)[0]


def test_on_the_first_night_everything_is_new() -> None:
    compared, resolved = diff.compare(None, findings(ONE, TWO), FIRST)
    assert compared["state"].to_list() == ["new", "new"]
    assert compared["first_seen"].to_list() == [FIRST, FIRST]
    assert resolved.is_empty()


def test_the_same_finding_stands_and_keeps_the_day_it_was_first_seen() -> None:
    compared, resolved = diff.compare(first_run(ONE), findings(ONE, TWO), SECOND)
    assert compared.select("key", "state", "first_seen").rows() == [
        (ONE["key"], "standing", FIRST),
        (TWO["key"], "new", SECOND),
    ]
    assert resolved.is_empty()


def test_what_is_gone_is_resolved() -> None:
    compared, resolved = diff.compare(first_run(ONE, TWO), findings(TWO), SECOND)
    assert compared["state"].to_list() == ["standing"]
    assert resolved["key"].to_list() == [ONE["key"]]


def test_other_evidence_or_severity_is_a_change() -> None:
    before = first_run(ONE, TWO)
    now = findings({**ONE, "evidence": "other"}, {**TWO, "severity": "info"})
    assert set(states(before, now).values()) == {"changed"}


def test_another_wording_or_another_row_is_no_change() -> None:
    now = findings({**ONE, "message": "worded better", "row": 900, "file": "new.xlsx"})
    assert states(first_run(ONE), now) == {ONE["key"]: "standing"}


def test_a_finding_that_comes_back_is_new_again() -> None:
    empty = diff.compare(first_run(ONE), findings(), SECOND)[0]
    assert states(empty, findings(ONE)) == {ONE["key"]: "new"}


def test_evidence_that_appears_or_goes_is_a_change_and_none_on_both_sides_is_not() -> None:
    bare = {**ONE, "evidence": None}
    assert states(first_run(bare), findings(bare)) == {ONE["key"]: "standing"}
    assert states(first_run(bare), findings(ONE)) == {ONE["key"]: "changed"}
