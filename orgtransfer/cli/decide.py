"""`orgtransfer decide`: filled-in worklists, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from orgtransfer.cli import options
from orgtransfer.i18n import N_, _


@click.command(
    "decide",
    help=N_(
        "Takes back what clerks have entered in worklists: the state of each line, who handles it, "
        "notes, and whether two rows are the same person. The next run goes by it.\n\n"
        "`reconcile` does so by itself for the workbook that it is about to replace; this is for "
        "copies that were sent to units, by name, by folder or by a pattern. All files are taken, or "
        "none.\n\nExample: orgtransfer decide 台账_省人民医院.xlsx 收回"
    ),
)
@click.argument("workbooks", nargs=-1, required=True, type=options.FILE, metavar="WORKBOOK...")
@options.config
def command(workbooks: tuple[Path, ...], config: Path) -> None:
    """Takes filled-in worklists back and says how much was new."""
    from orgtransfer import run

    count = run.decide(run.load(config), _files(workbooks))
    click.echo(_("Entries taken back: {count}").format(count=count))


def _files(named: Iterable[Path]) -> list[Path]:
    """The workbooks that files, folders and patterns mean; Windows hands patterns on as they are."""
    files: list[Path] = []
    for path in named:
        if path.is_dir():
            files += _workbooks(path.rglob("*.xls[xm]"))
        elif path.exists() or not any(sign in path.name for sign in "*?["):
            files.append(path)
        else:
            files += _workbooks(path.parent.glob(path.name)) or [path]
    return list(dict.fromkeys(files))


def _workbooks(found: Iterable[Path]) -> list[Path]:
    """Without the marks that programs leave beside a workbook they have open."""
    return sorted(
        path for path in found if path.is_file() and not path.name.startswith(("~$", "."))
    )
