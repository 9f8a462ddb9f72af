"""`orgtransfer init`: drafts the configuration from what lies in a folder."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgtransfer.cli import drafting, options
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from orgtransfer.read import SystemGuess


@click.command(
    "init",
    help=N_(
        "Looks at every file in FOLDER, tells members, organisations and transfer ledgers apart, "
        "groups the files of one system, guesses which system is a roster and which a register, "
        "and writes a commented configuration that reconcile accepts as it is. On a terminal it "
        "asks, with its guess as the default. A configuration that is there is compared with the "
        "folder, with what to add, and never overwritten.\n\n"
        "Example: orgtransfer init exports -o config.toml"
    ),
)
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=options.FILE,
    default="config.toml",
    show_default=True,
    help=N_("The configuration file to write."),
)
@click.option("--force", is_flag=True, help=N_("Replace a configuration that is there already."))
def command(folder: Path, output: Path, force: bool) -> None:
    """Looks, asks where it can, and writes."""
    from orgtransfer import config, read
    from orgtransfer.errors import InputError, OutputError
    from orgtransfer.store import atomic

    if not folder.is_dir():
        raise InputError(_("{folder}: no such folder").format(folder=folder))
    seen, unread = drafting.look(folder, output)
    if output.exists() and not force:
        _compare(folder, output, read.systems(folder, seen))
        message = _("{file} is there already; give --force to replace it, or -o another name")
        raise OutputError(message.format(file=output))
    systems = read.systems(folder, seen)
    if not systems:
        raise InputError("\n".join([drafting.nothing_found(folder), *unread]))
    name = read.project(systems)
    if _asks():
        name, systems = _ask(name, systems)
    text = drafting.draft(
        name, systems, drafting.below(folder, output), drafting.left_over(seen, unread)
    )
    config.parse(text)
    atomic.replace(output, lambda fresh: fresh.write_text(text, encoding="utf-8"))
    _tell(systems, unread, output)


def _compare(folder: Path, output: Path, systems: Sequence[SystemGuess]) -> None:
    """Says what the configuration that is there and the folder do not say of one another."""
    from orgtransfer import run
    from orgtransfer.cli import comparing
    from orgtransfer.errors import ConfigError

    try:
        workspace = run.load(output)
    except ConfigError as error:
        click.echo(str(error), err=True)
        return
    for line in comparing.compared(workspace, folder, systems):
        click.echo(line)


# -- questions ------------------------------------------------------------------------------


def _asks() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _ask(name: str, systems: Sequence[SystemGuess]) -> tuple[str, list[SystemGuess]]:
    """Asks what no file says; Enter takes the guess."""
    name = click.prompt(_("Whose worklists are these?"), default=name or _("our committee"))
    asked = []
    for system in systems:
        click.echo()
        for kind, patterns in system.files.items():
            click.echo(f"  {kind}: {', '.join(patterns)}")
        label = click.prompt(_("What is this system called?"), default=system.label)
        click.echo(
            _("Guess: {role} ({why})").format(role=_(drafting.ROLES[system.role]), why=system.why)
        )
        role = click.prompt(
            _("Its role"),
            type=click.Choice(tuple(drafting.ROLES)),
            default=system.role,
            show_choices=True,
        )
        why = system.why if role == system.role else _("so it was answered")
        asked.append(replace(system, label=label, role=role, why=why))
    return name, asked


def _tell(systems: Sequence[SystemGuess], unread: Sequence[str], output: Path) -> None:
    for system in systems:
        line = _("{label}: {role}; {why}")
        click.echo(
            line.format(label=system.label, role=_(drafting.ROLES[system.role]), why=system.why)
        )
        for kind, patterns in system.files.items():
            click.echo(f"  {kind}: {', '.join(patterns)}")
    for line in unread:
        click.echo(_("not used: {message}").format(message=line), err=True)
    if not _asks():
        click.echo(_("Nobody was asked: these are guesses, correct them in the file."), err=True)
    click.echo(_("Written: {file}; now run: orgtransfer reconcile -c {file}").format(file=output))
