"""Which person a row of a transfer ledger is about."""

from __future__ import annotations

import polars as pl

from orgtransfer import frames
from orgtransfer.match.compare import Units
from orgtransfer.match.values import SOUND
from orgtransfer.similarity import identity, names, organisations

_ID_AGREES = ("same", "fifteen_same", "masked_14", "masked_10")
_NAME_AGREES = ("exact", "variant", "order", "wildcard", "reading", "lookalike", "near_reading",
                "minority", "dropped", "one_other")  # fmt: skip
_PLACE_AGREES = ("same", "alias", "short", "contained")


def ledger_persons(
    transfers: pl.DataFrame, values: pl.DataFrame, persons: pl.DataFrame, organisation_names: Units
) -> pl.DataFrame:
    """Finds the person of each ledger row.

    By its ID number first (and a name that is not clearly another's); a mask or a number with a
    slip counts together with the name. Without a number, or where no record carries it, by the
    name and the two organisations of the letter; without a number also by a name that one person
    has.

    Args:
        transfers: TRANSFERS.
        values: VALUES.
        persons: PERSONS.
        organisation_names: the organisation names around the records.

    Returns:
        LEDGER_PERSONS, one row a transfer; `person` is null where nobody, or more than one, fits.
    """
    if transfers.is_empty():
        return frames.LEDGER_PERSONS.empty()
    known = values.select("record", "name", "id", "sound", "profile").join(persons, on="record")
    if organisation_names.formers.height:
        before = known.join(organisation_names.formers.select("record", "former"), on="record")
        known = pl.concat([known, before.with_columns(name="former").drop("former")])
    rows = transfers.select(
        "transfer",
        "from_key",
        "to_key",
        name="name_key",
        id="id_key",
        sound=pl.col("id_state").is_in(SOUND),
    )
    found = pl.concat(
        [
            _by_number(rows, known),
            _by_pattern(rows, known),
            _by_name(rows, known, organisation_names),
        ]
    )
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
                        "masked_swapped", "one_missing", "truncated", "masked_6"])  # fmt: skip
    rank = pl.DataFrame({"sure": level.is_in(_ID_AGREES), "near": near}).select(
        rank=pl.when("sure").then(1).when("near").then(2)
    )["rank"]
    return pairs.with_columns(rank=rank).drop_nulls("rank").select("transfer", "person", "rank")


def _by_name(rows: pl.DataFrame, known: pl.DataFrame, organisation_names: Units) -> pl.DataFrame:
    """People of the letter's name, those whom both its organisations fit before all others.

    A letter with a number goes to nobody who has another number, nor to anybody by the name alone.
    """
    pairs = rows.drop_nulls("name").join(known, on="name", suffix="_b")
    whose = ("transfer", "person")
    fits = pl.col("from_fits", "to_fits").any().over(whose)
    return (
        pairs.with_columns(
            differs=identity.compare(pairs["id"], pairs["id_b"]) != "masked_few",
            from_fits=_fits(pairs, "from_key", organisation_names),
            to_fits=_fits(pairs, "to_key", organisation_names),
        )
        .with_columns(fits=pl.sum_horizontal(fits).cast(pl.Int32))
        .filter(
            ~pl.col("differs").any().over(whose),
            pl.col("id").is_null() | (pl.col("fits") > 0),
        )
        .select("transfer", "person", rank=5 - pl.col("fits"))
    )


def _fits(pairs: pl.DataFrame, side: str, organisation_names: Units) -> pl.Series:
    """Whether an organisation of the letter is one that the record stands under."""
    asked = pairs.select("profile", said=side).drop_nulls().unique()
    combined = asked.join(organisation_names.texts.select("profile", "text"), on="profile")
    distinct = combined.select("said", "text").unique()
    level = organisations.compare(distinct["said"], distinct["text"], organisation_names.aliases)
    same = distinct.filter(level.is_in(_PLACE_AGREES))
    fitting = combined.join(same, on=["said", "text"], how="semi")
    marks = fitting.select("profile", "said", fits=pl.lit(value=True)).unique()
    joined = pairs.select("profile", said=side).join(
        marks, on=["profile", "said"], how="left", maintain_order="left"
    )
    return joined["fits"].fill_null(value=False)
