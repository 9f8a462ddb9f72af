"""The blocking keys of every record, made from distinct values."""

from __future__ import annotations

import polars as pl

from orgtransfer.similarity import names, organisations

_COMMON: float = 0.25
"""An organisation name above more than this share of a system's records finds nobody."""


def keyed(values: pl.DataFrame) -> pl.DataFrame:
    """The blocking keys of each record.

    Args:
        values: VALUES with `shared`.

    Returns:
        `record`, `active` (whether it still looks for a person: no sound ID number), `profile`
        and the key columns that `block.RULES` names; null or an empty list where there is none.
    """
    birth, joined = pl.col("birth"), pl.col("join")
    number = pl.col("id")
    complete = number.str.contains(r"^[0-9]{17}[0-9X]$")
    thirds = [number.str.slice(start, 6) for start in (0, 6, 12)]
    return values.join(_name_keys(values), on="name", how="left", maintain_order="left").select(
        "record",
        "profile",
        "name",
        "folded",
        "readings",
        "surname",
        "name_parts",
        "long_name_parts",
        "member_no",
        "phone",
        sound_id=pl.when("shared").then(number),
        # A fifteen-digit number has no check digit of its own, so it may still be mistyped.
        active=pl.col("id_state").ne("valid").fill_null(value=True),
        birth_day=pl.when(birth.str.len_chars() == 10).then(birth),
        birth_month=birth.str.extract(r"^(\d{4}-\d{2})"),
        birth_year=birth.str.slice(0, 4),
        join_year=joined.str.slice(0, 4),
        # One wrong digit leaves two thirds of a number as they are.
        id_parts=pl.when(complete).then(
            pl.concat_list(
                pl.concat_str(thirds[0], thirds[1], pl.lit("*")),
                pl.concat_str(thirds[0], pl.lit("*"), thirds[2]),
                pl.concat_str(pl.lit("*"), thirds[1], thirds[2]),
            )
        ),
    )


def _name_keys(values: pl.DataFrame) -> pl.DataFrame:
    distinct = values["name"].drop_nulls().unique().sort()
    characters = pl.col("folded").str.split("")
    length = pl.col("folded").str.len_chars()
    table = pl.DataFrame(
        {
            "name": distinct,
            "folded": names.fold(distinct),
            "surname": names.surname(distinct),
            "readings": names.reading_keys(distinct, near=True),
        }
    )
    parts = pl.concat_list(
        [
            pl.concat_str(
                pl.col("folded").str.slice(0, place),
                pl.lit("_"),
                pl.col("folded").str.slice(place + 1),
            )
            for place in range(4)
        ]
        # A dropped character meets the name that is one shorter.
        + [pl.col("folded")]
    )
    return table.with_columns(name_parts=parts).with_columns(
        folded=characters.list.sort().list.join(""),
        long_name_parts=pl.when(length > 2).then(pl.col("name_parts")),
    )


def unit_keys(values: pl.DataFrame, texts: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """The keys of the organisations that the records of each profile stand under.

    Args:
        values: VALUES.
        texts: `profile`, `text`.
        aliases: `name`, `full_name`.

    Returns:
        `profile`, `unit`; names above a large part of a system are left out.
    """
    sizes = values.group_by("system", "profile").agg(count=pl.len())
    totals = values.group_by("system").agg(total=pl.len())
    common = (
        texts.join(sizes, on="profile")
        .group_by("system", "text")
        .agg(pl.col("count").sum())
        .join(totals, on="system")
        .filter((pl.col("count") > _COMMON * pl.col("total")) & (pl.col("total") > 200))
    )
    telling = texts.join(common, on="text", how="anti")
    distinct = telling["text"].unique().sort()
    keys = pl.DataFrame({"text": distinct, "unit": organisations.keys(distinct, aliases)})
    exploded = keys.explode("unit").drop_nulls()
    return telling.join(exploded, on="text").select("profile", "unit").unique()
