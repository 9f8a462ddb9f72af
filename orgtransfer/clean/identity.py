"""Identity numbers: whatever the export left of one, as a pattern of 18 characters.

Full, fifteen-digit, masked and damaged numbers all become one form that can be compared place by
place (similarity.identity); how much of it is known stands in the state.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.clean import text
from orgtransfer.clean.text import over_distinct
from orgtransfer.similarity import documents, identity

WIDTH: Final = 18
_HIDDEN: Final = "*"
# Signs that stand for a hidden digit. An X is one anywhere but at the end, a hyphen where there
# are several in a row (one alone only groups the digits).
_MASKS: Final = r"[×✱✲●○•·#□■◆▲?~_﹡∗⁎☆★]"
_FORMED: Final = r"^[0-9]{17}[0-9X]$"
_PATTERN: Final = r"^[0-9*]{17}[0-9X*]$"
_EXPONENT: Final = r"^([0-9])(?:\.([0-9]+))?E\+?"
_ZEROS_SEEN: Final = 3
"""From so many numbers that a spreadsheet has cut (…000, wrong check digit) in one table on, the
others that end so are taken for cut as well: one in eleven passes the check digit by chance."""
_TABLE: Final = ("system", "file", "sheet")
UNTYPED: Final = ("csv", "tsv", "txt")
"""Formats that do not tell a number from text. In all others DAMAGE knows the spoilt cells."""


def number(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds what is known of the identity numbers.

    Args:
        frame: with `id_number`, the text of the export, and `spoilt`: whether the cell held a
            number, of which a spreadsheet keeps 15 digits.

    Returns:
        The frame with `id_key`: 18 characters, `*` for an unknown one (a malformed number as it
        is; null where nothing is known), and `id_state`: valid, checksum, fifteen, masked,
        damaged, document (of another kind, whole), malformed, missing. A fifteen-digit number has 19 and its check digit put in.
    """
    # Nine numbers in ten are valid as they stand, but for a tab that keeps them text: only the
    # others are looked at more closely.
    found = frame.select("spoilt", number=pl.col("id_number").str.strip_chars())
    valid = found.select(identity.is_valid(pl.col("number")) & ~pl.col("spoilt")).to_series()
    marked = frame.with_columns(
        id_key=pl.when(valid).then(found["number"]),
        id_state=pl.when(valid).then(pl.lit("valid")).otherwise(pl.lit("missing")),
    )
    others = ~valid & found["number"].is_not_null()
    if not others.any():
        return marked
    return text.patched(
        marked, others, _examined(frame.select("id_number", "spoilt").filter(others))
    )


