"""Former names as evidence: two records whose names differ, where one was called as the other is.

A small table beside VALUES, empty for most exports: whatever rests on it costs nothing then.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.match.vetoes import may_be_one_name
from orgtransfer.similarity import names

LEVEL: Final = "former"
"""The level of such a pair of names."""
_NAMED: Final = ("exact", "variant", "wildcard")
"""Levels of names that need no former one to agree."""
_AGREE: Final = ("exact", "variant")


def of(records: pl.DataFrame) -> pl.DataFrame:
    """record, former, name: each former name that RECORDS give, and the name beside it."""
    if records["former_key"].null_count() == records.height:
        return none()
    given = records.select("record", "former_key", name="name_key").drop_nulls("former_key")
    former = pl.col("former_key").str.split("|")
    return given.with_columns(former=former).explode("former").select("record", "former", "name")


def none() -> pl.DataFrame:
    """What `of` gives where no record gives a former name."""
    return pl.DataFrame(schema={"record": pl.UInt32, "former": pl.String, "name": pl.String})


def sides(formers: pl.DataFrame, keyed: pl.DataFrame) -> list[tuple[pl.DataFrame, pl.DataFrame]]:
    """`record`, `key` of who was called something, and of who is: to be compared by blocking.

    As everywhere one of the two has no sound ID number.

    Args:
        formers: what `of` gives.
        keyed: KEYED.
    """
    asking = formers.select("record", key=pl.col("former").hash(seed=7))
    called = keyed.select("record", key="name").drop_nulls()
    everyone = pl.concat([called, asking]).unique()
    active = keyed.filter("active").select("record")
    return [
        (asking.join(active, on="record", how="semi"), everyone),
        (asking, everyone.join(active, on="record", how="semi")),
    ]


def level(
    pairs: pl.DataFrame, said: pl.Series, named: pl.Series, formers: pl.DataFrame
) -> pl.Series:
    """The names' levels: `former` where they differ, and a former name of one agrees with the other.

    Args:
        pairs: `a`, `b`: records.
        said: the levels of the names as they are today.
        named: the name of every record, in their order.
        formers: what `of` gives.
    """
    if formers.is_empty():
        return said
    told = formers.select("record", "former")
    ends = pairs.select("a", "b").with_row_index()
    unlike = ends.filter(~said.is_in(_NAMED).fill_null(value=False))
    met = [
        unlike.join(told, left_on=one, right_on="record")
        .with_columns(called=pl.lit(named).gather(other))
        .select("index", "former", "called")
        for one, other in (("a", "b"), ("b", "a"))
    ]
    # Both may give a former name: the one that they had in common.
    both = unlike.join(told, left_on="a", right_on="record").join(
        told.rename({"former": "called"}), left_on="b", right_on="record"
    )
    asked = pl.concat([*met, both.select("index", "former", "called")])
    agree = names.compare(asked["former"], asked["called"]).is_in(_AGREE)
    found = asked.filter(agree.fill_null(value=False))["index"].unique()
    return said.scatter(found, LEVEL) if len(found) else said


def one_name(formers: pl.DataFrame, a: pl.Series, b: pl.Series) -> pl.Series:
    """What `vetoes.may_be_one_name` says; also true where one is given as the other's former name."""
    given = formers.select(a="name", b="former")
    both = pl.concat([given, given.select(a="b", b="a")]).unique()
    asked = pl.DataFrame({"a": a, "b": b}, schema={"a": pl.String, "b": pl.String})
    marked = both.with_columns(same=pl.lit(value=True))
    told = asked.join(marked, on=["a", "b"], how="left", maintain_order="left")["same"]
    return told.fill_null(may_be_one_name(a, b))
