"""Pairs to judge of the last run, and rulings on them taken into the store one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from orgtransfer import frames
from orgtransfer.findings import search
from orgtransfer.i18n import _
from orgtransfer.models import Outcome
from orgtransfer.run import grounds, samples
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Store
from orgtransfer.store.decisions import answered
from orgtransfer.worklist import pairs, words

_ORIGIN: Final = "judge"
_SAMPLED: Final = "judge --sample"


@dataclass(frozen=True)
class Ruling:
    """What a clerk says about one pair."""

    ruling: str
    """`same`, `different`, or `unsure` of a drawn pair."""
    handler: str | None
    note: str | None


def open_pairs(workspace: Workspace, memory: Store, who: str | None = None) -> pl.DataFrame:
    """The pairs of people that nobody has ruled on yet, or two have against each other.

    What is disputed comes first, then the most informative.

    A pair whose probability is near one half says most: its answer is the hardest to foresee.

    Args:
        workspace: the configuration.
        memory: the store.
        who: only the pairs of people whom `findings.search` finds by this.

    Returns:
        PAIR_LINES (see `worklist.pairs.pairs`); `evidence`: the row of PAIRS with its ledger; and
        `grounds`: the row of GROUNDS that a ruling on it rests on.

    Raises:
        UnknownNameError: there is no run yet.
    """
    last = memory.run().run
    outcome = memory.outcome(last)
    found = pairs.pairs(outcome, memory.decisions(), workspace.config.worklist.mask_ids)
    asked = [_("disputed"), *(_(text) for text in words.DOUBTS.values())]
    disputed = pl.col("ruling").is_in(asked).fill_null(value=False)
    undecided = found.filter(pl.col("ruling").is_null() | disputed)
    if who is not None:
        undecided = undecided.filter(_is_about(outcome, who))
    known = outcome.matched.pairs.filter(
        pl.col("tier").is_in(["review", *pairs.RULED]) | pl.col("reason").is_not_null()
    )
    ledgers = grounds.between(outcome.records, known).select(
        "a_key", "b_key", evidence=pl.struct(pl.exclude("a_key", "b_key"))
    )
    ends = pl.col("key").str.split("|").list.sort()
    undecided = undecided.with_columns(
        kind=pl.lit("pair"), a_key=ends.list.first(), b_key=ends.list.last()
    )
    rests = grounds.grounds(
        outcome, undecided.with_columns(origin=pl.lit(_ORIGIN)), memory.salt, last
    )
    rested = rests.select("a_key", "b_key", grounds=pl.struct(frames.GROUNDS.columns.keys()))
    for table in (ledgers, rested):
        undecided = undecided.join(table, on=["a_key", "b_key"], how="left", maintain_order="left")
    return undecided.drop("kind", "a_key", "b_key").sort(
        ~disputed, (pl.col("chance") - 0.5).abs(), "key", maintain_order=True
    )


def drawn_pairs(workspace: Workspace, memory: Store) -> pl.DataFrame:
    """The pairs of the last sample that nobody has judged, blind, in the order they were drawn in.

    Args:
        workspace: the configuration.
        memory: the store.

    Returns:
        PAIR_LINES (see `worklist.sample.lines`), and `grounds` as in `open_pairs`.

    Raises:
        UnknownNameError: no sample was drawn.
    """
    sample = samples.current(memory)
    outcome = memory.outcome(sample.run)
    mask = workspace.config.worklist.mask_ids
    said = samples.answers(memory, sample).filter(pl.col("ruling").is_null())
    ends = pl.col("key").str.split("|").list.sort()
    open_ = samples.lines(outcome, sample, mask_ids=mask).with_columns(
        kind=pl.lit("pair"), a_key=ends.list.first(), b_key=ends.list.last()
    )
    open_ = open_.join(
        said.select("pair"), left_on=pl.concat_str("a_key", "b_key", separator="|"),
        right_on="pair", how="semi", maintain_order="left",
    )  # fmt: skip
    rests = grounds.grounds(
        outcome, open_.with_columns(origin=pl.lit(_SAMPLED)), memory.salt, sample.run
    )
    rested = rests.select("a_key", "b_key", grounds=pl.struct(frames.GROUNDS.columns.keys()))
    return open_.join(rested, on=["a_key", "b_key"], how="left", maintain_order="left").drop(
        "kind", "a_key", "b_key"
    )


def _is_about(outcome: Outcome, who: str) -> pl.Expr:
    """Whether a pair holds a row of somebody whom a search finds."""
    hits = search.people(outcome, who)["person"]
    rows = outcome.matched.persons.filter(pl.col("person").is_in(hits.implode()))
    keys = outcome.records.join(rows, on="record", how="semi")["record_key"].implode()
    ends = pl.col("key").str.split("|")
    return ends.list.first().is_in(keys) | ends.list.last().is_in(keys)


def rule(workspace: Workspace, memory: Store, pair: Mapping[str, Any], ruling: Ruling) -> None:
    """Takes one ruling into the store; once this returns, it is on the disk.

    It ends a dispute about the pair.

    Args:
        workspace: the configuration.
        memory: the store, open for writing.
        pair: a row of `open_pairs`.
        ruling: what the clerk says.

    Raises:
        ProtectedError: a run is at work.
    """
    a_key, _sign, b_key = pair["key"].partition("|")
    rests = pl.DataFrame(
        [pair["grounds"]] if pair["grounds"] else [], schema=frames.GROUNDS.columns
    )
    decision = {
        "kind": "pair", "a_key": a_key, "b_key": b_key, "ruling": ruling.ruling,
        "handler": ruling.handler, "note": ruling.note, "decided": workspace.now().date(),
    }  # fmt: skip
    with memory.lock():
        said = pl.DataFrame([decision], schema=frames.DECISIONS.columns)
        memory.decide(answered(said, memory.decisions()), memory.tick(), rests)
