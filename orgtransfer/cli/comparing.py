"""A configuration that is there, and what lies in a folder: what the one does not say of the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orgtransfer.cli import drafting
from orgtransfer.i18n import _

if TYPE_CHECKING:
    from orgtransfer.read import SystemGuess
    from orgtransfer.run import Workspace


def compared(workspace: Workspace, folder: Path, systems: Sequence[SystemGuess]) -> Iterator[str]:
    """The lines about what is missing on either side, with what to write.

    Args:
        workspace: the configuration.
        folder: the folder that was looked at.
        systems: what was found in it.
    """
    from orgtransfer.errors import InputError
    from orgtransfer.frames import FIELDS
    from orgtransfer.read import files

    told = 0
    known = {
        file.resolve()
        for system in workspace.config.systems
        for kind in FIELDS
        for file in files.named(system, kind, workspace.folder)
    }
    for system in workspace.config.systems:
        for kind in FIELDS:
            try:
                files.chosen(system, kind, workspace.folder)
            except InputError as error:
                told += 1
                yield str(error)
    for guess in systems:
        fresh = [table for table in guess.tables if not _is_known(table.file, known)]
        for file in sorted({table.file for table in fresh}):
            told += 1
            yield _("{file} is not in the configuration").format(file=file)
        if fresh:
            yield from _proposed(workspace, folder, guess)
    if not told:
        yield _("The configuration names everything that was found in {folder}.").format(
            folder=folder
        )


def _is_known(file: str, known: set[Path]) -> bool:
    """Whether a pattern means the file, or the archive that it lies in."""
    path = Path(file).resolve()
    return not known.isdisjoint({path, *path.parents})


def _proposed(workspace: Workspace, folder: Path, guess: SystemGuess) -> Iterator[str]:
    """The lines of the configuration that would name it."""
    below = drafting.below(folder, workspace.file)
    there = {system.label: system for system in workspace.config.systems}.get(guess.label)
    lines = list(drafting.system(guess, below))
    if there is None:
        yield _("To read it, add to {file}:").format(file=workspace.file.name)
    else:
        yield _("To read it, change in {file}, below [systems.{key}]:").format(
            file=workspace.file.name, key=there.key
        )
        lines = [line for line in lines if line.partition(" ")[0] in guess.files]
    yield from (f"    {line}" for line in lines if not line.startswith("#"))
