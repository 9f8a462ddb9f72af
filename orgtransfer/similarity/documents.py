"""Documents of another kind that stand where an identity number is expected, by their form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

FORMS: Final[Mapping[str, str]] = {
    "hk_macao": r"[HM][0-9]{8}(?:[0-9]{2})?",
    "permanent": r"[A-WYZ]{3}[0-9]{12}",
    "military": r"(?:军官证|士兵证|士官证|文职证|警官证|武警证|军人证)?\p{Han}{1,4}字第?[0-9]{4,9}号?"
    r"|(?:军官证|士兵证|士官证|文职证|警官证|武警证|军人证)第?[0-9]{4,9}号?",
    "taiwan": r"(?:台胞证|台湾居民来往大陆通行证)[0-9]{8}(?:[0-9]{2})?",
    "passport": r"[A-WYZ][0-9]{8}|[DHMPS][0-9]{7}|[A-WYZ][A-WYZ][0-9]{7}",
}
"""Kind -> form: 港澳居民来往内地通行证 (H or M), 外国人永久居留身份证 of before 2023, 军官证 and the like,
台湾居民来往大陆通行证 (eight digits, which say so only with its name), passports of any country. An X stands for a hidden
digit and begins none of them.

The permits of residents from Hong Kong, Macao and Taiwan (81, 82, 83) and the permanent residence
cards from 2023 on (9) have 18 characters with the check digit of GB 11643: see `resident`."""

_RESIDENT: Final = r"^(?:8[123]0000|9(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71))[0-9]*X?$"

_LABEL: Final = (
    r"^(?:中国|因私|普通|外国)?(?:护照|港澳居民来往内地通行证|港澳通行证|港澳居民通行证|通行证|回乡证|"
    r"外国人永久居留身份证|外国人永久居留证|永久居留证)(?:号码|号)?:?([A-Z])"
)
_ANY: Final = "^(?:" + "|".join(FORMS.values()) + ")$"


def document(expr: pl.Expr) -> pl.Expr:
    """The number of a document of another kind, whole, in one form; null for anything else.

    Args:
        expr: text without invisible characters.

    Returns:
        Capitals, no blanks or hyphens, no name of a document before a letter. A number of 15 or 18
        digits, masked or not, is never one.
    """
    plain = (
        expr.str.normalize("NFKC")
        .str.to_uppercase()
        .str.replace_all(r"[\s\-—_.'\"=]", "")
        .str.replace(_LABEL, "$1")
        .str.replace(
            r"^(军官证|士兵证|士官证|文职证|警官证|武警证|军人证|台胞证)(?:号码|号)?:", "$1"
        )
    )
    return pl.when(plain.str.contains(_ANY)).then(plain)


def resident(expr: pl.Expr) -> pl.Expr:
    """Which card a sound number of 18 characters is on that is no citizen's identity card.

    Args:
        expr: text: numbers with a right check digit.

    Returns:
        `resident` (港澳台居民居住证: 810000, 820000, 830000), `foreigner` (外国人永久居留身份证 from 2023 on: a
        nine, then the province), else null.
    """
    told = (
        pl.when(expr.str.starts_with("8")).then(pl.lit("resident")).otherwise(pl.lit("foreigner"))
    )
    return pl.when(expr.str.contains(_RESIDENT)).then(told)


def kind(expr: pl.Expr) -> pl.Expr:
    """Which of `FORMS` a number has that `document` gave; null where it has none.

    Args:
        expr: text.
    """
    found = pl.lit(None, pl.String)
    for name, form in reversed(list(FORMS.items())):
        found = pl.when(expr.str.contains(f"^(?:{form})$")).then(pl.lit(name)).otherwise(found)
    return found
