"""The matching, from cleaned records to persons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from orgtransfer import frames, models
from orgtransfer.config import Match
from orgtransfer.match import (
    assign,
    block,
    compare,
    former,
    frequency,
    graph,
    judge,
    keys,
    ledger_rows,
    link_bound,
    persons,
    prior,
    rulings,
    thresholds,
    unproposed,
    vetoes,
)
from orgtransfer.match.score import score
from orgtransfer.match.settle import by_id_number
from orgtransfer.match.values import values as make_values
from orgtransfer.match.weights import TABLE, Weights
from orgtransfer.threads import pool
from orgtransfer.through import JOINED


def match(  # noqa: PLR0913, PLR0917  # the contract between the stages: every table that matching rests on
    records: pl.DataFrame,
    organisations: pl.DataFrame,
    membership: pl.DataFrame,
    transfers: pl.DataFrame,
    limits: Match,
    aliases: pl.DataFrame,
    decisions: pl.DataFrame,
    salt: bytes,
    progress: models.Progress | None = None,
    weights: Weights = TABLE,
) -> models.Matched:
    """Says which records are the same person.

    Args:
        records: RECORDS.
        organisations: ORGANISATIONS.
        membership: MEMBERSHIP.
        transfers: TRANSFERS.
        limits: the probabilities from which a pair is linked, or shown to a clerk.
        aliases: `name`, `full_name`: what the clerk says an organisation's name stands for.
        decisions: DECISIONS; rulings on pairs win over everything else.
        salt: the key of the persons' hashes.
        progress: is told how far the matching is.
        weights: what each level of each comparison is worth.

    Returns:
        The pairs with their ledgers, the person of every record and ledger row, and what blocking
        cost.
    """
    report_progress = progress or (lambda _stage, _done, _total: None)
    report_progress("match", 0, 4)
    # Most of it runs on one core: what nothing waits for goes on beside it.
    with pool(records.height, 1) as second:
        by_name = second.submit(keys.of_names, records["name_key"])
        values, texts = make_values(records, organisations, membership)
        formers = former.of(records)
        apart, together = (rulings.pairs(decisions, values, said) for said in ("different", "same"))
        ruled = rulings.tiers(decisions, values)
        values = with_entities(values, apart, together, formers)
        units = second.submit(keys.unit_keys, values, texts, aliases)
        counted = second.submit(frequency.shares, values)
        apart = rulings.spread(apart, values)
        organisation_names = replace(
            compare.units(values, texts, aliases, weights), formers=formers
        )
        keyed = keys.keyed(values, by_name.result())
        proposed, costs = block.propose(keyed, units.result(), values, formers)
    shares = counted.result()
    # What has done its work is let go at once: a million pairs and their ledgers are the most
    # that the matching holds.
    del by_name, units, keyed
    report_progress("match", 1, 4)
    settled = within(values, values["entity"])
    pairs = pl.concat([proposed, settled, ruled.select("a", "b")]).unique().sort("a", "b")
    del proposed, settled
    against = _Against(shares, organisation_names, weights)
    scored = pl.concat(
        vetoes.mark(part, values, apart) for part in _ledgers(pairs, values, against)
    )
    del pairs
    report_progress("match", 2, 4)
    judged, overlaps = judge.pair_probabilities(scored, values, weights)
    del scored
    limits = link_bound.kept(judged, limits)
    person, tiered = assign.group(judged, values, apart, limits)
    del judged

    def ledger(pairs: pl.DataFrame) -> pl.DataFrame:
        scored = pl.concat(_ledgers(pairs, values, against))
        return prior.weigh(scored, prior.systems(pairs, values), overlaps)

    tiered = _complete(tiered, person, ledger, values)
    entity = values["entity"]
    open_ = entity.gather(tiered["a"]) != entity.gather(tiered["b"])
    tiered = _with_ruled(through(tiered, open_, limits), ruled, ledger)
    report_progress("match", 3, 4)
    named = persons.persons(values, person, salt)
    return models.Matched(
        pairs=finished(tiered, ruled),
        persons=named,
        ledger_persons=ledger_rows.ledger_persons(transfers, values, named, organisation_names),
        blocks=costs,
        dismissed=dismissed(tiered, ruled),
        unproposed=unproposed.expected(tiered, prior.systems(tiered, values), weights),
    )


def with_entities(
    values: pl.DataFrame,
    apart: pl.DataFrame,
    together: pl.DataFrame,
    formers: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Adds `entity`: records that need no weighing share it (equal numbers, a clerk's ruling).

    And `shared`: whether two entities carry the record's sound number.
    """

    def one_name(a: pl.Series, b: pl.Series) -> pl.Series:
        if formers is None or formers.is_empty():
            return vetoes.may_be_one_name(a, b)
        return former.one_name(formers, a, b)

    settled = by_id_number(values, one_name, apart)
    settled = _parted(settled, apart)
    a = np.concatenate([settled["record"].to_numpy(), together["a"].to_numpy()]).astype(np.int64)
    b = np.concatenate([settled["entity"].to_numpy(), together["b"].to_numpy()]).astype(np.int64)
    labels = graph.components(len(values), a, b)
    return values.with_columns(entity=pl.Series(labels, dtype=pl.UInt32), shared=settled["shared"])


