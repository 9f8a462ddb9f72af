"""Exports that cannot be read at all: the last good ones stand in for them, and the night goes on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from orgtransfer import intake, read
from orgtransfer.config import System
from orgtransfer.errors import UnknownNameError
from orgtransfer.frames import FIELDS
from orgtransfer.models import Inputs, Progress
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Store


def legible(
    workspace: Workspace, before: Inputs | None, unchanged: Sequence[str], progress: Progress
) -> tuple[Inputs, tuple[intake.Doubt, ...]]:
    """Tonight's exports, with the last good ones in the place of those that cannot be read.

    Args:
        workspace: the configuration.
        before: see `last_inputs`.
        unchanged: the systems whose exports are those that `before` was read from.
        progress: is told how far the reading is.

    Returns:
        The tables, and what could not be read.

    Raises:
        UnreadError: an export cannot be read, and there is nothing that could stand in for it.
    """
    config = workspace.config
    try:
        kept = {} if before is None else dict.fromkeys(unchanged, before)
        return read.read(config, workspace.folder, partial(progress, "read"), kept), ()
    except read.UnreadError as error:
        if before is None:
            raise
        systems = {system.key: system for system in config.systems}
        doubts: list[intake.Doubt] = []
        for one in error.unread:
            kinds = _kinds(systems[one.system], one, error.inputs, before)
            if not kinds:
                raise
            facts = {"text": one.reason}
            doubts += [
                intake.Doubt(one.system, kind, intake.UNREAD, facts, one.file) for kind in kinds
            ]
        return intake.stand_in(error.inputs, before, doubts), tuple(doubts)


def last_inputs(workspace: Workspace, memory: Store) -> Inputs | None:
    """What tonight's exports are held against; None where nothing is, or is to be."""
    last = memory.last_run()
    if last is None or not workspace.config.intake.check:
        return None
    try:
        return intake.earlier(memory.inputs(last.run))
    except UnknownNameError:  # a run of which only the findings are kept
        return None


def _kinds(system: System, one: read.Unread, now: Inputs, before: Inputs) -> list[str]:
    """The kinds of table that the export held; none where the last run had not all that it should."""
    kept, here = (
        set(side.sources.filter(system=system.key)["kind"].to_list()) for side in (before, now)
    )
    if not kept.issuperset(one.kinds):
        return []
    # A table of a kind that the configuration names no file for came with it.
    free = [kind for kind in FIELDS if not getattr(system, kind)]
    came = [kind for kind in free if kind in kept and kind not in here]
    return [*one.kinds, *came]