def _examined(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns id_key, id_state, from id_number and spoilt."""
    # Column by column, not as one expression: each step uses the last one several times, and the
    # tree would grow with the product.
    return (
        frame.select(
            "spoilt", _document(), *over_distinct(frame, {"id_number": "_plain"}, compact, usual)
        )
        .with_columns(_bare=_widened(pl.col("_plain")))
        .with_columns(
            _formed=pl.col("_bare").str.contains(_FORMED),
            _valid=identity.is_valid(pl.col("_bare")),
            _dated=identity.birth(pl.col("_bare")).is_not_null(),
        )
        .with_columns(id_state=_state())
        .with_columns(id_key=_key())
        .select(pl.when(~pl.col("id_key").str.contains(r"^\*+$")).then("id_key"), "id_state")
    )


def _document() -> pl.Expr:
    """Column _document: a document of another kind, before any sign in it is taken for a digit's."""
    return documents.document(text.visible(pl.col("id_number"))).alias("_document")


def _state() -> pl.Expr:
    plain, bare, formed = pl.col("_plain"), pl.col("_bare"), pl.col("_formed")
    cut = bare.str.ends_with("000") & ~pl.col("_valid")
    cases = {
        "document": pl.col("_document").is_not_null(),
        "missing": plain.is_null(),
        "damaged": plain.str.contains(_EXPONENT) | (formed & (pl.col("spoilt") | cut)),
        "valid": pl.col("_valid"),
        "checksum": formed,
        "fifteen": bare.str.contains(r"^[0-9]{15}$") & pl.col("_dated"),
        "masked": bare.str.contains(_PATTERN),
    }
    state = pl.lit("malformed")
    for name, holds in reversed(cases.items()):
        state = pl.when(holds).then(pl.lit(name)).otherwise(state)
    return state


def _key() -> pl.Expr:
    plain, bare, state = pl.col("_plain"), pl.col("_bare"), pl.col("id_state")
    return (
        pl.when(state == "document")
        .then("_document")
        .when((state == "damaged") & pl.col("_formed"))
        .then(_trusted(bare))
        .when(state == "damaged")
        .then(_from_exponent(plain))
        .when(state == "fifteen")
        .then(identity.upgrade15(bare))
        .otherwise(bare)
    )


def with_cut_numbers(frame: pl.DataFrame, formats: pl.DataFrame) -> pl.DataFrame:
    """Takes numbers that end in 000 for cut where their table shows that such numbers were cut.

    Args:
        frame: with system, file, sheet, id_number, id_key and id_state.
        formats: system, file, sheet, format: one row a table.

    Returns:
        The frame; such `valid` numbers of a format in `UNTYPED` are `damaged`, their last three
        characters unknown.
    """
    return distrusted(frame, doubtful(zeros(frame), formats))


def zeros(frame: pl.DataFrame) -> pl.DataFrame:
    """system, file, sheet, len: how many damaged numbers of each table end in 000."""
    damaged = frame.filter(id_state="damaged").filter(pl.col("id_number").str.contains(r"000\D*$"))
    return damaged.group_by(_TABLE).len()


def doubtful(counted: pl.DataFrame, formats: pl.DataFrame) -> pl.DataFrame:
    """The tables (system, file, sheet) that show that numbers were cut.

    Args:
        counted: what `zeros` gives.
        formats: system, file, sheet, format.
    """
    cut = counted.filter(pl.col("len") >= _ZEROS_SEEN)
    untyped = formats.filter(pl.col("format").is_in(UNTYPED))
    return cut.join(untyped, on=_TABLE, how="semi").select(_TABLE)


def distrusted(frame: pl.DataFrame, doubtful: pl.DataFrame) -> pl.DataFrame:
    """The frame; valid numbers of these tables that end in 000 are `damaged`."""
    if doubtful.is_empty():
        return frame
    ends = (pl.col("id_state") == "valid") & pl.col("id_key").str.ends_with("000")
    chance = (
        frame.select(*_TABLE, "id_key", "id_state")
        .with_row_index("_at")
        .filter(ends)
        .join(doubtful, on=_TABLE, how="semi")
        .select("_at", id_key=_trusted(pl.col("id_key")), id_state=pl.lit("damaged"))
    )
    return frame.with_columns(
        frame[column].scatter(chance["_at"], chance[column]) for column in ("id_key", "id_state")
    )


def stated(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds what the numbers say of their owners.

    Args:
        frame: with id_key and id_state.

    Returns:
        The frame with `id_birth`, ISO text at the precision that can be read, and `id_sex`: M, F.
    """
    key = pl.col("id_key").str
    valid = pl.col("id_state") == "valid"
    parts = (key.slice(6, 4), key.slice(10, 2), key.slice(12, 2))
    male = key.slice(16, 1).is_in(["1", "3", "5", "7", "9"])
    # A valid number has a date and a digit: nothing has to be asked before they are cut out.
    plain = frame.with_columns(
        id_birth=pl.when(valid).then(pl.concat_str(parts, separator="-")),
        id_sex=pl.when(valid & male).then(pl.lit("M")).when(valid).then(pl.lit("F")),
    )
    others = frame["id_key"].is_not_null() & ~frame["id_state"].is_in(
        ["valid", "malformed", "document"]
    )
    if not others.any():
        return plain
    read = (
        frame.select("id_key")
        .filter(others)
        .select(id_birth=identity.birth(pl.col("id_key")), id_sex=identity.sex(pl.col("id_key")))
    )
    return text.patched(plain, others, read)


def compact(expr: pl.Expr) -> pl.Expr:
    """The characters of a number: digits, X, `*` for hidden ones; no blanks, guards, grouping.

    Null where there is no digit and nothing hidden (无, 遗失).
    """
    return text.staged(expr, text.unmarked, text.visible, _signs, _without_x)


def usual(expr: pl.Expr) -> pl.Expr:
    """What `compact` makes of 18 characters, known or hidden by stars; null for anything else."""
    plain = expr.str.strip_chars()
    return pl.when(plain.str.contains(_PATTERN)).then(plain)


def _signs(expr: pl.Expr) -> pl.Expr:
    plain = (
        expr.str.replace_all(" ", "", literal=True)
        .str.to_uppercase()
        .str.normalize("NFKC")
        .str.replace_all("Х", "X", literal=True)  # the Cyrillic letter
        .str.replace(r"^([0-9]{15,18})\.0*$", "$1")
        .str.replace(r"^([0-9]{17})×$", "${1}X")
        .str.replace_all(r"--+", "**")
        .str.replace_all(r"([0-9])-([0-9X*])", "$1$2")
        .str.replace_all(r"([0-9])-([0-9X*])", "$1$2")
        .str.replace_all(r"[.…]{3,}|…+", "***")
        .str.replace_all(_MASKS, _HIDDEN)
        .str.replace(r"^[(\[{<]+([0-9]{17}[0-9X])[)\]}>]+$", "$1")
        .str.replace(r"^([0-9]{17}[0-9X]|[0-9]{15})[\p{Han};,.:。、]+$", "$1")
        .str.replace(r"^[\p{Han}:]+([0-9*])", "$1")
        .str.replace(r"^(.*?[0-9X*])[(\[].*$", "$1")
    )
    return pl.when(plain.str.contains(r"[0-9]|^[*X]{4,}$")).then(plain)


def _without_x(plain: pl.Expr) -> pl.Expr:
    """X stands for a hidden digit, but as the last character, where it is a check digit."""
    only_last = plain.str.contains(r"[0-9*]X$")
    return (
        pl.when(plain.str.contains(r"[^0-9X*]"))
        .then(plain)
        .when(only_last)
        .then(plain.str.head(-1).str.replace_all("X", _HIDDEN, literal=True) + "X")
        .otherwise(plain.str.replace_all("X", _HIDDEN, literal=True))
    )


def _widened(plain: pl.Expr) -> pl.Expr:
    """A masked number at 18 characters: its beginning and its end are known, the middle is not.

    A mask may have fewer or more stars than digits it hides. One of 15 characters may hide a
    fifteen-digit number, whose end stands elsewhere: only its region is kept.
    """
    head = plain.str.extract(r"^([0-9]*)\*")
    tail = plain.str.extract(r"\*([0-9]*X?)$")
    hidden = WIDTH - head.str.len_chars().cast(pl.Int64) - tail.str.len_chars().cast(pl.Int64)
    stars = pl.lit(_HIDDEN * WIDTH)
    return (
        pl.when(plain.str.contains(_PATTERN) | ~plain.str.contains(r"^[0-9]*\*[0-9*]*X?$"))
        .then(plain)
        # A little longer than a number is one with something beside it, which hides where it begins.
        .when(plain.str.len_chars().is_between(WIDTH + 1, WIDTH + 3))
        .then(plain)
        .when(plain.str.len_chars() == 15)
        .then(_padded(head.str.head(6)))
        .when(hidden > 0)
        .then(head + stars.str.slice(0, hidden) + tail)
        .otherwise(plain)
    )


def _from_exponent(plain: pl.Expr) -> pl.Expr:
    """The digits of 3.60102198001011E+17 that can be trusted.

    Fewer than 15 digits were rounded for display: the last one is left out, and where it is a
    zero, so are those that the rounding may have carried into. Of a fifteen-digit number only the
    region keeps its place.
    """
    digits = plain.str.extract(_EXPONENT, 1) + plain.str.extract(_EXPONENT, 2).fill_null("")
    rounded = (
        pl.when(digits.str.len_chars() < 15)
        .then(digits.str.replace(r"[0-9]0*$", ""))
        .otherwise(digits)
    )
    return (
        pl.when(plain.str.ends_with("17"))
        .then(_padded(rounded.str.head(15)))
        .when(plain.str.ends_with("14"))
        .then(_padded(rounded.str.head(6)))
    )


def _trusted(bare: pl.Expr) -> pl.Expr:
    """The digits that a spreadsheet keeps of 18.

    The neighbour that a float takes may lie below the thousand it stands for (…011000 as
    …010976): then the fifteenth digit is one too low, and with it those before a nine.
    """
    below = bare.str.slice(15, 1) == "9"
    sure = (
        pl.when(below).then(bare.str.head(15).str.replace(r".9*$", "")).otherwise(bare.str.head(15))
    )
    return _padded(sure)


def _padded(digits: pl.Expr) -> pl.Expr:
    return digits.str.pad_end(WIDTH, _HIDDEN)
