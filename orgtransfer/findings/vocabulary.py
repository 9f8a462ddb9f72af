"""SR: words of an export that are not understood."""

from __future__ import annotations

import polars as pl

from orgtransfer.findings.world import World
from orgtransfer.i18n import _

_MOST = 5


def unknown_states(world: World) -> pl.DataFrame:
    """{export}: states of members that are not known: {count} ({words}).

    What it finds:
        Words in the column of the member's state that are none of the known ones, each with how
        often it occurs. One finding a table.

    Why it matters:
        A state that is not known is not taken for the normal one: where it would decide whether
        somebody has to move, the verdict stays open.

    Example:
        In the column 党员状态, 12 members have 待定.

    What to do:
        Ask whoever keeps the system what the word means, and have it corrected where it is a slip.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    place = ("system", "file", "sheet")
    rows = world.members.filter(pl.col("state").is_not_null() & pl.col("state_key").is_null())
    counted = (
        rows.group_by(*place, "label", "state")
        .agg(times=pl.len(), row=pl.col("row").min())
        .sort(*place, "times", "state", descending=[False, False, False, True, False])
    )
    word = pl.concat_str("state", pl.lit(_(": ")), "times")
    listed = word.head(_MOST).str.join(_(", "))
    more = pl.when(pl.len() > _MOST).then(pl.lit(", …")).otherwise(pl.lit(""))
    return (
        counted.group_by(*place, "label", maintain_order=True)
        .agg(count=pl.col("times").sum(), row=pl.col("row").min(), words=listed + more)
        .with_columns(
            export=pl.col("file").str.extract(r"([^/]*)$"),
            subject=pl.concat_str("system", "sheet", separator=":"),
        )
    )
