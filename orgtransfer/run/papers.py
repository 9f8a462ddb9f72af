"""What is written again from a run that is kept: worklists, whole or a unit each, and the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from orgtransfer import worklist
from orgtransfer.config import Config
from orgtransfer.errors import OutputError
from orgtransfer.findings import registry
from orgtransfer.i18n import _
from orgtransfer.models import Outcome, Summary
from orgtransfer.report import page
from orgtransfer.report import summary as figures
from orgtransfer.report.sections import Night
from orgtransfer.run import rulings
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import atomic, copies
from orgtransfer.worklist.split import By


@dataclass(frozen=True)
class Cut:
    """Which worklists are wanted; by default the whole one."""

    by: str | None = None
    """`unit` or `branch`; None: not cut."""
    only: str | None = None
    """The one unit or branch that is wanted."""
    show_id: bool = False


def book(
    outcome: Outcome,
    config: Config,
    today: dt.date,
    decisions: pl.DataFrame,
    *,
    show_id: bool = False,
) -> tuple[Summary, bytes]:
    """A run's figures, and its worklist as the bytes of a workbook, with what clerks entered."""
    rules = tuple(registry.rule_texts().values())
    summary = figures.summarise(outcome, config, decisions, rules)
    if show_id:
        config = replace(config, worklist=replace(config.worklist, mask_ids=False))
    made = worklist.build(outcome, summary, config, today, decisions=decisions, rules=rules)
    return summary, worklist.to_bytes(made)


def worklists(workspace: Workspace, target: Path | None, cut: Cut) -> list[Path]:
    """Writes the worklists of the last run again.

    Args:
        workspace: the configuration.
        target: the workbook; where there is one a unit, the folder that they go into.
        cut: which ones.

    Returns:
        The files that were written. What clerks had entered in a file that was there is taken
        back first, and the file kept as a dated copy.

    Raises:
        UnknownNameError: there is no run yet, or no such unit.
        OutputError: a file cannot be written; none is then.
        ProtectedError: an entry cannot be taken back.
    """
    config = workspace.config
    with workspace.store() as memory:
        run = memory.run()
        with memory.lock():
            outcome = memory.outcome(run.run)
            plan = _plan(workspace, outcome, target, cut)
            known = memory.decisions()
            for path in plan:
                atomic.check(path)
                entered = rulings.entered(workspace, path, known, run.as_of)
                known = rulings.together(known, entered)
            memory.decide(known)
            for path, part in plan.items():
                _, made = book(part, config, run.as_of, known, show_id=cut.show_id)
                copies.keep(path, workspace.zone)
                atomic.replace(path, partial(_save, made))
    return list(plan)


def _save(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def _plan(
    workspace: Workspace, outcome: Outcome, target: Path | None, cut: Cut
) -> dict[Path, Outcome]:
    """Every file that is to be written, and what is to be in it."""
    workbook = target or workspace.path(workspace.config.worklist.path)
    if cut.by is None and cut.only is None:
        return {workbook: outcome}
    by: By = "branch" if cut.by == "branch" else "unit"
    parts = list(worklist.parts(outcome, by, cut.only))
    if cut.only is not None and target is not None:
        return {target: parts[0].outcome}
    folder = workbook.with_suffix("")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise OutputError(
            _("The folder {folder} cannot be made ({reason}).").format(
                folder=folder, reason=error.strerror
            )
        ) from error
    return {folder / f"{part.file}.xlsx": part.outcome for part in parts}


def report(workspace: Workspace, path: Path) -> None:
    """Writes the page about the last run.

    Raises:
        UnknownNameError: there is no run yet.
        OutputError: the file cannot be written.
    """
    config = workspace.config
    with workspace.store() as memory:
        run = memory.run()
        outcome, decisions = memory.outcome(run.run), memory.decisions()
        nights = [Night(one.as_of, one.findings) for one in memory.runs()]
    rules = tuple(registry.rule_texts().values())
    summary = figures.summarise(outcome, config, decisions, rules)
    text = page.render(summary, config.project.name, run.as_of, rules, nights)
    atomic.replace(path, lambda fresh: fresh.write_text(text, encoding="utf-8"))
