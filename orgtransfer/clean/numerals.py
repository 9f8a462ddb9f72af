"""Whole numbers written in figures or in Chinese numerals, small and capital (大写)."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import text

_SMALL: Final = dict(
    zip("零〇壹贰叁肆伍陆柒捌玖拾佰两弐貳參陸", "零零一二三四五六七八九十百二二二三六", strict=True)
)
_ONES: Final = "一二三四五六七八九"
_DIGITS: Final = dict(zip(_ONES, "123456789", strict=True))


def whole(expr: pl.Expr) -> pl.Expr:
    """The number in a cell such as 30, 30天, 三十天, 玖拾天; below 1000 in numerals.

    Returns:
        UInt32; null where there is none, or more than one.
    """
    plain = text.unspaced(expr).str.replace_many(_SMALL)
    figures = plain.str.replace(r"\.0+$", "").str.extract(r"^[^0-9]*([0-9]{1,9})[^0-9]*$")
    words = plain.str.extract(rf"^[^{_ONES}十百零]*([{_ONES}十百零]+)[^0-9{_ONES}十百零]*$")
    return pl.coalesce(figures.cast(pl.UInt32, strict=False), _spoken(words))


def _spoken(words: pl.Expr) -> pl.Expr:
    parts = words.str.extract_groups(
        rf"^(?:([{_ONES}])百)?零?(?:([{_ONES}]?)(十))?零?([{_ONES}]?)$"
    )
    hundreds, tens, ten, ones = (
        parts.struct.field(str(n)).str.replace_many(_DIGITS) for n in range(1, 5)
    )
    number = (
        100 * _figure(hundreds)
        + 10 * pl.when(ten.is_null()).then(0).when(tens == "").then(1).otherwise(_figure(tens))
        + _figure(ones)
    )
    return pl.when(number > 0).then(number).cast(pl.UInt32)


def _figure(digit: pl.Expr) -> pl.Expr:
    return digit.cast(pl.UInt32, strict=False).fill_null(0)
