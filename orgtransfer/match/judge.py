"""How likely each pair is, its rivals and the overlap of the systems counted.

The overlap shows in the probabilities, and the probabilities rest on the overlap: a few rounds of
one and the other. What stays the same from round to round is made once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import polars as pl

from orgtransfer.frames import CONTRIBUTIONS
from orgtransfer.match import prior, rivals, shared_people, thresholds
from orgtransfer.match.rivals import Floats, Ints
from orgtransfer.match.weights import DOUBLE_SHARE, TABLE, Weights

UNKNOWN: Final = pl.DataFrame(schema={"one": pl.String, "other": pl.String, "matched": pl.Float64})
"""Overlaps before any is known."""


def pair_probabilities(
    scored: pl.DataFrame, values: pl.DataFrame, weights: Weights = TABLE
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Adds to each pair its prior and its probability.

    Args:
        scored: pairs with `evidence` and `veto` (text, null without one).
        values: VALUES with `entity`.
        weights: what each level is worth.

    Returns:
        `scored` with `prior_weight`, `weight`, `alone` (see `prior.weigh`), `probability` (with
        rivals counted; a pair inside one system has none, a vetoed one is none), `double` (whether
        it may be one person twice in one system), and its entities and systems; and the overlaps
        that the pairs show (see `prior.weights`).
    """
    systems = prior.systems(scored, values)
    vouched = shared_people.with_shared_people(
        prior.weigh(scored, systems, UNKNOWN), values, weights
    )
    bench = PairProbabilities(vouched, values, systems)
    overlaps = rounds(lambda known: prior.overlaps(systems.table, bench.people(known)))
    return bench.judged(overlaps), overlaps


