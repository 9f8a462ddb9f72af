"""Verdicts and rules asked on Spark say what one machine says, in the language in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from polars.testing import assert_frame_equal

from orgtransfer import findings, frames, i18n, pipeline
from orgtransfer.config import Config, Rules
from orgtransfer.config.keys import Exemption
from orgtransfer.findings.world import World
from orgtransfer.models import Outcome
from orgtransfer.spark import engine
from tests.findings.test_parts import TODAY, inputs_of, world_of

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# PySpark warns of what it uses itself; its sockets are closed when it ends.
pytestmark = pytest.mark.filterwarnings("default")
_STEPS = ["rows", "places", "whose", "doubted", "verdicts", "asked"]


@pytest.fixture(autouse=True)
def _language_put_back() -> Iterator[None]:
    before = i18n.language()
    yield
    i18n.use(before)


def _assert_same(spark: SparkSession, world: World, rules: Rules, folder: Path) -> None:
    one = findings.examine(world, rules, strict=True)
    bare = replace(world, verdicts=frames.VERDICTS.empty())
    verdicts, found = engine.judging(spark, folder.as_uri())(bare, rules)
    assert_frame_equal(verdicts, world.verdicts)
    for name in ("findings", "exempted", "coverage", "counts"):
        assert_frame_equal(getattr(found, name), getattr(one, name), rel_tol=1e-9)
    assert_frame_equal(found.unit_names, one.unit_names, check_row_order=False)
    assert found.exempted_keys == one.exempted_keys


@pytest.mark.slow
def test_the_samples_on_spark(
    spark: SparkSession, samples_outcome: Outcome, tmp_path: Path
) -> None:
    i18n.use("en")
    call = samples_outcome.findings["call"][0]
    rules = Rules(exempt=(Exemption(reason="agreed", codes=("RL", "DU"), unit=call),))
    _assert_same(spark, world_of(samples_outcome), rules, tmp_path)


@pytest.mark.slow
def test_people_without_numbers_with_letters_on_spark(spark: SparkSession, tmp_path: Path) -> None:
    i18n.use("zh")
    inputs = inputs_of("noid")
    night = pipeline.reconcile(inputs, Config(systems=()), TODAY, salt=b"s")
    _assert_same(spark, world_of(night), Rules(), tmp_path)


@pytest.mark.slow
def test_judging_that_is_stopped_after_each_step_goes_on_to_the_same(
    spark: SparkSession, samples_outcome: Outcome, tmp_path: Path
) -> None:
    i18n.use("en")
    world = world_of(samples_outcome)
    made: list[str] = []

    def stop(step: str) -> None:
        made.append(step)
        raise KeyboardInterrupt

    for _step in _STEPS:
        with pytest.raises(KeyboardInterrupt):
            engine.judging(spark, tmp_path.as_uri(), stop)(world, Rules())
    assert made == _STEPS
    # Nothing is left to be made; another day's steps are never taken for these.
    _verdicts, found = engine.judging(spark, tmp_path.as_uri(), stop)(world, Rules())
    assert_frame_equal(found.findings, findings.examine(world, Rules()).findings)
    with pytest.raises(KeyboardInterrupt):
        engine.judging(spark, tmp_path.as_uri(), stop)(world, Rules(ignore=("FD",)))
