"""ST: dates and states of a member that the regulations do not allow to stand. One a person."""

from __future__ import annotations

import polars as pl

from orgtransfer.findings.dates import age, contradict, earliest, latest
from orgtransfer.findings.world import World, one_each


def probation_over(world: World) -> pl.DataFrame:
    """{name} ({branch}): on probation since {joined}, for more than a year.

    What it finds:
        A probationary member whose probation began more than a year ago. Where another system has
        the member as full already, that difference is reported instead (FD05); more than two years
        is ST02.

    Why it matters:
        When the year is over the branch meeting decides at once: full member, one extension, or
        end of membership. Without a decision the member has no vote and no date.

    Example:
        Admitted on 1 July 2025, still 预备党员 on 20 November 2026, no extension on file.

    What to do:
        Ask the branch for the decision and enter it; or hold the meeting.

    Basis:
        中国共产党发展党员工作细则 (2014), Art. 32: probation lasts one year, and may be extended once
        by at least six months and at most a year.
    """
    over, far_over = _probation(world)
    return _probationers(world).filter(over & ~far_over).pipe(_since)


def probation_far_over(world: World) -> pl.DataFrame:
    """{name} ({branch}): on probation since {joined}, longer than any extension allows.

    What it finds:
        A probationary member whose probation began more than two years ago: one year, and the one
        extension of at most a year.

    Why it matters:
        Neither a full member nor none: the decision is overdue by law, and the file will be asked
        for.

    Example:
        Admitted in 2022 in a branch that was dissolved the year after.

    What to do:
        Have the superior committee look at the file. Most often the decision exists and was never
        entered.

    Basis:
        中国共产党发展党员工作细则 (2014), Art. 32: probation lasts one year, and may be extended once
        by at least six months and at most a year.
    """
    _over, far_over = _probation(world)
    return _probationers(world).filter(far_over).pipe(_since)


def full_before_joining(world: World) -> pl.DataFrame:
    """{name} ({branch}): full member from {regularised}, before joining on {joined}.

    What it finds:
        A date of becoming a full member that lies before the date of joining. Where systems differ
        on one of the dates, that difference is reported instead (FD04, FD08).

    Why it matters:
        One of the dates is wrong, and the years of membership with it.

    Example:
        The two columns were exchanged when the list was made.

    What to do:
        Look at the application form (入党志愿书) and correct the wrong date.

    Basis:
        中国共产党发展党员工作细则 (2014), Art. 32: full membership follows probation.
    """
    before = latest("full_key") < earliest("join_key")
    rows = _undisputed(world, "join", "full").filter(before)
    return one_each(rows).select("record", regularised="full_key", joined="join_key")


def short_probation(world: World) -> pl.DataFrame:
    """{name} ({branch}): joined on {joined}, full member already on {regularised}.

    What it finds:
        Less than a year between joining and becoming a full member, outside the years in which
        there was no probation (options `window_from` and `window_to`, by the date of joining). Where
        systems differ on one of the dates, that difference is reported instead (FD04, FD08).

    Why it matters:
        Probation lasts a year; one of the dates is probably the day of approval or of entry.

    Example:
        Joined on 1 July 2008, full member on 1 March 2009.

    What to do:
        Look at the application form (入党志愿书) and correct the wrong date.

    Basis:
        中国共产党发展党员工作细则 (2014), Art. 32: probation lasts one year.

        Between about April 1969 and August 1977 there was no probation; the window is usual
        practice and configurable.
    """
    options = world.options["ST04"]
    joined, full = pl.col("join_key"), pl.col("full_key")
    short = latest(full) < earliest(joined).dt.offset_by("1y")
    window = (latest(joined) >= earliest(pl.lit(options["window_from"]))) & (
        earliest(joined) <= latest(pl.lit(options["window_to"]))
    )
    before = latest(full) < earliest(joined)
    rows = _undisputed(world, "join", "full").filter(
        short & ~before & ~window.fill_null(value=False)
    )
    return one_each(rows).select("record", regularised="full_key", joined="join_key")


def joined_under_age(world: World) -> pl.DataFrame:
    """{name} ({branch}): joined on {joined}, at the age of {age}.

    What it finds:
        A date of joining before the 18th birthday. The birth date is the ID number's where that is
        sound, else the one given. Where the two contradict (ID05), or systems differ on one of the
        dates (FD03, FD04), that is reported instead.

    Why it matters:
        Nobody is admitted under 18: one of the dates is wrong.

    Example:
        The date of applying was entered as the date of joining.

    What to do:
        Look at the application form (入党志愿书) and the identity card.

    Basis:
        中国共产党发展党员工作细则 (2014): members join at 18 or older.
    """
    sound = pl.col("id_state").is_in(["valid", "fifteen"]).fill_null(value=False)
    rows = _undisputed(world, "join", "birth").with_columns(
        born=pl.when(sound).then(pl.coalesce("id_birth", "birth_key")).otherwise("birth_key")
    )
    unsure = contradict("birth_key", "id_birth")
    of_age = earliest("born").dt.offset_by(f"{world.number('ST05', 'years')}y")
    return one_each(rows.filter(~unsure & (latest("join_key") < of_age))).select(
        "record", joined="join_key", age=age(earliest("born"), latest("join_key"))
    )


