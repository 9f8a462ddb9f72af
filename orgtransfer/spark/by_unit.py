"""A run's tables as parquet, a folder a unit: what a body over many units hands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from orgtransfer import clean, frames
from orgtransfer.errors import OutputError
from orgtransfer.i18n import _
from orgtransfer.spark import tables
from orgtransfer.spark.judging import Members
from orgtransfer.spark.stages import Stages
from orgtransfer.store import tables as exported
from orgtransfer.store import unit_folders
from orgtransfer.store.unit_folders import BY, MARK, NOBODY, PLACE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_ROWS_A_FILE: Final = 100_000
"""Of a unit with more, several tasks write its rows: half of the country may be in one."""
_RECORDS: Final = frames.RECORDS.columns
_NAMING: Final = {
    name: _RECORDS[name]
    for name in (
        "record", "role", "association_key", "unit_key", "original_unit_key", "parent_key", "branch_key",
    )
}  # fmt: skip
_KEYED: Final = {"record": pl.UInt32, BY: pl.String, "unit_name": pl.String}
_PLACED: Final = {
    "record": pl.UInt32, **{name: _RECORDS[name] for name in PLACE}, "person": pl.String,
    BY: pl.String,
}  # fmt: skip
_JUDGED: Final = {
    **_RECORDS, **dict.fromkeys(("person", "verdict", "because", BY), pl.String),
}  # fmt: skip


@dataclass(frozen=True)
class Results:
    """What is handed on."""

    members: Members
    verdicts: DataFrame
    """VERDICTS."""
    salt: bytes
    """Keys the names of the folders: nobody without it can try out units' names against them."""
    findings: DataFrame | None = None
    """FINDINGS, where rules were asked."""
    show_id: bool = False
    """Whether ID numbers and birth dates are written whole."""


def write(results: Results, stages: Stages) -> None:
    """Writes `records`, `links`, `findings` and `units` into the folder of `stages`.

    They are what `orgtransfer export` writes, in folders `unit_id=…`: a record where the unit is that
    keeps the row, a link where each of its two records is, a finding where the unit is that is to be
    called. `units` says which name stands behind a folder, which tells nothing itself: a unit may be
    called after a person. A file `complete` is written last.

    Args:
        results: the run's tables.
        stages: where they are written.

    Raises:
        OutputError: a finished result is there already.
    """
    if stages.exists(MARK):
        raise OutputError(
            _("{folder} holds a finished result; name another folder.").format(folder=stages.folder)
        )
    stages.forget("units", "records", "links", "findings")
    keyed = _keyed(results)
    units = keyed.select(BY, "unit_name")
    asked = _findings(results)
    if asked is not None:
        units = units.union(asked.select(BY, "unit_name"))
    stages.table(
        "units",
        lambda: units.where(f"{BY} != '{NOBODY}'").distinct().toDF(BY, "name"),
    )
    _by_unit(stages, "records", _records(results, keyed), "row")
    _by_unit(stages, "links", _links(results, keyed), "a_row")
    if asked is not None:
        _by_unit(stages, "findings", asked.drop("unit_name"), "key")
    stages.mark(MARK)


def _by_unit(stages: Stages, name: str, rows: DataFrame, key: str) -> None:
    """Writes a table, each unit's rows together; by `key` among several tasks where they are many."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    sizes = rows.groupBy(BY).count().where(F.col("count") > _ROWS_A_FILE)
    files = sizes.select(BY, F.ceil(F.col("count") / _ROWS_A_FILE).alias("files"))
    turn = F.pmod(F.xxhash64(key), F.coalesce("files", F.lit(1)))
    split = rows.join(F.broadcast(files), BY, "left").withColumn("turn", turn)
    stages.table(name, lambda: split.repartition(BY, "turn").drop("files", "turn"), by=BY)


def _keyed(results: Results) -> DataFrame:
    """_KEYED of every record."""
    salt = results.salt

    def named(part: pl.DataFrame) -> pl.DataFrame:
        made = part.select("record", unit_name=unit_folders.keeper())
        return made.with_columns(unit_folders.unit_id(made["unit_name"], salt))

    return tables.each(results.members.records, _NAMING, named, _KEYED)


def _records(results: Results, keyed: DataFrame) -> DataFrame:
    """The table `records`, with BY."""
    members, show_id = results.members, results.show_id
    rows = (
        members.records.join(members.persons, "record")
        .join(results.verdicts.select("record", "verdict", "because"), "record", "left")
        .join(keyed.select("record", BY), "record")
    )

    def shown(part: pl.DataFrame) -> pl.DataFrame:
        return exported.records(part, show_id=show_id)

    after = dict(shown(pl.DataFrame(schema=_JUDGED)).schema)
    return tables.each(rows, _JUDGED, shown, after)


def _links(results: Results, keyed: DataFrame) -> DataFrame:
    """The table `links`, with BY: a row for each unit that one of the two records is in."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    members = results.members
    placed = (
        members.records.select("record", *PLACE)
        .join(members.persons, "record")
        .join(keyed.select("record", BY), "record")
    )
    person = members.persons.select(F.col("record").alias("a"), "person")
    linked = members.pairs.where(F.col("tier").isin(*exported.LINKED)).join(person, "a")
    # Only people with a link have rows to look up.
    several = placed.join(linked.select("person").distinct(), "person", "left_semi")
    nobody = unit_folders.links(frames.PAIRS.empty(), pl.DataFrame(schema=_PLACED))

    def shown(pairs: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
        return unit_folders.links(pairs.sort("a", "b"), placed)

    bucket = F.pmod(F.xxhash64("person"), F.lit(_shuffles(linked))).alias("bucket")
    return tables.cogrouped(
        (linked.select("*", bucket), several.select("*", bucket)),
        (frames.PAIRS.columns, _PLACED),
        shown,
        dict(nobody.schema),
    )


def _shuffles(frame: DataFrame) -> int:
    """Into how many parts people are spread: Spark's own number."""
    return int(str(frame.sparkSession.conf.get("spark.sql.shuffle.partitions")))


def _findings(results: Results) -> DataFrame | None:
    """The table `findings`, with BY and the name of the unit."""
    if results.findings is None:
        return None
    salt = results.salt
    before = {
        name: frames.FINDINGS.columns[name] for name in dict.fromkeys((*exported.FINDINGS, "call"))
    }
    after = {**before, "unit_name": pl.String, BY: pl.String}

    def called(part: pl.DataFrame) -> pl.DataFrame:
        made = part.with_columns(unit_name=clean.unit_keys(part["call"]))
        return made.with_columns(unit_folders.unit_id(made["unit_name"], salt))

    return tables.each(results.findings, before, called, after)
