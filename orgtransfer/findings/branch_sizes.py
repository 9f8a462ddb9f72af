"""BR: how many members a branch has, and how many it should have.

Counted are the people whose relationship is in the branch, by the registers, each once. Those who
only take part on a roster do not count.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.findings.obstacles import NOTES
from orgtransfer.findings.world import World, lately_founded
from orgtransfer.similarity.org_spelling import fold

_BRANCH = pl.col("level") == "branch"


def too_few(world: World) -> pl.DataFrame:
    """{organisation_name}: full members: {possible}, fewer than {least}.

    What it finds:
        A branch of its own (not joint, functional, temporary or for members away from home) in which
        fewer full members than the configured number have their relationship. Members whose category
        nobody gives count as full here. Branches without anybody are BR05. A branch founded less than a
        year ago (option `months`) is told for information: its members may still be on their way.

    Why it matters:
        With fewer than three full members a branch cannot take decisions; it is joined with others.

    Example:
        Two full members and two on probation.

    What to do:
        Transfer in those who must move (RL01), or form a joint branch (联合党支部).

    Basis:
        支部工作条例(试行) (2018), Arts. 4 and 7: 3 or more full members; when the conditions no longer
        hold, the branch is adjusted or abolished.
    """
    least = world.number("BR07", "members")
    own = _BRANCH & (pl.col("nature") == "ordinary")
    return world.held.filter(own & (pl.col("possible") < least)).select(
        "node", "possible", least=pl.lit(least), severity=lately_founded(world, "BR07")
    )


def too_many(world: World) -> pl.DataFrame:
    """{organisation_name}: members: {people}, more than {most}.

    What it finds:
        A branch in which more than the configured number of members have their relationship;
        functional and temporary ones, which hold none by rule, are left out.

    Why it matters:
        Branch meetings of that size do not meet.

    Example:
        51 members after two departments were merged.

    What to do:
        Divide the branch, or form a general branch (党总支) with branches below it.

    Basis:
        支部工作条例(试行) (2018), Arts. 4 and 8: usually not more than 50 members.
    """
    most = world.number("BR08", "members")
    holds = ~pl.col("nature").is_in(["functional", "temporary"])
    return world.held.filter(_BRANCH & holds & (pl.col("people") > most)).select(
        "node", "people", most=pl.lit(most)
    )


def joint_over_many(world: World) -> pl.DataFrame:
    """{organisation_name}: a joint branch over {units} units, more than {most}.

    What it finds:
        A joint branch (联合党支部) whose members come from more units than the configured number. One
        unit that is written in several ways counts once.

    Why it matters:
        A joint branch over many units has nobody who knows its members' work.

    Example:
        Fourteen members from six associations.

    What to do:
        Divide it, or set up branches in the units that have three full members by now.

    Basis:
        支部工作条例(试行) (2018), Art. 5: usually not more than 5 units.
    """
    most = world.number("BR09", "units")
    joint = world.known.filter(_BRANCH & (pl.col("nature") == "joint"))
    rows = world.alive.join(joint, on="node", how="semi").select(
        "node", unit=pl.coalesce("association_key", "unit_key")
    )
    spelled = rows.with_columns(unit=fold(rows["unit"]).str.extract("^([^/]+)"))
    units = spelled.group_by("node").agg(units=pl.col("unit").drop_nulls().n_unique())
    return (
        joint.join(units, on="node", maintain_order="left")
        .filter(pl.col("units") > most)
        .unique("organisation", keep="first", maintain_order=True)
        .select("node", "units", most=pl.lit(most))
    )


def due_to_be_set_up(world: World) -> pl.DataFrame:
    """{unit_name}: full-time full members: {eligible}, and no branch of its own.

    What it finds:
        An association with three or more full members among its full-time staff, for which no list
        holds an ordinary branch of its own (应建未建). A joint or functional branch is not enough. Who
        may be no staff (retired or attached by a register, seconded, dispatched, left, RL12, RL13) is not
        counted; of an association that is not decoupled yet it is told for information.

    Why it matters:
        Associations with three full members must set up a branch; this is what coverage is
        measured by.

    Example:
        Five full members on the staff, all of them in the joint branch of the committee.

    What to do:
        Have the association apply for a branch, and plan the election.

    Basis:
        组通字〔1998〕6号, preamble and section 1: full-time staff with 3 or more full members;
        associations run like authorities are left out; 支部工作条例(试行) (2018), Art. 4.
    """
    least = world.number("BR10", "members")
    rows = _without_branch(world).filter(~pl.col("own"), pl.col("eligible") >= least)
    told = pl.when(pl.col("undecoupled")).then(pl.lit("info"))
    return rows.with_columns(severity=told).drop("own", "undecoupled")


def single_members(world: World) -> pl.DataFrame:
    """{unit_name}: full-time full members: {eligible}, in no branch of its own and no joint one.

    What it finds:
        An association with one or two full members among its full-time staff (仅有个别党员), of whom
        none is in a joint branch.

    Why it matters:
        These members are easily in no branch at all.

    Example:
        A secretary-general who is the only member on the staff.

    What to do:
        Place them in a joint branch, or send an instructor (党建工作指导员).

    Basis:
        支部工作条例(试行) (2018), Art. 4: fewer than 3 full members: a joint branch.
    """
    some = pl.col("eligible").is_between(1, world.number("BR10", "members") - 1)
    return (
        _without_branch(world)
        .filter(~pl.col("own") & ~pl.col("joined") & some)
        .drop("own", "undecoupled")
    )


def small_general_branch(world: World) -> pl.DataFrame:
    """{organisation_name}: members: {people}, where a general branch usually has over {usual}.

    What it finds:
        A general branch (党总支) below which not more than the configured number of members have
        their relationship. Guidance, not a rule.

    Why it matters:
        A level too many costs meetings and reports.

    Example:
        A general branch over two branches of eleven.

    What to do:
        Keep it in mind for the next election; nothing is wrong.

    Basis:
        Guidance from manuals (more than 50 members), not from the regulations; configurable.
    """
    return _small(world, "general_branch", world.number("BR20", "members"))


def small_committee(world: World) -> pl.DataFrame:
    """{organisation_name}: members: {people}, where a committee usually has over {usual}.

    What it finds:
        A committee (党委) below which not more than the configured number of members have their
        relationship. Guidance, not a rule.

    Why it matters:
        A level too many costs meetings and reports.

    Example:
        A committee over three branches of fifteen.

    What to do:
        Keep it in mind for the next election; nothing is wrong.

    Basis:
        Guidance from manuals (more than 100 members), not from the regulations; configurable.
    """
    return _small(world, "committee", world.number("BR21", "members"))


_NO_STAFF: Final = (
    "post_disputed", "post_twice", "note_rehired", "note_seconded", "note_dispatched", "note_parttime",
    "note_left", "note_deceased", "state_gone", "state_deceased", "state_removed",
)  # fmt: skip
"""Rows of the table of verdicts in which whoever a roster calls full-time may be no staff at all."""


def _without_branch(world: World) -> pl.DataFrame:
    """Associations by their roster: `eligible` members, and whether branches are there for them."""
    doubtful = pl.col("because").is_in(_NO_STAFF).fill_null(value=False)
    full = (pl.col("post_key") == "fulltime") & (pl.col("category_key") == "full")
    staff = full & ~doubtful
    said = pl.concat_str("position", "remark", separator=" ", ignore_nulls=True)
    rows = world.roster.filter(pl.col("live"), pl.col("association_key").is_not_null())
    homes = world.homes
    own = homes.filter(pl.col("nature") == "ordinary").select(
        association_key="association_key", own=pl.lit(value=True)
    )
    return (
        rows.sort("record")
        .group_by("association_key", maintain_order=True)
        .agg(
            system=pl.col("system").first(),
            file=pl.col("file").first(),
            sheet=pl.col("sheet").first(),
            row=pl.col("row").first(),
            label=pl.col("label").first(),
            unit_name=pl.col("association").mode().min(),
            eligible=pl.col("person").filter(staff).n_unique(),
            joined=(staff & (pl.col("nature") == "joint")).any(),
            undecoupled=said.str.contains(NOTES["note_undecoupled"][0])
            .any()
            .fill_null(value=False),
        )
        .join(own.unique(), on="association_key", how="left", maintain_order="left")
        .with_columns(
            pl.col("own").fill_null(value=False),
            call=pl.col("unit_name"),
            subject=pl.col("association_key"),
        )
        .drop("association_key")
    )


def _small(world: World, level: str, usual: int) -> pl.DataFrame:
    """Organisations of `level` with members below them, but not more than `usual`."""
    known = world.known.filter(pl.col("level") == level)
    if known.is_empty():
        return known
    people = world.registered.select("person", "node")
    below = pl.concat(
        [people, people.join(world.ancestors, on="node").select("person", node="ancestor")]
    )
    counts = below.group_by("node").agg(people=pl.col("person").n_unique())
    return (
        known.join(counts, on="node", maintain_order="left")
        .filter(pl.col("people") <= usual)
        .unique("organisation", keep="first", maintain_order=True)
        .select("node", "people", usual=pl.lit(usual))
    )
