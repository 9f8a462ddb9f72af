"""The frame that sheets of one line a unit share: title, way back, hint, headers, filter, print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from orgtransfer.i18n import _
from orgtransfer.worklist import sheets
from orgtransfer.worklist.cells import SheetWriter, lines_needed
from orgtransfer.worklist.page import page
from orgtransfer.worklist.styles import Styles

HEADER: Final = 3
"""The row of the headers; the first line stands under it."""


def sheet(  # noqa: PLR0913, PLR0917  # what every such sheet has
    workbook: Workbook,
    styles: Styles,
    key: str,
    hint: str,
    columns: Sequence[tuple[str, float]],
    count: int,
    back: int,
) -> SheetWriter:
    """A new sheet with everything but its lines, see `frame`.

    Args:
        workbook: the workbook so far.
        styles: its styles.
        key: of `models.SHEETS`.
        hint: what its lines mean.
        columns: header and width of each.
        count: how many lines there will be.
        back: the column of the link to the overview.
    """
    pen = SheetWriter(workbook.create_sheet(sheets.title(key)), styles)
    title = _("{title} (lines: {count})").format(title=sheets.title(key), count=count)
    frame(pen, title, hint, columns, count, back)
    return pen


def frame(
    pen: SheetWriter,
    title: str,
    hint: str,
    columns: Sequence[tuple[str, float]],
    count: int,
    back: int | None,
) -> None:
    """Writes everything but the lines.

    Args:
        pen: the sheet.
        title: what the sheet is, with how many lines.
        hint: what its lines mean.
        columns: header and width of each.
        count: how many lines there will be.
        back: the column of the link to the overview; None where there is none.
    """
    widths = [width for _head, width in columns]
    heads = [head for head, _width in columns]
    pen.widths(widths)
    pen.put(1, 1, title, "title")
    pen.height(1, 1, 24)
    if back is not None:
        pen.link(pen.put(1, back, _("← overview"), "back"), sheets.title("overview"))
    pen.put(2, 1, hint, "hint_line")
    for column, head in enumerate(heads, start=1):
        pen.put(HEADER, column, head, "head")
    pen.height(HEADER, lines_needed(zip(heads, [w - 2 for w in widths], strict=True)))
    last = get_column_letter(len(heads))
    pen.sheet.auto_filter.ref = f"A{HEADER}:{last}{HEADER + count}"
    pen.sheet.freeze_panes = f"B{HEADER + 1}"
    page(pen.sheet)
    pen.sheet.print_title_rows = f"{HEADER}:{HEADER}"


def rows(
    pen: SheetWriter,
    columns: Sequence[tuple[str, str, float]],
    table: pl.DataFrame,
    texts: Sequence[str],
) -> None:
    """Writes the lines: text, or counts, as the columns of `table` have them.

    Args:
        pen: the sheet, framed.
        columns: name, header and width of each.
        table: the lines.
        texts: the columns whose text is wrapped, and makes a row as tall as it needs.
    """
    for row, line in enumerate(table.iter_rows(named=True), start=HEADER + 1):
        for column, (name, _head, _width) in enumerate(columns, start=1):
            value = line[name]
            if isinstance(value, int):
                pen.put(row, column, value, "count")
            else:
                pen.text(row, column, value or "", "wrap" if name in texts else "mark")
        shown = [(line[name], width - 2.0) for name, _head, width in columns if name in texts]
        pen.height(row, lines_needed(shown))
