"""What the tool believes of its links: sums of probabilities, by hand."""

from __future__ import annotations

import math

import polars as pl
import pytest

from orgtransfer import frames
from orgtransfer.models import Matched, Summary
from orgtransfer.quality import belief, wording
from tests import builders

RECORDS = builders.records(
    [
        {"name": "甲", "unit": "某院"},
        {"name": "乙", "unit": "某所"},
        {"name": "甲", "system": "register"},
        {"name": "乙", "system": "register"},
        {"name": "甲"},
    ]
)


def pair(a: int, b: int, probability: float, tier: str) -> dict[str, object]:
    weights = {"name_weight": 9.0, "unit_weight": 0.2}
    return {"a": a, "b": b, "probability": probability, "tier": tier, **weights}


MATCHED = Matched(
    pairs=builders.table(
        frames.PAIRS,
        [
            pair(0, 2, 0.98, "auto"),
            pair(1, 3, 0.3, "decided"),
            pair(1, 2, 0.6, "review"),
            pair(0, 4, 0.99, "auto"),  # one system twice: no link between systems
            pair(0, 3, 0.9, "parted"),
        ],
    ),
    persons=frames.PERSONS.empty(),
    ledger_persons=frames.LEDGER_PERSONS.empty(),
    dismissed=builders.table(frames.DISMISSED, [pair(2, 4, 0.05, "rejected")]),
    unproposed=pl.DataFrame({"one": ["register"], "other": ["roster"], "expected": [2.0]}),
)


def test_links_are_wrong_by_what_they_lack_and_missed_by_what_was_not_linked() -> None:
    found = belief.of(MATCHED, RECORDS)
    assert found == pytest.approx({"links": 2, "wrong": 0.02, "missed": 0.6 + 0.05 + 2.0})


def test_every_way_of_splitting_adds_up_to_the_whole() -> None:
    pairs = belief.between(MATCHED, RECORDS)
    whole = belief.sums(pairs, MATCHED.unproposed).row(0)
    for by in belief.BY:
        parts = belief.sums(pairs, MATCHED.unproposed, by).select("links", "wrong", "missed").sum()
        assert parts.row(0) == pytest.approx(whole)
    units = belief.sums(pairs, MATCHED.unproposed, "unit")
    assert set(units["unit"]) == {"某院", "某所", None}


def test_what_a_clerk_ruled_is_neither_wrong_nor_missed() -> None:
    ruled = Matched(
        MATCHED.pairs.filter(pl.col("tier").is_in(["decided", "parted"])),
        MATCHED.persons, MATCHED.ledger_persons,
    )  # fmt: skip
    assert belief.of(ruled, RECORDS) == {"links": 1, "wrong": 0, "missed": 0}


def test_the_sentence_gives_no_more_digits_than_mean_something() -> None:
    said = wording.believed(Summary(linked=9_483, wrong_links=0.4, missed_links=21.6))
    assert said == (
        "Of about 9,480 links fewer than 1 are expected to be wrong; 22 are expected to be missing."
    )
    assert wording.believed(Summary()) == ""
    assert math.isclose(float(wording.rounded(123_456).replace(",", "")), 123_000)


def test_another_threshold_trades_wrong_links_for_missing_ones() -> None:
    found = belief.thresholds(belief.between(MATCHED, RECORDS), MATCHED.unproposed)
    by = {row["auto"]: row for row in found.to_dicts()}
    assert by[0.95] == pytest.approx({"auto": 0.95, "links": 2, "wrong": 0.02, "missed": 2.65})
    assert by[0.5] == pytest.approx({"auto": 0.5, "links": 3, "wrong": 0.42, "missed": 2.05})
    assert by[0.99] == pytest.approx({"auto": 0.99, "links": 1, "wrong": 0.0, "missed": 3.63})
