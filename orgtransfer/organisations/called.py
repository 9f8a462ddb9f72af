"""One name for a unit that no register knows: the fullest of those that mean it for certain."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.organisations.units import Sets, paired
from orgtransfer.similarity import organisations as similar

_SAME: Final = ("same", "alias")
_MAY_BE: Final = (*_SAME, "short", "contained", "similar")
_PEOPLE: Final = 2
_SHARE: Final = 0.8
"""So many people with two names, and this share of those of the shorter one, say what it means."""
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


def called(
    names: pl.Series, aliases: pl.DataFrame, people: pl.DataFrame | None = None
) -> pl.Series:
    """Each name, or the fullest name of the same unit.

    Args:
        names: units to telephone, as they are shown; null stays null.
        aliases: `name`, `full_name`; a name that stands for itself is put together with none.
        people: `person`, `name`: who is said to be of which unit. People who are named with two
            names show what a name means that could stand for several units.

    Returns:
        A row a name. A name that could mean two units that are not the same stays as it is.
    """
    distinct = names.drop_nulls().unique().sort()
    alone = aliases.filter(pl.col("name") == pl.col("full_name"))["name"]
    parts = similar.parse(distinct, ["unit", "branch", "level"])
    units = parts.with_columns(name=distinct).filter(
        pl.col("branch").is_null(), ~pl.col("name").is_in(alone.implode())
    )
    plain = units.filter(pl.col("level").is_null())["name"]
    pairs = _paired(plain, aliases)
    sure = pairs.filter(same(pairs)).select("a", "b", "level")
    if people is not None:
        sure = pl.concat([sure, _by_people(people, plain, aliases)]).unique(["a", "b"])
    sets = _joined(sure.sort("a", "b"))
    shown = (
        pl.DataFrame(
            {"name": plain, "one": [sets.find(name) for name in plain]},
            schema={"name": pl.String, "one": pl.String},
        )
        .sort(pl.col("name").str.len_chars(), "name", descending=[True, False])
        .with_columns(shown=pl.col("name").first().over("one"))
    )
    return names.replace(shown["name"], shown["shown"]).replace(_committees(units, shown))


def _joined(sure: pl.DataFrame) -> Sets:
    """Sets of names: equal ones first, then shorter ones that can mean only one of these."""
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
    return sets


def _by_people(people: pl.DataFrame, names: pl.Series, aliases: pl.DataFrame) -> pl.DataFrame:
    """a, b, level: names that the same people have, and that do not speak against each other."""
    said = (
        people.select("person", "name").join(names.to_frame("name"), on="name", how="semi").unique()
    )
    several = said.filter(pl.len().over("person") > 1)
    met = several.join(several, on="person", suffix="_b").filter(pl.col("name") != pl.col("name_b"))
    votes = met.group_by(a="name", b="name_b").agg(people=pl.len())
    known = several.group_by(a="name").agg(known=pl.len())
    enough = (
        votes.join(known, on="a")
        .filter(pl.col("people") >= _PEOPLE, pl.col("people") >= _SHARE * pl.col("known"))
        .sort("a", "b")
    )
    level = similar.compare(enough["a"], enough["b"], aliases)
    # The shorter name is the one that its people must explain.
    longer = pl.col("a").str.len_chars() <= pl.col("b").str.len_chars()
    return enough.select("a", "b", level=level).filter(pl.col("level").is_in(_MAY_BE) & longer)


def _committees(units: pl.DataFrame, shown: pl.DataFrame) -> dict[str, str]:
    """A unit's own Party organisation, by its name -> the unit, where somebody names the unit too."""
    named = units.filter(pl.col("level").is_null()).select("unit", plain="name")
    one = (
        named.join(shown, left_on="plain", right_on="name")
        .group_by("unit")
        .agg(pl.col("shown").unique())
        .filter(pl.col("shown").list.len() == 1)
    )
    party = units.filter(pl.col("level").is_not_null())
    found = party.join(one, on="unit").select("name", pl.col("shown").list.first())
    return dict(found.iter_rows())
