"""Identity numbers: GB 11643-1999, and how alike two of them are, whatever is known of each.

A number is 18 characters, `*` for one that is not known; fifteen-digit ones (GB 11643-1989) and
numbers of a wrong length are taken as they are.
"""

from __future__ import annotations

import polars as pl

from orgtransfer.similarity.id_levels import CHECK_DIGITS, LEVELS, WEIGHTS

__all__ = [
    "CHECK_DIGITS", "LEVELS", "WEIGHTS", "birth", "check_digit", "compare", "is_valid", "mask", "sex", "upgrade15",
]  # fmt: skip


def check_digit(expr17: pl.Expr) -> pl.Expr:
    """The check digit of the first 17 digits of a number.

    Args:
        expr17: text; only its first 17 characters are used.

    Returns:
        One character, 0-9 or X; null unless the 17 are digits. GB 11643-1999, section 4.
    """
    return expr17.cast(pl.String).map_batches(
        _check_digits, return_dtype=pl.String, is_elementwise=True
    )


def _check_digits(numbers: pl.Series) -> pl.Series:
    import numpy as np

    from orgtransfer.similarity import id_patterns, pairs

    octets = pairs.octets(numbers.fill_null(""), 17)
    formed = ((octets >= ord("0")) & (octets <= ord("9"))).all(axis=0)
    digits = pl.Series(numbers.name, [*CHECK_DIGITS, None], dtype=pl.String)
    return digits.gather(np.where(formed, id_patterns.remainders(octets), len(CHECK_DIGITS)))


def is_valid(expr: pl.Expr) -> pl.Expr:
    """Whether a text is an 18-character number with a right check digit and a real birth date.

    Args:
        expr: text.

    Returns:
        Boolean; null where the text is null. Plausible birth dates are 1880 to 2099: whether the
        person can be a member is for the rules to say.
    """
    dated = (
        expr.str.slice(6, 8).str.to_date("%Y%m%d", strict=False).dt.year().is_between(1880, 2099)
    )
    checked = expr.str.slice(17) == check_digit(expr)  # null unless 17 digits come first
    valid = (dated & checked).fill_null(value=False)
    return pl.when(expr.is_not_null()).then(valid)


def upgrade15(expr: pl.Expr) -> pl.Expr:
    """A fifteen-digit number as the 18-character one: 19 inserted, the check digit added.

    Args:
        expr: text.

    Returns:
        Text; whatever is not fifteen digits comes back as it is. GB 11643-1999, annex.
    """
    seventeen = expr.str.slice(0, 6) + "19" + expr.str.slice(6, 9)
    return (
        pl.when(expr.str.contains(r"^[0-9]{15}$"))
        .then(seventeen + check_digit(seventeen))
        .otherwise(expr)
    )


def birth(expr: pl.Expr) -> pl.Expr:
    """The birth date that a number states, at the precision that can be read.

    Args:
        expr: text: 15 or 18 characters, `*` for unknown ones.

    Returns:
        ISO text, `1980-05-03`, `1980-05` or `1980`; null where the year is not readable or the
        date does not exist.
    """
    return expr.cast(pl.String).map_batches(_births, return_dtype=pl.String, is_elementwise=True)


def _births(numbers: pl.Series) -> pl.Series:
    number, part, full = pl.col(numbers.name), pl.col("part"), pl.col("full")
    eighteen = number.str.contains(r"^[0-9*]{17}[0-9Xx*]$")
    fifteen = number.str.contains(r"^[0-9*]{15}$")
    real = part.str.to_date("%Y%m%d", strict=False)
    readable = (
        numbers.to_frame()
        .select(
            part=pl.when(eighteen).then(number.str.slice(6, 8))
            .when(fifteen).then("19" + number.str.slice(6, 6))
        )
        .with_columns(
            full=part.str.replace(r"^((?:[0-9]{2}){2,4})[0-9]?(?:\*.*)?$", "$1"),
        )
        # A month or a day that is readable and impossible makes the whole date unusable.
        .with_columns(possible=pl.when(full.str.len_bytes() == 8).then(real.is_not_null())
            .when(full.str.len_bytes() == 6).then(full.str.contains(r"(?:0[1-9]|1[0-2])$"))
            .otherwise(full.str.len_bytes() == 4))
    )  # fmt: skip
    pieces = pl.concat_str(
        full.str.slice(0, 4),
        pl.when(full.str.len_bytes() >= 6).then("-" + full.str.slice(4, 2)).otherwise(pl.lit("")),
        pl.when(full.str.len_bytes() == 8).then("-" + full.str.slice(6, 2)).otherwise(pl.lit("")),
    )
    usable = pl.col("possible") & full.str.contains(r"^(?:18[89]|19[0-9]|20[0-9])[0-9]")
    return readable.select(pl.when(usable).then(pieces).alias(numbers.name)).to_series()


def sex(expr: pl.Expr) -> pl.Expr:
    """The sex that a number states: digit 17 of 18, 15 of 15; odd is male (GB 11643-1999).

    Args:
        expr: text: 15 or 18 characters, `*` for unknown ones.

    Returns:
        `M`, `F`, or null where the digit is not readable.
    """
    digit = (
        pl.when(expr.str.contains(r"^[0-9*]{15}$"))
        .then(expr.str.slice(14, 1))
        .when(expr.str.contains(r"^[0-9*]{17}[0-9Xx*]$"))
        .then(expr.str.slice(16, 1))
        .cast(pl.UInt8, strict=False)
    )
    return pl.when(digit % 2 == 1).then(pl.lit("M")).when(digit.is_not_null()).then(pl.lit("F"))


def mask(expr: pl.Expr) -> pl.Expr:
    """A number for the eye: first 6, eight stars, last 4.

    Anything that is not 18 characters shows less, since its stars hide less: of 15 the first 6 and
    the last 3; of others the last 2, and of those under 8 characters nothing.

    Args:
        expr: text.

    Returns:
        Text of the same length; null stays null. Show no birth date beside it: the two together
        give the number back.
    """
    length = expr.str.len_chars()
    stars = pl.lit("*")
    return (
        pl.when(expr.str.contains(r"^[0-9*]{17}[0-9Xx*]$"))
        .then(expr.str.slice(0, 6) + "********" + expr.str.slice(14))
        .when(expr.str.contains(r"^[0-9*]{15}$"))
        .then(expr.str.slice(0, 6) + "******" + expr.str.slice(12))
        .when(length < 8)
        .then(stars.repeat_by(length).list.join(""))
        .otherwise(stars.repeat_by(length.cast(pl.Int64) - 2).list.join("") + expr.str.slice(-2))
    )


def compare(a: pl.Series, b: pl.Series) -> pl.Series:
    """How alike two numbers are, by pattern: any two of full, masked, fifteen-digit, damaged.

    Args:
        a: text, `*` for an unknown character.
        b: text, as long as `a`.

    Returns:
        One of `LEVELS`; null where one is missing, or no character is known on both sides.
    """
    from orgtransfer.similarity import id_patterns, pairs

    return pairs.compare_directly(a, b, id_patterns.prepare, LEVELS)
