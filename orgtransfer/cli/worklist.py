"""`orgtransfer worklist`: worklists again, from the last run."""

from __future__ import annotations

from pathlib import Path

import click

from orgtransfer.cli import options
from orgtransfer.i18n import N_, _


@click.command(
    "worklist",
    help=N_(
        "Writes the worklist of the last run again, without reading the exports: with the entries "
        "taken back since then, or cut into one workbook a unit (or branch, or association) to hand out.\n\n"
        "Where it is cut, the workbooks go into a folder beside the worklist that bears its name, "
        "or into the folder that -o names; beside the folder stands a list of them, with what has "
        "come back. Where [worklist] password_env is set, they are locked.\n\n"
        "Example: orgtransfer worklist --split-by unit"
    ),
)
@options.config
@click.option(
    "-o",
    "--output",
    "target",
    type=options.FILE,
    help=N_("The workbook to write; where it is cut, the folder."),
)
@click.option(
    "--split-by",
    "by",
    type=click.Choice(("unit", "branch", "association")),
    help=N_("One workbook a unit to telephone, a branch of the roster, or an association."),
)
@click.option(
    "--unit",
    "only",
    metavar="NAME",
    help=N_("Only this unit (branch, association); part of its name will do."),
)
@click.option(
    "--letters",
    is_flag=True,
    help=N_("Begin each unit's workbook with a covering letter to print."),
)
@options.show_id
def command(
    config: Path,
    target: Path | None,
    by: str | None,
    only: str | None,
    letters: bool,
    show_id: bool,
) -> None:
    """Writes worklists and says where they are."""
    from orgtransfer import run

    workspace = run.load(config)
    by = by or workspace.config.worklist.split_by
    written = run.write_worklists(
        workspace, target, run.WorklistSelection(by, only, letters, show_id)
    )
    for path in written:
        click.echo(path)
    click.echo(_("Workbooks written: {count}").format(count=len(written)), err=True)
