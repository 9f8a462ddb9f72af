"""`[notify]`: a short text, or a small page for mail, is given to a command of the user's own.

It holds counts, files and what to do, and never a person.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orgtransfer.config import Config
from orgtransfer.i18n import _, language
from orgtransfer.report.template import template
from orgtransfer.report.words import FIGURES, RESULTS


@dataclass(frozen=True)
class Message:
    """What somebody is to hear of."""

    result: str
    """What became of the run (see `report.words.RESULTS`)."""
    head: str
    """A first line for the log: when, result, exit code; empty: there is none."""
    lines: Sequence[str]
    counts: Mapping[str, int] = field(default_factory=dict)
    """Name of a figure -> how many, where a run came through."""


def send(config: Config, message: Message) -> None:
    """Gives the command a message; what goes wrong with that is said and stops nothing.

    Args:
        config: `notify.command`, without which nobody is told, `notify.format` and `notify.seconds`.
        message: what is to be told.
    """
    notify = config.notify
    if not notify.command:
        return
    text = page(config, message) if notify.format == "html" else plain(message)
    try:
        _given(notify.command, text, notify.seconds)
    except (OSError, subprocess.SubprocessError) as error:
        said = _("The command of [notify] did not work ({reason}); the run is not affected.")
        os.write(2, (said.format(reason=type(error).__name__) + "\n").encode())


def plain(message: Message) -> str:
    """The message as text: its head, then a line each."""
    return "".join(f"{line}\n" for line in (message.head, *message.lines) if line)


def page(config: Config, message: Message) -> str:
    """The message as a page that any mail program shows: no script, no style sheet, nothing loaded.

    Args:
        config: `project.name`, which stands in the title.
        message: as `send` takes it.

    Returns:
        A whole HTML document in the language in force; whatever comes from outside is escaped.
    """
    figures = [
        (_(label), f"{message.counts[name]:,}")
        for name, label in FIGURES.items()
        if name in message.counts
    ]
    return template("notification.html").render(
        lang="zh-CN" if language() == "zh" else "en",
        title=" · ".join(
            filter(None, (f"orgtransfer: {_(RESULTS[message.result])}", config.project.name))
        ),
        well=message.result in {"done", "quiet"},
        head=message.head,
        lines=[line for line in message.lines if line.strip()],
        figures=figures,
    )


def _given(command: Sequence[str], text: str, seconds: int) -> None:
    """Runs a command with a text on its input; once the time is up it is ended, with all its children.

    Raises:
        OSError, SubprocessError: it is not there, failed, or took too long.
    """
    # Pipes for what it prints would be waited for as long as any child of its holds them.
    with subprocess.Popen(  # noqa: S603  # the user's own command, from the user's own configuration
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.communicate(text.encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command[0])


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
