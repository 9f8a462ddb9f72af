"""Nights after nights: `python -m tests.nights` lets a world change and asks what each night believes.

Each night some rows are corrected in one field (name, number, phone, dates, unit, post), people join,
leave and move to another branch, branches are renamed or taken into another one, all rows stand in
another order under another file name, and the language is the other one. The simulation knows which
row is whose, so it can tell what is truly new. What clerks enter in between: `python -m tests.clerks`.

    python -m tests.nights --nights 200 --roster 500 --register 2500 --kind noid

With `--store` each night is kept in a store, and how large that has become is told besides;
`--language zh` keeps to one language (in another one all sentences are others, and are kept as well).
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from orgtransfer import frames, i18n, pipeline
from orgtransfer.config import Config
from orgtransfer.findings import registry
from orgtransfer.models import Earlier, Inputs, Outcome
from orgtransfer.store import Run, Store
from orgtransfer.store import open as open_store
from tests.benchmarks import worlds

START: Final = dt.date(2026, 11, 20)
SALT: Final = b"nights"
KINDS: Final = ("full", "masked", "noid")
"""The worlds: whole numbers, hidden ones, none."""
LANGUAGES: Final = ("zh", "en")
_CORRECTED: Final = 0.01
"""Share of the rows that are corrected in one field each night."""
_MOVED: Final = 0.002
"""Share of the people who join, and who leave."""
_OF_PERSONS: Final = [rule.code for rule in registry.RULES if rule.about == "person"]
"""The rules about a person; which of the person's rows one names makes no other matter of it."""
_TOLD: Final = 10
"""Each so many nights it is told how far the simulation is."""
_MERGED: Final = 7
"""Each so many nights a branch is taken into another one."""
_OF_A_BRANCH: Final = ("branch", "branch_code", "parent")
_FIELDS: Final = ("name", "id_number", "phone", "birth_date", "join_date", "unit", "post")
_SYLLABLES: Final = "安博辰丹恩方庚涵静凯澜明宁佩清睿诗桐薇欣雅哲"


@dataclass
class Count:
    """What was seen over the nights."""

    nights: int = 0
    persons: int = 0
    renumbered: int = 0
    """Persons whose rows are those of last night, and whose key is not."""
    new: int = 0
    false_new: int = 0
    """`new` though the same rule stood last night about the same row."""
    dates: int = 0
    wrong_dates: int = 0
    examples: list[str] = field(default_factory=list)
    """What the false ones were, by code; never a person's data."""
    stored: list[int] = field(default_factory=list)
    """Bytes of the store after each night, where there is one."""
    changed: int = 0
    """Bytes of the rows, and of the facts that findings tell, that were not there the night before."""
    reworded: int = 0
    """Bytes of sentences and evidence of findings that were not there the night before."""

    def line(self) -> str:
        """One line of figures."""
        return (
            f"nights {self.nights}, persons {self.persons}, renumbered {self.renumbered}, "
            f"new {self.new}, of these false {self.false_new}, "
            f"first dates {self.dates}, wrong {self.wrong_dates}"
        )


@dataclass
class Kept:
    """A store in which every night is kept."""

    memory: Store
    texts: set[str] = field(default_factory=set)
    """The rows, and the facts of the findings, of the last night."""
    sentences: set[str] = field(default_factory=set)
    """The sentences and evidence of the findings of the last night."""

    def take(self, count: Count, outcome: Outcome, today: dt.date) -> None:
        """Keeps a night, and notes what it added."""
        made = dt.datetime.combine(today, dt.time(2, 30), dt.UTC)
        self.memory.record(outcome, Run(0, made, today, "test"), Config().store.keep_runs)
        count.stored.append((self.memory.path / "store.sqlite").stat().st_size)
        rows = outcome.records.select(
            pl.concat_str(frames.MEMBER_FIELDS, separator=",", ignore_nulls=True)
        )
        said = outcome.findings.select(pl.concat_str("key", "severity", "told", ignore_nulls=True))
        texts = {*rows.to_series(), *said.to_series()}
        sentences = set(
            outcome.findings.select(pl.col("message", "evidence")).unpivot()["value"].drop_nulls()
        )
        if self.texts:
            count.changed += _bytes(texts - self.texts)
            count.reworded += _bytes(sentences - self.sentences)
        self.texts, self.sentences = texts, sentences


