"""The best decision that a world allows rests on the generator's own chances."""

from __future__ import annotations

import json
import math

import numpy as np
import polars as pl
import pytest

from orgtransfer.frames import COMPARISONS
from tests.benchmarks import (
    best,
    document,
    document_text,
    errors,
    known_fields,
    known_names,
    ledgers,
    slips,
    worlds,
)


@pytest.mark.parametrize("kind", ["homophone", "near", "lookalike", "variant", "lost", "dropped"])
def test_outcomes_of_a_slip_are_all_there_with_their_chances(kind: str) -> None:
    change = errors.NAMES[kind]
    found = slips.outcomes(change, "王建国")
    rng = np.random.default_rng(1)
    seen = {change("王建国", rng) for _ in range(3000)}
    assert math.isclose(sum(found.values()), 1.0)
    assert seen == set(found)


def test_chances_of_slips_are_those_of_many_draws() -> None:
    rng = np.random.default_rng(2)
    draws = pl.Series([errors.NAMES["homophone"]("李伟华", rng) for _ in range(20_000)])
    found = slips.outcomes(errors.NAMES["homophone"], "李伟华")
    counted = dict(draws.value_counts().iter_rows())
    for text, chance in found.items():
        assert abs(counted.get(text, 0) / 20_000 - chance) < 0.01, text


def test_shares_of_names_add_up_to_one() -> None:
    given = [a + b for a in ("", *known_names._FIRST) for b in known_names._LAST["男"]]
    given += [a + b for a in ("", *known_names._FIRST) for b in known_names._LAST["女"]]
    names = pl.DataFrame({"name": ["王" + g for g in dict.fromkeys(given)]})
    sex = pl.lit(None, dtype=pl.String)
    total = names.select(known_names.share(pl.col("name"), sex, 0.0).sum()).item()
    # Twins' given names come from another list: a 600th of all people.
    assert abs(total / known_names._SURNAMES["王"] - 1) < 0.005


@pytest.mark.parametrize("length", [4, 7, 10])
def test_shares_of_births_add_up_to_one(length: int) -> None:
    assert math.isclose(known_fields.born(length)["share"].sum(), 1.0, abs_tol=1e-6)


def test_shares_of_units_as_written_add_up_to_one() -> None:
    for shorter in (True, False):
        _forms, shares = known_fields.unit_chances(errors.ORDINARY, shorter=shorter)
        assert math.isclose(shares["share"].sum(), 1.0, abs_tol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("model", errors.MODELS.values(), ids=list(errors.MODELS))
@pytest.mark.parametrize("difficulty", ["noid", "roster"])
def test_what_the_best_decision_says_is_true_as_often_as_it_says(
    difficulty: str, model: errors.Model
) -> None:
    world = worlds.build(difficulty, roster=400, register=2000, seed=3, model=model)
    found = best.best(world, model)
    assert found.auto.precision >= best.PRECISION[difficulty]
    assert found.auto.f1 > 0.97
    said = found.pairs.select(pl.col("probability").sum(), pl.col("true").sum()).row(0)
    assert abs(said[0] - said[1]) < 8


def test_a_ledger_that_does_not_add_up_is_found() -> None:
    columns = {f"{name}_weight": [0.0] for name in COMPARISONS}
    levels = {f"{name}_level": [None] for name in COMPARISONS}
    pair = pl.DataFrame(
        columns | levels | {"prior_weight": [-8.0], "weight": [-7.5], "reason": [None]}
    )
    pair = pair.cast(dict.fromkeys((*levels, "reason"), pl.String))
    assert not ledgers.check(pair).holds
    assert ledgers.check(pair.with_columns(weight=pl.lit(-8.0))).holds


@pytest.mark.skipif(not document.MEASURED.exists(), reason="nothing was measured yet")
def test_the_document_says_what_was_measured() -> None:
    kept = json.loads(document.MEASURED.read_text("utf-8"))
    assert document.DOCUMENT.read_text("utf-8") == document_text.text(kept)
