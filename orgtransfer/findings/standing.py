"""RL: what a register says of the member, where that comes before any transfer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from orgtransfer.findings.facts import fill_template
from orgtransfer.findings.people import GONE, standing
from orgtransfer.findings.world import World
from orgtransfer.i18n import N_, _

_FIRST: Final[Mapping[str, str]] = {
    "lost": N_("a member out of contact is looked for before anything is moved"),
    "suspended": N_("nobody is asked to transfer before the suspension is settled"),
    "abroad": N_("the unit that a member abroad left keeps the relationship until the return"),
    "floating": N_("a floating member may stay where the relationship is, unless away for good"),
    "hanging": N_("where the relationship hangs has to be established first"),
    "incoming": N_("the transfer into that register has not been completed"),
    "gone": N_("the roster is to be put right first"),
    "unknown": N_("what this state means has to be asked before anything is moved"),
}
"""The state -> what the rules, or good sense, ask for first."""


def state_first(world: World) -> pl.DataFrame:
    """{name} is in {branch}, the relationship in {other_branch}; by {by} the state is {said}: {ask}.

    What it finds:
        A member of an ordinary branch whose relationship is elsewhere and who would be asked to
        transfer, were it not for the state in a register or the roster: membership suspended,
        abroad, floating, out of contact, hanging between two organisations, not yet received, or a
        word that is not known.

    Why it matters:
        A transfer asked for in such a state is a wrong telephone call, and sometimes a hurtful one.

    Example:
        The roster has the member as 专职, the national system as 出国（境）.

    What to do:
        Settle what the state asks for. Where it is out of date, have it corrected in the system
        named; the transfer is then judged by the post alone.

    Basis:
        党员教育管理工作条例 (2019), Arts. 24, 25 and 32.

        Membership of members out of contact for six months is suspended, and settled before
        anything else. The unit that a member abroad left keeps the relationship. Floating members
        are members away whose relationship was not moved.
    """
    said = _said(world, pl.col("live") & standing().is_not_null())
    own = world.roster.select("record", "because").join(
        world.members.select("record", own_state=_own(), own_label="label"), on="record"
    )
    rows = world.roster.filter(pl.col("because").str.starts_with("state_"))
    first = {f"state_{state}": _(text) for state, text in _FIRST.items()}
    return (
        rows.select("record", "person", other_record="register_record")
        .join(own, on="record", how="left", maintain_order="left")
        .join(said, on="person", how="left", maintain_order="left")
        .select(
            "record",
            "other_record",
            by=pl.coalesce("said_by", "own_label"),
            said=pl.coalesce("said", "own_state"),
            ask=pl.col("because").replace_strict(first, return_dtype=pl.String),
        )
    )


def deceased(world: World) -> pl.DataFrame:
    """{name} ({branch}): {said_by} has the member as deceased; please check, and put the roster right.

    What it finds:
        A roster member who has no live record in any register, and whom a register lists as
        deceased.

    Why it matters:
        A call about a transfer would reach the family or the colleagues. The roster has simply not
        been told yet, or the register has the wrong person.

    Example:
        The national system has the member as 已去世 since spring; the association's list has not
        changed.

    What to do:
        Ask the branch, with tact, whether the news is right; do not ring the family. If it is, have
        the roster put right. If not, have the register corrected.

    Basis:
        Not a rule of the regulations: a check on the data.
    """
    said = _said(world, ~pl.col("live") & (pl.col("state_key") == "deceased"))
    return _nowhere(world).join(said, on="person", maintain_order="left").drop("person")


def last_said(world: World) -> pl.DataFrame:
    """record, last_said: what a register last said of roster members who have no live record there."""
    said = _said(world, ~pl.col("live"))
    listed = fill_template(_("{said_by} lists the member as {said}"), said.columns)
    return (
        _nowhere(world)
        .join(said, on="person", maintain_order="left")
        .select("record", last_said=listed)
    )


def _own() -> pl.Expr:
    """What the roster itself says of the state, or of being away."""
    plain = pl.when(pl.col("state_key") != "normal").then("state")
    floating = pl.when(pl.col("flow_key")).then(pl.lit(_("away as a floating member")))
    return pl.coalesce(plain, floating, "state")


def _nowhere(world: World) -> pl.DataFrame:
    return world.roster.filter(pl.col("because") == "no_record").select("record", "person")


def _said(world: World, which: pl.Expr) -> pl.DataFrame:
    """person, other_record, said, said_by: a person's first such record in a register."""
    rows = world.members.filter((pl.col("role") == "register") & which)
    plain = pl.when(pl.col("state_key").is_in(["normal"])).then(None).otherwise("state")
    floating = pl.when(pl.col("flow_key")).then(pl.lit(_("away as a floating member")))
    moved = pl.when(~pl.col("live")).then(pl.lit(_("moved out")))
    # A record that is gone by its state says more than one with a date of leaving.
    return (
        rows.sort(
            pl.col("state_key").is_in(GONE).fill_null(value=False),
            "record",
            descending=[True, False],
        )
        .unique("person", keep="first", maintain_order=True)
        .select(
            "person",
            other_record="record",
            said=pl.coalesce(plain, moved, floating),
            said_by="label",
        )
    )
