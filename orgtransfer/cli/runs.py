"""`orgtransfer runs`: the history, a line a run, with the trend."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgtransfer.cli import options
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from rich.table import Table

    from orgtransfer.run import Attempt
    from orgtransfer.store import Run


@click.command(
    "runs",
    help=N_(
        "Lists the runs that are kept, the last one at the bottom, with the number of people due "
        "to move, of all findings, of new and resolved ones, and how the findings went up or "
        "down.\n\nExample: orgtransfer runs --last 10"
    ),
)
@options.config
@click.option(
    "--last", type=click.IntRange(min=1), default=20, show_default=True, help=N_("How many.")
)
@click.option(
    "--attempts",
    "attempted",
    is_flag=True,
    help=N_("List every attempt instead: refused, failed and killed runs too."),
)
@click.option("--json", "as_json", is_flag=True, help=N_("Print a JSON list."))
def command(config: Path, last: int, *, attempted: bool, as_json: bool) -> None:
    """Prints the history."""
    from orgtransfer import run

    if attempted:
        _attempts(run.attempts(run.load(config))[-last:], as_json)
        return
    with run.load(config).store() as memory:
        history = memory.runs()[-last:]
    if as_json:
        click.echo(_json(history))
    elif not history:
        click.echo(_("There is no run yet; start with: orgtransfer reconcile"))
    else:
        from orgtransfer.cli import output

        output.console().print(_table(history))


def _attempts(found: list[Attempt], as_json: bool) -> None:
    if as_json:
        import json

        click.echo(json.dumps([vars(one) for one in found], ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo(_("There is no attempt yet; start with: orgtransfer reconcile"))
        return
    from rich import box
    from rich.table import Table

    from orgtransfer.cli import output
    from orgtransfer.report.words import RESULTS

    table = Table(box=box.SIMPLE_HEAD)
    for title in (
        _("Began"),
        _("Result"),
        _("Exit code"),
        _("Last stage"),
        _("Seconds"),
        _("Run number"),
    ):
        table.add_column(title)
    for one in found:
        code = "" if one.exit_code is None else str(one.exit_code)
        number = str(one.counts.get("run") or "")
        began = one.started[:16].replace("T", " ")
        table.add_row(began, _(RESULTS[one.result]), code, one.stage, f"{one.seconds:.1f}", number)
    output.console().print(table)


def _json(history: list[Run]) -> str:
    import json

    lines = [
        {
            "run": run.run,
            "made": run.made.isoformat(),
            "as_of": run.as_of.isoformat(),
            "version": run.version,
            **{name: run.summary.get(name) for name in ("records", "people", *_CHANGES)},
            "findings": run.findings,
            "accepted": list(run.summary.get("accepted", ())),
            "verdicts": {line["verdict"]: line["records"] for line in _lines(run, "verdicts")},
        }
        for run in history
    ]
    return json.dumps(lines, ensure_ascii=False, indent=2)


_CHANGES = ("new", "changed", "standing", "resolved")


def _lines(run: Run, name: str) -> list[dict[str, Any]]:
    return list(run.summary.get(name, ()))


def _due(run: Run) -> int:
    return sum(line["people"] for line in _lines(run, "verdicts") if line["verdict"] == "due")


def _table(history: list[Run]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for title in (_("Run"), _("Made"), _("As of")):
        table.add_column(title, no_wrap=True)
    titles = (_("Rows"), _("People"), _("Due"), _("Findings"), _("New"), _("Resolved"), _("Trend"))
    for title in titles:
        table.add_column(title, justify="right", no_wrap=True)
    accepted = any(run.summary.get("accepted") for run in history)
    if accepted:
        table.add_column(_("Let through"))
    before: Run | None = None
    for run in history:
        last = [", ".join(run.summary.get("accepted", ()))] if accepted else []
        table.add_row(*_cells(run, before), *last)
        before = run
    return table


def _cells(run: Run, before: Run | None) -> list[str]:
    numbers = (
        run.summary.get("records", 0),
        run.summary.get("people", 0),
        _due(run),
        run.findings,
        run.summary.get("new", 0),
        run.summary.get("resolved", 0),
    )
    day = run.as_of.isoformat()
    made = run.made.strftime("%Y-%m-%d %H:%M")
    return [str(run.run), made, day, *(f"{n:,}" for n in numbers), _trend(run, before)]


def _trend(run: Run, before: Run | None) -> str:
    change = run.findings - before.findings if before else 0
    return f"{'↑' if change > 0 else '↓'}{abs(change):,}" if change else "="
