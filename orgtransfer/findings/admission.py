"""ST: joining, probation and becoming a full member: dates that cannot be. One a person."""

from __future__ import annotations

import polars as pl

from orgtransfer.findings.dates import age, contradict, earliest, latest, year
from orgtransfer.findings.people import one_each
from orgtransfer.findings.world import World

_DATED = (
    "record", "person", "role", "join_key", "full_key", "birth_key", "id_birth", "id_state",
)  # fmt: skip
"""What the rules about dates look at: the other columns would be copied for nothing."""


def probation_over(world: World) -> pl.DataFrame:
    """{name} ({branch}): on probation since {joined}, for more than a year.

    What it finds:
        A probationary member whose probation began more than a year ago. Where another system has
        the member as full already, that difference is reported instead (FD05); more than two years
        is ST02. Where a list says that the probation was extended (延长预备期), the extension counts: a
        year, or half of one.

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
    rows = _probationers(world).join(
        _extensions(world), on="person", how="left", maintain_order="left"
    )
    return rows.filter(over & ~far_over & ~_extended(world)).pipe(_since)


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
    rows = _undisputed(world, "join", "full").drop_nulls(["join_key", "full_key"])
    if rows.is_empty():  # many systems export one of the dates only
        return rows
    rows = rows.filter(short & ~before).filter(~window.fill_null(value=False))
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
    years = world.number("ST05", "years")
    of_age = earliest("born").dt.offset_by(f"{years}y")
    # Hardly anybody joined so young that the day matters.
    rows = rows.filter(year("join_key") - year("born") <= years)
    if rows.is_empty():
        return rows
    return one_each(rows.filter(~unsure & (latest("join_key") < of_age))).select(
        "record", joined="join_key", age=age(earliest("born"), latest("join_key"))
    )


def _undisputed(world: World, *fields: str) -> pl.DataFrame:
    """Live members on whose dates no two systems disagree."""
    differ = pl.any_horizontal(contradict(f"a_{field}_key", f"b_{field}_key") for field in fields)
    disputed = world.links(differ).select("person")
    return world.alive.select(_DATED).join(disputed, on="person", how="anti")


def _probationers(world: World) -> pl.DataFrame:
    """Probationary members, unless some system has them as full already."""
    full = world.alive.select("person", "category_key").filter(category_key="full")
    return world.alive.filter(category_key="probationary").join(
        full, on="person", how="anti", maintain_order="left"
    )


_EXTENSION = r"延长(?:了|其|一次)?预备期|预备期(?:已|限)?延长|延期转正"


def _extensions(world: World) -> pl.DataFrame:
    """person, extension: how many months a list says that a probation was extended by."""
    said = pl.concat_str(
        "category", "state", "position", "remark", separator=" ", ignore_nulls=True
    )
    given = said.str.contains(_EXTENSION) & ~said.str.contains("(?:未|不|无须|无需)延长")
    half = said.str.contains("半年|[6六]个月")
    months = pl.when(half).then(6).otherwise(12)
    return world.alive.filter(given).group_by("person").agg(extension=months.max())


def _extended(world: World) -> pl.Expr:
    """Whether the extension that a list names is not over yet."""
    months = (pl.col("extension") + world.number("ST01", "months")).cast(pl.String) + "mo"
    return (latest("join_key").dt.offset_by(months) >= world.today).fill_null(value=False)


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
