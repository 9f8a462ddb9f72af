"""Words of coded columns that no cleaner knows: what the user may give a meaning to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from orgtransfer.clean import categories, posts, states, words

_CLEANERS: Final[Mapping[str, Callable[[pl.Expr], pl.Expr]]] = {
    "post": posts.post,
    "state": states.state,
    "category": categories.category,
    "education": categories.education,
}
"""Field -> what reads its words."""


def not_understood(
    counted: Mapping[str, Mapping[str, int]], given: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, int]]:
    """The words of each field that no cleaner knows.

    Args:
        counted: field -> word as the cells have it -> how often.
        given: what the user says of words, as for `extended`.

    Returns:
        The same without what is understood; the most frequent first.
    """
    left: dict[str, dict[str, int]] = {}
    for name in counted.keys() & _CLEANERS.keys():
        schema = {name: pl.String, "times": pl.Int64}
        listed = pl.DataFrame(list(counted[name].items()), schema=schema, orient="row")
        keyed = listed.with_columns(_CLEANERS[name](pl.col(name)).alias(f"{name}_key"))
        unknown = words.extended(keyed, given).filter(pl.col(f"{name}_key").is_null())
        ordered = unknown.sort("times", name, descending=[True, False])
        left[name] = dict(ordered.select(name, "times").iter_rows())
    return {name: found for name, found in left.items() if found}
