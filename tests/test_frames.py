"""The tables between the stages: columns that say nothing cost nothing, and change nothing."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orgtransfer.errors import FrameError
from orgtransfer.frames import Schema, conform, light

_ROWS = 5_000
_TABLE = Schema(
    "rows", {"row": pl.UInt32, "name": pl.String, "remark": pl.String, "on": pl.Boolean}
)


def _rows() -> pl.DataFrame:
    """Rows of which two columns say nothing."""
    rows = pl.DataFrame({"row": pl.int_range(_ROWS, dtype=pl.UInt32, eager=True)})
    return rows.with_columns(
        name=pl.concat_str(pl.lit("name "), "row"),
        remark=pl.repeat(None, _ROWS, dtype=pl.String, eager=True),
        on=pl.repeat(None, _ROWS, dtype=pl.Boolean, eager=True),
    )


def test_a_column_that_says_nothing_is_still_there() -> None:
    assert_frame_equal(conform(_rows(), _TABLE), _rows())


def test_what_is_made_of_such_a_table_is_what_is_made_of_the_other() -> None:
    rows, made = _rows(), light(_rows())
    order = pl.Series(range(_ROWS)).shuffle(seed=1)
    for change in (
        lambda table: table.filter(pl.col("row") % 3 == 0),
        lambda table: table[order],
        lambda table: table.sort("name"),
        lambda table: pl.concat([table, rows]),
        lambda table: table.with_columns(remark=pl.coalesce("remark", "name")),
        lambda table: table.join(rows.select("row", other="name"), on="row", how="left"),
        lambda table: table.group_by("remark", maintain_order=True).agg(pl.col("row").sum()),
        lambda table: table.select("remark").unique(),
    ):
        assert_frame_equal(change(made), change(rows), check_row_order=True)


def test_tables_without_rows_and_with_nothing_at_all_stay_what_they_are() -> None:
    assert_frame_equal(light(_TABLE.empty()), _TABLE.empty())
    silent = _rows().select("remark", "on")
    assert_frame_equal(light(silent), silent)


def test_a_column_of_another_type_is_refused() -> None:
    with pytest.raises(FrameError, match="remark"):
        conform(_rows().with_columns(remark=pl.lit(1)), _TABLE)