def _parted(settled: pl.DataFrame, apart: pl.DataFrame) -> pl.DataFrame:
    """Groups that hold two records ruled to be different people are taken apart altogether.

    They have one number, so which of the two a third record belongs to is to be weighed.
    """
    entity = settled["entity"]
    broken = entity.gather(apart["a"]).filter(
        entity.gather(apart["a"]) == entity.gather(apart["b"])
    )
    inside = pl.col("entity").is_in(broken.unique().implode())
    return settled.with_columns(
        entity=pl.when(inside).then("record").otherwise("entity"), shared=pl.col("shared") | inside
    )


@dataclass(frozen=True)
class _Against:
    """What pairs are weighed against."""

    shares: pl.DataFrame
    organisation_names: compare.Units
    weights: Weights


def _ledgers(
    pairs: pl.DataFrame, values: pl.DataFrame, against: _Against
) -> Iterator[pl.DataFrame]:
    """The pairs' ledgers, of so many pairs at a time: what a pair says depends on no other."""
    for start in range(0, max(pairs.height, 1), thresholds.BATCH):
        part = pairs.slice(start, thresholds.BATCH)
        levels = compare.levels(part, values, against.organisation_names)
        yield score(levels, against.shares, against.weights)


def within(values: pl.DataFrame, group: pl.Series) -> pl.DataFrame:
    """Every pair of records of one group; in a very large group each record with the first."""
    table = values.select("record", group=group).with_columns(size=pl.len().over("group"))
    few = table.filter(pl.col("size").is_between(2, thresholds.ALL_PAIRS_UP_TO))
    pairs = few.select("group", a="record").join(few.select("group", b="record"), on="group")
    first = table.filter(pl.col("size") > thresholds.ALL_PAIRS_UP_TO).select(
        a=pl.col("record").min().over("group"), b="record"
    )
    return pl.concat([pairs.select("a", "b"), first]).filter(pl.col("a") < pl.col("b"))


def _complete(
    tiered: pl.DataFrame,
    person: pl.Series,
    ledger: Callable[[pl.DataFrame], pl.DataFrame],
    values: pl.DataFrame,
) -> pl.DataFrame:
    """Adds the pairs of one person that no rule had proposed: joined through a third record."""
    missing = within(values, person).join(tiered, on=["a", "b"], how="anti").sort("a", "b")
    if missing.is_empty():
        return tiered
    scored = ledger(missing).with_columns(
        probability=pl.col("alone"), tier=pl.lit("auto"), reason=pl.lit(None, dtype=pl.String)
    )
    return pl.concat([tiered, scored], how="diagonal")


def through(tiered: pl.DataFrame, open_: pl.Series | pl.Expr, limits: Match) -> pl.DataFrame:
    """Marks the pairs of one person that would not have been joined by themselves.

    Args:
        tiered: pairs with tier, probability and reason.
        open_: whether their records are two entities.
        limits: the thresholds.
    """
    weak = (pl.col("tier") == "auto") & (pl.col("probability") < limits.auto) & open_
    return tiered.with_columns(reason=pl.when(weak).then(pl.lit(JOINED)).otherwise("reason"))


def _with_ruled(
    tiered: pl.DataFrame, ruled: pl.DataFrame, ledger: Callable[[pl.DataFrame], pl.DataFrame]
) -> pl.DataFrame:
    """Adds the pairs that clerks ruled apart, which the matching left out altogether."""
    missing = ruled.select("a", "b").join(tiered, on=["a", "b"], how="anti").sort("a", "b")
    if missing.is_empty():
        return tiered
    scored = ledger(missing).with_columns(
        probability=pl.col("alone"), tier=pl.lit("rejected"), reason=pl.lit(None, dtype=pl.String)
    )
    return pl.concat([tiered, scored], how="diagonal")


def dismissed(tiered: pl.DataFrame, ruled: pl.DataFrame) -> pl.DataFrame:
    """DISMISSED: without what clerks ruled on, of which nothing has to be guessed."""
    faint = tiered.filter(
        (pl.col("tier") == "rejected") & (pl.col("probability") >= thresholds.FAINTEST_DISMISSED)
    )
    left = faint.join(ruled.select("a", "b"), on=["a", "b"], how="anti")
    return frames.conform(left.sort("a", "b"), frames.DISMISSED)


def finished(tiered: pl.DataFrame, ruled: pl.DataFrame) -> pl.DataFrame:
    """PAIRS: with what clerks ruled in the place of the tier and of the reason."""
    tiered = tiered.select(frames.PAIRS.columns.keys())
    known = tiered.filter(pl.col("tier") != "rejected")
    rest = tiered.filter(tier="rejected").join(ruled.select("a", "b"), on=["a", "b"], how="semi")
    table = pl.concat([known, rest]).join(ruled, on=["a", "b"], how="left", maintain_order="left")
    del known
    # A pair that waits for a choice may be one person all the same, by the rest of the rulings.
    asked = pl.when(pl.col("why").is_null() | (pl.col("tier") != "auto")).then("ruled")
    table = table.with_columns(
        tier=pl.coalesce(asked, "tier"),
        reason=pl.when(pl.col("ruled").is_null()).then("reason").otherwise("why"),
    ).filter(pl.col("tier") != "rejected")
    return frames.conform(table.sort("a", "b"), frames.PAIRS)
