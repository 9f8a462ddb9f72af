"""Forty searches as clerks type them, on 60,000 rows: is the one who is wanted on the first screen?

    python -m tests.benchmarks.bench_search [--seed 1]

Each search is for one person of the world, in one of the forms that people type. `explain` lists
twenty people a screen.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import time
from collections.abc import Callable
from typing import Any, Final

import polars as pl

from orgtransfer import pipeline
from orgtransfer.config import parse
from orgtransfer.findings import search
from orgtransfer.models import Outcome
from orgtransfer.similarity import characters
from tests.benchmarks import errors, worlds
from tests.benchmarks.bench_likelier import _CONFIG as CONFIG

SCREEN: Final = 20
Row = dict[str, Any]


def _syllables() -> dict[str, str]:
    known: dict[str, str] = {}
    for syllable, text in characters.lines("readings"):
        for character in text:
            known.setdefault(character, syllable.replace("ü", "v"))
    return known


_READ: Final = _syllables()


def _pinyin(name: str) -> str:
    return "".join(_READ.get(character, "") for character in name)


def _initials(name: str) -> str:
    return "".join(_READ.get(character, "")[:1] for character in name)


FORMS: Final[dict[str, Callable[[Row], str]]] = {
    "name and unit": lambda row: f"{row['name']} {row['unit'][-6:]}",
    "part of the name and unit": lambda row: f"{row['name'][1:]} {row['unit']}",
    "name, a blank inside, and unit": lambda row: (
        f"{row['name'][0]}{row['name'][1:]}　{row['unit']}"
    ),
    "name and last four": lambda row: f"{row['name']} {row['id_key'][-4:]}",
    "pinyin and last four": lambda row: f"{_pinyin(row['name'])} {row['id_key'][-4:]}",
    "initials and last six": lambda row: f"{_initials(row['name'])} {row['id_key'][-6:]}",
    "surname and last six, full width": lambda row: (
        row["name"][0] + " " + _wide(row["id_key"][-6:])
    ),
    "last eight": lambda row: row["id_key"][-8:],
    "the whole number": lambda row: row["id_key"],
    "the number as masked": lambda row: row["id_key"][:6] + "*" * 8 + row["id_key"][14:],
    "phone": lambda row: row["phone_key"],
    "last eight of the phone": lambda row: row["phone_key"][-8:],
    "name and last four of the phone": lambda row: f"{row['name']} {row['phone_key'][-4:]}",
    "name and branch": lambda row: f"{row['name']} {row['branch']}",
    "file and row": lambda row: f"{row['file']}:{row['row']}",
    "the person's key": lambda row: row["person"],
    "the row's key": lambda row: row["record_key"],
    "a pair's key": lambda row: f"{row['record_key']}|{row['record_key']}",
    "pinyin, unit": lambda row: f"{_pinyin(row['name'])} {row['unit']}",
    "initials, branch": lambda row: f"{_initials(row['name'])} {row['branch']}",
}
"""What is typed -> how it is made of the person's row."""


def _wide(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


def world(seed: int) -> Outcome:
    """A run on 10,000 rows of a roster and 50,000 of a register."""
    made = worlds.build("full", roster=10_000, register=50_000, model=errors.ORDINARY, seed=seed)
    return pipeline.reconcile(made.inputs, parse(CONFIG), dt.date(2026, 11, 28), salt=b"search")


def main() -> None:
    """Prints what was found on the first screen, and the slowest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    outcome = world(given.seed)
    rows = outcome.records.join(outcome.matched.persons, on="record").drop_nulls(
        ["name", "unit", "branch", "phone_key", "file"]
    ).filter(pl.col("id_key").str.contains(r"^\d{17}[\dX]$"), pl.col("name").str.len_chars() > 2)  # fmt: skip
    read = pl.col("name").str.split("").list.eval(pl.element().is_in(list(_READ))).list.all()
    rows = rows.filter(read)
    rng = random.Random(given.seed)
    found, slowest = 0, 0.0
    for place in range(40):
        form = list(FORMS)[place % len(FORMS)]
        row = rows.row(rng.randrange(rows.height), named=True)
        began = time.perf_counter()
        hits = search.people(outcome, FORMS[form](row))["person"].to_list()
        seconds = time.perf_counter() - began
        slowest = max(slowest, seconds)
        is_there = row["person"] in hits[:SCREEN]
        found += is_there
        print(
            f"{form:36} {'found' if is_there else 'NOT FOUND':9} of {len(hits):5} {seconds:.2f} s"
        )
    print(
        f"{outcome.records.height:,} rows: {found} of 40 on the first screen, slowest {slowest:.2f} s"
    )


if __name__ == "__main__":
    main()
