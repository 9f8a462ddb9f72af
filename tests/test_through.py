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
