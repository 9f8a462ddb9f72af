"""What learnt weights are worth: `python -m tests.benchmarks.bench_learn [--help]`.

Worlds whose errors differ from those that the shipped weights stand for (`DIFFERENT`), and worlds
that fit them (both error models of the other benchmarks). Each is matched; a sample of pairs is drawn
and judged by the truth, as `quality --sample` does; weights are learnt from the run and the answers,
as `learn` does; and it is matched again with these. Printed are F1 of the links and log-loss of the
pairs, before and after, and with `--oracle` what the same estimate gives when it knows every true pair.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from orgtransfer.match import learning, learnt, reweighed
from orgtransfer.models import Matched
from orgtransfer.quality import belief, population
from tests.benchmarks import bench_match, bench_quality, errors, figures, worlds
from tests.benchmarks.errors import ORDINARY, Model, Rates

_UNKNOWN: Final = 0.0005
"""What a pair is taken to be said that was dismissed altogether: less than 0.001."""


def _times(rates: Rates, factor: float) -> Rates:
    return {kind: rate * factor for kind, rate in rates.items()}


DIFFERENT: Final[dict[str, Model]] = {
    # Units and telephone numbers change more than they do elsewhere.
    "movers": replace(ORDINARY, name="movers", unit_moved=0.20, phone_changed=0.45),
    # Four times the slips of the pen.
    "typists": replace(
        ORDINARY,
        name="typists",
        names={**_times(ORDINARY.names, 4), "spaced": 0.02, "note": 0.004},
        births=_times(ORDINARY.births, 5),
        sex_wrong=0.015,
    ),
    # Hardly a slip.
    "careful": replace(
        ORDINARY,
        name="careful",
        names=_times(ORDINARY.names, 0.15),
        ids=_times(ORDINARY.ids, 0.1),
        births=_times(ORDINARY.births, 0.1),
        sex_wrong=0.0003,
        unit_moved=0.004,
        phone_changed=0.02,
    ),
    # Typed by their reading, from memory.
    "clerks": replace(
        ORDINARY,
        name="clerks",
        names={"homophone": 0.04, "lookalike": 0.001, "other": 0.01, "renamed": 0.01, "dropped": 0.006},
        births={"year_off": 0.02, "one_digit": 0.01},
        sex_wrong=0.01,
        unit_moved=0.10,
    ),
    # Read by a machine from paper.
    "scanned": replace(
        ORDINARY,
        name="scanned",
        names={"lookalike": 0.04, "lost": 0.02, "homophone": 0.001},
        births={"one_digit": 0.03},
        phones={"one_digit": 0.06},
        unit_moved=0.01,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One world, before and after."""

    name: str
    difficulty: str
    seed: int
    f1: tuple[float, float]
    losses: tuple[float, float]
    unjudged: tuple[float, float]
    """The losses of the pairs that were not in the sample."""
    changed: tuple[str, ...]
    oracle: float | None

    @property
    def gain(self) -> float:
        """In F1."""
        return self.f1[1] - self.f1[0]


def measure(world: worlds.World, name: str, seed: int, rulings: int, *, oracle: bool) -> Line:
    """Matches a world, learns, and matches it again."""
    before = bench_match.orgtransfer(world)
    assert before.matched is not None
    assert before.records is not None
    person = before.records.select("record", "system", "row").join(
        world.truth, on=["system", "row"]
    )
    person = person.select("record", "person")
    pairs = _ruled(before.matched, before.records, person, rulings, seed)
    shares = learning.learn(pairs).shares
    after = bench_match.orgtransfer(world, weights=learnt.weights(shares)) if shares else before
    assert after.matched is not None
    best = None
    if oracle:
        known = learning.learn(_known(pairs, person)).shares
        best = bench_match.orgtransfer(world, weights=learnt.weights(known)).auto.f1
    judged = pairs.filter(pl.col("label").is_not_null()).select("a", "b")
    lost = _lost(before.matched, after.matched, before.records, person)
    unjudged = lost.join(judged, on=["a", "b"], how="anti")
    true = figures.true_pairs(world.truth).height
    return Line(
        name, world.difficulty, seed, (before.auto.f1, after.auto.f1), _losses(lost, true),
        _losses(unjudged, true), tuple(shares), best,
    )  # fmt: skip


def _ruled(
    matched: Matched, records: pl.DataFrame, person: pl.DataFrame, rulings: int, seed: int
) -> pl.DataFrame:
    """What `learning.learn` is given: the pairs with `label` and `worth`."""
    pairs = belief.between(matched, records)
    unruled = {"label": pl.lit(None, pl.Float64), "worth": pl.lit(None, pl.Float64)}
    if not rulings:
        return pairs.with_columns(**unruled)
    judged = bench_quality.judged_sample(matched, records, person, rulings, seed)
    sizes = population.strata(population.population(matched, records))
    weighed = (
        judged.join(sizes.select("side", "stratum", "size"), on=["side", "stratum"])
        .with_columns(worth=pl.col("size") / pl.len().over("side", "stratum"))
        .filter(pl.col("stratum") != population.SEARCH)
        .select("a", "b", "worth", label=pl.col("same").cast(pl.Float64))
    )
    return pairs.join(weighed, on=["a", "b"], how="left", maintain_order="left")


