"""Rivals, overlaps and persons: the code of one machine on groups that no rivalry leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from orgtransfer.config import Match
from orgtransfer.match import assign, judge, prior
from orgtransfer.match.thresholds import LEAST_LINKED
from orgtransfer.spark import tables
from orgtransfer.spark.buckets import Buckets
from orgtransfer.spark.pairs import SCORED, VOUCHED
from orgtransfer.spark.values import here, numbered

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_VALUES: Final = {
    "record": pl.UInt32, "system": pl.String, "role": pl.String, "record_key": pl.String,
    "id": pl.String, "sound": pl.Boolean, "entity": pl.UInt32,
}  # fmt: skip
"""What of the records the decisions ask for."""
_PEOPLE: Final = {"one": pl.String, "other": pl.String, "people": pl.Float64}
_OPEN: Final = {
    "probability": pl.Float64,
    "veto": pl.String,
    "system_a": pl.String,
    "system_b": pl.String,
}
TIERED: Final = {
    **{name: dtype for name, dtype in SCORED.items() if not name.startswith(("employer", "part"))},
    "probability": pl.Float64, "tier": pl.String, "reason": pl.String,
}  # fmt: skip
"""A pair with its tier."""
DECIDED: Final = {**TIERED, "record": pl.UInt32, "person": pl.UInt32}
"""A pair; or, with neither of its records, a record and the smallest record of its person."""
_ENDS: Final = ("entity_a", "entity_b", "system_a", "system_b")


def _with_components(vouched: DataFrame, labels: DataFrame) -> DataFrame:
    """VOUCHED with the components of both ends: an entity that no open pair joins is its own."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    rows = vouched
    for end in ("a", "b"):
        of_end = labels.select(
            F.col("entity").alias(f"entity_{end}"), F.col("component").alias(f"component_{end}")
        )
        rows = rows.join(of_end, f"entity_{end}", "left").withColumn(
            f"component_{end}", F.coalesce(f"component_{end}", f"entity_{end}")
        )
    return rows


def inside(vouched: DataFrame, labels: DataFrame, buckets: Buckets) -> DataFrame:
    """VOUCHED of the pairs inside components, with the `bucket` of their component."""
    rows = _with_components(vouched, labels).where("component_a = component_b")
    return rows.withColumn("bucket", buckets.part("component_a")).select("bucket", *VOUCHED)


def outside(vouched: DataFrame, labels: DataFrame, buckets: Buckets) -> DataFrame:
    """VOUCHED of the others, with a `bucket` in which all pairs of two entities are."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    rows = _with_components(vouched, labels).where("component_a != component_b")
    pair = F.least("entity_a", "entity_b"), F.greatest("entity_a", "entity_b")
    return rows.withColumn("bucket", buckets.part(*pair)).select("bucket", *VOUCHED)


def records(inside: DataFrame, fields: DataFrame, labels: DataFrame, buckets: Buckets) -> DataFrame:
    """_VALUES of all records of the entities inside, with the `bucket` of their component."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    met = inside.select(F.explode(F.array("entity_a", "entity_b")).alias("entity")).distinct()
    return (
        fields.select(*_VALUES)
        .join(met, "entity", "left_semi")
        .join(labels, "entity", "left")
        .withColumn("bucket", buckets.part(F.coalesce("component", "entity")))
        .select("bucket", *_VALUES)
    )


