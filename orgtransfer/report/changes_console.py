"""What changed between two runs on the console, and as text for a message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Shown

from orgtransfer.i18n import _
from orgtransfer.report import changes_tables
from orgtransfer.report.changes_tables import Compared
from orgtransfer.report.sections import Cell, Table

MOST_LINES: Final = 100
"""Lines of a list on the console; the whole list is for a file."""


def render(compared: Compared, console: Console) -> None:
    """Prints the figures, who and what changed, and the sum as the last line.

    Args:
        compared: what changed.
        console: where to; its width is respected.
    """
    console.print(compared.runs, highlight=False)
    if _is_empty(compared):
        console.print(_("Nothing is new, changed or resolved."))
        return
    # The first night everything is new: the worklist is the place to read that.
    for title, table in _told(compared):
        console.print(_shown(title, table))
        if table.note:
            console.print(table.note, highlight=False)
    for line in _sums(compared):
        console.print(line, highlight=False)


def _told(compared: Compared) -> list[tuple[str, Table]]:
    return [] if compared.first else changes_tables.tables(compared, MOST_LINES, ids=False)


def text(compared: Compared) -> str:
    """The same in lines without borders, which a mail or a message can hold.

    Args:
        compared: what changed.
    """
    lines = [compared.runs]
    if _is_empty(compared):
        lines.append(_("Nothing is new, changed or resolved."))
    else:
        lines += _sums(compared)
    for title, table in changes_tables.tables(compared):
        lines += ["", title, *_lines(table)]
    return "\n".join(lines)


def _lines(table: Table) -> Iterator[str]:
    """A line a row: the texts one after another, each number behind its heading."""
    for row in table.rows:
        cells = [cell.text if isinstance(cell, Cell) else cell for cell in row]
        texts = [cell for cell in cells[: table.numbers] if cell]
        numbers = [
            _("{what} {count}").format(what=head, count=cell)
            for head, cell in zip(table.heads[table.numbers :], cells[table.numbers :], strict=True)
            if cell
        ]
        told = "  ".join(texts)
        yield "  " + (_("{what}: {counts}").format(what=told, counts=_(", ").join(numbers)) if numbers else told)  # fmt: skip
    if table.note:
        yield "  " + table.note


def _sums(compared: Compared) -> list[str]:
    lines = [changes_tables.counts(compared.changed)]
    return lines if compared.first else [*lines, changes_tables.moves(compared)]


def _is_empty(compared: Compared) -> bool:
    changed = compared.changed
    return changed.findings.is_empty() and changed.members.is_empty() and not compared.missing


def _shown(title: str, table: Table) -> Shown:
    made = Shown(box=box.SIMPLE_HEAD, title=title, title_justify="left")
    for place, head in enumerate(table.heads):
        number = table.numbers <= place < table.texts
        made.add_column(head, justify="right" if number else "left", overflow="fold")
    for row in table.rows:
        cells = (cell.text if isinstance(cell, Cell) else cell for cell in row)
        made.add_row(*(escape(cell) for cell in cells))
    return made
