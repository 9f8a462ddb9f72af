"""Tables kept as what differs from an earlier night's."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from orgtransfer import frames
from orgtransfer.store import parts
from tests import builders
from tests.examples import examples

ROWS = 400
NO_RECORDS = (frames.RECORDS.empty(), frames.RECORDS.empty())
"""Findings are known by a key of their own."""


@pytest.fixture(autouse=True, scope="module")
def _of_any_size() -> Iterator[None]:
    """Small tables too are kept as differences here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "_LEAST", 0)
        yield


def night(seed: int, changed: int, count: int = ROWS) -> pl.DataFrame:
    """FINDINGS in an order of their own, some with other words, numbers and keys."""
    chance = Random(seed)
    numbers = chance.sample(range(ROWS + 20), count)
    other = set(chance.sample(numbers, changed))
    rows = [
        {
            "code": "RL01",
            "key": f"RL01:P{number:012x}:O{number % 7}" if number % 40 else None,
            "record": chance.randrange(ROWS),
            "row": place,
            "file": f"名册_{seed}.csv",
            "message": f"{number * 7919}" + ("另" if number in other else ""),
            "evidence": None if number % 3 else f"{number * 104_729}",
        }
        for place, number in enumerate(numbers)
    ]
    return builders.table(frames.FINDINGS, rows)


def kept(tables: list[pl.DataFrame]) -> list[list[tuple[str, bytes]]]:
    """The parts of tables that follow each other."""
    made: list[list[tuple[str, bytes]]] = [list(parts.split(tables[0]))]
    for table in tables[1:]:
        made.append(
            parts.differing("findings", table, parts.Base(made[-1], frames.FINDINGS), NO_RECORDS)
        )
    return made


def size(part: list[tuple[str, bytes]]) -> int:
    return sum(len(data) for _digest, data in part)


@pytest.mark.slow
@examples(30)
@given(st.integers(0, 99), st.integers(0, 40), st.sampled_from([0, 1, 300, ROWS]))
def test_what_is_kept_as_differences_comes_back_as_it_was(
    seed: int, changed: int, count: int
) -> None:
    tables = [night(1, 0), night(seed, min(changed, count), count), night(seed + 1, changed)]
    for table, made in zip(tables, kept(tables), strict=True):
        assert all(parts.is_intact(*part) for part in made)
        assert_frame_equal(parts.join([data for _, data in made], frames.FINDINGS), table)


def test_a_night_that_changes_little_takes_little_room() -> None:
    first, second = kept([night(1, 0), night(2, 4)])
    assert second[: len(first)] == first
    assert size(second) - size(first) < size(first) / 2


def test_numbers_that_move_by_the_same_step_take_hardly_any_room() -> None:
    chance = Random(1)
    first = night(1, 0).with_columns(
        record=pl.Series(chance.sample(range(ROWS), ROWS), dtype=pl.UInt32),
        other_record=pl.Series(
            [None if place % 3 else place for place in range(ROWS)], dtype=pl.UInt32
        ),
    )
    # Two rows came in before most others, some numbers came and some went; one row is new.
    second = first.with_columns(
        pl.col("record") + pl.when(pl.col("record") > 20).then(2).otherwise(0),
        other_record=pl.when(pl.col("row") % 50 == 0).then(None).otherwise("other_record"),
        key=pl.when(pl.col("row") == 7).then(pl.lit("RL01:Q7")).otherwise("key"),
    ).with_columns(pl.col("record").cast(pl.UInt32))
    shuffled = chance.sample(range(ROWS), ROWS)
    moved = second.with_columns(record=pl.Series(shuffled, dtype=pl.UInt32))
    sizes = []
    for table in (second, moved):
        one, other = kept([first, table])
        assert_frame_equal(parts.join([data for _, data in other], frames.FINDINGS), table)
        sizes.append(size(other) - size(one))
    assert sizes[0] < 0.8 * sizes[1]


def test_a_table_that_has_not_changed_keeps_its_parts() -> None:
    first, second = kept([night(1, 0), night(1, 0)])
    assert first == second
    later = kept([night(1, 0), night(2, 4), night(2, 4)])
    assert later[1] == later[2]


def test_differences_do_not_follow_each_other_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_CHAIN", 2)
    lengths = [len(made) for made in kept([night(seed, 3) for seed in range(5)])]
    assert lengths == [1, 2, 3, 1, 2]


def test_a_table_of_which_all_is_new_is_kept_whole() -> None:
    fresh = night(1, 0).with_columns(key=pl.format("RL01:Q{}", "row"))
    assert kept([night(1, 0), fresh])[1] == list(parts.split(fresh))


