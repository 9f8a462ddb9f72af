"""Tables as files for other programs: csv, parquet and json."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import polars as pl

from orgtransfer.errors import OutputError
from orgtransfer.i18n import _
from orgtransfer.store import atomic

_BOM: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
_RISKY: Final = r"^[=+\-@\t\r]"


def write(table: pl.DataFrame, path: Path, whole_ids: tuple[str, ...] = ()) -> None:
    """Writes `table` in the format that the ending of `path` names, in one step.

    Args:
        table: the table.
        path: ends in .csv, .parquet or .json.
        whole_ids: columns with whole ID numbers, which a spreadsheet program would take for
            numbers and spoil: in csv they get a tab in front.

    Raises:
        OutputError: another ending, or the file cannot be written.
    """
    if path.suffix.lower() not in _WRITERS:
        raise OutputError(
            _("{file}: the ending says the format, and must be one of {endings}.").format(
                file=path.name, endings=", ".join(_WRITERS)
            )
        )
    content = _WRITERS[path.suffix.lower()]
    atomic.replace(path, lambda fresh: content(table, fresh, whole_ids))


def csv(table: pl.DataFrame, whole_ids: tuple[str, ...] = ()) -> str:
    """`table` as csv text that is safe to open in Excel or WPS.

    A cell that begins like a formula (`=`, `+`, `-`, `@`, a tab) gets an apostrophe in front, so
    that what somebody typed into a system cannot run on a clerk's computer.
    """
    texts = [name for name, dtype in table.schema.items() if dtype == pl.String]
    guarded = table.with_columns(
        pl.when(pl.col(name).str.contains(_RISKY))
        .then("'" + pl.col(name))
        .otherwise(("\t" + pl.col(name)) if name in whole_ids else pl.col(name))
        .alias(name)
        for name in texts
    )
    return guarded.write_csv(line_terminator="\r\n")


def json(table: pl.DataFrame) -> str:
    """`table` as a JSON list with an object a row."""
    return table.write_json()


def _write_csv(table: pl.DataFrame, path: Path, whole_ids: tuple[str, ...]) -> None:
    # Without the mark Excel takes UTF-8 for GBK.
    path.write_text(_BOM + csv(table, whole_ids), encoding="utf-8", newline="")


def _write_parquet(table: pl.DataFrame, path: Path, _whole_ids: tuple[str, ...]) -> None:
    table.write_parquet(path)


def _write_json(table: pl.DataFrame, path: Path, _whole_ids: tuple[str, ...]) -> None:
    path.write_text(json(table), encoding="utf-8")


_WRITERS: Final[Mapping[str, Callable[[pl.DataFrame, Path, tuple[str, ...]], None]]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".json": _write_json,
}
