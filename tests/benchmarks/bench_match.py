"""Matching on the benchmark worlds: `python -m tests.benchmarks.bench_match [--help]`.

Prints precision, recall and F1 of the automatic tier and of automatic and review together, the most
candidates a record has, calibration, and time and memory by stage, for each difficulty and error
model; with `--peers` also for a clerk's XLOOKUP and for Splink (extra `bench`).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from orgtransfer import clean, frames, match, organisations
from orgtransfer.config import Match
from orgtransfer.match.weights import TABLE, Weights
from orgtransfer.models import Matched
from tests.benchmarks import best, errors, figures, ledgers, worlds
from tests.benchmarks.stages import Stopwatch, peak

SALT = b"benchmark"
NO_ALIASES = pl.DataFrame(schema={"name": pl.String, "full_name": pl.String})


@dataclass(frozen=True)
class Result:
    """What one tool made of one world."""

    tool: str
    world: worlds.World
    auto: figures.Figures
    both: figures.Figures | None
    most_candidates: int
    watch: Stopwatch
    scored: pl.DataFrame | None = None
    matched: Matched | None = None
    records: pl.DataFrame | None = None


def orgtransfer(
    world: worlds.World, limits: Match | None = None, weights: Weights = TABLE
) -> Result:
    """This project: from the raw tables to decided links."""
    watch = Stopwatch()
    inputs = world.inputs
    with watch("clean"):
        records = clean.clean_records(inputs.records, inputs.damage, inputs.sources, SALT)
        listed = clean.clean_organisations(inputs.organisations, inputs.sources)
        transfers = frames.TRANSFERS.empty()
    with watch("trees"):
        nodes, membership = organisations.trees(listed, records)
    with watch("match"):
        matched = match.match(
            records,
            nodes,
            membership,
            transfers,
            limits or Match(),
            NO_ALIASES,
            frames.DECISIONS.empty(),
            SALT,
            weights=weights,
        )
    auto = _across(records, _same_person(matched))
    review = _across(records, matched.pairs.filter(tier="review").select("a", "b", "probability"))
    scored = _across(records, matched.pairs.select("a", "b", "probability"))
    most = pl.concat([review["roster"], review["register"] + 10**9]).value_counts()["count"].max()
    return Result(
        "orgtransfer",
        world,
        figures.measure(auto, world.truth),
        figures.measure(
            pl.concat([auto.select("roster", "register"), review.select("roster", "register")]),
            world.truth,
        ),
        int(most) if isinstance(most, int) else 0,
        watch,
        scored,
        matched,
        records,
    )


def _same_person(matched: Matched) -> pl.DataFrame:
    """Every pair of records that were given to one person."""
    persons = matched.persons
    pairs = persons.join(persons, on="person", suffix="_b").filter(
        pl.col("record") < pl.col("record_b")
    )
    return pairs.select(a="record", b="record_b")


def _across(records: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs that join a roster record and a register record, by row number."""
    place = records.select("record", "system", "row")
    both = pairs.join(place, left_on="a", right_on="record").join(
        place, left_on="b", right_on="record", suffix="_b"
    )
    across = both.filter(pl.col("system") != pl.col("system_b"))
    first = pl.col("system") == "roster"
    return across.with_columns(
        roster=pl.when(first).then("row").otherwise("row_b"),
        register=pl.when(first).then("row_b").otherwise("row"),
    ).select("roster", "register", *(["probability"] if "probability" in pairs.columns else []))


def xlookup(world: worlds.World) -> Result:
    """What a clerk does: the first row with the same ID text, else the first with the same name."""
    watch = Stopwatch()
    with watch("lookup"):
        raw = world.inputs.records
        roster, register = (raw.filter(system=system) for system in ("roster", "register"))
        found = roster.select(roster="row", id_number="id_number", name="name")
        for column in ("id_number", "name"):
            first = register.unique(column, keep="first", maintain_order=True).select(
                column, pl.col("row").alias(f"by_{column}")
            )
            found = found.join(first, on=column, how="left")
        said = found.select("roster", register=pl.coalesce("by_id_number", "by_name")).drop_nulls()
    return Result("XLOOKUP", world, figures.measure(said, world.truth), None, 0, watch)


