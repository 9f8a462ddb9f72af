"""`orgtransfer report`: one page for those who decide."""

from __future__ import annotations

from pathlib import Path

import click

from orgtransfer.cli import opening, options
from orgtransfer.i18n import N_


@click.command(
    "report",
    help=N_(
        "Writes one self-contained page about the last run: figures, charts and the trend, without "
        "anybody's name or number. It opens in any browser and prints well.\n\n"
        "Example: orgtransfer report -o report.html"
    ),
)
@options.config
@click.option(
    "-o",
    "--output",
    type=options.FILE,
    default="report.html",
    show_default=True,
    help=N_("The file to write."),
)
@options.open_it
def command(config: Path, output: Path, *, open_it: bool) -> None:
    """Writes the page and says where it is."""
    from orgtransfer import run

    run.report(run.load(config), output)
    click.echo(output)
    if open_it:
        opening.show(output)
