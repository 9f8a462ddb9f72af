"""Blocking: which pairs are worth comparing, rule by rule, and what each rule costs.

Only records without a sound ID number propose pairs: two records with sound numbers are either
settled or two people. (The exception, a person with two numbers, has a rule of its own.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from orgtransfer import models
from orgtransfer.match import patterns
from orgtransfer.match.keys import mixed

LARGEST: Final = 30_000
"""Pairs in one block beyond which it is narrowed by further fields."""
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
    against: tuple[str, ...] = ()
    """What the other record's key is made of, where that is something else."""


RULES: Final = (
    Rule("same_number", ("sound_id",), everyone=True),
    Rule("id_parts", ("id_parts",)),
    Rule("member_no", ("member_no",)),
    Rule("phone", ("phone",)),
    Rule("name", ("name",)),
    Rule("name_folded", ("folded",)),
    Rule("reading", ("readings", "birth_year")),
    Rule("reading_unit", ("readings", "unit")),
    Rule("name_part_birth", ("name_parts", "birth_month")),
    Rule("name_look_unit", ("looks", "unit")),
    Rule("name_lost_unit", ("written", "unit"), against=("lost", "unit")),
    Rule("birth_unit", ("birth_day", "unit")),
    # A changed given name: surname, month of birth and unit are what stays.
    Rule("surname_birth_unit", ("surname", "birth_month", "unit")),
    Rule("two_numbers", ("name", "phone"), everyone=True),
    Rule("two_numbers_birth", ("name", "birth_day"), everyone=True),
)
"""The rules, apart from the ID patterns (match.patterns), in the order they are counted in."""


_HALF: Final = 2**32
"""A pair is one number, a * 2^32 + b, which is quicker to sort and to find again than two."""


def propose(
    keyed: pl.DataFrame, units: pl.DataFrame, values: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[models.Block, ...]]:
    """The pairs to compare.

    Args:
        keyed: KEYED, the blocking keys of every record (match.keys).
        units: `profile` and `unit`: keys of the organisations a record stands under.
        values: VALUES with `entity`.

    Returns:
        `a`, `b` (records, a < b), sorted; and what each rule cost.
    """
    made = list(_proposals(keyed, units, values))
    # The first rule that proposes a pair is the one it is counted for.
    first = (
        pl.concat([pairs.to_frame("pair").with_columns(rule=pl.lit(rule, dtype=pl.UInt32))
                   for rule, (_name, pairs, *_) in enumerate(made)])
        .group_by("pair").agg(pl.col("rule").min())
    )  # fmt: skip
    added = dict(first["rule"].value_counts().iter_rows())
    costs = [
        models.Block(name, len(pairs), added.get(rule, 0), largest=largest, split=split)
        for rule, (name, pairs, largest, split) in enumerate(made)
    ]
    return _ends(first["pair"].sort()), tuple(costs)


