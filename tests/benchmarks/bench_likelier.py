"""Which side of a difference is right: how many lines are decided, and how many of these rightly.

    python -m tests.benchmarks.bench_likelier [--seed 1]

On both error models and all difficulties, against the values that the world was made of.
"""

from __future__ import annotations

import argparse
import datetime as dt
from typing import Final

import numpy as np
import polars as pl

from orgtransfer import pipeline
from orgtransfer.config import parse
from orgtransfer.findings import World, registry
from orgtransfer.findings.fields import differences
from orgtransfer.findings.likelier import with_likelier
from tests.benchmarks import errors, worlds
from tests.benchmarks.population import people

TODAY: Final = dt.date(2026, 11, 27)
_SYSTEMS: Final = ("register", "roster", "register2", "roster2")
"""The first two, three or four of these."""
_TRUE: Final = {"id": "id_number", "name": "name", "birth": "birth", "sex": "sex", "phone": "phone"}


_NO_LINES: Final = pl.DataFrame(
    schema={
        "field": pl.String, "say": pl.get_index_type(), "decided": pl.Boolean, "right": pl.Boolean,
        "why": pl.String,
    }
)  # fmt: skip


def _config(systems: int) -> str:
    return "".join(
        f'[systems.{name}]\nrole = "{name.rstrip("2")}"\nmembers = "{name}.csv"\n'
        for name in _SYSTEMS[:systems]
    )


def judged(
    difficulty: str, model: errors.Model, seed: int, size: tuple[int, int], systems: int = 2
) -> pl.DataFrame:
    """field, say, decided, right, why: one row a difference between two rows of one person.

    `say` is how many systems give a value.

    Args:
        difficulty: of `worlds.DIFFICULTIES`.
        model: the slips.
        seed: of the world.
        size: people on the roster and in the register.
        systems: how many there are (see `worlds.build`).
    """
    roster, register = size
    world = worlds.build(
        difficulty, roster=roster, register=register, seed=seed, model=model,
        systems=systems,
    )  # fmt: skip
    rng = np.random.default_rng([seed, worlds.DIFFICULTIES.index(difficulty), roster, register])
    everybody = people(rng, register + round(roster * 0.08)).with_columns(
        sex=pl.col("sex").replace({"男": "M", "女": "F"})
    )
    outcome = pipeline.reconcile(
        world.inputs, parse(_config(systems), registry.OPTIONS), TODAY, salt=b"benchmark"
    )
    true = (
        outcome.records.select("record", "system", "row")
        .join(world.truth.with_columns(pl.col("row").cast(pl.UInt32)), on=["system", "row"])
        .join(everybody.select("person", *_TRUE.values()), on="person")
        .select("record", whose="person", **{f"true_{k}": v for k, v in _TRUE.items()})
    )
    tables = World(
        today=TODAY, records=outcome.records, organisations=outcome.organisations,
        membership=outcome.membership, persons=outcome.matched.persons,
        sources=outcome.inputs.sources,
    )  # fmt: skip
    found = [_NO_LINES]
    for field in _TRUE:
        pairs = differences(tables, field).sort("a_record", "b_record")
        pairs = pairs.unique("person", keep="first", maintain_order=True)
        if pairs.is_empty():
            continue
        said = pl.when(pl.col("side") == "a").then(f"a_{field}_key").otherwise(f"b_{field}_key")
        told = (
            with_likelier(pairs, tables, field)
            .join(true, left_on="a_record", right_on="record")
            .join(true.select(b_record="record", other="whose"), on="b_record")
            .filter(pl.col("whose") == pl.col("other"))
        )
        truth = pl.col(f"true_{field}").str.replace_all(" ", "")
        known = tables.alive.drop_nulls(f"{field}_key").group_by("person")
        told = told.join(known.agg(say=pl.col("system").n_unique()), on="person")
        found.append(
            told.select(
                "say", field=pl.lit(field), decided=pl.col("side").is_not_null(), right=said == truth,
                why="why",
            ).select(_NO_LINES.columns)
        )  # fmt: skip
    return pl.concat(found)


def main() -> None:
    """Prints a line a model, difficulty and field, and the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, nargs=2, default=(10_000, 50_000))
    parser.add_argument("--systems", type=int, default=2, choices=(2, 3, 4))
    asked = parser.parse_args()
    lines = [
        judged(difficulty, model, asked.seed, tuple(asked.size), asked.systems).with_columns(
            model=pl.lit(model.name), difficulty=pl.lit(difficulty)
        )
        for model in errors.MODELS.values()
        for difficulty in worlds.DIFFICULTIES
    ]
    table = pl.concat(lines)
    counted = [
        pl.len().alias("lines"),
        pl.col("decided").sum(),
        (pl.col("decided") & pl.col("right")).sum().alias("right"),
    ]
    with pl.Config(tbl_rows=-1):
        print(
            table.group_by("model", "difficulty", "field", maintain_order=True).agg(counted),
            table.filter(pl.col("field") != "phone").group_by("model").agg(counted),
            table.group_by("say", "field").agg(counted).sort("say", "field"),
            table.group_by("why").agg(counted).sort("lines"),
            table.filter(pl.col("field") != "phone").group_by("say").agg(counted).sort("say"),
            table.group_by("say").agg(counted).sort("say"),
            table.select(counted),
            sep="\n",
        )


if __name__ == "__main__":
    main()
