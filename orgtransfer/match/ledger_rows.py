"""Which person a row of a transfer ledger is about."""

from __future__ import annotations

import polars as pl

from orgtransfer import frames
from orgtransfer.match.values import SOUND
from orgtransfer.similarity import identity, names

_ID_AGREES = ("same", "fifteen_same", "masked_14", "masked_10")
_NAME_AGREES = ("exact", "variant", "order", "wildcard", "reading", "lookalike", "near_reading",
                "minority", "dropped", "one_other")  # fmt: skip


def ledger_persons(
    transfers: pl.DataFrame, values: pl.DataFrame, persons: pl.DataFrame
) -> pl.DataFrame:
    """Finds the person of each ledger row.

    By its ID number first (and a name that is not clearly another's); a mask or a number with a
    slip counts together with the name. Without a number only by a name that one person has.

    Args:
        transfers: TRANSFERS.
        values: VALUES.
        persons: PERSONS.

    Returns:
        LEDGER_PERSONS, one row a transfer; `person` is null where nobody, or more than one, fits.
    """
    known = values.select("record", "name", "id", "sound").join(persons, on="record")
    rows = transfers.select(
        "transfer", name="name_key", id="id_key", sound=pl.col("id_state").is_in(SOUND)
    )
    found = pl.concat([_by_number(rows, known), _by_pattern(rows, known), _by_name(rows, known)])
    best = (
        found.unique()
        .filter(pl.col("rank") == pl.col("rank").min().over("transfer"))
        .filter(pl.col("person").n_unique().over("transfer") == 1)
        .unique("transfer")
        .select("transfer", "person")
    )
    joined = transfers.select("transfer").join(best, on="transfer", how="left")
    return frames.conform(joined.sort("transfer"), frames.LEDGER_PERSONS)


def _by_number(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    pairs = rows.filter("sound").join(known.filter("sound"), on="id", suffix="_b")
    same = names.compare(pairs["name"], pairs["name_b"])
    return pairs.filter(same.is_null() | same.is_in(_NAME_AGREES)).select(
        "transfer", "person", rank=pl.lit(0)
    )


def _by_pattern(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    pairs = rows.drop_nulls(["name", "id"]).join(known.drop_nulls("id"), on="name", suffix="_b")
    level = identity.compare(pairs["id"], pairs["id_b"])
    near = level.is_in(["one_digit", "one_digit_check", "masked_one_digit", "two_swapped",
                        "one_missing", "truncated", "masked_6"])  # fmt: skip
    rank = pl.DataFrame({"sure": level.is_in(_ID_AGREES), "near": near}).select(
        rank=pl.when("sure").then(1).when("near").then(2)
    )["rank"]
    return pairs.with_columns(rank=rank).drop_nulls("rank").select("transfer", "person", "rank")


def _by_name(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    nameless = rows.filter(pl.col("id").is_null()).drop_nulls("name")
    return nameless.join(known, on="name").select("transfer", "person", rank=pl.lit(3))
