"""The names of persons: keyed hashes that stay the same over nights."""

from __future__ import annotations

import polars as pl

from orgtransfer import frames
from orgtransfer.hashes import hashed


def persons(values: pl.DataFrame, person: pl.Series, salt: bytes) -> pl.DataFrame:
    """Names each person after what is least likely to change.

    The sound ID number where a record has one (the most frequent, of equally frequent ones the
    smallest); else the smallest record key among the roster records; else among all. Two persons
    with the same number (one number, two people) are told apart by their record keys.

    Args:
        values: VALUES.
        person: for each of its rows the smallest record of the same person.
        salt: the key of the hashes.

    Returns:
        PERSONS, sorted by `record`.
    """
    table = values.select("record", "role", "record_key", "id", "sound").with_columns(person=person)
    named = anchors(table)
    untold = pl.col("id").is_null() | pl.col("id").is_duplicated()
    coded = codes(named.with_columns(untold=untold), salt)
    found = table.select("record", "person").join(coded, on="person", how="left")
    return frames.conform(found.select("record", person="code").sort("record"), frames.PERSONS)


def anchors(table: pl.DataFrame) -> pl.DataFrame:
    """`person`, `record_key`, `id`: what each person is named after.

    Args:
        table: record, role, record_key, id, sound, person.
    """
    several = table["person"].is_duplicated()
    return pl.concat(
        [
            # Most persons have one record: nothing has to be counted.
            table.filter(~several).select("person", "record_key", id=pl.when("sound").then("id")),
            _of_several(table.filter(several)),
        ]
    )


def codes(named: pl.DataFrame, salt: bytes) -> pl.DataFrame:
    """`person`, `code`: the hashes.

    Args:
        named: what `anchors` gives, with `untold`: whether the number does not tell who it is.
        salt: the key of the hashes.
    """
    untold = pl.col("untold")
    anchor = pl.concat_str(
        "I" + pl.col("id"), pl.when(untold).then("R" + pl.col("record_key")), ignore_nulls=True
    )
    return named.select("person", code=hashed(named.select(anchor).to_series(), "P", salt))


def _of_several(table: pl.DataFrame) -> pl.DataFrame:
    """For each person `record_key` and, where a record has a sound number, `id`."""
    named = _by_record(table).join(_by_number(table), on="person", how="left")
    return named.select("person", "record_key", "id")


def _by_number(table: pl.DataFrame) -> pl.DataFrame:
    return (
        table.filter("sound")
        .group_by("person", "id")
        .len()
        .sort(["person", "len", "id"], descending=[False, True, False])
        .group_by("person", maintain_order=True)
        .agg(pl.col("id").first())
    )


def _by_record(table: pl.DataFrame) -> pl.DataFrame:
    return (
        table.with_columns(second=pl.col("role") != "roster")
        .sort("person", "second", "record_key")
        .group_by("person", maintain_order=True)
        .agg(pl.col("record_key").first())
    )
