"""What has happened to one matter: when it was found, what clerks did about it, when it was settled.

A matter is a person (or branch) and a question, not a rule's code: 待核 that became 应转未转 when the
association filled in 专职, then 在途, then settled, is one story.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.i18n import _
from orgtransfer.models import SETTLED
from orgtransfer.worklist import words
from orgtransfer.worklist.lines import fill

ONE_QUESTION: Final = ("RL",)
"""Families whose rules are about one question: where the relationship stands."""
_FOUND, _SAID, _SETTLED = 0, 1, 2


def matter(key: pl.Expr) -> pl.Expr:
    """What the finding with this key is about, whatever its code says of it.

    Args:
        key: FINDINGS.key: the code, the person or branch, and perhaps more.
    """
    parts = key.str.split(":")
    family = key.str.slice(0, 2)
    one = family.is_in(ONE_QUESTION) & parts.list.get(1, null_on_oob=True).str.starts_with("P")
    return (
        pl.when(one)
        .then(pl.concat_str(family, parts.list.get(1, null_on_oob=True), separator=":"))
        .otherwise(key)
    )


def events(findings: pl.DataFrame, closed: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """Everything that happened, in words.

    Args:
        findings: FINDINGS of the last run.
        closed: CLOSED.
        history: RULINGS.

    Returns:
        `matter` (see `matter`), `day`, `text`; the earliest first.
    """
    why = {code: _(text) for code, text in SETTLED.items()}
    both = pl.concat(
        [table.select("key", "code", "rule", "first_seen") for table in (findings, closed)]
    )
    found = both.select(
        matter=matter(pl.col("key")), day="first_seen", order=pl.lit(_FOUND),
        text=fill(_("found: {rule}"), rule=pl.concat_str("code", "rule", separator=" ", ignore_nulls=True)),
    ).unique(["matter", "text"], keep="first", maintain_order=True)  # fmt: skip
    # What goes on under another code of the same matter is not settled.
    settled = closed.filter(pl.col("reason") != "other").select(
        matter=matter(pl.col("key")), day="closed", order=pl.lit(_SETTLED),
        text=fill(
            _("settled ({rule}): {why}"), rule=pl.col("code"), why=pl.col("reason").replace(why)
        ),
    )  # fmt: skip
    told = pl.concat([found, _said(history), settled])
    return (
        told.drop_nulls(["matter", "day"])
        .sort("matter", "day", "order", maintain_order=True)
        .select("matter", "day", "text")
        .unique(maintain_order=True)
    )


def _said(history: pl.DataFrame) -> pl.DataFrame:
    """What clerks entered about findings; what was taken back is left out."""
    said = history.filter(
        pl.col("kind") == "finding",
        pl.col("standing") != "undone",
        words.says_something(),
    )
    state = words.in_cells(words.STATES, pl.col("ruling"))
    first = pl.coalesce(fill(_("{state} ({who})"), state=state, who=pl.col("handler")), state)
    return said.sort("taken").select(
        matter=matter(pl.col("a_key")), day="decided", order=pl.lit(_SAID),
        text=pl.concat_str(first, "note", separator=_(": "), ignore_nulls=True),
    ).unique(["matter", "text"], keep="first", maintain_order=True)  # fmt: skip


def told(events_: pl.DataFrame) -> pl.DataFrame:
    """matter, events, story: how much has happened to each, and all of it, a line an event.

    Args:
        events_: see `events`.
    """
    line = pl.concat_str(pl.col("day").dt.to_string("%Y-%m-%d"), "text", separator=" ")
    return events_.group_by("matter", maintain_order=True).agg(
        events=pl.len(), story=line.str.join("\n")
    )


HEADS: Final = ("What has happened:", "经过：")
"""Begins the note in which a worklist tells a story, in either language."""
LEAST: Final = 3
"""So many events are a story; less stands in the line anyway."""


def notes(lines: pl.DataFrame, stories: pl.DataFrame) -> pl.Series:
    """The note that tells the story of each line; null where there is none to tell.

    Args:
        lines: with `key`.
        stories: what `told` gives.
    """
    known = stories.filter(pl.col("events") >= LEAST)
    if known.is_empty():
        return pl.repeat(None, lines.height, dtype=pl.String, eager=True).alias("story")
    keyed = lines.select(matter=matter(pl.col("key")))
    found = keyed.join(known, on="matter", how="left", maintain_order="left")
    return found.select(
        story=pl.concat_str(pl.lit(_("What has happened:")), "story", separator="\n")
    )["story"]
