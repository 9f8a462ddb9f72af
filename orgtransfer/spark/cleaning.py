"""RAW_RECORDS to RECORDS on Spark: the cleaners on parts, and three counts a table of the exports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from orgtransfer import frames
from orgtransfer.clean import identity, records, sexes
from orgtransfer.hashes import counted, hashed
from orgtransfer.spark import tables
from orgtransfer.spark.stages import Stages

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_TABLE: Final = {"system": pl.String, "file": pl.String, "sheet": pl.String}
_RAW: Final = frames.RAW_RECORDS.columns
_NUMBERED: Final = {**_RAW, "role": pl.String, "id_key": pl.String, "id_state": pl.String}
_ROW: Final = {
    **{
        name: dtype
        for name, dtype in frames.RECORDS.columns.items()
        if name not in {"record", "record_key", "content_key"}
    },
    "_code": pl.String, "_named": pl.String,
}  # fmt: skip
"""A row with its keys; the figure of its sex, and the hash of what it says."""
_COUNTS: Final = {**_TABLE, "what": pl.String, "code": pl.String, "count": pl.Int64}


@dataclass(frozen=True)
class Rough:
    """What cleaning rests on besides the rows."""

    sources: pl.DataFrame
    damage: pl.DataFrame
    salt: bytes


def clean(raw: DataFrame, rough: Rough, stages: Stages) -> DataFrame:
    """RECORDS, as `orgtransfer.clean.clean_records` gives them.

    Args:
        raw: RAW_RECORDS.
        rough: SOURCES, DAMAGE and the key of the hashes.
        stages: where the finished steps are written.
    """
    numbered = stages.table("numbered", lambda: _numbered(raw, rough))
    cut = identity.doubtful(
        _counted(numbered, _NUMBERED, _zeros).rename({"count": "len"}),
        records.formats(rough.sources),
    )
    rows = stages.table("cleaned", lambda: _cleaned(numbered, cut, rough))
    late = _counted(rows, _ROW, _epochs).filter(pl.col("count") > 0).select(*_TABLE)
    leaning = _counted(rows, _ROW, _leans).rename({"code": "_code", "count": "lean"})
    meanings = sexes.learnt(leaning.select(*_TABLE, "_code", "lean"))
    named = rows if late.is_empty() else _in_1904(rows, late, rough.salt)
    ordered = stages.table("ordered", lambda: _ordered(named))
    return stages.table("records", lambda: _records(ordered, meanings))


def _numbered(raw: DataFrame, rough: Rough) -> DataFrame:
    """_NUMBERED: the identity numbers as each row by itself tells them."""
    sources, damage = rough.sources, rough.damage
    spoilt = damage.filter(pl.col("field") == "id_number")

    def numbers(part: pl.DataFrame) -> pl.DataFrame:
        return identity.number(records.with_spoilt(records.with_role(part, sources), spoilt))

    return tables.each(raw, _RAW, numbers, _NUMBERED)


def _cleaned(numbered: DataFrame, cut: pl.DataFrame, rough: Rough) -> DataFrame:
    """_ROW: all keys that need no other row."""
    latest, salt = records.newest(rough.sources), rough.salt

    def keys(part: pl.DataFrame) -> pl.DataFrame:
        trusted = identity.distrusted(part, cut)
        made = records.with_keys(trusted, records.given_keys(part), latest)
        return _with_name(sexes.coded(made), salt)

    return tables.each(numbered, _NUMBERED, keys, _ROW)


def _with_name(rows: pl.DataFrame, salt: bytes) -> pl.DataFrame:
    return rows.with_columns(_named=hashed(records.identity_texts(rows), "R", salt))


def _in_1904(rows: DataFrame, late: pl.DataFrame, salt: bytes) -> DataFrame:
    """The rows with the serial dates of these tables read anew, and the hashes that follow."""

    def read(part: pl.DataFrame) -> pl.DataFrame:
        return _with_name(records.in_1904(part, late), salt)

    return tables.each(rows, _ROW, read, _ROW)


def _ordered(rows: DataFrame) -> DataFrame:
    """The rows in the order of their content, with their place: the part, and where in it."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415  # PySpark's own name for them

    texts = F.concat_ws("\x1f", *(F.coalesce(name, F.lit("\x00")) for name in frames.MEMBER_FIELDS))
    by = [F.col(name).asc_nulls_last() for name in records.ORDER]
    return rows.orderBy(*by, texts, "file", "sheet", "row").withColumn(
        "place", F.monotonically_increasing_id()
    )


def _records(ordered: DataFrame, meanings: pl.DataFrame) -> DataFrame:
    """RECORDS: numbers for the rows, and a counter for those that say the same."""
    from pyspark.sql import Window  # noqa: PLC0415
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    spark = ordered.sparkSession
    part = F.shiftright("place", 33)
    rows = ordered.groupBy(part.alias("part")).count()
    sizes = tables.down(rows, {"part": pl.Int64, "count": pl.Int64}).sort("part")
    begins = sizes.select("part", begin=pl.col("count").cum_sum() - pl.col("count"))
    offsets = tables.up(spark, begins, {"part": pl.Int64, "begin": pl.Int64})
    within = F.col("place").bitwiseAND(F.lit((1 << 33) - 1))
    numbered = (
        ordered.withColumn("part", part)
        .join(F.broadcast(offsets), "part")
        .withColumn("record", F.col("begin") + within)
        .withColumn("told", F.row_number().over(Window.partitionBy("_named").orderBy("record")))
    )
    before = {**_ROW, "record": pl.UInt32, "told": pl.Int64}

    def finished(part: pl.DataFrame) -> pl.DataFrame:
        return sexes.meant(part, meanings).with_columns(
            record_key=counted(pl.col("_named"), pl.col("told")),
            content_key=pl.lit(None, pl.String),
        )

    return tables.each(numbered, before, finished, frames.RECORDS.columns)


def _counted(rows: DataFrame, before: tables.Types, count: tables.Part) -> pl.DataFrame:
    """A count of every table, and code, added up over the parts."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    partly = tables.each(rows, before, count, _COUNTS).groupBy(*_TABLE, "what", "code")
    return tables.down(partly.agg(F.sum("count").alias("count")), _COUNTS)


def _zeros(part: pl.DataFrame) -> pl.DataFrame:
    return _as_counts(identity.zeros(part), "len", "zeros")


def _epochs(part: pl.DataFrame) -> pl.DataFrame:
    return _as_counts(records.epoch_votes(part), "votes", "epochs")


def _leans(part: pl.DataFrame) -> pl.DataFrame:
    return _as_counts(sexes.leans(part).rename({"_code": "code"}), "lean", "leans")


def _as_counts(counted: pl.DataFrame, count: str, what: str) -> pl.DataFrame:
    code = "code" if "code" in counted.columns else pl.lit(None, pl.String)
    return counted.select(*_TABLE, what=pl.lit(what), code=code, count=pl.col(count).cast(pl.Int64))
