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


@command.command(
    "forms",
    help=N_(
        "Fills in the collection form of the national system (党员基本信息采集表), one page a person, and "
        "the table of members (汇总表): for whom no register has and is to be added (补录), and for each "
        "register for whom a correction was accepted (是 under Adopt). Only what a source states stands "
        "on them; where two contradict each other the item is blank. The ID number is blank without "
        "--show-id, which is given before `forms`.\n\n"
        "Example: orgtransfer corrections --show-id forms"
    ),
)
@click.option("--template", "form", type=options.FILE, help=N_("A form of your own (.docx)."))
@click.pass_obj
def forms(given: tuple[Path, Path | None, bool], form: Path | None) -> int:
    """Writes the forms and lists what is blank on them."""
    from orgtransfer import run
    from orgtransfer.run import collection_forms

    config, folder, show_id = given
    made = collection_forms.write(run.load(config), folder, form, show_id=show_id)
    for file in made.files:
        click.echo(file)
    for problem in made.problems:
        click.echo(problem, err=True)
    click.echo(
        _("Forms: {added} to be added, {changed} with corrections").format(
            added=made.added, changed=made.changed
        ),
        err=True,
    )
    if not show_id:
        click.echo(_("The ID numbers are left blank; --show-id prints them."), err=True)
    told = _(", ").join(f"{word} {count}" for word, count in made.blanks)
    if told:
        click.echo(_("Blank, and on how many forms: {fields}").format(fields=told), err=True)
    return EXIT_USAGE if made.problems else EXIT_DONE


@command.command(
    "template",
    help=N_(
        "Writes the collection form as a Word document, to be changed and given to `corrections forms "
        "--template`. What stands between double braces is filled in.\n\n"
        "Example: orgtransfer corrections template -o 采集表模板.docx"
    ),
)
@click.option("-o", "--output", "target", type=options.FILE, required=True,
              help=N_("The file to write."))  # fmt: skip
def template(target: Path) -> None:
    """Writes the form."""
    from orgtransfer import collection
    from orgtransfer.store import atomic

    atomic.write(target, collection.build())
    click.echo(target)
