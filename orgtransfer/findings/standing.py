"""RL: what a register says of the member, where that comes before any transfer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from orgtransfer.findings.facts import fill_template
from orgtransfer.findings.houses import with_houses
from orgtransfer.findings.obstacles import (
    GRADUATE_MONTHS,
    NOTES,
    VALID_DAYS,
    Letters,
    number,
    obstacles,
)
from orgtransfer.findings.people import GONE
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
    "deceased": N_("check with tact whether the news is right, and put the lists right"),
    "removed": N_("whether this is still a member has to be settled first"),
    "graduate": N_(
        "a school may keep a graduate's relationship for two years: is it time to move it?"
    ),
    "moving": N_("the transfer is under way; ask where it stands before another one"),
    "received": N_("the register follows later; ask the receiving side before anything is moved"),
}
"""The state -> what the rules, or good sense, ask for first."""
_ASKED: Final[Mapping[str, str]] = {
    "post_twice": N_("only one of the two posts can be full-time: which?"),
    "branch_unknown": N_("into which branch of the association, and has it one at all?"),
    "unit_same": N_(
        "the relationship is in the same unit already: which of the two branches is right?"
    ),
    "branch_unsaid": N_("in which branch is the relationship? It may be here already"),
}
"""The same for other rows of the table of verdicts."""


def state_first(world: World) -> pl.DataFrame:
    """{name} is in {branch}, the relationship in {other_branch}; by {by} the state is {said}: {ask}.

    What it finds:
        A member of an ordinary branch whose relationship is elsewhere and who would be asked to
        transfer, were it not for the state in a register or the roster: membership suspended,
        abroad, floating, out of contact, hanging between two organisations, not yet received, or a
        word that is not known.

        Also where another list has the member as deceased or removed, a school may still keep the
        relationship of a graduate, the ledger has a transfer as done lately, two associations list
        the member as full-time, no branch of the association is given, the register names no branch,
        several, another one of the same unit, or one of students, members abroad or hired-out staff, or a position or remark says
        retired, seconded, left, abroad, studying or the like.

    Why it matters:
        A transfer asked for in such a state is a wrong telephone call, and sometimes a hurtful one.

    Example:
        The roster has the member as 专职, the national system as 出国（境）.

    What to do:
        Settle what the state asks for. Where it is out of date, have it corrected in the system
        named; the transfer is then judged by the post alone.

    Basis:
        党员教育管理工作条例 (2019), Arts. 24, 25, 32 and 34; 组通字〔1998〕6号, preamble and section 2.

        Membership of members out of contact for six months is suspended, and settled before
        anything else. The unit that a member abroad left keeps the relationship. Floating members
        are members away whose relationship was not moved. A school keeps a graduate's for at most two
        years. Where an association has no Party organisation, the relationship may (可) go to the
        authority above it; associations run like authorities are left out altogether.
    """
    first = {f"state_{state}": _(text) for state, text in _FIRST.items()}
    first |= {kind: _(question) for kind, (_pattern, question) in NOTES.items()}
    first |= {kind: _(text) for kind, text in _ASKED.items()}
    rows = world.roster.filter(pl.col("because").is_in([*first]))
    if rows.is_empty():
        return rows
    told = _obstacles(world).join(world.labels, left_on="by_system", right_on="system", how="left")
    return (
        rows.select("record", "person", "because", "post", "label", other_record="register_record")
        .join(told, on="record", how="left", maintain_order="left", suffix="_by")
        .select(
            "record",
            "other_record",
            by=pl.coalesce("label_by", "by_system", "label"),
            said=pl.coalesce("said", "post"),
            ask=pl.col("because")
            .replace_strict(first, return_dtype=pl.String)
            .str.strip_chars_end("?？"),
        )
    )


def _obstacles(world: World) -> pl.DataFrame:
    """What stands in the way of each roster record; see `obstacles.obstacles`."""
    days = number(world.options, "RL05", "valid_days", VALID_DAYS)
    months = number(world.options, "ST10", "months", GRADUATE_MONTHS)
    letters = Letters(world.transfers, world.ledger_persons, days)
    places = with_houses(world.members, world.organisations)
    return obstacles(places, letters, months, world.today)


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
