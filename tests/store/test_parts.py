"""Tables kept as what differs from an earlier night's."""

from __future__ import annotations

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
        made.append(parts.differing("findings", table, made[-1], frames.FINDINGS))
    return made


def size(part: list[tuple[str, bytes]]) -> int:
    return sum(len(data) for _digest, data in part)


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
    made = parts.differing("findings", tables[1], first, earlier)
    assert made[: len(first)] == first  # it is kept as what differs
    found = parts.join([data for _digest, data in made], frames.FINDINGS)
    assert_frame_equal(found.drop("evidence"), tables[1].select(found.drop("evidence").columns))
    assert found["evidence"].null_count() == ROWS
