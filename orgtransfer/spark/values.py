"""Records to VALUES, entities and shares: each on a part, with what counts over all rows beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from orgtransfer import frames
from orgtransfer.match import compare, former, frequency, graph, keys, rulings
from orgtransfer.match.settle import by_id_number
from orgtransfer.match.values import PROFILE, VALUES, compared, profile_texts
from orgtransfer.similarity import names
from orgtransfer.spark import tables
from orgtransfer.spark.buckets import Buckets
from orgtransfer.spark.stages import Stages

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

READ: Final = (
    "record", "system", "role", "record_key", "name_key", "id_key", "id_state", "birth_key",
    "id_birth", "sex_key", "id_sex", "ethnicity_key", "phone_key", "join_key", "member_no_key",
    "unit_key", "original_unit_key", "association_key", "branch_key", "parent_key", "former_key",
)  # fmt: skip
"""Columns of RECORDS that matching rests on."""
_PROFILE: Final = {
    **{name: pl.UInt32 if name == "node" else pl.String for name in PROFILE}, "profile": pl.UInt32
}  # fmt: skip
TEXT: Final = pl.Struct({"text": pl.String, "employs": pl.Boolean, "share": pl.Float64})
AROUND: Final = {"profile": pl.UInt32, "units": tables.LISTED["units"], "texts": pl.List(TEXT)}
"""What stands around the records of a profile: the keys of its units, and its names."""
FORMERS: Final = {"record": pl.UInt32, "former": pl.String, "name": pl.String}
"""What `match.former.of` gives."""
SETTLED: Final = {"record": pl.UInt32, "entity": pl.UInt32, "shared": pl.Boolean}
_SMALL: Final = tuple(name for name in frequency.COUNTED if name not in {"phone", "branch"})
"""Values of which there are some ten thousand at most, however many people there are."""
SHARES: Final = tuple(f"share_{name}" for name in ("name", *frequency.COUNTED))
FIELDS: Final = {
    **tables.values_types(), **dict.fromkeys(SHARES, pl.Float64), "part": pl.Float64,
}  # fmt: skip
"""VALUES with the entity, the shares of the values, and the employer's part of its system."""


def profiled(
    stages: Stages, records: DataFrame, membership: DataFrame
) -> tuple[DataFrame, pl.DataFrame]:
    """VALUES without entities; and the profiles (PROFILE and their number), which the driver numbers."""
    placed = records.select(*READ).join(membership, "record", "left")

    def numbered() -> pl.DataFrame:
        types = {name: _PROFILE[name] for name in PROFILE}
        distinct = tables.down(placed.select(*PROFILE).distinct(), types)
        return distinct.sort(PROFILE).with_row_index("profile").cast({"profile": pl.UInt32})

    profiles = stages.small("profiles", _PROFILE, numbered)
    before = {
        **{name: frames.RECORDS.columns[name] for name in READ}, "profile": pl.UInt32
    }  # fmt: skip

    def made() -> DataFrame:
        known = tables.up(stages.spark, profiles, _PROFILE).alias("p")
        rows = placed.alias("r")
        same = None
        for name in PROFILE:
            one = rows[name].eqNullSafe(known[name])
            same = one if same is None else same & one
        joined = rows.join(known, same).select("r.*", "p.profile")
        return tables.each(joined, before, compared, VALUES)

    return stages.table("values", made), profiles


def around(
    values: DataFrame, profiles: pl.DataFrame, organisations: pl.DataFrame, aliases: pl.DataFrame
) -> pl.DataFrame:
    """AROUND of every profile, on the driver: organisations' names are few beside people."""
    texts = profile_texts(profiles, organisations)
    counted = values.groupBy("system", "profile").count()
    types = {"system": pl.String, "profile": pl.UInt32, "count": pl.UInt32}
    sizes = tables.down(counted, types)
    units = keys.of_units(sizes, texts, aliases).with_columns(pl.col("unit").hash(seed=7))
    shares = compare.units_of(sizes, texts, aliases).shares
    shown = texts.join(shares, on="text", how="left").select(
        "profile", texts=pl.struct("text", "employs", "share")
    )
    return (
        profiles.select("profile")
        .join(units.group_by("profile").agg(units="unit"), on="profile", how="left")
        .join(shown.group_by("profile").agg("texts"), on="profile", how="left")
    )


@dataclass(frozen=True)
class Ruled:
    """What clerks ruled on pairs, in this run's records."""

    apart: pl.DataFrame
    together: pl.DataFrame
    tiers: pl.DataFrame

    @classmethod
    def of(cls, values: DataFrame, decisions: pl.DataFrame) -> Ruled:
        """The rulings; on the driver, which holds the records that they name."""
        asked = pl.concat([decisions["a_key"], decisions["b_key"]]).drop_nulls().unique()
        types = {"record": pl.UInt32, "record_key": pl.String}
        if asked.is_empty():
            known = pl.DataFrame(schema=types)
        else:
            named = tables.up(
                values.sparkSession, asked.to_frame("record_key"), {"record_key": pl.String}
            )
            known = tables.down(values.join(named, "record_key", "left_semi"), types)
        return cls(
            rulings.pairs(decisions, known, "different"),
            rulings.pairs(decisions, known, "same"),
            rulings.tiers(decisions, known),
        )