def test_a_small_table_rests_on_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_LEAST", 1_000_000)
    assert kept([night(1, 0), night(2, 4)])[1] == list(parts.split(night(2, 4)))


def test_what_differs_by_an_earlier_version_is_read_with_the_columns_of_today() -> None:
    columns = {name: kind for name, kind in frames.FINDINGS.columns.items() if name != "evidence"}
    earlier = frames.Schema("findings", columns)
    tables = [night(1, 0).drop("evidence"), night(1, 4).drop("evidence")]
    first = list(parts.split(tables[0]))
    made = parts.differing("findings", tables[1], parts.Base(first, earlier), NO_RECORDS)
    assert made[: len(first)] == first  # it is kept as what differs
    found = parts.join([data for _digest, data in made], frames.FINDINGS)
    assert_frame_equal(found.drop("evidence"), tables[1].select(found.drop("evidence").columns))
    assert found["evidence"].null_count() == ROWS


def other(table: pl.DataFrame, seed: int) -> pl.DataFrame:
    """The table of the next night: rows in and out, in another order, cells written and emptied."""
    chance = Random(seed)
    rows = [
        dict(row)
        for row in table.sample(fraction=0.97, shuffle=True, seed=seed).iter_rows(named=True)
    ]
    for row in rows:
        row["row"] = chance.randrange(ROWS)
        for name in ("message", "evidence", "call", "certainty"):
            if chance.random() < chance.choice([0.02, 0.5 if seed % 3 == 0 else 0.02]):
                value = chance.choice([None, chance.random()])
                row[name] = value if name == "certainty" or value is None else f"改{value}\n“”"
        if chance.random() < 0.01:
            row["key"] = f"RL01:N{seed}{chance.random()}"
    return builders.table(frames.FINDINGS, rows)


@pytest.mark.slow
@examples(12)
@given(st.integers(0, 10_000), st.integers(1, 7))
def test_night_after_night_comes_back_as_it_was(seed: int, nights: int) -> None:
    tables = [night(seed, 0)]
    for place in range(nights):
        tables.append(other(tables[-1], seed + place))
    for table, made in zip(tables, kept(tables), strict=True):
        assert_frame_equal(parts.join([data for _, data in made], frames.FINDINGS), table)


def test_a_changed_word_takes_the_room_of_a_word() -> None:
    first = night(1, 0).with_columns(
        advice=pl.concat_str("message", pl.col("key").hash().cast(pl.String), ignore_nulls=True)
    )
    every = pl.col("row") % 10 == 0
    second = first.with_columns(state=pl.when(every).then(pl.lit("changed")).otherwise("state"))
    emptied = first.with_columns(advice=pl.when(every).then(None).otherwise("advice"))
    for table in (second, emptied):
        one, two = kept([first, table])
        assert two[: len(one)] == one
        # Forty numbers of rows, one word, and the names of the pieces.
        assert size(two) - size(one) < 1_500


def test_tables_that_name_records_by_number_follow_them_by_their_keys() -> None:
    chance = Random(1)
    nights = [chance.sample(range(ROWS), ROWS) for _ in range(2)]
    records, persons = [], []
    for order in nights:
        keys = [f"R{number:05d}" for number in order]
        numbers = pl.Series("record", range(ROWS), dtype=pl.UInt32)
        records.append(pl.DataFrame([numbers, pl.Series("record_key", keys)]))
        said = [f"P{Random(number).randrange(16**12):012x}" for number in order]
        persons.append(
            builders.table(
                frames.PERSONS,
                [{"record": at, "person": person} for at, person in enumerate(said)],
            )
        )
    first = list(parts.split(persons[0]))
    made = parts.differing(
        "persons", persons[1], parts.Base(first, frames.PERSONS), (records[0], records[1])
    )
    assert_frame_equal(parts.join([data for _, data in made], frames.PERSONS), persons[1])
    assert made[: len(first)] == first
    # The order, and nobody's number again.
    assert len(made[-1][1]) < size(list(parts.split(persons[1]))) / 2


def test_differences_of_the_version_before_are_read() -> None:
    first, second = night(1, 0), night(1, 0).reverse()
    order = pl.DataFrame({"_at": [ROWS - 1 - 2 * place for place in range(ROWS)]})
    pieces = []
    for table in (
        order.cast(pl.Int32).with_columns(second["row"].alias("row")),
        second.drop("row").clear(),
    ):
        stream = io.BytesIO()
        table.write_parquet(stream)
        pieces.append(stream.getvalue())
    content = len(pieces[0]).to_bytes(8) + b"".join(pieces)
    old = [*(data for _, data in parts.split(first)), b"DIFF" + zlib.compress(content)]
    assert_frame_equal(parts.join(old, frames.FINDINGS), second)
