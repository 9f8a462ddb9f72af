"""Candidate pairs: every key meets in one part, and is bounded there as on one machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from orgtransfer import models
from orgtransfer.match import block, former, keys, patterns
from orgtransfer.spark import tables
from orgtransfer.spark.buckets import Buckets
from orgtransfer.spark.tables import LISTED

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_NAMED: Final[tables.Types] = {
    "name": pl.String, "folded": pl.UInt64, "surname": pl.UInt64, "readings": LISTED["units"],
    "name_parts": LISTED["units"], "written": pl.UInt64, "lost": LISTED["units"],
    "looks": pl.UInt64,
}  # fmt: skip
"""What `keys.of_each` gives, lists where a name may have several."""
_HEADS: Final = {
    "way": pl.UInt32, "key": pl.UInt64, "record": pl.UInt32, "asks": pl.Boolean,
    "answers": pl.Boolean,
}  # fmt: skip
_BESIDE: Final = {
    "record": pl.UInt32, "entity": pl.UInt32, "system": pl.String, "listed": LISTED["listed"],
    "birth_year": pl.UInt64, "join_year": pl.UInt64, "phone": pl.UInt64, "units": LISTED["units"],
}  # fmt: skip
"""What else of a record decides whether it stays in a block."""
_FOUND: Final = {
    "rule": pl.UInt32, "a": pl.UInt32, "b": pl.UInt32, "largest": pl.Int64, "split": pl.Int64,
    "left": pl.UInt32,
}  # fmt: skip
"""A pair; or, with neither record, what a part's blocks of one rule cost; or a record left out."""


@dataclass(frozen=True)
class Way:
    """One way in which a rule lets those who ask meet others."""

    rule: int
    asking: tuple[str, ...] = ()
    """The parts of the key of those who ask; of everybody else in `answering`."""
    answering: tuple[str, ...] = ()
    masks: tuple[str, str, str] | None = None
    """For numbers: the digits that both masks show, and the two masks."""
    of: block.Rule | None = None
    formers: pl.DataFrame | None = None
    """For former names: FORMERS."""
    turned: bool = False
    """Whether the second of the two sides of `former.sides` is meant."""


def ways(masks: Sequence[str], formers: pl.DataFrame) -> tuple[list[str], list[Way]]:
    """The names of the rules, and all their ways, in the order of one machine.

    Args:
        masks: the masks of ID numbers that are looked at.
        formers: FORMERS.
    """
    found: list[Way] = []
    names: list[str] = []
    for both, pairs in patterns.rules(masks).items():
        found.extend(Way(len(names), masks=(both, *pair)) for pair in pairs)
        names.append(f"id_{both}")
    for rule in block.RULES:
        each = [(rule.parts, rule.parts)] if rule.everyone else block.ways(rule)
        found.extend(Way(len(names), *way, of=rule) for way in each)
        names.append(rule.name)
    if formers.height:
        found.extend(Way(len(names), formers=formers, turned=turned) for turned in (False, True))
        names.append("former_name")
    return names, found


def common_masks(values: DataFrame) -> list[str]:
    """The masks of ID numbers that are looked at."""
    before = {"record": pl.UInt32, "id": pl.String}
    after = {"mask": pl.String, "count": pl.Int64}

    def counted(part: pl.DataFrame) -> pl.DataFrame:
        whole, hidden = patterns.masked(part)
        sizes = hidden.group_by("mask").len("count")
        first = pl.DataFrame({"mask": [patterns.WHOLE], "count": [whole.height]})
        return pl.concat([first, sizes.cast({"count": pl.Int64})])

    summed = tables.each(values, before, counted, after).groupBy("mask").sum("count")
    table = tables.down(summed.withColumnRenamed("sum(count)", "count"), after)
    return patterns.common({patterns.WHOLE: 0} | dict(table.iter_rows()))


def each_name(values: DataFrame) -> DataFrame:
    """The keys of every distinct name by itself."""
    distinct = values.where("name is not null").select("name").distinct()
    return tables.each(distinct, {"name": pl.String}, _of_each, _NAMED)


