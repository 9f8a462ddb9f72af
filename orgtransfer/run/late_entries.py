"""Entries in a copy that is handed in after a night on which its findings moved to another key.

When a member moves to another branch, or an association fills in 专职, the finding about the matter is
another one, and what clerks have said so far goes with it (see `carried`). A copy that was written
before that night still shows the old one: what is entered there belongs to the finding that took its
place. Otherwise it would stand in no worklist, as the old one is neither found any more nor settled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from orgtransfer.worklist.timeline import matter


def moved(then: pl.DataFrame, now: pl.DataFrame) -> dict[str, str]:
    """Which finding took the place of another.

    Args:
        then: FINDINGS of the run that wrote the copy.
        now: FINDINGS of the last run.

    Returns:
        Key of a finding that is there no more -> key of the one about the same matter that was not
        there then; of several the one of the same rule.
    """
    sides = [
        one.select("key", "code", matter=_matter())
        .drop_nulls("matter")
        .join(other, on="key", how="anti")
        for one, other in ((then, now), (now, then))
    ]
    met = (
        sides[0]
        .join(sides[1], on="matter", suffix="_now")
        .sort("key", pl.col("code") != pl.col("code_now"), "key_now")
        .unique("key", keep="first", maintain_order=True)
    )
    return dict(met.select("key", "key_now").iter_rows())


def _matter() -> pl.Expr:
    """The matter of a finding: of one rule, or of several that ask one question (see `timeline.matter`)."""
    one = matter(pl.col("key"))
    about = pl.concat_str("code", pl.coalesce("person", "organisation"), separator=":")
    return pl.when(one != pl.col("key")).then(one).otherwise(about)


@dataclass(frozen=True)
class LateEntries:
    """Takes what is said of findings to those that took their place."""

    names: Mapping[str, str]
    """Key of a finding -> key of the one in its place."""

    def follow(self, said: pl.DataFrame) -> pl.DataFrame:
        """DECISIONS or ADDITIONS, with what is said of moved findings said of those in their place.

        What was said of these themselves gives way to it: the copy cannot have shown it.
        """
        name = "a_key" if "a_key" in said.columns else "subject"
        late = said.filter(pl.col(name).is_in(list(self.names)))
        if late.is_empty():
            return said
        late = late.with_columns(pl.col(name).replace(self.names))
        about = [
            one for one in ("kind", "a_key", "b_key", "subject", "place") if one in said.columns
        ]
        late = late.unique(about, keep="first", maintain_order=True)
        rest = said.filter(~pl.col(name).is_in(list(self.names)))
        return pl.concat([rest.join(late, on=about, how="anti", nulls_equal=True), late])

    def those(self, decisions: pl.DataFrame, *, moved: bool) -> pl.DataFrame:
        """DECISIONS about findings that took another's place, or about all others."""
        late = pl.col("a_key").is_in(list(self.names.values()))
        return decisions.filter(late if moved else ~late)
