"""`orgtransfer letters`: writes letters (介绍信), and keeps their register."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from orgtransfer.cli import options
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from rich.table import Table

    from orgtransfer.run.letters import Written

_SAID: Final = {
    "void": N_("Void: {numbers}"),
    "arrived": N_("Arrived, receipt awaited: {numbers}"),
    "received": N_("Receipt is back: {numbers}"),
}
_MOST: Final = 20

_target = click.option(
    "-o", "--output", "target", type=options.FILE,
    help=N_("The file to write: .docx or .xlsx; by default a .docx in the configured folder."),
)  # fmt: skip
_date = click.option("--date", "issued", type=options.Day(), help=N_("The letters' date; today."))
_validity = click.option(
    "--valid-days", type=click.IntRange(1, 92), help=N_("How many days they are valid.")
)
_on = click.option("--on", "day", type=options.Day(), help=N_("Since which day; today."))


@click.group(
    "letters",
    help=N_(
        "Writes the letters that move an organisation relationship (介绍信: stub, letter and receipt on "
        "one A4 page), numbers them, and keeps their register. Each number is given out once. The "
        "nights that follow watch validity and receipt of each letter.\n\n"
        "Example: orgtransfer letters write --all"
    ),
)
@options.config
@click.pass_context
def command(ctx: click.Context, /, config: Path) -> None:
    """Remembers the configuration for the subcommands."""
    ctx.obj = config


@command.command(
    "write",
    help=N_(
        "Writes letters for WHO (a name, a key of the worklist, the last digits of a number, or "
        "FILE:ROW), for a unit, or for everybody who is due to move. Who has an open letter gets no "
        "second one, and who is not due to move none at all, unless --anyway is given. What no "
        "export says is left blank and listed. The ID number is blank without --show-id.\n\n"
        "Example: orgtransfer letters write 王芳 --show-id"
    ),
)
@click.argument("who", nargs=-1)
@click.option("--unit", metavar="NAME", help=N_("Everybody of a unit who is due to move."))
@click.option("--all", "everybody", is_flag=True, help=N_("Everybody who is due to move."))
@click.option("--anyway", is_flag=True, help=N_("Also for who is not due, or has a letter."))
@_date
@_validity
@_target
@click.option("--dry-run", is_flag=True, help=N_("Only say which letters would be written."))
@options.show_id
@options.open_it
@click.pass_obj
def write(
    config: Path,
    /,
    who: tuple[str, ...],
    target: Path | None,
    dry_run: bool,
    open_it: bool,
    **wanted: Any,  # noqa: ANN401  # the fields of `Wanted`
) -> None:
    """Writes letters and lists what is blank on them."""
    from orgtransfer import run
    from orgtransfer.run import letters

    asked = letters.Wanted(people=who, **wanted)
    _report(letters.write(run.load(config), asked, target, trial=dry_run), open_it)


@command.command(
    "reissue",
    help=N_(
        "Writes letters anew under new numbers, from what the last run knows, and makes the old ones "
        "void; with --late all that are past their validity.\n\n"
        "Example: orgtransfer letters reissue 20260012 --reason 过期"
    ),
)
@click.argument("number", nargs=-1)
@click.option("--late", is_flag=True, help=N_("All that are past their validity."))
@click.option("--reason", help=N_("Why the old ones are void."))
@_date
@_validity
@_target
@options.show_id
@options.open_it
@click.pass_obj
def reissue(
    config: Path,
    /,
    number: tuple[str, ...],
    late: bool,
    reason: str | None,
    target: Path | None,
    open_it: bool,
    **wanted: Any,  # noqa: ANN401  # the fields of `Wanted`
) -> None:
    """Writes letters again."""
    from orgtransfer import run
    from orgtransfer.run import letters

    if bool(number) == late:
        raise click.UsageError(_("Name the letters, or give --late."))
    made = letters.again(run.load(config), number, reason, target, letters.Wanted(**wanted))
    _report(made, open_it)


@command.command(
    "void",
    help=N_(
        "Makes letters void: they were lost, wrong or not needed. Their numbers stay in the register "
        "and are never given out again.\n\n"
        "Example: orgtransfer letters void 20260012 --reason 写错转入党组织"
    ),
)
@click.argument("number", nargs=-1, required=True)
@click.option("--reason", required=True, help=N_("Why; it stays in the register."))
@_on
@click.pass_obj
def void(config: Path, number: tuple[str, ...], reason: str, day: dt.date | None) -> None:
    """Makes letters void."""
    _close(config, number, "void", day, reason)


@command.command(
    "arrived",
    help=N_(
        "Notes that the other side has received the member, and the receipt is still awaited.\n\n"
        "Example: orgtransfer letters arrived 20260012 --on 2026-12-03"
    ),
)
@click.argument("number", nargs=-1, required=True)
@_on
@click.pass_obj
def arrived(config: Path, number: tuple[str, ...], day: dt.date | None) -> None:
    """Notes arrivals."""
    _close(config, number, "arrived", day, None)


@command.command(
    "received",
    help=N_(
        "Notes that the receipt (回执联) is back: the letter is done.\n\n"
        "Example: orgtransfer letters received 20260012 20260013 --on 2026-12-10"
    ),
)
@click.argument("number", nargs=-1, required=True)
@_on
@click.pass_obj
def received(config: Path, number: tuple[str, ...], day: dt.date | None) -> None:
    """Notes receipts."""
    _close(config, number, "received", day, None)


@command.command(
    "list",
    help=N_(
        "Lists the register of letters, the latest first, with the last day of each one's validity. "
        "`orgtransfer export letters` writes it to a file.\n\nExample: orgtransfer letters list --open"
    ),
)
@click.option("--open", "only_open", is_flag=True, help=N_("Only those that are on their way."))
@click.pass_obj
def listed(config: Path, only_open: bool) -> None:
    """Prints the register."""
    from orgtransfer import run
    from orgtransfer.cli.output import console
    from orgtransfer.run import letters

    found = letters.listed(run.load(config)).reverse()
    if only_open:
        found = found.filter(state="open").vstack(found.filter(state="arrived"))
    if found.is_empty():
        click.echo(_("There is no letter."))
        return
    console().print(_table(found.to_dicts()))


@command.command(
    "template",
    help=N_(
        "Writes the form as a Word document, to be changed and named in the configuration ([letters] "
        "template). What stands between double braces is filled in.\n\n"
        "Example: orgtransfer letters template -o 介绍信模板.docx"
    ),
)
@click.option("-o", "--output", "target", type=options.FILE, required=True,
              help=N_("The file to write."))  # fmt: skip
@click.pass_obj
def template(config: Path, target: Path) -> None:  # noqa: ARG001  # every command takes -c
    """Writes the form."""
    from orgtransfer import letters
    from orgtransfer.store import atomic

    content = letters.template()
    atomic.write(target, content)
    click.echo(target)


def _close(
    config: Path, numbers: tuple[str, ...], state: str, day: dt.date | None, reason: str | None
) -> None:
    from orgtransfer import run
    from orgtransfer.run import letters

    workspace = run.load(config)
    since = day or workspace.now().date()
    known = letters.close(workspace, numbers, state, since, reason)
    click.echo(_(_SAID[state]).format(numbers=", ".join(known)))


def _report(made: Written, open_it: bool) -> None:
    from orgtransfer.cli import opening

    if made.passed_over:
        click.echo(
            _("They have an open letter already: {count}").format(count=made.passed_over), err=True
        )
    if made.file is None:
        for letter in made.letters:
            click.echo(f"{letter.name or ''}  {letter.from_org or ''} → {letter.to_org or ''}")
        click.echo(_("Letters that would be written: {count}").format(count=len(made.letters)))
        return
    click.echo(made.file)
    first, last = made.letters[0].number, made.letters[-1].number
    click.echo(
        _("Letters written: {count} (numbers {first} to {last})").format(
            count=len(made.letters), first=first, last=last
        ),
        err=True,
    )
    _tell_blanks(made)
    if open_it:
        opening.show(made.file)


def _tell_blanks(made: Written) -> None:
    if not made.show_id:
        click.echo(_("The ID numbers are left blank; --show-id prints them."), err=True)
    everywhere, missing = made.blanks
    if everywhere:
        click.echo(
            _("Blank on every letter: {fields}").format(fields="、".join(everywhere)), err=True
        )
    for name, words in list(missing.items())[:_MOST]:
        click.echo(_("{letter}: blank: {fields}").format(letter=name, fields="、".join(words)),
                   err=True)  # fmt: skip
    if len(missing) > _MOST:
        click.echo(_("and {count} more").format(count=len(missing) - _MOST), err=True)


def _table(rows: list[dict[str, Any]]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from orgtransfer.worklist.register import STATES

    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    heads = (_("Number"), _("Full name"), _("From"), _("To"), _("Issued"), _("Valid until"),
             _("State"))  # fmt: skip
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        state = _(STATES[row["now"]])
        if row["closed"]:
            state = f"{state} {row['closed']}"
        if row["reason"]:
            state = f"{state}\n{row['reason']}"
        shown = (row["shown"], row["name"] or "", row["from_org"] or "", row["to_org"] or "",
                 str(row["issued"]), str(row["expires"]), state)  # fmt: skip
        table.add_row(*(Text(text) for text in shown))
    return table
