"""What clerks have ruled in their worklists, taken into the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from orgtransfer import frames
from orgtransfer.errors import InputError, ProtectedError
from orgtransfer.i18n import _
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Store
from orgtransfer.worklist import bound, entries

_SUBJECT = ("kind", "a_key", "b_key")
_SAID = ("ruling", "handler", "note")


def decide(workspace: Workspace, workbooks: Sequence[Path]) -> int:
    """Takes filled-in worklists into the store: all of them, or none.

    Returns:
        How many entries say something that was not known.

    Raises:
        InputError: a file is missing or no worklist.
        ProtectedError: an entry cannot be taken back, or two workbooks contradict each other.
    """
    today = workspace.now().date()
    with workspace.store(create=True) as memory, memory.lock():
        found = [entered(workspace, workbook, memory, today, strict=True) for workbook in workbooks]
        together = pl.concat(map(_in_order, found))
        _agreed(together)
        rulings = together.unique(_SUBJECT, keep="last", maintain_order=True)
        return memory.decide(rulings, memory.tick())


def entered(
    workspace: Workspace,
    workbook: Path,
    memory: Store,
    today: dt.date,
    *,
    strict: bool = False,
) -> pl.DataFrame:
    """DECISIONS that clerks have entered in a workbook since it was written.

    A line that still says what it said then is no word of the clerk's: what was ruled elsewhere in
    the meantime stands. An entry that stood there and was taken away is one.

    Args:
        workspace: knows the password.
        workbook: the file; without `strict` it may be missing, or somebody's own.
        memory: the store.
        today: the date that new decisions bear.
        strict: whether the file has to be a worklist.

    Raises:
        InputError: `strict`, and it is none.
        ProtectedError: an entry cannot be taken back, and would be lost.
    """
    if not workbook.exists():
        if strict:
            raise InputError(_("{file} is not there.").format(file=workbook))
        return frames.DECISIONS.empty()
    try:
        written = entries.made(workbook, workspace.password)
        shown = memory.decisions(until=written) if written else None
        about = _about(memory, written)
        found = entries.read(workbook, today, shown, workspace.password, about)
    except InputError as error:
        if strict:
            raise
        raise ProtectedError(str(error)) from error
    if strict and not found.is_worklist:
        raise InputError(_("{file} is not a worklist of this tool.").format(file=workbook.name))
    if found.problems:
        raise ProtectedError(_lost(workbook, found.problems))
    return found.decisions if shown is None else _newer(found.decisions, shown, memory.decisions())


def _about(memory: Store, written: dt.datetime | None) -> bound.Names | None:
    """The names on the lines of a worklist that was written of the last run; else nothing.

    An older copy shows the names of an older run, which may have been put right since.
    """
    runs = memory.runs()
    if written is None or not runs:
        return None
    before = [run.made.astimezone(dt.UTC).replace(tzinfo=None) for run in runs[:-1]]
    if before and written <= before[-1]:
        return None
    return bound.names(memory.outcome(runs[-1].run), memory.decisions())


def _newer(entered: pl.DataFrame, shown: pl.DataFrame, current: pl.DataFrame) -> pl.DataFrame:
    """Entries field by field: one that says what its copy showed overrules nothing newer.

    Args:
        entered: DECISIONS of a workbook.
        shown: DECISIONS as they were when it was written.
        current: DECISIONS as they are now.
    """
    joined = _in_order(entered)
    for name, table in (("shown", shown), ("current", current)):
        fields = table.select(*_SUBJECT, *(pl.col(one).alias(f"{name}_{one}") for one in _SAID))
        joined = joined.join(
            fields, on=_SUBJECT, how="left", nulls_equal=True, maintain_order="left"
        )
    known = joined.with_columns(pl.col("shown_ruling", "current_ruling").fill_null("open"))
    return known.with_columns(
        pl.when(pl.col(one).eq_missing(pl.col(f"shown_{one}")))
        .then(f"current_{one}")
        .otherwise(one)
        .alias(one)
        for one in _SAID
    ).select(frames.DECISIONS.columns.keys())


def is_worklist(workbook: Path, workspace: Workspace) -> bool:
    """Whether a file is a worklist of ours; what cannot be read is none."""
    try:
        found = entries.read(workbook, workspace.now().date(), None, workspace.password)
    except InputError:
        return False
    return found.is_worklist


def _lost(workbook: Path, problems: Sequence[entries.Problem]) -> str:
    advice = _(
        "{file}: these entries cannot be taken back, so nothing was done. Put them right, or move "
        "the file away."
    ).format(file=workbook.name)
    return "\n".join([*(f"{workbook.name}: {problem}" for problem in problems), advice])


def together(known: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """DECISIONS of the store, and over them those of a workbook."""
    both = pl.concat([_in_order(known), _in_order(new)])
    return both.unique(_SUBJECT, keep="last", maintain_order=True)


def _in_order(decisions: pl.DataFrame) -> pl.DataFrame:
    """Pairs with the smaller key first: "A is B" and "B is A" are one ruling."""
    pair = pl.col("b_key").is_not_null()
    return decisions.with_columns(
        a_key=pl.when(pair).then(pl.min_horizontal("a_key", "b_key")).otherwise("a_key"),
        b_key=pl.when(pair).then(pl.max_horizontal("a_key", "b_key")),
    )


def _agreed(decisions: pl.DataFrame) -> None:
    told = decisions.group_by(_SUBJECT).agg(pl.struct(_SAID).n_unique().alias("answers"))
    contested = told.filter(pl.col("answers") > 1).sort(_SUBJECT)
    if contested.height:
        keys = contested.select(pl.concat_str("a_key", "b_key", separator="|", ignore_nulls=True))
        raise ProtectedError(
            _(
                "The workbooks contradict each other on: {keys}. Nothing was taken back; let the "
                "clerks agree and try again."
            ).format(keys=", ".join(keys.to_series().head(10)))
        )
