"""ST: states of a member that the regulations do not allow to stand. One a person."""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer.findings.dates import latest
from orgtransfer.findings.obstacles import graduated, graduating
from orgtransfer.findings.people import one_each, standing
from orgtransfer.findings.world import World


def lost(world: World) -> pl.DataFrame:
    """{name} ({branch}): out of contact since {since}, and the state is still {standing}.

    What it finds:
        A member out of contact for six months or more whose membership has not been suspended, and
        one who is marked as out of contact without a date.

    Why it matters:
        After six months the branch meeting decides on suspending membership (停止党籍).

    Example:
        失去联系日期 is 2026-01-10, 党籍状态 正常.

    What to do:
        Try once more to find the member. Then put the suspension to the branch meeting, or record
        that contact is back.

    Basis:
        党员教育管理工作条例 (2019), Art. 24: out of contact for six months or more: membership is
        suspended.
    """
    since = latest("lost_key").dt.offset_by(f"{world.number('ST06', 'months')}mo")
    state = pl.col("state_key").fill_null("normal").is_in(["normal", "lost"])
    # Marked 是 without a date: how long is for the branch to say, and it is told all the same.
    undated = (pl.col("state_key") == "lost") & pl.col("lost_key").is_null()
    found = world.alive.filter(state & ((since <= world.today) | undated))
    # A row with the date says more than one that only has the mark.
    dated = pl.col("lost_key").is_not_null().any().over("person")
    return one_each(found.filter(pl.col("lost_key").is_not_null() | ~dated)).select(
        "record", since="lost_key", standing="state"
    )


def suspended_long(world: World) -> pl.DataFrame:
    """{name} ({branch}): membership suspended, out of contact since {since}, and still listed.

    What it finds:
        A member whose membership is suspended and who has been out of contact for the six months
        before that and two more years.

    Why it matters:
        Two years after the suspension membership ends by itself (自行脱党除名), which the branch
        has to confirm.

    Example:
        Lost since January 2023, suspended in July 2023, still on the list in 2026.

    What to do:
        Put the removal to the branch meeting, or restore membership if contact is back.

    Basis:
        党员教育管理工作条例 (2019), Art. 24: two years after the suspension without contact, the
        member is removed.
    """
    months = world.number("ST07", "months") + world.number("ST06", "months")
    end = latest("lost_key").dt.offset_by(f"{months}mo")
    suspended = pl.col("state_key") == "suspended"
    return one_each(world.alive.filter(suspended & (end <= world.today))).select(
        "record", since="lost_key"
    )


def away(world: World) -> pl.DataFrame:
    """{name} ({branch}): away since {since}, neither moved nor listed as a floating member.

    What it finds:
        A member away for six months or more whom no list marks as a floating member (流动党员) and
        whose relationship has not moved. Members abroad, out of contact, suspended or on the way to
        another organisation are left out.

    Why it matters:
        Away in a fixed place the relationship moves; otherwise the member is kept in contact as a
        floating one. Neither was done.

    Example:
        流出日期 2026-02-01, 是否流动党员 否.

    What to do:
        Ask where the member is. A fixed place: transfer. Otherwise mark as floating and agree with
        a branch on the spot.

    Basis:
        党员教育管理工作条例 (2019), Arts. 24, 25 and 32: away for six months or more. The unit that a
        member abroad left keeps the relationship.
    """
    since = latest("flow_since_key").dt.offset_by(f"{world.number('ST08', 'months')}mo")
    rows = world.alive.filter(since <= world.today)
    kept = rows.join(_settled_first(world), on="person", how="anti", maintain_order="left")
    return one_each(kept).select("record", since="flow_since_key")


def dues(world: World) -> pl.DataFrame:
    """{name} ({branch}): dues paid up to {paid_to}.

    What it finds:
        A member whose dues have not been paid for six months or more, by every list that says
        anything of them. Suspended members are left out; those abroad are told for information.

    Why it matters:
        Six months without reason and the member is taken to have left. Among members whose
        relationship hangs between two organisations, mostly nobody has asked for the dues.

    Example:
        Paid up to April 2026, looked at in November.

    What to do:
        Ask the branch who collects the dues, and collect them.

    Basis:
        党员教育管理工作条例 (2019), Arts. 24 and 31(六): six months without organisational life or dues.
        Members abroad take organisational life up again on return.
    """
    since = latest("dues_key").dt.offset_by(f"{world.number('ST09', 'months')}mo")
    said = world.alive.filter(pl.col("dues_key").is_not_null()).with_columns(standing=standing())
    unpaid = (since <= world.today).all().over("person")
    suspended = (pl.col("standing") == "suspended").any().over("person").fill_null(value=False)
    abroad = (pl.col("standing") == "abroad").any().over("person")
    rows = said.with_columns(away=abroad).filter(unpaid & ~suspended)
    told = pl.when(pl.col("away")).then(pl.lit("info"))
    return one_each(rows).select("record", paid_to="dues_key", severity=told)


def graduate(world: World) -> pl.DataFrame:
    """{name} ({branch}): graduated in {year}, and the relationship is still with the school.

    What it finds:
        A member whom a register lists among the graduates of a year (2023届, 2023年毕业) that lies
        more than two years back. The end of July of that year counts as the day. Who is abroad, still
        studying (在读, 读博), or on the way to another organisation is left out.

    Why it matters:
        Graduates may leave their relationship with the school for two years; then it moves to where
        they work or live.

    Example:
        Branch 2023届毕业生党支部, looked at in November 2026.

    What to do:
        Ask the graduate where they work; transfer there, or to the place of residence.

    Basis:
        党员教育管理工作条例 (2019), Art. 34: kept for at most two years. The university that a member
        left to study abroad keeps the relationship.
    """
    text = pl.concat_str("branch", "position", "post", "remark", separator=" ", ignore_nulls=True)
    columns = world.registered.columns
    end = graduated(columns).dt.offset_by(f"{world.number('ST10', 'months')}mo")
    maybe = text.str.contains_any(["届", "毕业"])
    rows = (
        world.registered.filter(maybe)
        .with_columns(year=graduating(columns))
        .filter((end < world.today) & ~text.str.contains(_STUDYING))
        .join(
            _settled_first(world, "abroad", "moving"),
            on="person",
            how="anti",
            maintain_order="left",
        )
    )
    return one_each(rows).select("record", "year")


_STUDYING: Final = r"在读|读研|读博|攻读|升学"


def _settled_first(world: World, *only: str) -> pl.DataFrame:
    """person: those of whom a list says something that comes before a transfer; see `people.standing`.

    `moving` stands for an open letter.
    """
    kinds = only or ("abroad", "floating", "lost", "suspended", "incoming", "moving")
    rows = world.alive.with_columns(standing=standing())
    open_ = world.transfers.filter(pl.col("state_key") == "under_way")
    moving = open_.join(world.ledger_persons, on="transfer").select("person").drop_nulls()
    stated = rows.filter(pl.col("standing").is_in(kinds)).select("person")
    return pl.concat([stated, moving]).unique() if "moving" in kinds else stated.unique()
