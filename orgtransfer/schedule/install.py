"""Hands a nightly job to the scheduler of this machine."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from orgtransfer.errors import OutputError
from orgtransfer.i18n import _
from orgtransfer.schedule.entries import Job, files


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


def _cron(job: Job) -> None:
    # A user without a crontab gets an error here, and an empty one below.
    old = _run("crontab", "-l", allowed=(0, 1))
    others = [line for line in old.splitlines() if not line.endswith(f"# {job.name}")]
    _run("crontab", "-", text="\n".join([*others, ""]) + files(job, "cron")["crontab"])


def _systemd(job: Job) -> None:
    home = os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser()
    folder = Path(home) / "systemd" / "user"
    before = {folder / name: _content(folder / name) for name in files(job, "systemd")}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files(job, "systemd").items():
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
