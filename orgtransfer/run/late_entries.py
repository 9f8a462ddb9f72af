"""Entries in a copy that is handed in after a night on which its findings moved to another key.

When a member moves to another branch, or an association fills in 专职, the finding about the matter is
another one, and what clerks have said so far goes with it (see `carried`). A copy that was written
before that night still shows the old one: what is entered there belongs to the finding that took its
place. Otherwise it would stand in no worklist, as the old one is neither found any more nor settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from orgtransfer.store import additions, decisions
from orgtransfer.worklist.decided import FINDING
from orgtransfer.worklist.timeline import matter

_FINDING: Final = pl.col("key").str.contains(f"^{FINDING.pattern}")


def moved(
    said: Iterable[str], now: pl.DataFrame, then: pl.DataFrame | None = None
) -> dict[str, str]:
    """Which findings took the place of those that something is said of.

    Args:
        said: keys of findings; others are passed over.
        now: FINDINGS of the last run.
        then: FINDINGS of the run that wrote the copy; None: not known, as of a sheet saved as text.

    Returns:
        Key of a finding that is there no more -> key of the one about the same matter that was not
        there then; of several the one of the same rule.
    """
    keys = pl.Series("key", list(dict.fromkeys(said)), pl.String)
    gone = keys.to_frame().filter(_FINDING, ~pl.col("key").is_in(now["key"].implode()))
    if gone.is_empty():
        return {}
    about = pl.coalesce("person", "organisation") == _part(pl.col("key"), 1)
    fresh = (
        now.filter(about) if then is None else now.filter(about).join(then, on="key", how="anti")
    )
    sides = [
        one.select("key", code=_part(pl.col("key"), 0), matter=_matter(pl.col("key")))
        for one in (gone, fresh)
    ]
    met = (
        sides[0]
        .join(sides[1], on="matter", suffix="_now")
        .sort("key", pl.col("code") != pl.col("code_now"), "key_now")
        .unique("key", keep="first", maintain_order=True)
    )
    return dict(met.select("key", "key_now").iter_rows())


def _matter(key: pl.Expr) -> pl.Expr:
    """Rule and person or branch; of rules that ask one question together, see `timeline.matter`."""
    one = matter(key)
    own = pl.concat_str(_part(key, 0), _part(key, 1), separator=":")
    return pl.when(one != key).then(one).otherwise(own)


def _part(key: pl.Expr, number: int) -> pl.Expr:
    return key.str.split(":").list.get(number, null_on_oob=True)


@dataclass(frozen=True)
class LateEntries:
    """Takes what is said of findings to those that took their place."""

    names: Mapping[str, str]
    """Key of a finding -> key of the one in its place."""

    def follow(self, said: pl.DataFrame) -> pl.DataFrame:
        """DECISIONS or ADDITIONS, with what is said of moved findings said of those in their place.

        What was said of these themselves gives way to it: the copy cannot have shown it.
        """
        ruled = "a_key" in said.columns
        name, about = ("a_key", decisions.SUBJECT) if ruled else ("subject", additions.SUBJECT)
        late = said.filter(pl.col(name).is_in(list(self.names)))
        if late.is_empty():
            return said
        late = late.with_columns(pl.col(name).replace(self.names))
        late = late.unique(about, keep="first", maintain_order=True)
        rest = said.filter(~pl.col(name).is_in(list(self.names)))
        return pl.concat([rest.join(late, on=about, how="anti", nulls_equal=True), late])

    def those(self, said: pl.DataFrame, *, moved: bool) -> pl.DataFrame:
        """DECISIONS about findings that took another's place, or about all others."""
        late = pl.col("a_key").is_in(list(self.names.values()))
        return said.filter(late if moved else ~late)
