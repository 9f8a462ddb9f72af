"""What each scheduler needs to be told, as text.

Ours because each is a page of text; python-crontab knows cron alone, and nothing writes the units of
systemd and the tasks of Windows as well.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shlex
import zoneinfo
from collections.abc import Mapping, Sequence
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
    """The time zone that `at` is in."""
    here: dt.time | None = None
    """The same moment by the machine's own clock, for cron; None: as `at`."""
    within: int | None = None
    """Hours: the job only asks whether a run came through in them, and speaks up; None: it runs."""
    writes: tuple[str, ...] = ()
    """Further folders that it writes into; that of `folder` is always one."""
    user: str = ""
    """Whose job it is, where the scheduler asks (Windows)."""

    @property
    def name(self) -> str:
        """Tells the jobs of several configurations apart, and stays the same for each."""
        digest = hashlib.blake2b(self.config.encode(), digest_size=3).hexdigest()
        return f"orgtransfer-{digest}" + ("-check" if self.within else "")

    @property
    def words(self) -> tuple[str, ...]:
        """The command that runs at night, or that asks whether one did."""
        program = (self.python, "-m", "orgtransfer")
        if self.within:
            return (
                *program,
                "schedule",
                "--check",
                "--within",
                str(self.within),
                "--config",
                self.config,
            )
        return (*program, "reconcile", "--quiet", "--config", self.config)

    @property
    def failed(self) -> tuple[str, ...]:
        """The command that tells of a run that was ended from outside."""
        return (self.python, "-m", "orgtransfer", "schedule", "--failed", "--config", self.config)


def files(job: Job, form: str) -> Mapping[str, str]:
    """File name -> content of what the scheduler `form` (one of FORMS) needs."""
    if form == "cron":
        return {"crontab": cron(job)}
    if form == "systemd":
        made = {f"{job.name}.service": service(job), f"{job.name}.timer": timer(job)}
        return made if job.within else {**made, f"{job.name}-failed.service": failed(job)}
    return {f"{job.name}.xml": task(job)}


def cron(job: Job) -> str:
    """One line for `crontab`, by the machine's own clock; its comment marks it as ours.

    What goes wrong is left to cron, which mails it; the journal of attempts has the rest.
    """
    command = f"cd {shlex.quote(job.folder)} && umask 077 && {shlex.join(job.words)} > /dev/null"
    # cron takes a bare % for the end of the line.
    line = command.replace("%", "\\%")
    at = job.here or job.at
    return f"{at.minute} {at.hour} * * * {line}  # {job.name}\n"


def service(job: Job, *, confined: bool = True) -> str:
    """The systemd unit that runs once.

    Args:
        job: the job.
        confined: with what needs name spaces too, which not every user's manager may make.
    """
    told = f"OnFailure={job.name}-failed.service\n" if job.within is None else ""
    return (
        "[Unit]\n"
        f"Description=orgtransfer: {'did a run come through?' if job.within else 'nightly reconciliation'}\n"
        f"{told}\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"{_place(job)}"
        "Nice=10\n"
        # A run that hangs is ended, and told of.
        "TimeoutStartSec=4h\n"
        f"ExecStart={_command(job.words)}\n"
        f"{_sandbox(job, confined=confined)}"
        # Refused, protected and changed are the run's own answers, which it has told itself.
        "SuccessExitStatus=1 2 4\n"
    )


def failed(job: Job, *, confined: bool = True) -> str:
    """The systemd unit that is started when the run was ended from outside."""
    return (
        "[Unit]\n"
        "Description=orgtransfer: tells of a run that did not come through\n\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"{_place(job)}"
        f"ExecStart={_command(job.failed)}\n"
        f"{_sandbox(job, confined=confined)}"
        "SuccessExitStatus=1\n"
    )


def _place(job: Job) -> str:
    folder = job.folder.replace("%", "%%")
    return f"WorkingDirectory={folder}\nUMask=0077\n"


def _command(words: Sequence[str]) -> str:
    return " ".join(_unit_word(word) for word in words)


_CONFINED: Final = (
    "ProtectSystem=strict", "ProtectHome=read-only", "PrivateTmp=yes", "PrivateDevices=yes",
    "ProtectKernelTunables=yes", "ProtectKernelModules=yes", "ProtectKernelLogs=yes",
    "ProtectControlGroups=yes", "ProtectHostname=yes", "ProtectClock=yes", "ProtectProc=invisible",
    "PrivateUsers=yes",
)  # fmt: skip
"""What needs name spaces: everything is read-only but for the folders that are named."""
_RESTRICTED: Final = (
    "NoNewPrivileges=yes", "CapabilityBoundingSet=", "RestrictNamespaces=yes",
    "RestrictRealtime=yes", "RestrictSUIDSGID=yes", "LockPersonality=yes",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6", "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service", "SystemCallFilter=~@privileged @resources @mount",
    "SystemCallErrorNumber=EPERM", "KeyringMode=private",
)  # fmt: skip
"""What every manager can do. The network stays open for the command of `[notify]`."""


def _sandbox(job: Job, *, confined: bool) -> str:
    lines = [*_RESTRICTED]
    if confined:
        folders = dict.fromkeys([job.folder, *job.writes])
        lines += [*_CONFINED, *(f"ReadWritePaths={_unit_word('-' + one)}" for one in folders)]
    return "".join(f"{line}\n" for line in lines)


def timer(job: Job) -> str:
    """The systemd unit that says when; a night that was slept through is made up for."""
    return (
        "[Unit]\n"
        f"Description=orgtransfer: {'every day' if job.within else 'every night'}\n\n"
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
    It runs whether its user is logged on or not, without a password (S4U): such a task reaches no
    network share and knows no drive letter of one. Elements and their order: [MS-TSCH] 2.5.
    """
    start = dt.datetime.combine(dt.date(2026, 1, 1), job.at, zoneinfo.ZoneInfo(job.zone))
    user = f"<UserId>{escape(job.user)}</UserId>" if job.user else ""
    arguments = " ".join(f'"{word}"' if " " in word else word for word in job.words[1:])
    text = f"""<?xml version="1.0"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>orgtransfer: {"did a run come through?" if job.within else "nightly reconciliation"}</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <Enabled>true</Enabled>
      <StartBoundary>{start.isoformat()}</StartBoundary>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">{user}<LogonType>S4U</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <WakeToRun>true</WakeToRun>
    <ExecutionTimeLimit>PT4H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{escape(job.python)}</Command>
      <Arguments>{escape(arguments)}</Arguments>
      <WorkingDirectory>{escape(job.folder)}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
