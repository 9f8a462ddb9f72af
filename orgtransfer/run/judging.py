"""Pairs to judge of the last run, and rulings on them taken into the store one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.i18n import _
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Store
from orgtransfer.worklist import pairs

_AGAINST: Final = "disputed_pair"
"""The kind of what was ruled against another ruling and not applied (see `merging`)."""


@dataclass(frozen=True)
class Ruling:
    """What a clerk says about one pair."""

    ruling: str
    """`same` or `different`."""
    handler: str | None
    note: str | None


def open_pairs(workspace: Workspace, memory: Store) -> pl.DataFrame:
    """The pairs of people that nobody has ruled on yet, or two have against each other.

    What is disputed comes first, then the most informative.

    A pair whose probability is near one half says most: its answer is the hardest to foresee.

    Returns:
        PAIR_LINES (see `worklist.pairs.pairs`), and `evidence`: the row of PAIRS with its ledger.

    Raises:
        UnknownNameError: there is no run yet.
    """
    outcome = memory.outcome(memory.run().run)
    found = pairs.pairs(outcome, memory.decisions(), workspace.config.worklist.mask_ids)
    disputed = (pl.col("ruling") == _("disputed")).fill_null(value=False)
    undecided = found.filter(pl.col("ruling").is_null() | disputed)
    keys = outcome.records.select("record", "record_key")
    ledgers = (
        outcome.matched.pairs.filter(pl.col("tier") == "review")
        .join(keys.rename({"record": "a", "record_key": "_a"}), on="a")
        .join(keys.rename({"record": "b", "record_key": "_b"}), on="b")
        .select(
            pl.struct(pl.all().exclude("_a", "_b")).alias("evidence"),
            key=pl.concat_str(
                pl.min_horizontal("_a", "_b"), pl.max_horizontal("_a", "_b"), separator="|"
            ),
        )
        .unique("key", keep="first", maintain_order=True)
    )
    undecided = undecided.with_columns(
        _either=pl.col("key").str.split("|").list.sort().list.join("|")
    ).join(ledgers, left_on="_either", right_on="key", how="left", maintain_order="left")
    return undecided.drop("_either").sort(
        ~disputed, (pl.col("chance") - 0.5).abs(), "key", maintain_order=True
    )


def rule(workspace: Workspace, memory: Store, key: str, ruling: Ruling) -> None:
    """Takes one ruling into the store; once this returns, it is on the disk.

    It ends a dispute about the pair.

    Args:
        workspace: the configuration.
        memory: the store, open for writing.
        key: the pair's, both record keys with a bar between them.
        ruling: what the clerk says.

    Raises:
        ProtectedError: a run is at work.
    """
    a_key, _sign, b_key = key.partition("|")
    decision = {
        "kind": "pair", "a_key": a_key, "b_key": b_key, "ruling": ruling.ruling,
        "handler": ruling.handler, "note": ruling.note, "decided": workspace.now().date(),
    }  # fmt: skip
    with memory.lock():
        known = memory.decisions().filter(
            pl.concat_list("a_key", "b_key").list.sort().list.join("|")
            == "|".join(sorted((a_key, b_key)))
        )
        ended = known.filter(pl.col("kind") == _AGAINST, pl.col("ruling") != "open").with_columns(
            ruling=pl.lit("open"), handler=pl.lit(None, pl.String), note=pl.lit(None, pl.String)
        )
        said = pl.DataFrame([decision], schema=frames.DECISIONS.columns)
        memory.decide(pl.concat([said, ended]), memory.tick())
