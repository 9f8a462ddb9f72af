"""The journal of attempts: what each run did, refused, failed and killed ones included.

A line of JSON when a run begins and one when it ends, in the store's folder, so that a run that was
killed shows as one that never ended. It holds counts, stages and error kinds, never a person.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from orgtransfer import __version__
from orgtransfer.errors import (
    EXIT_BUG,
    EXIT_DONE,
    EXIT_INTERRUPTED,
    EXIT_PROTECTED,
    OrgtransferError,
)
from orgtransfer.i18n import _
from orgtransfer.models import Progress
from orgtransfer.report import console
from orgtransfer.run import notification
from orgtransfer.run.nightly import RunOptions, RunResult, reconcile
from orgtransfer.run.profile import Profile
from orgtransfer.run.workspace import Workspace

FILE: Final = "attempts.jsonl"
_LARGEST: Final = 512 * 1024
"""Bytes from which on the older half of the journal is put aside, once."""


_LONGEST: Final = dt.timedelta(hours=4)
"""After which a run that has not ended counts as stuck."""


@dataclass
class Attempt:
    """One run, as the journal has it."""

    attempt: str
    """When it began, with its process: names it."""
    started: str
    """ISO, with the zone's offset."""
    version: str = __version__
    ended: str | None = None
    """None: it is at work, or was killed."""
    stage: str = "begin"
    """The last stage that it came to."""
    result: str = "unfinished"
    """done, quiet, doubted (an export was not believed), refused, failed, interrupted."""
    exit_code: int | None = None
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    stages: dict[str, dict[str, float]] = field(default_factory=dict)
    """Stage -> seconds, processor (seconds of all cores) and megabytes (see `profile.Cost`)."""


def recorded(workspace: Workspace, wishes: RunOptions, progress: Progress) -> RunResult:
    """Does one run, writes down what came of it, and tells whoever is to be told.

    Args:
        workspace: the configuration.
        wishes: what was asked for; a dry run is not written down.
        progress: is told how far the run is.

    Raises:
        As `nightly.reconcile` does; the journal's own troubles, and the notification's, stop nothing.
    """
    if wishes.dry_run:
        return reconcile(workspace, wishes, progress)
    now = workspace.now()
    attempt = Attempt(f"{now:%Y%m%d-%H%M%S-%f}-{os.getpid()}", now.isoformat(timespec="seconds"))
    began = time.monotonic()
    _write(workspace, attempt)

    def watched(stage: str, done: int, total: int) -> None:
        attempt.stage = stage
        progress(stage, done, total)

    profile = Profile(watched)
    text = ""
    try:
        done = reconcile(workspace, wishes, profile)
        attempt.result, attempt.exit_code, attempt.counts = _outcome(done)
        text = "\n".join([*done.notices, console.one_line(done.summary)])
    except BaseException as error:
        attempt.result, attempt.exit_code = _failure(error)
        text = str(error) if isinstance(error, OrgtransferError) else type(error).__name__
        raise
    finally:
        attempt.ended = workspace.now().isoformat(timespec="seconds")
        attempt.seconds = round(time.monotonic() - began, 1)
        profile.end()
        attempt.stages = {
            stage: {name: round(value, 2) for name, value in vars(cost).items()}
            for stage, cost in profile.costs.items()
        }
        _write(workspace, attempt)
        _tell(workspace, attempt, text)
    return done


def _outcome(done: RunResult) -> tuple[str, int, dict[str, int]]:
    summary = done.summary
    counts = {
        name: int(getattr(summary, name))
        for name in ("records", "people", "findings", "new", "changed", "standing", "resolved")
    }
    counts |= {"run": done.run or 0, "taken_back": done.taken_back, "unbound": len(done.problems)}
    if done.doubts:
        return "doubted", EXIT_PROTECTED, counts
    return ("quiet" if done.quiet else "done"), EXIT_DONE, counts


def _failure(error: BaseException) -> tuple[str, int]:
    if isinstance(error, OrgtransferError) and error.exit_code != EXIT_BUG:
        return "refused", error.exit_code
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", EXIT_INTERRUPTED
    return "failed", EXIT_BUG


