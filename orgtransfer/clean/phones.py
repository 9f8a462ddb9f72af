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
# Of several numbers in a cell those count last that are said to be old, dead or somebody else's.
_DEAD: Final = "停机|空号|停用|作废|已换|不用|错误|有误|打不通|旧|原号"
_OTHERS: Final = "父亲?|母亲?|配偶|爱人|妻子?|丈夫|儿子?|女儿?|家属|子女|亲属|联系人"
_WHOLE: Final = (
    r"(?:1[0-9]{2}[- ]?[0-9]{4}[- ]?[0-9]{4}|\(?(?:0[0-9]{2,3}\)?[- ]?)?[2-8][0-9]{6,7})"
)
_LAST: Final = (
    rf"(?:{_DEAD}|原|{_OTHERS})[号机]?(?:手机|电话)?[号码]*[)]?[: ]*[(]?{_WHOLE}\b[)]?"
    rf"|{_WHOLE} ?(?:[(](?:已|本机)?(?:{_DEAD}|{_OTHERS})[)]|(?:已|本机)?(?:{_DEAD}|{_OTHERS})(?:[ ,;、/]|$))"
)
# An extension parts a landline from what follows, and the zero before a mobile number is dialled only.
_EXTENSION: Final = r"(?:转|分机|(?i:ext)\.?) ?[0-9]{1,5} +"
_LANDLINE: Final = r"0(?:10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}"
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
    return text.staged(
        expr, text.unmarked, text.visible, _living, _apart, text.unspaced, _joined, _number
    )


def _living(visible: pl.Expr) -> pl.Expr:
    """Without numbers that are old, dead or somebody else's, where another one is left."""
    left = visible.str.replace_all(_LAST, " ")
    renewed = visible.str.contains(_RENEWED)
    return pl.when(left.str.contains(r"[0-9][0-9 -]{6,}") & ~renewed).then(left).otherwise(visible)


def _apart(visible: pl.Expr) -> pl.Expr:
    """Two whole numbers that only a blank parts keep a mark between them."""
    dated = visible.str.contains(_DATE)
    whole = r"(?:1[0-9]{10}|(?:0[0-9]{2,3}[- ]?)?[2-8][0-9]{6,7})"
    number = (
        visible.str.replace_all("[‐–—―]", "-")
        .str.replace(_RENEWED, "$1")
        .str.replace(_EXTENSION, "/")
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
        .str.replace(r"^86(1[0-9]{10})$|^0(1[3-9][0-9]{9})$", "$1$2")
    )


def _number(joined: pl.Expr) -> pl.Expr:
    mobile = joined.str.extract(r"(?:^|[^0-9*])(1[0-9]{10})(?:[^0-9*]|$)")
    landline = joined.str.extract(rf"^\(?({_LANDLINE}|[2-8][0-9]{{6,7}})(?:[^0-9*.E+].*)?$")
    number = pl.coalesce(mobile, landline)
    one_digit = "|".join(f"{digit}+" for digit in range(10))
    return pl.when(~number.str.contains(f"^(?:{one_digit})$|{_DATE}")).then(number)
