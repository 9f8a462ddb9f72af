"""What the evidence for a pair of nodes weighs, in natural log-odds, and what it may decide.

The weights are not estimated: two lists hold a few thousand branches, so that a pair begins at
odds of about one in three thousand; a full name that occurs once in each list is proof, a short
one nearly so, and one kind of weak evidence must never be enough alone.
"""

from __future__ import annotations

from typing import Final

import polars as pl

PRIOR: Final = -8.0
AUTO: Final = 0.99
REVIEW: Final = 0.50
GAP: Final = 2.0
"""How much better than the runner-up a link has to be."""

_NAMES: Final = {"name": 14.0, "short": 13.0, "former": 13.0, "contained": 6.0}
_CODE_ALONE: Final = 8.5  # the lists' codes are the same ones, the name is another: to be judged
_CODE: Final = 13.0
_CODE_DOUBTFUL: Final = 1.0
_PLACE: Final = 13.0  # the same among the branches of one parent
_CHILDREN: Final = 8.5  # a renamed superior, or another one for the same branches: to be judged
_RENAMED: Final = 13.0
_MOVED: Final = 8.2
_SOME_MEMBERS: Final = 2.0
_NO_MEMBERS: Final = -4.0
_OTHER_PARENT: Final = -2.0
"""Its parent is linked, and to something else."""
_ENOUGH: Final = 5


def weighed(pairs: pl.DataFrame) -> pl.DataFrame:
    """Adds weight, probability and evidence.

    Args:
        pairs: a, b; code (the two have one code), coded (the lists share their codes), named
            (name, short, former or null), place, children, renamed, moved, members, apart,
            other_parent: flags.
    """
    named = pl.col("named").replace_strict(_NAMES, default=0.0, return_dtype=pl.Float64)
    code = (
        pl.when("code")
        .then(
            pl.when(~pl.col("coded"))
            .then(_CODE_DOUBTFUL)
            .when(pl.col("named").is_not_null() | pl.col("place") | pl.col("members"))
            .then(_CODE)
            .otherwise(_CODE_ALONE)
        )
        .otherwise(0.0)
    )
    flags = {
        "place": _PLACE,
        "children": _CHILDREN,
        "renamed": _RENAMED,
        "moved": _MOVED,
        "members": _SOME_MEMBERS,
        "apart": _NO_MEMBERS,
        "other_parent": _OTHER_PARENT,
    }
    parts = [pl.when(flag).then(weight).otherwise(0.0) for flag, weight in flags.items()]
    words = [
        pl.when("code").then(pl.lit("code")),
        pl.col("named").replace({"contained": "short"}),
        pl.when(pl.col("members") | pl.col("renamed") | pl.col("moved")).then(pl.lit("members")),
        pl.when(pl.col("place") | pl.col("children")).then(pl.lit("tree")),
    ]
    return pairs.with_columns(
        weight=pl.sum_horizontal(pl.lit(PRIOR), named, code, *parts),
        evidence=pl.concat_str(words, separator="|", ignore_nulls=True),
    ).with_columns(probability=1 / (1 + (-pl.col("weight")).exp()))


def member_flags(shared: pl.DataFrame, nodes: pl.DataFrame) -> pl.DataFrame:
    """Adds to what members.shared gives: members, renamed, moved.

    `renamed`: nearly all of the people of either are the people of the other, and there are
    enough of them: one branch under two names. `moved`: nearly all people of one are in the
    other, which has more: a merged branch, or one part of a split one. Between a roster and a
    register the latter is ordinary life: members of an association's branch work in one hospital.
    """
    facts = nodes.select("node", "role", "level", "nature")
    of_a = facts.rename({"node": "a", "role": "a_role", "level": "a_level", "nature": "a_nature"})
    of_b = facts.rename({"node": "b", "role": "b_role", "level": "b_level", "nature": "b_nature"})
    a_share = pl.col("shared") / pl.col("a_all")
    b_share = pl.col("shared") / pl.col("b_all")
    enough = pl.col("shared") >= _ENOUGH
    standing = pl.col("a_nature").is_in(["ordinary", "joint"]) & pl.col("b_nature").is_in(
        ["ordinary", "joint"]
    )
    alike = standing & (pl.col("a_level") == pl.col("b_level"))
    same_role = pl.col("a_role") == pl.col("b_role")
    return (
        shared.join(of_a, on="a")
        .join(of_b, on="b")
        .select(
            "a",
            "b",
            "shared",
            "a_known",
            "b_known",
            members=(pl.col("shared") >= 2)
            & (pl.col("shared") >= 0.5 * pl.max_horizontal("a_known", "b_known")),
            renamed=alike & (pl.col("shared") >= 8) & (a_share >= 0.8) & (b_share >= 0.8),
            moved=alike & same_role & enough & ((a_share >= 0.8) | (b_share >= 0.8)),
        )
    )
