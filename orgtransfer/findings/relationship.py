"""RL: where the relationship is, and where it should be."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.findings.absence import absence
from orgtransfer.findings.people import says_retired, standing
from orgtransfer.findings.standing import deceased, last_said
from orgtransfer.findings.transit import left_long_ago
from orgtransfer.findings.world import World
from orgtransfer.i18n import N_, _
from orgtransfer.models import ABSENCES

_ASK: Final = (
    (
        r"返聘",
        N_("retired from which unit, and is the relationship in its branch of retired members?"),
    ),
    (
        r"借调|借用|挂职|抽调|轮岗",
        N_("until when, and who pays? Under six months the relationship stays"),
    ),
    (r"派遣|外包", N_("which company is the employer, and has it a Party organisation?")),
    (r"驻会", N_("on the association's payroll full-time, or sent and paid by another unit?")),
    (r"聘|合同", N_("full working hours at the association, and no other employer?")),
)
"""What the sources leave open -> what to ask. 党员教育管理工作条例 Art. 25: six months, and a fixed employer."""


def due(world: World) -> pl.DataFrame:
    """{name} works full-time at {branch}; the relationship is still in {other_branch}.

    What it finds:
        A full-time member of staff of an association whose relationship is held somewhere else,
        although the branch on the association's side is an ordinary one, into which relationships
        move, and no transfer is under way.

    Why it matters:
        These are the transfers that the rules really ask for. Everybody else who "does not match"
        may lawfully stay where they are.

    Example:
        The roster has Wang as 专职 in the association's branch; the national system still has her
        in the hospital where she worked until 2019.

    What to do:
        Ask the unit that holds the relationship to start the transfer, and follow the letter until
        its receipt is back.

        If the post is not full-time after all, have the roster corrected: the finding then goes.

    Basis:
        组通字〔1998〕6号, section 2; 党员教育管理工作条例 (2019), Art. 25.

        Full-time staff of a social organisation move their relationship to its branch. A member
        whose employer changed moves the relationship in good time.
    """
    return _judged(world, "due")


def stays(world: World) -> pl.DataFrame:
    """{name} takes part in {branch}; the relationship lawfully stays in {other_branch}.

    What it finds:
        A member who takes part on the association's side while the relationship is elsewhere, where
        the rules want it so: the branch is functional, temporary or for members away from home, or
        the post is part-time, retired or attached (挂靠).

    Why it matters:
        Nobody has to move. The list is the one from which dual organisational life
        (双重组织生活) is organised, and the proof that these people were not forgotten.

    Example:
        A hospital's chief physician sits in a learned society's functional branch. His relationship
        stays in the hospital.

    What to do:
        Nothing to transfer. Keep the member on the list for dual organisational life and tell the
        original unit's branch of taking part.

    Basis:
        支部工作条例(试行) (2018), Art. 8; 党员教育管理工作条例 (2019), Art. 25.

        Relationships do not move into functional and temporary branches. A member with a fixed
        employer that has a Party organisation is normally placed there.
    """
    return _judged(world, "stays")


def unclear(world: World) -> pl.DataFrame:
    """{name} is in {branch}, the relationship in {other_branch}; nobody says whether full-time.

    What it finds:
        A member of an ordinary branch whose relationship is elsewhere, and for whom no export says
        whether the post is full-time, part-time, retired or attached. Words that the sources leave
        open (驻会, 借调, 挂职, 劳务派遣, 返聘, 聘用) come with the question that decides.

    Why it matters:
        The kind of post decides between "must move" and "stays". Without it either list would be
        wrong.

    Example:
        The roster has no 专兼职 column, and the national system lists the member as in service at
        a hospital.

    What to do:
        Ask the association what kind of post it is, and have the roster's column filled in.

    Basis:
        组通字〔1998〕6号, section 2; 党员教育管理工作条例 (2019), Art. 25.
    """
    unknown = world.roster.filter(pl.col("because") == "post_unknown")
    asked = pl.lit(_("full-time, part-time, retired or attached (挂靠)?"))
    for pattern, question in reversed(_ASK):
        said = pl.col("post").str.contains(pattern)
        asked = pl.when(said).then(pl.lit(_(question))).otherwise(asked)
    return unknown.select("record", other_record="register_record", ask=asked)


def not_registered(world: World) -> pl.DataFrame:
    """{name} ({branch}): no live record in any register.

    What it finds:
        A roster member for whom no register has a live record. Where a likely record waits among
        the pairs to judge, the finding says so and is only information until the pair is judged.
        Members whom a register lists as moved out long ago are reported by RL10 instead, those whom
        it lists as deceased by RL14. What else a register last said of the member is told, and whether
        the member joined in the last 24 months (option `months`), so that nobody may ever have
        entered the membership.

    Why it matters:
        Either the member was never entered (new members of associations often cannot be), or the
        name or number is wrong, or the person is no member at all.

    Example:
        A member admitted in the association last year whom the national system does not know.

    What to do:
        Judge the pair if one waits. Else establish the identity with the original unit: the letter
        of admission, the file, the branch that admitted the member.

    Basis:
        党员教育管理工作条例 (2019), Art. 25: every member is placed in a branch.
    """
    waits = pl.col("because") == "candidate"
    why = {kind: _(text) for kind, text in ABSENCES.items()}
    rows = world.roster.filter(pl.col("verdict") == "not_registered")
    if rows.is_empty():
        return rows
    return (
        rows.join(left_long_ago(world), on="record", how="anti")
        .join(deceased(world), on="record", how="anti")
        .join(last_said(world), on="record", how="left", maintain_order="left")
        .join(world.candidates, on="record", how="left", maintain_order="left")
        .join(absence(world), on="record", how="left", maintain_order="left")
        .select(
            "record",
            other_record=pl.when(waits).then("candidate"),
            severity=pl.when(waits).then(pl.lit("info")),
            candidate=pl.coalesce(
                "last_said", pl.col("absence").replace_strict(why, return_dtype=pl.String)
            ),
        )
    )


def missing_from_roster(world: World) -> pl.DataFrame:
    """{name}: the register has the relationship in {branch}, whose roster does not list the member.

    What it finds:
        A live register record in an organisation that a roster system lists too, of a person who
        has no record in that roster system. One that the register is still waiting for (待转入) is left
        out; who is abroad or a floating member takes part elsewhere, and is told for information.

    Why it matters:
        The member belongs to the branch and is invited to nothing; or has left, and the register
        was never told.

    Example:
        The association's branch in the national system holds 12 members, the association's own
        list has 11.

    What to do:
        Ask the branch whether the person is still there. Enter the member in the roster, or have
        the relationship moved on.

    Basis:
        党员教育管理工作条例 (2019), Arts. 25 and 32: every member is placed in a branch; floating members
        take part where they are.
    """
    listed = world.organisations.filter((pl.col("role") == "roster") & pl.col("listed"))
    rosters = listed.select("organisation", roster="system").unique(maintain_order=True)
    known = world.alive.filter(pl.col("role") == "roster").select("person", roster="system")
    return (
        world.registered.with_columns(standing=standing())
        .filter(pl.col("standing").ne_missing("incoming"))
        .join(rosters, on="organisation", how="inner")
        .join(known, on=["person", "roster"], how="anti")
        .sort("record")
        .unique(["person", "organisation"], keep="first", maintain_order=True)
        .join(
            world.labels.rename({"system": "roster", "label": "roster_label"}),
            on="roster",
            how="left",
            maintain_order="left",
        )
        .select(
            "record",
            roster=pl.coalesce("roster_label", "roster"),
            severity=pl.when(pl.col("standing").is_in(["abroad", "floating"])).then(pl.lit("info")),
        )
    )


def double(world: World) -> pl.DataFrame:
    """{name}: live relationships both in {first} and in {second}.

    What it finds:
        A roster member for whom registers hold two live records in different organisations. The
        same branch in two registers is one organisation and no double.

    Why it matters:
        Counted twice, asked for dues twice; one of the two is usually a transfer that was never
        completed.

    Example:
        The national system has the member in the association's branch and still in the hospital.

    What to do:
        Find out where the member takes part and pays dues, and have the other unit complete the
        transfer or remove its record.

    Basis:
        党员教育管理工作条例 (2019), Art. 25: every member is placed in a branch.
    """
    place = world.members.select(
        "record", place=pl.col("label") + _(": ") + pl.col("org_name").fill_null("-")
    )
    first = place.select(other_record="record", first="place")
    second = place.select(second_record="record", second="place")
    return (
        world.roster.filter(pl.col("verdict") == "double")
        .select("record", second_record="other_record", other_record="register_record")
        .join(first, on="other_record", how="left", maintain_order="left")
        .join(second, on="second_record", how="left", maintain_order="left")
    )


def counted_as_staff(world: World) -> pl.DataFrame:
    """{name} is full-time staff by the roster of {branch}, and {there} by {other_label}.

    What it finds:
        A roster member listed as full-time whom a live register record lists as retired or
        attached (挂靠), or has in a branch of retired members. Nobody is asked to transfer before
        that is clear.

    Why it matters:
        Retired and attached members are not asked to move; counted as staff they make an
        association look larger than it is, and a transfer due that is not.

    Example:
        A retired chief physician helps at the association two days a week and is listed as 专职.

    What to do:
        Ask the association for the contract. If the post is not full-time, correct the roster.

    Basis:
        组通字〔1998〕6号, sections 1 and 2: full-time staff are counted and move.
    """
    words = {"retired": _("retired"), "attached": _("attached (挂靠)")}
    # The name of a branch of retired members says it where the row does not.
    held_post = pl.coalesce("post_key", pl.when(says_retired()).then(pl.lit("retired")))
    held = (
        world.registered.with_columns(post_key=held_post)
        .filter(pl.col("post_key").is_in(list(words)))
        .sort("record")
        .unique("person", keep="first", maintain_order=True)
        .select(
            "person",
            other_record="record",
            there=pl.col("post_key").replace_strict(words, return_dtype=pl.String),
        )
    )
    staff = world.alive.filter(pl.col("role") == "roster", pl.col("post_key") == "fulltime")
    return staff.join(held, on="person", maintain_order="left").select(
        "record", "other_record", "there"
    )


def _judged(world: World, verdict: str) -> pl.DataFrame:
    return world.roster.filter(pl.col("verdict") == verdict).select(
        "record", other_record="register_record"
    )
