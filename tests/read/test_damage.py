"""Quick looks that spare patterns say what the patterns would."""

from __future__ import annotations

import itertools

import polars as pl
import pytest

from orgtransfer.read import damage, rows

MONTHS = ("1", "01", "9", "09", "10", "12", "0", "00", "13", "五", "正")
DAYS = ("", "1", "01", "9", "28", "31", "32", "0", "廿三")
FORMS = (
    "1982-{}-{}", "1982.{}.{}", "1982/{}/{}", "1982年{}月{}日", "1982年{}月{}", "1982年{}", "1982-{}", "82.{}.{}",
    "82年{}月", "２０{}-{}", "2082-{}-{} 10:00", "农历1982年{}月{}", "民国71年{}月{}日", "1982年{}月{}（农）", "'1982-{}-{}",
    "1982-{}-{}\x07", " 1982.{}", "1882-{}-{}", "2026年{}月{}号", "1982{}{}", "1982年{}月望", "#N/A", "是", "",
)  # fmt: skip


def test_a_plain_day_is_one_that_no_test_says_anything_of(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = sorted({f.format(m, d) for f, m, d in itertools.product(FORMS, MONTHS, DAYS)})
    table = pl.DataFrame({"birth_date": texts}).with_row_index("row")
    quick = damage.of_values(table, ["birth_date"])
    monkeypatch.setattr(damage, "_PLAIN_DAY", "^never$")
    assert quick.equals(damage.of_values(table, ["birth_date"]))
    assert 0 < quick["row"].n_unique() < table.height


def test_where_every_row_is_somebodys_nothing_is_said_of_any() -> None:
    body = pl.DataFrame({"0": ["王小明", "李小红"], "1": ["990000198001011234"] * 2})
    judged = rows.judged(body, "members", {"name": 0, "id_number": 1}, None)
    assert judged.drop(body.columns).null_count().row(0) == (2,) * 4
    beside = pl.concat([body, pl.DataFrame({"0": ["合计"], "1": [None]})], how="vertical_relaxed")
    one_more = rows.judged(beside, "members", {"name": 0, "id_number": 1}, None)
    assert one_more["reason"].to_list() == [None, None, "total"]
    assert one_more.head(2).equals(judged)
    assert one_more.schema == judged.schema
