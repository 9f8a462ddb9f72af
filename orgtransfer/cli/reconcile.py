"""`orgtransfer reconcile`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgtransfer.cli import opening, options
from orgtransfer.errors import EXIT_DONE, EXIT_PROTECTED
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from orgtransfer.run import RunResult, Workspace


@click.command(
    "reconcile",
    help=N_(
        "Reads every export that the configuration names, works out who is the same person and "
        "where each relationship stands, writes the worklist and sums up.\n\n"
        "What clerks have entered in the worklist is taken back first, and the old workbook is "
        "kept as a dated copy.\n\n"
        "Example: orgtransfer reconcile -c config.toml"
    ),
)
@options.config
@click.option(
    "-o",
    "--output",
    "workbook",
    type=options.FILE,
    help=N_("Where to write the worklist; without it, where [worklist] path says."),
)
@click.option(
    "--as-of", type=options.Day(), help=N_("The date that counts as today, such as 2026-11-20.")
)
@click.option("--dry-run", is_flag=True, help=N_("Work everything out and write nothing."))
@click.option(
    "--accept-shrink",
    is_flag=True,
    help=N_("Go on although an export has far fewer rows than in the last run."),
)
@click.option(
    "--accept",
    multiple=True,
    type=click.Choice(["shrink", "clock", "store", "intake"]),
    help=N_(
        "Let through, this once, what would stop the run: shrink (an export has far fewer rows), "
        "clock (the date is before the last run's), store (the worklist is another store's), intake "
        "(exports that are not believed)."
    ),
)
@options.show_id
@click.option(
    "--details",
    is_flag=True,
    help=N_("Sum up with every source, rule and unit; without it on one screen."),
)
@click.option(
    "--profile",
    is_flag=True,
    help=N_("Say what each stage took: seconds, processor seconds, memory, rows a second."),
)
@click.option(
    "--engine",
    type=click.Choice(["polars", "spark"]),
    default="polars",
    help=N_(
        "What matches and asks the rules: polars on this machine, or Apache Spark (with the extra `spark` and Java 17)."
    ),
)
@click.option(
    "--master",
    metavar="URL",
    help=N_("With --engine spark: where Spark runs; without it, on this machine, all its cores."),
)
@click.option(
    "--by-unit",
    metavar="FOLDER",
    help=N_(
        "With --engine spark: write records, links and findings as parquet as well, a folder a unit."
    ),
)
@click.option("-q", "--quiet", is_flag=True, help=N_("Print one line."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print the summary as a JSON object."))
@options.open_it
def command(
    config: Path,
    *,
    quiet: bool,
    details: bool,
    open_it: bool,
    profile: bool,
    as_json: bool,
    **wishes: Any,  # noqa: ANN401  # the fields of run.RunOptions
) -> int:
    """Does one run and prints its summary."""
    from orgtransfer import run
    from orgtransfer.cli import output
    from orgtransfer.report import console as page
    from orgtransfer.report import progress

    workspace = run.load(config)
    if quiet or as_json:
        done = run.recorded(workspace, run.RunOptions(**wishes), progress.silent)
    else:
        with progress.shown(output.console(stderr=True)) as report_progress:
            done = run.recorded(workspace, run.RunOptions(**wishes), report_progress)
    _unbound(done)
    _doubted(done)
    _in_use(done)
    if as_json:
        click.echo(_json(done))
    elif quiet:
        click.echo(page.one_line(done.summary, _place(done)))
    else:
        page.render(done.summary, output.console(), _place(done), details=details)
        _print(done)
    if profile:
        _profile(workspace, done)
    if open_it and done.workbook:
        opening.show(done.workbook)
    return EXIT_PROTECTED if done.doubts else EXIT_DONE


def _json(done: RunResult) -> str:
    """The run's number, its files, and the summary's counts; no person's data."""
    import json
    from dataclasses import asdict

    told = {
        "run": done.run,
        "workbook": _place(done),
        "page": _typed(done.page) if done.page else None,
        "kept_as": done.copy.name if done.copy else None,
        "taken_back": done.taken_back,
        "quiet": done.quiet,
        "doubts": list(done.notices) if done.doubts else [],
        "summary": asdict(done.summary),
    }
    return json.dumps(told, ensure_ascii=False, indent=2, default=str)


def _profile(workspace: Workspace, done: RunResult) -> None:
    """Prints what each stage of the last attempt took; after a dry run there is none."""
    if done.run is None:
        return
    from rich import box
    from rich.table import Table

    from orgtransfer import run
    from orgtransfer.cli import output
    from orgtransfer.report.progress import STAGES

    attempt = run.attempts(workspace)[-1]
    rows = done.outcome.records.height
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    table.add_column(_("Stage"))
    for head in (_("Seconds"), _("Processor seconds"), _("Memory, MB"), _("Rows a second")):
        table.add_column(head, justify="right")
    for stage, cost in attempt.stages.items():
        speed = f"{rows / cost['seconds']:,.0f}" if cost["seconds"] else ""
        table.add_row(
            _(STAGES.get(stage, stage)), f"{cost['seconds']:.2f}", f"{cost['processor']:.2f}",
            f"{cost['megabytes']:,.0f}", speed,
        )  # fmt: skip
    table.add_row(_("sum"), f"{attempt.seconds:.1f}", "", "", "")
    output.console(stderr=True).print(table)


def _unbound(done: RunResult) -> None:
    """Names what the register of letters does not follow; entries of no line, and where they are kept."""
    for one in done.told:
        click.echo(str(one), err=True)
    if not done.problems:
        return
    for problem in done.problems:
        click.echo(str(problem), err=True)
    copy = done.copy.name if done.copy else ""
    click.echo(
        _(
            "These entries ({count}) belong to no line that is known for sure. Nothing of them is "
            "lost: {copy} and `orgtransfer rulings` have them. Enter them where they belong."
        ).format(count=len(done.problems), copy=copy),
        err=True,
    )


def _in_use(done: RunResult) -> None:
    """Says where the new worklist is while the old one is open."""
    if done.in_use is not None and done.workbook is not None:
        click.echo(
            _(
                "{file} is open in Excel, WPS or LibreOffice, so the new worklist is {beside}. Go on in "
                "either; the next run brings both together."
            ).format(file=done.in_use.name, beside=done.workbook.name),
            err=True,
        )


def _doubted(done: RunResult) -> None:
    """Says which exports were not believed, why, and what stands in for them."""
    if not done.doubts:
        return
    for line in done.notices:
        click.echo(line, err=True)
    if all(one.reason == "unread" for one in done.doubts):
        advice = _(
            "The last good export stands in for each of them: nothing of it is new or resolved. "
            "Put a good one in its place."
        )
    else:
        advice = _(
            "The last good export stands in for each of them: nothing of it is new or resolved. "
            "Export anew, or, if the change is real, run again with --accept intake."
        )
    click.echo(advice, err=True)


def _place(done: RunResult) -> str | None:
    return _typed(done.workbook) if done.workbook else None


def _print(done: RunResult) -> None:
    """What else there is to say about the run."""
    if done.page:
        click.echo(_("The page is here: {file}").format(file=_typed(done.page)))
    if done.taken_back:
        click.echo(_("Entries taken back from the worklist: {count}").format(count=done.taken_back))
    if done.quiet:
        click.echo(_("Nothing has changed since the last run: the worklist stays as it is."))
    if done.copy:
        click.echo(_("The worklist that was there is kept as {copy}").format(copy=done.copy.name))
    if done.run is None:
        click.echo(_("Dry run: nothing was written."))


def _typed(path: Path) -> str:
    """A path as a user would type it from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
