"""Clerks' words that follow their matter."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from orgtransfer import frames
from orgtransfer.models import Inputs, Matched, Outcome
from orgtransfer.run.carried import carried
from tests import builders

TODAY = dt.date(2026, 11, 27)
BEFORE = dt.date(2026, 11, 20)


def outcome(now: list[dict[str, Any]], gone: list[dict[str, Any]]) -> Outcome:
    tables = {
        name: getattr(frames, name.upper()).empty()
        for name in (
            "records",
            "organisations",
            "membership",
            "transfers",
            "branch_pairs",
            "verdicts",
        )
    }
    matched = Matched(frames.PAIRS.empty(), frames.PERSONS.empty(), frames.LEDGER_PERSONS.empty())
    return Outcome(
        inputs=Inputs(),
        matched=matched,
        findings=builders.table(frames.FINDINGS, now),
        resolved=builders.table(frames.FINDINGS, gone),
        **tables,
    )


def said(
    key: str, ruling: str, note: str | None = None, handler: str | None = None
) -> pl.DataFrame:
    row = {"kind": "finding", "a_key": key, "ruling": ruling, "note": note, "handler": handler,
           "decided": BEFORE}  # fmt: skip
    return pl.DataFrame([row], schema=frames.DECISIONS.columns)


def finding(code: str, organisation: str = "O1", **more: str | None) -> dict[str, Any]:
    return {"code": code, "key": f"{code}:P1:{organisation}", "person": "P1",
            "organisation": organisation, "state": "new", **more}  # fmt: skip


def taken(
    now: dict[str, Any], gone: dict[str, Any] | None, word: pl.DataFrame
) -> list[tuple[Any, ...]]:
    made = carried(outcome([now], [gone] if gone else []), word, TODAY)
    return made.select("a_key", "ruling", "handler", "note", "decided").rows()


def test_the_note_stays_when_the_post_is_filled_in_and_the_verdict_changes() -> None:
    word = said("RL03:P1:O1", "doing", "asked the association", "Zhou")
    assert taken(finding("RL01"), finding("RL03"), word) == [
        ("RL01:P1:O1", "doing", "Zhou", "asked the association", TODAY)
    ]


def test_the_note_stays_when_the_branch_is_another_one() -> None:
    word = said("ST01:P1:O1", "doing", "telephoned")
    assert taken(finding("ST01", "O2"), finding("ST01"), word) == [
        ("ST01:P1:O2", "doing", None, "telephoned", TODAY)
    ]


def test_what_was_done_under_another_verdict_is_not_done_under_this_one() -> None:
    word = said("RL03:P1:O1", "done", "post filled in")
    assert taken(finding("RL01"), finding("RL03"), word) == [
        ("RL01:P1:O1", "open", None, "[RL03 done 2026-11-20] post filled in", TODAY)
    ]


def test_what_comes_back_is_open_again_and_says_what_had_been_done() -> None:
    word = said("RL01:P1:O1", "done", None, "Zhou")
    assert taken(finding("RL01", state="reopened"), None, word) == [
        ("RL01:P1:O1", "open", "Zhou", "[RL01 done 2026-11-20]", TODAY)
    ]


@pytest.mark.parametrize(
    "gone",
    [
        finding("FD02"),
        {**finding("RL03"), "person": "P2", "key": "RL03:P2:O1"},
    ],
)
def test_another_matter_and_another_person_take_nothing_over(gone: dict[str, Any]) -> None:
    assert taken(finding("RL01"), gone, said(gone["key"], "doing", "a note")) == []


def test_what_somebody_said_about_the_new_finding_stands() -> None:
    words = pl.concat([said("RL03:P1:O1", "doing", "old"), said("RL01:P1:O1", "doing", "new")])
    assert taken(finding("RL01"), finding("RL03"), words) == []


def test_words_stay_with_a_finding_that_bears_another_key() -> None:
    word = said("RL01:P1:O1", "done", "说过", "李四")
    moved = pl.DataFrame({"key": ["RL01:P9:O1"], "was": ["RL01:P1:O1"]})
    now = [finding("RL01", state="standing") | {"key": "RL01:P9:O1", "person": "P9"}]
    made = carried(replace(outcome(now, []), followed=moved), word, TODAY)
    assert made.select("a_key", "ruling", "handler", "note", "decided").rows() == [
        ("RL01:P9:O1", "done", "李四", "说过", BEFORE)
    ]


def test_what_comes_back_under_another_key_is_open_again_and_its_words_come_along() -> None:
    word = said("RL01:P1:O1", "done", "说过", "李四")
    moved = pl.DataFrame({"key": ["RL01:P9:O1"], "was": ["RL01:P1:O1"]})
    now = [finding("RL01", state="reopened") | {"key": "RL01:P9:O1", "person": "P9"}]
    made = carried(replace(outcome(now, []), followed=moved), word, TODAY)
    assert made.select("a_key", "ruling", "handler", "note", "decided").rows() == [
        ("RL01:P9:O1", "open", "李四", "[RL01 done 2026-11-20] 说过", TODAY)
    ]
