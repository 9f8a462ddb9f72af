"""`orgtransfer diff`: what changed between two runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgtransfer.cli import options
from orgtransfer.errors import EXIT_CHANGED, EXIT_DONE
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from rich.console import Console

    from orgtransfer.run import Changes


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
        from rich.console import Console

        _print(changes, Console())
    return EXIT_CHANGED if exit_code and changes.table.height else EXIT_DONE


def _print(changes: Changes, console: Console) -> None:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    before = changes.before
    title = (
        _("Run {to} is the first one: everything is new").format(to=changes.after.run)
        if before is None
        else _("From run {first} ({first_day}) to run {last} ({last_day})").format(
            first=before.run,
            first_day=before.as_of,
            last=changes.after.run,
            last_day=changes.after.as_of,
        )
    )
    if not changes.table.height:
        console.print(title, highlight=False)
        console.print(_("Nothing is new, changed or resolved."))
        return
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for column in (_("Change"), _("Rule"), _("What is the matter"), _("Where")):
        table.add_column(column, overflow="fold")
    words = {"new": _("new"), "changed": _("changed"), "resolved": _("resolved")}
    for row in changes.table.iter_rows(named=True):
        place = _place(row["file"], row["sheet"], row["row"])
        table.add_row(words[row["change"]], row["code"], escape(row["message"] or ""), place)
    console.print(table)
    counts = dict(changes.table.group_by("change").len().iter_rows())
    console.print(
        _("new: {new}, changed: {changed}, resolved: {resolved}").format(
            **{change: counts.get(change, 0) for change in words}
        ),
        highlight=False,
    )


def _place(file: str | None, sheet: str | None, row: int | None) -> str:
    from rich.markup import escape

    name = (file or "").rpartition("/")[2]
    return escape(":".join(part for part in (name, sheet or "", str(row or "")) if part))
