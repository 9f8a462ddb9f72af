"""The blocking keys of names: what no other name has is not looked for."""

from __future__ import annotations

import polars as pl

from orgtransfer.match import keys


def of(*names: str | None) -> dict[str | None, dict[str, object]]:
    table = keys.of_names(pl.Series("name", names, dtype=pl.String))
    return {row["name"]: row for row in table.iter_rows(named=True)}


def test_each_name_has_its_keys_once() -> None:
    assert sorted(map(str, of("王芳", "王芳", None, "李雷"))) == ["李雷", "王芳"]


def test_a_key_that_no_other_name_has_is_left_out() -> None:
    alone = of("王芳", "王芳", "李雷")["王芳"]
    assert (alone["folded"], alone["readings"], alone["looks"]) == (None, None, None)


def test_names_that_another_key_brings_together_keep_it() -> None:
    found = of("王芳", "芳王", "汪方", "李己", "李已")
    assert found["王芳"]["folded"] == found["芳王"]["folded"] is not None
    assert found["王芳"]["readings"] == found["汪方"]["readings"] is not None
    assert found["李己"]["looks"] == found["李已"]["looks"] is not None
