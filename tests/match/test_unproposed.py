"""How many pairs of one person are never compared: by hand, and on a small world."""

from __future__ import annotations

import polars as pl
import pytest

from orgtransfer.match import prior, unproposed
from orgtransfer.match.weights import TABLE
from tests.benchmarks import bench_match, worlds

NAME = {level: entry.m for level, entry in TABLE["name"].items()}
VALUES = pl.DataFrame(
    {"record": [0, 1], "system": ["register", "roster"], "entity": [0, 1]},
    schema_overrides={"record": pl.UInt32, "entity": pl.UInt32},
)


def expected(**levels: str | None) -> float:
    shown = {f"{name}_level": [None] for name in ("id", "birth", "unit", "phone", "member_no")}
    link = pl.DataFrame(
        {"a": [0], "b": [1], "tier": ["auto"], "probability": [1.0], **shown}
        | {f"{name}_level": [level] for name, level in levels.items()},
        schema_overrides={"a": pl.UInt32, "b": pl.UInt32} | dict.fromkeys(shown, pl.String),
    )
    found = unproposed.expected(link, prior.systems(link, VALUES))
    return float(found["expected"].sum())


def test_a_telephone_number_leads_to_a_pair_whatever_happens_to_the_name() -> None:
    assert expected(phone="exact") == 0
    assert expected(id="masked_10") == 0


def test_beside_a_unit_only_a_changed_name_is_lost() -> None:
    lost = NAME["given"] + NAME["surname"] + NAME["different"]
    assert expected(unit="same") == pytest.approx(lost)


def test_with_nothing_beside_it_every_slip_is_lost_but_the_folded_ones() -> None:
    folded = NAME["exact"] + NAME["wildcard"] + NAME["variant"] + NAME["order"]
    # Former names are keys of their own.
    kept = folded + NAME["former"]
    assert expected() == pytest.approx(sum(NAME.values()) - kept)


def test_what_was_dismissed_is_remembered_and_nothing_else_is_changed() -> None:
    found = bench_match.orgtransfer(worlds.build("roster", roster=300, register=1_500)).matched
    assert found is not None
    assert (found.dismissed["probability"] >= 0.001).all()
    assert set(found.dismissed["tier"]) == {"rejected"}
    assert found.dismissed.join(found.pairs, on=["a", "b"], how="semi").is_empty()
    assert found.unproposed["expected"].sum() > 0
