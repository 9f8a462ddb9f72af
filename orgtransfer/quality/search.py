"""The best candidate for a row by another way than blocking: what texts two rows have in common.

Every row is a set of short texts (the characters of its name and their places, dates, digits, pieces
of its unit's name), each worth the more the fewer rows have it. The two rows with most in common
are laid before a clerk, whatever the rules of blocking and the weights think of them.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_COMMONEST: Final = 0.05
"""A text that a larger part of the rows has is not looked for."""
_PIECES: Final = 12
"""Pieces of a unit's name that are looked at."""


def best(asking: pl.DataFrame, others: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """For each row the one that has most in common with it.

    Args:
        asking: RECORDS: the rows whose partner is looked for.
        others: RECORDS: among which.
        known: `a`, `b`: pairs of records, either way round, that are no answer.

    Returns:
        `record`, `other`; rows with which nothing is shared are left out.
    """
    mine, theirs = _texts(asking), _texts(others)
    counts = theirs.group_by("text").agg(rows=pl.len())
    worth = counts.filter(pl.col("rows") <= max(_COMMONEST * others.height, 1.0)).with_columns(
        worth=(max(others.height, 1) / pl.col("rows")).log1p()
    )
    met = (
        mine.join(worth, on="text")
        .join(theirs.rename({"record": "other", "share": "share_b"}), on="text")
        .group_by("record", "other")
        .agg(score=(pl.col("worth") * pl.min_horizontal("share", "share_b")).sum())
    )
    both = pl.concat([known.select(record="a", other="b"), known.select(record="b", other="a")])
    left = met.join(both, on=["record", "other"], how="anti")
    ordered = left.sort("record", "score", "other", descending=[False, True, False])
    return ordered.unique("record", keep="first", maintain_order=True).select("record", "other")


def _texts(records: pl.DataFrame) -> pl.DataFrame:
    """`record`, `text`, and the `share` of its field's worth that each text has."""
    name, unit = pl.col("name_key"), pl.coalesce("original_unit_key", "unit_key")
    digits = pl.col("id_key").str.replace_all("*", "", literal=True)
    fields = {
        "name": pl.concat_list(name),
        "letters": pl.concat_list(
            *(pl.concat_str(pl.lit(f"{place}"), _piece(name, place, 1)) for place in range(4))
        ),
        "unit": pl.concat_list(*(_piece(unit, place, 2) for place in range(_PIECES))),
        "birth": pl.concat_list(
            *(pl.coalesce("birth_key", "id_birth").str.head(size) for size in (4, 7, 10))
        ),
        "phone": pl.concat_list(_piece(pl.col("phone_key"), 0, 7), pl.col("phone_key").str.tail(4)),
        "id": pl.concat_list(digits.str.head(6), digits.str.tail(4)),
        "join": pl.concat_list(pl.col("join_key").str.head(7)),
    }
    tables = [
        records.select("record", text=made)
        .explode("text")
        .drop_nulls()
        .filter(pl.col("text") != "")
        .unique()
        .with_columns(pl.concat_str(pl.lit(f"{field}:"), "text").alias("text"))
        .with_columns(share=1.0 / pl.len().over("record"))
        for field, made in fields.items()
    ]
    return pl.concat(tables)


def _piece(text: pl.Expr, start: int, size: int) -> pl.Expr:
    """So many characters of a text from a place on; null past its end."""
    piece = text.str.slice(start, size)
    return pl.when(piece.str.len_chars() == size).then(piece)
