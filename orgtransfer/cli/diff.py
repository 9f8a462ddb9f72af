"""`orgtransfer diff`: what changed between two runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from orgtransfer.cli import options
from orgtransfer.errors import EXIT_CHANGED, EXIT_DONE
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console
    from rich.table import Table

    from orgtransfer.run import Changes

MOST_LINES: Final = 100
"""Lines on the console; the whole list is for a file."""


@click.command(
    "diff",
    help=N_(
        "Shows which findings are new, changed or resolved between two runs: the last two, unless "
        "--from and --to name others. A date means the last run as of that day.\n\n"
        "With --exit-code the command ends with 1 where anything is new, changed or resolved, so "
        "that a nightly job can ring the bell.\n\n"
        "Example: orgtransfer diff --from 2026-11-01 --exit-code"
    ),
)
@options.config
@click.option("--from", "start", metavar="RUN|DATE", help=N_("The earlier run."))
@click.option("--to", "end", metavar="RUN|DATE", help=N_("The later run."))
@click.option("--exit-code", is_flag=True, help=N_("End with 1 where something changed."))
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "csv", "json")),
    default="table",
    show_default=True,
    help=N_("How to print it."),
)
def command(config: Path, start: str | None, end: str | None, exit_code: bool, form: str) -> int:
    """Prints what changed; the exit code says whether anything did, where that was asked."""
    from orgtransfer import run
    from orgtransfer.store import formats

    changes = run.diff(run.load(config), start, end)
    if form == "csv":
        click.echo(formats.csv(changes.table), nl=False)
    elif form == "json":
        click.echo(formats.json(changes.table))
    else:
        from orgtransfer.cli import output

        _print(changes, output.console())
    return EXIT_CHANGED if exit_code and changes.table.height else EXIT_DONE


def _print(changes: Changes, console: Console) -> None:
    console.print(_title(changes), highlight=False)
    if not changes.table.height:
        console.print(_("Nothing is new, changed or resolved."))
        return
    words = {
        "new": _("new"),
        "reopened": _("back again"),
        "changed": _("changed"),
        "resolved": _("resolved"),
    }
    # The first night everything is new: the worklist is the place to read that.
    if changes.before is not None:
        console.print(_lines(changes.table, words))
        if changes.table.height > MOST_LINES:
            rest = changes.table.height - MOST_LINES
            console.print(_("… and {rest} more; all with --format csv").format(rest=rest))
    counts = dict(changes.table.group_by("change").len().iter_rows())
    line = _("new: {new}, changed: {changed}, resolved: {resolved}")
    console.print(line.format(**{word: counts.get(word, 0) for word in words}), highlight=False)


def _title(changes: Changes) -> str:
    after = changes.after
    if changes.before is None:
        return _("Run {number} is the first one: everything is new").format(number=after.run)
    return _("From run {first} ({first_day}) to run {last} ({last_day})").format(
        first=changes.before.run,
        first_day=changes.before.as_of,
        last=after.run,
        last_day=after.as_of,
    )


def _lines(changed: pl.DataFrame, words: Mapping[str, str]) -> Table:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for column in (_("Change"), _("Rule"), _("What is the matter"), _("Where")):
        table.add_column(column, overflow="fold")
    for row in changed.head(MOST_LINES).iter_rows(named=True):
        place = _place(row["file"], row["sheet"], row["row"])
        table.add_row(words[row["change"]], row["code"], escape(row["message"] or ""), place)
    return table


def _place(file: str | None, sheet: str | None, row: int | None) -> str:
    from rich.markup import escape

    name = (file or "").rpartition("/")[2]
    return escape(":".join(part for part in (name, sheet or "", str(row or "")) if part))
