"""Cells that a program spoilt on the way: found where the values are read, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

import polars as pl

from orgtransfer.read import words
from orgtransfer.read.grid import Cell
from orgtransfer.read.votes import DATE, unguarded

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

_CONTROL: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_ERROR: Final = r"^#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|GETTING_DATA|SPILL!|CALC!|#+)$"
_SCIENTIFIC: Final = r"^\d(?:\.\d+)?[Ee]\+?0*[12]\d$"
_LOST: Final = r"[\x{FFFD}□▢�\x{E000}-\x{F8FF}\x{F0000}-\x{FFFFD}]|\[\p{Han}{2,4}\]"
_LOST_IN_NAME: Final = r"[?？]"
_READABLE: Final = rf"{DATE}|^[1-6]\d{{4}}(?:\.\d+)?$|^(?:是|否|有|无)$|^0000"
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


def of_values(rows: pl.DataFrame, fields: Sequence[str]) -> pl.DataFrame:
    """Damage that the text itself tells.

    Args:
        rows: `row` and a column of text a field.
        fields: the fields that the table has.

    Returns:
        SCHEMA: a row for each spoilt cell.
    """
    tests = [
        (name, kind, test.fill_null(value=False))
        for name in fields
        for kind, test in _tests(rows, name)
    ]
    hits = rows.select(test.any().alias(str(i)) for i, (_n, _k, test) in enumerate(tests))
    found = [
        rows.filter(test).select("row", field=pl.lit(name), kind=pl.lit(kind))
        for i, (name, kind, test) in enumerate(tests)
        if hits.item(0, str(i))
    ]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *found])


def _tests(rows: pl.DataFrame, name: str) -> list[tuple[str, pl.Expr]]:
    text = pl.col(name)
    bare = unguarded(text)
    tests = [("control", text.str.contains(_CONTROL)), ("error", bare.str.contains(_ERROR))]
    if name in NUMBERS:
        tests.append(("scientific", bare.str.contains(_SCIENTIFIC)))
    if name == "id_number" and _rounded(rows.select(bare).to_series()):
        tests.append(("number", bare.str.contains(_ZEROS)))
    if name in NAMES:
        lost = _LOST if name != "name" else f"{_LOST}|{_LOST_IN_NAME}"
        tests.append(("lost_character", bare.str.contains(lost)))
    if name in DATES:
        odd = (bare != "") & ~bare.is_in(words.FILLERS) & ~bare.str.contains(_READABLE)
        tests.append(("date_unreadable", odd & ~bare.str.contains(_ERROR)))
    return tests


def _rounded(ids: pl.Series) -> bool:
    whole = ids.str.contains(r"^\d{17}[\dXx]$").sum() or 0
    zeros = int(ids.str.contains(_ZEROS).sum() or 0)
    return zeros >= 3 and zeros >= _ZERO_SHARE * int(whole)


def cleared(name: str) -> pl.Expr:
    """A field without what is no text: control characters go, error words become null."""
    text = pl.col(name).str.replace_all(_CONTROL, "")
    return pl.when(~text.str.strip_chars().str.contains(_ERROR)).then(text).alias(name)
