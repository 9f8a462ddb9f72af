"""RL: where the relationship is, where it should be, and what is on its way."""

from __future__ import annotations

import polars as pl

from orgtransfer.findings.dates import latest
from orgtransfer.findings.world import World
from orgtransfer.i18n import _


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
        whether the post is full-time, part-time, retired or attached.

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
    return _judged(world, "unclear")


def in_transit(world: World) -> pl.DataFrame:
    """{name}: on the way from {from_org} to {to_org}, within the letter's validity.

    What it finds:
        A member for whom the transfer ledger has a transfer under way that is still valid.

    Why it matters:
        Until the new organisation has received the member, the old one stays responsible.

    Example:
        Letter issued on 1 November, valid for 30 days, looked at on 20 November.

    What to do:
        Nothing yet. Ask the receiving side a week before the validity ends.

    Basis:
        党员教育管理工作条例 (2019), Art. 25.

        After moving out and until being received, the old organisation stays responsible.
    """
    return _moving(world, "in_transit")


def overdue(world: World) -> pl.DataFrame:
    """{name}: the letter from {from_org} to {to_org} is past its validity.

    What it finds:
        A transfer under way whose date of issue and days of validity lie before today. The last
        day of the validity still counts as valid.

    Why it matters:
        A letter that ran out is not received any more; the member hangs between two organisations
        (口袋党员).

    Example:
        Letter issued on 1 October, valid for 30 days, still 待转入审核 on 20 November.

    What to do:
        Ask the receiving side whether the member arrived. If not, have the issuing side cancel the
        letter and issue a new one.

    Basis:
        党员教育管理工作条例 (2019), Art. 25; 中组发〔2004〕10号 (as quoted elsewhere).

        The validity stands on each letter: at most 3 months, 30 days as a rule. Where none is stated, the option
        `valid_days` counts (usual practice: 30 days inside a system, 90 across systems).
    """
    return _moving(world, "overdue")


def receipt_overdue(world: World) -> pl.DataFrame:
    """{name}: received by {to_org} on {received}, and the receipt is not back.

    What it finds:
        A ledger row with a date of receiving, more than the configured days ago, and no receipt.
        Ledgers that keep no receipts at all are left alone.

    Why it matters:
        Without the receipt the issuing side cannot close the transfer and keeps the member on its
        list.

    Example:
        Received on 1 October, 是否有回执 says 否, looked at on 20 November.

    What to do:
        Ask the receiving side to send the receipt (回执联) back.

    Basis:
        组通字〔2006〕45号, note on the form: the receipt goes back within one month of receiving.
    """
    days = pl.duration(days=world.number("RL06", "days"))
    keeps = pl.col("receipt").is_not_null().any().over("system", "file")
    none_yet = ~pl.col("receipt_key").fill_null(value=False)
    closed = pl.col("state_key").is_in(["rejected", "withdrawn"]).fill_null(value=False)
    late = latest("received_key") + days < world.today
    return (
        world.transfers.filter(keeps & none_yet & ~closed & late)
        .join(world.ledger_persons, on="transfer", how="left", maintain_order="left")
        .join(_receivers(world), on="to_key", how="left", maintain_order="left")
        .with_columns(subject=_letter_key(), call=pl.coalesce("receiver", "to_org"))
        .select("transfer", "person", "subject", "call")
    )


