"""What the sources state of members, for the form: where two contradict each other, nothing."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames

STATED: Final = frames.Schema(
    "stated",
    {
        "record": pl.UInt32,
        "name": pl.String,
        "sex": pl.String,  # M, F
        "ethnicity": pl.String,
        "id_number": pl.String,  # whole and sound
        "birth": pl.String,  # a date as far as it is known, as the following ones
        "education": pl.String,
        "category": pl.String,  # full, probationary
        "branch": pl.String,  # as the record itself has it
        "join": pl.String,
        "full": pl.String,
        "phone": pl.String,
        "address": pl.String,
        "state": pl.String,  # normal, suspended
        "lost": pl.Boolean,
        "lost_since": pl.String,
        "flow": pl.Boolean,
        "went_to": pl.String,
    },
)
"""A row a record that a form is wanted for."""

_SOUND: Final = ("valid", "fifteen")
_SAME: Final = {
    "name": "name_key", "sex": "sex_key", "ethnicity": "ethnicity_key", "id_number": "id_number",
    "category": "category_key", "phone": "phone_key",
    "address": "address", "state": "state", "lost": "lost", "flow": "flow_key", "went_to": "went_to",
}  # fmt: skip
_DATES: Final = {
    "birth": "birth_key", "join": "join_key", "full": "full_key", "lost_since": "lost_key",
}  # fmt: skip
_WORDS: Final = r"^(?:是|否|有|无|不是|没有|y|n|yes|no|true|false|0|1|√|×)?$"
"""What answers whether somebody is away, and not where."""
_DENIED: Final = r"^(?:否|不是|无|没有|n|no|false|0|×)$"
ACCEPTED: Final = {"id": "id_number"}
"""Field of CORRECTIONS -> the column here, where they are not called alike."""


def stated(
    records: pl.DataFrame, persons: pl.DataFrame, wanted: pl.Series, accepted: pl.DataFrame
) -> pl.DataFrame:
    """STATED of some records: what was accepted, else what all records of the person agree on.

    A date of which one knows the day and the other the month only is no contradiction. Of the branch
    each record says its own.

    Args:
        records: RECORDS that count.
        persons: PERSONS.
        wanted: the records, one a form.
        accepted: `record`, `field`, `new`, `stated` of CORRECTIONS that were accepted.
    """
    asked = records.filter(pl.col("record").is_in(wanted.implode())).select("record", "branch")
    asked = asked.join(persons, on="record")
    people = _readable(records).join(persons, on="record").join(asked, on="person", how="semi")
    people = people.with_columns(map(_longest, _DATES.values()))
    agreed = people.group_by("person").agg(
        *(_one(column).alias(name) for name, column in _SAME.items()),
        # Systems have words of their own for the same degree.
        pl.when(pl.col("education_key").drop_nulls().n_unique() == 1).then(
            pl.col("education").drop_nulls().first()
        ),
        *(_fits(column).alias(name) for name, column in _DATES.items()),
    )
    made = asked.join(agreed, on="person", how="left")
    for (field,), rows in accepted.group_by("field"):
        name = ACCEPTED.get(str(field), str(field))
        said = "stated" if name == "education" else "new"
        made = made.join(rows.select("record", new=said), on="record", how="left")
        made = made.with_columns(pl.coalesce("new", name).alias(name)).drop("new")
    order = pl.DataFrame({"record": wanted}, schema={"record": pl.UInt32})
    return frames.conform(order.join(made, on="record", maintain_order="left"), STATED)


def _readable(records: pl.DataFrame) -> pl.DataFrame:
    """Records with what the form asks of them; null where the text does not say it."""
    lost = pl.col("lost_since").str.strip_chars().str.to_lowercase()
    flow = pl.col("flow").str.strip_chars()
    whole = ~pl.col("name_key").str.contains("?", literal=True)
    return records.with_columns(
        pl.when(whole).then("name_key").alias("name_key"),
        pl.when(pl.col("id_state").is_in(_SOUND)).then("id_key").alias("id_number"),
        pl.col("address", "education").str.strip_chars(),
        pl.when(pl.col("state_key").is_in(["normal", "suspended"]))
        .then("state_key")
        .alias("state"),
        education_key=pl.coalesce("education_key", "education"),
        lost=pl.when((pl.col("state_key") == "lost") | pl.col("lost_key").is_not_null())
        .then(pl.lit(value=True))
        .when(lost.str.contains(_DENIED))
        .then(pl.lit(value=False)),
        went_to=pl.when(pl.col("flow_key") & ~flow.str.to_lowercase().str.contains(_WORDS)).then(
            flow
        ),
    )


def _one(column: str) -> pl.Expr:
    """What all that say anything say."""
    said = pl.col(column).drop_nulls()
    return pl.when(said.n_unique() == 1).then(said.first())


def _fits(column: str) -> pl.Expr:
    """The date that is known furthest, where all others are parts of it."""
    fits = pl.col(f"{column}_longest").str.starts_with(pl.col(column)).all()
    return pl.when(fits).then(pl.col(f"{column}_longest").first())


def _longest(column: str) -> pl.Expr:
    date = pl.col(column)
    return date.sort_by(date.str.len_chars()).last().over("person").alias(f"{column}_longest")
