"""Records with one sound ID number are one entity, as far as their names and the clerks allow."""

from __future__ import annotations

import polars as pl
import pytest

from orgtransfer.match.settle import by_id_number

NOBODY = pl.DataFrame(schema={"a": pl.UInt32, "b": pl.UInt32})
Row = tuple[str | None, str | None]


def one_surname(a: pl.Series, b: pl.Series) -> pl.Series:
    """Stands for the real test of names: the first characters are the same."""
    return a.str.slice(0, 1) == b.str.slice(0, 1)


def settled(
    *rows: Row, apart: pl.DataFrame = NOBODY, unsound: tuple[int, ...] = ()
) -> list[tuple[int, bool]]:
    """`entity` and `shared` of records given as (ID number, name)."""
    values = pl.DataFrame(
        {
            "record": range(len(rows)),
            "id": [number for number, _name in rows],
            "name": [name for _number, name in rows],
            "sound": [
                number is not None and place not in unsound
                for place, (number, _name) in enumerate(rows)
            ],
        },
        schema={"record": pl.UInt32, "id": pl.String, "name": pl.String, "sound": pl.Boolean},
    )
    found = by_id_number(values, one_surname, apart)
    assert found["record"].to_list() == list(range(len(rows)))
    return list(found.select("entity", "shared").iter_rows())


def ruled(*pairs: tuple[int, int]) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema=NOBODY.schema, orient="row")


def test_one_number_and_one_name_are_one_entity_the_smallest_record() -> None:
    assert settled(("1", "王"), ("2", "李"), ("1", "王"), ("1", "王")) == [
        (0, False), (1, False), (0, False), (0, False),
    ]  # fmt: skip


def test_each_number_is_an_entity_of_its_own() -> None:
    assert settled(("1", "王"), ("2", "李"), ("2", "李"), ("1", "王")) == [
        (0, False), (1, False), (1, False), (0, False),
    ]  # fmt: skip


def test_a_number_that_is_not_sound_settles_nothing() -> None:
    assert settled(("1", "王"), ("1", "王"), ("1", "王"), unsound=(1,)) == [
        (0, False), (1, False), (0, False),
    ]  # fmt: skip
    assert settled((None, "王"), (None, "王")) == [(0, False), (1, False)]


def test_names_that_may_be_one_persons_are_one_entity() -> None:
    assert settled(("1", "王芳"), ("1", "王方")) == [(0, False), (0, False)]
    assert settled(("1", "王方"), ("1", "王芳"), ("2", "王芳"), ("2", "王方")) == [
        (0, False), (0, False), (2, False), (2, False),
    ]  # fmt: skip


def test_other_names_are_two_entities_that_share_the_number() -> None:
    assert settled(("1", "王芳"), ("1", "李娜")) == [(0, True), (1, True)]
    assert settled(("1", "王芳"), ("1", "李娜"), ("1", "王方"), ("1", "李娜"), ("2", "王芳")) == [
        (0, True), (1, True), (0, True), (1, True), (4, False),
    ]  # fmt: skip


def test_a_name_that_is_not_given_counts_as_the_same() -> None:
    # Null is a value of its own here: it stands beside every other name.
    assert settled(("1", None), ("1", None)) == [(0, False), (0, False)]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        # Two that are ruled apart are no entity, though both are called the same.
        (((0, 1),), [(0, True), (1, True)]),
        # Of three, the third joins both ways: what is ruled is sorted out by whoever asks.
        (((0, 1), (0, 2)), [(0, True), (1, True), (1, True)]),
        (((1, 2),), [(0, False), (0, False), (0, False)]),
    ],
)
def test_what_clerks_ruled_apart_is_not_joined_by_itself(
    pairs: tuple[tuple[int, int], ...], expected: list[tuple[int, bool]]
) -> None:
    rows: list[Row] = [("1", "王芳")] * len(expected)
    assert settled(*rows, apart=ruled(*pairs)) == expected


def test_a_ruling_on_one_number_says_nothing_about_another() -> None:
    found = settled(("1", "王"), ("1", "王"), ("2", "李"), ("2", "李"), apart=ruled((0, 1)))
    assert found == [(0, True), (1, True), (2, False), (2, False)]


def test_no_records_are_no_entities() -> None:
    assert settled() == []
