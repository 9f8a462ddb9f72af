"""Cells that a program spoilt on the way: found where the values are read, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

import polars as pl

from orgtransfer.read import words
from orgtransfer.read.column_values import DATE, unguarded
from orgtransfer.read.grid import Cell, Grid
from orgtransfer.similarity import calendars, named_branches

NUMBERS: Final = ("id_number", "member_no", "branch_code", "org_code", "parent_code", "letter_no")
"""Fields whose digits count: a number cell may have lost some."""
DATES: Final = (
    "birth_date", "join_date", "full_date", "lost_since", "flow_since", "moved_in", "moved_out",
    "founded", "term_from", "term_to", "issued", "received",
)  # fmt: skip
NAMES: Final = (
    "name", "branch", "parent", "unit", "original_unit", "association", "org_name",
    "org_short_name", "secretary", "from_org", "to_org",
)  # fmt: skip

_VARIED: Final = ("phone", "contact_phone", "address", "remark", "position")
_CONTROL: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_ERROR: Final = r"^#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|GETTING_DATA|SPILL!|CALC!|#+)$"
_SCIENTIFIC: Final = r"^\d(?:\.\d+)?[Ee]\+?0*[12]\d$"
_LOST: Final = r"[\x{FFFD}□▢�\x{E000}-\x{F8FF}\x{F0000}-\x{FFFFD}]|\[\p{Han}{2,4}\]"
_LOST_IN_NAME: Final = r"[?？]"
_FOREIGN: Final = (
    r"^(?:/?Date\()?-?\d{11,13}(?:[+-]\d{4})?(?:\)/?)?$|"
    r"(?i:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b).*\d{4}"
)
"""Milliseconds since 1970, and English months."""
_READABLE: Final = rf"{DATE}|^[12〇零○一二三四五六七八九][\d〇零○一二三四五六七八九]{{3}}年[^前]*$|^[1-6]\d{{4}}(?:\.\d+)?$|^(?:是|否|有|无)$|^0000|{_FOREIGN}"
_CLOCK_WORDS: Final = r"(?i)(?: *(?:上午|下午|凌晨|早上|中午|晚上|[AP]\.?M\.?)(?: *|$)| *(?:Z|(?:UTC|GMT)?[+-]\d{2}:?\d{2})$)"
"""Halves of a day and zones beside a time: the day is read (clean.dates)."""
_SHORT_YEAR: Final = r"^\d{2}年\d{1,2}月?|^[一二三四五六七八九零〇○]{2}年[一二三四五六七八九十]+月|^\d{1,2}([-./])\d{1,2}[-./]\d{1,2}$"
"""Read where only one century is possible (clean.short_years)."""
_PLAIN_DAY: Final = (
    r"^(?:19|20)[0-9][0-9](?:-(?:1[0-2]|0[1-9])(?:-(?:3[01]|[12][0-9]|0[1-9]))?"
    r"|[./年](?:1[0-2]|0?[1-9])(?:[./月](?:3[01]|[12][0-9]|0?[1-9])日?|月)?)$"
)
"""Part of what DATE takes, in ASCII figures."""
_ZEROS: Final = r"^\d{15}000$"
_ZERO_SHARE: Final = 0.05
"""One number in 1,100 ends in 000 by itself; where many do, a spreadsheet has been at them."""

SCHEMA: Final[dict[str, type[pl.DataType]]] = {
    "row": pl.UInt32,
    "field": pl.String,
    "kind": pl.String,
}


def exact(text: str) -> str:
    """A number as its cell states it, written out: `3.60102E+17` -> `360102000000000000`."""
    try:
        return format(Decimal(text).to_integral_value(), "f")
    except InvalidOperation:
        return text


def of_cells(
    cells: Sequence[Cell], kind: str, fields: dict[str, int], only: Sequence[str] | None = None
) -> pl.DataFrame:
    """Damage that the cell's type tells: SCHEMA, for the cells that belong to a field."""
    names = {index: name for name, index in fields.items() if only is None or name in only}
    found = [(c.row + 1, names[c.column], kind) for c in cells if c.column in names]
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


def of_end(grid: Grid) -> pl.DataFrame:
    """Damage of a row that was cut off with the end of the file; it concerns no one field."""
    found = [(grid.cells.height, "", "cut_off")] if grid.cut_off else []
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