def _write(workspace: Workspace, attempt: Attempt) -> None:
    """Adds a line; where there is no store, or no room, nothing is written and nothing stops."""
    folder = workspace.path(workspace.config.store.path)
    if not folder.is_dir():
        return
    with contextlib.suppress(OSError):
        path = folder / FILE
        if path.is_file() and path.stat().st_size > _LARGEST:
            path.replace(path.with_suffix(".old.jsonl"))
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as stream:
            stream.write(json.dumps(vars(attempt), ensure_ascii=False) + "\n")


def attempts(workspace: Workspace) -> list[Attempt]:
    """Every attempt that is still written down, the first one first."""
    folder = workspace.path(workspace.config.store.path)
    found: dict[str, Attempt] = {}
    for name in (Path(FILE).with_suffix(".old.jsonl").name, FILE):
        for line in _lines(folder / name):
            found[line["attempt"]] = Attempt(**line)
    return list(found.values())


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of a journal: one that a kill cut off is passed over."""
    with contextlib.suppress(OSError):
        for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
            with contextlib.suppress(ValueError, TypeError):
                line = json.loads(text)
                if Attempt(**line).attempt:
                    yield line


@dataclass(frozen=True)
class Absence:
    """Whether runs come as they should."""

    last: Attempt | None
    success: Attempt | None
    overdue: bool
    """Whether the last success is too long ago, or never was."""
    stuck: bool = False
    """Whether the last attempt began long ago and has not ended."""

    @property
    def is_news(self) -> bool:
        """Whether somebody ought to hear of it."""
        return self.overdue or self.stuck


def watch(workspace: Workspace, within: dt.timedelta) -> Absence:
    """The last attempt and the last success, and whether that is too long ago.

    Args:
        workspace: the configuration.
        within: for how long a success counts.
    """
    known = attempts(workspace)
    good = [one for one in known if one.result in {"done", "quiet", "doubted"} and one.ended]
    success = good[-1] if good else None
    ended = dt.datetime.fromisoformat(success.ended) if success and success.ended else None
    overdue = ended is None or workspace.now() - ended > within
    last = known[-1] if known else None
    stuck = (
        last is not None
        and last.ended is None
        and workspace.now() - dt.datetime.fromisoformat(last.started) > _LONGEST
    )
    return Absence(last, success, overdue, stuck)


def absent(workspace: Workspace, absence: Absence) -> None:
    """Tells whoever is to be told of failures that no run came through."""
    last = absence.success.ended if absence.success else None
    texts = []
    if absence.overdue:
        text = _("orgtransfer: no run has come through since {when}.")
        texts.append(text.format(when=last or _("ever")))
    if absence.stuck and absence.last:
        text = _("orgtransfer: the run that began at {when} has not ended.")
        texts.append(text.format(when=absence.last.started))
    notification.send(workspace.config, notification.Message("absent", "", texts))


def ended_from_outside(workspace: Workspace) -> bool:
    """Tells that a run was ended from outside, unless it has told by itself how it ended.

    Returns:
        Whether there was anything to tell.
    """
    known = attempts(workspace)
    if known and known[-1].ended is not None:
        return False
    began = known[-1].started if known else _("never")
    stage = known[-1].stage if known else ""
    text = _(
        "orgtransfer: the run that began at {when} did not come through: it was ended from outside "
        "(last stage: {stage})."
    ).format(when=began, stage=stage)
    notification.send(workspace.config, notification.Message("unfinished", "", [text]))
    return True


def _tell(workspace: Workspace, attempt: Attempt, text: str) -> None:
    """Tells of a run, where the configuration asks for it."""
    well = attempt.result in {"done", "quiet"}
    news = any(attempt.counts.get(name) for name in ("new", "changed", "resolved"))
    wanted = {"always": True, "change": news or not well, "failure": not well}
    if wanted[workspace.config.notify.on]:
        head = f"orgtransfer {attempt.started} {attempt.result} ({attempt.exit_code})"
        message = notification.Message(attempt.result, head, text.splitlines(), attempt.counts)
        notification.send(workspace.config, message)
