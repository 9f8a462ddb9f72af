"""A store that is not there though it was: what is left of it, and what brings it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from orgtransfer import store
from orgtransfer.errors import ProtectedError
from orgtransfer.i18n import _
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import backups, rulings_file


def check(workspace: Workspace) -> None:
    """Stops where there is no store, but a file of what clerks had ruled in one.

    Raises:
        ProtectedError: a new store would know nothing of these rulings.
    """
    folder = workspace.path(workspace.config.store.path)
    if not store.is_new(folder):
        return
    kept = rulings_file.read(rulings_file.beside(folder))
    if kept is not None and kept.acts:
        told = _("The store in {folder} is lost: its rulings are still here, its runs are not.")
        lost = told.format(folder=workspace.config.store.path)
        raise ProtectedError("\n".join([lost, *ways_back(folder, len(kept.acts))]))


def ways_back(folder: Path, acts: int) -> Iterator[str]:
    """What brings a lost store back, the best first."""
    if any((folder / backups.FOLDER).glob("*.sqlite")):
        yield _(
            "Nothing was written. Copies made before the last runs are there: see them with `orgtransfer "
            "store list`, and put one back with `orgtransfer store restore FILE`."
        )
    else:
        yield _(
            "Nothing was written. If the folder was moved, name it in [store] path; if you have a copy "
            "of it, put it back."
        )
    if acts:
        yield _(
            "Otherwise `orgtransfer store rebuild` makes it again: {count} rulings and entries are kept in "
            "{file}, and what was entered in the worklist is taken back."
        ).format(count=acts, file=rulings_file.beside(folder).name)
    else:
        yield _(
            "Otherwise `orgtransfer store rebuild` makes it again from what was entered in the worklist."
        )
    yield _(
        "To begin anew run again with --accept store: what stands in the worklist is taken over by "
        "what its lines say."
    )
