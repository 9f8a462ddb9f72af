"""Parquet and JSON: what other programs hand over, typed or not."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orgtransfer.config import Limits
from orgtransfer.errors import InputError
from orgtransfer.read import typed
from orgtransfer.read.limit import Job
from orgtransfer.read.open import grids
from orgtransfer.read.table import tables

ROWS = [
    {"姓名": "王小明", "身份证号": "990000198001011234", "所在党支部": "第一党支部"},
    {"姓名": "李小红", "身份证号": None, "所在党支部": "第二党支部"},
]


def parquet(table: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    table.write_parquet(stream)
    return stream.getvalue()


def read(tmp_path: Path, name: str, content: bytes, limits: Limits | None = None) -> list[Any]:
    path = tmp_path / name
    path.write_bytes(content)
    (table,) = tables(grids(path, name, limits or Limits()), {})
    assert table.kind == "members"
    return table.data.select("row", "name", "id_number", "branch").rows()


EXPECTED = [(2, "王小明", "990000198001011234", "第一党支部"), (3, "李小红", None, "第二党支部")]
LINES = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.parquet", parquet(pl.DataFrame(ROWS))),
        ("a.csv", parquet(pl.DataFrame(ROWS))),
        ("a.json", json.dumps(ROWS).encode()),
        ("a.json", json.dumps(ROWS, ensure_ascii=False, indent=2).encode("gb18030")),
        ("a.json", json.dumps({"code": 0, "data": {"rows": ROWS, "other": [{}]}}).encode()),
        ("a.jsonl", LINES.encode("utf-8-sig")),
        ("a.txt", LINES.encode()),
    ],
)
def test_it_is_read_to_the_same_rows(tmp_path: Path, name: str, content: bytes) -> None:
    assert read(tmp_path, name, content) == EXPECTED


def test_types_become_what_a_person_would_write() -> None:
    table = pl.DataFrame(
        {
            "姓名": ["王小明", "李小红"],
            "身份证号": [990000198001011234, None],
            "出生日期": [dt.date(1980, 1, 1), None],
            "入党时间": pl.Series(["2001-07-01 00:00", "2001-07-01 08:30"]).str.to_datetime(),
            "失联": [True, False],
            "序号": [1.0, 2.5],
            "职务": [["书记", "委员"], None],
            "备注": pl.Series(["甲", "乙"], dtype=pl.Categorical),
        }
    )
    grid = typed.read_parquet(parquet(table), Job("a"))
    assert grid.cells.rows()[1:] == [
        ("王小明", "990000198001011234", "1980-01-01", "2001-07-01", "是", "1", "书记、委员", "甲"),
        ("李小红", None, None, "2001-07-01 08:30:00", "否", "2.5", None, "乙"),
    ]
    assert grid.numbers == ()


def test_a_column_may_have_any_name() -> None:
    table = pl.DataFrame({"*": ["a"], "^.*$": [1], "": [True]})
    grid = typed.read_parquet(parquet(table), Job("a"))
    assert grid.cells.rows() == [("*", "^.*$", ""), ("a", "1", "是")]


def test_a_number_with_a_fraction_has_lost_its_digits(tmp_path: Path) -> None:
    table = pl.DataFrame(
        {"姓名": ["王小明"], "身份证号": [990000198001011234.0], "所在党支部": ["甲"]}
    )
    path = tmp_path / "a.parquet"
    path.write_bytes(parquet(table))
    (found,) = tables(grids(path, "a", Limits()), {})
    assert found.damage.select("row", "field", "kind").rows() == [(2, "id_number", "number")]


def test_json_keeps_every_digit() -> None:
    (grid,) = typed.read_json(
        '[{"a": 990000198001011234, "b": 1.10, "c": true, "d": [1], "e": null}]', None, Job("a")
    )
    assert grid.cells.rows()[1] == ("990000198001011234", "1.10", "是", '["1"]', None)


@pytest.mark.parametrize(
    "content",
    [b'[{"a": 1}, {"a"', b'{"a": 1', b'{"a": {"b": 2}}', b'[{"a": 1}, 2]', b'{"' + b"[" * 9000],
)
def test_what_is_no_list_of_objects_gets_one_message(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.json"):
        grids(path, "a.json", Limits())


def test_limits_hold(tmp_path: Path) -> None:
    wide = pl.DataFrame({f"c{n}": ["x"] for n in range(20)})
    long = pl.DataFrame({"a": ["x"] * 2000})
    for table, limits, setting in (
        (wide, Limits(columns=10), "limits.columns"), (long, Limits(cells=1000), "limits.cells"),
    ):  # fmt: skip
        for content in (parquet(table), table.write_json().encode()):
            path = tmp_path / "a"
            path.write_bytes(content)
            with pytest.raises(InputError, match=setting):
                grids(path, "a", limits)


def test_a_broken_parquet_file_gives_rows_or_one_message(tmp_path: Path) -> None:
    rng = random.Random(3)  # the same files each time
    content = parquet(pl.DataFrame(ROWS * 50))
    path = tmp_path / "a.parquet"
    for _number in range(300):
        broken = bytearray(content)
        if rng.random() < 0.3:
            broken = broken[: rng.randrange(4, len(broken))]
        for _flip in range(rng.randrange(1, 6)):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        path.write_bytes(broken)
        try:
            grids(path, "a.parquet", Limits())
        except InputError as error:
            assert "a.parquet" in str(error)  # noqa: PT017  # either is right


@settings(max_examples=100, deadline=None)
@example([{"": None, "*": None, "^a$": 1}])
@given(
    st.lists(
        st.dictionaries(
            st.text(max_size=4),
            st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=6)),
            min_size=1, max_size=4,
        ),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_json_comes_back_as_it_was_written(rows: list[dict[str, Any]]) -> None:
    (grid,) = typed.read_json(json.dumps(rows), None, Job("a"))
    head, *body = grid.cells.rows()
    for row, cells in zip(rows, body, strict=True):
        said = dict(zip(head, cells, strict=True))
        for key, value in row.items():
            shown = {True: "是", False: "否"}[value] if isinstance(value, bool) else value
            assert said[key] == (None if shown is None else str(shown))
