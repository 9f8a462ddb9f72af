"""Blocking: which pairs are worth comparing, rule by rule, and what each rule costs.

Only records without a sound ID number propose pairs: two records with sound numbers are either
settled or two people. (The exception, a person with two numbers, has a rule of its own.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orgtransfer import models
from orgtransfer.match import former, patterns, thresholds
from orgtransfer.match.keys import mixed
from orgtransfer.threads import pool

_BY: Final = ("birth_year", "join_year", "unit", "phone")
"""By what a block that is too large is narrowed: pairs that also agree on one of these stay.

A pair that shares only a value so common, and none of these, could not be decided anyway.
"""


@dataclass(frozen=True)
class Rule:
    """One blocking rule: records that share a key are compared."""

    name: str
    parts: tuple[str, ...]
    """Columns of KEYED (lists are taken apart): the key is all of them together."""
    everyone: bool = False
    """Whether records with sound ID numbers propose pairs too."""
    settled: bool = True
    """Whether large blocks hold people whom equal numbers have settled (see `Strangers`)."""
    against: tuple[str, ...] = ()
    """What the other record's key is made of, where that is something else."""


RULES: Final = (
    Rule("same_number", ("sound_id",), everyone=True),
    Rule("id_parts", ("id_parts",)),
    Rule("member_no", ("member_no",)),
    Rule("phone", ("phone",)),
    Rule("name", ("name",), settled=False),
    Rule("name_folded", ("folded",), settled=False),
    Rule("reading", ("readings", "birth_year")),
    Rule("reading_unit", ("readings", "unit")),
    Rule("name_part_birth", ("name_parts", "birth_month"), settled=False),
    Rule("name_look_unit", ("looks", "unit"), settled=False),
    Rule("name_lost_unit", ("written", "unit"), settled=False, against=("lost", "unit")),
    Rule("birth_unit", ("birth_day", "unit"), settled=False),
    # A changed given name: surname, month of birth and unit are what stays.
    Rule("surname_birth_unit", ("surname", "birth_month", "unit"), settled=False),
    Rule("two_numbers", ("name", "phone"), everyone=True),
    Rule("two_numbers_birth", ("name", "birth_day"), everyone=True),
)
"""The rules, apart from the ID patterns (match.patterns), in the order they are counted in."""


_HALF: Final = 2**32
"""A pair is one number, a * 2^32 + b, which is quicker to sort and to find again than two."""
_NO_PAIRS: Final = pl.Series("pair", dtype=pl.UInt64)


def propose(
    keyed: pl.DataFrame, units: pl.DataFrame, values: pl.DataFrame, formers: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[models.Block, ...]]:
    """The pairs to compare.

    Args:
        keyed: KEYED, the blocking keys of every record (match.keys).
        units: `profile` and `unit`: keys of the organisations a record stands under.
        values: VALUES with `entity`.
        formers: former names (match.former).

    Returns:
        `a`, `b` (records, a < b), sorted; and what each rule cost.
    """
    made = list(_proposals(keyed, units, values, formers))
    met = _open(
        pl.concat(
            found.pairs.to_frame("pair").with_columns(rule=pl.lit(rule, dtype=pl.UInt32))
            for rule, (_name, found) in enumerate(made)
        ),
        values["entity"],
    )
    # The first rule that proposes a pair is the one it is counted for.
    first = met.group_by("pair").agg(pl.col("rule").min())
    proposed, added = (dict(table["rule"].value_counts().iter_rows()) for table in (met, first))
    costs = [
        models.Block(
            name, proposed.get(rule, 0), added.get(rule, 0),
            found.largest, found.split, len(found.left),
        )
        for rule, (name, found) in enumerate(made)
    ]  # fmt: skip
    return ends(first["pair"].sort()), tuple(costs)


def _open(pairs: pl.DataFrame, entity: pl.Series) -> pl.DataFrame:
    """The rows of `pairs` whose two records are not settled to be one person already, each once."""
    a, b = pairs["pair"] // _HALF, pairs["pair"] % _HALF
    return pairs.filter(entity.gather(a) != entity.gather(b)).unique()


