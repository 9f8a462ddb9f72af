"""`orgtransfer schedule`: the nightly job."""

from __future__ import annotations

import datetime as dt
import os
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
    from orgtransfer.schedule import Job

FORMS: Final = ("cron", "systemd", "windows")
_MORNING: Final = dt.time(9, 0)
"""When somebody is there to hear that nothing ran."""


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
        "this user with --install. Installing again replaces the job of the same configuration, "
        "--remove takes it away.\n\n"
        "With --check it says whether runs come through, for a monitoring program; the command of "
        "[notify] is told where they do not. --check --install installs that as a second job, which "
        "speaks up when nothing has run for a day, or a run does not end.\n\n"
        "Example: orgtransfer schedule --at 02:30 --install"
    ),
)
@options.config
@click.option(
    "--at",
    type=Clock(),
    default="02:30",
    show_default=True,
    help=N_(
        "When: the exports of the day should be there by then. With --check 09:00 if not given."
    ),
)
@click.option(
    "--for",
    "form",
    type=click.Choice(FORMS),
    help=N_("The scheduler; this machine's own if not given."),
)
@click.option("--install", "wanted", is_flag=True, help=N_("Install it instead of printing it."))
@click.option(
    "--remove", "unwanted", is_flag=True, help=N_("Remove it, and the one that watches it.")
)
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
@click.option(
    "--linger",
    is_flag=True,
    help=N_("With --install and systemd: let the job run while you are not logged in, too."),
)
@click.option(
    "--failed",
    is_flag=True,
    help=N_("Tell of a run that was ended from outside: systemd asks for it by itself."),
)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    config: Path,
    at: dt.time,
    form: str | None,
    **asked: Any,  # noqa: ANN401  # flags, and the hours of --within
) -> int:
    """Prints, installs, removes or watches the nightly job."""
    from orgtransfer import run, schedule

    workspace = run.load(config)
    form = form or schedule.usual()
    if asked["failed"]:
        return EXIT_CHANGED if run.ended_from_outside(workspace) else EXIT_DONE
    if asked["unwanted"]:
        return _remove(workspace, form, only_check=asked["checked"])
    if asked["checked"] and not asked["wanted"]:
        return _check(workspace, form, asked["within"])
    if asked["checked"] and ctx.get_parameter_source("at") == click.core.ParameterSource.DEFAULT:
        at = _MORNING
    job = _job(workspace, at, asked["within"] if asked["checked"] else None)
    if asked["wanted"]:
        return _install(job, form, linger=asked["linger"])
    texts = schedule.files(job, form)
    for name, text in texts.items():
        # One file alone can be piped to where it belongs.
        click.echo(f"# {name}\n{text}" if len(texts) > 1 else text, nl=len(texts) > 1)
    return EXIT_DONE


def _job(workspace: Workspace, at: dt.time, within: int | None = None) -> Job:
    """The job as this machine runs it."""
    from orgtransfer import schedule

    config = workspace.config
    today = workspace.now().date()
    # cron on Debian, UOS and Kylin knows no time zone but the machine's.
    here = dt.datetime.combine(today, at, workspace.zone).astimezone().time()
    written = [config.store.path, config.worklist.path, config.report.path, config.letters.path]
    folders = {str((workspace.folder / name).parent.absolute()) for name in written if name}
    return schedule.Job(
        python=sys.executable,
        config=str(workspace.file),
        folder=str(workspace.folder),
        at=at,
        zone=config.project.timezone,
        here=here,
        within=within,
        writes=tuple(sorted(folders - {str(workspace.folder)})),
        user="\\".join(filter(None, map(os.environ.get, ("USERDOMAIN", "USERNAME")))),
    )


def _install(job: Job, form: str, *, linger: bool) -> int:
    from orgtransfer import schedule

    schedule.install(job, form)
    text = (
        _("Installed: {job}, every day at {at}: asks whether a run came through.")
        if job.within
        else _("Installed: {job}, every night at {at}.")
    )
    click.echo(text.format(job=job.name, at=f"{job.at:%H:%M}"))
    if form == "systemd" and linger:
        schedule.linger()
    if form == "systemd" and schedule.lingers() is False:
        click.echo(
            _(
                "It runs only while you are logged in. To let it run always: `loginctl enable-linger` (or "
                "this command again with --linger); an administrator may have to do it."
            ),
            err=True,
        )
    if form == "windows":
        click.echo(
            _(
                "It runs whether you are logged on or not, and wakes the computer. Such a task reaches no "
                "network share and no drive letter of one: keep the exports on this computer, or let "
                "it ask for your password once: schtasks /Change /TN {job} /RU %USERNAME% /RP *, and name "
                "shares as \\\\server\\share. What it did: orgtransfer runs --attempts"
            ).format(job=job.name)
        )
    return EXIT_DONE


def _remove(workspace: Workspace, form: str, *, only_check: bool) -> int:
    from orgtransfer import schedule

    jobs = [_job(workspace, _MORNING, hours) for hours in ([1] if only_check else [None, 1])]
    removed = [job.name for job in jobs if schedule.remove(job, form)]
    for name in removed:
        click.echo(_("Removed: {job}").format(job=name))
    if not removed:
        click.echo(_("No job of this configuration is installed."))
    return EXIT_DONE


def _check(workspace: Workspace, form: str, within: int) -> int:
    """Prints the last attempt, the last success and the next run; 1 where none is recent enough."""
    from orgtransfer import run, schedule

    found = run.watch(workspace, dt.timedelta(hours=within))
    last = found.last.started if found.last else _("never")
    success = found.success.ended if found.success else None
    upcoming = schedule.upcoming(_job(workspace, _MORNING), form, workspace.now())
    click.echo(_("last attempt: {when}").format(when=last))
    click.echo(_("last run that came through: {when}").format(when=success or _("never")))
    if form != "windows":
        when = upcoming.isoformat(timespec="minutes") if upcoming else _("no job is installed")
        click.echo(_("next run: {when}").format(when=when))
    if not found.is_news:
        return EXIT_DONE
    if found.overdue:
        text = _("No run has come through in the last {hours} hours.")
        click.echo(text.format(hours=within), err=True)
    if found.stuck and found.last:
        text = _("The run that began at {when} has not ended.")
        click.echo(text.format(when=found.last.started), err=True)
    run.absent(workspace, found)
    return EXIT_CHANGED