def named(made: DataFrame) -> DataFrame:
    """What `each_name` gives, without the keys that no other name has."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    several = made.select("name", F.explode("readings").alias("reading"))
    met = several.groupBy("reading").count().where("count > 1").select("reading")
    readings = (
        several.join(met, "reading").groupBy("name").agg(F.collect_list("reading").alias("met"))
    )
    table = made.join(readings, "name", "left")
    for key in ("folded", "looks"):
        shared = made.groupBy(key).count().where(f"count > 1 and {key} is not null")
        table = table.join(shared.select(key, F.expr(f"true as has_{key}")), key, "left")
        table = table.withColumn(key, F.when(F.col(f"has_{key}"), F.col(key)))
    return table.withColumn("readings", F.col("met")).select(*_NAMED)


def _of_each(part: pl.DataFrame) -> pl.DataFrame:
    made = keys.of_each(part["name"])
    several = [name for name, dtype in _NAMED.items() if isinstance(dtype, pl.List)]
    return made.with_columns(_list(made[name]) for name in several)


def _list(column: pl.Series) -> pl.Series:
    """Keys as lists, whether they are lists, arrays or single ones."""
    if isinstance(column.dtype, pl.List):
        return column.cast(LISTED["units"])
    if isinstance(column.dtype, pl.Array):
        return column.arr.to_list().cast(LISTED["units"])
    return column.to_frame().select(
        pl.when(pl.col(column.name).is_not_null()).then(pl.concat_list(column.name))
    ).to_series().cast(LISTED["units"])  # fmt: skip


def heads(values: DataFrame, by_name: DataFrame, found: Sequence[Way]) -> DataFrame:
    """The keys of every record (_HEADS)."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    joined = values.join(
        by_name.withColumnRenamed("name", "known"), F.col("name") == F.col("known"), "left"
    )
    types = {**tables.values_types(), **{k: t for k, t in _NAMED.items() if k != "name"}}

    def made(part: pl.DataFrame) -> pl.DataFrame:
        keyed = _keyed(part)
        return pl.concat([_of_way(number, way, part, keyed) for number, way in enumerate(found)])

    return tables.each(joined, types, made, _HEADS)


def asked(every: DataFrame) -> DataFrame:
    """_HEADS of the keys that somebody asks for and somebody else has."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    keyed = every.groupBy("way", "key")
    counted = keyed.agg(F.max("asks").alias("asked"), F.count("*").alias("rows"))
    met = counted.where("asked and rows > 1").select("way", "key")
    return every.join(met, ["way", "key"], "left_semi")


def _keyed(part: pl.DataFrame) -> pl.DataFrame:
    """KEYED of a part of the records."""
    columns = [name for name in _NAMED if name != "name"]
    by_name = part.drop_nulls("name").select("name", *columns).unique("name")
    return keys.keyed(part.drop(columns), by_name)


def _of_way(number: int, way: Way, part: pl.DataFrame, keyed: pl.DataFrame) -> pl.DataFrame:
    """_HEADS of one way."""
    if way.masks:
        both, one, other = way.masks
        whole, hidden = patterns.masked(part)
        sides = [
            patterns.side(whole if mask == patterns.WHOLE else hidden.filter(mask=mask), both)
            for mask in (one, other)
        ]
        asking, answering = sides
    elif way.formers is not None:
        here = way.formers.join(part.select("record"), on="record", how="semi")
        asking, answering = former.sides(here, keyed)[way.turned]
    else:
        assert way.of is not None  # it is a rule's, where it is not of numbers
        asks = keyed if way.of.everyone else keyed.filter("active")
        asking = block.heads(asks, way.asking).select("record", "key")
        answering = block.heads(keyed, way.answering).select("record", "key")
    flagged = [
        side.select("key", "record", asks=pl.lit(asks), answers=pl.lit(not asks))
        for side, asks in ((asking, True), (answering, False))
    ]
    merged = pl.concat(flagged).group_by("key", "record").agg(pl.col("asks", "answers").any())
    return merged.select(pl.lit(number, pl.UInt32).alias("way"), *tuple(_HEADS)[1:])


def beside(values: DataFrame, around: DataFrame) -> DataFrame:
    """_BESIDE of every record."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    company = values.groupBy("entity").agg(
        F.count("*").alias("records"), F.collect_set("system").alias("listed")
    )
    known = values.select("record", "entity", "system", "profile")
    nameless = pl.DataFrame(schema=_NAMED)
    types = {"record": pl.UInt32, **dict.fromkeys(("birth_year", "join_year", "phone"), pl.UInt64)}

    def narrowing(part: pl.DataFrame) -> pl.DataFrame:
        return keys.keyed(part, nameless).select(*types)

    narrow = tables.each(values, tables.values_types(), narrowing, types)
    return (
        known.join(company.where("records > 1").select("entity", "listed"), "entity", "left")
        .join(narrow, "record")
        .join(around.select("profile", "units"), "profile", "left")
        .select(*_BESIDE)
    )