def _bytes(texts: set[str]) -> int:
    return sum(len(text.encode()) for text in texts)


def simulate(  # the world, and what is asked of it
    kind: str,
    nights: int,
    roster: int,
    register: int,
    seed: int = 1,
    *,
    kept: Kept | None = None,
    languages: Sequence[str] = LANGUAGES,
) -> Count:
    """Runs `nights` nights on one world.

    Args:
        kind: one of KINDS.
        nights: how many.
        roster: people of the roster.
        register: people of the register.
        seed: the same one gives the same nights.
        kept: where each night is kept; None: nowhere.
        languages: of the nights, by turns.
    """
    rng = np.random.default_rng(seed)
    inputs = worlds.build(kind, roster=roster, register=register, seed=seed).inputs
    rows = inputs.records.with_row_index("uid")
    count = Count()
    before: tuple[Outcome, pl.DataFrame] | None = None
    first: dict[str, dt.date] = {}
    stood: set[str] = set()
    language = i18n.language()
    for night in range(nights):
        today = START + dt.timedelta(days=night)
        if night:
            rows, inputs = _renamed(rng, _changed(rng, rows, inputs.records), inputs)
            if night % _MERGED == 0:
                rows, inputs = _merged(rng, rows, inputs)
        i18n.use(languages[night % len(languages)])
        outcome, places = _night(inputs, rows, rng, before, today)
        told = _told(outcome, places)
        if before is not None:
            _compare(count, before, (outcome, places), told, (stood, first))
        stood = _matters(told)
        # What comes back is known since the day on which it was first seen.
        first |= dict.fromkeys(stood - first.keys(), today)
        before = (outcome, places)
        count.nights += 1
        if kept is not None:
            kept.take(count, outcome, today)
        if count.nights % _TOLD == 0:
            print(kind, count.line(), file=sys.stderr)
    i18n.use(language)
    return count


def _night(
    inputs: Inputs,
    rows: pl.DataFrame,
    rng: np.random.Generator,
    before: tuple[Outcome, pl.DataFrame] | None,
    today: dt.date,
) -> tuple[Outcome, pl.DataFrame]:
    shuffled = rows[rng.permutation(rows.height)].with_columns(
        file=pl.col("system") + f"_{today:%Y%m%d}.csv",
        row=(pl.int_range(pl.len()).over("system") + 2).cast(pl.UInt32),
    )
    places = shuffled.select("uid", "system", "row")
    sources = inputs.sources.with_columns(
        file=pl.col("system") + f"_{today:%Y%m%d}.csv", exported=pl.lit(today)
    )
    raw = shuffled.select(inputs.records.columns)
    last = before[0] if before else None
    outcome = pipeline.reconcile(
        replace(inputs, records=raw, sources=sources, damage=inputs.damage.clear()),
        Config(),
        today,
        previous=last.findings if last else None,
        earlier=earlier(last) if last else None,
        closed=last.closed if last else None,
        salt=SALT,
    )
    return outcome, places


def earlier(outcome: Outcome) -> Earlier:
    """The tables that the store would hand to the next night."""
    return Earlier(
        outcome.records, outcome.matched.persons, outcome.organisations, outcome.membership
    )


def _changed(rng: np.random.Generator, rows: pl.DataFrame, origin: pl.DataFrame) -> pl.DataFrame:
    """Tonight's rows: corrected, joined by some, left by some."""
    table = rows.to_dict(as_series=False)
    for at in rng.choice(rows.height, round(rows.height * _CORRECTED), replace=False):
        _correct(rng, table, int(at))
    for at in rng.choice(rows.height, round(rows.height * _MOVED), replace=False):
        _moved(rng, table, int(at))
    kept = rng.random(rows.height) >= _MOVED
    fresh = _joiners(rng, origin, int(rows["uid"].max() or 0) + 1, round(rows.height * _MOVED))
    made = pl.DataFrame(table, schema=rows.schema).filter(pl.Series(kept))
    return pl.concat([made, fresh.select(made.columns)])


