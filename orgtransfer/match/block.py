"""Blocking: which pairs are worth comparing, rule by rule, and what each rule costs.

Only records without a sound ID number propose pairs: two records with sound numbers are either
settled or two people. (The exception, a person with two numbers, has a rule of its own.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from orgtransfer import models
from orgtransfer.match import patterns
from orgtransfer.similarity import names

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
    names: tuple[str, ...] = ()
    """Levels of the names that make a pair worth it; all, if empty."""


_SLIPS: Final = (
    "exact", "variant", "order", "wildcard", "reading", "lookalike", "near_reading", "minority",
    "dropped",
)  # fmt: skip
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
    # One other character and the same unit is nothing yet: without a birth date or a phone, for
    # which there are rules, it would only cost.
    Rule("name_part_unit", ("long_name_parts", "unit"), names=_SLIPS),
    Rule("birth_unit", ("birth_day", "unit")),
    # A changed given name: surname, month of birth and unit are what stays.
    Rule("surname_birth_unit", ("surname", "birth_month", "unit")),
    Rule("two_numbers", ("name", "phone"), everyone=True),
    Rule("two_numbers_birth", ("name", "birth_day"), everyone=True),
)
"""The rules, apart from the ID patterns (match.patterns), in the order they are counted in."""


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
    found = pl.DataFrame(schema={"a": pl.UInt32, "b": pl.UInt32})
    costs = []
    for name, pairs, largest, split in _proposals(keyed, units, values):
        worth = _worth(pairs, values)
        merged = pl.concat([found, worth]).unique()
        costs.append(
            models.Block(name, len(worth), len(merged) - len(found), largest=largest, split=split)
        )
        found = merged
    return found.sort("a", "b"), tuple(costs)


def _proposals(
    keyed: pl.DataFrame, units: pl.DataFrame, values: pl.DataFrame
) -> Iterator[tuple[str, pl.DataFrame, int, int]]:
    for rule_keys, name in patterns.keys(values):
        yield (name, *_pairs(rule_keys, rule_keys, keyed, units))
    for rule in RULES:
        everyone = _expand(keyed, units, rule.parts)
        asking = everyone if rule.everyone else everyone.filter("active")
        pairs, largest, split = _pairs(asking, everyone, keyed, units)
        yield rule.name, _named(pairs, values, rule.names), largest, split


def _expand(keyed: pl.DataFrame, units: pl.DataFrame, parts: tuple[str, ...]) -> pl.DataFrame:
    """`record`, `active`, `key`: a row a combination of the parts; none where a part is missing."""
    columns = [part for part in parts if part != "unit"]
    table = keyed.select("record", "active", "profile", *columns).drop_nulls(columns)
    for column in columns:
        if table.schema[column] == pl.List(pl.String):
            table = table.explode(column).drop_nulls(column)
    if "unit" in parts:
        table = table.join(units, on="profile")
    return table.select(
        "record", "active", key=pl.concat_str(parts, separator="|").hash(seed=7)
    ).unique()


def _pairs(
    asking: pl.DataFrame, everyone: pl.DataFrame, keyed: pl.DataFrame, units: pl.DataFrame
) -> tuple[pl.DataFrame, int, int]:
    """Pairs that share a key; the largest block, and how many were narrowed."""
    sizes = (
        asking.group_by("key")
        .agg(left=pl.len().cast(pl.UInt64))
        .join(everyone.group_by("key").agg(right=pl.len().cast(pl.UInt64)), on="key")
        .with_columns(pairs=pl.col("left") * pl.col("right"))
    )
    small = sizes.filter(pl.col("pairs") <= LARGEST).select("key")
    large = sizes.filter(pl.col("pairs") > LARGEST).select("key")
    found = _join(asking.join(small, on="key", how="semi"), everyone)
    if len(large):
        narrowed = [
            _join(_narrow(asking.join(large, on="key", how="semi"), by, keyed, units),
                  _narrow(everyone.join(large, on="key", how="semi"), by, keyed, units))
            for by in _BY
        ]  # fmt: skip
        found = pl.concat([found, *narrowed]).unique()
    largest = int(sizes["pairs"].max() or 0)  # type: ignore[arg-type]  # pairs is numeric
    return found, largest, len(large)


def _narrow(table: pl.DataFrame, by: str, keyed: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """The same rows under a key that also holds the field `by`; rows without it fall out."""
    if by == "unit":
        further = keyed.select("record", "profile").join(units, on="profile")
    else:
        further = keyed.select("record", by).drop_nulls()
    return table.join(further, on="record").select(
        "record", "active", key=pl.struct("key", by).hash(seed=7)
    )


def _join(asking: pl.DataFrame, everyone: pl.DataFrame) -> pl.DataFrame:
    joined = asking.select("key", a="record").join(everyone.select("key", b="record"), on="key")
    return (
        joined.filter(pl.col("a") != pl.col("b"))
        .select(a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b"))
        .unique()
    )


def _named(pairs: pl.DataFrame, values: pl.DataFrame, levels: tuple[str, ...]) -> pl.DataFrame:
    """The pairs whose names are as alike as the rule asks."""
    if not levels:
        return pairs
    name = values["name"]
    level = names.compare(name.gather(pairs["a"]), name.gather(pairs["b"]))
    return pairs.filter(level.is_in(levels))


def _worth(pairs: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """Without pairs that are settled already."""
    entity = values["entity"]
    return pairs.filter(entity.gather(pairs["a"]) != entity.gather(pairs["b"]))
