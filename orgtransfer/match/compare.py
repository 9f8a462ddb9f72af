"""The levels of a pair: every comparison on distinct values, spread back over the pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.match import former, name_evidence
from orgtransfer.match.weights import FLOORS, TABLE, Level, Weights
from orgtransfer.similarity import dates, identity, names, organisations, phones
from orgtransfer.threads import pool

_EQUAL: Final = [name for name, table in TABLE.items() if table.keys() == {"same", "different"}]
"""Comparisons of values that are equal or are not."""
_YEAR_OFF: Final = ("one_digit", "one_digit_month", "near")
"""Levels of dates among which those are that are only a year off."""
_MONTH: Final = len("1980-05")
_AGREE: Final = ("exact", "month", "year")
_NUMBER: Final = 18
_BORN: Final = ((6, 4), (10, 2), (12, 2))
"""Digits of an ID number, and where it holds year, month and day."""


@dataclass(frozen=True)
class Units:
    """The organisation names around the records, ready to be compared."""

    texts: pl.DataFrame
    """`profile`, `text`, `employs`."""
    shares: pl.DataFrame
    """`text`, `share`: the part of a system's records that stands under it."""
    aliases: pl.DataFrame
    """`name`, `full_name`."""
    weights: Mapping[str, Level]
    """What each level of the units is worth."""
    formers: pl.DataFrame = field(default_factory=former.none)
    """Former names; see `former.of`."""


def units(
    values: pl.DataFrame, texts: pl.DataFrame, aliases: pl.DataFrame, weights: Weights = TABLE
) -> Units:
    """Counts how much of each system stands under each organisation name.

    Args:
        values: VALUES.
        texts: `profile`, `text`.
        aliases: `name`, `full_name`: what the clerk says a name stands for.
        weights: what each level of a comparison is worth.
    """
    sizes = values.group_by("system", "profile").agg(count=pl.len())
    return units_of(sizes, texts, aliases, weights)


def units_of(
    sizes: pl.DataFrame, texts: pl.DataFrame, aliases: pl.DataFrame, weights: Weights = TABLE
) -> Units:
    """The same from `system`, `profile` and `count`, how many records each has."""
    totals = sizes.group_by("system").agg(total=pl.col("count").sum())
    shares = (
        sizes.join(texts, on="profile")
        .group_by("system", "text")
        .agg(pl.col("count").sum())
        .join(totals, on="system")
        .group_by("text")
        .agg(share=((pl.col("count")) / (pl.col("total") + 20)).max())
    )
    return Units(texts=texts, shares=shares, aliases=aliases, weights=weights["unit"])


def levels(pairs: pl.DataFrame, values: pl.DataFrame, organisation_names: Units) -> pl.DataFrame:
    """The level of every comparison of every pair.

    Args:
        pairs: `a`, `b`: records, which are also the rows of `values`.
        values: VALUES.
        organisation_names: the organisation names.

    Returns:
        `a`, `b`, the `*_level` columns; `unit_share`: how common the organisation is on which the
        two agree best; and what match.name_evidence says of the names. A level is null where one
        side says nothing.
    """
    left, right = values[pairs["a"]], values[pairs["b"]]

    def both(field: str) -> tuple[pl.Series, pl.Series]:
        return left[field], right[field]

    profiles = pl.DataFrame({"profile_a": left["profile"], "profile_b": right["profile"]})
    # The units take about as long as all the rest, and neither needs the other.
    with pool(pairs.height, 1) as second:
        units = second.submit(_unit_levels, profiles.unique(), organisation_names)
        table = pairs.select("a", "b").with_columns(
            identity.compare(*both("id")).alias("id_level"),
            _names(*both("name")).alias("name_level"),
            _births(pairs, values).alias("birth_level"),
            *(_equal(*both(name)).alias(f"{name}_level") for name in _EQUAL),
            phones.compare(*both("phone")).alias("phone_level"),
            _dates(*both("join")).alias("join_level"),
        )
        told = former.level(pairs, table["name_level"], values["name"], organisation_names.formers)
        table = table.with_columns(told.alias("name_level"))
        beside = name_evidence.columns(told, *both("name"))
    keys = ["profile_a", "profile_b"]
    return (
        pl.concat([table, beside, profiles], how="horizontal")
        .join(units.result(), on=keys, how="left", maintain_order="left")
        .drop(keys)
    )


