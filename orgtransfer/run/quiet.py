"""Nights on which nothing changed: what they may take over from the last run, and how that is known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

import polars as pl

from orgtransfer import __version__, i18n, read
from orgtransfer.config import System
from orgtransfer.models import AGAINST, Outcome
from orgtransfer.run import weighing
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Run
from orgtransfer.store.decisions import SAID, SUBJECT, in_order

READ: Final = "read"
"""In `Run.summary`: of each system whose exports were believed, what was read, see `systems`."""
BASIS: Final = "basis"
"""In `Run.summary`: what the run rested on, see `basis`."""
LINKED: Final = "linked"
"""In `Run.summary`: what the linking of the run rested on, see `linked`."""
ADDED: Final = "added"
"""In `Run.summary`: the digest of the additions that the workbook shows."""
BOOK: Final = "book"
"""In `Run.summary`: the digest of the workbook that the run wrote."""
WRITTEN: Final = "written"
"""In `Run.summary`: the tick of the workbook that the run wrote, see `Store.tick`."""

TABLED: Final = "tabled"
"""In `Run.summary` of a quiet night: the date of the run whose tables it keeps."""


_ON_FINDINGS: Final = ("finding", f"{AGAINST}finding", "unbound")
"""Kinds of DECISIONS that are about no pair."""


def systems(workspace: Workspace) -> dict[str, str]:
    """System -> the digest of what is read of it: its exports, by what configuration and version.

    It is taken before they are read: what comes while a run is at work is then read by the next.

    Args:
        workspace: the configuration.
    """
    config = workspace.config
    digests = {}
    for system in config.systems:
        made = hashlib.blake2b(digest_size=16)
        for part in (__version__, i18n.language(), repr(config), *_exports(workspace, system)):
            made.update(part.encode() if isinstance(part, str) else part)
            made.update(b"\0")
        digests[system.key] = made.hexdigest()
    return digests


def _exports(workspace: Workspace, system: System) -> Iterator[str | bytes]:
    for file in read.wanted(system, workspace.folder):
        try:
            with file.open("rb") as stream:
                yield hashlib.file_digest(stream, "blake2b").digest()
            # Where an export does not say of which day it is, the file's date does.
            yield f"{file.name} {int(file.stat().st_mtime) // 86_400}"
        except OSError:  # whoever reads it will say so
            yield f"{file.name} cannot be opened"


def unchanged(workspace: Workspace, last: Run, systems_: Mapping[str, str]) -> list[str]:
    """The systems whose exports are those that the last run read and believed.

    Args:
        workspace: the configuration.
        last: the last run.
        systems_: see `systems`.
    """
    before = last.summary.get(READ, {})
    return [
        system.key
        for system in workspace.config.systems
        if before.get(system.key) == systems_[system.key]
    ]


def sources(workspace: Workspace, letters: pl.DataFrame, systems_: Mapping[str, str]) -> str:
    """The digest of what a run reads: exports, aliases and configuration, language and version.

    Args:
        workspace: the configuration.
        letters: LETTERS.
        systems_: see `systems`.
    """
    made = hashlib.blake2b(letters.write_csv().encode(), digest_size=16)
    for part in (*systems_.values(), *_parts(workspace)):
        made.update(part.encode() if isinstance(part, str) else part)
        made.update(b"\0")
    return made.hexdigest()


def basis(sources_: str, decisions: pl.DataFrame) -> str:
    """What a run rests on, but for the date: what it reads, and the rulings.

    Two runs with one basis read, clean and match alike; only what depends on the date may differ.

    Args:
        sources_: see `sources`.
        decisions: DECISIONS, the old workbook's among them.
    """
    made = hashlib.blake2b(sources_.encode(), digest_size=16)
    said = in_order(decisions).select(*SUBJECT, *SAID).sort(SUBJECT)
    silent = (pl.col("ruling").fill_null("open") == "open") & pl.all_horizontal(
        pl.col("handler", "note").is_null()
    )
    made.update(said.filter(~silent).write_csv().encode())
    return made.hexdigest()


def linked(sources_: str, decisions: pl.DataFrame) -> str:
    """What the linking of a run rests on: what it reads, and the rulings but those on findings.

    What clerks say of a finding tells nothing about who is who, and the rules do not ask for it.

    Args:
        sources_: see `sources`.
        decisions: DECISIONS, the old workbook's among them.
    """
    return basis(sources_, decisions.filter(~pl.col("kind").is_in(_ON_FINDINGS)))


def links_as(last: Run, sources_: str, decisions: pl.DataFrame) -> bool:
    """Whether a run would read, clean and match as the last one did.

    Args:
        last: the last run.
        sources_: see `sources`.
        decisions: DECISIONS, the old workbook's among them.
    """
    return last.summary.get(LINKED) == linked(sources_, decisions)


def _parts(workspace: Workspace) -> Iterator[str | bytes]:
    config = workspace.config
    if config.match.aliases:
        yield workspace.path(config.match.aliases).read_bytes()
    # What the file says, however it is written.
    yield repr(weighing.recorded(weighing.shares(workspace)))


def book(workspace: Workspace, digest: str | None) -> str:
    """What a workbook is known by that nobody has touched, and that would be read as it was then."""
    manner = hashlib.blake2b(repr(workspace.config.worklist).encode(), digest_size=6)
    return f"{__version__} {manner.hexdigest()} {digest or ''}"


def added(additions: pl.DataFrame) -> str:
    """What clerks' additions are known by.

    Args:
        additions: ADDITIONS.
    """
    text = additions.filter(pl.col("value").is_not_null()).sort("kind", "subject", "place")
    return hashlib.blake2b(text.write_csv().encode(), digest_size=8).hexdigest()


def told_news(last: Run) -> bool:
    """Whether a run's worklist marks lines as new or changed, or says what was settled."""
    return any(int(last.summary.get(name, 0)) for name in ("new", "changed", "resolved"))


def tabled(run: Run) -> str:
    """The date, as text, of the run whose tables a run keeps: its own but for quiet nights."""
    return str(run.summary.get(TABLED, run.as_of.isoformat()))


def changed_nothing(outcome: Outcome, last: Run, before: pl.DataFrame) -> bool:
    """Whether a worklist of this outcome would show what the last one showed.

    Args:
        outcome: tonight's run.
        last: the last run; what was new or changed in it is marked in its worklist.
        before: FINDINGS of that run.
    """
    return not told_news(last) and outcome.resolved.is_empty() and outcome.findings.equals(before)
