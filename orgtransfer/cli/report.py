"""`orgtransfer report`: one page for those who decide."""

from __future__ import annotations

from pathlib import Path

import click

from orgtransfer.cli import opening, options
from orgtransfer.i18n import N_


@click.command(
    "report",
    help=N_(
        "Writes one self-contained page about the last run: figures, charts, organisations and the "
        "trend, without anybody's name or number. With --people it holds the findings and the "
        "people as well, masked: to search, filter and open. It opens in any browser, asks for "
        "nothing from anywhere and prints on two pages. `[report] path` writes one at every "
        "run.\n\n"
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
@click.option(
    "--people",
    is_flag=True,
    help=N_("With findings and people, ID numbers masked; without it figures alone."),
)
@options.open_it
def command(config: Path, output: Path, *, people: bool, open_it: bool) -> None:
    """Writes the page and says where it is."""
    from orgtransfer import run

    run.report(run.load(config), output, people=people)
    click.echo(output)
    if open_it:
        opening.show(output)
