"""RL: what is on its way: letters, receipts, and members who left and did not arrive."""

from __future__ import annotations

import polars as pl

from orgtransfer.findings.dates import latest
from orgtransfer.findings.world import World


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
    return left_long_ago(world)


def sent_elsewhere(world: World) -> pl.DataFrame:
    """{name} is in {branch}, but the letter goes to {to_org}.

    What it finds:
        A person's latest transfer, under way or done within the letter's validity, whose destination is an organisation that a system knows, and
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
    open_ = _latest_letters(world)
    if open_.is_empty():
        return open_
    meant = open_.join(world.named, left_on="to_key", right_on="name_key").select(
        "transfer", "person", "to_key", meant="organisation"
    )
    roster = world.roster.filter(pl.col("live")).select("person", "record", "node")
    roster = roster.join(meant, on="person", how="semi")
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


def _latest_letters(world: World) -> pl.DataFrame:
    """TRANSFERS with `person`: the latest of each person's that is under way or was received lately.

    What was received long ago says where the relationship went then, and it may have stayed there.
    """
    day = pl.coalesce("received_key", "issued_key")
    days = pl.col("valid_days_key").cast(pl.Int64).fill_null(world.number("RL05", "valid_days"))
    lately = (latest("day") + pl.duration(days=days) >= world.today).fill_null(value=True)
    under_way = pl.col("state_key") == "under_way"
    kept = under_way | ((pl.col("state_key") == "done") & lately)
    return (
        world.transfers.with_columns(day=day)
        .filter(kept)
        .join(world.ledger_persons, on="transfer")
        .filter(pl.col("person").is_not_null())
        .with_columns(newest=pl.coalesce("issued_key", "day"))
        .filter(
            pl.col("newest").is_null() | (pl.col("newest") == pl.col("newest").max().over("person"))
        )
    )


def _moving(world: World, verdict: str) -> pl.DataFrame:
    return world.roster.filter(pl.col("verdict") == verdict).select(
        "record", "transfer", other_record="register_record"
    )


def _receivers(world: World) -> pl.DataFrame:
    """to_key, receiver: whom to call about an organisation that a letter names."""
    calls = (
        world.nodes.select("organisation", "role", "node", "call")
        .sort("role", "node", descending=[True, False])
        .unique("organisation", keep="first", maintain_order=True)
    )
    return world.named.join(calls, on="organisation").select(to_key="name_key", receiver="call")


def _letter_key() -> pl.Expr:
    """What a ledger row is about: the person and the letter, else the two organisations."""
    letter = pl.coalesce("letter_no", pl.concat_str("from_key", "to_key", separator=">"))
    return pl.concat_str("person", "system", letter, separator=":", ignore_nulls=True)


def left_long_ago(world: World) -> pl.DataFrame:
    """Roster records of nobody's: moved out of a register more than `RL10.days` ago."""
    gone = (pl.col("state_key") == "moved_out").fill_null(value=False)
    left = latest("moved_out_key")
    days = pl.duration(days=world.number("RL10", "days"))
    out = world.members.filter(
        pl.col("role") == "register", gone | pl.col("moved_out_key").is_not_null()
    )
    if out.is_empty():
        return out
    moved = (
        out.filter((left + days < world.today).fill_null(value=True))
        .sort("record")
        .unique("person", keep="last", maintain_order=True)
        .select("person", other_record="record", left="moved_out_key")
    )
    nowhere = world.roster.filter(pl.col("because") == "no_record").select("record", "person")
    return nowhere.join(moved, on="person", maintain_order="left").select(
        "record", "other_record", "left"
    )
