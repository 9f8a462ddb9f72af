"""Names of people: one form for one name, and a wildcard where a character was lost."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import text

UNKNOWN: Final = "?"
"""Stands for one character that the export lost: a rare character (䶮, 堃) that became pinyin,
a box, a question mark, a private code point or its parts in brackets."""

_HAN: Final = r"\p{Han}"
_DOT: Final = "·"
_DOTS: Final = r"[·•・‧∙⋅⦁᛫●﹒．.。｡]+"
_FURTHER: Final = r"(\p{Han})[/\\|;、,].*$"  # a second name, or a remark
_OPEN: Final = r"[(\[{<〈《〔〖【「『]"
_CLOSE: Final = r"[)\]}>〉》〕〗】」』]"
_INNER: Final = r"[^(\[{<〈《〔〖【「『)\]}>〉》〕〗】」』]*"
# A note and a character's parts look alike ([退休], [石羡]); a note is made of these.
_NOTE: Final = (
    r"[男女大小老新已未转退休预备正式书记副委员离借调在岗兼专职党群工团学生原名曾用又失联死去世出国境外"
    r"停止籍除籍长期病假编制聘注号族人同志待查重复]"
)
_PARTS: Final = r"[\[〔【{](\p{Han})[+/]?(\p{Han})(?:[+/]?\p{Han})?[\]〕】}]"
_PINYIN: Final = r"[\p{Latin}]+[0-9]?"
_LOST: Final = r"[?□■▢◻◼〓○◯＊*�\p{Co}\p{Cn}]"
_DESCRIBED: Final = (
    r"[\x{2FF2}\x{2FF3}]\p{Han}\p{Han}\p{Han}"
    r"|[\x{2FF0}\x{2FF1}\x{2FF4}-\x{2FFB}]\p{Han}\p{Han}"
)


def name(expr: pl.Expr) -> pl.Expr:
    """A person's name as it is compared.

    Args:
        expr: the text of the export.

    Returns:
        Text: Han characters, `·` between the parts of a minority name, `UNKNOWN` for each lost
        character; a name without Han characters in capitals. Null where no name is left.
        Notes in brackets, marks that tell namesakes apart (王芳A, 王芳2) and 同志 are gone.
    """
    return text.staged(expr, text.visible, _lost_marked, _one_form, _filled)


def _one_form(plain: pl.Expr) -> pl.Expr:
    return pl.when(plain.str.contains(_HAN)).then(_han(plain)).otherwise(_latin(plain))


def usual(expr: pl.Expr) -> pl.Expr:
    """What `name` makes of two to four ordinary characters; null for anything else.

    Blanks are often put into a name of two characters, to make it as wide as one of three.
    """
    return text.staged(expr, _closed_up, _ordinary)


def _closed_up(expr: pl.Expr) -> pl.Expr:
    return expr.str.replace_many(["\t", " ", "\u3000"], [""])


def _ordinary(plain: pl.Expr) -> pl.Expr:
    form = plain.str.contains(r"^[\x{4E00}-\x{9FFF}]{2,4}$") & ~plain.str.ends_with("同志")
    return pl.when(form).then(text.given(plain))


def _han(plain: pl.Expr) -> pl.Expr:
    return (
        _unbracketed(plain)
        .str.replace(_FURTHER, "$1")
        .str.replace_all(r"[0-9]+$|[A-Za-z]$", "")
        .str.replace_all(_PINYIN, UNKNOWN)
        .str.replace_all(_DOTS, _DOT)
        .str.replace_all(r"(\p{Han})[-‐–—_](\p{Han})", "${1}·${2}")
        .str.replace_all(r"[^\p{Han}·?]", "")
        .str.replace_all(r"·+", _DOT)
        .str.replace_all(r"^·+|(?:同志|·)+$", "")
    )


def _lost_marked(plain: pl.Expr) -> pl.Expr:
    """Whatever stands for one lost character becomes `UNKNOWN`; only beside Han characters."""
    joined = plain.str.replace_all(" ", "", literal=True)
    return pl.when(plain.str.contains(_HAN)).then(_wild(joined)).otherwise(plain)


def _wild(plain: pl.Expr) -> pl.Expr:
    note = plain.str.contains(rf"[\[〔【{{]{_NOTE}+[\]〕】}}]")
    parts = pl.when(note).then(plain).otherwise(plain.str.replace_all(_PARTS, UNKNOWN))
    return (
        parts.str.replace_all(_DESCRIBED, UNKNOWN)
        .str.replace_all(rf"{_OPEN}[a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{{2,6}}[0-9]?{_CLOSE}", UNKNOWN)
        .str.replace_all(rf"^(\p{{Han}}){_OPEN}\p{{Han}}{{2,3}}{_CLOSE}", "${1}?")
        .str.replace_all(_LOST, UNKNOWN)
    )


def _unbracketed(plain: pl.Expr) -> pl.Expr:
    """Without notes in brackets, also nested ones and one that was never closed."""
    bracket = rf"{_OPEN}{_INNER}{_CLOSE}"
    return (
        plain.str.replace_all(bracket, "")
        .str.replace_all(bracket, "")
        .str.replace(rf"{_OPEN}.*$", "")
    )


def _latin(plain: pl.Expr) -> pl.Expr:
    return (
        _unbracketed(plain)
        .str.to_uppercase()
        .str.normalize("NFKC")
        .str.replace_all(_DOTS, _DOT)
        .str.replace_all(r"[^\p{L}·? '-]", "")
        .str.replace_all(r" +", " ")
        .str.strip_chars(" ·'-")
    )


def _filled(name: pl.Expr) -> pl.Expr:
    """Null where no letter is left."""
    return pl.when(name.str.contains(r"\p{L}")).then(text.given(name))
