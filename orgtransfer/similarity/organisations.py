"""Organisation names: what they are made of, and how alike two are.

Names of units (江西省卫生健康委员会), of Party organisations (中共…委员会, …第一党支部), full or as
people shorten them (省卫健委). Names are taken apart once a distinct name; pairs are compared as
arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from orgtransfer.similarity import org_arrays, org_grammar, org_keys, org_pairs, pairs
from orgtransfer.similarity.org_pairs import LEVELS
from orgtransfer.similarity.org_spelling import distinct as distinct_names
from orgtransfer.similarity.org_spelling import fold, fold_renamed, spread

__all__ = ["LEVELS", "PARTS", "compare", "fold", "fold_renamed", "keys", "parse"]

PARTS: Final = pl.Schema(
    {
        "unit": pl.String,  # the name without what the Party adds, short words written out
        "region": pl.String,  # the places it begins with: 江西省南昌市
        "core": pl.String,  # what is left of the unit, without ordinals
        "ordinal": pl.String,  # of the unit: 第一附属医院 -> 1
        "kind": pl.String,  # the unit's kind: 中医院, 人民医院, 卫生健康委员会, 协会, ...
        "branch": pl.String,  # what the Party organisation's name adds: 内科, 机关, 离退休
        "branch_ordinal": pl.String,  # 第三党支部 -> 3
        "level": pl.String,  # committee, general_branch, branch, group; null: no Party organisation
        "nature": pl.String,  # joint, functional, temporary, floating; null: the name does not say
    }
)
"""The columns of `parse`."""


def parse(names: pl.Series, fields: Sequence[str] = tuple(PARTS)) -> pl.DataFrame:
    """What organisation names are made of.

    Args:
        names: text.
        fields: the columns of `PARTS` that are asked for.

    Returns:
        These columns, a row a name; null for what a name does not say.
    """
    column, distinct = distinct_names(names)
    parts = [org_grammar.parse(name) for name in distinct]
    said = {field: [getattr(each, field) for each in parts] for field in fields}
    schema = dict.fromkeys(("name", *fields), pl.String)
    table = pl.DataFrame({"name": distinct} | said, schema=schema)
    return spread(column, table).select(pl.col(fields).replace("", None))


def compare(a: pl.Series, b: pl.Series, aliases: pl.DataFrame | None = None) -> pl.Series:
    """How alike two organisation names are.

    Args:
        a: names, full or short, of units or of Party organisations.
        b: the same, as long as `a`.
        aliases: columns `name`, `full_name`: what the clerk says a name stands for. A unit's alias
            holds for its Party organisations as well.

    Returns:
        One of `LEVELS`; null where one is missing.
    """
    known = org_keys.Aliases(aliases)

    def prepare(values: pl.Series) -> pairs.Kernel:
        raw = values.to_list()
        named = [known.apply(org_grammar.parse(name)) for name in raw]
        plain = [org_keys.plain(name) for name in raw]
        whole = [org_keys.spelling(parts) or name for parts, name in zip(named, raw, strict=True)]
        prepared = org_arrays.prepare(named, plain, whole)
        return lambda one, other: org_pairs.compare(prepared, one, other)

    return pairs.compare(a, b, prepare, LEVELS)


def keys(names: pl.Series, aliases: pl.DataFrame | None = None) -> pl.Series:
    """The keys under which a name meets every other it may be the same as, for blocking.

    Args:
        names: text.
        aliases: columns `name`, `full_name`.

    Returns:
        Lists of text, as long as `names`; null for a missing name.
    """
    known = org_keys.Aliases(aliases)
    column, distinct = distinct_names(names)
    made = [org_keys.keys(known.apply(org_grammar.parse(name))) for name in distinct]
    # Lists are gathered by polars: it takes a Python list of lists apart slowly.
    table = (
        pl.DataFrame(
            {
                "name": [name for name, each in zip(distinct, made, strict=True) for _ in each],
                "key": [key for each in made for key in each],
            },
            schema={"name": pl.String, "key": pl.String},
        )
        .group_by("name", maintain_order=True)
        .agg("key")
    )
    return spread(column, table)["key"].rename(names.name)
