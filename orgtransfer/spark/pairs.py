"""The ledgers of pairs, in batches: each pair comes with both its records and what stands around them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from orgtransfer.config import Match
from orgtransfer.frames import COMPARISONS
from orgtransfer.match import compare, judge, prior, shared_people, thresholds, vetoes
from orgtransfer.match.matching import within
from orgtransfer.match.score import score
from orgtransfer.match.weights import Weights
from orgtransfer.spark import tables
from orgtransfer.spark.buckets import Buckets
from orgtransfer.spark.values import FIELDS, SHARES, TEXT, typed

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PAIR: Final = {"a": pl.UInt32, "b": pl.UInt32}
_LEDGER: Final = {
    f"{name}_{kind}": dtype
    for name in COMPARISONS
    for kind, dtype in (("level", pl.String), ("weight", pl.Float64))
}
_SIDE: Final = {
    "entity": pl.UInt32, "system": pl.String, "employer": pl.String, "part": pl.Float64,
}  # fmt: skip
_SIDES: Final = {**typed(_SIDE, "_a"), **typed(_SIDE, "_b")}
SCORED: Final = {
    **PAIR, **_LEDGER, "evidence": pl.Float64, "veto": pl.String, "prior_weight": pl.Float64,
    "weight": pl.Float64, "alone": pl.Float64, **_SIDES,
}  # fmt: skip
"""A pair with its ledger, and what of its records the next steps ask for."""
VOUCHED: Final = {**SCORED, "open": pl.Boolean}
"""`open`: whether the two records have to be decided together."""
_SUMS: Final = {"likely": pl.Float64, "together": pl.Float64, "found": pl.Float64}
_NOBODY: Final = pl.DataFrame(schema=PAIR)
_FAINTEST_EDGE: Final = thresholds.FAINTEST_RIVAL - thresholds.HIGHEST_RISE
"""Log-odds that `judge` asks of a rival: those of its faint ones, less what an overlap can add."""


@dataclass(frozen=True)
class Against:
    """What pairs are weighed against, beside what stands in their own records."""

    sizes: pl.DataFrame
    """See `prior.sizes`."""
    aliases: pl.DataFrame
    """`name`, `full_name`."""
    weights: Weights
    """What each level is worth."""
    formers: pl.DataFrame
    """FORMERS."""


@dataclass(frozen=True)
class Then:
    """What is done with SCORED."""

    step: tables.Part
    after: tables.Types
    """What that gives."""


def settled_pairs(values: DataFrame, group: str, buckets: Buckets) -> DataFrame:
    """`a`, `b`: the pairs of records that are one entity, or one person (see `matching.within`)."""
    several = values.groupBy(group).count().where("count > 1").select(group)
    rows = values.select("record", group).join(several, group)
    rows = rows.withColumn("bucket", buckets.part(group))

    def made(part: pl.DataFrame) -> pl.DataFrame:
        return within(part, part[group])

    return tables.grouped(rows, {"record": pl.UInt32, group: pl.UInt32}, made, PAIR)


def scored(
    pairs: DataFrame, fields: DataFrame, around: DataFrame, against: Against,
    overlaps: pl.DataFrame = judge.UNKNOWN, then: Then | None = None,
) -> DataFrame:  # fmt: skip
    """SCORED, or what is made of it.

    Args:
        pairs: `a`, `b`.
        fields: FIELDS.
        around: AROUND.
        against: what they are weighed against.
        overlaps: what is known of them; see `prior.weights`.
        then: what is done with SCORED at once: every further function on parts would ask for a
            Python process of its own beside each task.
    """
    rows = pairs.select("a", "b")
    types: tables.Types = dict(PAIR)
    of_record = {name: dtype for name, dtype in FIELDS.items() if name != "record"}
    for end in ("a", "b"):
        side = fields.select(
            *(fields[name].alias(end if name == "record" else f"{name}_{end}") for name in FIELDS)
        )
        texts = around.select(
            around["profile"].alias(f"profile_{end}"), around["texts"].alias(f"texts_{end}")
        )
        rows = rows.join(side, end).join(texts, f"profile_{end}", "left")
        types |= typed(of_record, f"_{end}") | {f"texts_{end}": pl.List(TEXT)}

    def ledgers(part: pl.DataFrame) -> pl.DataFrame:
        made = _ledgers(part, against, overlaps)
        return then.step(made) if then else made

    return tables.each(rows, types, ledgers, then.after if then else SCORED)


def _ledgers(part: pl.DataFrame, against: Against, overlaps: pl.DataFrame) -> pl.DataFrame:
    sides = [_side(part, end) for end in ("a", "b")]
    count = part.height
    values = pl.concat(sides).with_columns(record=pl.int_range(pl.len(), dtype=pl.UInt32))
    places = pl.int_range(count, dtype=pl.UInt32)
    local = pl.select(a=places, b=(places + count).cast(pl.UInt32))
    texts = values.select("profile", "texts").unique("profile").explode("texts").drop_nulls("texts")
    named = texts.unnest("texts")
    units = compare.Units(
        named.select("profile", "text", "employs"),
        named.select("text", "share").unique("text"),
        against.aliases,
        against.weights["unit"],
        _formers(part, against.formers),
    )
    shares = values.select(pl.col(name).alias(name.removeprefix("share_")) for name in SHARES)
    levels = compare.levels(local, values, units)
    made = vetoes.mark(score(levels, shares, against.weights), values, _NOBODY)
    weighed = prior.weigh(made, prior.systems(made, values, against.sizes), overlaps)
    return pl.concat([weighed.drop("a", "b"), part.select("a", "b", *_SIDES)], how="horizontal")


def _formers(part: pl.DataFrame, formers: pl.DataFrame) -> pl.DataFrame:
    """FORMERS of the part's records, by their rows there."""
    if formers.is_empty():
        return formers
    rows = pl.concat([part["a"], part["b"]]).alias("record").to_frame().with_row_index("row")
    named = formers.join(rows, on="record").select(pl.col("row").alias("record"), "former", "name")
    return named.with_columns(pl.col("record").cast(pl.UInt32))