def _known(pairs: pl.DataFrame, person: pl.DataFrame) -> pl.DataFrame:
    """The pairs, every one of them judged by the truth, and none left out."""
    same = bench_quality.same_person(pairs.drop("label", "worth"), person)
    return same.with_columns(label=pl.col("same").cast(pl.Float64), worth=pl.lit(1.0))


def _lost(
    before: Matched, after: Matched, records: pl.DataFrame, person: pl.DataFrame
) -> pl.DataFrame:
    """The log-loss (`before`, `after`) of all pairs that either run knows."""
    said = [
        belief.between(one, records).select("a", "b", pl.col("probability").alias(name))
        for one, name in ((before, "before"), (after, "after"))
    ]
    both = said[0].join(said[1], on=["a", "b"], how="full", coalesce=True)
    both = bench_quality.same_person(both, person).with_columns(
        pl.col("before", "after").fill_null(_UNKNOWN)
    )
    label = both["same"].cast(pl.Float64)
    return both.select(
        "a", "b",
        *(pl.Series(name, reweighed.loss(both[name], label)) for name in ("before", "after")),
    )  # fmt: skip


def _losses(lost: pl.DataFrame, true: int) -> tuple[float, float]:
    """The log-loss before and after, over the number of true pairs."""
    return float(lost["before"].sum()) / true, float(lost["after"].sum()) / true


def lines(asked: argparse.Namespace) -> Iterator[Line]:
    """A line a world."""
    models = {**DIFFERENT, **errors.MODELS}
    for name in models if asked.model == "all" else [asked.model]:
        for difficulty in worlds.DIFFICULTIES if asked.difficulty == "all" else [asked.difficulty]:
            for seed in range(asked.first, asked.first + asked.seeds):
                world = worlds.build(
                    difficulty, roster=asked.roster, register=asked.register, seed=seed,
                    model=models[name],
                )  # fmt: skip
                yield measure(world, name, seed, asked.rulings, oracle=asked.oracle)


def told(line: Line) -> str:
    """A line of the report."""
    best = "" if line.oracle is None else f"  by the truth {line.oracle - line.f1[0]:+.5f}"
    return (
        f"{line.name:9}{line.difficulty:7}{line.seed}  F1 {line.f1[0]:.5f} {line.gain:+.5f}"
        f"  log-loss {line.losses[0]:.5f} {line.losses[1] - line.losses[0]:+.5f}{best}"
        f"  {', '.join(line.changed)}"
    )


def summed(made: list[Line]) -> Iterator[str]:
    """What was asked of them, and what they show."""
    differing = [line for line in made if line.name in DIFFERENT]
    fitting = [line for line in made if line.name not in DIFFERENT]
    roster = [line for line in differing if line.difficulty == "roster"]
    if differing:
        fell = sum(line.losses[1] < line.losses[0] for line in differing)
        yield f"errors that differ: log-loss falls on {fell} of {len(differing)}"
        moved = [line.losses[1] - line.losses[0] for line in differing]
        yield f"  and rises on {sum(change > 0 for change in moved)}, by {max(moved):.6f} at most"
        told = [line.unjudged[1] - line.unjudged[0] for line in differing]
        fell, rose = sum(change < 0 for change in told), sum(change > 0 for change in told)
        yield f"  of the pairs that nobody judged it falls on {fell}, and rises on {rose}"
        yield f"  the least gain in F1 {min(line.gain for line in differing):+.5f}"
    if roster:
        yield f"  gain in roster {sum(line.gain for line in roster) / len(roster):+.5f} on average"
    if any(line.oracle is not None for line in roster):
        best = [line.oracle - line.f1[0] for line in roster if line.oracle is not None]
        yield f"  by the truth {sum(best) / len(best):+.5f}"
    if fitting:
        yield f"errors that fit: F1 moves by at most {max(abs(line.gain) for line in fitting):.5f}"


def main() -> None:
    """Prints a line a world, and what they show together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roster", type=int, default=3_000)
    parser.add_argument("--register", type=int, default=15_000)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--rulings", type=int, default=300)
    parser.add_argument("--model", choices=[*DIFFERENT, *errors.MODELS, "all"], default="all")
    parser.add_argument("--difficulty", choices=[*worlds.DIFFICULTIES, "all"], default="all")
    parser.add_argument("--oracle", action="store_true", help="with every true pair known as well")
    made: list[Line] = []
    for line in lines(parser.parse_args()):
        made.append(line)
        print(told(line), flush=True)
    print("", *summed(made), sep="\n")


if __name__ == "__main__":
    main()
