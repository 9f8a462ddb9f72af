"""`orgtransfer store`: looks after what is remembered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgtransfer.cli import options
from orgtransfer.errors import EXIT_DONE, EXIT_USAGE
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orgtransfer.run import WorkbookReport, Workspace
    from orgtransfer.store.health import Copy
    from orgtransfer.store.repair import Repaired


@click.group(
    "store",
    help=N_(
        "Looks after the store, in which the runs and all that clerks have ruled are remembered: "
        "checks it, saves it, puts a copy back, forgets old runs. Before each run a copy is made by "
        "itself.\n\n"
        "Example: orgtransfer store backup D:\\备份\\台账记录.sqlite"
    ),
)
@options.config
@click.pass_context
def command(ctx: click.Context, /, config: Path) -> None:
    """Remembers the configuration for the subcommands."""
    ctx.obj = config


@command.command(
    "check",
    help=N_(
        "Examines every page, every table of every run, the rulings and the file that keeps them a "
        "second time, and says what is not as it was written. Ends with 2 where anything is wrong.\n\n"
        "With --repair indexes are made anew, and damaged tables are taken from copies where they are "
        "the same; a run that is nowhere whole any more leaves the history. Where the rulings themselves "
        "are damaged, the latest whole copy takes the store's place, with the rulings kept since. The "
        "damaged file is kept.\n\nExample: orgtransfer store check"
    ),
)
@click.option("--repair", "wanted", is_flag=True, help=N_("Repair what can be repaired."))
@click.pass_obj
def check(config: Path, *, wanted: bool) -> int:
    """Prints what is wrong, and what helps."""
    from orgtransfer import run
    from orgtransfer.errors import InputError
    from orgtransfer.store import health

    workspace = run.load(config)
    folder = workspace.path(workspace.config.store.path)
    try:
        faults = health.check(folder)
    except InputError as error:
        if not wanted:
            raise
        faults = (health.Fault(str(error).partition("\n")[0]),)
    beside = () if faults else health.check_beside(folder)
    if not faults and not beside:
        click.echo(_("The store is whole."))
        lacking = health.lacking(folder)
        if lacking:
            click.echo(
                _(
                    "The next run takes in {count} rulings and entries that were kept beside it."
                ).format(count=lacking)
            )
        return EXIT_DONE
    for fault in (*faults, *beside):
        click.echo(fault.what, err=True)
    if wanted:
        return _repair(workspace, whole=not faults)
    if not faults:
        click.echo(_("The store itself is whole; `store check --repair` mends the file."), err=True)
        return EXIT_USAGE
    click.echo(
        _(
            "The store is damaged. `orgtransfer store check --repair` repairs what can be repaired. See its "
            "copies with `orgtransfer store list`, and put one back with `orgtransfer store restore FILE`; what "
            "clerks entered since is taken back from the worklist."
        ),
        err=True,
    )
    return EXIT_USAGE


def _repair(workspace: Workspace, *, whole: bool) -> int:
    """Repairs the store, or only the file beside it, and says what was done."""
    from orgtransfer.store import repair

    folder = workspace.path(workspace.config.store.path)
    if whole:
        with workspace.store() as memory, memory.lock():
            memory.write_beside()
        click.echo(_("The file of rulings is written anew."))
        return EXIT_DONE
    done = repair.repair(folder, workspace.now())
    if not done.whole:
        click.echo(
            _(
                "Nothing could be repaired: there is no copy that is whole. `orgtransfer store rebuild` makes "
                "the store again from the rulings kept beside it and from the worklist."
            ),
            err=True,
        )
        return EXIT_USAGE
    for line in _done(done):
        click.echo(line)
    return EXIT_DONE


def _done(done: Repaired) -> Iterator[str]:
    if done.copy is not None:
        yield _("The store is that of {file} again.").format(file=done.copy.name)
        yield _("Rulings and entries taken from the file beside it: {count}").format(
            count=done.recalled
        )
    else:
        yield _("Repaired: {healed} damaged tables were taken from copies.").format(
            healed=done.healed
        )
    if done.gone:
        yield _("Runs that were nowhere whole any more, and left the history: {runs}").format(
            runs=", ".join(map(str, done.gone))
        )
    if done.aside is not None:
        yield _("The one that was there is kept as {file}").format(file=done.aside.name)


@command.command(
    "list",
    help=N_(
        "Lists the copies that were made before the last runs, the latest first, with what each "
        "holds.\n\nExample: orgtransfer store list"
    ),
)
@click.pass_obj
def copies(config: Path) -> None:
    """Prints a line a copy."""
    from orgtransfer import run
    from orgtransfer.errors import InputError
    from orgtransfer.store import backups, health

    workspace = run.load(config)
    folder = workspace.path(workspace.config.store.path) / backups.FOLDER
    found = sorted(folder.glob("*.sqlite"), reverse=True, key=lambda path: path.stat().st_mtime)
    if not found:
        click.echo(_("There is no copy yet: the second run makes the first one."))
    for file in found:
        try:
            click.echo(_line(health.look(file)))
        except InputError:
            click.echo(_("{file}: damaged").format(file=file.name))


def _line(copy: Copy) -> str:
    if copy.last is None:
        return _("{file}: no run yet, rulings {rulings}").format(
            file=copy.file.name, rulings=copy.rulings
        )
    return _("{file}: runs {runs}, the last as of {day}, rulings {rulings}").format(
        file=copy.file.name, runs=copy.runs, day=copy.last.as_of.isoformat(), rulings=copy.rulings
    )


@command.command(
    "backup",
    help=N_(
        "Copies the store to FILE (.sqlite), in one step, also while a run is at work. The copy holds "
        "personal data: keep it as the store is kept.\n\n"
        "Example: orgtransfer store backup 台账记录_20261127.sqlite"
    ),
)
@click.argument("file", type=options.FILE)
@click.pass_obj
def backup(config: Path, file: Path) -> None:
    """Writes a copy."""
    from orgtransfer import run
    from orgtransfer.store import health

    with run.load(config).store() as memory:
        memory.run()
        health.save(memory, file)
    click.echo(_("The store is saved in {file}").format(file=file))


@command.command(
    "restore",
    help=N_(
        "Puts a copy in the place of the store; a name alone means one that `store list` shows. The "
        "store that was there is kept beside the copies. Numbers of letters are never taken back.\n\n"
        "Example: orgtransfer store restore store_20261126-023000.sqlite"
    ),
)
@click.argument("file", type=options.FILE)
@click.pass_obj
def restore(config: Path, file: Path) -> None:
    """Puts a copy back."""
    from orgtransfer import run
    from orgtransfer.store import backups, health

    workspace = run.load(config)
    folder = workspace.path(workspace.config.store.path)
    own = folder / backups.FOLDER / file.name
    source = own if not file.exists() and own.exists() else file
    aside = health.restore(folder, source, workspace.now())
    click.echo(_("The store is that of {file} again.").format(file=source.name))
    if aside is not None:
        click.echo(_("The one that was there is kept as {file}").format(file=aside.name))


@command.command(
    "rebuild",
    help=N_(
        "Makes a lost store again: salt, rulings and letters from the file of rulings that is kept beside "
        "it, and what was entered from the worklist and from any WORKBOOK that is named. What is left "
        "of the store is kept among the copies; the next `reconcile` begins its runs. Where a copy is "
        "there, `store restore` brings more back. Into a whole store it brings the rulings that it lacks."
        "\n\nExample: orgtransfer store rebuild"
    ),
)
@click.argument("workbooks", nargs=-1, type=options.FILE, metavar="[WORKBOOK]...")
@click.option(
    "--from", "source", type=options.FILE,
    help=N_("The file of rulings; the one beside the store if not given."),
)  # fmt: skip
@click.pass_obj
def rebuild(config: Path, workbooks: tuple[Path, ...], source: Path | None) -> int:
    """Makes the store again and says from what."""
    from orgtransfer import run
    from orgtransfer.report import progress

    made = run.rebuild(run.load(config), workbooks, source, progress.silent)
    if made.aside is not None:
        click.echo(_("The one that was there is kept as {file}").format(file=made.aside.name))
    click.echo(
        _("Rulings and entries brought back: {acts}; letters in the register: {letters}").format(
            acts=made.acts, letters=made.letters
        )
    )
    if made.damaged:
        click.echo(
            _("Lines of the file of rulings that cannot be read any more: {count}").format(
                count=made.damaged
            ),
            err=True,
        )
    for one in made.handed:
        click.echo(one.refused or f"{one.workbook.name}: {_taken(one)}", err=bool(one.refused))
        for problem in one.problems:
            click.echo(f"{one.workbook.name}: {problem}", err=True)
    click.echo(_("Now run: orgtransfer reconcile"))
    return EXIT_USAGE if any(one.refused for one in made.handed) else EXIT_DONE


def _taken(one: WorkbookReport) -> str:
    return _("Entries taken back: {count}").format(count=one.new)


@command.command(
    "forget",
    help=N_(
        "Forgets old runs and their tables, but for the last run of each of the last days and months; "
        "rulings are never forgotten. Copies of the worklist go as well that are more or older than keep_copies "
        "and keep_days of [store] say. Only shows what it would do, until --yes is given.\n\n"
        "Example: orgtransfer store forget --keep-daily 30 --keep-monthly 24"
    ),
)
@click.option(
    "--keep-daily", default=30, show_default=True, type=click.IntRange(1), help=N_("Days.")
)
@click.option(
    "--keep-monthly", default=24, show_default=True, type=click.IntRange(0), help=N_("Months.")
)
@click.option("--yes", is_flag=True, help=N_("Do it."))
@click.pass_obj
def forget(config: Path, keep_daily: int, keep_monthly: int, *, yes: bool) -> None:
    """Shows what the policy would forget, and does it on demand."""
    from orgtransfer import run
    from orgtransfer.run import retention
    from orgtransfer.store import health

    workspace = run.load(config)
    workbook, today = workspace.path(workspace.config.worklist.path), workspace.now().date()
    with workspace.store() as memory, memory.lock():
        runs = memory.runs()
        copies = retention.superfluous(workbook, workspace, today)
        kept, gone = health.policy(runs, keep_daily, keep_monthly, today)
        if yes and gone:
            memory.backup(workspace.now())
            memory.forget(gone)
        if yes:
            retention.drop_copies(workbook, workspace, today)
    days = {one.run: one.as_of for one in runs}
    for number in gone:
        click.echo(_("run {run} ({day})").format(run=number, day=days[number].isoformat()))
    for copy in copies:
        click.echo(_("copy {file}").format(file=copy.name))
    text = (
        _("Forgotten: {gone} runs, kept: {kept}")
        if yes
        else _("Would forget: {gone} runs, keep: {kept}; with --yes it is done")
    )
    click.echo(text.format(gone=len(gone), kept=len(kept)))
