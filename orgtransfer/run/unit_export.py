"""An exported table cut by unit: a folder of parquet, with a folder of each unit in it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import polars as pl

from orgtransfer import clean
from orgtransfer.errors import OutputError
from orgtransfer.i18n import _
from orgtransfer.models import Outcome
from orgtransfer.store import atomic, formats, tables, unit_folders
from orgtransfer.store.unit_folders import BY, MARK, NOBODY, PLACE

CUT = ("records", "links", "findings")
"""The tables whose rows are a unit's."""


def write(outcome: Outcome, name: str, folder: Path, salt: bytes, *, show_id: bool) -> int:
    """Writes one of CUT into a folder that is not there yet, in one step; its rows.

    Laid out as `orgtransfer.spark.write_by_unit` does it.

    Args:
        outcome: the run.
        name: the table.
        folder: a new one.
        salt: see `unit_folders.unit_id`.
        show_id: see `tables.table`.

    Raises:
        OutputError: the table has no units, the folder is there, or cannot be written.
    """
    if name not in CUT:
        raise OutputError(
            _("{table} cannot be cut by unit; these can: {tables}").format(
                table=name, tables=", ".join(CUT)
            )
        )
    if folder.exists():
        raise OutputError(_("{folder} is there already; name a new folder.").format(folder=folder))
    atomic.check(folder)
    rows, units = _cut(outcome, name, salt, show_id=show_id)
    fresh = Path(tempfile.mkdtemp(prefix=".", suffix="~", dir=folder.parent))
    try:
        _fill(fresh, name, rows, units)
        fresh.replace(folder)
    except OSError as error:
        raise OutputError(
            _("The folder {folder} cannot be made ({reason}).").format(
                folder=folder, reason=error.strerror
            )
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return rows.height


def _fill(folder: Path, name: str, rows: pl.DataFrame, units: pl.DataFrame) -> None:
    (folder / name).mkdir(mode=0o700)
    for (unit,), part in rows.partition_by(BY, as_dict=True).items():
        place = folder / name / f"{BY}={unit}"
        place.mkdir(mode=0o700)
        formats.write(part.drop(BY), place / "0.parquet")
    (folder / "units").mkdir(mode=0o700)
    formats.write(units, folder / "units" / "0.parquet")
    atomic.write(folder / MARK, b"")


def _cut(
    outcome: Outcome, name: str, salt: bytes, *, show_id: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The table with BY, and the names of the units: BY, `name`."""
    if name == "findings":
        # In the order of the table.
        called = clean.unit_keys(outcome.findings.sort("code", "key")["call"])
    else:
        called = outcome.records.sort(PLACE).select(unit_folders.keeper()).to_series()
    made = called.alias("name").to_frame().with_columns(unit_folders.unit_id(called, salt))
    units = made.filter(pl.col(BY) != NOBODY).select(BY, "name").unique().sort("name")
    if name == "links":
        placed = (
            outcome.records.sort(PLACE)
            .select("record", *PLACE)
            .with_columns(made[BY])
            .join(outcome.matched.persons, on="record", how="left")
        )
        return unit_folders.links(outcome.matched.pairs, placed), units
    return tables.table(outcome, name, show_id=show_id).with_columns(made[BY]), units
