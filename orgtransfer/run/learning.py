"""Learning weights from the last run and what clerks have ruled, and the file that keeps them."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from orgtransfer.errors import ProtectedError
from orgtransfer.i18n import _
from orgtransfer.match import learning, learnt, reweighed
from orgtransfer.match.learnt import Shares
from orgtransfer.models import Outcome
from orgtransfer.quality import belief
from orgtransfer.quality.population import SEARCH
from orgtransfer.run import samples, weighing
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Run, Store, atomic

FILE: Final = "weights.toml"
_ENOUGH: Final = 30
"""Rulings without which before and after say nothing."""


@dataclass(frozen=True)
class Trial:
    """What was said of pairs that clerks ruled on, by weights that these rulings did not teach."""

    rulings: int
    same: int
    """Ruled to be one person."""
    expected: tuple[float, float]
    """As many were expected to be one person, before and after."""
    losses: tuple[float, float]
    """The mean log-loss, before and after."""
    error: float
    """Of the difference of the two losses: its standard error."""

    @property
    def worse(self) -> bool:
        """Whether the rulings speak against what was learnt, beyond chance."""
        before, after = self.losses
        return self.rulings >= _ENOUGH and after - before > self.error


@dataclass(frozen=True)
class Found:
    """What was learnt."""

    run: Run
    before: Shares
    """Of the run."""
    learnt: learning.Learnt
    trial: Trial | None
    """None where there is no ruling."""


def learn(memory: Store, auto: float) -> Found:
    """Learns from the last run.

    Args:
        memory: the store.
        auto: the probability from which a pair is linked.

    Raises:
        UnknownNameError: there is no run yet.
    """
    run = memory.run()
    shares = weighing.of(run.summary)
    base = learnt.weights(shares)
    pairs = _ruled(memory, memory.outcome(run.run))
    found = learning.learn(pairs, base, auto)
    tried = learning.tried(pairs, base, auto) if pairs["label"].count() else None
    return Found(run, shares, found, None if tried is None else _trial(tried))


def _ruled(memory: Store, outcome: Outcome) -> pl.DataFrame:
    """The pairs of a run with `label`, `worth` and `fold` (see `learning`)."""
    pairs = belief.between(outcome.matched, outcome.records)
    keys = outcome.records.select("record", "record_key")
    for end in ("a", "b"):
        ends = keys.rename({"record": end, "record_key": f"{end}_key"})
        pairs = pairs.join(ends, on=end, how="left", maintain_order="left")
    said = memory.rulings().filter(
        pl.col("kind") == "pair",
        pl.col("standing") == "in_force",
        pl.col("ruling").is_in(["same", "different"]),
    )
    ruled = said.select(pair=_pair(), label=(pl.col("ruling") == "same").cast(pl.Float64)).unique(
        "pair", keep="last", maintain_order=True
    )
    keyed = pairs.with_columns(pair=_pair()).join(
        ruled, on="pair", how="left", maintain_order="left"
    )
    worth = _worth(memory)
    return keyed.join(worth, on="pair", how="left", maintain_order="left").with_columns(
        worth=pl.when(pl.col("label").is_not_null()).then("worth"), fold=_folds(keyed["pair"])
    )


def _pair() -> pl.Expr:
    return pl.concat_str(
        pl.min_horizontal("a_key", "b_key"), pl.max_horizontal("a_key", "b_key"), separator="|"
    )


def _folds(pairs: pl.Series) -> pl.Series:
    """A whole number a pair, which depends on the pair alone."""
    return pl.Series(
        [hashlib.blake2b(one.encode(), digest_size=2).digest()[0] for one in pairs], dtype=pl.Int64
    )


def _worth(memory: Store) -> pl.DataFrame:
    """`pair`, `worth`: how many pairs each judged one of the last sample stands for."""
    sample = samples.Sample.last(memory)
    if sample is None:
        return pl.DataFrame(schema={"pair": pl.String, "worth": pl.Float64})
    answers = samples.answers(memory, sample).filter(
        pl.col("ruling").is_in(["same", "different"]), pl.col("stratum") != SEARCH
    )
    sizes = pl.DataFrame(sample.strata, schema=samples.STRATA).select("side", "stratum", "size")
    return answers.join(sizes, on=["side", "stratum"], how="left").select(
        pair=_pair(), worth=pl.col("size") / pl.len().over("side", "stratum")
    )


def _trial(tried: pl.DataFrame) -> Trial:
    label = tried["label"]
    before, after = (reweighed.loss(tried[name], label) for name in ("before", "after"))
    count = tried.height
    return Trial(
        count,
        int(label.sum()),
        (float(tried["before"].sum()), float(tried["after"].sum())),
        (float(before.mean()), float(after.mean())),
        float((after - before).std() / math.sqrt(count)),
    )


def path(workspace: Workspace) -> Path:
    """Where the file is: as configured, else beside the configuration."""
    return workspace.path(workspace.config.match.weights or FILE)


def write(workspace: Workspace, found: Found) -> Path:
    """Writes what was learnt.

    Raises:
        ProtectedError: rulings speak against it.
        OutputError: it cannot be written.
    """
    if found.trial is not None and found.trial.worse:
        raise ProtectedError(
            _(
                "Nothing was written: on rulings that they did not learn from, the new weights say "
                "less than the present ones do."
            )
        )
    head = _(
        "Written by orgtransfer learn from run {run}. Of the pairs of one person that both give the "
        "field: how often each level is seen. What is not named here is as shipped."
    ).format(run=found.run.run)
    place = path(workspace)
    atomic.write(place, learnt.text(found.learnt.shares, head).encode())
    return place
