"""Hands a nightly job to the scheduler of this machine."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import os
import re
import subprocess
import sys
import tempfile
import zoneinfo
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from orgtransfer.errors import OutputError
from orgtransfer.i18n import _
from orgtransfer.schedule.entries import Job, failed, files, service

_CALENDAR: Final = re.compile(r"^OnCalendar=\*-\*-\* (\d\d:\d\d):00 (\S+)$", re.MULTILINE)


def usual() -> str:
    """The scheduler that this machine has, as `files` calls it."""
    if sys.platform == "win32":
        return "windows"
    return "systemd" if Path("/run/systemd/system").is_dir() else "cron"


def install(job: Job, form: str) -> None:
    """Installs the job for this user; the same configuration's earlier job is replaced.

    Raises:
        OutputError: the scheduler is not there, or refuses; what it said is in the message.
    """
    _INSTALLERS[form](job)


def remove(job: Job, form: str) -> bool:
    """Removes the job of this configuration; False where none was installed.

    Raises:
        OutputError: the scheduler is not there, or refuses; what it said is in the message.
    """
    return _REMOVERS[form](job)


def upcoming(job: Job, form: str, now: dt.datetime) -> dt.datetime | None:
    """When the installed job runs next; None where none is installed, or Windows alone knows.

    Args:
        job: the job; its configuration names it.
        form: one of `FORMS`.
        now: the time, with its zone.
    """
    at = _installed(job, form)
    if at is None:
        return None
    time, zone = at
    there = now.astimezone(zone)
    next_ = there.replace(hour=time.hour, minute=time.minute, second=0, microsecond=0)
    return next_ if next_ > there else next_ + dt.timedelta(days=1)


def _installed(job: Job, form: str) -> tuple[dt.time, dt.tzinfo | None] | None:
    """Time and zone (None: the machine's own) of the job as it is installed."""
    with contextlib.suppress(OutputError, OSError):
        if form == "cron":
            for line in _run("crontab", "-l", allowed=(0, 1)).splitlines():
                if line.endswith(f"# {job.name}"):
                    minute, hour = line.split()[:2]
                    return dt.time(int(hour), int(minute)), None
        if form == "systemd":
            text = (_units() / f"{job.name}.timer").read_text(encoding="utf-8")
            found = _CALENDAR.search(text)
            if found:
                return dt.time.fromisoformat(found[1]), zoneinfo.ZoneInfo(found[2])
    return None


def lingers() -> bool | None:
    """Whether this user's timers run while nobody is logged in; None where systemd does not say."""
    try:
        said = _run("loginctl", "show-user", getpass.getuser(), "--property=Linger", "--value")
    except OutputError:
        return None
    return said.strip() == "yes"


def linger() -> None:
    """Lets this user's timers run while nobody is logged in.

    Raises:
        OutputError: the system refuses; an administrator can do it then.
    """
    _run("loginctl", "enable-linger", getpass.getuser())


def _others(job: Job) -> tuple[list[str], bool]:
    """The lines of the crontab that are not this job's, and whether one was."""
    # A user without a crontab gets an error here.
    old = _run("crontab", "-l", allowed=(0, 1)).splitlines()
    others = [line for line in old if not line.endswith(f"# {job.name}")]
    return others, len(others) < len(old)


def _cron(job: Job) -> None:
    others, _was = _others(job)
    _run("crontab", "-", text="\n".join([*others, ""]) + files(job, "cron")["crontab"])


def _cron_without(job: Job) -> bool:
    others, was = _others(job)
    if was:
        _run("crontab", "-", text="".join(f"{line}\n" for line in others))
    return was


def _units() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser()
    return Path(home) / "systemd" / "user"


def _confines() -> bool:
    """Whether this user's manager may make the name spaces that the sandbox needs."""
    words = ("systemd-run", "--user", "--wait", "--quiet", "--collect")
    try:
        _run(*words, "-p", "PrivateUsers=yes", "-p", "ProtectSystem=strict", "true")
    except OutputError:
        return False
    return True


def _texts(job: Job) -> dict[str, str]:
    made = dict(files(job, "systemd"))
    if not _confines():
        made[f"{job.name}.service"] = service(job, confined=False)
        if f"{job.name}-failed.service" in made:
            made[f"{job.name}-failed.service"] = failed(job, confined=False)
    return made


def _systemd_without(job: Job) -> bool:
    folder = _units()
    before = {folder / name: _content(folder / name) for name in files(job, "systemd")}
    if not any(before.values()):
        return False
    _run("systemctl", "--user", "disable", "--now", f"{job.name}.timer")
    for path in before:
        path.unlink(missing_ok=True)
    _run("systemctl", "--user", "daemon-reload")
    return True


def _systemd(job: Job) -> None:
    folder = _units()
    texts = _texts(job)
    before = {folder / name: _content(folder / name) for name in texts}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        _run("systemctl", "--user", "daemon-reload")
        _run("systemctl", "--user", "enable", "--now", f"{job.name}.timer")
    except OSError as error:
        _put_back(before)
        raise OutputError(
            _("{file} cannot be written ({reason}). Nothing was changed.").format(
                file=folder, reason=error.strerror
            )
        ) from error
    except OutputError:
        _put_back(before)
        raise


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _put_back(before: Mapping[Path, bytes | None]) -> None:
    """The units as they were: none where there was none, the earlier job's where there was one."""
    with contextlib.suppress(OSError):
        for path, content in before.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)
    # Where this fails as well, the error that led here says more.
    with contextlib.suppress(OutputError):
        _run("systemctl", "--user", "daemon-reload")


def _windows(job: Job) -> None:
    # Beside the configuration: the system's temporary folder may be full, or another user's.
    with tempfile.TemporaryDirectory(dir=job.folder, prefix=".orgtransfer-") as folder:
        for name, text in files(job, "windows").items():
            definition = Path(folder) / name
            definition.write_text(text, encoding="utf-16")
            _run("schtasks", "/Create", "/F", "/TN", job.name, "/XML", str(definition))


def _windows_without(job: Job) -> bool:
    try:
        _run("schtasks", "/Query", "/TN", job.name)
    except OutputError:
        return False
    _run("schtasks", "/Delete", "/F", "/TN", job.name)
    return True


def _run(*words: str, text: str | None = None, allowed: tuple[int, ...] = (0,)) -> str:
    """Runs a scheduler's own command; what it printed."""
    try:
        done = subprocess.run(  # noqa: S603  # fixed commands, no shell
            words, input=text, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise OutputError(
            _("This machine has no {command}; choose another scheduler with --for.").format(
                command=words[0]
            )
        ) from error
    if done.returncode not in allowed:
        said = (done.stderr or done.stdout).strip().partition("\n")[0]
        raise OutputError(
            _("{command} refused: {reason}").format(
                command=words[0], reason=said or done.returncode
            )
        )
    return done.stdout


_INSTALLERS: Final[Mapping[str, Callable[[Job], None]]] = {
    "cron": _cron,
    "systemd": _systemd,
    "windows": _windows,
}
_REMOVERS: Final[Mapping[str, Callable[[Job], bool]]] = {
    "cron": _cron_without,
    "systemd": _systemd_without,
    "windows": _windows_without,
}
