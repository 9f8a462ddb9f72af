"""Organisation names: what they are made of, and how alike two are.

Names of units (江西省卫生健康委员会), of Party organisations (中共…委员会, …第一党支部), full or as
people shorten them (省卫健委).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from orgtransfer.similarity import pairs

LEVELS: Final = (
    "same",  # the same but for spelling: brackets, 中共, digits, 党支部 for 支部委员会
    "alias",  # the alias table says so
    "short",  # one is an abbreviation of the other
    "contained",  # one leaves out a part the other has (province, city), and nothing contradicts
    "similar",  # much in common, too little to say
    "veto_ordinal",  # 第一 against 第二
    "veto_region",  # other places; county against city
    "veto_kind",  # other kinds of unit: 中医院 against 人民医院; a branch against its committee
    "different",
)
"""What `compare` says, the strongest evidence of one organisation first, then the vetoes."""

PARTS: Final = pl.Schema(
    {
        "unit": pl.String,  # the name without what the Party adds, normalised
        "region": pl.String,  # the places it begins with: 江西省南昌市
        "core": pl.String,  # what is left of the unit
        "ordinal": pl.String,  # of the unit: 第一附属医院 -> 1
        "kind": pl.String,  # the unit's kind: 中医院, 人民医院, 卫生健康委员会, 协会, ...
        "branch": pl.String,  # what the Party organisation's name adds: 内科, 机关, 离退休
        "branch_ordinal": pl.String,  # 第三党支部 -> 3
        "level": pl.String,  # committee, general_branch, branch, group; null: no Party organisation
        "nature": pl.String,  # joint, functional, temporary, floating; null: the name does not say
    }
)
"""The columns of `parse`."""


def parse(names: pl.Series) -> pl.DataFrame:
    """What organisation names are made of.

    Args:
        names: text.

    Returns:
        The columns of `PARTS`, a row a name; all null for a missing name.
    """
    name = names.cast(pl.String).rename("name")
    level = (
        pl.when(pl.col("name").str.contains("党小组$"))
        .then(pl.lit("group"))
        .when(pl.col("name").str.contains("总支部?(?:委员会)?$"))
        .then(pl.lit("general_branch"))
        .when(pl.col("name").str.contains("支部(?:委员会)?$"))
        .then(pl.lit("branch"))
        .when(pl.col("name").str.contains("党委$|^(?:中共|中国共产党).*委员会$"))
        .then(pl.lit("committee"))
    )
    nature = (
        pl.when(pl.col("name").str.contains("联合"))
        .then(pl.lit("joint"))
        .when(pl.col("name").str.contains("功能型"))
        .then(pl.lit("functional"))
        .when(pl.col("name").str.contains("临时"))
        .then(pl.lit("temporary"))
        .when(pl.col("name").str.contains("流动"))
        .then(pl.lit("floating"))
    )
    party = r"(?:党小组|党?总支部?|党?支部|党委|委员会)+$"
    unit = pl.col("name").str.replace(r"^(?:中共|中国共产党)", "").str.replace(party, "")
    ordinal = pl.col("name").str.extract(r"第([一二三四五六七八九十]+)")
    missing = pl.lit(None, dtype=pl.String)
    return name.to_frame().select(
        unit=unit, region=missing, core=unit, ordinal=ordinal, kind=missing, branch=missing,
        branch_ordinal=ordinal, level=level, nature=nature,
    )  # fmt: skip


def compare(a: pl.Series, b: pl.Series, aliases: pl.DataFrame | None = None) -> pl.Series:
    """How alike two organisation names are.

    Args:
        a: names, full or short, of units or of Party organisations.
        b: the same, as long as `a`.
        aliases: columns `name`, `full_name`: what the clerk says a name stands for.

    Returns:
        One of `LEVELS`; null where one is missing.
    """
    if aliases is not None:
        a, b = fold(a, aliases), fold(b, aliases)
    return pairs.compare(a, b, _prepare, LEVELS)


def fold(names: pl.Series, aliases: pl.DataFrame | None = None) -> pl.Series:
    """Names in one spelling, for exact joins: equal ones are the same organisation.

    Args:
        names: text.
        aliases: columns `name`, `full_name`.

    Returns:
        Text, as long as `names`; null for a missing name.
    """
    folded = names.cast(pl.String).str.replace_all(r"\s", "")
    if aliases is not None and len(aliases):
        folded = folded.replace(aliases["name"], aliases["full_name"])
    return folded


def keys(names: pl.Series, aliases: pl.DataFrame | None = None) -> pl.Series:
    """The keys under which a name meets the others it may be the same as, for blocking.

    Args:
        names: text.
        aliases: columns `name`, `full_name`.

    Returns:
        Lists of text, as long as `names`; null for a missing name.
    """
    return fold(names, aliases).map_elements(lambda name: [name], return_dtype=pl.List(pl.String))


def _prepare(values: pl.Series) -> pairs.Kernel:
    raw = values.to_numpy()

    def kernel(a: pairs.Index, b: pairs.Index) -> pairs.Codes:
        same = raw[a] == raw[b]
        return np.where(same, 0, len(LEVELS) - 1).astype(np.int8)

    return kernel
