"""What a filled-in copy changes: field by field, three ways, so that nobody's word is overruled.

A field that says what the copy showed when it was written is no word of its clerk's. One that was
changed in the copy, and not since, counts. Where both were changed, notes and handlers stand side
by side, and two states or rulings are a dispute, kept until one of them is entered.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.models import AGAINST
from orgtransfer.store.decisions import SAID, SUBJECT, in_order
from orgtransfer.worklist import words

_JOINTS: Final = {"handler": "、", "note": "；"}


def merged(
    entered: pl.DataFrame, shown: pl.DataFrame, current: pl.DataFrame, source: str = ""
) -> pl.DataFrame:
    """The decisions after a copy was taken in.

    Args:
        entered: DECISIONS that stand in the copy, at most one a matter.
        shown: DECISIONS as they were when the copy was written; empty where that is not known.
        current: DECISIONS as they are now.
        source: the copy's name, told where it contradicts.

    Returns:
        DECISIONS of the matters in `entered`, and of kind `disputed_…` what was not applied.
    """
    known = _beside(in_order(entered), shown, current)
    ruled = known.with_columns(_conflict())
    fields = ruled.with_columns(
        pl.when("conflict").then("current_ruling").otherwise(_ruling()).alias("ruling"),
        _who().alias("handler"),
        _text("note", _JOINTS["note"]).alias("note"),
    ).select(frames.DECISIONS.columns.keys())
    against = ruled.filter("conflict").with_columns(
        kind=pl.lit(AGAINST) + pl.col("kind"), note=pl.lit(source or None, pl.String)
    )
    # The one whose word stands may have said it after a dispute began, which then ends.
    chosen = ruled.filter("chosen").with_columns(
        kind=pl.lit(AGAINST) + pl.col("kind"),
        ruling=pl.lit("open"),
        handler=pl.lit(None, pl.String),
        note=pl.lit(None, pl.String),
    )
    parts = [part.select(frames.DECISIONS.columns.keys()) for part in (against, chosen)]
    return pl.concat([fields, *parts])


def _beside(entered: pl.DataFrame, shown: pl.DataFrame, current: pl.DataFrame) -> pl.DataFrame:
    """`entered` with what was shown and what holds now, and whether a dispute was shown."""
    joined = entered
    for name, table in (("shown", shown), ("current", current)):
        fields = in_order(table).select(
            *SUBJECT, *(pl.col(one).alias(f"{name}_{one}") for one in SAID)
        )
        joined = joined.join(
            fields, on=SUBJECT, how="left", nulls_equal=True, maintain_order="left"
        )
    disputes = in_order(shown).filter(
        pl.col("kind").str.starts_with(AGAINST), pl.col("ruling") != "open"
    )
    asked = disputes.select(
        pl.col("kind").str.strip_prefix(AGAINST), "a_key", "b_key", asked=pl.lit(value=True)
    )
    return joined.join(
        asked, on=SUBJECT, how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(
        pl.col("asked").fill_null(value=False),
        pl.col("ruling", "shown_ruling", "current_ruling").fill_null("open"),
    )


def _conflict() -> list[pl.Expr]:
    """`conflict`: both changed the ruling, differently; `chosen`: a dispute was shown and settled."""
    entered, shown, now = pl.col("ruling"), pl.col("shown_ruling"), pl.col("current_ruling")
    silent = pl.col("ruling") == words.DISPUTED
    chosen = pl.col("asked") & ~silent
    same = (entered == shown) | (now == shown) | (entered == now)
    nothing = (entered == "open") | (now == "open")
    return [(~silent & ~chosen & ~same & ~nothing).alias("conflict"), chosen.alias("chosen")]


def _ruling() -> pl.Expr:
    """The ruling where there is no conflict."""
    entered, shown, now = pl.col("ruling"), pl.col("shown_ruling"), pl.col("current_ruling")
    return (
        pl.when(entered == words.DISPUTED)
        .then(now)
        .when(pl.col("chosen"))
        .then(entered)
        .when(entered == shown)
        .then(now)
        .when(now == shown)
        .then(entered)
        .when(entered == "open")
        .then(now)
        .otherwise(entered)
    )


def _who() -> pl.Expr:
    """The handler; whose name stands beside a pair's ruling that the copy changed has changed it."""
    said = pl.col("chosen") | (pl.col("ruling") != pl.col("shown_ruling"))
    changed = ~pl.col("conflict") & said & pl.col("kind").str.ends_with("pair")
    silent = pl.col("ruling") == words.DISPUTED
    merged_ = _text("handler", _JOINTS["handler"])
    return pl.when(changed & ~silent & merged_.is_null()).then("handler").otherwise(merged_)


def _text(name: str, joint: str) -> pl.Expr:
    """A note or handler: the changed one, or both where both were changed."""
    entered, shown, now = pl.col(name), pl.col(f"shown_{name}"), pl.col(f"current_{name}")
    return (
        pl.when(entered.eq_missing(shown))
        .then(now)
        .when(now.eq_missing(shown))
        .then(entered)
        .when(entered.is_null())
        .then(now)
        .when(now.is_null())
        .then(entered)
        .when(now.str.contains(entered, literal=True))
        .then(now)
        .when(entered.str.contains(now, literal=True))
        .then(entered)
        .otherwise(pl.concat_str(now, pl.lit(joint), entered))
    )


def together(known: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """DECISIONS of the store, and over them those of a workbook."""
    both = pl.concat([in_order(known), in_order(new)])
    return both.unique(SUBJECT, keep="last", maintain_order=True)
