"""Every ruling that the store knows, in words, and taking one back."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from orgtransfer import frames
from orgtransfer.errors import InputError, UnknownNameError
from orgtransfer.i18n import _
from orgtransfer.models import AGAINST, PAIR_KINDS, Outcome
from orgtransfer.run.grounds import KINDS, evidence, grounds, subjects
from orgtransfer.run.ruling_doubts import DOUBTS
from orgtransfer.run.ruling_state import clerks
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Store
from orgtransfer.store.decisions import SUBJECT, Undoing, answered
from orgtransfer.worklist import timeline

_SHOWN: Final = (
    "key", "standing", "kind", "ruling", "handler", "decided", "taken", "note", "first", "second",
    "probability", "tier", "evidence", "undone", "undone_by", "reason", "a_key", "b_key", "doubt",
    "origin", "run", "probability_now", "followed", "came", "went",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which rulings to list; what is None does not count."""

    person: str | None = None
    """A part of a name, or of anything else that the subject shows but the unit."""
    unit: str | None = None
    """A part of a unit's or a branch's name."""
    clerk: str | None = None
    """A part of the name of who ruled or took back."""
    since: dt.date | None = None
    """The day in the project's time zone on which the store took it in, or later."""


def listed(workspace: Workspace, wanted: Wanted) -> pl.DataFrame:
    """The rulings, the latest first.

    Returns:
        `key` (names the line for `undo`), the columns of RULINGS with times in the project's time
        zone, `first` and `second` (the subject in words, ID numbers masked: as the last run knows
        it, else as it was then), what the pair looked like when it was ruled on (`probability`,
        `tier`, `evidence`) and does in the last run (`probability_now`), where the ruling came from
        (`origin`, `run`), what stands against it (`doubt`: disputed, or a key of DOUBTS), and the
        first run that went by it, with the codes of the findings that `came` and `went`.
    """
    with workspace.store() as memory:
        last = memory.last_run()
        outcome = None if last is None else memory.outcome(last.run)
        found = described(memory.rulings(), outcome, workspace.zone)
    return found.filter(_matches(wanted)).select(_SHOWN)


def listing(history: pl.DataFrame, outcome: Outcome | None, zone: dt.tzinfo) -> pl.DataFrame:
    """All rulings with the columns that `listed` gives; see `described`."""
    return described(history, outcome, zone).select(_SHOWN)


@dataclass(frozen=True)
class Record:
    """Every ruling, to be asked about rows, branches and findings."""

    history: pl.DataFrame
    """RULINGS."""
    outcome: Outcome
    """The last run."""
    zone: dt.tzinfo

    def about(self, subjects: Sequence[str]) -> pl.DataFrame:
        """The rulings that name one of these keys, as `described` gives them.

        A pair is named by both its keys, with a bar between them.
        """
        keys = pl.Series([key for one in subjects for key in one.split("|")], dtype=pl.String)
        named = pl.any_horizontal(pl.col("a_key", "b_key").is_in(keys.implode()))
        return described(self.history.filter(named), self.outcome, self.zone)

    def story(self, subject: str) -> pl.DataFrame:
        """What has happened to a finding, or to all matters of a person or branch.

        Args:
            subject: the key of one of them.

        Returns:
            `matter`, `day`, `text`, see `timeline.events`.
        """
        wanted = str(pl.select(timeline.matter(pl.lit(subject))).item())
        about = timeline.matter(pl.col("key"))
        named = (about == wanted) | about.str.contains(f"{wanted}(?:[^-0-9a-f]|$)")
        said = self.history.with_columns(key="a_key").filter(named)
        findings, closed = self.outcome.findings, self.outcome.closed
        return timeline.events(findings.filter(named), closed.filter(named), said)


def confirm(workspace: Workspace, key: str, by: str, note: str | None) -> None:
    """Says of a ruling that `key` names what was said before, as another clerk.

    Raises:
        UnknownNameError: no ruling is called that.
        InputError: it is not in force, or this clerk has said it already.
        ProtectedError: a run is at work.
    """
    with workspace.store() as memory, memory.lock():
        ruling = _named(memory, key.strip())
        if ruling["standing"] != "in_force" or ruling["kind"] not in PAIR_KINDS:
            raise InputError(_("{key} is not in force, so it cannot be confirmed.").format(key=key))
        if by.strip() in clerks(memory.rulings(), ruling):
            raise InputError(
                _("{by} has said so already; another clerk has to confirm it.").format(by=by)
            )
        said = {
            **{name: ruling[name] for name in frames.DECISIONS.columns},
            "handler": by.strip(), "note": note or ruling["note"],
            "decided": workspace.now().date(),
        }  # fmt: skip
        made = pl.DataFrame([said], schema=frames.DECISIONS.columns)
        last = memory.last_run()
        said_by = made.with_columns(origin=pl.lit("confirm"))
        rests = (
            frames.GROUNDS.empty()
            if last is None
            else grounds(memory.outcome(last.run), said_by, memory.salt, last.run)
        )
        memory.decide(answered(made, memory.decisions()), memory.tick(), rests)


