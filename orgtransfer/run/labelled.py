"""A list of pairs that somebody knows, and how the last run's links measure up to it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from orgtransfer.errors import InputError
from orgtransfer.findings import search
from orgtransfer.i18n import _
from orgtransfer.models import Outcome
from orgtransfer.quality import labels

_COLUMNS: Final = ("a", "b")
_NO: Final = ("0", "no", "false", "different", "否", "不是", "不是同一人")


def measures(outcome: Outcome, file: Path) -> labels.Measures:
    """Reads a list of pairs and measures the run against it.

    Args:
        outcome: the run.
        file: a CSV: `a`, `b` (rows, as FILE:ROW) and, if there is one, `same` (否, no, 0 for two
            people; anything else, or no such column, for one).

    Raises:
        InputError: it cannot be read, or names a row that the run does not have.
    """
    said = _read(file)
    places = outcome.records.select(
        "record",
        place=search.places(),
    )
    for end in _COLUMNS:
        said = said.join(
            places.rename({"record": f"{end}_record", "place": end}),
            on=end, how="left", maintain_order="left",
        )  # fmt: skip
        _check(said, end, file)
    persons = outcome.matched.persons
    person = dict(persons.iter_rows())
    linked = [person[a] == person[b] for a, b in said.select("a_record", "b_record").iter_rows()]
    rows = _groups(said, person)
    return labels.measure(said.select("same", linked=pl.Series(linked, dtype=pl.Boolean)), rows)


def _read(file: Path) -> pl.DataFrame:
    """`a`, `b`, `same`."""
    try:
        table = pl.read_csv(file, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(_("{file} cannot be read as CSV.").format(file=file.name)) from error
    missing = [name for name in _COLUMNS if name not in table.columns]
    if missing:
        raise InputError(
            _(
                "{file} needs the columns a and b, each with a row as FILE:ROW, and may have same."
            ).format(file=file.name)
        )
    if "same" not in table.columns:
        table = table.with_columns(same=pl.lit("1"))
    no = pl.col("same").str.strip_chars().str.to_lowercase().is_in(_NO)
    return table.select(*_COLUMNS, same=~no.fill_null(value=False))


def _check(said: pl.DataFrame, end: str, file: Path) -> None:
    lost = said.with_row_index("line", 2).filter(pl.col(f"{end}_record").is_null())
    if lost.height:
        line, place = lost.select("line", end).row(0)
        raise InputError(
            _("{file}, line {line}: {place} is no row of the last run (FILE:ROW).").format(
                file=file.name, line=line, place=place
            )
        )


def _groups(said: pl.DataFrame, person: dict[int, str]) -> pl.DataFrame:
    """`row`, `found`, `true` of every row of the list."""
    root: dict[int, int] = {}

    def of(row: int) -> int:
        while root.setdefault(row, row) != row:
            row = root[row]
        return row

    for a, b, same in said.select("a_record", "b_record", "same").iter_rows():
        one, other = of(a), of(b)
        if same:
            root[max(one, other)] = min(one, other)
    rows = sorted(root)
    return pl.DataFrame(
        {"row": rows, "found": [person[row] for row in rows], "true": [of(row) for row in rows]}
    )
