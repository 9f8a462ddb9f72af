"""`orgtransfer schedule`: the nightly job."""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from orgtransfer.cli import options
from orgtransfer.errors import EXIT_CHANGED, EXIT_DONE
from orgtransfer.i18n import N_, _

if TYPE_CHECKING:
    from orgtransfer.run import Workspace

FORMS: Final = ("cron", "systemd", "windows")


class Clock(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions of click only
    """A time of day: 02:30."""

    name = "time"

    def convert(
        self,
        value: Any,  # noqa: ANN401  # click hands over whatever it has
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> dt.time:
        """The time that `value` writes."""
        found = re.fullmatch(r"([01]?\d|2[0-3])[::]([0-5]\d)", str(value))
        if found is None:
            message = _("{value} is not a time of day such as 02:30").format(value=value)
            raise click.BadParameter(message, ctx, param)
        return dt.time(int(found[1]), int(found[2]))


@click.command(
    "schedule",
    help=N_(
        "Prints what this machine's scheduler needs to reconcile every night, or installs it for "
        "this user with --install. Installing again replaces the job of the same configuration. "
        "With --check it says whether runs come through, for a second job or a monitoring program; "
        "the command of [notify] is told where they do not.\n\n"
        "Example: orgtransfer schedule --at 02:30 --install"
    ),
)
@options.config
@click.option(
    "--at",
    type=Clock(),
    default="02:30",
    show_default=True,
    help=N_("When: the exports of the day should be there by then."),
)
@click.option(
    "--for",
    "form",
    type=click.Choice(FORMS),
    help=N_("The scheduler; this machine's own if not given."),
)
@click.option("--install", "wanted", is_flag=True, help=N_("Install it instead of printing it."))
@click.option(
    "--check",
    "checked",
    is_flag=True,
    help=N_("Say when a run last came through, and end with 1 where that is too long ago."),
)
@click.option(
    "--within",
    type=click.IntRange(min=1),
    default=26,
    show_default=True,
    help=N_("Hours for which a run counts, with --check."),
)
def command(  # one a choice of the user's
    config: Path, at: dt.time, form: str | None, *, wanted: bool, checked: bool, within: int
) -> int:
    """Prints, installs or watches the nightly job."""
    from orgtransfer import run, schedule

    workspace = run.load(config)
    if checked:
        return _check(workspace, within)
    job = schedule.Job(
        python=sys.executable,
        config=str(workspace.file),
        folder=str(workspace.folder),
        at=at,
        zone=workspace.config.project.timezone,
    )
    form = form or schedule.usual()
    if wanted:
        schedule.install(job, form)
        click.echo(
            _("Installed: {job}, every night at {at}.").format(job=job.name, at=f"{at:%H:%M}")
        )
        return EXIT_DONE
    texts = schedule.files(job, form)
    for name, text in texts.items():
        # One file alone can be piped to where it belongs.
        click.echo(f"# {name}\n{text}" if len(texts) > 1 else text, nl=len(texts) > 1)
    return EXIT_DONE


def _check(workspace: Workspace, within: int) -> int:
    """Prints the last attempt and the last success; 1 where none is recent enough."""
    from orgtransfer import run

    found = run.watch(workspace, dt.timedelta(hours=within))
    last = found.last.started if found.last else _("never")
    success = found.success.ended if found.success else None
    click.echo(_("last attempt: {when}").format(when=last))
    click.echo(_("last run that came through: {when}").format(when=success or _("never")))
    if not found.overdue:
        return EXIT_DONE
    click.echo(
        _("No run has come through in the last {hours} hours.").format(hours=within), err=True
    )
    run.absent(workspace, found)
    return EXIT_CHANGED
