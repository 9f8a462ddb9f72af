"""Branch links on a world of branches: `python -m tests.benchmarks.bench_branches [--help]`.

Prints precision and recall of automatic links, how many of the others wait for a clerk, both by the
way the roster writes its names, and the time of the trees and of the links.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import polars as pl

from orgtransfer import clean, frames, organisations
from tests.benchmarks.figures import Figures
from tests.benchmarks.world_branches import World, build

SALT = b"benchmark"
NO_ALIASES = pl.DataFrame(schema={"name": pl.String, "full_name": pl.String})


@dataclass(frozen=True)
class Result:
    """What came out on one world."""

    figures: Figures
    styles: pl.DataFrame
    """style, pairs, linked, review."""
    wrong: pl.DataFrame
    missed: pl.DataFrame
    seconds: dict[str, float]
    candidates: int


def run(world: World) -> Result:
    """Cleans, builds the trees and links; persons are taken from the truth."""
    seconds = {}
    start = time.perf_counter()
    records = clean.clean_records(world.records, frames.DAMAGE.empty(), world.sources, SALT)
    listed = clean.clean_organisations(world.organisations, world.sources)
    seconds["clean"] = time.perf_counter() - start
    start = time.perf_counter()
    nodes, membership = organisations.trees(listed, records)
    seconds["trees"] = time.perf_counter() - start
    numbers = pl.DataFrame({"row": range(2, len(world.persons) + 2), "person": world.persons})
    persons = records.select("record", "row").join(
        numbers.cast({"row": pl.UInt32, "person": pl.String}), on="row"
    )
    start = time.perf_counter()
    linked, pairs = organisations.link(
        nodes, membership, persons.drop("row"), NO_ALIASES, frames.DECISIONS.empty(), SALT
    )
    seconds["link"] = time.perf_counter() - start
    return _judged(world, linked, pairs, seconds)


def _judged(
    world: World, linked: pl.DataFrame, pairs: pl.DataFrame, seconds: dict[str, float]
) -> Result:
    known = linked.join(world.truth, on=["system", "row"])
    roster = known.filter(pl.col("system") == "roster")
    register = known.filter(pl.col("system") == "register")
    said = roster.join(register, on="organisation", suffix="_b")
    true = roster.join(register, on="real", suffix="_b")
    right = said.filter(pl.col("real") == pl.col("real_b"))
    missed = true.filter(pl.col("organisation") != pl.col("organisation_b"))
    waiting = pairs.filter(pl.col("tier") == "review").select("a", "b")
    either = pl.concat([waiting, waiting.select(a="b", b="a")]).with_columns(
        review=pl.lit(value=True)
    )
    held = missed.join(either, left_on=["node", "node_b"], right_on=["a", "b"], how="left")
    styles = (
        true.group_by("style")
        .agg(pairs=pl.len(), linked=(pl.col("organisation") == pl.col("organisation_b")).sum())
        .join(held.group_by("style").agg(review=pl.col("review").sum()), on="style", how="left")
        .sort("style")
    )
    columns = ["style", "org_name", "org_name_b", "parent"]
    return Result(
        figures=Figures(right.height, said.height - right.height, missed.height),
        styles=styles,
        wrong=said.filter(pl.col("real") != pl.col("real_b")).select(columns),
        missed=held.select([*columns, "review"]),
        seconds=seconds,
        candidates=waiting.height,
    )


def main() -> None:
    """Prints the figures of one world."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roster", type=int, default=600)
    parser.add_argument("--register", type=int, default=14_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="so many wrong and missed pairs")
    asked = parser.parse_args()
    world = build(roster=asked.roster, register=asked.register, seed=asked.seed)
    result = run(world)
    sizes = world.truth["system"].value_counts().sort("system").rows()
    print(f"organisations {dict(sizes)}, members {world.records.height}")
    print(result.figures, f" candidates {result.candidates}")
    print("  ".join(f"{stage} {seconds:.2f} s" for stage, seconds in result.seconds.items()))
    for style, pairs, linked, review in result.styles.iter_rows():
        print(f"  {style:12} {pairs:5} pairs  {linked:5} linked  {review or 0:4} to judge")
    for label, table in (("wrong", result.wrong), ("missed", result.missed)):
        for row in table.head(asked.show).iter_rows():
            print(label, row)


if __name__ == "__main__":
    main()
