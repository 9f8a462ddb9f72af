"""Groups of records over all systems at once, without a contradiction inside any of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from orgtransfer.match import graph


def join(
    sure: pl.DataFrame, double: pl.DataFrame, values: pl.DataFrame, apart: pl.DataFrame
) -> tuple[np.ndarray, pl.DataFrame]:
    """Groups without contradiction; of the others the surest pairs first, as far as they agree.

    Args:
        sure: `a`, `b`, `weight`: pairs to join.
        double: `a`, `b`: pairs inside one system that may be one person twice.
        values: VALUES with `entity`.
        apart: `a`, `b`: pairs that must not be one person.

    Returns:
        For each record the smallest record of its group, and the pairs of `sure` that were refused
        because they contradict a surer one.
    """
    record, entity = values["record"].to_numpy(), values["entity"].to_numpy()
    a = np.concatenate([record, sure["a"].to_numpy()]).astype(np.int64)
    b = np.concatenate([entity, sure["b"].to_numpy()]).astype(np.int64)
    labels = graph.components(len(values), a, b)
    wrong = _contradictory(labels, values, apart)
    if not len(wrong):
        return labels, sure.select("a", "b").clear()
    inside = np.isin(labels, wrong)
    labels = labels.copy()
    labels[inside] = values["entity"].to_numpy()[inside]
    doubtful = sure.filter(pl.Series(inside[sure["a"].to_numpy()]))
    return _careful(labels, doubtful, double, values, apart)


def _contradictory(labels: np.ndarray, values: pl.DataFrame, apart: pl.DataFrame) -> np.ndarray:
    """The groups that hold two sound ID numbers, two records ruled apart, or two of one system."""
    table = values.select("record", "system", "entity", "sound", "id").with_columns(
        label=pl.Series(labels)
    )
    grouped = table.filter(pl.col("label").is_duplicated())
    numbers = (
        grouped.filter("sound")
        .group_by("label")
        .agg(pl.col("id").n_unique())
        .filter(pl.col("id") > 1)["label"]
    )
    crowded = (
        grouped.group_by("label", "system")
        .agg(pl.col("entity").n_unique())
        .filter(pl.col("entity") > 1)["label"]
        .unique()
    )
    label = pl.Series("label", labels)
    ruled = label.gather(apart["a"]).filter(label.gather(apart["a"]) == label.gather(apart["b"]))
    return pl.concat([numbers, crowded, ruled]).unique().to_numpy()


def _careful(
    labels: np.ndarray,
    doubtful: pl.DataFrame,
    double: pl.DataFrame,
    values: pl.DataFrame,
    apart: pl.DataFrame,
) -> tuple[np.ndarray, pl.DataFrame]:
    """Joins pair by pair, the surest first, and refuses each that would contradict."""
    touched = pl.concat([doubtful["a"], doubtful["b"]]).unique()
    node = pl.Series("node", labels)
    nodes = node.gather(touched).unique()
    members = values.with_columns(node=node).filter(pl.col("node").is_in(nodes.implode()))
    inside = members["record"].implode()
    concerned = pl.col("a").is_in(inside) & pl.col("b").is_in(inside)
    groups = Groups(members, double.filter(concerned), apart.filter(concerned))
    keys, by_record = values["record_key"], node.to_list()
    a, b = keys.gather(doubtful["a"]), keys.gather(doubtful["b"])
    # Ties break on content, whichever record is numbered first.
    order = doubtful.with_columns(
        low=pl.select(pl.min_horizontal(a, b)).to_series(),
        high=pl.select(pl.max_horizontal(a, b)).to_series(),
    ).sort(["weight", "low", "high", "a", "b"], descending=[True, False, False, False, False])
    refused = [
        pair
        for pair in order.select("a", "b").iter_rows()
        if not groups.join(by_record[pair[0]], by_record[pair[1]])
    ]
    frame = pl.DataFrame(refused, schema={"a": pl.UInt32, "b": pl.UInt32}, orient="row")
    return groups.moved(labels), frame


class Groups:
    """Union-find over the few records whose sure pairs contradict each other."""

    def __init__(self, members: pl.DataFrame, double: pl.DataFrame, apart: pl.DataFrame) -> None:
        """Starts with the groups that need no weighing.

        Args:
            members: VALUES with `node`, the group each record begins in.
            double: `entity_a`, `entity_b`: may be one person twice in a system.
            apart: `a`, `b`: must not be one person.
        """
        self._parent: dict[int, int] = {}
        self._numbers: dict[int, set[str]] = {}
        self._members: dict[int, set[int]] = {}
        self._systems: dict[int, dict[str, set[int]]] = {}
        columns = ("node", "record", "system", "entity", "sound", "id")
        for node, record, system, entity, sound, number in members.select(columns).iter_rows():
            self._parent[node] = node
            self._members.setdefault(node, set()).add(record)
            self._systems.setdefault(node, {}).setdefault(system, set()).add(entity)
            self._numbers.setdefault(node, set()).update((number,) if sound else ())
        self._double = _both_ways(double.select("entity_a", "entity_b").iter_rows())
        self._apart = _both_ways(apart.select("a", "b").iter_rows())

    def _find(self, node: int) -> int:
        while self._parent[node] != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node

    def join(self, a: int, b: int) -> bool:
        """Whether the groups that began as `a` and `b` are one group now."""
        one, other = sorted((self._find(a), self._find(b)))
        if one == other:
            return True
        # A clerk may have joined two numbers; nothing may add a third.
        most = max(1, len(self._numbers[one]), len(self._numbers[other]))
        if len(self._numbers[one] | self._numbers[other]) > most:
            return False
        if self._parted(one, other) or not self._room(one, other):
            return False
        self._parent[other] = one
        self._numbers[one] |= self._numbers[other]
        self._members[one] |= self._members[other]
        for system, entities in self._systems[other].items():
            self._systems[one].setdefault(system, set()).update(entities)
        return True

    def _parted(self, one: int, other: int) -> bool:
        few, many = sorted((self._members[one], self._members[other]), key=len)
        return any(not self._apart.get(record, set()).isdisjoint(many) for record in few)

    def _room(self, one: int, other: int) -> bool:
        """Whether no system would hold two records that are no possible doubles."""
        return all(
            entity in self._double.get(mine, ())
            for system, entities in self._systems[one].items()
            for mine in entities
            for entity in self._systems[other].get(system, ())
        )

    def moved(self, labels: np.ndarray) -> np.ndarray:
        """`labels` (the group each record began in) as the groups are now."""
        table = np.arange(int(labels.max()) + 1)
        for node in self._parent:
            table[node] = self._find(node)
        return np.asarray(table[labels])


def _both_ways(pairs: Iterable[tuple[int, ...]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for a, b in pairs:
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found
