"""What is held against a run before anything is written: exports, clock, store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl

from orgtransfer import intake, store
from orgtransfer.config import Config
from orgtransfer.errors import InputError, ProtectedError
from orgtransfer.i18n import _
from orgtransfer.intake import history as intake_history
from orgtransfer.models import Inputs
from orgtransfer.report.words import FIELDS, KINDS
from orgtransfer.run import lost_store, rulings, unsettled
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Export, Run, Store, rulings_file

_REASONS: Final = {**intake.REASONS, **intake_history.REASONS}


def believed(
    inputs: Inputs,
    before: Inputs | None,
    workspace: Workspace,
    memory: Store,
    seen: Mapping[Path, unsettled.State],
) -> tuple[Inputs, tuple[intake.Doubt, ...]]:
    """The exports, and the last good ones in the place of those that cannot be believed.

    Args:
        inputs: tonight's exports.
        before: what they are held against, see `unread.last_inputs`.
        workspace: the configuration, with the limits.
        memory: the runs before.
        seen: `unsettled.states` before the exports were read.
    """
    config = workspace.config
    if before is None:
        return inputs, ()
    nights = intake_history.since_accepted(
        [run.summary for run in memory.runs()], config.intake.nights
    )
    doubts = _placed(
        inputs,
        (
            *unsettled.doubts(inputs, before, seen, workspace.folder),
            *intake.doubts(inputs, before, config.intake),
            *intake_history.doubts(inputs, nights, config.intake),
        ),
    )
    return (intake.stand_in(inputs, before, doubts) if doubts else inputs), doubts


def _placed(inputs: Inputs, doubts: Sequence[intake.Doubt]) -> tuple[intake.Doubt, ...]:
    """With the file that is to be looked at."""
    files = {
        (system, kind): file
        for system, kind, file in inputs.sources.select("system", "kind", "file")
        .sort("file", descending=True)
        .iter_rows()
    }
    return tuple(replace(one, file=files.get((one.system, one.kind), "")) for one in doubts)


def notices(doubts: Sequence[intake.Doubt], config: Config) -> tuple[str, ...]:
    """Which exports were not believed and why, a line each."""
    told: dict[tuple[str, str, str], list[str]] = {}
    kinds: dict[tuple[str, str, str], list[str]] = {}
    for one in doubts:
        facts = dict(one.facts)
        if "field" in facts:
            facts["field"] = _(FIELDS.get(facts["field"], facts["field"]))
        name = one.file.rpartition("/")[2]
        told.setdefault((one.system, one.kind, name), []).append(
            _(_REASONS[one.reason]).format(**facts)
        )
    for (system, kind, name), reasons in told.items():
        # What is wrong with a file as a whole is told once, whatever it should have held.
        kinds.setdefault((system, name, _("; ").join(reasons)), []).append(_(KINDS[kind]))
    return tuple(
        _("Not believed: {system}, {kind}, {file}: {reasons}.").format(
            system=config.system(system).label,
            kind=_(", ").join(listed),
            file=file,
            reasons=reasons,
        )
        for (system, file, reasons), listed in kinds.items()
    )


def exports(
    inputs: Inputs, workspace: Workspace, last: Run | None, doubts: Sequence[intake.Doubt]
) -> tuple[Export, ...]:
    """What the history keeps of the exports; of those that are not believed, what it had of the last.

    Args:
        inputs: what the run goes by.
        workspace: the configuration.
        last: the last run.
        doubts: which exports others stand in for.
    """
    doubtful = {(one.system, one.kind) for one in doubts}
    sources = inputs.sources
    for system, kind in doubtful:
        sources = sources.filter((pl.col("system") != system) | (pl.col("kind") != kind))
    before = [one for one in last.exports if (one.system, one.kind) in doubtful] if last else []
    listed = [*store.exports(sources, workspace.folder), *before]
    return tuple(sorted(listed, key=lambda one: (one.system, one.kind, one.file)))


def check_clock(today: dt.date, last: dt.date) -> None:
    """Stops where today is before the last run's date.

    Raises:
        ProtectedError: it is.
    """
    if today < last:
        raise ProtectedError(
            _(
                "Today is {today}, but the last run was as of {last}: is the computer's clock right? Nothing "
                "was written. If the date is meant, run again with --accept clock."
            ).format(today=today.isoformat(), last=last.isoformat())
        )


def check_store(workbook: Path, workspace: Workspace, identity: str | None = None) -> None:
    """Stops before a first run begins anew what a store with all its rulings must have known.

    A store that has no run yet, though there is a worklist or a file of rulings, was emptied, moved
    or lost. A new one has another salt, so that nothing that was ruled would be known by its keys.

    Args:
        workbook: the place of the worklist.
        workspace: the configuration.
        identity: the store's; it may have been rebuilt, and then the worklist is its own.

    Raises:
        ProtectedError: there is something that a first run would leave behind.
    """
    folder = workspace.path(workspace.config.store.path)
    kept = rulings_file.read(rulings_file.beside(folder))
    acts = len(kept.acts) if kept else 0
    if identity is not None and _is_own(workbook, workspace, identity):
        return
    if rulings.is_worklist(workbook, workspace):
        lost = _(
            "{file} was written by a run that the store in {folder} knows nothing of: the store "
            "is empty, or a new one."
        ).format(file=workbook.name, folder=workspace.config.store.path)
    elif identity is None:
        lost_store.check(workspace)
        return
    else:
        return
    raise ProtectedError("\n".join([lost, *lost_store.ways_back(folder, acts)]))


def _is_own(workbook: Path, workspace: Workspace, identity: str) -> bool:
    if not workbook.is_file():
        return True
    from orgtransfer.worklist import workbook_rows

    try:
        stamp = workbook_rows.stamp(workbook, workspace.password)
    except InputError:
        return False
    return stamp is not None and stamp.store == identity


def check_sizes(before: Sequence[Export], exports: Sequence[Export], config: Config) -> None:
    """Stops before people are reported as gone whom only a broken export has lost.

    Args:
        before: the last run's exports; none on the first night.
        exports: tonight's.
        config: the limit.

    Raises:
        ProtectedError: an export has lost more rows than that.
    """
    shrunk = store.shrunk(before, exports, config.store.shrink_limit)
    if not shrunk:
        return
    lines = [
        _("{system}, {kind}: {now} rows; the last run had {before}.").format(
            system=config.system(one.system).label,
            kind=_(KINDS[one.kind]),
            now=one.now,
            before=one.before,
        )
        for one in shrunk
    ]
    advice = _(
        "Nothing was written. If the exports are complete, run again with --accept-shrink; "
        "else export them anew."
    )
    raise ProtectedError("\n".join([*lines, advice]))