def formers(records: DataFrame) -> pl.DataFrame:
    """The former names that records give; on the driver: few members were ever called otherwise."""
    before = {name: frames.RECORDS.columns[name] for name in ("record", "former_key", "name_key")}
    given = records.where("former_key is not null")
    return tables.down(tables.each(given, before, former.of, FORMERS), FORMERS).sort(*FORMERS)


def entities(values: DataFrame, ruled: Ruled, called: pl.DataFrame, buckets: Buckets) -> DataFrame:
    """SETTLED of the records with a sound number, settled where equal numbers meet.

    Args:
        values: VALUES.
        ruled: what clerks ruled.
        called: FORMERS.
        buckets: the parts into which the numbers are spread.
    """
    apart = ruled.apart
    before = {name: VALUES[name] for name in ("record", "id", "name", "sound")}

    def settled(part: pl.DataFrame) -> pl.DataFrame:
        part = part.sort("record")
        local = numbered(part)
        found = by_id_number(local, partial(former.one_name, called), here(apart, part["record"]))
        record = part["record"]
        return found.select(
            record=record.gather(found["record"]),
            entity=record.gather(found["entity"]),
            shared="shared",
        )

    numbers = values.filter("sound").withColumn("bucket", buckets.part("id"))
    return tables.grouped(numbers, before, settled, SETTLED)


def numbered(part: pl.DataFrame) -> pl.DataFrame:
    """A part's rows numbered by themselves: the functions of the matching take a record for its row."""
    return part.with_columns(record=pl.int_range(pl.len(), dtype=pl.UInt32))


def here(pairs: pl.DataFrame, record: pl.Series) -> pl.DataFrame:
    """The pairs of which a part holds both records, by the part's own numbers.

    Args:
        pairs: `a`, `b`.
        record: the part's records, sorted.
    """
    places = pl.DataFrame({"record": record}).with_row_index("at").cast({"at": pl.UInt32})
    ends = [places.rename({"record": end, "at": f"{end}_at"}) for end in ("a", "b")]
    found = pairs.select("a", "b").join(ends[0], on="a").join(ends[1], on="b")
    return found.select(a="a_at", b="b_at").sort("a", "b")


def with_entities(values: DataFrame, settled: DataFrame, ruled: Ruled) -> DataFrame:
    """VALUES with `entity` and `shared`, what clerks ruled counted in."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    joined = values.join(settled, "record", "left").select(
        *VALUES,
        F.coalesce("entity", "record").alias("entity"),
        F.coalesce("shared", F.expr("false")).alias("shared"),
    )
    if ruled.apart.is_empty() and ruled.together.is_empty():
        return joined
    broken, moved = _by_rulings(joined, ruled)
    inside = F.col("entity").isin(broken) if broken else F.expr("false")
    parted = joined.withColumn("shared", F.col("shared") | inside).withColumn(
        "entity", F.when(inside, F.col("record")).otherwise(F.col("entity"))
    )
    if moved.is_empty():
        return parted
    table = tables.up(values.sparkSession, moved, {"entity": pl.UInt32, "label": pl.UInt32})
    return parted.join(F.broadcast(table), "entity", "left").select(
        *VALUES, F.coalesce("label", "entity").alias("entity"), "shared"
    )


def _by_rulings(joined: DataFrame, ruled: Ruled) -> tuple[list[int], pl.DataFrame]:
    """The entities that hold two records ruled apart; and `entity`, `label` of those joined."""
    pairs = pl.concat([ruled.apart, ruled.together])
    named = pl.concat([pairs["a"], pairs["b"]]).unique().to_frame("record")
    asked = tables.up(joined.sparkSession, named, {"record": pl.UInt32})
    types = {"record": pl.UInt32, "entity": pl.UInt32}
    known = tables.down(joined.join(asked, "record", "left_semi"), types)

    def of(pairs: pl.DataFrame) -> list[pl.Series]:
        return [
            pairs.select(record=end).join(known, on="record", how="left", maintain_order="left")[
                "entity"
            ]
            for end in ("a", "b")
        ]

    a, b = of(ruled.apart)
    broken = a.filter(a == b).unique()
    known = known.with_columns(
        entity=pl.when(pl.col("entity").is_in(broken.implode())).then("record").otherwise("entity")
    )
    a, b = of(ruled.together)
    nodes = pl.concat([a, b]).unique().sort()
    ends = [nodes.search_sorted(end).to_numpy().astype(np.int64) for end in (a, b)]
    labels = graph.components(len(nodes), *ends)
    moved = pl.DataFrame({"entity": nodes, "label": nodes.gather(labels)})
    return broken.to_list(), moved.filter(pl.col("entity") != pl.col("label"))


def spread(apart: pl.DataFrame, values: DataFrame) -> pl.DataFrame:
    """Every pair of records that is parted by a ruling; see `rulings.spread`."""
    if apart.is_empty():
        return apart
    types = {"record": pl.UInt32, "entity": pl.UInt32}
    named = pl.concat([apart["a"], apart["b"]]).unique().to_frame("record")
    asked = tables.up(values.sparkSession, named, {"record": pl.UInt32})
    of_these = values.join(asked, "record", "left_semi").select("entity").distinct()
    members = tables.down(values.join(of_these, "entity", "left_semi"), types).sort("record")
    record = members["record"]
    found = rulings.spread(here(apart, record), numbered(members))
    return found.select(a=record.gather(found["a"]), b=record.gather(found["b"]))


def sizes(values: DataFrame) -> pl.DataFrame:
    """What `prior.sizes` gives."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    counted = values.groupBy("system").agg(F.countDistinct("entity").cast("double").alias("size"))
    return tables.down(counted, {"system": pl.String, "size": pl.Float64})


