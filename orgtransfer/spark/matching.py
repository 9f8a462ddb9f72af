"""The matching on Spark: the order of `match.matching`, each step on parts of the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from orgtransfer import frames, models
from orgtransfer.config import Match
from orgtransfer.match import compare, judge, ledger_rows, link_bound, matching, prior, unproposed
from orgtransfer.match import persons as naming
from orgtransfer.match.weights import TABLE, Weights
from orgtransfer.spark import blocks, components, decide, pairs, tables, values
from orgtransfer.spark.buckets import Buckets
from orgtransfer.spark.stages import Stages

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_NAMED: Final = {
    "record": pl.UInt32, "role": pl.String, "record_key": pl.String, "id": pl.String,
    "sound": pl.Boolean, "person": pl.UInt32,
}  # fmt: skip
_ANCHORS: Final = {"person": pl.UInt32, "record_key": pl.String, "id": pl.String}
_CODES: Final = {"person": pl.UInt32, "code": pl.String}
_OVERLAPS: Final = {"one": pl.String, "other": pl.String, "matched": pl.Float64}


@dataclass(frozen=True)
class Asked:
    """What a matching rests on: members on Spark, what is small on the driver."""

    records: DataFrame
    """RECORDS."""
    membership: DataFrame
    """MEMBERSHIP."""
    organisations: pl.DataFrame
    """ORGANISATIONS."""
    limits: Match = field(default_factory=Match)
    transfers: pl.DataFrame = field(default_factory=frames.TRANSFERS.empty)
    aliases: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"name": pl.String, "full_name": pl.String})
    )
    """`name`, `full_name`."""
    decisions: pl.DataFrame = field(default_factory=frames.DECISIONS.empty)
    """DECISIONS, sifted (see `match.consistency`)."""
    salt: bytes = b""
    weights: Weights = field(default_factory=lambda: TABLE)
    """What each level of each comparison is worth."""


@dataclass(frozen=True)
class Found:
    """What the matching found, as tables that stay where Spark wrote them."""

    pairs: DataFrame
    """PAIRS."""
    persons: DataFrame
    """PERSONS."""
    dismissed: DataFrame
    """DISMISSED."""
    ledger_persons: pl.DataFrame
    blocks: tuple[models.Block, ...]
    unproposed: pl.DataFrame

    def collected(self) -> models.Matched:
        """The same on the driver, which has to hold it."""
        return models.Matched(
            pairs=_down(self.pairs, frames.PAIRS, "a", "b"),
            persons=_down(self.persons, frames.PERSONS, "record"),
            ledger_persons=self.ledger_persons,
            blocks=self.blocks,
            dismissed=_down(self.dismissed, frames.DISMISSED, "a", "b"),
            unproposed=self.unproposed,
        )


def _down(frame: DataFrame, schema: frames.Schema, *by: str) -> pl.DataFrame:
    return frames.conform(tables.down(frame, schema.columns).sort(by), schema)


def match(
    asked: Asked, stages: Stages, buckets: int, progress: models.Progress | None = None
) -> Found:
    """Says which records are the same person: what `orgtransfer.match.match` says.

    Args:
        asked: the tables, rulings and limits.
        stages: where the finished steps are written, and found again.
        buckets: into how many parts keys and groups are spread.
        progress: is told how far the matching is.
    """
    tell = progress or (lambda _stage, _done, _total: None)
    tell("match", 0, 4)
    run = _Run(asked, stages, buckets)
    proposed = run.proposed()
    tell("match", 1, 4)
    vouched = run.vouched()
    tell("match", 2, 4)
    tiered = run.tiered(vouched)
    tell("match", 3, 4)
    return run.found(tiered, proposed)


class _Run:
    """One matching, with what several of its steps need."""

    def __init__(self, asked: Asked, stages: Stages, buckets: int) -> None:
        self.asked, self.stages = asked, stages
        self.buckets = Buckets.of(stages.spark, buckets)
        known, profiles = values.profiled(stages, asked.records, asked.membership)
        self.ruled = values.Ruled.of(known, asked.decisions)
        self.formers = stages.small(
            "formers", values.FORMERS, lambda: values.formers(asked.records)
        )
        # As an ordinary dictionary it can be sent to the workers.
        self.weights = {name: dict(levels) for name, levels in asked.weights.items()}
        settled = stages.table(
            "settled", lambda: values.entities(known, self.ruled, self.formers, self.buckets)
        )
        self.values = stages.table(
            "entities", lambda: values.with_entities(known, settled, self.ruled)
        )
        self.around = stages.table(
            "around",
            lambda: tables.up(
                stages.spark,
                values.around(known, profiles, asked.organisations, asked.aliases),
                values.AROUND,
            ),
        )
        self.apart = values.spread(self.ruled.apart, self.values)
        self.sizes = values.sizes(self.values)
        self.fields = stages.table("fields", lambda: values.fields(self.values))

    def proposed(self) -> tuple[DataFrame, tuple[models.Block, ...]]:
        """`a`, `b` of the pairs that some rule proposes, and what each rule cost."""
        stages = self.stages
        names, ways = blocks.ways(blocks.common_masks(self.values), self.formers)
        each = stages.table("names", lambda: blocks.each_name(self.values))
        by_name = stages.table("named", lambda: blocks.named(each))
        heads = stages.table("heads", lambda: blocks.heads(self.values, by_name, ways))

        def met() -> DataFrame:
            beside = blocks.beside(self.values, self.around)
            return blocks.met(blocks.asked(heads), beside, ways, self.buckets)

        found = stages.table("met", met)
        pairs = stages.table("proposed", lambda: blocks.proposed(found))
        return pairs, blocks.costs(found, pairs, names)

    def vouched(self) -> DataFrame:
        """VOUCHED of all pairs that are compared."""
        proposed, _costs = self.proposed()

        def scored() -> DataFrame:
            spark, ends = self.stages.spark, pairs.PAIR
            settled = pairs.settled_pairs(self.values, "entity", self.buckets)
            ruled = tables.up(spark, self.ruled.tiers, ends)
            asked = proposed.select("a", "b").union(settled).union(ruled).distinct()
            return self._scored(
                asked.join(tables.up(spark, self.apart, ends), ["a", "b"], "left_anti")
            )

        ledgers = self.stages.table("scored", scored)
        return self.stages.table(
            "vouched", lambda: pairs.vouched(ledgers, self.asked.limits, self.weights)
        )

    def _scored(
        self,
        asked: DataFrame,
        overlaps: pl.DataFrame = judge.UNKNOWN,
        then: pairs.Then | None = None,
    ) -> DataFrame:
        against = pairs.Against(self.sizes, self.asked.aliases, self.weights, self.formers)
        return pairs.scored(asked, self.fields, self.around, against, overlaps, then)

    def tiered(self, vouched: DataFrame) -> _Tiered:
        """The pairs with their tiers, and the persons."""
        stages, asked = self.stages, self.asked
        labels = stages.table(
            "components",
            lambda: tables.up(stages.spark, components.labels(vouched), components.LABELS),
        )
        inside = stages.table("inside", lambda: decide.inside(vouched, labels, self.buckets))
        groups = decide.Groups(
            inside,
            stages.table("outside", lambda: decide.outside(vouched, labels, self.buckets)),
            stages.table(
                "grouped", lambda: decide.records(inside, self.fields, labels, self.buckets)
            ),
            self.sizes,
        )
        overlaps = stages.small("overlaps", _OVERLAPS, groups.overlaps)
        limits = asked.limits
        if limits.wrong_links:
            limits = link_bound.kept(groups.open_probabilities(overlaps), limits)
        decided = stages.table("decided", lambda: groups.decided(overlaps, limits, self.apart))
        people = stages.table("people", lambda: self._people(decided))
        return _Tiered(decided, people, overlaps, limits)

    def _people(self, decided: DataFrame) -> DataFrame:
        """_NAMED of every record."""
        from pyspark.sql import functions as F  # noqa: N812, PLC0415

        moved = decided.where("a is null").select("record", "person")
        known = self.values.select(*(name for name in _NAMED if name != "person"), "entity")
        joined = known.join(moved, "record", "left")
        return joined.withColumn("person", F.coalesce("person", "entity")).drop("entity")

    def found(self, tiered: _Tiered, proposed: tuple[DataFrame, tuple[models.Block, ...]]) -> Found:
        """What the matching found."""
        stages, ruled = self.stages, self.ruled.tiers
        # A step of its own: made and scored in one task, they would ask for two processes of Python at once.
        together = stages.table(
            "together", lambda: pairs.settled_pairs(tiered.people, "person", self.buckets)
        )
        every = stages.table("tiered", lambda: self._complete(tiered, together))
        types = decide.TIERED

        def kept(
            step: Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame], schema: frames.Schema
        ) -> DataFrame:
            return tables.each(every, types, lambda part: step(part, ruled), schema.columns)

        persons = stages.table("persons", lambda: self._named(tiered.people))
        return Found(
            pairs=stages.table("pairs", lambda: kept(matching.finished, frames.PAIRS)),
            persons=persons,
            dismissed=stages.table("dismissed", lambda: kept(matching.dismissed, frames.DISMISSED)),
            ledger_persons=self._ledger_persons(persons),
            blocks=proposed[1],
            unproposed=self._unproposed(every),
        )

    def _complete(self, tiered: _Tiered, together: DataFrame) -> DataFrame:
        """TIERED with the pairs that no rule had proposed, and those that clerks ruled apart."""
        decided = tiered.decided.where("a is not null").select(*decide.TIERED)
        missing = together.join(decided.select("a", "b"), ["a", "b"], "left_anti")
        limits, types = tiered.limits, decide.TIERED

        def through(part: pl.DataFrame) -> pl.DataFrame:
            return matching.through(part, pl.col("entity_a") != pl.col("entity_b"), limits)

        joined = self._with_tier(missing, tiered.overlaps, "auto", through)
        marked = tables.each(decided, types, through, types).union(joined)
        if self.ruled.tiers.is_empty():
            return marked
        ruled = tables.up(self.stages.spark, self.ruled.tiers, pairs.PAIR)
        known = decided.select("a", "b").union(missing.select("a", "b"))
        left = ruled.join(known, ["a", "b"], "left_anti")
        return marked.union(self._with_tier(left, tiered.overlaps, "rejected"))

    def _with_tier(
        self, asked: DataFrame, overlaps: pl.DataFrame, tier: str, then: tables.Part | None = None
    ) -> DataFrame:
        """TIERED of pairs whose tier is known."""

        def told(part: pl.DataFrame) -> pl.DataFrame:
            made = part.with_columns(
                probability=pl.col("alone"), tier=pl.lit(tier), reason=pl.lit(None, pl.String)
            )
            return then(made) if then else made

        return self._scored(asked, overlaps, pairs.Then(told, decide.TIERED))

    def _named(self, people: DataFrame) -> DataFrame:
        """PERSONS."""
        from pyspark.sql import functions as F  # noqa: N812, PLC0415

        salt = self.asked.salt
        rows = people.withColumn("bucket", self.buckets.part("person"))
        anchors = self.stages.table(
            "anchors", lambda: tables.grouped(rows, _NAMED, naming.anchors, _ANCHORS)
        )
        numbers = anchors.where("id is not null").groupBy("id").count().where("count > 1")
        told = anchors.join(numbers.select("id", F.expr("true as several")), "id", "left")
        untold = told.withColumn("untold", F.col("id").isNull() | F.col("several").isNotNull())

        def coded(part: pl.DataFrame) -> pl.DataFrame:
            return naming.codes(part, salt)

        codes = tables.each(untold, {**_ANCHORS, "untold": pl.Boolean}, coded, _CODES)
        return people.select("record", "person").join(codes, "person").select(
            "record", F.col("code").alias("person")
        )  # fmt: skip

    def _ledger_persons(self, persons: DataFrame) -> pl.DataFrame:
        """LEDGER_PERSONS: letters are few, and so are the people whom they may be about."""
        from pyspark.sql import functions as F  # noqa: N812, PLC0415

        transfers = self.asked.transfers
        if transfers.is_empty():
            return frames.LEDGER_PERSONS.empty()
        spark = self.stages.spark
        called = transfers.select(name="name_key").drop_nulls().unique()
        # Who was called so when the letter was written counts too.
        before = self.formers.filter(pl.col("former").is_in(called["name"].implode()))
        named = pl.concat([called, before.select("name").drop_nulls()]).unique()
        numbers = transfers.select(id="id_key").drop_nulls().unique()
        marked = self.values.join(
            tables.up(spark, named.with_columns(by_name=True), {"name": pl.String, "by_name": pl.Boolean}),
            "name", "left",
        ).join(
            tables.up(spark, numbers.with_columns(by_id=True), {"id": pl.String, "by_id": pl.Boolean}),
            "id", "left",
        ).where("by_name or by_id")  # fmt: skip
        known = tables.down(marked, tables.values_types())
        asked = tables.up(spark, known.select("record"), {"record": pl.UInt32})
        of_these = tables.down(persons.join(asked, "record", "left_semi"), frames.PERSONS.columns)
        profiles = tables.up(spark, known.select("profile").unique(), {"profile": pl.UInt32})
        texts = (
            self.around.join(profiles, "profile", "left_semi")
            .select("profile", F.explode("texts").alias("t"))
            .select("profile", "t.text", "t.employs")
        )
        types = {"profile": pl.UInt32, "text": pl.String, "employs": pl.Boolean}
        around = compare.Units(
            tables.down(texts, types), pl.DataFrame(), self.asked.aliases, self.weights["unit"],
            self.formers,
        )  # fmt: skip
        return ledger_rows.ledger_persons(transfers, known, of_these, around)

    def _unproposed(self, tiered: DataFrame) -> pl.DataFrame:
        """UNPROPOSED, a sum over all parts."""
        sizes, types, weights = self.sizes, frames.UNPROPOSED.columns, self.weights

        def expected(part: pl.DataFrame) -> pl.DataFrame:
            local, of_pairs = decide.strangers(part)
            return unproposed.expected(local, prior.systems(local, of_pairs, sizes), weights)

        summed = tables.each(tiered, decide.TIERED, expected, types).groupBy("one", "other")
        made = summed.sum("expected").withColumnRenamed("sum(expected)", "expected")
        return tables.down(made, types).sort("one", "other")


@dataclass(frozen=True)
class _Tiered:
    """The pairs as decided, and what that rested on."""

    decided: DataFrame
    people: DataFrame
    overlaps: pl.DataFrame
    limits: Match
