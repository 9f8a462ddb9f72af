"""Good nights: `python -m tests.good_nights [--nights 200]` lets the guards look at ordinary change.

Corrections, joiners, leavers, renamed and merged branches, a season of admissions, and half as many
people again over the year: no guard may fire.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import Final

import numpy as np
import polars as pl

from orgtransfer import intake
from orgtransfer.config import Intake
from orgtransfer.intake import history
from tests import nights
from tests.benchmarks import worlds

LIMITS: Final = Intake()


def told(kind: str, count: int, roster: int, register: int) -> list[str]:
    """The reasons that guards gave over `count` good nights; each third a whole branch is named anew."""
    rng = np.random.default_rng(7)
    inputs = worlds.build(kind, roster=roster, register=register).inputs
    table, said = inputs.records.with_row_index("uid"), []
    profiles = [history.profile(inputs)]
    for night in range(1, count + 1):
        table, changed = nights._renamed(rng, nights._changed(rng, table, inputs.records), inputs)
        if night % nights._MERGED == 0:
            table, changed = nights._merged(rng, table, changed)
        if 60 <= night < 120:  # the season in which members are admitted
            first = int(table["uid"].max() or 0) + 1
            fresh = nights._joiners(rng, inputs.records, first, round(table.height * 0.006))
            table = pl.concat([table, fresh.select(table.columns)])
        now = replace(changed, records=table.drop("uid"))
        past = profiles[: -LIMITS.nights - 1 : -1]
        found = (*intake.doubts(now, inputs, LIMITS), *history.doubts(now, past, LIMITS))
        said += [f"{night} {one.system} {one.reason} {dict(one.facts)}" for one in found]
        inputs, profiles = now, [*profiles, history.profile(now)]
    return said


def main() -> int:
    """Prints what guards said in each kind of world; the exit code is 1 where they said anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", type=int, default=200)
    parser.add_argument("--roster", type=int, default=200)
    parser.add_argument("--register", type=int, default=1000)
    given = parser.parse_args()
    fired = 0
    for kind in nights.KINDS:
        said = told(kind, given.nights, given.roster, given.register)
        print(f"{kind}: {given.nights} nights, {len(said)} doubts", *said, sep="\n  ", flush=True)
        fired += len(said)
    return 1 if fired else 0


if __name__ == "__main__":
    sys.exit(main())
