"""Exports that somebody is still at work on: open in a spreadsheet program, or still being copied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from orgtransfer import intake, read
from orgtransfer.models import Inputs
from orgtransfer.read import files
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import atomic

State = tuple[int, int]
"""A file's size and the time of its last change."""


def states(workspace: Workspace) -> dict[Path, State]:
    """The state of every export, to be taken before they are read.

    Raises:
        InputError: a file is missing.
    """
    return {file: _state(file) for file in read.chosen(workspace.config, workspace.folder)}


def doubts(
    now: Inputs, before: Inputs, seen: Mapping[Path, State], folder: Path
) -> tuple[intake.Doubt, ...]:
    """Why an export may change yet; one that says what the last run knew is no matter.

    Args:
        now: tonight's tables.
        before: those of the last run.
        seen: `states` before they were read.
        folder: that of the configuration.
    """
    found: list[intake.Doubt] = []
    paths = {files.shown(file, folder): file for file in seen}
    named = now.sources.select("system", "kind", "file").unique(maintain_order=True)
    for system, kind, file in named.iter_rows():
        path = next((paths[name] for name in _names(file) if name in paths), None)
        if path is not None and not intake.is_known(now, before, system, kind):
            found += [
                intake.Doubt(system, kind, reason, {"file": path.name})
                for reason in _reasons(path, seen[path])
            ]
    return tuple(found)


def _names(file: str) -> Iterator[str]:
    """The file itself, and the archives that it may be a member of."""
    yield file
    yield from (parent.as_posix() for parent in Path(file).parents)


def _reasons(path: Path, seen: State) -> Iterator[str]:
    if _state(path) != seen:
        yield "moving"
    elif atomic.mark_beside(path) is not None:
        yield "open"


def _state(path: Path) -> State:
    try:
        found = path.stat()
    except OSError:  # taken away meanwhile
        return (-1, 0)
    return (found.st_size, found.st_mtime_ns)
