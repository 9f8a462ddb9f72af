"""`orgtransfer start`: the first run by itself, for whoever has never seen a terminal."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgtransfer.cli import drafting, opening, options
from orgtransfer.cli import schedule as nightly
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from orgtransfer.read import SystemGuess, TableSeen
    from orgtransfer.run import RunResult, Workspace


@click.command(
    "start",
    help=N_(
        "The first run, step by step: asks for the folder with the exports, shows what each file "
        "was taken for and lets you correct it by a number, writes the configuration, reconciles "
        "and opens the worklist. Enter takes what is proposed. From the second time on it goes "
        "straight to the run. Files that are dropped on it are taken instead of a whole folder.\n\n"
        "Example: orgtransfer start exports"
    ),
)
@click.argument("dropped", nargs=-1, metavar="[FOLDER|FILE...]", type=click.Path(path_type=Path))
@options.config
@click.option("--no-open", "closed", is_flag=True, help=N_("Do not open the worklist at the end."))
def command(dropped: tuple[Path, ...], config: Path, *, closed: bool) -> None:
    """Drafts the configuration where there is none, runs, and says what was found."""
    from orgtransfer import run
    from orgtransfer.cli import output
    from orgtransfer.report import progress

    first = not config.exists()
    if first:
        _configure(dropped, config)
    elif dropped:
        click.echo(
            _(
                "{file} is there already: it says what is read, not what was dropped. To begin "
                "anew, move it away first."
            ).format(file=config.name),
            err=True,
        )
    workspace = run.load(config)
    with progress.shown(output.console(stderr=True)) as report_progress:
        done = run.recorded(workspace, run.RunOptions(), report_progress)
    for sentence in _sentences(done):
        click.echo(sentence)
    if done.workbook and not closed:
        opening.show(done.workbook)
    if first and _asks():
        _offer(workspace)


def _asks() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


# -- the configuration ----------------------------------------------------------------------


def _configure(dropped: Sequence[Path], output: Path) -> None:
    """Finds out what the exports are, asks, and writes the configuration in one step."""
    from orgtransfer import config, read
    from orgtransfer.store import atomic

    folder, seen, unread = _exports(dropped, output)
    systems = read.systems(folder, seen)
    name = read.project(systems)
    for line in unread:
        click.echo(_("not used: {message}").format(message=line), err=True)
    if _asks():
        systems = _corrected(systems)
        name = click.prompt(_("Whose worklists are these?"), default=name or _("our committee"))
    else:
        _show(systems)
    left = drafting.left_over(seen, unread)
    text = drafting.draft(name, systems, drafting.below(folder, output), left)
    config.parse(text)
    atomic.replace(output, lambda fresh: fresh.write_text(text, encoding="utf-8"))
    click.echo(_("Written: {file}. What was taken for what can be corrected there.").format(
        file=output.name
    ))  # fmt: skip


def _exports(dropped: Sequence[Path], output: Path) -> tuple[Path, list[TableSeen], list[str]]:
    """The folder with the exports and what is in it; on a terminal it is asked for until found.

    Raises:
        InputError: there is nothing in it, and nobody to ask.
    """
    from orgtransfer import read
    from orgtransfer.errors import InputError

    while True:
        chosen, files = _folder_of(dropped or [_asked_folder()])
        problem = _("{folder}: no such folder").format(folder=chosen)
        if chosen.is_dir():
            seen, unread = drafting.look(chosen, output, files)
            if read.systems(chosen, seen):
                return chosen, seen, unread
            problem = "\n".join([drafting.nothing_found(chosen), *unread])
        if not _asks():
            raise InputError(problem)
        click.echo(problem, err=True)
        dropped = ()


def _folder_of(dropped: Sequence[Path]) -> tuple[Path, Sequence[Path]]:
    """The folder that was dropped, or the one that the dropped files lie in, and those files."""
    if len(dropped) == 1 and not dropped[0].is_file():
        return dropped[0], ()
    folders = [path.resolve() if path.is_dir() else path.resolve().parent for path in dropped]
    return Path(os.path.commonpath(folders)), dropped


def _asked_folder() -> Path:
    """A folder as it is typed, or dropped on the window, which puts it in quotes."""
    if not _asks():
        return Path()
    typed: str = click.prompt(
        _("The folder with the exports (drag it here, or Enter for this folder)"), default="."
    )
    return Path(typed.strip().strip("\"'“”"))


def _show(systems: Sequence[SystemGuess], left_out: frozenset[int] = frozenset()) -> None:
    for number, system in enumerate(systems, start=1):
        role = _("left out") if number in left_out else _(drafting.ROLES[system.role])
        click.echo(f"{number}. {system.label}  [{role}]")
        for kind, patterns in system.files.items():
            click.echo(f"     {_(drafting.KINDS[kind])}: {', '.join(patterns)}")


def _corrected(systems: Sequence[SystemGuess]) -> list[SystemGuess]:
    """The systems as the clerk says they are: a number changes the role of one, -number drops it."""
    systems = list(systems)
    left_out: frozenset[int] = frozenset()
    numbers = click.IntRange(-len(systems), len(systems))
    numbers.name = _("number of the list")
    while True:
        _show(systems, left_out)
        number = click.prompt(
            _(
                "Enter if this is right; the number of a system whose role is the other one; "
                "or -number to leave a system out"
            ),
            type=numbers,
            default=0,
            show_default=False,
        )
        if number < 0:
            left_out ^= {-number}
        elif number:
            system = systems[number - 1]
            other = next(role for role in drafting.ROLES if role != system.role)
            systems[number - 1] = replace(system, role=other, why=_("so it was answered"))
        elif len(left_out) < len(systems):
            return [one for at, one in enumerate(systems, start=1) if at not in left_out]
        else:
            click.echo(_("At least one system is needed."), err=True)


# -- the end --------------------------------------------------------------------------------


def _sentences(done: RunResult) -> list[str]:
    """What was found, in three sentences."""
    summary = done.summary
    people = {line.verdict: line.people for line in summary.verdicts}
    return [
        _("Read: {records} rows from {tables} tables, {people} people.").format(
            records=summary.records, tables=len(summary.sources), people=summary.people
        ),
        _(
            "Due to move: {due} people; to be asked about: {unclear}; lawfully left where they "
            "are: {stays}."
        ).format(**{name: people.get(name, 0) for name in ("due", "unclear", "stays")}),
        _("The worklist is {file}; begin with its first sheet.").format(
            file=done.workbook.name if done.workbook else ""
        ),
    ]


def _offer(workspace: Workspace) -> None:
    """The nightly job: only where it is asked for."""
    question = _("Shall this run by itself every night at {at}?").format(at="02:30")
    if click.confirm(question, default=False):
        click.get_current_context().invoke(
            nightly.command,
            config=workspace.file,
            at=dt.time(2, 30),
            form=None,
            wanted=True,
        )
