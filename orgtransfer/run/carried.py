"""Clerks' words that follow their matter: through another verdict, another branch, a return.

What a clerk entered stands on a person and a matter, not on a rule's code: when the association
fills in 专职, as it was asked to, `RL03` becomes `RL01`, and who telephoned, when, and what was said
belongs there as well. What comes back after it was done is not done.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.i18n import _
from orgtransfer.models import Outcome
from orgtransfer.worklist import words
from orgtransfer.worklist.decided import day
from orgtransfer.worklist.lines import fill
from orgtransfer.worklist.timeline import ONE_QUESTION

_ENDED: Final = ("done", "ignored")


def carried(outcome: Outcome, decisions: pl.DataFrame, today: dt.date) -> pl.DataFrame:
    """The entries that tonight's findings take over.

    Args:
        outcome: tonight's run.
        decisions: DECISIONS; what clerks have said so far.
        today: the date that the new ones bear.

    Returns:
        DECISIONS of findings that are new, from the finding about the same matter that they took
        the place of; and of findings that came back, open again. What was done is told in the note.
    """
    said = decisions.filter(pl.col("kind") == "finding", words.says_something())
    if said.is_empty():
        return frames.DECISIONS.empty()
    fresh = outcome.findings.filter(pl.col("state") == "new").join(
        said, left_on="key", right_on="a_key", how="anti"
    )
    before = outcome.resolved.join(said, left_on="key", right_on="a_key", how="inner")
    before = before.select("ruling", "handler", "note", "decided", "code", "person", "organisation")
    followed = (
        _after(fresh, before.with_columns(was="code"))
        .sort("key", pl.col("code") != pl.col("was"), "decided", descending=[False, False, True])
        .unique("key", keep="first", maintain_order=True)
    )
    kept = _kept(outcome, said)
    back = (
        outcome.findings.filter(pl.col("state") == "reopened")
        .select("code", "key")
        .join(
            pl.concat([said, kept]).filter(pl.col("ruling").is_in(_ENDED)),
            left_on="key", right_on="a_key",
        )
        .with_columns(was="code")
    )  # fmt: skip
    kept = kept.join(back.select(a_key="key"), on="a_key", how="anti")
    columns = ["key", "was", "ruling", "handler", "note", "decided"]
    both = pl.concat([followed.select(columns), back.select(columns)])
    return pl.concat([kept, _taken_over(both, today)])


def _kept(outcome: Outcome, said: pl.DataFrame) -> pl.DataFrame:
    """DECISIONS on findings that have another key now, word for word."""
    unsaid = outcome.followed.join(said, left_on="key", right_on="a_key", how="anti")
    kept = said.join(unsaid, left_on="a_key", right_on="was").with_columns(a_key="key")
    return kept.select(said.columns).sort("a_key")


def moved(outcome: Outcome) -> pl.DataFrame:
    """key, was: findings of tonight, and the finding about the same matter whose place they took.

    Args:
        outcome: tonight's run.
    """
    fresh = outcome.findings.filter(pl.col("state") == "new")
    before = outcome.resolved.select("code", "person", "organisation", was="key", was_code="code")
    others = (
        _after(fresh, before)
        .sort("key", pl.col("code") != pl.col("was_code"), "was")
        .unique("key", keep="first", maintain_order=True)
    )
    return pl.concat([outcome.followed, others.select("key", "was")])


def _after(fresh: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """code, key of new findings, and the other columns of those that were about the same matter."""
    told = before.with_columns(subject=_matter()).drop("code", "person", "organisation")
    return (
        fresh.select("code", "key", subject=_matter())
        .drop_nulls("subject")
        .join(told.drop_nulls("subject"), on="subject")
    )


def expired(
    outcome: Outcome, decisions: pl.DataFrame, additions: pl.DataFrame, today: dt.date
) -> pl.DataFrame:
    """DECISIONS that open again what was exempt until a day that has passed.

    Args:
        outcome: tonight's run.
        decisions: DECISIONS.
        additions: ADDITIONS, which hold the last day of each exemption.
        today: an exemption holds up to and including its last day.
    """
    ends = additions.filter(kind="exempt_until").select("value", a_key="subject")
    held = decisions.filter(kind="finding", ruling="exempt").join(ends, on="a_key")
    held = held.join(outcome.findings.select(a_key="key"), on="a_key", how="semi")
    days = {text: day(text or "") for text in held["value"].unique()}
    over = held.with_columns(
        end=pl.col("value").replace_strict(days, default=None, return_dtype=pl.Date)
    ).filter(pl.col("end") < today)
    told = fill(
        _("[exempt until {day}, which has passed]"), day=pl.col("end").dt.to_string("%Y-%m-%d")
    )
    return over.with_columns(
        ruling=pl.lit("open"),
        note=pl.concat_str(told, "note", separator=" ", ignore_nulls=True),
        decided=pl.lit(today),
    ).select(frames.DECISIONS.columns.keys())


def _matter() -> pl.Expr:
    """What a finding is about, whatever its code says of it; null where codes are matters apart."""
    family = pl.col("code").str.slice(0, 2)
    about = pl.coalesce("person", "organisation")
    kind = pl.when(family.is_in(ONE_QUESTION)).then(family).otherwise("code")
    return pl.concat_str(kind, about, separator=":")


def _taken_over(rows: pl.DataFrame, today: dt.date) -> pl.DataFrame:
    ended = pl.col("ruling").is_in(_ENDED)
    states = {code: _(text) for code, text in words.STATES.items()}
    told = pl.format(
        "[{} {} {}]",
        pl.col("was"),
        pl.col("ruling").replace(states),
        pl.col("decided").dt.to_string("%Y-%m-%d"),
    )
    note = pl.concat_str(pl.when(ended).then(told), "note", separator=" ", ignore_nulls=True)
    made = rows.select(
        kind=pl.lit("finding"),
        a_key="key",
        b_key=pl.lit(None, pl.String),
        ruling=pl.when(ended).then(pl.lit("open")).otherwise("ruling"),
        handler="handler",
        note=pl.when(note != "").then(note),
        decided=pl.lit(today),
    )
    return frames.conform(made.sort("a_key"), frames.DECISIONS)
