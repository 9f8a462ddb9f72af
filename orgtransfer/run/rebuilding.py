"""A lost store made again: salt, rulings and letters from the file beside it, entries from workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orgtransfer import store
from orgtransfer.errors import InputError, ProtectedError, UnknownNameError
from orgtransfer.i18n import _
from orgtransfer.models import Progress
from orgtransfer.run import nightly, rulings
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Store, health, locking, rulings_file


@dataclass(frozen=True)
class Rebuilt:
    """What a store was made from."""

    acts: int = 0
    """Rulings, entries and what was taken back, from the file beside the store."""
    letters: int = 0
    damaged: int = 0
    """Lines of that file that cannot be read any more."""
    handed: tuple[rulings.WorkbookReport, ...] = ()
    """What came of each workbook."""
    aside: Path | None = None
    """Where what was left of the store is now."""


def rebuild(
    workspace: Workspace, workbooks: Sequence[Path], source: Path | None, progress: Progress
) -> Rebuilt:
    """Makes a lost store again; into one that is whole it brings the rulings that it lacks.

    Args:
        workspace: the configuration.
        workbooks: worklists whose entries are taken back; the configured one is among them anyway.
        source: the file with salt and rulings; the one beside the store if not given.
        progress: is told how far it is.

    Returns:
        What it was made from. Without that file there is a new salt: entries are then bound by what
        the lines say.

    Raises:
        InputError: an export cannot be read: without exports nothing tells what the lines are about.
        ProtectedError: another run is at work, or the file is another store's.
        UnknownNameError: there is nothing that a store could be made from.
    """
    folder = workspace.path(workspace.config.store.path)
    own = workspace.path(workspace.config.worklist.path)
    books = list(dict.fromkeys([*([own] if own.is_file() else []), *workbooks]))
    kept = rulings_file.read(source or rulings_file.beside(folder))
    if kept is None and (source is not None or not books):
        raise UnknownNameError(
            _(
                "{file} is not there, or is no file of rulings: nothing to make a store from."
            ).format(file=source or rulings_file.beside(folder))
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = None
    with locking.hold(folder / "lock"):
        if not _is_of_use(folder):
            aside = health.set_aside(folder, workspace.now())
    with workspace.store(create=True) as memory, memory.lock():
        acts = _recalled(memory, kept, folder)
        handed = _taken(workspace, memory, books, progress)
        if not memory.runs():
            memory.rebuilt(workspace.now())
        letters = memory.letters.all().height
    return Rebuilt(acts, letters, kept.damaged if kept else 0, handed, aside)


def _is_of_use(folder: Path) -> bool:
    """Whether there is a store that is whole and holds something."""
    try:
        if health.check(folder):
            return False
        with store.open(folder) as memory:
            return bool(memory.runs()) or not memory.rulings().is_empty()
    except (InputError, UnknownNameError):
        return False


def _recalled(memory: Store, kept: rulings_file.RulingsFile | None, folder: Path) -> int:
    """How many acts the store did not know; its salt is theirs."""
    if kept is None:
        return 0
    if memory.runs() and memory.salt != kept.salt:
        raise ProtectedError(
            _(
                "The file of rulings is another store's than the one in {folder}. Move that store away "
                "to make this one again."
            ).format(folder=folder)
        )
    return memory.recall(kept)


def _taken(
    workspace: Workspace, memory: Store, books: Sequence[Path], progress: Progress
) -> tuple[rulings.WorkbookReport, ...]:
    """Takes back what the workbooks hold."""
    if not books:
        return ()
    today = workspace.now().date()
    readers = rulings.Readers(workspace, memory)
    if not memory.runs():
        readers.first = nightly.tonight(workspace, memory, today, progress)
    return tuple(rulings.taken(readers, books, today))