def _side(part: pl.DataFrame, end: str) -> pl.DataFrame:
    """One record of every pair, as VALUES with shares and names."""
    columns = [name for name in FIELDS if name != "record"]
    return part.select(
        *(pl.col(f"{name}_{end}").alias(name) for name in columns),
        pl.col(f"texts_{end}").alias("texts"),
    )


def vouched(scored: DataFrame, limits: Match, weights: Weights) -> DataFrame:
    """VOUCHED: units that are the same by their people; see `company.vouch`."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    across = scored.where(
        "system_a != system_b and employer_a is not null and employer_b is not null"
    ).select(
        "a", "b", *(f"{name}_{end}" for name in ("system", "employer") for end in ("a", "b")),
        F.expr("1.0 / (1.0 + exp(-(weight - unit_weight)))").alias("odds"),
    )  # fmt: skip
    crowd_a = across.groupBy("a", "system_b").agg(F.sum("odds").alias("crowd_a"))
    crowd_b = across.groupBy("b", "system_a").agg(F.sum("odds").alias("crowd_b"))
    crowd = F.greatest("crowd_a", "crowd_b", F.lit(1.0))
    likely = (
        across.join(crowd_a, ["a", "system_b"])
        .join(crowd_b, ["b", "system_a"])
        .withColumn("likely", F.col("odds") / crowd)
    )
    one, other = ["system_a", "employer_a"], ["system_b", "employer_b"]
    both = likely.groupBy(*one, *other).agg(F.sum("likely").alias("together"))
    facing_a = likely.groupBy(*one, "system_b").agg(F.sum("likely").alias("found_a"))
    facing_b = likely.groupBy(*other, "system_a").agg(F.sum("likely").alias("found_b"))
    sums = both.join(facing_a, [*one, "system_b"]).join(facing_b, [*other, "system_a"])
    joined = likely.join(sums, [*one, *other]).select(
        "a", "b", "likely", "together", F.least("found_a", "found_b").alias("found")
    )

    def raised(part: pl.DataFrame) -> pl.DataFrame:
        made = shared_people.raised(part.with_columns(shared_people.told()), weights)
        return made.with_columns(open=open_(limits))

    return tables.each(
        scored.join(joined, ["a", "b"], "left"), {**SCORED, **_SUMS}, raised, VOUCHED
    )


def open_(limits: Match) -> pl.Expr:
    """Whether a pair may come to matter to what is decided about its records.

    As a rival, as a link, or as a question: whatever overlap the systems turn out to have.
    """
    best = pl.max_horizontal("weight", pl.col("prior_weight") + pl.col("evidence"))
    faint = min(_FAINTEST_EDGE, _log_odds(limits.review) - 5.0)
    inside = pl.col("system_a") == pl.col("system_b")
    twice = best >= _log_odds(min(limits.review, thresholds.DOUBLE)) - 1e-9
    named = (pl.col("veto") == "name").fill_null(value=False)
    one = pl.col("entity_a") == pl.col("entity_b")
    return named | one | pl.when(inside).then(twice).otherwise(best > faint)


def _log_odds(probability: float) -> float:
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(kept / (1 - kept))
