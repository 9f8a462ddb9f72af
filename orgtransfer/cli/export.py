"""`orgtransfer export`: a table of a run for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from orgtransfer.cli import options
from orgtransfer.i18n import N_, _

# Named here too, so that --help need not load the tables; a test holds the two together.
TABLES: Final = (
    "records",
    "links",
    "candidates",
    "findings",
    "organisations",
    "coverage",
    "counts",
    "letters",
    "closed",
    "decisions",
)


@click.command(
    "export",
    help=N_(
        "Writes one table of a run: records, links, candidates, findings, organisations, coverage "
        "(六个清, a line an association), counts (底数: people of each system, unit, branch and association), closed (what is settled), letters (the register, as it is now) "
        "or decisions (every ruling, as `rulings` lists it; whichever the run).\n\n"
        "The file's ending says the format: .csv (UTF-8 with a mark, so that Excel opens it), "
        ".parquet or .json. ID numbers are masked and birth dates left out unless --show-id is "
        "given. In csv a cell that begins like a formula gets an apostrophe in front, and a whole "
        "ID number a tab.\n\n"
        "With --split-by unit, records, links and findings become a folder of parquet with a folder of "
        "each unit in it, whose name tells nothing; `units` in it says which unit that is.\n\n"
        "Example: orgtransfer export findings -o findings.csv"
    ),
)
@click.argument("table", type=click.Choice(TABLES))
@options.config
@click.option("--run", "number", type=int, help=N_("The run's number (see `runs`); the last one."))
@click.option("-o", "--output", type=options.FILE, required=True, help=N_("The file to write."))
@click.option(
    "--split-by",
    "by",
    type=click.Choice(("unit",)),
    help=N_("A folder a unit: who keeps the row, or is to be called; -o names the new folder."),
)
@options.show_id
def command(
    table: str, config: Path, number: int | None, output: Path, by: str | None, show_id: bool
) -> None:
    """Writes one table of a run."""
    from orgtransfer import run

    rows = run.export(
        run.load(config), table, output, number=number, show_id=show_id, by_unit=by is not None
    )
    click.echo(_("{file}: {rows} rows").format(file=output, rows=rows), err=True)
