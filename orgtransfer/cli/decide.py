"""`orgtransfer decide`: filled-in worklists, taken back."""

from __future__ import annotations

from pathlib import Path

import click

from orgtransfer.cli import options
from orgtransfer.i18n import N_, _


@click.command(
    "decide",
    help=N_(
        "Takes back what clerks have entered in worklists: the state of each line, who handles it, "
        "notes, and whether two rows are the same person. The next run goes by it.\n\n"
        "`reconcile` does so by itself for the workbook that it is about to replace; this is for "
        "copies that were sent to units. All files are taken, or none.\n\n"
        "Example: orgtransfer decide 台账_省人民医院.xlsx"
    ),
)
@click.argument("workbooks", nargs=-1, required=True, type=options.FILE, metavar="WORKBOOK...")
@options.config
def command(workbooks: tuple[Path, ...], config: Path) -> None:
    """Takes filled-in worklists back and says how much was new."""
    from orgtransfer import run

    count = run.decide(run.load(config), workbooks)
    click.echo(_("Entries taken back: {count}").format(count=count))
