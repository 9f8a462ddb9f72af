"""`orgtransfer corrections`: what should be changed in which system."""

from __future__ import annotations

from pathlib import Path

import click

from orgtransfer.cli import options
from orgtransfer.errors import EXIT_DONE, EXIT_USAGE, InputError
from orgtransfer.i18n import N_, _

_folder = click.option(
    "-o", "--output", "folder", type=options.FILE,
    help=N_("The folder of the workbooks; 更正 beside the configuration."),
)  # fmt: skip


@click.group(
    "corrections",
    invoke_without_command=True,
    help=N_(
        "Writes a workbook a system of what should be changed in it by the last run: a line a person "
        "and field, with the value there, the value of another system, which is likelier right, why and "
        "how surely, and a box to accept it; and one of the people whom no register has (补录). What was "
        "ticked before stays. Only values that a source states are proposed. `corrections accept` "
        "then writes what was ticked.\n\n"
        "Example: orgtransfer corrections --show-id"
    ),
)
@options.config
@_folder
@options.show_id
@click.pass_context
def command(ctx: click.Context, /, config: Path, folder: Path | None, show_id: bool) -> None:
    """Writes the workbooks, where no subcommand was named."""
    ctx.obj = (config, folder, show_id)
    if ctx.invoked_subcommand is not None:
        return
    from orgtransfer import run
    from orgtransfer.run import corrections

    made = corrections.write(run.load(config), folder, show_id=show_id)
    for file in made.files:
        click.echo(file)
    click.echo(
        _("Corrections: {sure}; undecided: {unsure}; to be added: {absent}").format(
            sure=made.sure, unsure=made.unsure, absent=made.absent
        ),
        err=True,
    )


@command.command(
    "accept",
    help=N_(
        "Takes what was ticked in the workbooks, and writes for each export a file in its own layout "
        "(header, order, words and forms of dates) with only the rows that change, to be keyed in or "
        "imported. The files hold whole ID numbers, so --show-id has to be given before `accept`. Ends "
        "with 2 where a tick could not be followed.\n\n"
        "Example: orgtransfer corrections --show-id accept"
    ),
)
@click.pass_obj
def accept(given: tuple[Path, Path | None, bool]) -> int:
    """Writes the files and says what could not be followed."""
    from orgtransfer import run
    from orgtransfer.run import corrections

    config, folder, show_id = given
    if not show_id:
        raise InputError(
            _(
                "Files to be keyed in hold whole ID numbers. Where that is meant: orgtransfer corrections "
                "--show-id accept"
            )
        )
    made = corrections.accept(run.load(config), folder)
    for file in made.files:
        click.echo(file)
    for problem in made.problems:
        click.echo(problem, err=True)
    click.echo(_("Changes accepted: {count}").format(count=made.changes), err=True)
    return EXIT_USAGE if made.problems else EXIT_DONE
