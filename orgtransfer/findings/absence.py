"""Why no register has a roster member: admitted lately, on the way, gone, or simply not found."""

from __future__ import annotations

import polars as pl

from orgtransfer.findings.dates import latest
from orgtransfer.findings.people import GONE
from orgtransfer.findings.world import World


def absence(world: World) -> pl.DataFrame:
    """record, absence: a code of `models.ABSENCES` for each roster record that no register has.

    What a register last said comes before what the roster says of the joining date: who has been
    in a register was entered once.
    """
    rows = world.roster.filter(pl.col("verdict") == "not_registered")
    months = world.number("RL07", "months")
    recent = latest("join_key").dt.offset_by(f"{months}mo") >= world.today
    fresh = recent | ((pl.col("category_key") == "probationary") & recent.is_null())
    kind = (
        pl.when(pl.col("because") == "candidate")
        .then(pl.lit("waiting"))
        .when(pl.col("last") == "moved_out")
        .then(pl.lit("left"))
        .when(pl.col("last").is_not_null())
        .then(pl.lit("ended"))
        .when("sent")
        .then(pl.lit("left"))
        .when(fresh)
        .then(pl.lit("admitted"))
        .otherwise(pl.lit("unknown"))
    )
    return (
        rows.join(_last(world), on="person", how="left", maintain_order="left")
        .join(_sent(world), on="person", how="left", maintain_order="left")
        .select("record", absence=kind)
    )


def _last(world: World) -> pl.DataFrame:
    """person, last: the state of a person's record in a register that does not count any more."""
    rows = world.members.filter((pl.col("role") == "register") & ~pl.col("live"))
    state = pl.when(pl.col("state_key").is_in(GONE)).then("state_key")
    ranked = rows.with_columns(last=state.fill_null("moved_out")).sort(
        pl.col("last") == "moved_out", "record"
    )
    return ranked.unique("person", keep="first", maintain_order=True).select("person", "last")


def _sent(world: World) -> pl.DataFrame:
    """person, sent: whom the ledger has as moved here."""
    done = world.transfers.filter(pl.col("state_key") == "done")
    people = done.join(world.ledger_persons, on="transfer").select("person").drop_nulls()
    return people.unique().with_columns(sent=pl.lit(value=True))
