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

_NAMES: Final = {"name": 16.0, "short": 13.0, "former": 13.0, "contained": 6.0, "raised": 8.5}
_CODE_ALONE: Final = 8.5  # the lists' codes are the same ones, the name is another: to be judged
_CODE: Final = 13.0
_CODE_DOUBTFUL: Final = 1.0
_LIKENESS: Final = {
    "same": 12.0,
    "alias": 12.0,
    "short": 12.0,
    "contained": 11.0,
    "similar": 8.5,
    "different": 7.0,
}
"""What an inexact name weighs where most people of either are the people of the other."""
_PLACE: Final = 13.0  # the same among the branches of one parent
_CHILDREN: Final = 8.5  # a renamed superior, or another one for the same branches: to be judged
_RENAMED: Final = 13.0
_MOVED: Final = 8.2
_SOME_MEMBERS: Final = 2.0
_NO_MEMBERS: Final = -4.0
_SAME_PARENT: Final = 5.0
_OTHER_PARENT: Final = -2.0
"""Its parent is linked, and to something else."""
_ENOUGH: Final = 5
_SHOWN: Final = {
    "name": "name",
    "short": "short",
    "former": "former",
    "contained": "short",
    "raised": "name",
    "similar": "short",
    "same": "name",
    "alias": "name",
}
_FLAGS: Final = {
    "place": _PLACE,
    "children": _CHILDREN,
    "members": _SOME_MEMBERS,
    "apart": _NO_MEMBERS,
    "other_parent": _OTHER_PARENT,
}
# A parent in common tells nothing of branches that have nothing else in common.
_KNOWN: Final = pl.col("named").is_not_null() | pl.col("likeness").is_not_null() | pl.col("members")
_VETOES: Final = ("veto_ordinal", "veto_region", "veto_kind")


def weighed(pairs: pl.DataFrame) -> pl.DataFrame:
    """Adds weight, probability and evidence.

    Args:
        pairs: a, b; code (the two have one code), coded (the lists share their codes), named
            (name, short, former, contained or null), likeness (of inexact names, or null);
            place, same_parent, children, renamed, moved, members, apart, other_parent: flags.
    """
    parts = [pl.when(flag).then(weight).otherwise(0.0) for flag, weight in _FLAGS.items()]
    parent = pl.when(pl.col("same_parent") & _KNOWN).then(_SAME_PARENT).otherwise(0.0)
    return pairs.with_columns(
        weight=pl.sum_horizontal(pl.lit(PRIOR), _name_weight(), _code_weight(), parent, *parts),
        evidence=pl.concat_str(_words(), separator="|", ignore_nulls=True),
    ).with_columns(probability=1 / (1 + (-pl.col("weight")).exp()))


def _name_weight() -> pl.Expr:
    """What the names weigh, or the people where they say the same: the strongest, not the sum."""
    exact = pl.col("named").replace_strict(_NAMES, default=0.0, return_dtype=pl.Float64)
    alike = pl.col("likeness").replace_strict(_LIKENESS, default=0.0, return_dtype=pl.Float64)
    people = pl.when("renamed").then(_RENAMED).when("moved").then(_MOVED).otherwise(0.0)
    return pl.max_horizontal(exact, alike, people)


def _code_weight() -> pl.Expr:
    backed = pl.col("named").is_not_null() | pl.col("place") | pl.col("members")
    shared = pl.when(backed).then(_CODE).otherwise(_CODE_ALONE)
    return pl.when(~pl.col("code")).then(0.0).when("coded").then(shared).otherwise(_CODE_DOUBTFUL)


def _words() -> list[pl.Expr]:
    """The words of `evidence`, null where there is none of the kind."""
    members = pl.col("members") | pl.col("renamed") | pl.col("moved")
    tree = pl.col("place") | pl.col("children") | (pl.col("same_parent") & _KNOWN)
    return [
        pl.when("code").then(pl.lit("code")),
        pl.coalesce("named", "likeness").replace_strict(_SHOWN, default=None),
        pl.when(members).then(pl.lit("members")),
        pl.when(tree).then(pl.lit("tree")),
    ]


def renamed(people: pl.DataFrame) -> pl.DataFrame:
    """Adds to the flags of members whether one branch has two names, by what the names say.

    Args:
        people: a, b, the flags of member_flags, likeness (null where it was not asked), inside
            (both belong to one unit).

    All people of a roster's branch may be in one branch of a register: that makes it a shadow, not
    the same, unless both belong to one unit. Two registers cannot hold the same people otherwise.
    A veto of the names leaves it to a clerk.
    """
    vetoed = pl.col("likeness").is_in(_VETOES).fill_null(value=False)
    sure = pl.col("renamed") & (pl.col("inside") | pl.col("registers")) & ~vetoed
    # Other words for the same people: a clerk need look only where it cannot be a shadow.
    unlike = (pl.col("likeness") == "different") & ~(pl.col("inside") | pl.col("registers"))
    return people.with_columns(
        likeness=pl.when(~unlike).then("likeness"),
        renamed=sure,
        moved=(pl.col("moved") | pl.col("renamed")) & ~sure,
    )


def member_flags(shared: pl.DataFrame, nodes: pl.DataFrame) -> pl.DataFrame:
    """Adds to what members.shared gives: members, mutual, renamed, moved.

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
            registers=(pl.col("a_role") == "register") & (pl.col("b_role") == "register"),
            members=(pl.col("shared") >= 2)
            & (pl.col("shared") >= 0.5 * pl.max_horizontal("a_known", "b_known")),
            mutual=standing
            & (pl.col("a_level") == pl.col("b_level"))
            & (pl.col("shared") >= 3)
            & (a_share >= 0.4)
            & (b_share >= 0.4),
            renamed=alike & (pl.col("shared") >= 8) & (a_share >= 0.8) & (b_share >= 0.8),
            moved=alike & same_role & enough & ((a_share >= 0.8) | (b_share >= 0.8)),
        )
    )