def fields(values: DataFrame) -> DataFrame:
    """FIELDS: names are counted by name, values by value; what has few values goes to every worker."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    spark = values.sparkSession
    borne = values.where("name is not null").groupBy("system", "name")
    counted = borne.agg(F.countDistinct("entity").alias("c"))
    types = {"system": pl.String, "name": pl.String, "c": pl.UInt32}
    by_name = tables.up(
        spark, frequency.of_names(tables.down(counted, types).sort("system", "name")),
        {"name": pl.String, "share": pl.Float64},
    )  # fmt: skip
    few = _counts(values)
    given = values.agg(*(F.count(name).alias(name) for name in ("phone", "branch"))).first()
    assert given is not None  # an aggregate has a row
    totals = {name: int(given[name]) for name in ("phone", "branch")}
    in_system = values.groupBy("system").agg(F.count("*").alias("members"))
    employed = values.groupBy("system", "employer").agg(F.count("*").alias("employed"))
    parts = employed.join(F.broadcast(in_system), "system").select(
        "system", "employer", (F.col("employed") / F.col("members")).alias("part")
    )
    joined = values.join(by_name, "name", "left").join(parts, ["system", "employer"], "left")
    for name in ("phone", "branch"):
        one = (
            values.where(f"{name} is not null")
            .groupBy(name)
            .agg(F.count("*").alias(f"count_{name}"))
        )
        joined = joined.join(one, name, "left")
    before = {
        **tables.values_types(), "share": pl.Float64, "part": pl.Float64,
        "count_phone": pl.Int64, "count_branch": pl.Int64,
    }  # fmt: skip

    def shared(part: pl.DataFrame) -> pl.DataFrame:
        return part.with_columns(_shares(part, few, totals))

    return tables.each(joined, before, shared, FIELDS)


def _counts(values: DataFrame) -> dict[str, pl.DataFrame]:
    """Column -> `value`, `count` of those with few values."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    types = {"column": pl.String, "value": pl.String, "count": pl.Int64}

    def counted(part: pl.DataFrame) -> pl.DataFrame:
        known = _known(part)
        return pl.concat(
            known.select(value=name).drop_nulls().group_by("value").len("count")
            .select(pl.lit(name).alias("column"), "value", pl.col("count").cast(pl.Int64))
            for name in _SMALL
        )  # fmt: skip

    partly = tables.each(values, VALUES, counted, types)
    summed = partly.groupBy("column", "value").agg(F.sum("count").alias("count"))
    table = tables.down(summed, types)
    return {name: table.filter(column=name).select("value", "count") for name in _SMALL}


def _known(part: pl.DataFrame) -> pl.DataFrame:
    return frequency.known(part).with_columns(names.surname(part["name"]))


def _shares(
    part: pl.DataFrame, few: Mapping[str, pl.DataFrame], totals: Mapping[str, int]
) -> list[pl.Series]:
    """The shares of a part's values."""
    known = _known(part)
    made: list[pl.Series] = [part["share"].fill_null(1.0).alias("share_name")]
    for name in frequency.COUNTED:
        if name in few:
            given, count = few[name]["count"].sum(), _looked_up(known[name], few[name])
        else:
            given, count = totals[name], part[f"count_{name}"]
        table = known.select(name).with_columns(_count=count)
        share = frequency.share(name, pl.col("_count"), pl.lit(given))
        made.append(table.select(share.alias(f"share_{name}")).to_series())
    return made


def _looked_up(values: pl.Series, counts: pl.DataFrame) -> pl.Series:
    rows = values.to_frame("value").join(counts, on="value", how="left", maintain_order="left")
    return rows["count"]


def typed(columns: Mapping[str, Any], suffix: str) -> tables.Types:
    """The columns of one of two records."""
    return {f"{name}{suffix}": dtype for name, dtype in columns.items()}
