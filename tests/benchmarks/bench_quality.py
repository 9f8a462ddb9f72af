"""What `quality` says against the truth: `python -m tests.benchmarks.bench_quality [--help]`.

On worlds of both error models, all difficulties and several seeds: expected against true wrong and
missed links; and a sample whose pairs are judged by the truth, its ranges against the true precision
and recall. Counted as in bench_match: pairs of a roster row and a register row.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from orgtransfer.config import Match
from orgtransfer.match.thresholds import LEAST_LINKED
from orgtransfer.models import Matched
from orgtransfer.quality import belief, estimate, population, sampling, search
from tests.benchmarks import bench_match, errors, figures, worlds


@dataclass(frozen=True)
class Line:
    """What was said of one world, and what is true of it."""

    difficulty: str
    model: str
    seed: int
    links: int
    said_wrong: float
    wrong: int
    said_missed: float
    missed: int
    found: estimate.Quality

    @property
    def precision(self) -> float:
        """The true one."""
        return (self.links - self.wrong) / max(self.links, 1)

    @property
    def recall(self) -> float:
        """The true one."""
        right = self.links - self.wrong
        return right / max(right + self.missed, 1)

    @property
    def holds(self) -> tuple[bool, bool]:
        """Whether the ranges hold the true precision, and the true recall."""
        return (
            self.found.precision.low <= self.precision <= self.found.precision.high,
            self.found.recall.low <= self.recall <= self.found.recall.high,
        )


def measure(world: worlds.World, model: str, seed: int, judgements: int) -> Line:
    """Matches a world, draws a sample and judges it by the truth."""
    result = bench_match.orgtransfer(world)
    matched, records = result.matched, result.records
    assert matched is not None
    assert records is not None
    said = belief.of(matched, records)
    person = records.select("record", "system", "row").join(world.truth, on=["system", "row"])
    found = _sampled(matched, records, person.select("record", "person"), judgements, seed)
    links = belief.between(matched, records).filter(pl.col("tier").is_in(belief.LINKED))
    wrong = links.height - same_person(links, person)["same"].sum()
    missed = figures.true_pairs(world.truth).height - (links.height - wrong)
    return Line(
        world.difficulty, model, seed, links.height, said["wrong"], wrong, said["missed"], missed,
        found,
    )  # fmt: skip


def _sampled(
    matched: Matched, records: pl.DataFrame, person: pl.DataFrame, judgements: int, seed: int
) -> estimate.Quality:
    items = population.population(matched, records)
    judged = judged_sample(matched, records, person, judgements, seed)
    links = items.filter(side="link")
    counted = (
        population.strata(items)
        .join(
            judged.group_by("side", "stratum").agg(
                same=pl.col("same").sum().cast(pl.Float64),
                different=(~pl.col("same")).sum().cast(pl.Float64),
            ),
            on=["side", "stratum"],
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col("same", "different").fill_null(0.0), unsure=pl.lit(0.0))
    )
    return estimate.estimate(counted, estimate.Known(links.height, 0), seed)


def judged_sample(
    matched: Matched, records: pl.DataFrame, person: pl.DataFrame, judgements: int, seed: int
) -> pl.DataFrame:
    """A sample's pairs (rows of POPULATION, the looked-for ones found) with `same` by the truth."""
    items = population.population(matched, records)
    drawn = sampling.drawn(items, judgements, (1, seed))
    asked = drawn.filter(pl.col("b").is_null())["a"].implode()
    links = items.filter(side="link")
    taken = pl.concat([links["a"], links["b"]]).unique().implode()
    best = search.best(
        records.filter(pl.col("record").is_in(asked)),
        records.filter(pl.col("role") == "register", ~pl.col("record").is_in(taken)),
        pl.concat([matched.pairs.select("a", "b"), matched.dismissed.select("a", "b")]),
    ).rename({"record": "a", "other": "best"})
    pairs = drawn.join(best, on="a", how="left", maintain_order="left").with_columns(
        b=pl.when(pl.col("b").is_null()).then("best").otherwise("b")
    )
    return same_person(pairs, person)


def same_person(pairs: pl.DataFrame, person: pl.DataFrame) -> pl.DataFrame:
    """`pairs` with `same`: whether both are one person."""
    both = pairs
    for end in ("a", "b"):
        ends = person.select(pl.col("record").alias(end), pl.col("person").alias(f"{end}_person"))
        both = both.join(ends, on=end, how="left", maintain_order="left")
    return both.with_columns(same=(pl.col("a_person") == pl.col("b_person")).fill_null(value=False))