def _ends(pairs: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"a": pairs // _HALF, "b": pairs % _HALF}).cast(pl.UInt32)


def _proposals(
    keyed: pl.DataFrame, units: pl.DataFrame, values: pl.DataFrame
) -> Iterator[tuple[str, pl.Series, int, int]]:
    """The name of each rule, its pairs as numbers, the largest block, and how many were narrowed."""
    units = units.with_columns(pl.col("unit").hash(seed=7))
    for name, masks in patterns.keys(values):
        yield name, *_joined(masks, keyed, units, values["entity"])
    active = keyed.filter("active")
    for rule in RULES:
        against = rule.against or rule.parts
        if rule.everyone:
            sides = [_sharing(keyed, units, rule.parts)]
        else:
            ways = sorted({(rule.parts, against), (against, rule.parts)})
            sides = [_asked(active, keyed, units, *way) for way in ways]
        yield rule.name, *_joined(sides, keyed, units, values["entity"])


def _joined(
    sides: Sequence[tuple[pl.DataFrame, pl.DataFrame]],
    keyed: pl.DataFrame,
    units: pl.DataFrame,
    entity: pl.Series,
) -> tuple[pl.Series, int, int]:
    """What `_pairs` gives, for all the ways of one rule together."""
    pairs, largest, split = zip(
        *(_pairs(*side, keyed, units, entity) for side in sides), strict=True
    )
    return pl.concat(pairs).unique(), max(largest), sum(split)


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
    asking, everyone = _heads(active, parts), _heads(keyed, against)
    everyone = everyone.join(asking.select("key").unique(), on="key", how="semi")
    if "unit" in parts:
        asking = asking.join(everyone.select("key").unique(), on="key", how="semi")
        asking, everyone = _with_units(asking, units), _with_units(everyone, units)
        everyone = everyone.join(asking.select("key").unique(), on="key", how="semi")
    return _rows(asking), _rows(everyone)


def _sharing(
    keyed: pl.DataFrame, units: pl.DataFrame, parts: tuple[str, ...]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`record`, `key` of all records that share a key with another, as both sides."""
    heads = _heads(keyed, parts)
    rows = _rows(_with_units(heads, units) if "unit" in parts else heads)
    shared = rows.filter(pl.col("key").is_duplicated())
    return shared, shared


def _heads(keyed: pl.DataFrame, parts: tuple[str, ...]) -> pl.DataFrame:
    """`record`, `profile`, `key`: a row a combination of the parts; none where one is missing."""
    columns = [part for part in parts if part != "unit"]
    table = keyed.select("record", "profile", *columns).drop_nulls(columns)
    for column in columns:
        if table.schema[column] != pl.UInt64:
            table = table.explode(column).drop_nulls(column)
    return table.select("record", "profile", key=mixed(*columns))


def _with_units(heads: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    return heads.join(units, on="profile").with_columns(key=mixed("key", "unit"))


def _rows(heads: pl.DataFrame) -> pl.DataFrame:
    return heads.select("record", "key").unique()


def _pairs(
    asking: pl.DataFrame,
    everyone: pl.DataFrame,
    keyed: pl.DataFrame,
    units: pl.DataFrame,
    entity: pl.Series,
) -> tuple[pl.Series, int, int]:
    """Pairs that share a key; the largest block, and how many were narrowed."""
    sizes = (
        asking.group_by("key")
        .agg(left=pl.len().cast(pl.UInt64))
        .join(everyone.group_by("key").agg(right=pl.len().cast(pl.UInt64)), on="key")
        .with_columns(pairs=pl.col("left") * pl.col("right"))
    )
    largest = int(sizes["pairs"].max() or 0)  # type: ignore[arg-type]  # pairs is numeric
    if largest <= LARGEST:
        return _join(asking, everyone, entity), largest, 0
    large = sizes.filter(pl.col("pairs") > LARGEST).select("key")
    small = sizes.filter(pl.col("pairs") <= LARGEST).select("key")
    narrowed = [
        _join(_narrow(asking.join(large, on="key", how="semi"), by, keyed, units),
              _narrow(everyone.join(large, on="key", how="semi"), by, keyed, units), entity)
        for by in _BY
    ]  # fmt: skip
    found = [_join(asking.join(small, on="key", how="semi"), everyone, entity), *narrowed]
    return pl.concat(found).unique(), largest, len(large)


def _narrow(table: pl.DataFrame, by: str, keyed: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """The same rows under a key that also holds the field `by`; rows without it fall out."""
    if by == "unit":
        further = keyed.select("record", "profile").join(units, on="profile")
    else:
        further = keyed.select("record", by).drop_nulls()
    return table.join(further, on="record").select("record", key=mixed("key", by))


def _join(asking: pl.DataFrame, everyone: pl.DataFrame, entity: pl.Series) -> pl.Series:
    """The pairs of two records that share a key, each once, without those settled already."""
    joined = asking.select("key", a="record").join(everyone.select("key", b="record"), on="key")
    a, b = joined["a"], joined["b"]
    open_pairs = joined.filter(entity.gather(a) != entity.gather(b))
    low, high = pl.min_horizontal("a", "b"), pl.max_horizontal("a", "b")
    return open_pairs.select(pair=low.cast(pl.UInt64) * _HALF + high)["pair"].unique()
