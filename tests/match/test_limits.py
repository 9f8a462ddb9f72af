"""What happens exactly at a limit: thresholds, blocks that grow too large, candidates a record."""

from __future__ import annotations

import polars as pl
import pytest

from orgtransfer import frames
from orgtransfer.config import Match
from orgtransfer.match import assign, thresholds
from orgtransfer.match.values import VALUES
from orgtransfer.models import Matched
from tests.match.people import pair, records, run, same

LIKELY = {"name_key": "欧阳翀", "birth_key": "1980-05-03", "phone_key": "10012345678"}


def _probability() -> float:
    matched = run(_two())
    found = pair(matched, 0, 1)
    assert found is not None
    return float(str(found["probability"]))


def _two() -> pl.DataFrame:
    return records({**LIKELY, "phone_key": None, "system": "roster"}, {**LIKELY, "sex_key": "F"})


def test_a_pair_exactly_at_the_threshold_is_joined() -> None:
    exact = _probability()
    assert same(run(_two(), limits=Match(auto=exact, review=0.5)), 0, 1)


def test_a_pair_just_below_the_threshold_is_left_to_a_clerk() -> None:
    above = min(_probability() + 1e-9, 1.0)
    matched = run(_two(), limits=Match(auto=above, review=0.5))
    assert not same(matched, 0, 1)
    found = pair(matched, 0, 1)
    assert found is not None
    assert (found["tier"], found["reason"]) == ("review", "below_auto")


def _judged(*rows: tuple[int, int, float, float]) -> pl.DataFrame:
    """Pairs of two systems with the given `alone` and `probability`."""
    table = pl.DataFrame(
        [
            {"a": a, "b": b, "weight": alone * 10, "alone": alone, "probability": probability}
            for a, b, alone, probability in rows
        ],
        schema_overrides={"a": pl.UInt32, "b": pl.UInt32},
    )
    nothing = pl.lit(None, dtype=pl.String)
    return table.with_columns(
        veto=nothing, name_level=nothing, double=pl.lit(value=False),
        system_a=pl.lit("roster"), system_b=pl.lit("register"), entity_a="a", entity_b="b",
    )  # fmt: skip


def _values(count: int, systems: list[str]) -> pl.DataFrame:
    columns: dict[str, object] = {name: [None] * count for name in VALUES}
    columns |= {
        "record": list(range(count)),
        "entity": list(range(count)),
        "system": systems,
        "record_key": [f"R{index}" for index in range(count)],
        "sound": [False] * count,
    }
    return pl.DataFrame(columns, schema=VALUES | {"entity": pl.UInt32})


NOBODY = pl.DataFrame(schema={"a": pl.UInt32, "b": pl.UInt32})


@pytest.mark.parametrize(
    ("alone", "probability", "tier", "reason"),
    [
        (0.95, 0.95, "auto", None),
        (0.949999, 0.949999, "review", "below_auto"),
        (0.95, 0.949999, "review", "close_second"),
        (0.50, 0.50, "review", "below_auto"),
        (0.499999, 0.499999, "rejected", "below_auto"),
        (0.999, 0.02, "review", "close_second"),
        (0.999, 0.019999, "rejected", "close_second"),
    ],
)
def test_tiers_change_exactly_at_their_limits(
    alone: float, probability: float, tier: str, reason: str | None
) -> None:
    values = _values(2, ["roster", "register"])
    _labels, tiered = assign.group(_judged((0, 1, alone, probability)), values, NOBODY, Match())
    assert tiered.select("tier", "reason").row(0) == (tier, reason)


@pytest.mark.parametrize(("probability", "tier"), [(0.99, "auto"), (0.989999, "review")])
def test_two_rows_of_one_system_are_linked_only_when_surer(probability: float, tier: str) -> None:
    values = _values(2, ["register", "register"])
    rows = _judged((0, 1, probability, probability)).with_columns(
        system_a=pl.lit("register"), double=pl.lit(value=True)
    )
    _labels, tiered = assign.group(rows, values, NOBODY, Match())
    assert tiered["tier"].to_list() == [tier]
    assert tiered["reason"].to_list() == [None if tier == "auto" else "below_auto"]


