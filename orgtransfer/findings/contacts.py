"""联络 lines: for each unit that has to be called, whom the exports name there."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.findings.world import World

_LEVELS: Final = {"committee": 0, "general_branch": 1, "branch": 2}


def contacts(world: World, findings: pl.DataFrame) -> pl.DataFrame:
    """CONTACTS: one row a unit or organisation that some finding asks to call.

    Args:
        world: the run's tables.
        findings: FINDINGS; what is for information only asks for no call.

    Returns:
        Sorted by `call`. The highest organisation of the unit that names a contact or a secretary
        is taken; where none does, the names and the number are null.
    """
    calls = findings.filter(pl.col("severity") != "info").select("call").drop_nulls().unique()
    names = pl.concat(
        world.nodes.select("node", call=column) for column in ("call", "unit", "org_name")
    )
    people = world.nodes.select(
        "node",
        "contact",
        "secretary",
        organisation_name="org_name",
        phone="contact_phone",
        rank=pl.col("level").replace_strict(_LEVELS, default=9, return_dtype=pl.Int8),
    )
    named = (
        names.drop_nulls()
        .unique()
        .join(people, on="node")
        .filter(pl.any_horizontal(pl.col("contact", "secretary", "phone").is_not_null()))
        .sort("call", "rank", "organisation_name", "node")
        .unique("call", keep="first", maintain_order=True)
    )
    lines = calls.join(named, on="call", how="left").sort("call")
    return frames.conform(lines, frames.CONTACTS)