def rounds(seen: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """The overlaps that the pairs show, from none known on.

    Args:
        seen: the overlaps that the pairs show under given ones.
    """
    overlaps = UNKNOWN
    for _round in range(thresholds.OVERLAP_ROUNDS):
        found = seen(overlaps)
        if found.equals(overlaps):
            break
        overlaps = found
    return overlaps


def _sides(scored: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    entity, system = values["entity"], values["system"]
    return scored.with_columns(
        entity_a=entity.gather(scored["a"]),
        entity_b=entity.gather(scored["b"]),
        system_a=system.gather(scored["a"]),
        system_b=system.gather(scored["b"]),
    ).with_columns(double=_may_be_double())


def _against() -> pl.Expr:
    """What speaks against a pair: its negative contributions, the prior left out."""
    return pl.sum_horizontal(_contrary())


def _contrary() -> list[pl.Expr]:
    return [pl.col(name).clip(upper_bound=0.0) for name in CONTRIBUTIONS]


def _may_be_double() -> pl.Expr:
    return (
        (pl.col("system_a") == pl.col("system_b"))
        & pl.col("veto").is_null()
        & (_against() > thresholds.CONTRADICTS_DOUBLE)
    )


class PairProbabilities:
    """The pairs with what the rounds need of them.

    What it says of a pair rests on nothing but the pair's rivals and theirs, so that pairs may be
    judged in parts of which no rivalry goes from one to another.
    """

    def __init__(self, vouched: pl.DataFrame, values: pl.DataFrame, systems: prior.Systems) -> None:
        """Prepares pairs.

        Args:
            vouched: pairs with their ledger, `veto`, and `weight` under the first guess.
            values: VALUES with `entity`.
            systems: the systems of the pairs.
        """
        self.pairs = pairs = _sides(vouched, values)
        self._systems = systems
        self._evidence = pairs["evidence"].to_numpy()
        # Without the ledgers, which would be copied with every choice of pairs.
        bare = pairs.select("entity_a", "entity_b", "system_a", "system_b", "weight", "veto")
        across = bare.with_row_index("place").filter(
            pl.col("veto").is_null() & (pl.col("system_a") != pl.col("system_b"))
        )
        self._met = _Together(across, self._systems.row)
        near = (pl.col("weight") > thresholds.FAINTEST_RIVAL - thresholds.HIGHEST_RISE) & (
            pl.col("entity_a") != pl.col("entity_b")
        )
        self._edges = _Together(across.filter(near))
        edges = self._edges.table.with_row_index("pair")
        self._slots = _slots(edges, values["entity"], systems.of_record)
        self._doubles = _doubles(edges, pairs)

    def probabilities(self, overlaps: pl.DataFrame, rounds: int) -> Floats:
        """The probability of each pair under these overlaps (see `rivals.probabilities`)."""
        weight = prior.weights(self._systems, overlaps) + self._evidence
        alone = 1.0 / (1.0 + np.exp(-weight))
        strongest = self._edges.largest(weight)
        kept = strongest > thresholds.FAINTEST_RIVAL
        joint = np.ones(len(kept))
        joint[kept] = rivals.probabilities(
            strongest[kept], self._slots.only(kept), self._doubles.only(kept), rounds
        )
        place = self._edges.place[weight[self._edges.place] > thresholds.FAINTEST_RIVAL]
        alone[place] = np.minimum(alone[place], self._edges.spread(joint, len(weight))[place])
        return np.asarray(alone)

    def people(self, overlaps: pl.DataFrame) -> Floats:
        """How many people each two systems share under these overlaps, as expected.

        Several pairs of two people count once. The overlap goes by steps: rough probabilities tell it.
        """
        likeliest = self._met.largest(self.probabilities(overlaps, thresholds.RIVAL_ROUNDS_AT_ONCE))
        row = self._systems.row[self._met.first]
        return np.asarray(np.bincount(row, likeliest, len(self._systems.table)), dtype=np.float64)

    def judged(self, overlaps: pl.DataFrame) -> pl.DataFrame:
        """The pairs with prior, weight and probability under these overlaps."""
        judged = prior.weigh(self.pairs, self._systems, overlaps)
        return judged.with_columns(
            probability=pl.Series(
                self.probabilities(overlaps, thresholds.RIVAL_ROUNDS), dtype=pl.Float64
            )
        )


class _Together:
    """Pairs that join the same two entities, as one edge each."""

    def __init__(self, pairs: pl.DataFrame, further: Ints | None = None) -> None:
        """Groups pairs.

        Args:
            pairs: `place` (its place among all pairs), `entity_a`, `entity_b`.
            further: of all pairs what else must be equal.
        """
        place = pairs["place"].to_numpy().astype(np.int64)
        a, b = (pairs[name].to_numpy().astype(np.int64) for name in ("entity_a", "entity_b"))
        one, other = np.minimum(a, b), np.maximum(a, b)
        keys = (other, one) if further is None else (other, one, further[place])
        order = np.lexsort(keys)
        ordered = [key[order] for key in keys]
        fresh = np.ones(len(order), dtype=np.bool_)
        if len(order):
            fresh[1:] = np.any([key[1:] != key[:-1] for key in ordered], axis=0)
        self.place = place[order]
        self._start = np.flatnonzero(fresh)
        self._edge = np.cumsum(fresh) - 1
        self.first = self.place[self._start]
        self.table = pl.DataFrame(
            {"one": one[order][self._start], "other": other[order][self._start]}
        )

    def largest(self, of_pairs: Floats) -> Floats:
        """For each edge the largest number of its pairs."""
        if not len(self._start):
            return np.empty(0)
        return np.asarray(np.maximum.reduceat(of_pairs[self.place], self._start))

    def spread(self, of_edges: Floats, size: int) -> Floats:
        """For each of `size` pairs the number of its edge; 1 where it is on none."""
        spread = np.ones(size)
        spread[self.place] = of_edges[self._edge]
        return spread


def _slots(edges: pl.DataFrame, entity: pl.Series, system: Ints) -> rivals.Slots:
    """A pair takes, at each end, the place of every system that its partner has records in."""
    met = pl.concat([edges["one"], edges["other"]])
    systems = pl.DataFrame({"node": entity.cast(pl.Int64), "system": system})
    systems = systems.filter(pl.col("node").is_in(met.implode())).unique()
    ends = [
        edges.join(systems.rename({"node": partner}), on=partner)
        .select("pair", end=pl.lit(end), slot=pl.col(own) * 1000 + pl.col("system"))
        for end, (own, partner) in enumerate((("one", "other"), ("other", "one")))
    ]  # fmt: skip
    rows = pl.concat(ends).sort("pair", "end", "slot")
    return rivals.Slots(_whole(rows["pair"]), _whole(rows["end"]), _whole(rows["slot"]))


def _doubles(edges: pl.DataFrame, pairs: pl.DataFrame) -> rivals.Doubles:
    """Pairs that meet in one record, and whose other records may be one person's twice.

    That a person is in a system twice is rare, and what the two records say against each other
    makes it rarer, unless it is only what one of them says against the record where they meet:
    that has been weighed there.
    """
    inside = pairs.filter("double").select(
        pl.col("entity_a", "entity_b").cast(pl.Int64), *_contrary()
    )
    inside = pl.concat(
        [
            inside.rename({"entity_a": "x", "entity_b": "y"}),
            inside.select(x="entity_b", y="entity_a", **{name: name for name in CONTRIBUTIONS}),
        ]
    )
    inside = inside.group_by("x", "y").agg(pl.col(CONTRIBUTIONS).max())
    # Each edge seen from each of its ends: the record in the middle, and its partner.
    seen = pl.concat(
        [
            edges.select("pair", end=pl.lit(0), middle="one", partner="other"),
            edges.select("pair", end=pl.lit(1), middle="other", partner="one"),
        ]
    )
    rows = (
        seen.join(inside, left_on="partner", right_on="x")
        .join(seen.select("middle", y="partner", rival="pair", rival_end="end"), on=["middle", "y"])
        .sort("pair", "end", "rival")
    )
    against = _against_edges(edges.filter(pl.col("pair").is_in(rows["pair"].implode())), pairs)
    weighed = rows.join(against, on="pair", how="left", maintain_order="left", suffix="_pair").join(
        against,
        left_on="rival",
        right_on="pair",
        how="left",
        maintain_order="left",
        suffix="_rival",
    )
    new = pl.sum_horizontal(
        (pl.col(name) - pl.min_horizontal(f"{name}_pair", f"{name}_rival")).clip(upper_bound=0.0)
        for name in CONTRIBUTIONS
    )
    return rivals.Doubles(
        pair=_whole(rows["pair"]),
        end=_whole(rows["end"]),
        rival=_whole(rows["rival"]),
        rival_end=_whole(rows["rival_end"]),
        odds=weighed.select(DOUBLE_SHARE * new.exp()).to_series().to_numpy(),
    )


def _against_edges(edges: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """For each edge (`pair`) what its pairs say against it, field by field: the least of them."""
    a, b = pl.col("entity_a").cast(pl.Int64), pl.col("entity_b").cast(pl.Int64)
    sides = pairs.select(one=pl.min_horizontal(a, b), other=pl.max_horizontal(a, b))
    place = pl.int_range(pl.len(), dtype=pl.get_index_type())
    asked = (
        sides.with_columns(place=place)
        .filter(pairs["system_a"] != pairs["system_b"])
        .join(edges, on=["one", "other"])
    )
    against = pairs.select(CONTRIBUTIONS)[asked["place"]].select(_contrary())
    return against.with_columns(asked["pair"]).group_by("pair").agg(pl.col(CONTRIBUTIONS).max())


def _whole(column: pl.Series) -> Ints:
    return column.cast(pl.Int64).to_numpy()
