"""`orgtransfer diff`: what changed between two runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from orgtransfer.cli import options
from orgtransfer.errors import EXIT_CHANGED, EXIT_DONE
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from orgtransfer.report.changes_tables import Compared
    from orgtransfer.run import Changes

FORMATS: Final = ("table", "csv", "json", "text", "html")
# Named here too, so that --help need not load the tables; a test holds the two together.
PARTS: Final = ("findings", "members", "systems", "units", "rules")
_ENDINGS: Final = {".csv": "csv", ".json": "json", ".txt": "text", ".html": "html", ".htm": "html"}


@click.command(
    "diff",
    help=N_(
        "Shows what changed between two runs: which findings are new, changed or resolved, by rule "
        "and by unit, and who is new, gone or moved in each system. It compares the last two runs, "
        "unless --from and --to name others. A date means the last run as of that day.\n\n"
        "--format text is for a message, html for a page by itself, both with everything; csv and "
        "json hold one table, the findings unless --part names another. ID numbers are masked.\n\n"
        "With --exit-code the command ends with 1 where any finding is new, changed or resolved, so "
        "that a nightly job can ring the bell.\n\n"
        "Example: orgtransfer diff --from 2026-11-01 -o 变化.html"
    ),
)
@options.config
@click.option("--from", "start", metavar="RUN|DATE", help=N_("The earlier run."))
@click.option("--to", "end", metavar="RUN|DATE", help=N_("The later run."))
@click.option("--exit-code", is_flag=True, help=N_("End with 1 where a finding changed."))
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help=N_("How to print it: table, unless the ending of the file says another."),
)
@click.option(
    "--part",
    type=click.Choice(PARTS),
    default="findings",
    show_default=True,
    help=N_("Which table csv and json hold."),
)
@click.option("-o", "--output", type=options.FILE, help=N_("The file to write."))
def command(  # noqa: PLR0913, PLR0917  # every option by its name
    config: Path,
    start: str | None,
    end: str | None,
    exit_code: bool,
    form: str | None,
    part: str,
    output: Path | None,
) -> int:
    """Prints what changed; the exit code says whether anything did, where that was asked."""
    from orgtransfer import run

    workspace = run.load(config)
    chosen = form or _ENDINGS.get(output.suffix.lower() if output else "", "table")
    changes = run.diff(workspace, start, end)
    if output is not None:
        content = _content(changes, chosen, part, workspace.config.project.name)
        run.put(output, content if chosen != "csv" else f"\ufeff{content}")
        click.echo(output)
    elif chosen == "table":
        from orgtransfer.cli import output as consoles
        from orgtransfer.report import changes_console

        changes_console.render(_compared(changes), consoles.console())
    else:
        content = _content(changes, chosen, part, workspace.config.project.name)
        click.echo(content, nl=not content.endswith("\n"))
    return EXIT_CHANGED if exit_code and changes.table.height else EXIT_DONE


def _content(changes: Changes, form: str, part: str, name: str) -> str:
    """What a file, or the output, holds."""
    if form in {"csv", "json"}:
        from orgtransfer.store import formats

        write = formats.csv if form == "csv" else formats.json
        return write(changes.part(part))
    if form == "html":
        from orgtransfer.report import changes_page

        return changes_page.render(_compared(changes), name)
    from orgtransfer.report import changes_console

    return changes_console.text(_compared(changes)) + "\n"


def _compared(changes: Changes) -> Compared:
    from orgtransfer.report.changes_tables import Compared

    return Compared(
        _title(changes),
        changes.changed,
        changes.labels,
        changes.missing,
        first=changes.before is None,
    )


def _title(changes: Changes) -> str:
    after = changes.after
    if changes.before is None:
        return _("Run {number} is the first one: everything is new").format(number=after.run)
    return _("From run {first} ({first_day}) to run {last} ({last_day})").format(
        first=changes.before.run,
        first_day=changes.before.as_of,
        last=after.run,
        last_day=after.as_of,
    )
