"""Through which row two others were joined."""

from __future__ import annotations

import polars as pl

from orgtransfer import through


def pairs(*rows: tuple[int, int, float, str, str | None]) -> pl.DataFrame:
    """The columns of PAIRS that count here."""
    names = ("a", "b", "probability", "tier", "reason")
    types = (pl.UInt32, pl.UInt32, pl.Float64, pl.String, pl.String)
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")


def test_the_way_whose_weaker_link_is_the_strongest_is_named() -> None:
    found = through.via(
        pairs(
            (0, 1, 0.99, "auto", None),
            (1, 2, 0.97, "auto", None),
            (0, 3, 0.999, "auto", None),
            (2, 3, 0.96, "decided", None),
            (0, 2, 0.4, "auto", "through"),
        )
    )
    assert found.rows() == [(0, 2, 1)]


def test_a_way_over_several_rows_is_none_over_one() -> None:
    found = through.via(
        pairs(
            (0, 1, 0.99, "auto", None),
            (1, 2, 0.99, "auto", None),
            (2, 3, 0.99, "auto", None),
            (0, 3, 0.1, "auto", "through"),
            (0, 2, 0.5, "auto", "through"),
            (1, 3, 0.2, "auto", "through"),
        )
    )
    assert found.rows() == [(0, 3, None), (0, 2, 1), (1, 3, 2)]


def test_what_nobody_joined_through_another_row_is_not_listed() -> None:
    assert through.via(pairs((0, 1, 0.99, "auto", None))).rows() == []


def sure(known: pl.DataFrame, *rows: tuple[int | None, int | None]) -> list[float | None]:
    asked = pl.DataFrame(rows, schema={"a": pl.UInt32, "b": pl.UInt32}, orient="row")
    return through.certainty(asked, known).to_list()


def test_a_link_is_as_sure_as_it_is_probable_in_either_order() -> None:
    known = pairs(
        (0, 1, 0.97, "auto", None), (1, 2, 0.6, "decided", None), (3, 4, 0.9, "review", None)
    )
    assert sure(known, (0, 1), (1, 0), (2, 1)) == [0.97, 0.97, 1.0]
    assert sure(known, (0, None), (None, None), (1, 1)) == [None, None, None]


def test_two_rows_that_a_third_joins_are_as_sure_as_the_weaker_link() -> None:
    known = pairs(
        (0, 1, 0.99, "auto", None),
        (1, 2, 0.97, "auto", None),
        (0, 2, 0.4, "auto", "through"),
        (2, 3, 0.98, "auto", None),
        (0, 3, 0.1, "auto", "through"),
    )
    assert sure(known, (0, 2), (0, 3), (7, 8)) == [0.97, 0.0, 0.0]
