"""What is worked out on parts is what is worked out on the whole; without Spark."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orgtransfer.config import Match
from orgtransfer.match import (
    assign,
    block,
    compare,
    former,
    frequency,
    graph,
    judge,
    keys,
    matching,
    prior,
    shared_people,
    vetoes,
)
from orgtransfer.match.score import score
from orgtransfer.match.values import values as make_values
from orgtransfer.spark import components, decide, pairs
from tests.spark.tables import NO_ALIASES, world

_NOBODY = pl.DataFrame(schema={"a": pl.UInt32, "b": pl.UInt32})


def test_forests_of_parts_join_to_the_groups_of_the_whole() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.integers(0, 4000, 3000), rng.integers(0, 4000, 3000)
    edges = pl.DataFrame({"entity_a": a, "entity_b": b}).cast(pl.UInt32)
    parts = [components.contracted(edges[start : start + 500]) for start in range(0, 3000, 500)]
    made = components.contracted(pl.concat(parts))
    whole = graph.components(4000, a, b)
    assert made["entity_b"].is_unique().all()
    assert (whole[made["entity_b"].to_numpy()] == made["entity_a"].to_numpy()).all()


def test_name_keys_of_parts_are_those_of_the_whole() -> None:
    names = world("noid", 60, 200).records["name_key"].drop_nulls().unique().sort().alias("name")
    longer = pl.concat([names, pl.Series("name", ["阿卜杜热合曼·买买提江", "欧阳某某", "李□"])])
    parts = [keys.of_each(longer[start : start + 20]) for start in range(0, len(longer), 20)]
    assert_frame_equal(pl.concat(parts), keys.of_each(longer))


@pytest.mark.parametrize("difficulty", ["noid", "masked"])
def test_groups_decided_apart_are_decided_as_together(difficulty: str) -> None:
    tables = world(difficulty, 250, 500)
    values, texts = make_values(tables.records, tables.organisations, tables.membership)
    values = matching.with_entities(values, _NOBODY, _NOBODY)
    keyed = keys.keyed(values, keys.of_names(values["name"]))
    units = keys.unit_keys(values, texts, NO_ALIASES)
    proposed, _costs = block.propose(keyed, units, values, former.none())
    settled = matching.within(values, values["entity"])
    asked = pl.concat([proposed, settled]).unique().sort("a", "b")
    around = compare.units(values, texts, NO_ALIASES)
    ledgers = score(compare.levels(asked, values, around), frequency.shares(values))
    marked = vetoes.mark(ledgers, values, _NOBODY)
    overlaps = pl.DataFrame({"one": ["register"], "other": ["roster"], "matched": [0.8]})
    limits, sizes = Match(), prior.sizes(values)
    systems = prior.systems(marked, values)
    vouched = shared_people.with_shared_people(prior.weigh(marked, systems, judge.UNKNOWN), values)

    whole = judge.PairProbabilities(vouched, values, systems).judged(overlaps)
    person, tiered = assign.group(whole, values, _NOBODY, limits)

    ends = {
        f"{name}_{end}": values[name].gather(vouched[end])
        for name in ("entity", "system") for end in ("a", "b")
    }  # fmt: skip
    told = vouched.with_columns(**ends)
    labels = np.arange(len(values))
    edges = told.filter(pairs.open_(limits))
    found = graph.components(
        len(values), *(edges[f"entity_{end}"].to_numpy().astype(np.int64) for end in ("a", "b"))
    )
    labels = found[values["entity"].to_numpy()]
    assert len(np.unique(labels)) > 20
    bucket = pl.Series(labels % 5)
    inside = told.filter(pl.Series(labels).gather(told["a"]) == pl.Series(labels).gather(told["b"]))
    made, people = [], []
    for number in range(5):
        of_bucket = values.filter(bucket == number)
        local = decide.Local(inside.filter(bucket.gather(inside["a"]) == number), of_bucket)
        judged = judge.PairProbabilities(
            local.pairs, local.values, prior.systems(local.pairs, local.values, sizes)
        ).judged(overlaps)
        some, rows = assign.group(judged, local.values, _NOBODY, limits)
        people.append(local.persons(some))
        made.append(
            rows.with_columns(
                a=local.record.gather(rows["a"]), b=local.record.gather(rows["b"])
            ).select("a", "b", "tier", "reason", "probability", "weight")
        )
    assert (
        pl.concat(people).sort("record")["person"].equals(person.cast(pl.UInt32), check_names=False)
    )
    parts = pl.concat(made).sort("a", "b")
    same = tiered.join(parts.select("a", "b"), on=["a", "b"], how="semi").sort("a", "b")
    assert_frame_equal(same.select(parts.columns), parts, rel_tol=1e-9, abs_tol=1e-9)
    # What is between groups is no link and no question.
    others = tiered.join(parts.select("a", "b"), on=["a", "b"], how="anti")
    assert set(others["tier"]) <= {"rejected"}
