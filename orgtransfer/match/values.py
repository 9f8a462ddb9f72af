"""What of a record is compared: one narrow table, and the organisation names around a record."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.match import thresholds

SOUND: Final = ("valid", "fifteen")
"""States of an ID number that is complete and unspoilt."""

VALUES: Final = {
    "record": pl.UInt32,
    "system": pl.String,
    "role": pl.String,
    "record_key": pl.String,
    "name": pl.String,
    "id": pl.String,
    "id_state": pl.String,
    "sound": pl.Boolean,
    "birth": pl.String,
    "birth_stated": pl.String,
    "sex": pl.String,
    "ethnicity": pl.String,
    "phone": pl.String,
    "join": pl.String,
    "member_no": pl.String,
    "branch": pl.String,
    "employer": pl.String,
    "profile": pl.UInt32,
}
"""The columns of the table that `values` gives: what is compared, null where not given."""

_OWN_TEXTS: Final = (
    "unit_key", "original_unit_key", "association_key", "branch_key", "parent_key",
)  # fmt: skip
PROFILE: Final = ("role", *_OWN_TEXTS, "node")
"""What is equal in all records of one profile."""
_EMPLOYERS: Final = ("unit_key", "original_unit_key")
"""Fields of a roster that name an employer; its branches and associations are none."""
_PARTY_BEFORE: Final = "^(?:中国共产党|中共)"
_PARTY_AFTER: Final = "(?:总支部委员会|支部委员会|委员会|党总支|党支部|总支|支部|党委|党小组)$"
_UNIT: Final = "[院校所站局会厅馆社司园]|中心|集团"
"""What a unit's name ends with, and a department's hardly ever."""


def values(
    records: pl.DataFrame, organisations: pl.DataFrame, membership: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The comparable values of every record, and the organisation names each stands under.

    A birth date and a sex that only the ID number tells are taken from it.

    Args:
        records: RECORDS.
        organisations: ORGANISATIONS, one tree a system.
        membership: MEMBERSHIP, the branch each record is in.

    Returns:
        VALUES, one row a record, sorted by `record`; and the texts of each `profile`: the
        columns `profile`, `text` and `employs` (whether it is, or is part of, an employer). Records with the same organisation names share a profile.
    """
    placed = records.join(membership, on="record", how="left", maintain_order="left")
    profiled, texts = _profiles(placed, organisations)
    return compared(profiled).sort("record"), texts


def compared(profiled: pl.DataFrame) -> pl.DataFrame:
    """VALUES of records that have their `profile`, in their order."""
    return profiled.select(
        "record",
        "system",
        "role",
        "record_key",
        pl.col("name_key").alias("name"),
        pl.col("id_key").alias("id"),
        "id_state",
        pl.col("id_state").is_in(SOUND).fill_null(value=False).alias("sound"),
        pl.coalesce("birth_key", "id_birth").alias("birth"),
        pl.col("birth_key").alias("birth_stated"),
        pl.coalesce("sex_key", "id_sex").alias("sex"),
        pl.col("ethnicity_key").alias("ethnicity"),
        pl.col("phone_key").alias("phone"),
        pl.col("join_key").alias("join"),
        pl.col("member_no_key").alias("member_no"),
        pl.col("branch_key").alias("branch"),
        pl.coalesce("original_unit_key", "unit_key", "parent_key").alias("employer"),
        "profile",
    )


