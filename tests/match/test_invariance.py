"""What must change nothing: the order of rows, of systems, and how a system's rows lie in files."""

from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer import clean
from orgtransfer.match import thresholds
from tests.benchmarks import worlds
from tests.examples import examples
from tests.match.people import run
from tests.match.test_score import _people, records


def _groups(table: pl.DataFrame) -> set[frozenset[str]]:
    """Each person as the set of the places of its records, however they are numbered."""
    persons = run(table).persons.join(table, on="record")
    return {
        frozenset(places)
        for places in persons.group_by("person").agg(pl.col("address"))["address"].to_list()
    }


def _numbered(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Rows that carry their own mark in a field that is not compared."""
    return [row | {"address": str(index)} for index, row in enumerate(rows)]


def _by_content(rows: list[dict[str, object]]) -> pl.DataFrame:
    """RECORDS numbered by content, as cleaning numbers them."""
    table = records(*rows).sort("system", "record_key", "address")
    return table.with_columns(record=pl.int_range(pl.len(), dtype=pl.UInt32))


@pytest.mark.slow
@examples(5, 15)
@given(st.lists(_people, min_size=2, max_size=14), st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_persons(
    rows: list[dict[str, object]], chance: random.Random
) -> None:
    numbered = _numbered(rows)
    shuffled = numbered.copy()
    chance.shuffle(shuffled)
    assert _groups(_by_content(numbered)) == _groups(_by_content(shuffled))


@pytest.mark.slow
@examples(5, 15)
@given(st.lists(_people, min_size=2, max_size=14), st.randoms(use_true_random=False))
def test_records_numbered_in_any_order_give_the_same_persons(
    rows: list[dict[str, object]], chance: random.Random
) -> None:
    numbered = _numbered(rows)
    shuffled = numbered.copy()
    chance.shuffle(shuffled)
    assert _groups(records(*numbered)) == _groups(records(*shuffled))


@pytest.mark.slow
@examples(5, 15)
@given(st.lists(_people, min_size=2, max_size=12))
def test_a_system_in_two_files_gives_the_same_persons(rows: list[dict[str, object]]) -> None:
    numbered = _numbered(rows)
    split = [
        row | {"file": f"part{index % 2}.csv", "row": index + 2}
        for index, row in enumerate(numbered)
    ]
    assert _groups(records(*numbered)) == _groups(records(*split))


@pytest.mark.parametrize("first", ["a", "b", "c"])
def test_the_names_of_systems_are_only_names(first: str) -> None:
    rows = _numbered(
        [
            {"system": "register", "name_key": "王芳", "phone_key": "10012345678"},
            {"system": "register2", "name_key": "王芳", "phone_key": "10012345678"},
            {"system": "register3", "name_key": "王方", "phone_key": "10012345678"},
        ]
    )
    names = dict(zip(["register", "register2", "register3"], [first, "m", "z"], strict=True))
    renamed = [row | {"system": names[str(row["system"])]} for row in rows]
    assert _groups(records(*rows)) == _groups(records(*renamed))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["full", "noid"])
def test_pairs_compared_a_few_at_a_time_give_the_same_tables(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = worlds.build(kind, roster=60, register=300).inputs
    table = clean.clean_records(made.records, made.damage, made.sources, b"salt")
    whole = run(table)
    monkeypatch.setattr(thresholds, "BATCH", 7)
    parts = run(table)
    assert whole.pairs.height > 14
    for name in ("pairs", "persons", "dismissed", "unproposed"):
        assert getattr(parts, name).equals(getattr(whole, name)), name