def ends(pairs: pl.Series) -> pl.DataFrame:
    """`a`, `b` of pairs that are one number each."""
    return pl.DataFrame({"a": pairs // _HALF, "b": pairs % _HALF}).cast(pl.UInt32)


def _proposals(
    keyed: pl.DataFrame, units: pl.DataFrame, values: pl.DataFrame, formers: pl.DataFrame
) -> Iterator[tuple[str, Found]]:
    """The name of each rule, and what it finds."""
    units = units.with_columns(pl.col("unit").hash(seed=7))
    blocks = Blocks(keyed, units)
    for name, masks in patterns.keys(values):
        yield name, together([blocks.pairs(*sides) for sides in masks])
    active = keyed.filter("active")
    strangers = Strangers.of(values)

    def find(rule: Rule) -> Found:
        if rule.everyone:
            return blocks.pairs(*_sharing(keyed, units, rule.parts))
        return together(
            [met(rule, _asked(active, keyed, units, *way), blocks, strangers) for way in ways(rule)]
        )

    # The steps of one rule are too small to be shared between two cores: two rules are not.
    with pool(keyed.height, 2) as both:
        yield from zip((rule.name for rule in RULES), both.map(find, RULES), strict=True)
    if formers.height:
        yield "former_name", together([blocks.pairs(*way) for way in former.sides(formers, keyed)])


def ways(rule: Rule) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Of what the keys of those who ask are made, and of what those of the others."""
    against = rule.against or rule.parts
    return sorted({(rule.parts, against), (against, rule.parts)})


def met(
    rule: Rule, side: tuple[pl.DataFrame, pl.DataFrame], blocks: Blocks, strangers: Strangers
) -> Found:
    """The pairs of one way of a rule: any keys by themselves give their part of them.

    Args:
        rule: the rule.
        side: `record`, `key` of those who ask, and of all whom they may meet.
        blocks: makes the pairs.
        strangers: whom equal numbers have settled.
    """
    sides = [side] if rule.settled else strangers.sides(*side)
    return together([blocks.pairs(*part) for part in sides])


def _asked(
    active: pl.DataFrame,
    keyed: pl.DataFrame,
    units: pl.DataFrame,
    parts: tuple[str, ...],
    against: tuple[str, ...],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`record`, `key` of the records that look for a person, and of all that share a key of theirs.

    Most records of a register share none: they are left out before units multiply them.
    """
    asking = heads(active, parts)
    if asking.is_empty():  # as for most rules where few are left
        nobody = asking.select("record", "key")
        return nobody, nobody
    everyone = heads(keyed, against).join(asking.select("key").unique(), on="key", how="semi")
    if "unit" in parts:
        asking = asking.join(everyone.select("key").unique(), on="key", how="semi")
        asking, everyone = with_units(asking, units), with_units(everyone, units)
        everyone = everyone.join(asking.select("key").unique(), on="key", how="semi")
    return once(asking), once(everyone)


def _sharing(
    keyed: pl.DataFrame, units: pl.DataFrame, parts: tuple[str, ...]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`record`, `key` of all records that share a key with another, as both sides."""
    made = heads(keyed, parts)
    rows = once(with_units(made, units) if "unit" in parts else made)
    shared = rows.filter(pl.col("key").is_duplicated())
    return shared, shared


def heads(keyed: pl.DataFrame, parts: tuple[str, ...]) -> pl.DataFrame:
    """`record`, `profile`, `key`: a row a combination of the parts; none where one is missing."""
    columns = [part for part in parts if part != "unit"]
    table = keyed.select("record", "profile", *columns).drop_nulls(columns)
    for column in columns:
        if table.schema[column] != pl.UInt64:
            table = table.explode(column).drop_nulls(column)
    return table.select("record", "profile", key=mixed(*columns))


def with_units(made: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """What `heads` made, under a key that also holds each unit of the record's profile."""
    return made.join(units, on="profile").with_columns(key=mixed("key", "unit"))


def once(made: pl.DataFrame) -> pl.DataFrame:
    """`record` and `key`, each once."""
    rows, record = made.select("record", "key"), made["record"].to_numpy()
    # Where records have one key each, they still stand in their order, and there is nothing to do.
    return rows if (record[1:] > record[:-1]).all() else rows.unique()


@dataclass(frozen=True)
class Found:
    """What a rule finds; see models.Block."""

    pairs: pl.Series
    """Each pair as one number, perhaps several times."""
    largest: int
    split: int
    left: pl.Series
    """Records that are in blocks too large, with nothing to narrow these by."""


def together(found: Sequence[Found]) -> Found:
    """All the ways of one rule as one."""
    if len(found) == 1:
        return found[0]
    return Found(
        pl.concat([way.pairs for way in found]),
        max(way.largest for way in found),
        sum(way.split for way in found),
        pl.concat([way.left for way in found]).unique(),
    )


@dataclass(frozen=True)
class Blocks:
    """Makes pairs of the records that share a key, and narrows blocks that are too large."""

    keyed: pl.DataFrame
    units: pl.DataFrame

    def pairs(
        self,
        asking: pl.DataFrame,
        everyone: pl.DataFrame,
        by: tuple[str, ...] = _BY,
        times: int = thresholds.NARROWED_BY,
    ) -> Found:
        """The pairs of `asking` and `everyone` (`record`, `key`) that share a key.

        Of a block that is too large those pairs that also agree on one of the fields `by`, or, where
        even these are too many, on two.
        """
        if asking.is_empty() or everyone.is_empty():
            return Found(_NO_PAIRS, 0, 0, asking["record"].clear())
        keys, sizes = _sizes(asking["key"], everyone["key"])
        largest = int(sizes.max(initial=0))
        if largest <= thresholds.LARGEST_BLOCK:
            return Found(_join(asking, everyone), largest, 0, asking["record"].clear())
        large = pl.DataFrame({"key": keys[sizes > thresholds.LARGEST_BLOCK]})
        small = asking.join(large, on="key", how="anti")
        found, reached = [_join(small, everyone)], [small["record"]]
        asking, everyone = (side.join(large, on="key", how="semi") for side in (asking, everyone))
        for at, field in enumerate(by if times else ()):
            narrowed = self._narrow(asking, field)
            more = self.pairs(narrowed, self._narrow(everyone, field), by[at + 1 :], times - 1)
            found.append(more.pairs)
            reached.append(_without(narrowed["record"], more.left))
        left = _without(asking["record"].unique(), pl.concat(reached))
        return Found(pl.concat(found).unique(), largest, len(large), left)

    def _narrow(self, table: pl.DataFrame, by: str) -> pl.DataFrame:
        """The same rows under a key that also holds the field `by`; rows without it fall out."""
        if by == "unit":
            further = self.keyed.select("record", "profile").join(self.units, on="profile")
        else:
            further = self.keyed.select("record", by).drop_nulls()
        return table.join(further, on="record").select("record", key=mixed("key", by)).unique()


@dataclass(frozen=True)
class Strangers:
    """Leaves out of large blocks whom the asking record's system has settled already.

    Equal numbers have said who they are, and a double of theirs agrees in more than what so many
    share: other rules find it. In a small block they stay, since that costs little.
    """

    systems: pl.DataFrame
    """record, system."""
    listed: pl.DataFrame
    """record, system: the systems in which a record's person is settled with another record."""

    @classmethod
    def of(cls, values: pl.DataFrame) -> Strangers:
        """From VALUES with `entity`."""
        known = values.select("record", "system", "entity")
        settled = known.filter(pl.len().over("entity") > 1)
        listed = settled.select("record", "entity").join(
            settled.select("entity", "system").unique(), on="entity"
        )
        return cls(known.select("record", "system"), listed.select("record", "system"))

    def sides(
        self, asking: pl.DataFrame, everyone: pl.DataFrame
    ) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
        """`asking` and `everyone` (`record`, `key`) in parts, of which no large one holds the settled."""
        if asking.is_empty() or everyone.is_empty():
            yield asking, everyone
            return
        keys, sizes = _sizes(asking["key"], everyone["key"])
        held = everyone.join(self.listed, on="record", how="semi").select("key").unique()
        large = pl.DataFrame({"key": keys[sizes > thresholds.SMALL_BLOCK]}).join(
            held, on="key", how="semi"
        )
        if large.is_empty():
            yield asking, everyone
            return
        yield asking.join(large, on="key", how="anti"), everyone
        asking, everyone = (side.join(large, on="key", how="semi") for side in (asking, everyone))
        with_system = asking.join(self.systems, on="record")
        for system in with_system["system"].unique().sort():
            known = self.listed.filter(system=system)
            yield (
                with_system.filter(system=system).select("record", "key"),
                everyone.join(known, on="record", how="anti"),
            )


def _sizes(asking: pl.Series, everyone: pl.Series) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The keys that both sides have, and how many pairs each of them makes."""
    (one, ones), (other, others) = (
        np.unique(side.to_numpy(), return_counts=True) for side in (asking, everyone)
    )
    keys, at, place = np.intersect1d(one, other, assume_unique=True, return_indices=True)
    return keys, ones[at] * others[place]


def _without(records: pl.Series, others: pl.Series) -> pl.Series:
    return records.filter(~records.is_in(others.implode()))


def _join(asking: pl.DataFrame, everyone: pl.DataFrame) -> pl.Series:
    """The pairs of two records that share a key."""
    joined = asking.select("key", a="record").join(everyone.select("key", b="record"), on="key")
    low, high = pl.min_horizontal("a", "b"), pl.max_horizontal("a", "b")
    return joined.select(pair=low.cast(pl.UInt64) * _HALF + high)["pair"]
