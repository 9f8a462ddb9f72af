"""The sheet of the sample, taken back without being handed in: it stands beside the worklist."""

from __future__ import annotations

from orgtransfer.run import rulings
from orgtransfer.run.workspace import Workspace
from orgtransfer.worklist import Problem


def hand_in(workspace: Workspace) -> tuple[Problem, ...]:
    """Takes back what was entered in the sheet, as long as pairs of the last sample are open.

    Returns:
        What cannot be taken back, and why.

    Raises:
        ProtectedError: a run is at work; or `[worklist] strict`, and an entry is not understood.
    """
    sheet = workspace.sample_sheet
    if not sheet.is_file():
        return ()
    from orgtransfer.run import samples

    with workspace.store() as memory:
        drawn = samples.Sample.last(memory)
        if drawn is None or not samples.shown(memory, drawn).left:
            return ()
    (handed,) = rulings.decide(workspace, [sheet])
    refused = (Problem(sheet.name, 1, handed.refused),) if handed.refused else ()
    return (*refused, *handed.problems)
