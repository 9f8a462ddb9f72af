"""What creeps: a source that loses, gains or empties a little every night, held against many good nights.

Each single night of such a row is within the limits of `intake`. So a run keeps a profile of every
source that was believed, and tonight's is held against those of the last nights, in both directions.
Where somebody let a change through (`--accept intake`), the nights before it count no longer.

Pure: a function of tonight's tables and of what the last runs kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl

from orgtransfer import frames
from orgtransfer.config import Intake
from orgtransfer.i18n import N_
from orgtransfer.intake import FEW, LEAST, TABLES, VARIED, Doubt
from orgtransfer.models import Inputs

KEY: Final = "profile"
"""In a run's summary: `profile` of its exports."""
ACCEPTED: Final = "accepted"
"""In a run's summary: what was let through, as a list."""
REASONS: Final[Mapping[str, str]] = {
    "shrinking": N_("there are {count} rows, {before} within the last {nights} nights"),
    "growing": N_("there are {count} rows, only {before} within the last {nights} nights"),
    "thinning": N_(
        "the column {field} is empty in {share} of the rows, in {before} within the last {nights} nights"
    ),
    "fading": N_(
        "the column {field} holds {count} different values, {before} within the last {nights} nights"
    ),
}
"""Why a source is not believed that has changed little by little, in the order in which it is told."""

Profile = dict[str, dict[str, Any]]
"""`system/kind` -> `rows`; `empty`: field -> share of empty cells; `values`: field -> different ones."""
_MANY: Final = 4
"""Different values below which their number says nothing."""


def profile(inputs: Inputs) -> Profile:
    """What is kept of the exports of a night that was believed; nothing of any person.

    Args:
        inputs: its tables.
    """
    made: Profile = {}
    for kind, name in TABLES.items():
        table: pl.DataFrame = getattr(inputs, name)
        fields = [field for field in frames.FIELDS[kind] if field in table.columns]
        varied = [field for field in VARIED if field in fields]
        for system in table["system"].unique(maintain_order=True):
            own = table["system"] == system
            # A column at a time: else the texts of all of them are copied at once.
            blank = {field: _empty(table[field].filter(own)) for field in fields}
            made[f"{system}/{kind}"] = {
                "rows": own.sum(),
                "empty": {field: round(share, 4) for field, share in blank.items() if share < 1},
                "values": {
                    field: table[field].filter(own).drop_nulls().n_unique() for field in varied
                },
            }
    return made


def _empty(cells: pl.Series) -> float:
    """The share of empty cells."""
    return int((cells.str.len_bytes().fill_null(0) == 0).sum()) / len(cells)


def since_accepted(summaries: Sequence[Mapping[str, Any]], nights: int) -> list[Profile]:
    """The profiles of the last good nights.

    Args:
        summaries: of the runs, the oldest first.
        nights: how many nights count.
    """
    kept: list[Profile] = []
    for summary in summaries[::-1][:nights]:
        if summary.get(KEY):
            kept.append(summary[KEY])
        if not {"intake", "shrink"}.isdisjoint(summary.get(ACCEPTED, ())):
            break
    return kept


def doubts(now: Inputs, nights: Sequence[Profile], limits: Intake) -> tuple[Doubt, ...]:
    """What has changed too much against the last good nights, taken together.

    Args:
        now: tonight's tables.
        nights: the profiles of the last good nights.
        limits: `shrunk`, `swollen`, `thinned`, `uniform`.
    """
    if len(nights) < 2:  # one night alone is what `intake.doubts` looks at
        return ()
    found: list[Doubt] = []
    for source, seen in sorted(profile(now).items()):
        system, _slash, kind = source.partition("/")
        past = [night[source] for night in nights if source in night]
        if past and max(one["rows"] for one in past) >= FEW:
            found += [
                Doubt(system, kind, reason, {**facts, "nights": str(len(past))})
                for reason, facts in _reasons(seen, past, limits)
            ]
    return tuple(found)


def _reasons(
    seen: Mapping[str, Any], past: Sequence[Mapping[str, Any]], limits: Intake
) -> Iterator[tuple[str, dict[str, str]]]:
    rows = [int(one["rows"]) for one in past]
    now, most, least = int(seen["rows"]), max(rows), min(rows)
    if most - now >= LEAST and now < (1 - limits.shrunk) * most:
        yield "shrinking", {"count": str(now), "before": str(most)}
    if now - least >= LEAST and now > (1 + limits.swollen) * least:
        yield "growing", {"count": str(now), "before": str(least)}
    for field in past[0]["empty"]:
        before = min(float(one["empty"].get(field, 1)) for one in past)
        share = float(seen["empty"].get(field, 1))
        if before <= 0.8 and share - before > limits.thinned:
            yield "thinning", {"field": field, "share": f"{share:.0%}", "before": f"{before:.0%}"}
    for field, count in seen["values"].items():
        before = max(int(one["values"].get(field, 0)) for one in past)
        if before >= _MANY and count and count < limits.uniform * before:
            yield "fading", {"field": field, "count": str(count), "before": str(before)}