def _dates(a: pl.Series, b: pl.Series) -> pl.Series:
    """Both at the coarser of their precisions: a month is a year later whatever its day was."""
    given = a.is_not_null() & b.is_not_null()
    both = pl.DataFrame({"a": a.filter(given), "b": b.filter(given)})
    length = pl.min_horizontal(pl.col("a").str.len_chars(), pl.col("b").str.len_chars())
    cut = both.select(pl.col("a").str.slice(0, length), pl.col("b").str.slice(0, length))
    level = dates.compare(cut["a"], cut["b"])
    found = cut.select(
        pl.when(level.is_in(_YEAR_OFF) & _a_year_apart())
        .then(
            pl.when(pl.col("a").str.len_chars() > _MONTH)
            .then(pl.lit("other_year"))
            .otherwise(pl.lit("other_year_month"))
        )
        .otherwise(level)
    ).to_series()
    missing = pl.repeat(None, len(a), dtype=pl.String, eager=True)
    return missing.scatter(given.arg_true(), found).alias("level")


def _births(pairs: pl.DataFrame, values: pl.DataFrame) -> pl.Series:
    """The birth dates' level; `..._number` where one agrees only with what the other's number tells.

    A sound number vouches for its date by its check digit, the column beside it does not. Between two
    numbers it is the numbers that are compared.
    """
    sides = values.select("id", "sound", "birth", "birth_stated")
    left, right = (sides[pairs[end]] for end in ("a", "b"))
    level = _dates(left["birth"], right["birth"])
    both = pl.concat(
        [level.alias("level").to_frame(), left, right.select(pl.all().name.suffix("_b"))],
        how="horizontal",
    ).with_row_index()
    # Few dates disagree: only for those it is looked up what the numbers tell.
    apart = both.filter(
        ~pl.col("level").is_in(_AGREE) & (pl.col("id").is_null() | pl.col("id_b").is_null())
    ).with_columns(
        pl.coalesce(_told_otherwise(), "birth").alias("birth"),
        pl.coalesce(_told_otherwise("_b"), "birth_b").alias("birth_b"),
    )
    again = apart.select("index", number=_dates(apart["birth"], apart["birth_b"])).filter(
        pl.col("number").is_in(_AGREE)
    )
    return both.join(again, on="index", how="left", maintain_order="left").select(
        pl.coalesce(pl.col("number") + "_number", "level").alias("level")
    )["level"]


def _told_otherwise(side: str = "") -> pl.Expr:
    """The birth date in a sound number, where the record states another; else null."""
    number, stated = pl.col(f"id{side}"), pl.col(f"birth_stated{side}")
    parts = [number.str.slice(start, size) for start, size in _BORN]
    told = pl.concat_str(parts, separator="-")
    whole = pl.col(f"sound{side}") & (number.str.len_chars() == _NUMBER)
    return pl.when(whole & ~told.str.starts_with(stated)).then(told)


def _a_year_apart() -> pl.Expr:
    """Whether month and day are the same, and the years follow each other."""
    one, other = (pl.col(name).str.slice(0, 4).cast(pl.Int32, strict=False) for name in ("a", "b"))
    rest = pl.col("a").str.slice(4) == pl.col("b").str.slice(4)
    given = pl.col("a").str.len_chars() >= _MONTH
    return (rest & given & ((one - other).abs() == 1)).fill_null(value=False)