def splink(world: worlds.World) -> Result:
    """Splink on DuckDB with expert settings; its best fixed threshold, chosen on the truth."""
    from tests.benchmarks.peer_splink import link  # noqa: PLC0415  # the extra `bench` is optional

    watch = Stopwatch()
    inputs = world.inputs
    with watch("clean"):
        records = clean.clean_records(inputs.records, inputs.damage, inputs.sources, SALT)
    with watch("splink"):
        scored = link(records)
    best = max(
        (
            figures.measure(scored.filter(pl.col("probability") >= threshold), world.truth)
            for threshold in (0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999, 0.99999)
        ),
        key=lambda result: result.f1,
    )
    return Result("Splink", world, best, None, 0, watch, scored)


def show(result: Result) -> None:
    """Prints one result."""
    seconds, megabytes = result.watch.seconds, result.watch.megabytes
    stages = "  ".join(f"{name} {seconds[name]:.2f} s {megabytes[name]:.0f} MB" for name in seconds)
    print(f"  {result.tool:12} automatic  {result.auto}   {result.watch.total:.2f} s  ({stages})")
    if result.both is not None:
        print(
            f"  {'':12} + review   {result.both}   most candidates a record: {result.most_candidates}"
        )


def show_ledgers(result: Result) -> None:
    """Prints whether the contributions of every pair add up, and the sentences name the strongest."""
    if result.matched is not None:
        checked = ledgers.check(result.matched.pairs)
        print(
            f"  {'':12} ledgers    {checked.pairs:,} pairs, sums differ by at most {checked.widest:.1e}, "
            f"sentences without the strongest reason: {checked.wrong_sentences}"
        )


def show_best(world: worlds.World, model: errors.Model) -> None:
    """Prints the best decision that the world allows."""
    if world.difficulty in best.PRECISION:
        found = best.best(world, model)
        print(f"  {'best':12} possible   {found.auto}   above 1/4: R {found.quarter:.5f}")


def options() -> argparse.ArgumentParser:
    """The command line: which worlds, and what is shown of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roster", type=int, default=10_000)
    parser.add_argument("--register", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", choices=[*errors.MODELS, "all"], default="all")
    parser.add_argument("--difficulty", choices=[*worlds.DIFFICULTIES, "all"], default="all")
    parser.add_argument("--peers", action="store_true", help="XLOOKUP and Splink as well")
    parser.add_argument("--best", action="store_true", help="the best decision that is possible")
    parser.add_argument("--calibration", action="store_true")
    return parser


def asked_worlds(asked: argparse.Namespace) -> Iterator[tuple[str, worlds.World]]:
    """The error model's name and the world, for each that the command line asks for."""
    for model in errors.MODELS if asked.model == "all" else [asked.model]:
        for difficulty in worlds.DIFFICULTIES if asked.difficulty == "all" else [asked.difficulty]:
            yield (
                model,
                worlds.build(
                    difficulty,
                    roster=asked.roster,
                    register=asked.register,
                    seed=asked.seed,
                    model=errors.MODELS[model],
                ),
            )


def main() -> None:
    """Runs the worlds that were asked for."""
    asked = options().parse_args()
    tools: list[Callable[[worlds.World], Result]] = [orgtransfer]
    if asked.peers:
        tools += [xlookup, splink]
    for model, world in asked_worlds(asked):
        print(f"{world.difficulty} ({model} errors, {asked.roster:,} x {asked.register:,})")
        for tool in tools:
            result = tool(world)
            show(result)
            show_ledgers(result)
            if asked.calibration and result.scored is not None:
                print(figures.calibration(result.scored, world.truth))
        if asked.best:
            show_best(world, errors.MODELS[model])
    print(f"peak memory of the last stage: {peak():.0f} MB")


if __name__ == "__main__":
    main()
