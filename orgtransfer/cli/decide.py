"""`orgtransfer decide`: filled-in worklists, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgtransfer.cli import options
from orgtransfer.errors import EXIT_DONE, EXIT_USAGE
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from orgtransfer.run import WorkbookReport

_ENDINGS = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv")
"""What a folder or a pattern is searched for."""


@click.command(
    "decide",
    help=N_(
        "Takes back what clerks have entered in worklists: the state of each line, who handles it, "
        "notes, and whether two rows are the same person. The next run goes by it.\n\n"
        "`reconcile` does so by itself for the workbook that it is about to replace; this is for "
        "copies that were sent to units, by name, by folder or by a pattern: .xlsx, .xlsm, .xls, "
        ".et, .ods or .csv. A copy changes only what its clerk changed in it; where two clerks "
        "contradict each other, both words stand in the line until one is entered. What cannot be "
        "read is named, and the rest is taken.\n\nExample: orgtransfer decide 台账_省人民医院.xlsx 收回"
    ),
)
@click.argument("workbooks", nargs=-1, required=True, type=options.FILE, metavar="WORKBOOK...")
@options.config
@click.option("--dry-run", is_flag=True, help=N_("Only say what would be taken."))
def command(workbooks: tuple[Path, ...], config: Path, *, dry_run: bool) -> int:
    """Takes filled-in worklists back and says what came of each."""
    from orgtransfer import run

    handed = run.decide(run.load(config), _files(workbooks), dry_run=dry_run)
    for one in handed:
        _tell(one, alone=len(handed) == 1)
    click.echo(_("Entries taken back: {count}").format(count=sum(one.new for one in handed)))
    if dry_run:
        click.echo(_("Dry run: nothing was written."))
    return EXIT_USAGE if any(one.refused for one in handed) else EXIT_DONE


def _tell(one: WorkbookReport, *, alone: bool) -> None:
    name = one.workbook.name
    if one.refused:
        click.echo(one.refused, err=True)
        return
    for problem in (*one.problems, *one.told):
        click.echo(f"{name}: {problem}", err=True)
    if not alone or one.disputed or one.problems:
        click.echo(
            _(
                "{file}: lines {lines}, new {new}, known already {same}, disputed {disputed}, "
                "belonging to no line {lost}"
            ).format(
                file=name, lines=one.lines, new=one.new, same=one.same, disputed=one.disputed,
                lost=len(one.problems),
            )
        )  # fmt: skip


def _files(named: Iterable[Path]) -> list[Path]:
    """The workbooks that files, folders and patterns mean; Windows hands patterns on as they are."""
    files: list[Path] = []
    for path in named:
        if path.is_dir():
            files += _workbooks(path.rglob("*"))
        elif path.exists() or not any(sign in path.name for sign in "*?["):
            files.append(path)
        else:
            files += _workbooks(path.parent.glob(path.name)) or [path]
    return list(dict.fromkeys(files))


def _workbooks(found: Iterable[Path]) -> list[Path]:
    """Without the marks that programs leave beside a workbook they have open."""
    return sorted(
        path
        for path in found
        if path.is_file()
        and path.suffix.lower() in _ENDINGS
        and not path.name.startswith(("~$", "."))
    )
