"""Organisation names in one spelling, for exact joins.

Apart from the comparison of two names (see `organisations`), which loads what a quiet night needs not.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from orgtransfer.similarity import org_grammar, org_keys


def fold(names: pl.Series, aliases: pl.DataFrame | None = None) -> pl.Series:
    """Names in one spelling, for exact joins: equal ones are the same organisation.

    Args:
        names: text.
        aliases: columns `name`, `full_name`.

    Returns:
        Text, as long as `names`; null for a missing name.
    """
    return over_distinct(names, _speller(aliases))


def fold_renamed(names: pl.Series, aliases: pl.DataFrame | None = None) -> pl.Series:
    """As `fold`, and old and local words of a kind made one: 卫生局 and 卫健委, 血站 and 血液中心.

    Equal ones are at least `short` for each other: for telling whether several names mean one unit.

    Args:
        names: text.
        aliases: columns `name`, `full_name`.

    Returns:
        Text, as long as `names`; null for a missing name.
    """
    return over_distinct(names, _speller(aliases, renamed=True))


def _speller(aliases: pl.DataFrame | None, *, renamed: bool = False) -> Callable[[str], str]:
    """Writes one name in one spelling; see `org_keys.spelling`."""
    known = org_keys.Aliases(aliases)
    if not known and not renamed:
        return org_keys.plain
    return lambda name: (
        org_keys.spelling(known.apply(org_grammar.parse(name)), renamed=renamed) or name
    )


def over_distinct(names: pl.Series, of: Callable[[str], str]) -> pl.Series:
    """What a function gives for each name, asked once a distinct name."""
    if names.null_count() == len(names):  # a column that the export does not have
        return names.cast(pl.String)
    column, own = distinct(names)
    table = pl.DataFrame(
        {"name": own, "value": [of(name) for name in own]},
        schema={"name": pl.String, "value": pl.String},
    )
    return spread(column, table)["value"].rename(names.name)


def distinct(names: pl.Series) -> tuple[pl.Series, list[str]]:
    """The column as text, called `name`, and its distinct values."""
    column = names.cast(pl.String).rename("name")
    return column, column.unique().drop_nulls().to_list()


def spread(column: pl.Series, table: pl.DataFrame) -> pl.DataFrame:
    """What the table says of each row of the column `name`."""
    return column.to_frame().join(table, on="name", how="left", maintain_order="left")