def lines(seeds: range, roster: int, register: int, judgements: int) -> Iterator[Line]:
    """A line a world."""
    for name, model in errors.MODELS.items():
        for difficulty in worlds.DIFFICULTIES:
            for seed in seeds:
                world = worlds.build(
                    difficulty, roster=roster, register=register, seed=seed, model=model
                )
                yield measure(world, name, seed, judgements)


def promised(seeds: range, roster: int, register: int, promise: str) -> None:
    """Whether a promise is kept, a line a world, and the recall beside that of the threshold."""
    kept, recalls = [], []
    for name, model in errors.MODELS.items():
        for difficulty in worlds.DIFFICULTIES:
            for seed in seeds:
                world = worlds.build(
                    difficulty, roster=roster, register=register, seed=seed, model=model
                )
                found = bench_match.orgtransfer(world, Match(wrong_links=promise)).auto
                whole = bench_match.orgtransfer(world)
                plain, best = whole.auto, at_best(whole, promise)
                links = found.right + found.wrong
                kept.append(found.wrong <= Fraction(promise) * links)
                recalls.append((found.recall, plain.recall, best))
                print(
                    f"{difficulty:7}{name:9}{seed}  {found.wrong} in {links:,} wrong,"
                    f" recall {found.recall:.4f}, at 0.95 {plain.recall:.4f}, at best {best:.4f}",
                    flush=True,
                )
    means = [sum(part) / len(kept) for part in zip(*recalls, strict=True)]
    print(
        f"\nkept on {sum(kept)} of {len(kept)}; recall {means[0]:.4f}, at 0.95 {means[1]:.4f},"
        f" at best {means[2]:.4f}"
    )


def at_best(result: bench_match.Result, promise: str) -> float:
    """The recall at the lowest threshold that keeps a promise, chosen by the truth."""
    assert result.scored is not None
    true = figures.true_pairs(result.world.truth)
    pairs = result.scored.filter(pl.col("probability") >= LEAST_LINKED).join(
        true.with_columns(true=pl.lit(value=1)), on=["roster", "register"], how="left"
    )
    ranked = pairs.sort("probability", "roster", "register", descending=[True, False, False])
    right = ranked["true"].fill_null(0).cum_sum()
    links = pl.int_range(1, ranked.height + 1, eager=True)
    kept = right.filter((links - right) <= float(Fraction(promise)) * links)
    return kept[-1] / true.height if len(kept) else 0.0


def told(line: Line) -> str:
    """A line of the report."""
    p, r = line.found.precision, line.found.recall
    marks = "".join("." if one else "X" for one in line.holds)
    return (
        f"{line.difficulty:7}{line.model:9}{line.seed}  wrong {line.said_wrong:5.1f}/{line.wrong:<3}"
        f" missed {line.said_missed:6.1f}/{line.missed:<4}"
        f" P {line.precision:.5f} in {p.low:.5f}-{p.high:.5f}"
        f"  R {line.recall:.4f} in {r.low:.4f}-{r.high:.4f}  {marks}"
    )


def main() -> None:
    """Prints a line a world, and how many ranges hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roster", type=int, default=10_000)
    parser.add_argument("--register", type=int, default=50_000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--judgements", type=int, default=200)
    parser.add_argument("--promise", help="measure a promise instead, such as 1/2000")
    asked = parser.parse_args()
    made: list[Line] = []
    seeds = range(asked.first, asked.first + asked.seeds)
    if asked.promise:
        promised(seeds, asked.roster, asked.register, asked.promise)
        return
    for line in lines(seeds, asked.roster, asked.register, asked.judgements):
        made.append(line)
        print(told(line), flush=True)
    count = len(made)
    held = [sum(line.holds[place] for line in made) for place in (0, 1)]
    widths = [
        sum(found.width for found in part) / count
        for part in (
            [line.found.precision for line in made],
            [line.found.recall for line in made],
        )
    ]
    many = [line for line in made if line.wrong >= 5]
    near = [line for line in many if 0.5 <= line.said_wrong / line.wrong <= 2]
    print(f"\nprecision held in {held[0]} of {count}, mean width {widths[0]:.4f}")
    print(f"recall held in {held[1]} of {count}, mean width {widths[1]:.4f}")
    print(
        f"expected wrong within a factor of 2 in {len(near)} of {len(many)} with 5 wrong and more"
    )


if __name__ == "__main__":
    main()
