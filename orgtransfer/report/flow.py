"""From which original units members come to which associations, and how far their transfers are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from orgtransfer.i18n import N_, _
from orgtransfer.models import Outcome
from orgtransfer.report.sections import Section, Table

_STAGES: Final = {"due": N_("due to move"), "transit": N_("in transit"), "done": N_("transferred")}
_STAGE_OF: Final = {
    "due": "due",
    "in_transit": "transit",
    "overdue": "transit",
    "consistent": "done",
}
_UNITS: Final = {"unit_key": pl.String, "full_key": pl.String}
_NAMED: Final = 10
"""Units and associations that stand by themselves; the rest are gathered."""
_LINES: Final = 15


@dataclass(frozen=True)
class Flow:
    """The flow, as the chart draws it."""

    nodes: tuple[dict[str, str], ...]
    """name (unique), label, side: from, due, transit, done, to."""
    links: tuple[dict[str, object], ...]
    """source, target (names of nodes), value, stage."""


def table(outcome: Outcome, units: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row a pair of original unit and association: source, target, due, transit, done.

    Roster rows whose transfer is due, in transit (past its validity as well) or done: the register
    holds the relationship in the association's organisation, and the row names an original unit.
    Sorted by what is due, in transit, done, and by the names.

    Args:
        outcome: the run.
        units: `unit_key`, `full_key`: which unit of a register a short name means.
    """
    names = units if units is not None else pl.DataFrame(schema=_UNITS)
    registered = outcome.records.select(
        register_record="record", held=pl.coalesce("unit", "parent", "branch")
    )
    rows = (
        outcome.verdicts.with_columns(
            stage=pl.col("verdict").replace_strict(_STAGE_OF, default=None)
        )
        .drop_nulls("stage")
        .join(outcome.records, on="record")
        .join(registered, on="register_record", how="left")
        .join(
            names.select(original_unit_key="unit_key", means="full_key"),
            on="original_unit_key",
            how="left",
        )
        .select(
            "stage",
            source=pl.when(pl.col("stage") == "done")
            .then(pl.coalesce("means", "original_unit"))
            .otherwise(pl.coalesce("means", "original_unit", "held", "unit")),
            target=pl.coalesce("association", "parent", "branch"),
        )
        .filter(pl.col("source").str.contains(r"\p{Han}|\p{Alphabetic}"))
        .drop_nulls()
        .filter(pl.col("source") != pl.col("target"))
    )
    stages = [(pl.col("stage") == stage).sum().cast(pl.Int64).alias(stage) for stage in _STAGES]
    return (
        rows.group_by("source", "target")
        .agg(stages)
        .sort(*_STAGES, "source", "target", descending=[True, True, True, False, False])
    )


def flow(pairs: pl.DataFrame) -> Flow:
    """Units, stages and associations with what flows between them; the smaller ones gathered."""
    told = pairs.with_columns(
        source=_gathered(pairs, "source", _("other units")),
        target=_gathered(pairs, "target", _("other associations")),
    )
    long = told.unpivot(list(_STAGES), index=["source", "target"], variable_name="stage")
    links = [*_links(long, "source"), *_links(long, "target")]
    used = {end for link in links for end in (link["source"], link["target"])}
    return Flow(tuple(node for node in _nodes(told) if node["name"] in used), tuple(links))


def section(pairs: pl.DataFrame) -> Section | None:
    """The flow as a chart, and its largest pairs as a table."""
    if pairs.is_empty():
        return None
    rows = [
        (source, target, *(f"{count:,}" if count else "" for count in counts))
        for source, target, *counts in pairs.head(_LINES).iter_rows()
    ]
    left = pairs.height - len(rows)
    more = _("and {count} more pairs of unit and association").format(count=f"{left:,}")
    heads = (_("From (original unit)"), _("To (association)"), *map(_, _STAGES.values()))
    return Section(
        _("From original unit to association"),
        _("Roster rows by original unit and association. Transferred: the register holds the relationship in the association's organisation, and an original unit is named."),
        table=Table(heads, tuple(rows), 2, note=more if left else "", cut=8),
        key="flow",
        chart="flow",
    )  # fmt: skip


def _gathered(pairs: pl.DataFrame, end: str, rest: str) -> pl.Series:
    """The names at one end, those after the largest replaced by `rest`."""
    whole = pairs.group_by(end).agg(
        due=pl.col("due").sum(), all=pl.sum_horizontal(*_STAGES).sum()
    )  # fmt: skip
    ranked = whole.sort("due", "all", end, descending=[True, True, False])
    largest = ranked[end].head(_NAMED)
    one_more = ranked.height <= _NAMED + 1
    kept = ranked[end] if one_more else largest
    return pairs.select(
        pl.when(pl.col(end).is_in(kept.implode())).then(end).otherwise(pl.lit(rest))
    ).to_series()


def _links(long: pl.DataFrame, end: str) -> Iterator[dict[str, object]]:
    side = "from" if end == "source" else "to"
    counts = (
        long.group_by(end, "stage", maintain_order=True)
        .agg(pl.col("value").sum())
        .filter(pl.col("value") > 0)
    )
    for name, stage, value in counts.iter_rows():
        ends = (f"{side}:{name}", f"stage:{stage}")
        source, target = ends if side == "from" else ends[::-1]
        yield {"source": source, "target": target, "value": value, "stage": stage}


def _nodes(told: pl.DataFrame) -> Iterator[dict[str, str]]:
    for side, end in (("from", "source"), ("to", "target")):
        for name in told[end].unique(maintain_order=True):
            yield {"name": f"{side}:{name}", "label": name, "side": side}
    for stage, text in _STAGES.items():
        yield {"name": f"stage:{stage}", "label": _(text), "side": stage}
