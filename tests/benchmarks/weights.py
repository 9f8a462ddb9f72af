"""How the shipped weights compare with linked pairs: `python -m tests.benchmarks.weights`.

Counts, in each benchmark world of the ordinary error model, how often each level is seen on pairs
of one person (m) and on random pairs of two (u), and prints both beside the shipped weight;
`--write` puts the tables into docs/weights.md. The shipped table is not fitted to the worlds: a
level's numbers are changed only where a world shows an error of the table's own reasoning.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from orgtransfer import clean, organisations
from orgtransfer.match import compare, frequency, matching, score, weights
from orgtransfer.match.values import values as make_values
from tests.benchmarks import worlds

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "weights.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
_RANDOM: Final = 400_000
_ENOUGH: Final = 30
"""Pairs that a level must be seen on, on either side, before its ratio says anything."""
_NO_ALIASES: Final = pl.DataFrame(schema={"name": pl.String, "full_name": pl.String})
_PAIRS: Final = {"a": pl.UInt32, "b": pl.UInt32}


def measure(world: worlds.World, random_pairs: int = _RANDOM) -> pl.DataFrame:
    """The levels of a world's true pairs and of random pairs, beside what is shipped.

    Returns:
        `comparison`, `level`, `m` and `u` (shares of the pairs that give the field), `true` and
        `other` (pairs seen), `measured` (ln m/u; null where too few were seen) and `shipped` (the
        weight that stands for the true pairs of the level: the log of its mean inverse).
    """
    inputs = world.inputs
    records = clean.clean_records(inputs.records, inputs.damage, inputs.sources, b"weights")
    listed = clean.clean_organisations(inputs.organisations, inputs.sources)
    nodes, membership = organisations.trees(listed, records)
    values, texts = make_values(records, nodes, membership)
    nobody = pl.DataFrame(schema=_PAIRS)
    values = matching.with_entities(values, nobody, nobody)
    around, shares = compare.units(values, texts, _NO_ALIASES), frequency.shares(values)
    true = _true(world, records)
    ledgers = [
        score.score(compare.levels(pairs, values, around), shares)
        for pairs in (true, _others(records, true, random_pairs))
    ]
    rows = [
        _row(comparison, level, *ledgers)
        for comparison, levels in weights.TABLE.items()
        for level in levels
    ]
    return pl.DataFrame(rows, infer_schema_length=None).filter(pl.col("true") + pl.col("other") > 0)


def _true(world: worlds.World, records: pl.DataFrame) -> pl.DataFrame:
    placed = world.truth.join(records.select("record", "system", "row"), on=["system", "row"])
    sides = [placed.filter(system=system) for system in ("roster", "register")]
    return _ordered(sides[0].join(sides[1], on="person", suffix="_b"), "record", "record_b")


def _others(records: pl.DataFrame, true: pl.DataFrame, count: int) -> pl.DataFrame:
    rng = np.random.default_rng(1)
    sides = [
        rng.choice(records.filter(system=system)["record"].to_numpy(), count)
        for system in ("roster", "register")
    ]
    drawn = pl.DataFrame({"x": sides[0], "y": sides[1]}, schema={"x": pl.UInt32, "y": pl.UInt32})
    return _ordered(drawn, "x", "y").join(true, on=["a", "b"], how="anti").sort("a", "b")


def _ordered(pairs: pl.DataFrame, x: str, y: str) -> pl.DataFrame:
    return (
        pairs.select(a=pl.min_horizontal(x, y), b=pl.max_horizontal(x, y)).unique().sort("a", "b")
    )


def _row(comparison: str, level: str, true: pl.DataFrame, other: pl.DataFrame) -> dict[str, object]:
    column, weight = pl.col(f"{comparison}_level"), pl.col(f"{comparison}_weight")
    seen, met = (ledger.filter(column == level) for ledger in (true, other))
    given, drawn = (ledger.filter(column.is_not_null()).height for ledger in (true, other))
    m, u = (part.height / max(whole, 1) for part, whole in ((seen, given), (met, drawn)))
    told = min(seen.height, met.height) >= _ENOUGH
    inverse = seen.select((-weight).exp().mean()).item()
    return {
        "comparison": comparison,
        "level": level,
        "m": m,
        "u": u,
        "true": seen.height,
        "other": met.height,
        "measured": math.log(m / u) if told else None,
        "shipped": None if inverse is None else -math.log(inverse),
    }


def _markdown(difficulty: str, table: pl.DataFrame) -> str:
    head = (
        f"### `{difficulty}`\n\n"
        "| comparison | level | same person (m) | two people (u) | ln m/u | shipped |\n"
        "|---|---|--:|--:|--:|--:|\n"
    )
    lines = [
        f"| {row['comparison']} | {row['level']} | {row['m']:.4f} | {row['u']:.2e} | "
        f"{_number(row['measured'])} | {_number(row['shipped'])} |\n"
        for row in table.iter_rows(named=True)
    ]
    return head + "".join(lines)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def main() -> None:
    """Measures the worlds and prints, or writes, the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roster", type=int, default=10_000)
    parser.add_argument("--register", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help=f"into {DOCUMENT.name}")
    asked = parser.parse_args()
    parts = []
    for difficulty in worlds.DIFFICULTIES:
        world = worlds.build(
            difficulty, roster=asked.roster, register=asked.register, seed=asked.seed
        )
        parts.append(_markdown(difficulty, measure(world)))
    text = "\n".join(parts)
    print(text)
    if asked.write:
        before, _begin, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        DOCUMENT.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