class Groups:
    """The pairs, in parts of which no rivalry goes from one to another."""

    def __init__(
        self, inside: DataFrame, outside: DataFrame, values: DataFrame, sizes: pl.DataFrame
    ) -> None:
        """Takes what is in buckets.

        Args:
            inside: what `inside` gives.
            outside: what `outside` gives.
            values: what `records` gives.
            sizes: see `prior.sizes`.
        """
        self._inside, self._outside, self._values, self._sizes = inside, outside, values, sizes

    def overlaps(self) -> pl.DataFrame:
        """The overlaps that all pairs show; each round goes over all parts once."""
        return judge.rounds(self._seen)

    def _seen(self, known: pl.DataFrame) -> pl.DataFrame:
        from pyspark.sql import functions as F  # noqa: N812, PLC0415

        sizes = self._sizes

        def inside(pairs: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
            local = Local(pairs, values)
            return _people(local.pairs, local.values, sizes, known)

        def outside(pairs: pl.DataFrame) -> pl.DataFrame:
            return _people(*strangers(pairs), sizes, known)

        counted = tables.cogrouped(
            (self._inside, self._values), (VOUCHED, _VALUES), inside, _PEOPLE
        ).union(tables.grouped(self._outside, VOUCHED, outside, _PEOPLE))
        summed = counted.groupBy("one", "other").agg(F.sum("people").alias("people"))
        table = tables.down(summed, _PEOPLE).sort("one", "other")
        met = table.select(
            "one", "other",
            *(_size_of(table[name], sizes).alias(f"size_{name}") for name in ("one", "other")),
        )  # fmt: skip
        return prior.overlaps(met, table["people"].to_numpy())

    def open_probabilities(self, overlaps: pl.DataFrame) -> pl.DataFrame:
        """Probability, veto and systems of the pairs that a promise looks at; on the driver."""
        sizes = self._sizes

        def judged(pairs: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
            local = Local(pairs, values)
            found = _judged(local.pairs, local.values, sizes, overlaps)
            return found.filter(pl.col("probability") >= LEAST_LINKED).select(*_OPEN)

        made = tables.cogrouped((self._inside, self._values), (VOUCHED, _VALUES), judged, _OPEN)
        return tables.down(made, _OPEN)

    def decided(self, overlaps: pl.DataFrame, limits: Match, apart: pl.DataFrame) -> DataFrame:
        """DECIDED, from every part."""
        sizes = self._sizes

        def inside(pairs: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
            local = Local(pairs, values)
            judged = _judged(local.pairs, local.values, sizes, overlaps)
            parted = here(apart, local.record)
            person, tiered = assign.group(judged, local.values, parted, limits)
            return pl.concat([local.back(tiered), local.persons(person)], how="diagonal")

        def outside(pairs: pl.DataFrame) -> pl.DataFrame:
            return _faint(pairs, sizes, overlaps, limits)

        return tables.cogrouped(
            (self._inside, self._values), (VOUCHED, _VALUES), inside, DECIDED
        ).union(tables.each(self._outside, VOUCHED, outside, DECIDED))


class Local:
    """One part by numbers of its own, since the matching takes a record for its row."""

    def __init__(self, pairs: pl.DataFrame, values: pl.DataFrame) -> None:
        values = values.sort("record")
        self.record = values["record"]
        self._entity = values["entity"]
        self.values = numbered(values).with_columns(entity=self._places(values["entity"]))
        kept = pairs.drop(*_ENDS).with_columns(
            a=self._places(pairs["a"]), b=self._places(pairs["b"])
        )
        self.pairs = kept.sort("a", "b")

    def _places(self, records: pl.Series) -> pl.Series:
        return self.record.search_sorted(records).cast(pl.UInt32)

    def back(self, tiered: pl.DataFrame) -> pl.DataFrame:
        """DECIDED of the part's pairs."""
        a, b = tiered["a"], tiered["b"]
        named = tiered.with_columns(
            a=self.record.gather(a), b=self.record.gather(b),
            entity_a=self._entity.gather(a), entity_b=self._entity.gather(b),
            record=pl.lit(None, pl.UInt32), person=pl.lit(None, pl.UInt32),
        )  # fmt: skip
        return named.select(*DECIDED)

    def persons(self, person: pl.Series) -> pl.DataFrame:
        """`record`, `person` of the part's records."""
        return pl.DataFrame({"record": self.record, "person": self.record.gather(person)})


def _judged(
    pairs: pl.DataFrame, values: pl.DataFrame, sizes: pl.DataFrame, overlaps: pl.DataFrame
) -> pl.DataFrame:
    return judge.PairProbabilities(pairs, values, prior.systems(pairs, values, sizes)).judged(
        overlaps
    )


def _people(
    pairs: pl.DataFrame, values: pl.DataFrame, sizes: pl.DataFrame, overlaps: pl.DataFrame
) -> pl.DataFrame:
    """_PEOPLE of a part."""
    if pairs.is_empty():
        return pl.DataFrame(schema=_PEOPLE)
    systems = prior.systems(pairs, values, sizes)
    people = judge.PairProbabilities(pairs, values, systems).people(overlaps)
    return systems.table.select("one", "other", people=pl.Series(np.asarray(people)))


def strangers(pairs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pairs that are rivals to nobody, and their records: each pair's two are rows of their own."""
    count = pairs.height
    values = pl.concat(
        pairs.select(entity=f"entity_{end}", system=f"system_{end}") for end in ("a", "b")
    ).with_columns(record=pl.int_range(pl.len(), dtype=pl.UInt32))
    places = pl.int_range(count, dtype=pl.UInt32, eager=True)
    local = pairs.drop(*_ENDS).with_columns(a=places, b=(places + count).cast(pl.UInt32))
    return local, values


def _faint(
    pairs: pl.DataFrame, sizes: pl.DataFrame, overlaps: pl.DataFrame, limits: Match
) -> pl.DataFrame:
    """DECIDED of pairs that are neither rivals nor links nor questions."""
    local, values = strangers(pairs)
    weighed = prior.weigh(local, prior.systems(local, values, sizes), overlaps)
    judged = weighed.with_columns(
        *pairs.select("a", "b", *_ENDS).get_columns(), probability=pl.col("alone"), same=pl.lit(value=False),
        conflict=pl.lit(None, pl.Boolean),
    )  # fmt: skip
    tiered = assign.tiers(judged, limits)
    return tiered.with_columns(
        record=pl.lit(None, pl.UInt32), person=pl.lit(None, pl.UInt32)
    ).select(*DECIDED)


def _size_of(systems: pl.Series, sizes: pl.DataFrame) -> pl.Series:
    return systems.replace_strict(sizes["system"], sizes["size"], return_dtype=pl.Float64)
