"""Samples of pairs that clerks judge blind: drawn, kept in the store, and what their answers show.

An answer is a ruling on a drawn pair that was made after it was drawn, from the sheet 抽查 or by
`judge --sample`. Rulings on other pairs are a selection, and are never taken for a sample.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

import polars as pl

from orgtransfer.errors import InputError, UnknownNameError
from orgtransfer.i18n import _
from orgtransfer.models import Outcome
from orgtransfer.quality import belief, calibration, sampling, search
from orgtransfer.quality.estimate import Known, Quality, estimate
from orgtransfer.quality.population import SEARCH, population, strata
from orgtransfer.run import replacing
from orgtransfer.run.workspace import Workspace
from orgtransfer.store import Store, atomic
from orgtransfer.worklist import sample as sheet
from orgtransfer.worklist import to_bytes
from orgtransfer.worklist.stamp import Stamp

_ITEMS: Final = {
    "side": pl.String, "stratum": pl.String, "said": pl.Float64, "a_key": pl.String, "b_key": pl.String,
}  # fmt: skip
STRATA: Final = {"side": pl.String, "stratum": pl.String, "size": pl.Int64, "said": pl.Float64}
_LAST: Final = 5
"""Samples whose sheets may still come back."""
_ANSWERS: Final = ("same", "different", "unsure")


@dataclass(frozen=True)
class Sample:
    """One sample, as the store keeps it."""

    run: int
    seed: int
    drawn: str
    """UTC, see `Store.tick`: rulings made since are answers."""
    links: int
    decided: int
    """Links that clerks had ruled on by then."""
    strata: list[dict[str, Any]]
    items: list[dict[str, Any]]

    @property
    def table(self) -> pl.DataFrame:
        """The drawn pairs; `b_key` is null where no candidate was found."""
        return pl.DataFrame(self.items, schema=_ITEMS)

    @property
    def keys(self) -> pl.DataFrame:
        """`a_key`, `b_key`, the smaller first, of the pairs that can be judged."""
        return self.table.drop_nulls("b_key").select(
            a_key=pl.min_horizontal("a_key", "b_key"), b_key=pl.max_horizontal("a_key", "b_key")
        )

    @classmethod
    def last(cls, memory: Store) -> Self | None:
        """The sample that was drawn last; None where there was none."""
        kept = memory.samples()
        return cls(**kept[-1]) if kept else None


@dataclass(frozen=True)
class Shown:
    """What a sample shows so far."""

    sample: Sample
    quality: Quality | None
    """None where nothing was judged yet."""
    calibration: pl.DataFrame
    """See `calibration.bands`."""
    left: int
    """Pairs that nobody has judged."""


def draw(memory: Store, count: int, seed: int) -> Sample:
    """Draws a sample of the last run and keeps it.

    Args:
        memory: the store, locked.
        count: how many pairs to judge.
        seed: another number draws other pairs.

    Raises:
        UnknownNameError: there is no run yet.
        InputError: there is nothing to judge.
    """
    run = memory.run().run
    outcome = memory.outcome(run)
    found = _unruled(population(outcome.matched, outcome.records), outcome, memory.decisions())
    if found.is_empty():
        raise InputError(_("There is no link between two systems, and nobody to look for."))
    chosen = _keyed(_looked_for(sampling.drawn(found, count, (run, seed)), outcome), outcome)
    linked = belief.between(outcome.matched, outcome.records)
    decided = linked.filter(tier="decided").height
    made = Sample(
        run, seed, memory.tick().isoformat(), found.filter(side="link").height + decided, decided,
        strata(found).to_dicts(), chosen.select(_ITEMS.keys()).to_dicts(),
    )  # fmt: skip
    memory.keep_sample(asdict(made))
    return made


def _unruled(found: pl.DataFrame, outcome: Outcome, decisions: pl.DataFrame) -> pl.DataFrame:
    """POPULATION without pairs that were ruled on since the run: to say it again is no answer."""
    ruled = pl.col("kind") == "pair", pl.col("ruling") != "open"
    said = decisions.filter(*ruled).select(pair=_pair())
    keyed = _keyed(found, outcome).with_columns(pair=_pair())
    return keyed.join(said, on="pair", how="anti", maintain_order="left").select(found.columns)


def _keyed(table: pl.DataFrame, outcome: Outcome) -> pl.DataFrame:
    """`table` with the `a_key` and `b_key` of its records `a` and `b`."""
    keys = outcome.records.select("record", "record_key")
    for end in ("a", "b"):
        table = table.join(
            keys.rename({"record": end, "record_key": f"{end}_key"}),
            on=end, how="left", maintain_order="left",
        )  # fmt: skip
    return table


def _looked_for(chosen: pl.DataFrame, outcome: Outcome) -> pl.DataFrame:
    """The drawn rows without a candidate, each with the best one of another search."""
    matched, records = outcome.matched, outcome.records
    alone = chosen.filter(pl.col("b").is_null())["a"].implode()
    links = matched.pairs.filter(pl.col("tier").is_in(belief.LINKED))
    taken = pl.concat([links["a"], links["b"]]).unique().implode()
    others = records.filter(pl.col("role") != "roster", ~pl.col("record").is_in(taken))
    known = pl.concat([matched.pairs.select("a", "b"), matched.dismissed.select("a", "b")])
    found = search.best(records.filter(pl.col("record").is_in(alone)), others, known)
    return chosen.join(
        found.rename({"record": "a", "other": "found"}), on="a", how="left", maintain_order="left"
    ).with_columns(
        b=pl.when(stratum=SEARCH).then("found").otherwise("b"),
    )


def lines(outcome: Outcome, sample: Sample, *, mask_ids: bool = True) -> pl.DataFrame:
    """PAIR_LINES of a sample, blind: see `worklist.sample.lines`."""
    return sheet.lines(outcome, sample.keys, mask_ids=mask_ids)


def known(memory: Store, outcome: Outcome) -> pl.DataFrame | None:
    """The lines of the last samples, as the rows read in some run; None where none was drawn.

    A row keeps its key from run to run, so that a sheet is understood after the run is forgotten.
    """
    found = [lines(outcome, Sample(**kept)) for kept in memory.samples()[-_LAST:]]
    return pl.concat(found).unique("key", keep="first", maintain_order=True) if found else None


def write(workspace: Workspace, memory: Store, sample: Sample, target: Path | None) -> Path:
    """Writes the sheet, beside the worklist unless another place is named.

    Raises:
        OutputError: it cannot be written.
        ProtectedError: the file was saved meanwhile.
    """
    place = target or workspace.sample_sheet
    atomic.check(place)
    outcome = memory.outcome(sample.run)
    # Its lines are those of the run that it was drawn from.
    written = memory.run(sample.run).made.astimezone(dt.UTC).replace(tzinfo=None)
    stamp = Stamp(memory.identity, written)
    name = workspace.config.project.name
    book = sheet.build(lines(outcome, sample), name, stamp)
    content = to_bytes(book, workspace.password)
    replacing.put(place, content, replacing.digest(place), workspace.zone)
    return place


def answers(memory: Store, sample: Sample) -> pl.DataFrame:
    """The drawn pairs with `ruling`: same, different or unsure; null where nobody has answered."""
    since = dt.datetime.fromisoformat(sample.drawn)
    said = (
        memory.rulings()
        .filter(
            pl.col("kind") == "pair",
            pl.col("standing") == "in_force",
            pl.col("ruling").is_in(_ANSWERS),
            pl.col("taken") >= since,
        )
        .select("ruling", pair=_pair())
    )
    items = sample.table.with_columns(pair=_pair())
    # A row with which nothing was found has been looked at by the search alone.
    nobody = pl.when(pl.col("b_key").is_null()).then(pl.lit("different"))
    return items.join(said, on="pair", how="left", maintain_order="left").with_columns(
        ruling=pl.coalesce("ruling", nobody)
    )


def _pair() -> pl.Expr:
    return pl.concat_str(
        pl.min_horizontal("a_key", "b_key"), pl.max_horizontal("a_key", "b_key"), separator="|"
    )


def shown(memory: Store, sample: Sample) -> Shown:
    """What the answers so far show."""
    said = answers(memory, sample)
    judged = said.filter(pl.col("ruling").is_not_null(), pl.col("b_key").is_not_null())
    counted = pl.DataFrame(sample.strata, schema=STRATA).join(
        said.group_by("side", "stratum").agg(
            *((pl.col("ruling") == one).sum().cast(pl.Float64).alias(one) for one in _ANSWERS),
            answered=pl.col("ruling").count(),
        ),
        on=["side", "stratum"], how="left", maintain_order="left",
    ).with_columns(pl.col(*_ANSWERS).fill_null(0.0))  # fmt: skip
    quality = None
    if judged.height:
        quality = estimate(counted, Known(sample.links, sample.decided), sample.seed)
    weighed = judged.join(counted, on=["side", "stratum"], how="left").select(
        "said",
        same=pl.col("ruling") == "same",
        weight=pl.col("size") / pl.col("answered"),
        sure=pl.col("ruling") != "unsure",
        stratum="stratum",
    )
    compared = weighed.filter("sure", pl.col("stratum") != SEARCH)
    left = said["ruling"].null_count()
    return Shown(sample, quality, calibration.bands(compared), left)


def current(memory: Store) -> Sample:
    """The sample that was drawn last.

    Raises:
        UnknownNameError: none was drawn.
    """
    found = Sample.last(memory)
    if found is None:
        raise UnknownNameError(
            _("No sample was drawn yet; start with: orgtransfer quality --sample 60")
        )
    return found
