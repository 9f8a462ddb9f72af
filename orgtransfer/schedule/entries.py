"""What each scheduler needs to be told, as text."""

from __future__ import annotations

import datetime as dt
import hashlib
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

FORMS: Final = ("cron", "systemd", "windows")


@dataclass(frozen=True)
class Job:
    """One nightly run."""

    python: str
    """The interpreter that orgtransfer is installed in: a scheduler knows no PATH of the user's."""
    config: str
    """The configuration file, absolute."""
    folder: str
    """Where to work, and where the log is."""
    at: dt.time
    zone: str
    """The time zone that `at` is in, where the scheduler takes one (systemd)."""

    @property
    def name(self) -> str:
        """Tells the jobs of several configurations apart, and stays the same for each."""
        digest = hashlib.blake2b(self.config.encode(), digest_size=3).hexdigest()
        return f"orgtransfer-{digest}"

    @property
    def words(self) -> tuple[str, ...]:
        """The command that runs at night."""
        return (self.python, "-m", "orgtransfer", "reconcile", "--quiet", "--config", self.config)


def files(job: Job, form: str) -> Mapping[str, str]:
    """File name -> content of what the scheduler `form` (one of FORMS) needs."""
    if form == "cron":
        return {"crontab": cron(job)}
    if form == "systemd":
        return {f"{job.name}.service": service(job), f"{job.name}.timer": timer(job)}
    return {f"{job.name}.xml": task(job)}


def cron(job: Job) -> str:
    """One line for `crontab`, in the machine's own time zone; its comment marks it as ours."""
    command = (
        f"cd {shlex.quote(job.folder)} && umask 077 && "
        f"{shlex.join(job.words)} >> orgtransfer.log 2>&1"
    )
    # cron takes a bare % for the end of the line.
    line = command.replace("%", "\\%")
    return f"{job.at.minute} {job.at.hour} * * * {line}  # {job.name}\n"


def service(job: Job) -> str:
    """The systemd unit that runs once."""
    command = " ".join(_unit_word(word) for word in job.words)
    folder = job.folder.replace("%", "%%")
    return (
        "[Unit]\n"
        "Description=orgtransfer: nightly reconciliation\n\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"WorkingDirectory={folder}\n"
        "UMask=0077\n"
        "Nice=10\n"
        f"ExecStart={command}\n"
    )


def timer(job: Job) -> str:
    """The systemd unit that says when; a night that was slept through is made up for."""
    return (
        "[Unit]\n"
        "Description=orgtransfer: every night\n\n"
        "[Timer]\n"
        f"OnCalendar=*-*-* {job.at:%H:%M}:00 {job.zone}\n"
        "Persistent=true\n\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )


def _unit_word(word: str) -> str:
    safe = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{safe}"'


def task(job: Job) -> str:
    """The task for the Windows Task Scheduler, as XML.

    It names no encoding and is all ASCII (other letters are character references), so that it is
    sound however a shell or an editor saves it: as UTF-8, as GBK, or as UTF-16 with its mark.
    """
    arguments = " ".join(f'"{word}"' if " " in word else word for word in job.words[1:])
    text = f"""<?xml version="1.0"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>orgtransfer: nightly reconciliation</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T{job.at:%H:%M}:00</StartBoundary>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <WakeToRun>true</WakeToRun>
    <ExecutionTimeLimit>PT4H</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>{escape(job.python)}</Command>
      <Arguments>{escape(arguments)}</Arguments>
      <WorkingDirectory>{escape(job.folder)}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
