"""Every ruling that the store knows, in words, and taking one back."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

import polars as pl

from orgtransfer.errors import InputError, UnknownNameError
from orgtransfer.i18n import _
from orgtransfer.models import Outcome
from orgtransfer.run.workspace import Workspace
from orgtransfer.similarity.identity import mask
from orgtransfer.store import Store, tables
from orgtransfer.store.decisions import Undoing

_SHOWN = (
    "key", "standing", "kind", "ruling", "handler", "decided", "taken", "note", "first", "second",
    "probability", "tier", "evidence", "undone", "undone_by", "reason", "a_key", "b_key",
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
        zone, `first` and `second` (the subject in words, ID numbers masked; null where the last
        run does not know it) and what the last run says of the pair: `probability`, `tier`,
        `evidence`.
    """
    with workspace.store() as memory:
        found = _described(memory)
    times = pl.col("taken", "undone").dt.replace_time_zone("UTC")
    local = times.dt.convert_time_zone(str(workspace.zone)).dt.replace_time_zone(None)
    return found.with_columns(local).filter(_matches(wanted)).select(_SHOWN)


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
    found = _keyed(memory.rulings()).filter(pl.col("key") == key.upper())
    if found.height != 1:
        raise UnknownNameError(
            _("No ruling is called {key}; list them with: orgtransfer rulings").format(key=key)
        )
    return found.row(0, named=True)


def _keyed(rulings: pl.DataFrame) -> pl.DataFrame:
    """RULINGS with `key`, which is made of the matter and the time and so never changes."""
    names = rulings.select("kind", "a_key", "b_key", pl.col("taken").dt.to_string("iso"))
    keys = [hashlib.sha256(repr(row).encode()).hexdigest()[:10] for row in names.iter_rows()]
    return rulings.with_columns(key=pl.Series(["D" + key.upper() for key in keys], dtype=pl.String))


def _described(memory: Store) -> pl.DataFrame:
    rulings = _keyed(memory.rulings())[::-1]
    last = memory.last_run()
    if last is None:
        return rulings.with_columns(
            pl.lit(None, pl.String).alias(name)
            for name in ("first", "second", "within", "tier", "evidence")
        ).with_columns(probability=pl.lit(None, pl.Float64))
    outcome = memory.outcome(last.run)
    subjects = _subjects(outcome)
    for end, text in (("a_key", "first"), ("b_key", "second")):
        ends = subjects.select(pl.col("subject").alias(end), text, f"{text}_within")
        rulings = rulings.join(ends, on=end, how="left", maintain_order="left")
    within = pl.concat_str("first_within", "second_within", separator=" ", ignore_nulls=True)
    return rulings.with_columns(within=within).join(
        _evidence(outcome), on=["a_key", "b_key"], how="left", maintain_order="left"
    )


def _subjects(outcome: Outcome) -> pl.DataFrame:
    """A key (`subject`), what it names in words (`first`, `second`) and where that is (`*_within`)."""
    rows = outcome.records.select(
        subject="record_key",
        text=_words("name", mask(pl.col("id_key")), "branch", "unit", _place()),
        within=_words("branch", "unit"),
    )
    nodes = outcome.organisations.select(
        subject="organisation", text=_words("org_name", _place()), within="org_name"
    )
    made = outcome.findings.join(
        outcome.records.select("record", "name", "branch", "unit"), on="record", how="left"
    ).select(subject="key", text=_words("code", "message"), within=_words("branch", "unit", "call"))
    found = pl.concat([rows, nodes, made]).drop_nulls("subject").unique("subject", keep="first")
    return found.select(
        "subject", first="text", first_within="within", second="text", second_within="within"
    )


def _words(*parts: str | pl.Expr) -> pl.Expr:
    return pl.concat_str(*parts, separator=" ", ignore_nulls=True)


def _place() -> pl.Expr:
    file = pl.col("file").str.extract(r"([^/]*)$")
    return pl.concat_str(file, pl.col("row").cast(pl.String), separator=":")


def _evidence(outcome: Outcome) -> pl.DataFrame:
    """a_key, b_key (the smaller first), probability, tier, evidence: the pairs of a run."""
    keys = outcome.records.select("record", "record_key")
    both = outcome.matched.pairs.with_columns(evidence=tables.evidence())
    for end in ("a", "b"):
        both = both.join(keys.rename({"record": end, "record_key": f"{end}_record_key"}), on=end)
    ends = ("a_record_key", "b_record_key")
    return both.select(
        "probability", "tier", "evidence",
        a_key=pl.min_horizontal(ends), b_key=pl.max_horizontal(ends),
    ).unique(["a_key", "b_key"], keep="first", maintain_order=True)  # fmt: skip


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
