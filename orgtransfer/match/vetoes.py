"""What no score may overrule: contradictions that make a pair a question for a clerk, or none."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.match import thresholds
from orgtransfer.match.weights import TABLE
from orgtransfer.similarity import dates, names

OTHER_NAME: Final = ("different", "given", "surname", "one_other")
"""Names that with the same ID number are two people, or a change of name that a clerk must see."""
_OTHER_ID: Final = ("same_birth", "birth_only", "same_region", "different")
"""Readable digits that contradict: with another given name, twins or people of one household."""
_SLIPS: Final = ("same", "fifteen_same", "one_digit", "one_digit_check", "two_swapped")


_NOTHING: Final = pl.Series([None], dtype=pl.String)


def may_be_one_name(a: pl.Series, b: pl.Series) -> pl.Series:
    """Whether two names under one ID number can be one person's (null where one is missing)."""
    level = names.compare(a, b)
    return ~level.is_in(OTHER_NAME)


def mark(scored: pl.DataFrame, values: pl.DataFrame, apart: pl.DataFrame) -> pl.DataFrame:
    """Adds `veto`: why a pair must not be joined by its score, null where nothing stands against.

    Args:
        scored: pairs with their levels.
        values: VALUES.
        apart: `a`, `b`: ruled to be different people; such pairs are left out altogether.

    Returns:
        `scored` with `veto`: `name` (the same sound number, clearly another name), `id` (two
        sound numbers that are no slip of each other), `twins` (digits that contradict, and another
        name), `dates` (one joined before the other was
        old enough).
    """
    fields = values.select("entity", "sound", "id", "birth", "birth_stated", "join")
    left, right = fields[scored["a"]], fields[scored["b"]]
    sound = left["sound"] & right["sound"]
    one_number = sound & (left["id"] == right["id"]).fill_null(value=False)
    table = scored.with_columns(
        sound=sound,
        settled=left["entity"] == right["entity"],
        equal=one_number,
        born=_stated(left["birth_stated"], right["birth_stated"], one_number),
        early=_early(left, right) | _early(right, left),
    )
    veto = (
        pl.when("settled")
        .then(None)
        .when("equal")
        .then(
            pl.when(pl.col("name_level").is_in(OTHER_NAME) & (_rest() < thresholds.RENAMED)).then(
                pl.lit("name")
            )
        )
        .when(pl.col("sound") & ~pl.col("id_level").is_in(_SLIPS))
        .then(pl.lit("id"))
        .when(pl.col("id_level").is_in(_OTHER_ID) & pl.col("name_level").is_in(OTHER_NAME))
        .then(pl.lit("twins"))
        .when("early")
        .then(pl.lit("dates"))
    )
    marked = table.with_columns(veto=veto).drop("sound", "settled", "equal", "early", "born")
    if apart.is_empty():  # as for most lists, and to look for them copies every pair
        return marked
    return marked.join(apart, on=["a", "b"], how="anti", maintain_order="left")


def _early(member: pl.DataFrame, other: pl.DataFrame) -> pl.Series:
    """Whether one record says joined before the other record's person was fourteen."""
    joined = member["join"].str.slice(0, 4).cast(pl.Int32, strict=False)
    born = other["birth"].str.slice(0, 4).cast(pl.Int32, strict=False)
    return (joined < born + thresholds.YOUNGEST).fill_null(value=False)


def _rest() -> pl.Expr:
    """What the fields other than the number and the name say."""
    others = ("unit", "phone", "join", "sex", "ethnicity")
    return pl.sum_horizontal(pl.col("born"), *(pl.col(f"{name}_weight") for name in others))


def _stated(a: pl.Series, b: pl.Series, asked: pl.Series) -> pl.Series:
    """The weight of the birth dates that the records state themselves, where it is asked for."""
    level = dates.compare(a.zip_with(asked, _NOTHING), b.zip_with(asked, _NOTHING))
    table = TABLE["birth"]
    plain = {"exact": 6.0, "month": 5.0, "year": 3.0}
    # Those by value, at the share of a usual one.
    plain |= {"lunar": -1.0, "next_month": -0.5, "one_digit_month": -3.0}
    return level.replace_strict(
        list(table),
        [plain.get(name, entry.weight) for name, entry in table.items()],
        return_dtype=pl.Float64,
    ).fill_null(0.0)
