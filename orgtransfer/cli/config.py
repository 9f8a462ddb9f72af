"""`orgtransfer config`: the configuration and the files that it names, before a run; its schema."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgtransfer.cli import options
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from orgtransfer.config import System
    from orgtransfer.run import Workspace


@click.command(
    "config",
    help=N_(
        "Checks the configuration without running: every mistake at once, which file each pattern "
        "means today, and which passwords are not set. Nothing is read but the names of the "
        "files.\n\n`config schema` prints a JSON schema of the configuration instead, for editors that "
        "check and complete while one types.\n\n"
        "Example: orgtransfer config check -c config.toml"
    ),
)
@click.argument("action", type=click.Choice(["check", "schema"]))
@options.config
def command(action: str, config: Path) -> int:
    """Prints what the configuration means, or its schema; exits with 2 where a run would stop."""
    from orgtransfer import run
    from orgtransfer.errors import EXIT_DONE, EXIT_USAGE

    if action == "schema":
        click.echo(_schema())
        return EXIT_DONE
    workspace = run.load(config)
    problems: list[str] = []
    for system in workspace.config.systems:
        click.echo(f"{system.label} [{system.key}] {system.role}")
        for line in _files(system, workspace, problems):
            click.echo(f"  {line}")
    for remark in _remarks(workspace):
        click.echo(remark, err=True)
    for problem in problems:
        click.echo(_("Error: {message}").format(message=problem), err=True)
    if not problems:
        click.echo(_("The configuration is in order."))
    return EXIT_USAGE if problems else EXIT_DONE


def _schema() -> str:
    import json

    from orgtransfer.config.schema import schema
    from orgtransfer.findings import registry

    return json.dumps(schema(registry.OPTIONS), ensure_ascii=False, indent=2)


def _files(system: System, workspace: Workspace, problems: list[str]) -> Iterator[str]:
    """A line a file that a run would read; patterns without one are added to the problems."""
    from orgtransfer.errors import InputError
    from orgtransfer.frames import FIELDS
    from orgtransfer.read import files

    for kind in FIELDS:
        try:
            found = files.chosen(system, kind, workspace.folder)
        except InputError as error:
            problems.append(str(error))
            continue
        yield from (f"{kind}: {files.shown(file, workspace.folder)}" for file in found)


def _remarks(workspace: Workspace) -> Iterator[str]:
    """What stops no run, but is seldom meant."""
    from orgtransfer.run.workspace import encoding

    saved = encoding(workspace.file.read_bytes())
    if saved != "utf-8":
        yield _(
            "{file} is saved as {encoding}: it is read, but other programs may not; choose UTF-8 "
            "when you save it next."
        ).format(file=workspace.file.name, encoding=saved.upper())
    systems = workspace.config.systems
    if {system.role for system in systems} != {"roster", "register"}:
        yield _(
            "Only one kind of system is named. A roster says who takes part, a register where "
            "relationships are held: it takes one of each to compare them."
        )
    named = [*(system.password_env for system in systems), workspace.config.worklist.password_env]
    for name in sorted({name for name in named if name and name not in os.environ}):
        yield _("The environment variable {name}, which holds a password, is not set.").format(
            name=name
        )