def _names(a: pl.Series, b: pl.Series) -> pl.Series:
    """The names' level; `given` where of two different names the surname is the same."""
    level = names.compare(a, b)
    both = pl.DataFrame({"level": level, "a": a, "b": b}).with_row_index()
    apart = both.filter(pl.col("level") == "different")
    family = apart.filter(names.surname(apart["a"]) == names.surname(apart["b"]))
    return both.join(
        family.select("index", given=pl.lit("given")), on="index", how="left", maintain_order="left"
    ).select(pl.coalesce("given", "level"))["given"]


def _equal(a: pl.Series, b: pl.Series) -> pl.Series:
    return (
        pl.DataFrame({"a": a, "b": b})
        .select(
            pl.when(pl.col("a") == pl.col("b"))
            .then(pl.lit("same"))
            .when(pl.col("a") != pl.col("b"))
            .then(pl.lit("different"))
        )
        .to_series()
    )


def _unit_levels(profiles: pl.DataFrame, organisation_names: Units) -> pl.DataFrame:
    """The best level of all combinations of the names around two records.

    A roster names the unit, the unit before and the association; a register the unit, the branch
    and what is above it. Whichever two agree most tellingly count.
    """
    # By numbers, in the order of the names: a unit's name is compared, and sorted, once a pair.
    names = organisation_names.shares.sort("text").with_row_index("name")
    texts = organisation_names.texts.join(names, on="text").select("profile", "employs", "name")
    pair = pl.col("name_a").cast(pl.UInt64) * names.height + pl.col("name_b")
    combined = (
        profiles.lazy()
        .join(texts.lazy().select(pl.all().name.suffix("_a")), on="profile_a")
        .join(texts.lazy().select(pl.all().name.suffix("_b")), on="profile_b")
        .select(
            "profile_a", "profile_b", pair=pair, employs=pl.col("employs_a") & pl.col("employs_b")
        )
        .pipe(frames.collected)
    )
    scored = _scored_names(combined["pair"].unique().sort(), names, organisation_names)
    best = (
        combined.lazy()
        .join(scored.lazy().select("pair", "rank", "worth"), on="pair")
        # An association is not an employer: that it is another one than the hospital says nothing.
        .filter(pl.col("employs") | (pl.col("worth") > 0))
        .group_by("profile_a", "profile_b")
        .agg(pl.col("rank").min())
        .pipe(frames.collected)
    )
    return best.join(scored.select("rank", "unit_level", "unit_share"), on="rank").drop("rank")


def _scored_names(pairs: pl.Series, names: pl.DataFrame, organisation_names: Units) -> pl.DataFrame:
    """The pairs of names with `unit_level`, `unit_share`, `worth` and `rank`, the most telling first.

    Args:
        pairs: sorted: the row in `names` of the first name, times their number, plus the second's.
        names: `text`, `share`, in the order of the texts.
        organisation_names: the organisation names around the records.
    """
    a, b = names[pairs // names.height], names[pairs % names.height]
    share = pl.select(pl.max_horizontal(a["share"], b["share"]).clip(FLOORS["unit"], 1.0))
    return (
        pairs.to_frame()
        .with_columns(
            unit_level=organisations.compare(a["text"], b["text"], organisation_names.aliases),
            unit_share=share.to_series(),
        )
        .with_columns(worth=_unit_weight(organisation_names.weights))
        # Ties break on the names themselves, so that the order of rows changes nothing.
        .sort("worth", descending=True, nulls_last=True, maintain_order=True)
        .with_row_index("rank")
    )


def _unit_weight(table: Mapping[str, Level]) -> pl.Expr:
    """The weight of `unit_level` and `unit_share`."""
    level = pl.col("unit_level")
    fixed = level.replace_strict(
        list(table), [entry.weight for entry in table.values()], return_dtype=pl.Float64
    )
    by_value = level.is_in([name for name, entry in table.items() if entry.by_value])
    return fixed - pl.when(by_value).then(pl.col("unit_share").log()).otherwise(0.0)
