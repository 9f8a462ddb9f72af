"""Which unit names mean one unit: 省疾控中心 and 江西省疾病预防控制中心."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.similarity import organisations as similar

_SAME: Final = ("same", "alias")
_PARTIAL: Final = ("short", "contained")


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


def clusters(units: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """Groups the names that mean one unit.

    Args:
        units: unit, a name as similarity.organisations.parse gives it, and side: names of one
            side (a system) are not compared with each other.
        aliases: `name`, `full_name`.

    Returns:
        unit, cluster, loose: a row a distinct name. In one `cluster` are names that are the same,
        short for each other, or leave out which province or city (省疾控中心); in one `loose`
        group also those that leave out more. A name that could stand for two units that are not
        the same stands for none.
    """
    distinct = units["unit"].unique().sort()
    pairs = _compared(units, aliases)
    sets = Sets()
    _join(sets, pairs.filter(pl.col("level").is_in(_SAME)).select("a", "b").iter_rows())
    _join(sets, _renamed(distinct, aliases).iter_rows())
    partial = pairs.filter(pl.col("level").is_in(_PARTIAL))
    a_shorter = pl.col("a").str.len_chars() <= pl.col("b").str.len_chars()
    partial = partial.select(
        "level",
        shorter=pl.when(a_shorter).then("a").otherwise("b"),
        longer=pl.when(a_shorter).then("b").otherwise("a"),
    )
    meaning = pl.Series([sets.find(name) for name in partial["longer"]], dtype=pl.String)
    clear = (
        partial.with_columns(meaning=meaning)
        .filter(pl.col("meaning").n_unique().over("shorter") == 1)
        .sort("shorter", "longer")
    )
    near = (pl.col("level") == "short") | _nameless(pl.col("shorter"), pl.col("longer"))
    _join(sets, clear.filter(near).select("shorter", "longer").iter_rows())
    strict = [sets.find(name) for name in distinct]
    _join(sets, clear.select("shorter", "longer").iter_rows())
    loose = [sets.find(name) for name in distinct]
    schema = {"unit": pl.String, "cluster": pl.String, "loose": pl.String}
    return pl.DataFrame({"unit": distinct, "cluster": strict, "loose": loose}, schema=schema)


def _nameless(shorter: pl.Expr, longer: pl.Expr) -> pl.Expr:
    """Whether all that the shorter name leaves out is which province, city or county."""
    place = shorter.str.extract(r"^([省市县区])")
    return longer.str.ends_with(shorter) & place.is_not_null()


def _renamed(names: pl.Series, aliases: pl.DataFrame) -> pl.DataFrame:
    """a, b: names of one unit before and after a reform, of one side as well (省血液中心, 省中心血站)."""
    today = pl.DataFrame({"a": names, "today": similar.fold_renamed(names, aliases)})
    first = pl.col("a").min().over("today")
    return today.with_columns(b=first).filter(pl.col("a") != pl.col("b")).select("a", "b")


def _join(sets: Sets, pairs: Iterable[tuple[str, ...]]) -> None:
    for one, other in pairs:
        sets.join(one, other)


def paired(names: pl.Series, aliases: pl.DataFrame) -> pl.DataFrame:
    """a, b, level of all pairs of `names` that share a blocking key, whoever names them."""
    # Each name is a side of its own, so that every two are compared.
    return _compared(pl.DataFrame({"unit": names, "side": names}), aliases)


def _compared(units: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """a, b, level of all pairs of names of two sides that share a blocking key.

    A name that all sides have needs no other: two of these are not compared.
    """
    sides = units.group_by("unit").agg(pl.col("side").unique().sort()).sort("unit")
    names = sides.with_row_index("name").select(
        "name",
        "unit",
        sides=pl.col("side").list.join("\x1f").rank("dense"),
        several=pl.col("side").list.len() > 1,
        common=pl.col("side").list.len() == units["side"].n_unique(),
    )
    # By number, which is the order of the names: nearly all pairs that meet are dropped again.
    keyed = (
        names.drop("unit")
        .with_columns(key=similar.keys(names["unit"], aliases))
        .explode("key", empty_as_null=True)
        .drop_nulls("key")
    )
    apart = (pl.col("sides") != pl.col("sides_right")) | pl.col("several")
    met = (
        keyed.lazy()
        .join(keyed.lazy(), on="key")
        .filter(
            pl.col("name") < pl.col("name_right"),
            ~(pl.col("common") & pl.col("common_right")),
            apart,
        )
        .select(a="name", b="name_right")
        .unique()
        .sort("a", "b")
        .pipe(frames.collected)
    )
    pairs = pl.DataFrame({side: names["unit"].gather(met[side]) for side in "ab"})
    return pairs.with_columns(level=similar.compare(pairs["a"], pairs["b"], aliases))