def test_a_record_has_at_most_three_candidates() -> None:
    rows = [(0, other, 0.9, 0.2 + other / 100) for other in range(1, 7)]
    values = _values(7, ["roster"] + ["register"] * 6)
    _labels, tiered = assign.group(_judged(*rows), values, NOBODY, Match())
    asked = tiered.filter(pl.col("tier") == "review")
    assert asked["b"].to_list() == [4, 5, 6]


def test_one_partner_a_system_unless_the_two_may_be_one_person_twice() -> None:
    rows = [(0, 1, 1.0, 1.0), (0, 2, 1.0, 0.999)]
    values = _values(3, ["roster", "register", "register"])
    labels, tiered = assign.group(_judged(*rows), values, NOBODY, Match())
    assert labels.to_list() == [0, 0, 2]
    assert tiered["reason"].to_list() == [None, "conflict"]


@pytest.mark.slow
def test_a_block_that_would_explode_is_narrowed_and_says_so() -> None:
    crowd = [
        {"name_key": "王芳", "birth_key": f"19{50 + index % 40}-01-01", "system": "roster"}
        for index in range(thresholds.LARGEST_BLOCK // 100)
    ]
    wanted = {"name_key": "王芳", "birth_key": "1999-01-02", "phone_key": "10012345678"}
    table = records(*crowd, {**wanted, "system": "roster"}, wanted)
    matched = run(table)
    cost = next(cost for cost in matched.blocks if cost.rule == "name")
    assert cost.split == 1
    assert cost.largest > thresholds.LARGEST_BLOCK
    assert cost.pairs < cost.largest
    assert same(matched, len(crowd), len(crowd) + 1)


def test_names_that_were_all_hidden_alike_do_not_explode_and_are_said() -> None:
    hidden = {"name_key": "王?", "unit_key": "江西省人民医院"}
    crowd = [{**hidden, "system": "roster" if index % 2 else "register"} for index in range(600)]
    wanted = {**hidden, "phone_key": "10012345678", "birth_key": "1999-01-02"}
    table = records(*crowd, {**wanted, "system": "roster"}, wanted)
    matched = run(table)
    cost = next(cost for cost in matched.blocks if cost.rule == "name")
    assert (cost.split, cost.left) == (1, 602 - 2)
    assert sum(cost.added for cost in matched.blocks) < 10
    assert same(matched, len(crowd), len(crowd) + 1)


def test_the_tables_conform_even_without_records() -> None:
    matched = run(frames.RECORDS.empty())
    assert frames.conform(matched.pairs, frames.PAIRS).is_empty()
    assert frames.conform(matched.persons, frames.PERSONS).is_empty()


def test_counts_conserve() -> None:
    table = records(*({"name_key": f"王{letter}", "system": "roster"} for letter in "甲乙丙丁"))
    matched = run(table)
    assert matched.persons["record"].to_list() == table["record"].to_list()
    assert matched.persons["person"].null_count() == 0


def _twins(count: int, name: str) -> list[dict[str, object]]:
    """People in both systems under one sound number each: settled."""
    return [
        {"name_key": name, "id_key": f"99010119{50 + index % 40}0101{index:04d}",
         "id_state": "valid", "system": system}
        for index in range(count)
        for system in ("roster", "register")
    ]  # fmt: skip


def _cost(matched: Matched, rule: str) -> int:
    return next(cost.pairs for cost in matched.blocks if cost.rule == rule)


def test_whom_equal_numbers_have_settled_is_no_candidate_in_a_large_block() -> None:
    wanted = {"name_key": "王芳", "phone_key": "10012345678", "birth_key": "1999-01-02"}
    table = records(*_twins(thresholds.SMALL_BLOCK, "王芳"), {**wanted, "system": "roster"}, wanted)
    matched = run(table)
    # The two without a number look for each other, and not among the settled.
    assert _cost(matched, "name") == 1
    assert same(matched, 2 * thresholds.SMALL_BLOCK, 2 * thresholds.SMALL_BLOCK + 1)


def test_a_double_of_somebody_settled_is_still_found_in_a_small_block() -> None:
    few = _twins(3, "王芳")
    matched = run(records(*few, {"name_key": "王芳", "system": "roster"}))
    assert _cost(matched, "name") == 6
