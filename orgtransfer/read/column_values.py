"""What a column's values say it is, whatever its header says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from orgtransfer.read import words

_SAMPLE: Final = 500
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK: Final = "10X98765432"

DATE: Final = (
    r"^(?:(?:19|20)\d{2}(?:[-/.年]\s*(?:1[0-2]|0?[1-9])(?:[-/.月]\s*(?:3[01]|[12]\d|0?[1-9])日?|月)?)"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
    r"|(?:19|20)\d{2}年|(?:19|20)\d{2}(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])?)$"
)
"""Dates to the day or the month, in every form but the serial number."""

_ID_SHAPE: Final = (
    r"^(?:\d{17}[\dXx]|\d{15}|\d{1,10}[*＊xX●•]{4,}\d{0,8}[\dXx]?|[*＊]{6,}\d{3,8}[\dXx]?)$"
)


def _any(values: tuple[str, ...]) -> str:
    return "|".join(values)


_SHAPES: Final[Mapping[str, str]] = {
    "id": _ID_SHAPE,
    "phone": r"^(?:\+?86-?)?1\d{2}[- ]?(?:\d{4}|\*{4})[- ]?\d{4}$",
    "date": DATE,
    "sex": r"^(?:男|女|男性|女性|[0129])$",
    "sex_word": r"^(?:男|女|男性|女性)$",
    "ethnicity": r"^[\p{Han}]{1,5}族$",
    "category": f"^(?:中共)?(?:{_any(words.CATEGORIES)}|{_any(words.NOT_MEMBERS)}|入党积极分子)$",
    "name": r"^[\p{Han}㐀-䶿][ 　]?[\p{Han}㐀-䶿](?:[ 　]?[\p{Han}㐀-䶿]){0,2}$|^[\p{Han}]{1,7}[·•・.．‧∙⋅][\p{Han}·•・.．‧∙⋅]{1,14}$",
    "surname": f"^[{words.SURNAMES}]",
    "branch": f"(?:{_any(words.BRANCH_ENDINGS)})$",
    "education": _any(words.EDUCATIONS),
    "post": f"^(?:{_any(words.POSTS)})",
}


@dataclass(frozen=True)
class Profile:
    """What a column's values look like: shares of the sampled values that are given."""

    given: int
    """Values in the sample that are not blank and not a filler."""
    shares: Mapping[str, float]
    checked: float
    """The share of values that are 18 digits with a right check digit."""
    median_year: float | None
    distinct: float

    def share(self, shape: str) -> float:
        """The share of the values that have a shape."""
        return self.shares.get(shape, 0.0)


def unguarded(column: pl.Expr) -> pl.Expr:
    """Text without what guards a number in a spreadsheet: `'`, a tab, `="…"`, and spaces."""
    return (
        column.str.replace_all(r'^[\s\x{00A0}\x{200B}\x{FEFF}=\'"`]+|[\s\x{00A0}\x{200B}\x{FEFF}\'"]+$', "")
    )  # fmt: skip


def profiles(body: pl.DataFrame) -> dict[str, Profile]:
    """Column name -> the profile of its values, from an even sample of the rows."""
    step = max(1, body.height // _SAMPLE)
    values = body.gather_every(step).unpivot(variable_name="column", value_name="value")
    bare = unguarded(pl.col("value"))
    given = values.select(
        "column", value=pl.when((bare != "") & ~bare.is_in(words.FILLERS)).then(bare)
    ).drop_nulls()
    measured = given.group_by("column").agg(**_MEASURES)
    found = {row["column"]: _profile(row) for row in measured.iter_rows(named=True)}
    return {name: found.get(name, _NOTHING) for name in body.columns}


def _profile(measured: Mapping[str, float | None]) -> Profile:
    return Profile(
        given=int(measured["given"] or 0),
        shares={shape: measured[shape] or 0.0 for shape in _SHAPES},
        checked=measured["checked"] or 0.0,
        median_year=measured["year"],
        distinct=measured["distinct"] or 0.0,
    )


def _checks(column: pl.Expr) -> pl.Expr:
    """Whether the check digit is right (GB 11643-1999, ISO 7064 MOD 11-2)."""
    whole = column.str.contains(r"^\d{17}[\dXx]$")
    total = pl.sum_horizontal(
        column.str.slice(place, 1).cast(pl.Int32, strict=False) * weight
        for place, weight in enumerate(_WEIGHTS)
    )
    right = pl.lit(_CHECK).str.slice(total % 11, 1)
    return whole & (column.str.slice(17, 1).str.to_uppercase() == right)


_VALUE: Final = pl.col("value")
_MEASURES: Final[Mapping[str, pl.Expr]] = {
    **{shape: _VALUE.str.contains(pattern).mean() for shape, pattern in _SHAPES.items()},
    "given": _VALUE.count(),
    "year": _VALUE.filter(_VALUE.str.contains(DATE))
    .str.slice(0, 4)
    .cast(pl.Int32, strict=False)
    .median(),
    "checked": _checks(_VALUE).mean(),
    "distinct": _VALUE.n_unique() / _VALUE.count(),
}
"""What is measured of a column, built once: the same expressions serve every table."""
_NOTHING: Final = Profile(0, {}, 0.0, None, 0.0)
