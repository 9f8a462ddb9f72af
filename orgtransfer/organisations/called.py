"""One name for a unit that no register knows: the fullest of those that mean it for certain."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.organisations.units import Sets, paired
from orgtransfer.similarity import organisations as similar

_SAME: Final = ("same", "alias")
_ANY_CITY: Final = r"^[市县区州旗]"
"""市三医院 is the third hospital of any city: such a name is put together with none."""
_COMPANY: Final = r"^(?:江西省?)?(.{3,}?)(?:股份)?(?:有限)?(?:责任)?(?:公司)?$"
_NO_COMPANY: Final = r"(?:院|会|所|站|校|学|局|处|中心|集团|集团有限公司|集团公司)$"


def same(pairs: pl.DataFrame) -> pl.Series:
    """Whether the two names of a row mean one unit for certain.

    Args:
        pairs: a, b, and level, as similarity.organisations.compare gives it.
    """
    shorter, longer = _by_length()
    company = longer.str.ends_with("公司") & ~longer.str.contains(_NO_COMPANY)
    firm = company & ~shorter.str.contains(_NO_COMPANY) & (_firm("a") == _firm("b"))
    # Two that both give their legal form, and not the same one, are two companies.
    firm &= ~shorter.str.ends_with("公司")
    clear = pl.col("level").is_in(_SAME) | (pl.col("level") == "short") | firm
    clear |= _hospital("a") == _hospital("b")
    named = ~pl.col("a").str.contains(_ANY_CITY) & ~pl.col("b").str.contains(_ANY_CITY)
    veto = pl.col("level").str.starts_with("veto")
    ruled = pl.col("level") == "alias"
    return pairs.select(((clear & named & ~veto) | ruled).fill_null(value=False)).to_series()


def _by_length() -> tuple[pl.Expr, pl.Expr]:
    """The shorter and the longer one of a and b."""
    a_shorter = pl.col("a").str.len_chars() <= pl.col("b").str.len_chars()
    return pl.when(a_shorter).then("a").otherwise("b"), pl.when(a_shorter).then("b").otherwise("a")


def _firm(column: str) -> pl.Expr:
    """The name of a company without the province and its legal form."""
    return pl.col(column).str.extract(_COMPANY).str.replace("医院管理", "医管", literal=True)


def _hospital(column: str) -> pl.Expr:
    """The name, with 中心人民医院 as 中心医院, its usual short form.

    That no city has both is an assumption; where one has, the two would stand under one name.
    """
    return pl.col(column).str.replace("中心人民医院$", "中心医院")


def _paired(names: pl.Series, aliases: pl.DataFrame) -> pl.DataFrame:
    """a, b, level of pairs that share a blocking key, a firm's name or a hospital's, and may be one."""
    table = pl.DataFrame({"a": names}, schema={"a": pl.String})
    further = []
    for key in (_firm("a"), _hospital("a")):
        keyed = table.with_columns(key=key).drop_nulls("key")
        met = keyed.join(keyed.rename({"a": "b"}), on="key").filter(pl.col("a") < pl.col("b"))
        further.append(met.select("a", "b"))
    found = pl.concat(further).unique().sort("a", "b")
    level = similar.compare(found["a"], found["b"], aliases)
    both = [paired(names, aliases), found.with_columns(level=level)]
    # Most pairs that meet are vetoed; what is asked of the others is dear.
    likely = [pairs.filter(~pl.col("level").str.starts_with("veto")) for pairs in both]
    return pl.concat(likely, how="vertical_relaxed").unique(["a", "b"]).sort("a", "b")


def called(names: pl.Series, aliases: pl.DataFrame) -> pl.Series:
    """Each name, or the fullest name of the same unit.

    Args:
        names: units to telephone, as they are shown; null stays null.
        aliases: `name`, `full_name`.

    Returns:
        A row a name. A name that could mean two units that are not the same stays as it is.
    """
    distinct = names.drop_nulls().unique().sort()
    plain = distinct.filter(similar.parse(distinct, ["branch"])["branch"].is_null())
    pairs = _paired(plain, aliases)
    sure = pairs.filter(same(pairs))
    shorter, longer = _by_length()
    sure = sure.with_columns(shorter=shorter, longer=longer)
    sets = Sets()
    equal = sure.filter(pl.col("level").is_in(_SAME))
    for one, other in equal.select("a", "b").iter_rows():
        sets.join(one, other)
    meaning = pl.Series([sets.find(name) for name in sure["longer"]], dtype=pl.String)
    only = sure.with_columns(meaning=meaning).filter(
        pl.col("meaning").n_unique().over("shorter") == 1
    )
    for one, other in only.sort("shorter", "longer").select("shorter", "longer").iter_rows():
        sets.join(one, other)
    shown = (
        pl.DataFrame(
            {"name": plain, "unit": [sets.find(name) for name in plain]},
            schema={"name": pl.String, "unit": pl.String},
        )
        .sort(pl.col("name").str.len_chars(), "name", descending=[True, False])
        .with_columns(shown=pl.col("name").first().over("unit"))
    )
    return names.replace(shown["name"], shown["shown"])