def of_values(rows: pl.DataFrame, fields: Sequence[str]) -> pl.DataFrame:
    """Damage that the text itself tells.

    Args:
        rows: `row` and a column of text a field.
        fields: the fields that the table has.

    Returns:
        SCHEMA: a row for each spoilt cell.
    """
    empty = pl.DataFrame(schema=SCHEMA)
    return pl.concat([empty, *(found for name in fields for found in _of_field(rows, name))])


def _of_field(rows: pl.DataFrame, name: str) -> Iterator[pl.DataFrame]:
    """Each distinct value is looked at once; only the hits are looked for in the rows."""
    values = _suspects(rows.get_column(name), name).to_frame()
    if values.is_empty():
        return
    tests = _tests(rows, name)
    hits = values.select(test.any().alias(kind) for kind, test in tests).row(0, named=True)
    for kind, test in tests:
        if hits[kind]:
            spoilt = values.filter(test).to_series()
            yield rows.filter(pl.col(name).is_in(spoilt.implode())).select(
                "row", field=pl.lit(name), kind=pl.lit(kind)
            )


def _suspects(values: pl.Series, name: str) -> pl.Series:
    """The distinct values that may be spoilt; where nearly all are sound or differ, one quick look leaves few."""
    found = _quickly(values, name).unique().drop_nulls()
    if name in DATES:
        # By far the most days are plain ones: what else a cell may hold takes many patterns to tell.
        return found.filter(~found.str.contains(_PLAIN_DAY))
    return found


def _quickly(values: pl.Series, name: str) -> pl.Series:
    if name in NUMBERS:
        sound = values.str.contains(r"^\d{17}[\dXx]$")
        zeros = values.str.ends_with("000")
        return values.filter(~sound | zeros)
    if name in _VARIED:
        return values.filter(values.str.contains(r"[#\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"))
    return values


def _tests(rows: pl.DataFrame, name: str) -> list[tuple[str, pl.Expr]]:
    """Kind of damage -> the test for it. No two tests of one field bear the same kind."""
    text = pl.col(name)
    bare = unguarded(text)
    tests = [("control", text.str.contains(_CONTROL)), ("error", bare.str.contains(_ERROR))]
    if name in NUMBERS:
        tests.append(("scientific", bare.str.contains(_SCIENTIFIC)))
    if name == "id_number" and _rounded(rows.get_column(name)):
        tests.append(("number", bare.str.contains(_ZEROS)))
    if name in NAMES:
        lost = _LOST if name != "name" else f"{_LOST}|{_LOST_IN_NAME}"
        tests.append(("lost_character", bare.str.contains(lost)))
    if name == "branch":
        tests.append(("several_branches", named_branches.several(bare.str.normalize("NFKC"))))
    if name in DATES:
        bare = unguarded(text.str.replace_all(_CONTROL, ""))
        timed = pl.when(bare.str.contains(r"\d:\d")).then(bare.str.replace_all(_CLOCK_WORDS, " "))
        plain = timed.str.strip_chars().fill_null(bare)
        odd = (bare != "") & ~bare.is_in(words.FILLERS) & ~plain.str.contains(_READABLE)
        other = calendars.other(bare.str.normalize("NFKC"))
        short = bare.str.contains(_SHORT_YEAR) & ~other
        tests.append(("short_year", short))
        tests.append(("other_calendar", other))
        tests.append(("date_unreadable", odd & ~short & ~other & ~bare.str.contains(_ERROR)))
    return tests


def _rounded(ids: pl.Series) -> bool:
    """Whether more numbers end in 000 than would by themselves."""
    last = ids.filter(ids.str.contains(r"000[\s'\"]*$"))
    bare = last.to_frame("v").select(unguarded(pl.col("v"))).to_series()
    zeros = int(bare.str.contains(_ZEROS).sum() or 0)
    return zeros >= 3 and zeros >= _ZERO_SHARE * (ids.len() - ids.null_count())


def cleared(data: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The fields without what is no text: control characters go, error words become null."""
    kinds = found.filter(pl.col("kind").is_in(["control", "error"]))
    names = [n for n in kinds.get_column("field").unique().sort() if n in data.columns]
    return data.with_columns(_cleared(name) for name in names)


def _cleared(name: str) -> pl.Expr:
    text = pl.col(name).str.replace_all(_CONTROL, "")
    return pl.when(~text.str.strip_chars().str.contains(_ERROR)).then(text).alias(name)