def undo(workspace: Workspace, key: str, by: str | None, reason: str) -> None:
    """Takes back the ruling that `key` of the list names; nothing is deleted.

    Raises:
        UnknownNameError: no ruling is called that, or several are.
        InputError: the reason is empty, or the ruling was taken back already.
        ProtectedError: a run is at work.
    """
    if not reason.strip():
        raise InputError(_("Say why the ruling is taken back."))
    with workspace.store() as memory, memory.lock():
        ruling = _named(memory, key.strip())
        if not memory.undo(ruling, Undoing(memory.tick(), by, reason.strip())):
            raise InputError(_("{key} was taken back already.").format(key=key))


def _named(memory: Store, key: str) -> dict[str, Any]:
    found = keyed(memory.rulings()).filter(pl.col("key") == key.upper())
    if found.height != 1:
        raise UnknownNameError(
            _("No ruling is called {key}; list them with: orgtransfer rulings").format(key=key)
        )
    return found.row(0, named=True)


def keyed(rulings: pl.DataFrame) -> pl.DataFrame:
    """RULINGS with `key`, which is made of the matter and the time and so never changes."""
    names = rulings.select("kind", "a_key", "b_key", pl.col("taken").dt.to_string("iso"))
    keys = [hashlib.sha256(repr(row).encode()).hexdigest()[:10] for row in names.iter_rows()]
    return rulings.with_columns(key=pl.Series(["D" + key.upper() for key in keys], dtype=pl.String))


def described(history: pl.DataFrame, outcome: Outcome | None, zone: dt.tzinfo) -> pl.DataFrame:
    """Rulings in words, the latest first; the tool's own words against them are left out.

    Args:
        history: RULINGS.
        outcome: the last run; None where there is none.
        zone: the project's time zone; times are given in it.

    Returns:
        The columns that `listed` gives, and `within`: the branches and units of the subject.
    """
    rulings = keyed(history)
    said = pl.col("kind").str.strip_prefix(AGAINST)
    ours = pl.col("kind").str.starts_with(AGAINST) & pl.col("ruling").is_in([*DOUBTS, "open"])
    shown = rulings.filter(said.is_in(KINDS), ~ours)[::-1]
    shown = shown.join(
        _doubts(rulings), on=SUBJECT, how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(doubt=pl.when(pl.col("standing") == "in_force").then("doubt"))
    shown = _with_subjects(shown, outcome)
    times = pl.col("taken", "undone").dt.replace_time_zone("UTC")
    return shown.with_columns(times.dt.convert_time_zone(str(zone)).dt.replace_time_zone(None))


def _with_subjects(shown: pl.DataFrame, outcome: Outcome | None) -> pl.DataFrame:
    """With what the subjects are called, and what the last run says of the pairs."""
    keys = pl.concat([shown["a_key"], shown["b_key"]]).drop_nulls().unique()
    known = _NOBODY if outcome is None else subjects(outcome, keys)
    for end, text in (("a", "first"), ("b", "second")):
        ends = known.select(
            pl.col("subject").alias(f"{end}_key"),
            pl.col("text").alias(text),
            pl.col("within").alias(f"{text}_within"),
        )
        shown = shown.join(ends, on=f"{end}_key", how="left", maintain_order="left")
        shown = shown.with_columns(pl.coalesce(text, f"{end}_text").alias(text))
    within = [
        pl.concat_str(*names, separator=" ", ignore_nulls=True)
        for names in (("first_within", "second_within"), ("a_text", "b_text"))
    ]
    shown = shown.with_columns(within=pl.when(within[0] != "").then(within[0]).otherwise(within[1]))
    if outcome is None:
        return shown.with_columns(probability_now=pl.lit(None, pl.Float64))
    now = evidence(outcome, keys).select(
        "a_key", "b_key", pl.exclude("a_key", "b_key").name.suffix("_now")
    )
    shown = shown.join(now, on=["a_key", "b_key"], how="left", maintain_order="left")
    # A ruling that an earlier version took in did not keep what it rested on.
    return shown.with_columns(
        pl.coalesce(name, f"{name}_now").alias(name) for name in ("probability", "tier", "evidence")
    )


_NOBODY: Final = pl.DataFrame(schema={"subject": pl.String, "text": pl.String, "within": pl.String})


def _doubts(rulings: pl.DataFrame) -> pl.DataFrame:
    """SUBJECT, doubt: what stands against the ruling that is in force."""
    return (
        rulings.filter(pl.col("kind").str.starts_with(AGAINST), pl.col("undone").is_null())
        .unique(SUBJECT, keep="last", maintain_order=True)
        .filter(pl.col("ruling") != "open")
        .select(
            pl.col("kind").str.strip_prefix(AGAINST), "a_key", "b_key",
            doubt=pl.when(pl.col("ruling").is_in(DOUBTS)).then("ruling").otherwise(pl.lit("disputed")),
        )
    )  # fmt: skip


def _matches(wanted: Wanted) -> pl.Expr:
    def holds(text: str | None, *columns: str) -> pl.Expr:
        found = pl.any_horizontal(
            pl.col(name).str.contains(text or "", literal=True).fill_null(value=False)
            for name in columns
        )
        return found if text else pl.lit(value=True)

    since = pl.col("taken").dt.date() >= wanted.since if wanted.since else pl.lit(value=True)
    return (
        since
        & holds(wanted.person, "first", "second")
        & holds(wanted.unit, "within")
        & holds(wanted.clerk, "handler", "undone_by")
    )