def _correct(rng: np.random.Generator, table: dict[str, list[object]], at: int) -> None:
    name = str(rng.choice(_FIELDS))
    value = table[name][at]
    if not value:
        return
    text = str(value)
    if name == "name":
        place = int(rng.integers(1, len(text))) if len(text) > 1 else 0
        made = text[:place] + str(rng.choice(list(_SYLLABLES))) + text[place + 1 :]
    elif name == "unit":
        made = text + "（新）" if "（新）" not in text else text.replace("（新）", "")
    elif name == "post":
        made = "兼职" if text == "专职" else "专职"
    else:
        digits = [place for place, sign in enumerate(text) if sign.isdigit()]
        if not digits:
            return
        place = digits[int(rng.integers(len(digits) // 2, len(digits)))]
        made = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
    table[name][at] = made


def _moved(rng: np.random.Generator, table: dict[str, list[object]], at: int) -> None:
    """Somebody is in the branch and unit of somebody else of the same system from now on."""
    to = int(rng.integers(len(table["uid"])))
    if table["system"][to] == table["system"][at]:
        for name in (*_OF_A_BRANCH, "unit"):
            table[name][at] = table[name][to]


def _merged(
    rng: np.random.Generator, rows: pl.DataFrame, inputs: Inputs
) -> tuple[pl.DataFrame, Inputs]:
    """One branch is taken into another one of its system: its members, and its line of the list."""
    own = rows.filter(pl.col("system") == rows["system"][int(rng.integers(rows.height))])
    branches = own.select(_OF_A_BRANCH).drop_nulls("branch").unique("branch", maintain_order=True)
    one, other = branches[rng.choice(branches.height, 2, replace=False)].rows()
    there = (pl.col("system") == own["system"][0]) & (pl.col("branch") == one[0])
    moved = rows.with_columns(
        pl.when(there).then(pl.lit(value, pl.String)).otherwise(name).alias(name)
        for name, value in zip(_OF_A_BRANCH, other, strict=True)
    )
    gone = (pl.col("system") == own["system"][0]) & (pl.col("org_name") == one[0])
    return moved, replace(inputs, organisations=inputs.organisations.filter(~gone))


def _joiners(
    rng: np.random.Generator, origin: pl.DataFrame, first: int, count: int
) -> pl.DataFrame:
    """People nobody knows yet: another name, number and phone in somebody's branch."""
    base = origin[rng.integers(0, origin.height, count)]
    serial = pl.Series(range(first, first + count))
    syllables = pl.Series([
        "".join(rng.choice(list(_SYLLABLES), 2)) for _ in range(count)
    ], dtype=pl.String)  # fmt: skip
    number = (
        pl.col("id_number").str.slice(0, 6)
        + "19"
        + (serial % 90 + 10).cast(pl.String)
        + ((serial * 7919) % 100_000_000).cast(pl.String).str.zfill(8)
    )
    return base.with_columns(
        uid=serial.cast(pl.UInt32),
        name=pl.col("name").str.slice(0, 1) + syllables,
        id_number=pl.when(pl.col("id_number").is_not_null()).then(number.str.slice(0, 18)),
        phone=pl.lit("1") + ((serial * 104_729) % 10_000_000_000).cast(pl.String).str.zfill(10),
        birth_date=pl.lit("19")
        + (serial % 60 + 40).cast(pl.String)
        + "-0"
        + (serial % 9 + 1).cast(pl.String)
        + "-11",
    )


def _renamed(
    rng: np.random.Generator, rows: pl.DataFrame, inputs: Inputs
) -> tuple[pl.DataFrame, Inputs]:
    """One branch a night bears another name, in all its rows of one system and in its list."""
    named = rows.select("system", "branch").drop_nulls()
    system, branch = named.row(int(rng.integers(named.height)))
    name = str(branch)
    fresh = f"{name}（临时）" if "委员会" in name else name.replace("支部", "支部委员会")
    listed = inputs.organisations.with_columns(
        org_name=pl.when((pl.col("system") == system) & (pl.col("org_name") == name))
        .then(pl.lit(fresh))
        .otherwise("org_name")
    )
    there = (pl.col("system") == system) & (pl.col("branch") == name)
    moved = rows.with_columns(branch=pl.when(there).then(pl.lit(fresh)).otherwise("branch"))
    return moved, replace(inputs, organisations=listed)


def _told(outcome: Outcome, places: pl.DataFrame) -> pl.DataFrame:
    """key, code, state, first_seen, about: what each finding is about: a row, two, or a person.

    What is said of a person is about each of the person's rows: `about` is a list.
    """
    rows = outcome.records.select("record", "system", "row").join(places, on=["system", "row"])
    uid = rows.select("record", "uid")
    persons = uid.join(outcome.matched.persons, on="record").group_by("person").agg(all="uid")
    found = (
        outcome.findings.filter(~pl.col("code").str.starts_with("BR"))
        .join(uid, on="record")
        .join(uid.rename({"record": "other_record", "uid": "other"}), on="other_record", how="left")
        .join(persons, on="person", how="left")
    )
    # Which row of a double is named first is no difference.
    pair = pl.col("code").str.starts_with("DU")
    ends = pl.concat_str(pl.min_horizontal("uid", "other"), pl.max_horizontal("uid", "other"))
    whole = pl.col("code").is_in(_OF_PERSONS) & pl.col("all").is_not_null()
    about = (
        pl.when(pair)
        .then(pl.concat_list(ends))
        .when(whole)
        .then(pl.col("all").cast(pl.List(pl.String)))
        .otherwise(pl.concat_list(pl.col("uid").cast(pl.String)))
    )
    return found.select("key", "code", "state", "first_seen", about=about)


def _matters(told: pl.DataFrame) -> set[str]:
    return {f"{code}:{one}" for code, about in told.select("code", "about").rows() for one in about}


def _compare(
    count: Count,
    before: tuple[Outcome, pl.DataFrame],
    after: tuple[Outcome, pl.DataFrame],
    told: pl.DataFrame,
    known: tuple[set[str], dict[str, dt.date]],
) -> None:
    """Adds one night; `known`: what stood last night, and the first day of all that ever did."""
    stood, first = known
    groups = [_groups(*side) for side in (before, after)]
    both = groups[0].join(groups[1], on="uid", suffix="_after")
    same = both.filter(
        pl.col("person_after").n_unique().over("person") == 1,
        pl.col("person").n_unique().over("person_after") == 1,
    ).unique("person")
    count.persons += same.height
    count.renumbered += same.filter(pl.col("person") != pl.col("person_after")).height
    for code, state, seen, about in told.select("code", "state", "first_seen", "about").iter_rows():
        matters = [f"{code}:{one}" for one in about]
        days = {first[matter] for matter in matters if matter in first}
        fresh, false = state == "new", any(matter in stood for matter in matters)
        count.new += fresh
        count.false_new += fresh and false
        count.dates += bool(days)
        count.wrong_dates += bool(days) and seen not in days
        if fresh and false:
            count.examples.append(code)
        elif days and seen not in days:
            count.examples.append(f"{code} date")


def _groups(outcome: Outcome, places: pl.DataFrame) -> pl.DataFrame:
    """uid, person."""
    return (
        outcome.records.select("record", "system", "row")
        .join(places, on=["system", "row"])
        .join(outcome.matched.persons, on="record")
        .select("uid", "person")
    )


def main() -> None:
    """Prints the figures of each world; how far it is goes to stderr."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", type=int, default=20)
    parser.add_argument("--roster", type=int, default=400)
    parser.add_argument("--register", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=KINDS, action="append")
    parser.add_argument("--store", action="store_true", help="keep each night in a store")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    given = parser.parse_args()
    languages = given.language or LANGUAGES
    for kind in given.kind or KINDS:
        size = given.nights, given.roster, given.register, given.seed
        if given.store:
            with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as memory:
                count = simulate(kind, *size, kept=Kept(memory), languages=languages)
            print(
                f"{kind} store: {count.stored[0]:,} bytes after the first night, "
                f"{count.stored[-1]:,} after the last; what changed in between: {count.changed:,} of rows "
                f"and facts, {count.reworded:,} of sentences"
            )
        else:
            count = simulate(kind, *size, languages=languages)
        codes = pl.Series("code", count.examples, dtype=pl.String).value_counts(sort=True).head(8)
        print(kind, count.line(), dict(codes.iter_rows()), flush=True)


if __name__ == "__main__":
    main()
