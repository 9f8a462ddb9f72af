"""What a ruling rests on: the subject in words, the evidence, and digests that tell a changed row.

A ruling is about people, not about rows of one export. What it rested on is kept with it, so that
it can be answered for later, found again under another key, and shown again where the name or the
number that it rested on has changed.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames, succession
from orgtransfer.models import PAIR_KINDS, Outcome
from orgtransfer.similarity.identity import mask
from orgtransfer.store import tables
from orgtransfer.store.decisions import in_order

KINDS: Final = (*PAIR_KINDS, "finding")
"""What a ruling may be about."""


def grounds(
    outcome: Outcome, decisions: pl.DataFrame, salt: bytes, run: int | None
) -> pl.DataFrame:
    """What rulings rest on.

    Args:
        outcome: the run that the clerk looked at.
        decisions: DECISIONS, and `origin`: the workbook's name, or the command.
        salt: the store's; keys the digests.
        run: that run's number.

    Returns:
        GROUNDS of the pairs, branches and findings among them.
    """
    asked = in_order(decisions.filter(pl.col("kind").is_in(KINDS))).select(
        "kind", "a_key", "b_key", "origin"
    )
    if asked.is_empty():
        return frames.GROUNDS.empty()
    keys = pl.concat([asked["a_key"], asked["b_key"]]).drop_nulls().unique()
    known = subjects(outcome, keys)
    told = succession.row_digests(outcome.records, salt, keys)
    made = asked.with_columns(run=pl.lit(run, pl.Int64))
    for end in ("a", "b"):
        texts = known.select(
            pl.col("subject").alias(f"{end}_key"), pl.col("text").alias(f"{end}_text")
        )
        marks = told.select(
            pl.col("record_key").alias(f"{end}_key"),
            pl.col("rests").alias(f"{end}_rests"),
            pl.col("row").alias(f"{end}_row"),
        )
        for table in (texts, marks):
            made = made.join(table, on=f"{end}_key", how="left", maintain_order="left")
    made = made.join(
        evidence(outcome, keys), on=["a_key", "b_key"], how="left", maintain_order="left"
    )
    return frames.conform(made.select(frames.GROUNDS.columns.keys()), frames.GROUNDS)


def subjects(outcome: Outcome, keys: pl.Series) -> pl.DataFrame:
    """The columns subject (a key), text (what it names, in words) and within (its branch and unit)."""
    wanted = keys.implode()
    rows = outcome.records.filter(pl.col("record_key").is_in(wanted)).select(
        subject="record_key",
        text=_words("name", mask(pl.col("id_key")), "branch", "unit", _place()),
        within=_words("branch", "unit"),
    )
    nodes = outcome.organisations.filter(pl.col("organisation").is_in(wanted)).select(
        subject="organisation", text=_words("org_name", _place()), within="org_name"
    )
    findings = pl.concat([outcome.findings, outcome.resolved]).filter(pl.col("key").is_in(wanted))
    made = findings.join(
        outcome.records.select("record", "branch", "unit"), on="record", how="left"
    ).select(subject="key", text=_words("code", "message"), within=_words("branch", "unit", "call"))
    return pl.concat([rows, nodes, made]).unique("subject", keep="first", maintain_order=True)


def _words(*parts: str | pl.Expr) -> pl.Expr:
    return pl.concat_str(*parts, separator=" ", ignore_nulls=True)


def _place() -> pl.Expr:
    file = pl.col("file").str.extract(r"([^/]*)$")
    return pl.concat_str(file, pl.col("row").cast(pl.String), separator=":")


def evidence(outcome: Outcome, keys: pl.Series) -> pl.DataFrame:
    """a_key, b_key (the smaller first), probability, tier, evidence: pairs of rows with `keys`."""
    named = outcome.records.filter(pl.col("record_key").is_in(keys.implode()))
    return between(named, outcome.matched.pairs).select(
        "a_key", "b_key", "probability", "tier", evidence=tables.evidence()
    )


def between(records: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs of some rows, each once, with their record keys.

    Args:
        records: RECORDS.
        pairs: PAIRS.

    Returns:
        PAIRS with `a_key` and `b_key`, the smaller first.
    """
    keys = records.select("record", "record_key")
    both = pairs
    for end in ("a", "b"):
        both = both.join(keys.rename({"record": end, "record_key": f"_{end}"}), on=end)
    return (
        both.with_columns(a_key=pl.min_horizontal("_a", "_b"), b_key=pl.max_horizontal("_a", "_b"))
        .drop("_a", "_b")
        .unique(["a_key", "b_key"], keep="first", maintain_order=True)
    )