def met(heads: DataFrame, beside: DataFrame, found: Sequence[Way], buckets: Buckets) -> DataFrame:
    """_FOUND: the pairs of every key, and what the blocks cost."""
    before = {**_HEADS, **{k: t for k, t in _BESIDE.items() if k != "record"}}
    rows = heads.join(beside, "record").withColumn("bucket", buckets.part("way", "key"))

    def pairs(part: pl.DataFrame) -> pl.DataFrame:
        records = part.unique("record").with_columns(profile="record")
        units = records.select("profile", unit="units").explode("unit").drop_nulls()
        blocks = block.Blocks(
            records.select("record", "profile", "birth_year", "join_year", "phone"), units
        )
        listed = records.select("record", system="listed").explode("system").drop_nulls()
        strangers = block.Strangers(records.select("record", "system"), listed)
        entity = records.select("record", "entity")
        made = [
            _costed(found[number].rule, _met(found[number], rows, blocks, strangers), entity)
            for (number,), rows in part.partition_by("way", as_dict=True).items()
            if isinstance(number, int)
        ]
        return pl.concat(made)

    return tables.grouped(rows, before, pairs, _FOUND)


def _met(
    way: Way, rows: pl.DataFrame, blocks: block.Blocks, strangers: block.Strangers
) -> block.Found:
    """What one way finds among the rows of some of its keys."""
    made = rows.select("record", "key", "asks", "answers", profile="record")
    asking, everyone = made.filter("asks"), made.filter("answers")
    if "unit" in way.asking:
        asking, everyone = (block.with_units(side, blocks.units) for side in (asking, everyone))
    sides = block.once(asking), block.once(everyone)
    if way.of is None or way.of.everyone:
        return blocks.pairs(*sides)
    return block.met(way.of, sides, blocks, strangers)


def _costed(rule: int, found: block.Found, entity: pl.DataFrame) -> pl.DataFrame:
    """_FOUND of what one way found."""
    ends = block.ends(found.pairs.unique())
    for end in ("a", "b"):
        ends = ends.join(entity.rename({"record": end, "entity": f"entity_{end}"}), on=end)
    pairs = ends.filter(pl.col("entity_a") != pl.col("entity_b")).select("a", "b")
    cost = pl.DataFrame({"largest": [found.largest], "split": [found.split]})
    left = found.left.to_frame("left").cast(pl.UInt32)
    rows = pl.concat([pairs, cost, left], how="diagonal").with_columns(rule=pl.lit(rule, pl.UInt32))
    return rows.select(pl.col(name).cast(dtype) for name, dtype in _FOUND.items())


def proposed(met: DataFrame) -> DataFrame:
    """`a`, `b`, `first` (the first rule that proposes the pair) and `rules` (all that do)."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    pairs = met.where("a is not null").groupBy("a", "b")
    return pairs.agg(F.min("rule").alias("first"), F.collect_set("rule").alias("rules"))


def costs(met: DataFrame, proposed: DataFrame, names: Iterable[str]) -> tuple[models.Block, ...]:
    """What each rule cost.

    `left` counts a record once for each rule in which some key of it was too large, and so may be
    larger than on one machine, where a record that another key reached is not counted. `largest`
    knows no block of one record, which is 1 there.
    """
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    summed = {
        row["rule"]: row
        for row in met.groupBy("rule")
        .agg(
            F.max("largest").alias("largest"),
            F.sum("split").alias("split"),
            F.countDistinct("left").alias("left"),
        )
        .collect()
    }
    every = proposed.select(F.explode("rules").alias("rule")).groupBy("rule").count().collect()
    first = proposed.groupBy("first").count().collect()
    pairs = {row["rule"]: row["count"] for row in every}
    added = {row["first"]: row["count"] for row in first}
    made = []
    for number, name in enumerate(names):
        row = summed.get(number)
        cost = (row["largest"], row["split"], row["left"]) if row else (0, 0, 0)
        made.append(models.Block(name, pairs.get(number, 0), added.get(number, 0), *map(int, cost)))
    return tuple(made)