def _profiles(
    placed: pl.DataFrame, organisations: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    distinct = (
        placed.lazy()
        .select(PROFILE)
        .with_row_index("row")
        .group_by(PROFILE, maintain_order=True)
        .agg("row")
        .with_row_index("profile")
        .pipe(frames.collected)
    )
    profile = distinct.select("profile", "row").explode("row").sort("row")["profile"]
    return placed.with_columns(profile), profile_texts(distinct, organisations)


def profile_texts(distinct: pl.DataFrame, organisations: pl.DataFrame) -> pl.DataFrame:
    """`profile`, `text`, `employs`: the names that the records of each profile stand under.

    Args:
        distinct: `profile` and the columns PROFILE, a row a profile.
        organisations: ORGANISATIONS.
    """
    own = (
        distinct.select("profile", "role", *_OWN_TEXTS)
        .unpivot(index=["profile", "role"], variable_name="field", value_name="text")
        .drop_nulls()
    )
    called = _called(organisations)
    # From here on a name is its place: hundreds of thousands of rows are joined by numbers.
    names = _bare(pl.concat([own["text"], called["text"]]))
    places = names.lazy().select("text", "place", "number")
    above = called.lazy().join(places, on="text").join(_above(organisations).lazy(), on="up")
    employs = pl.col("role").ne("roster")
    told = pl.concat(
        [
            own.lazy()
            .join(places, on="text")
            .with_columns(employs=employs | pl.col("field").is_in(_EMPLOYERS))
            .select("profile", "place", "number", "employs"),
            distinct.lazy()
            .select("profile", "node", employs=employs)
            .join(above, on="node")
            .select("profile", "place", "number", "employs"),
        ]
    )
    return _without_departments(told, names)


def _without_departments(told: pl.LazyFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Each text once, without names that only add a department to another of the same record.

    A hospital's branches are many times its names, and 中共某医院内科支部委员会 says no more about
    the employer than 某医院. A name that goes on to another unit (某大学, 某大学第一附属医院) stays.

    Args:
        told: profile, place and number (which of the names), employs.
        names: what `_bare` gives.
    """
    kept = (
        told.group_by("profile", "number")
        .agg(pl.col("employs").any(), pl.col("place").min())
        .pipe(frames.collected)
    )
    sized = kept.select("profile", "number", size=names["size"].gather(kept["number"]))
    met = sized.join(
        sized.filter(pl.col("size") >= thresholds.WHOLE_UNIT_NAME), on="profile", suffix="_start"
    ).filter(pl.col("size") > pl.col("size_start"))
    added = met.join(_departments(met, names), on=["number", "number_start"], how="semi")
    left = kept.join(added, on=["profile", "number"], how="anti").sort("profile", "place")
    return left.select("profile", names["text"].gather(left["place"]), "employs")


def _bare(texts: pl.Series) -> pl.DataFrame:
    """Each distinct text with its `bare` form, without what the Party adds.

    Returns:
        text, place (shorter texts first), bare, size (its characters) and number: the place of
        the first text that has this bare form.
    """
    return (
        texts.unique()
        .to_frame()
        .lazy()
        .sort(pl.col("text").str.len_chars(), "text")
        .with_row_index("place")
        .with_columns(
            bare=pl.col("text").str.replace(_PARTY_BEFORE, "").str.replace(_PARTY_AFTER, "")
        )
        .with_columns(
            size=pl.col("bare").str.len_chars(), number=pl.col("place").min().over("bare")
        )
        .pipe(frames.collected)
    )


def _departments(met: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """number, number_start: of the names that met, those that add a department to the other."""
    pairs = met.select("number", "number_start").unique()
    told = pairs.select(
        "number",
        "number_start",
        bare=names["bare"].gather(pairs["number"]),
        start=names["bare"].gather(pairs["number_start"]),
    )
    rest = pl.col("bare").str.strip_prefix(pl.col("start"))
    return (
        told.filter(pl.col("bare").str.starts_with(pl.col("start")))
        .filter(~rest.str.contains(_UNIT))
        .select("number", "number_start")
    )


def _called(organisations: pl.DataFrame) -> pl.DataFrame:
    """`up` (a node) and every name (`text`) that it goes by."""
    named = organisations.lazy().select(
        "name_key", "short_key", "unit_key", pl.col("former_key").str.split("|"), up="node"
    )
    one = named.drop("former_key").unpivot(index="up", value_name="text").select("up", "text")
    former = named.select("up", text="former_key").explode("text", empty_as_null=True)
    return pl.concat([one, former]).drop_nulls().pipe(frames.collected)


def _above(organisations: pl.DataFrame) -> pl.DataFrame:
    """`node` and `up`: it, and each organisation above it, more than once where parents are a loop."""
    parents = organisations.select(up="node", next="parent_node").drop_nulls()
    reached = organisations.select("node", up="node")
    every = [reached]
    for _step in range(thresholds.LEVELS_UP):
        reached = reached.join(parents, on="up").select("node", up="next")
        if reached.is_empty():
            break
        every.append(reached)
    return pl.concat(every)
