"""六个清 as a table with marks: an association a line, the least clear first."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from orgtransfer.i18n import N_, _
from orgtransfer.models import SETUPS, SHEETS
from orgtransfer.report.sections import Cell, Section, Table

_SIX: Final = {
    "belongs": N_("Belongs to whom"),
    "running": N_("Running"),
    "staff": N_("Staff known"),
    "setting": N_("Organisation set up"),
    "counted": N_("Members counted"),
    "head": N_("Head's identity"),
}
_MOST: Final = 300
"""Associations that are listed; nobody reads on, and the workbook has them all."""


def section(coverage: pl.DataFrame) -> Section | None:
    """The six clarities.

    Args:
        coverage: COVERAGE.
    """
    if coverage.is_empty():
        return None
    order = coverage.sort("clear", "people", "association", descending=[False, True, False])
    rows = tuple(_row(line) for line in order.head(_MOST).iter_rows(named=True))
    left = coverage.height - len(rows)
    heads = (
        _("Association"), _("Organisation"), _("Members"), _("Clear, of six"),
        *map(_, _SIX.values()),
    )  # fmt: skip
    clear = coverage.filter(pl.col("clear") == len(_SIX)).height
    text = _("Associations: {count}; all six clear: {clear}. ✓: clear by the exports; ✗: what is missing stands beside it.")  # fmt: skip
    more = _("and {count} more in the workbook").format(count=f"{left:,}") if left else ""
    return Section(
        _(SHEETS["coverage"]),
        text.format(count=f"{coverage.height:,}", clear=f"{clear:,}"),
        table=Table(heads, rows, 2, texts=4, note=more),
        key="clarity",
        prints=False,
    )


def _row(line: dict[str, Any]) -> tuple[str | Cell, ...]:
    return (
        line["association"],
        _(SETUPS[line["setup"]]) if line["setup"] in SETUPS else line["setup"] or "",
        f"{line['people']:,}",
        f"{line['clear']}",
        *(_mark(line[name]) for name in _SIX),
    )


def _mark(missing: str | None) -> Cell:
    if missing is None:
        return Cell("✓", tone="good", said=_("clear"))
    return Cell(f"✗ {missing}", tone="bad")
