"""The blocking keys of every record, made from distinct values."""

from __future__ import annotations

import polars as pl

from orgtransfer.match import thresholds
from orgtransfer.similarity import name_keys, organisations
from orgtransfer.similarity.names import surname


def keyed(values: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The blocking keys of each record, as whole numbers, which are quick to join on.

    Args:
        values: VALUES with `shared`.
        named: what `of_names` says of their names.

    Returns:
        `record`, `active` (whether it still looks for a person: no sound ID number), `profile`
        and the key columns that `block.RULES` names, UInt64 or several of them (lists, arrays);
        null or an empty list where there is none.
    """
    birth, joined, number = pl.col("birth"), pl.col("join"), pl.col("id")
    day = birth.str.len_bytes()
    return values.join(named, on="name", how="left", maintain_order="left").select(
        "record",
        "profile",
        "folded",
        "readings",
        "surname",
        "name_parts",
        "written",
        "lost",
        "looks",
        _number(pl.col("name")).alias("name"),
        _number(pl.col("member_no")).alias("member_no"),
        _number(pl.col("phone")).alias("phone"),
        sound_id=pl.when("shared").then(_number(number)),
        # A fifteen-digit number has no check digit of its own, so it may still be mistyped.
        active=pl.col("id_state").ne("valid").fill_null(value=True),
        birth_day=pl.when(day == len("1980-05-01")).then(_number(birth)),
        birth_month=pl.when(day >= len("1980-05")).then(_number(birth.str.head(7))),
        birth_year=_number(birth.str.head(4)),
        join_year=_number(joined.str.head(4)),
        id_parts=_thirds(values),
    )


def _number(text: pl.Expr) -> pl.Expr:
    """The hash of a text; null where there is none."""
    return pl.when(text.is_not_null()).then(text.hash(seed=7))


def _thirds(values: pl.DataFrame) -> pl.Series:
    """Three keys a complete ID number: one wrong digit leaves two thirds of it as they are."""
    number = pl.col("id")
    complete = (number.str.len_bytes() == 18) & ~number.str.contains("*", literal=True)
    thirds = values.select(
        *(number.str.slice(at, 6).hash(seed=at).alias(f"{at}") for at in (0, 6, 12)), known=complete
    )
    keys = thirds.select(mixed("0", "6"), mixed("0", "12").alias("6"), mixed("6", "12").alias("12"))
    listed = pl.DataFrame({"known": thirds["known"], "keys": pl.Series(keys.to_numpy())})
    return listed.select(keys=pl.when("known").then("keys"))["keys"]


def mixed(*keys: str) -> pl.Expr:
    """One key of several columns of keys; overflow is meant, it is what mixes."""
    made = pl.col(keys[0])
    for key in keys[1:]:
        made = made * pl.lit(name_keys.MIX, dtype=pl.UInt64) + pl.col(key)
    return made


def of_names(names: pl.Series) -> pl.DataFrame:
    """The blocking keys of each distinct name.

    Args:
        names: names as cleaned.

    Returns:
        `name` and the key columns that rest on nothing else. Two records of one name meet by it, so
        a key that no other name has is left out.
    """
    keys = of_each(names.drop_nulls().unique().alias("name"))
    shared = [pl.when(pl.col(key).is_duplicated()).then(key) for key in ("folded", "looks")]
    readings = (
        keys.select("name", "readings")
        .explode("readings")
        .filter(pl.col("readings").is_duplicated())
        .group_by("name")
        .agg("readings")
    )
    return keys.drop("readings").with_columns(*shared).join(readings, on="name", how="left")


def of_each(distinct: pl.Series) -> pl.DataFrame:
    """The keys of each name by itself, those among them that no other name has.

    Args:
        distinct: `name`, each once.
    """
    return pl.DataFrame(
        {
            "name": distinct,
            "folded": name_keys.order_keys(distinct),
            "surname": surname(distinct),
            "readings": name_keys.reading_keys(distinct),
            "name_parts": name_keys.part_keys(distinct),
            "written": name_keys.written_keys(distinct),
            "lost": name_keys.lost_keys(distinct),
            "looks": name_keys.look_keys(distinct),
        }
    ).with_columns(surname=_number(pl.col("surname")))


def unit_keys(values: pl.DataFrame, texts: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """The keys of the organisations that the records of each profile stand under.

    Args:
        values: VALUES.
        texts: `profile`, `text`.
        aliases: `name`, `full_name`.

    Returns:
        `profile`, `unit`; names above a large part of a system are left out.
    """
    return of_units(values.group_by("system", "profile").agg(count=pl.len()), texts, aliases)


def of_units(sizes: pl.DataFrame, texts: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """The same from `system`, `profile` and `count`, how many records each has."""
    totals = sizes.group_by("system").agg(total=pl.col("count").sum())
    common = (
        texts.join(sizes, on="profile")
        .group_by("system", "text")
        .agg(pl.col("count").sum())
        .join(totals, on="system")
        .filter(
            (pl.col("count") > thresholds.COMMON_UNIT * pl.col("total"))
            & (pl.col("total") > thresholds.COMMON_FROM)
        )
    )
    telling = texts.join(common, on="text", how="anti")
    distinct = telling["text"].unique().sort()
    keys = (
        pl.DataFrame({"text": distinct, "unit": organisations.keys(distinct, aliases)})
        .explode("unit")
        .drop_nulls()
        .with_columns(key=pl.col("unit").rank("dense"))
    )
    units = keys.select("key", "unit").unique("key")
    found = telling.join(keys.select("text", "key"), on="text").select("profile", "key").unique()
    return found.join(units, on="key").select("profile", "unit")
