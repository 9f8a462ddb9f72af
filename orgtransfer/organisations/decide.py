"""From weighed pairs to links: the best for both sides, with a gap, and one node a system."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from orgtransfer.organisations.weigh import AUTO, GAP, REVIEW


class Groups:
    """Nodes that are one organisation; a group holds one node a system unless a clerk says so."""

    def __init__(self, systems: dict[int, str]) -> None:
        self._systems = systems
        self._group = {node: node for node in systems}
        self._nodes = {node: [node] for node in systems}
        self._apart: set[tuple[int, int]] = set()

    def forbid(self, a: int, b: int) -> None:
        """Keeps two nodes in different groups from here on."""
        self._apart.add((min(a, b), max(a, b)))

    def may_join(self, a: int, b: int, *, ruled: bool = False) -> bool:
        """Whether the groups of the two may become one."""
        ours, theirs = self._nodes[self._group[a]], self._nodes[self._group[b]]
        if self._group[a] == self._group[b]:
            return True
        if self._apart and any((min(x, y), max(x, y)) in self._apart for x in ours for y in theirs):
            return False
        if ruled:
            return True
        return {self._systems[x] for x in ours}.isdisjoint(self._systems[y] for y in theirs)

    def join(self, a: int, b: int) -> None:
        """Makes the groups of the two one."""
        keep, drop = sorted((self._group[a], self._group[b]))
        if keep == drop:
            return
        moved = self._nodes.pop(drop)
        self._nodes[keep] += moved
        for node in moved:
            self._group[node] = keep

    def table(self) -> pl.DataFrame:
        """node, organisation: the smallest node of each one's group."""
        return pl.DataFrame(
            {"node": list(self._group), "organisation": list(self._group.values())},
            schema={"node": pl.UInt32, "organisation": pl.UInt32},
        )


def ruled(nodes: pl.DataFrame, rulings: Iterable[tuple[int, int, str]]) -> Groups:
    """Groups as the clerks have ruled: `same` joins, `different` keeps apart for good."""
    groups = Groups(dict(nodes.select("node", "system").iter_rows()))
    known = sorted(rulings)
    for a, b, ruling in known:
        if ruling == "different":
            groups.forbid(a, b)
    for a, b, ruling in known:
        if ruling == "same" and groups.may_join(a, b, ruled=True):
            groups.join(a, b)
    return groups


def tiers(pairs: pl.DataFrame, nodes: pl.DataFrame) -> pl.DataFrame:
    """Adds `tier`: auto, review or null, before conflicts between links are looked at.

    Args:
        pairs: a, b, weight, probability.
        nodes: ORGANISATIONS.

    A link needs `AUTO`, and to be better by `GAP` than any other that either node could have in
    the other's system.
    """
    systems = nodes.select("node", "system")
    placed = pairs.join(systems.rename({"node": "a", "system": "a_system"}), on="a").join(
        systems.rename({"node": "b", "system": "b_system"}), on="b"
    )
    both = placed.with_columns(
        _second_of_a=_runner_up("a", "b_system"), _second_of_b=_runner_up("b", "a_system")
    )
    clear = pl.col("weight") - pl.max_horizontal("_second_of_a", "_second_of_b") >= GAP
    tier = (
        pl.when((pl.col("probability") >= AUTO) & clear)
        .then(pl.lit("auto"))
        .when(pl.col("probability") >= REVIEW)
        .then(pl.lit("review"))
    )
    return both.with_columns(tier=tier).drop("a_system", "b_system", "_second_of_a", "_second_of_b")


def _runner_up(node: str, system: str) -> pl.Expr:
    """The best weight that a node has in a system besides this pair's."""
    best = pl.col("weight").max().over(node, system)
    second = pl.col("weight").top_k(2).min().over(node, system)
    several = pl.len().over(node, system) > 1
    other = pl.when(pl.col("weight") == best).then(second).otherwise(best)
    return pl.when(several).then(other).otherwise(float("-inf"))


def joined(pairs: pl.DataFrame, groups: Groups) -> pl.DataFrame:
    """Joins the `auto` pairs, the surest first.

    One that would bring two nodes of a system together is left for review.

    Returns:
        The pairs of tier auto and review that clerks have not ruled on.
    """
    ordered = pairs.filter(pl.col("tier").is_not_null()).sort(
        "weight", "a", "b", descending=[True, False, False]
    )
    kept: list[str | None] = []
    for a, b, tier in ordered.select("a", "b", "tier").iter_rows():
        free = groups.may_join(a, b)
        if tier == "auto" and free:
            groups.join(a, b)
        kept.append("auto" if tier == "auto" and free else "review")
    return ordered.with_columns(tier=pl.Series(kept, dtype=pl.String))
