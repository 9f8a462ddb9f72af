"""The ledger of any two rows, whether or not a rule proposed them, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import polars as pl

from orgtransfer.match import block, compare, former, frequency, keys, prior, vetoes
from orgtransfer.match.matching import with_entities
from orgtransfer.match.score import score
from orgtransfer.match.values import values as make_values
from orgtransfer.match.weights import TABLE, Weights

_NOBODY: Final = pl.DataFrame(schema={"a": pl.UInt32, "b": pl.UInt32})
CHANGES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id_number", "id_key", "id_state", "id_birth", "id_sex"),
    "name": ("name", "name_key"),
    "birth": ("birth_date", "birth_key"),
    "phone": ("phone", "phone_key"),
    "unit": ("unit", "unit_key", "original_unit", "original_unit_key"),
    "join": ("join_date", "join_key"),
    "sex": ("sex", "sex_key"),
    "member_no": ("member_no", "member_no_key"),
}
"""Comparison -> the columns of RECORDS that one row would have to have from the other."""
_SHARES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("region", "birth"),
    "name": ("name", "surname"),
    "birth": ("birth",),
    "phone": ("phone",),
    "join": ("join",),
}
"""Comparison -> how the columns of `frequency.shares` begin that come with them."""


@dataclass(frozen=True)
class Tables:
    """What the matching of a run rested on."""

    records: pl.DataFrame
    organisations: pl.DataFrame
    membership: pl.DataFrame
    aliases: pl.DataFrame
    pairs: pl.DataFrame
    """PAIRS, from which the priors of that night are read."""
    weights: Weights = field(default_factory=lambda: TABLE)
    """What each level was worth that night."""


def ledgers(tables: Tables, a: int, b: int) -> pl.DataFrame:
    """The ledger of two rows as they are, and as it would be if one field were the same.

    What other rows add (rivals, a unit vouched for by its people) is not in it.

    Args:
        tables: see `Tables`.
        a: record.
        b: record.

    Returns:
        `change` (null for the rows as they are, else the comparison of which both say the same), `weight`, `alone` (the probability that it stands for), `veto` and the
        `*_level`, `*_weight` columns, `prior_weight` among them.
    """
    changed = _changed(tables.records, a, b)
    size = tables.records.height
    made = [tables.records, *(rows for _name, _end, rows in changed)]
    places = [tables.membership]
    pairs = [(a, b)]
    for number, (name, end, _rows) in enumerate(changed, start=size):
        pairs.append((a, number) if end == b else (number, b))
        # A changed row is in the branch that it was in, unless it is the unit that changes.
        if name != "unit":
            place = tables.membership.filter(record=end)
            places.append(place.with_columns(record=pl.lit(number, pl.UInt32)))
    values, texts = make_values(
        pl.concat(made), tables.organisations, pl.concat(places).sort("record")
    )
    formers = former.of(pl.concat(made))
    values = with_entities(values, _NOBODY, _NOBODY, formers)
    asked = pl.DataFrame(pairs, schema=_NOBODY.schema, orient="row")
    around = replace(
        compare.units(values[:size], texts, tables.aliases, tables.weights), formers=formers
    )
    shares = _shares(frequency.shares(values[:size]), changed, {a: b, b: a})
    scored = score(compare.levels(asked, values, around), shares, tables.weights)
    before = _prior(tables, a, b, values[:size])
    weighed = vetoes.mark(scored, values, _NOBODY).with_columns(prior_weight=pl.lit(before))
    return weighed.with_columns(
        change=pl.Series([None, *(name for name, _end, _rows in changed)], dtype=pl.String),
        weight=pl.col("prior_weight") + pl.col("evidence"),
    ).with_columns(alone=1.0 / (1.0 + (-pl.col("weight")).exp()))


def _changed(records: pl.DataFrame, a: int, b: int) -> list[tuple[str, int, pl.DataFrame]]:
    """For each comparison which of the two rows is given what the other says, and that row.

    The second is given what the first says; where the first says nothing, the other way round.
    """
    ends = {one: records.filter(record=one) for one in (a, b)}
    made: list[tuple[str, int, pl.DataFrame]] = []
    for name, columns in CHANGES.items():
        keys = [column for column in columns if column.endswith("_key")]
        given = [one for one in (a, b) if any(ends[one][key][0] is not None for key in keys)]
        if given:
            end = b if given[0] == a else a
            taken = ends[given[0]].select(columns)
            number = pl.lit(records.height + len(made), pl.UInt32)
            row = ends[end].with_columns(*taken.get_columns(), record=number)
            made.append((name, end, row))
    return made


def _shares(
    shares: pl.DataFrame, changed: list[tuple[str, int, pl.DataFrame]], other: Mapping[int, int]
) -> pl.DataFrame:
    """What `frequency.shares` gives, for the changed rows too: a copy makes no value commoner."""
    rows = [
        shares[end].with_columns(
            shares[other[end]]
            .select(
                column for column in shares.columns if column.startswith(_SHARES.get(name, ("-",)))
            )
            .get_columns()
        )
        for name, end, _row in changed
    ]
    return pl.concat([shares, *rows])


def _prior(tables: Tables, a: int, b: int, values: pl.DataFrame) -> float:
    """The prior that the run gave to pairs of these two systems, else the first guess."""
    system = tables.records["system"]
    wanted = sorted([system[a], system[b]])
    ends = [system.gather(tables.pairs[end]) for end in ("a", "b")]
    both = tables.pairs.select(
        "prior_weight",
        one=pl.min_horizontal(pl.lit(ends[0]), pl.lit(ends[1])),
        other=pl.max_horizontal(pl.lit(ends[0]), pl.lit(ends[1])),
    ).filter(one=wanted[0], other=wanted[1])
    if both.height:
        return float(str(both["prior_weight"].median()))
    pair = pl.DataFrame({"a": [a], "b": [b]}, schema=_NOBODY.schema)
    unknown = pl.DataFrame(schema={"one": pl.String, "other": pl.String, "matched": pl.Float64})
    found: np.ndarray = prior.weights(prior.systems(pair, values), unknown)
    return float(found[0])


def rules(tables: Tables, a: int, b: int) -> tuple[str, ...]:
    """The blocking rules that bring two rows together, if their blocks are not too large."""
    two = tables.records.filter(pl.col("record").is_in([a, b])).sort("record")
    two = two.with_columns(record=pl.Series([0, 1], dtype=pl.UInt32))
    places = tables.membership.filter(pl.col("record").is_in([a, b])).sort("record")
    places = places.with_columns(record=(pl.col("record") != min(a, b)).cast(pl.UInt32))
    values, texts = make_values(two, tables.organisations, places)
    formers = former.of(two)
    values = with_entities(values, _NOBODY, _NOBODY, formers)
    keyed = keys.keyed(values, keys.of_names(values["name"]))
    units = keys.unit_keys(values, texts, tables.aliases)
    _pairs, costs = block.propose(keyed, units, values, formers)
    return tuple(cost.rule for cost in costs if cost.pairs)