def lost(world: World) -> pl.DataFrame:
    """{name} ({branch}): out of contact since {since}, and the state is still {standing}.

    What it finds:
        A member out of contact for six months or more whose membership has not been suspended.

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
    return one_each(world.alive.filter(state & (since <= world.today))).select(
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
        A member away for six months or more who is not marked as a floating member (流动党员) and
        whose relationship has not moved.

    Why it matters:
        Away in a fixed place the relationship moves; otherwise the member is kept in contact as a
        floating one. Neither was done.

    Example:
        流出日期 2026-02-01, 是否流动党员 否.

    What to do:
        Ask where the member is. A fixed place: transfer. Otherwise mark as floating and agree with
        a branch on the spot.

    Basis:
        党员教育管理工作条例 (2019), Arts. 25 and 32: away for six months or more.
    """
    since = latest("flow_since_key").dt.offset_by(f"{world.number('ST08', 'months')}mo")
    marked = pl.col("flow_key").fill_null(value=False)
    return one_each(world.alive.filter(~marked & (since <= world.today))).select(
        "record", since="flow_since_key"
    )


def dues(world: World) -> pl.DataFrame:
    """{name} ({branch}): dues paid up to {paid_to}.

    What it finds:
        A member whose dues have not been paid for six months or more.

    Why it matters:
        Six months without reason and the member is taken to have left. Among members whose
        relationship hangs between two organisations, mostly nobody has asked for the dues.

    Example:
        Paid up to April 2026, looked at in November.

    What to do:
        Ask the branch who collects the dues, and collect them.

    Basis:
        党员教育管理工作条例 (2019), Art. 31(六): six months without organisational life or dues.
    """
    since = latest("dues_key").dt.offset_by(f"{world.number('ST09', 'months')}mo")
    return one_each(world.alive.filter(since <= world.today)).select("record", paid_to="dues_key")


def graduate(world: World) -> pl.DataFrame:
    """{name} ({branch}): graduated in {year}, and the relationship is still with the school.

    What it finds:
        A member whom a register lists among the graduates of a year (2023届, 2023年毕业) that lies
        more than two years back. The end of July of that year counts as the day.

    Why it matters:
        Graduates may leave their relationship with the school for two years; then it moves to where
        they work or live.

    Example:
        Branch 2023届毕业生党支部, looked at in November 2026.

    What to do:
        Ask the graduate where they work; transfer there, or to the place of residence.

    Basis:
        党员教育管理工作条例 (2019), Art. 34: kept for at most two years.
    """
    text = pl.concat_str("branch", "position", "post", "remark", separator=" ", ignore_nulls=True)
    year = text.str.extract(r"(20\d\d)(?:届|年[^,,。;;]{0,6}毕业)")
    end = (
        (year + "-07-31")
        .str.to_date(strict=False)
        .dt.offset_by(f"{world.number('ST10', 'months')}mo")
    )
    rows = world.registered.with_columns(year=year).filter(end < world.today)
    return one_each(rows).select("record", "year")


def _undisputed(world: World, *fields: str) -> pl.DataFrame:
    """Live members on whose dates no two systems disagree."""
    differ = pl.any_horizontal(contradict(f"a_{field}_key", f"b_{field}_key") for field in fields)
    return world.alive.join(world.links.filter(differ), on="person", how="anti")


def _probationers(world: World) -> pl.DataFrame:
    """Probationary members, unless some system has them as full already."""
    probation = pl.col("category_key") == "probationary"
    full = (pl.col("category_key") == "full").any().over("person")
    return world.alive.filter(probation & ~full.fill_null(value=False))


def _probation(world: World) -> tuple[pl.Expr, pl.Expr]:
    """Whether one year is over, and whether two are. The day itself is not over yet."""
    first = world.number("ST01", "months")
    second = first + world.number("ST02", "months")
    began = latest("join_key")
    return (
        began.dt.offset_by(f"{first}mo") < world.today,
        began.dt.offset_by(f"{second}mo") < world.today,
    )


def _since(rows: pl.DataFrame) -> pl.DataFrame:
    return one_each(rows).select("record", joined="join_key")
