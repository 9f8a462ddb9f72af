"""Telephone numbers: digits alone, the mobile one where several are given."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import text

_DATE: Final = r"^(?:19|20)[0-9]{2}(?:[-./年]|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$)"
"""A day in the wrong column would make a landline of eight digits."""
_LABEL: Final = r"^\p{Han}{2,6} *[:;]? *"
_RENEWED: Final = r"^.*[0-9].*(?:现|新|改为|换成|更换为)[^0-9]{0,4}(1[0-9]{10})"
"""Of an old number and the one in use (原…现…) the second counts."""
_ABROAD: Final = r"^\(?(?:\+|00)86\)?[- ]?\(?0?(10|2[0-9]|[3-9][0-9]{2})\)?[- ]?([2-8][0-9]{6,7})$"
"""A landline as it is rung from abroad: the area code without its zero."""


def usual(expr: pl.Expr) -> pl.Expr:
    """What `phone` makes of a mobile number in figures alone; null for anything else."""
    plain = expr.str.strip_chars()
    return pl.when(plain.str.contains(r"^1[02-9][0-9]{9}$")).then(plain)


def phone(expr: pl.Expr) -> pl.Expr:
    """A number as it is compared: 11 digits of a mobile, area code and number of a landline.

    Returns:
        Digits; null for a number that is masked, was spoilt by a spreadsheet, or is all one digit.
    """
    return text.staged(expr, text.visible, _apart, text.unspaced, _joined, _number)


def _apart(visible: pl.Expr) -> pl.Expr:
    """Two whole numbers that only a blank parts keep a mark between them."""
    dated = visible.str.contains(_DATE)
    whole = r"(?:1[0-9]{10}|(?:0[0-9]{2,3}[- ]?)?[2-8][0-9]{6,7})"
    number = (
        visible.str.replace_all("[‐–—―]", "-")
        .str.replace(_RENEWED, "$1")
        .str.replace(_LABEL, "")
        .str.replace(_ABROAD, "0${1}-${2}")
    )
    return pl.when(~dated).then(number.str.replace_all(rf"\b({whole}) +({whole})\b", "$1/$2"))


def _joined(plain: pl.Expr) -> pl.Expr:
    return (
        plain.str.replace(r"\.0+$", "")
        .str.replace(r"^\(?(?:\+|00)86\)?-?|^\(86\)", "")
        .str.replace(r"^(0[0-9]{2,3})/([2-8][0-9]{6,7})$", "$1$2")
        .str.replace(r"(^|[-)])([2-8][0-9]{6,7})(?:转|-|(?i:ext)\.?)[0-9]{1,5}$", "$1$2")
        .str.replace_all(r"([0-9])[-()·.]+([0-9])", "$1$2")
        .str.replace_all(r"([0-9])[-()·.]+([0-9])", "$1$2")
        .str.replace(r"^86(1[0-9]{10})$", "$1")
    )


def _number(joined: pl.Expr) -> pl.Expr:
    mobile = joined.str.extract(r"(?:^|[^0-9*])(1[0-9]{10})(?:[^0-9*]|$)")
    landline = joined.str.extract(r"^\(?(0[1-9][0-9]{8,10}|[2-8][0-9]{6,7})(?:[^0-9*.E+].*)?$")
    number = pl.coalesce(mobile, landline)
    one_digit = "|".join(f"{digit}+" for digit in range(10))
    return pl.when(~number.str.contains(f"^(?:{one_digit})$|{_DATE}")).then(number)
