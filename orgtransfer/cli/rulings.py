"""`orgtransfer rulings`: who ruled what and when, and taking a ruling back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgtransfer.cli import options
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    import polars as pl
    from rich.table import Table


@click.group(
    "rulings",
    invoke_without_command=True,
    help=N_(
        "Lists every ruling that clerks ever made on a pair, a branch or a finding, the latest "
        "first: who, when, on what, the note, and whether it is in force, superseded by a later "
        "one, undone, disputed or to be confirmed; what the pair looked like then, and what followed. "
        "ID numbers are masked.\n\n"
        "Example: orgtransfer rulings --clerk 王干事 --since 2026-11-01"
    ),
)
@options.config
@click.option("--person", help=N_("Only those about somebody: a part of the name."))
@click.option("--unit", help=N_("Only those within a unit or branch: a part of its name."))
@click.option("--clerk", help=N_("Only those of one clerk: a part of the name."))
@click.option("--since", type=options.Day(), help=N_("Only those taken in on this day or later."))
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table",
    show_default=True, help=N_("How to print them."),
)  # fmt: skip
@click.pass_context
def command(ctx: click.Context, /, config: Path, form: str, **wanted: Any) -> None:  # noqa: ANN401  # the fields of `Wanted`
    """Prints the list, where no subcommand was named."""
    ctx.obj = config
    if ctx.invoked_subcommand is None:
        from orgtransfer import run
        from orgtransfer.run import ruling_history as history

        _print(history.listed(run.load(config), history.Wanted(**wanted)), form)


@command.command(
    "undo",
    help=N_(
        "Takes back the ruling that KEY of the list names. Nothing is deleted: the list shows who "
        "took it back, when and why. The ruling before it stands again; without one, the next run "
        "finds what it would have found had nobody ruled.\n\n"
        "Example: orgtransfer rulings undo D0A1B2C3D4E --by 王干事 --reason 看错了身份证号"
    ),
)
@click.argument("key")
@click.option("--reason", required=True, help=N_("Why; it stays in the list."))
@click.option("--by", help=N_("Who takes it back."))
@click.pass_obj
def undo(config: Path, key: str, reason: str, by: str | None) -> None:
    """Takes one ruling back."""
    from orgtransfer import run
    from orgtransfer.run import ruling_history as history

    history.undo(run.load(config), key, by, reason)
    click.echo(_("{key} is undone; it counts no more from the next run on.").format(key=key))


@command.command(
    "confirm",
    help=N_(
        "Says of the ruling that KEY of the list names what it says, as another clerk. Where two "
        "clerks are asked for ([rulings] approve), it counts from then on. Who ruled cannot confirm.\n\n"
        "Example: orgtransfer rulings confirm D0A1B2C3D4E --by 李干事"
    ),
)
@click.argument("key")
@click.option("--by", required=True, help=N_("Who confirms it."))
@click.option("--note", help=N_("Kept with it."))
@click.pass_obj
def confirm(config: Path, key: str, by: str, note: str | None) -> None:
    """Confirms one ruling."""
    from orgtransfer import run
    from orgtransfer.run import ruling_history as history

    history.confirm(run.load(config), key, by, note)
    click.echo(_("{key} is confirmed by {by}.").format(key=key, by=by))


def _print(found: pl.DataFrame, form: str) -> None:
    if form == "table":
        from orgtransfer.cli import output

        if found.is_empty():
            click.echo(_("There is no such ruling."))
        else:
            output.console().print(_table(found))
        return
    from orgtransfer.store import formats

    made = {"csv": formats.csv, "json": formats.json}[form](found)
    click.echo(made.rstrip("\r\n"))


def _table(found: pl.DataFrame) -> Table:
    from rich import box
    from rich.table import Table

    from orgtransfer.worklist import ruling_record

    table = Table(box=box.SIMPLE_HEAD)
    for title in (_("Key"), _("Ruling"), _("By"), _("Taken in"), _("About"), _("Note")):
        table.add_column(title, overflow="fold", no_wrap=title == _("Key"))
    said = found.with_columns(words=ruling_record.said(), stands=ruling_record.stands())
    for row in said.iter_rows(named=True):
        table.add_row(*_cells(row))
    return table


def _cells(row: dict[str, Any]) -> list[str]:
    from orgtransfer.cli import explain_output

    ends = [row["first"] or row["a_key"], row["second"] or row["b_key"], explain_output.chance(row)]
    effects = (("came", N_("new: {}")), ("went", N_("settled: {}")))
    about = [*ends, *(_(text).format(row[name]) for name, text in effects if row[name])]
    return [
        row["key"],
        f"{row['words']} ({row['stands']})",
        row["handler"] or "",
        f"{row['taken']:%Y-%m-%d %H:%M}\n{row['origin'] or ''}".rstrip(),
        "\n".join(filter(None, about)),
        "\n".join(filter(None, (row["note"], explain_output.undone(row)))),
    ]