def not_registered(world: World) -> pl.DataFrame:
    """{name} ({branch}): no live record in any register.

    What it finds:
        A roster member for whom no register has a live record. Where a likely record waits among
        the pairs to judge, the finding says so and is only information until the pair is judged.
        Members whom a register lists as moved out long ago are reported by RL10 instead.

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
    return (
        world.roster.filter(pl.col("verdict") == "not_registered")
        .join(_left_long_ago(world), on="record", how="anti")
        .join(world.candidates, on="record", how="left", maintain_order="left")
        .select(
            "record",
            other_record=pl.when(waits).then("candidate"),
            severity=pl.when(waits).then(pl.lit("info")),
            candidate=pl.when(waits)
            .then(pl.lit(_("a likely record waits among the pairs to judge")))
            .otherwise(pl.lit(_("no likely record was found"))),
        )
    )


def missing_from_roster(world: World) -> pl.DataFrame:
    """{name}: the register has the relationship in {branch}, whose roster does not list the member.

    What it finds:
        A live register record in an organisation that a roster system lists too, of a person who
        has no record in that roster system.

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
        党员教育管理工作条例 (2019), Art. 25: every member is placed in a branch.
    """
    listed = world.organisations.filter((pl.col("role") == "roster") & pl.col("listed"))
    rosters = listed.select("organisation", roster="system").unique(maintain_order=True)
    known = world.alive.filter(pl.col("role") == "roster").select("person", roster="system")
    return (
        world.registered.join(rosters, on="organisation", how="inner")
        .join(known, on=["person", "roster"], how="anti")
        .sort("record")
        .unique(["person", "organisation"], keep="first", maintain_order=True)
        .join(
            world.labels.rename({"system": "roster", "label": "roster_label"}),
            on="roster",
            how="left",
            maintain_order="left",
        )
        .select("record", roster=pl.coalesce("roster_label", "roster"))
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


def pocketed(world: World) -> pl.DataFrame:
    """{name} left {other_branch} on {left} and has not arrived in any register.

    What it finds:
        A roster member whom a register lists as moved out, more than the configured days ago, while
        no register has a live record and the ledger no open transfer.

    Why it matters:
        The member carries the letter in the pocket (口袋党员): no organisation counts, teaches or
        asks for dues.

    Example:
        Moved out of the hospital's branch in March for the association, which could not enter the
        member in the national system.

    What to do:
        Find the letter. If it ran out, ask the original unit to take the member back or to issue a
        new one, and have the member entered in the branch.

    Basis:
        党员教育管理工作条例 (2019), Art. 25.

        After moving out and until being received, the old organisation stays responsible. The
        number of days is the longest that transfers across systems take (usual practice).
    """
    return _left_long_ago(world)


def sent_elsewhere(world: World) -> pl.DataFrame:
    """{name} is in {branch}, but the letter goes to {to_org}.

    What it finds:
        A transfer under way or done whose destination is an organisation that a system knows, and
        neither the one where the roster has the person, nor one above or below it.

    Why it matters:
        The relationship arrives in a branch that does not expect the member.

    Example:
        The letter says 第一党支部, the roster 第二党支部 of the same association.

    What to do:
        Ask the association which branch is right. Have the letter changed before it is received, or
        the roster.

    Basis:
        党员教育管理工作条例 (2019), Art. 25: every member is placed in a branch.
    """
    open_ = world.transfers.filter(pl.col("state_key").is_in(["under_way", "done"])).join(
        world.ledger_persons, on="transfer"
    )
    meant = open_.join(world.named, left_on="to_key", right_on="name_key").select(
        "transfer", "person", "to_key", meant="organisation"
    )
    roster = world.roster.filter(pl.col("live")).select("person", "record", "node")
    homes = roster.join(world.lines, on="node").select("person", meant="relative")
    return (
        meant.join(homes, on=["person", "meant"], how="anti")
        .join(meant.join(homes, on=["person", "meant"], how="semi"), on="transfer", how="anti")
        .join(roster.sort("record").unique("person", keep="first"), on="person")
        .sort("transfer", "record")
        .unique("transfer", keep="first", maintain_order=True)
        .with_columns(subject=pl.concat_str("person", "to_key", separator=":"))
        .select("record", "transfer", "subject")
    )


def counted_as_staff(world: World) -> pl.DataFrame:
    """{name} is full-time staff by the roster of {branch}, and {there} by {other_label}.

    What it finds:
        A roster member listed as full-time whom a live register record lists as retired or
        attached (挂靠).

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
    held = (
        world.registered.filter(pl.col("post_key").is_in(list(words)))
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


def _left_long_ago(world: World) -> pl.DataFrame:
    """Roster records of nobody's: moved out of a register more than `RL10.days` ago."""
    gone = (pl.col("state_key") == "moved_out").fill_null(value=False)
    left = latest("moved_out_key")
    days = pl.duration(days=world.number("RL10", "days"))
    moved = (
        world.members.filter(pl.col("role") == "register")
        .filter(gone | pl.col("moved_out_key").is_not_null())
        .filter((left + days < world.today).fill_null(value=True))
        .sort("record")
        .unique("person", keep="last", maintain_order=True)
        .select("person", other_record="record", left="moved_out_key")
    )
    nowhere = world.roster.filter(pl.col("because") == "no_record").select("record", "person")
    return nowhere.join(moved, on="person", maintain_order="left").select(
        "record", "other_record", "left"
    )


def _judged(world: World, verdict: str) -> pl.DataFrame:
    return world.roster.filter(pl.col("verdict") == verdict).select(
        "record", other_record="register_record"
    )


def _moving(world: World, verdict: str) -> pl.DataFrame:
    return world.roster.filter(pl.col("verdict") == verdict).select(
        "record", "transfer", other_record="register_record"
    )


def _receivers(world: World) -> pl.DataFrame:
    """to_key, receiver: whom to call about an organisation that a letter names."""
    calls = world.nodes.sort("role", "node", descending=[True, False]).unique(
        "organisation", keep="first", maintain_order=True
    )
    return world.named.join(calls, on="organisation").select(to_key="name_key", receiver="call")


def _letter_key() -> pl.Expr:
    """What a ledger row is about: the person and the letter, else the two organisations."""
    letter = pl.coalesce("letter_no", pl.concat_str("from_key", "to_key", separator=">"))
    return pl.concat_str("person", "system", letter, separator=":", ignore_nulls=True)
