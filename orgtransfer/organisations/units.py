"""Which unit names mean one unit: 省疾控中心 and 江西省疾病预防控制中心."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from orgtransfer.similarity import organisations as similar

_SAME: Final = ("same", "alias")
_SHORT: Final = "short"


class Sets:
    """Disjoint sets, each named by its smallest member."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def find(self, item: str) -> str:
        """The smallest member of the set that `item` is in."""
        root = item
        while (above := self._above.get(root, root)) != root:
            root = above
        while item != root:
            self._above[item], item = root, self._above.get(item, item)
        return root

    def join(self, one: str, other: str) -> None:
        """Puts the sets of the two together."""
        first, second = sorted((self.find(one), self.find(other)))
        self._above[second] = first


def clusters(units: pl.Series, aliases: pl.DataFrame) -> pl.DataFrame:
    """Groups the names that mean one unit.

    Args:
        units: names of units.
        aliases: `name`, `full_name`.

    Returns:
        unit, cluster: a row a distinct name. A short name that could stand for two units that are
        not the same stands for none.
    """
    distinct = units.drop_nulls().unique().sort()
    pairs = _compared(distinct, aliases)
    sets = Sets()
    _join(sets, pairs.filter(pl.col("level").is_in(_SAME)).select("a", "b").iter_rows())
    short = pairs.filter(pl.col("level") == _SHORT)
    a_shorter = pl.col("a").str.len_chars() <= pl.col("b").str.len_chars()
    short = short.select(
        shorter=pl.when(a_shorter).then("a").otherwise("b"),
        longer=pl.when(a_shorter).then("b").otherwise("a"),
    )
    meanings = short.with_columns(
        meaning=pl.Series([sets.find(name) for name in short["longer"]], dtype=pl.String)
    )
    clear = meanings.filter(pl.col("meaning").n_unique().over("shorter") == 1)
    _join(sets, clear.select("shorter", "longer").sort("shorter", "longer").iter_rows())
    return pl.DataFrame(
        {"unit": distinct, "cluster": [sets.find(name) for name in distinct]},
        schema={"unit": pl.String, "cluster": pl.String},
    )


def _join(sets: Sets, pairs: Iterable[tuple[str, ...]]) -> None:
    for one, other in pairs:
        sets.join(one, other)


def _compared(distinct: pl.Series, aliases: pl.DataFrame) -> pl.DataFrame:
    """a, b, level of all pairs of names that share a blocking key."""
    keyed = (
        pl.DataFrame({"name": distinct, "key": similar.keys(distinct, aliases)})
        .explode("key", empty_as_null=True)
        .drop_nulls()
    )
    pairs = (
        keyed.join(keyed, on="key")
        .filter(pl.col("name") < pl.col("name_right"))
        .select(a="name", b="name_right")
        .unique()
        .sort("a", "b")
    )
    return pairs.with_columns(level=similar.compare(pairs["a"], pairs["b"], aliases))
