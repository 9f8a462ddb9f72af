"""Verdicts on a world of branches: `python -m tests.benchmarks.bench_verdicts [--seed N]`.

The world of `bench_branches` with people in it: names, ID numbers with the ordinary error model's
slips, posts, functional branches, and members who are in no register. Nothing is taken from the
truth: persons come from matching, organisations from linking. Prints how many verdicts are right
among the roster's rows that have an ID number, and which go wrong.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from dataclasses import replace

import numpy as np
import polars as pl

from orgtransfer import frames, pipeline
from orgtransfer.config import parse
from orgtransfer.findings import registry
from orgtransfer.models import Inputs
from tests.benchmarks import errors
from tests.benchmarks.population import people
from tests.benchmarks.world_branches import World, build

TODAY = dt.date(2026, 11, 20)
_OUTSIDE = 0.04
_FUNCTIONAL = 0.3
_POSTS = {"专职": "due", "兼职": "stays", "退休": "stays", "挂靠": "stays", None: "unclear"}
_CONFIG = """
[systems.roster]
role = "roster"
members = "roster-members.csv"
[systems.register]
role = "register"
members = "register-members.csv"
"""


def peopled(world: World, seed: int) -> tuple[Inputs, pl.DataFrame]:
    """The world's tables with people in them, and the truth: row, verdict of each roster record."""
    rng = np.random.default_rng([seed, 77])
    rows = world.records.with_columns(person=pl.Series(world.persons, dtype=pl.Int64))
    outside = (rows["system"] == "roster").to_numpy() & (rng.random(rows.height) < _OUTSIDE)
    known = int(rows["person"].max()) + 1  # type: ignore[arg-type]  # a whole number
    who = np.where(outside, known + np.cumsum(outside), rows["person"].to_numpy())
    everybody = people(rng, known + int(outside.sum()) + 1)[who]
    roster = (rows["system"] == "roster").to_numpy()
    scale = np.where(roster, 1.0, 0.1)
    post = rng.choice(np.array(list(_POSTS), dtype=object), rows.height)
    filled = rows.with_columns(
        name=pl.Series(
            list(_slipped(everybody["name"], errors.ORDINARY.names, errors.NAMES, rng, scale))
        ),
        id_number=pl.Series(
            list(_slipped(everybody["id_number"], errors.ORDINARY.ids, errors.IDS, rng, scale))
        ),
        sex=everybody["sex"],
        birth_date=everybody["birth"],
        category=pl.lit("正式党员"),
        post=pl.Series(list(np.where(roster, post, "在职")), dtype=pl.String),
        person=pl.Series(who),
    )
    organisations = _with_functional(world)
    inputs = Inputs(
        sources=_sources(world.sources),
        records=frames.conform(filled, frames.RAW_RECORDS),
        organisations=frames.conform(organisations, frames.RAW_ORGANISATIONS),
    )
    return inputs, _truth(filled, organisations, world.truth)


def _with_functional(world: World) -> pl.DataFrame:
    """Organisations; of the branches that only the roster has, some are functional ones."""
    truth = world.truth.select("system", "row", "real")
    registered = truth.filter(system="register").select("real")
    own = truth.filter(system="roster").join(registered, on="real", how="anti")
    some = own.filter(pl.col("row") % 10 < _FUNCTIONAL * 10).select(
        "system", "row", chosen=pl.lit("是")
    )
    marked = world.organisations.join(some, on=["system", "row"], how="left")
    branch = pl.col("org_name").str.contains("支部")
    return marked.with_columns(functional=pl.when(branch).then("chosen")).drop("chosen")


def _slipped(
    values: pl.Series,
    rates: errors.Rates,
    changes: dict[str, errors.Change],
    rng: np.random.Generator,
    scale: np.ndarray,
) -> np.ndarray:
    text = values.to_numpy().astype(object)
    spoilt = errors.corrupt(text, rates, changes, rng, 1.0)
    return np.where(rng.random(len(text)) < scale, spoilt, text)


def _sources(sources: pl.DataFrame) -> pl.DataFrame:
    return sources.with_columns(
        label="system", kind=pl.lit("members"), file=pl.col("system") + "-members.csv",
        sheet=pl.lit(""), format=pl.lit("csv"),
    )  # fmt: skip


def _truth(rows: pl.DataFrame, organisations: pl.DataFrame, real: pl.DataFrame) -> pl.DataFrame:
    """row, verdict of the roster's records: by what they really are in, and the table of verdicts."""
    names = organisations.join(real, on=["system", "row"]).select(
        "system", "real", "functional", branch="org_name"
    )
    # Where a name stands twice in a list, only the row's maker knows which is meant.
    once = names.filter(pl.len().over("system", "branch") == 1)
    sure = rows.join(once, on=["system", "branch"])
    unsure = rows.join(once, on=["system", "branch"], how="anti")["person"]
    sure = sure.filter(~pl.col("person").is_in(unsure.implode()))
    home = sure.filter(system="register").select("person", home="real").unique()
    roster = sure.filter(pl.col("system") == "roster").join(home, on="person", how="left")
    by_post = pl.col("post").replace_strict(_POSTS, default="unclear", return_dtype=pl.String)
    verdict = (
        pl.when(pl.col("home").is_null())
        .then(pl.lit("not_registered"))
        .when(pl.col("home") == pl.col("real"))
        .then(pl.lit("consistent"))
        .when(pl.col("functional").is_not_null() | pl.col("branch").str.contains("功能型"))
        .then(pl.lit("stays"))
        .otherwise(by_post)
    )
    return roster.select("row", truth=verdict)


def main() -> None:
    """Builds the world, runs the pipeline and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    inputs, truth = peopled(build(seed=asked.seed), asked.seed)
    config = parse(_CONFIG, registry.OPTIONS)
    config = replace(config, project=replace(config.project, name="benchmark"))
    start = time.perf_counter()
    outcome = pipeline.reconcile(inputs, config, TODAY, salt=b"benchmark")
    seconds = time.perf_counter() - start
    known = (
        outcome.records.filter(pl.col("role") == "roster", pl.col("id_key").is_not_null())
        .join(outcome.verdicts, on="record")
        .join(truth, on="row")
    )
    right = known.filter(pl.col("verdict") == pl.col("truth")).height
    print(
        f"{outcome.records.height:,} records, {known.height:,} of them roster rows with an ID: "
        f"{right / known.height:.5f} of the verdicts right; {seconds:.1f} s"
    )
    wrong = known.filter(pl.col("verdict") != pl.col("truth"))
    print(wrong.group_by("truth", "verdict").len().sort("len", descending=True))


if __name__ == "__main__":
    main()
