"""The verdict: where each roster record's relationship stands.

The table of verdicts, read from the top; the first row that fits decides. `because` names it.
Sources: 党员教育管理工作条例 (2019) Arts 25 and 32, 支部工作条例(试行) (2018) Art 8,
组通字〔1998〕6号 section 2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.config import Rules
from orgtransfer.findings.dates import latest
from orgtransfer.findings.houses import apart, with_houses
from orgtransfer.findings.obstacles import (
    GRADUATE_MONTHS,
    NOTES,
    VALID_DAYS,
    Letters,
    number,
    obstacles,
    obstacles_stand,
)
from orgtransfer.findings.people import live, says_retired, standing
from orgtransfer.i18n import N_, _
from orgtransfer.models import Matched

BECAUSE: Final[Mapping[str, str]] = {
    "same_organisation": N_("the register holds the relationship in this same organisation"),
    "same_and_elsewhere": N_("the register holds it here and in another organisation too"),
    "transfer_open": N_("the ledger has an open transfer that is still valid"),
    "transfer_expired": N_("the ledger has an open transfer that is past its validity"),
    "candidate": N_("no register record is linked, but one waits in the pairs to judge"),
    "no_record": N_("no register has a live record of this person"),
    "two_elsewhere": N_("registers hold live records in two other organisations"),
    "nature_functional": N_("elsewhere, and relationships do not move into a functional branch"),
    "nature_temporary": N_("elsewhere, and relationships do not move into a temporary branch"),
    "nature_floating": N_("elsewhere, and this is a branch for members away from home"),
    "state_lost": N_("elsewhere, and the member is out of contact"),
    "state_suspended": N_("elsewhere, and membership is suspended"),
    "state_abroad": N_("elsewhere, and the member is abroad"),
    "state_floating": N_("elsewhere, and the member is a floating one"),
    "state_hanging": N_("elsewhere, and the relationship hangs between two organisations"),
    "state_incoming": N_("elsewhere, and the register is still waiting for the relationship"),
    "state_gone": N_("elsewhere, and the roster itself no longer counts the member"),
    "state_unknown": N_("elsewhere, and what the state means is not known"),
    "state_deceased": N_("elsewhere, and another list has the member as deceased"),
    "state_removed": N_("elsewhere, and another list has the member as removed"),
    "state_graduate": N_("elsewhere, in a school that may still keep a graduate's relationship"),
    "state_moving": N_("elsewhere, and the register itself says that a transfer is under way"),
    "state_received": N_("elsewhere, and the ledger has a transfer as done a short while ago"),
    "post_twice": N_("elsewhere, and full-time in another association as well"),
    "note_rehired": N_("elsewhere, full-time, and a list says retired or rehired"),
    "note_seconded": N_("elsewhere, full-time, and a list says seconded"),
    "note_dispatched": N_("elsewhere, full-time, and a list says employed by another company"),
    "note_parttime": N_("elsewhere, full-time, and a list says part-time or honorary"),
    "note_left": N_("elsewhere, full-time, and a list says that the member left"),
    "note_undecoupled": N_("elsewhere, full-time, and the association is not decoupled"),
    "note_away": N_("elsewhere, full-time, and a list says abroad, or here on a card only"),
    "note_graduate": N_("elsewhere, full-time, and a list says just graduated or studying"),
    "note_state": N_("elsewhere, full-time, and a remark names a state to be settled first"),
    "note_deceased": N_("elsewhere, full-time, and a remark says deceased"),
    "note_kept": N_("elsewhere, full-time, and a remark says that the relationship stays there"),
    "branch_unknown": N_("elsewhere, full-time, and no branch of the association is given"),
    "unit_same": N_(
        "full-time, and the relationship is in the same unit already, in another branch or level"
    ),
    "branch_unsaid": N_(
        "full-time, and in which branch the register holds the relationship is not said"
    ),
    "post_fulltime": N_("elsewhere, ordinary branch, full-time post: must move"),
    "post_parttime": N_("elsewhere, ordinary branch, part-time post: stays"),
    "post_retired": N_("elsewhere, ordinary branch, retired: stays"),
    "post_attached": N_("elsewhere, ordinary branch, attached (挂靠): stays"),
    "register_post_retired": N_("elsewhere, ordinary branch, retired by the register: stays"),
    "post_disputed": N_(
        "elsewhere, ordinary branch, full-time by the roster, retired or attached by the register"
    ),
    "post_unknown": N_("elsewhere, ordinary branch, and nobody says what the post is"),
}
"""The rows of the table: code -> what it says."""

_VERDICT_OF: Final[Mapping[str, str]] = {
    "same_organisation": "consistent",
    "same_and_elsewhere": "double",
    "transfer_open": "in_transit",
    "transfer_expired": "overdue",
    "candidate": "not_registered",
    "no_record": "not_registered",
    "two_elsewhere": "double",
    "nature_functional": "stays",
    "nature_temporary": "stays",
    "nature_floating": "stays",
    "state_lost": "unclear",
    "state_suspended": "unclear",
    "state_abroad": "unclear",
    "state_floating": "unclear",
    "state_hanging": "unclear",
    "state_incoming": "unclear",
    "state_gone": "unclear",
    "state_unknown": "unclear",
    "state_deceased": "unclear",
    "state_removed": "unclear",
    "state_graduate": "unclear",
    "state_moving": "unclear",
    "state_received": "unclear",
    "post_twice": "unclear",
    **dict.fromkeys(NOTES, "unclear"),
    "branch_unknown": "unclear",
    "branch_unsaid": "unclear",
    "unit_same": "unclear",
    "post_fulltime": "due",
    "post_parttime": "stays",
    "post_retired": "stays",
    "post_attached": "stays",
    "register_post_retired": "stays",
    "post_disputed": "unclear",
    "post_unknown": "unclear",
}


READ: Final = (
    "record", "system", "role", "branch", "branch_key", "parent_key", "unit_key", "association_key",
    "post", "post_key", "position", "remark", "category", "state", "state_key", "flow", "flow_key",
    "moved_out", "moved_out_key", "lost_key",
)  # fmt: skip
"""Columns of RECORDS that a verdict rests on."""

QUESTIONS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        N_("Is the relationship in this same organisation?"),
        ("same_organisation", "same_and_elsewhere"),
    ),
    (N_("Is a transfer under way?"), ("transfer_open", "transfer_expired")),
    (N_("Is the person in no register?"), ("candidate", "no_record")),
    (N_("Are there relationships in two other organisations?"), ("two_elsewhere",)),
    (
        N_("Is this a branch into which relationships do not move?"),
        ("nature_functional", "nature_temporary", "nature_floating"),
    ),
    (
        N_("Does the member's state stand in the way of a transfer?"),
        (
            "state_lost", "state_suspended", "state_abroad", "state_floating", "state_hanging",
            "state_incoming", "state_gone", "state_unknown", "state_deceased", "state_removed",
            "state_graduate", "state_moving", "state_received",
        ),
    ),
    (
        N_("What kind of post is it?"),
        (
            "post_fulltime", "post_parttime", "post_retired", "post_attached",
            "register_post_retired", "post_disputed", "post_unknown", "post_twice", *NOTES,
            "branch_unknown", "branch_unsaid", "unit_same",
        ),
    ),
)  # fmt: skip
"""The questions in their order, and the rows of the table that each can end with."""


def path(because: str) -> list[tuple[str, str | None]]:
    """How a verdict was reached: each question asked, and the answer that ended it (else None)."""
    steps: list[tuple[str, str | None]] = []
    for question, ends in QUESTIONS:
        steps.append((_(question), _(BECAUSE[because]) if because in ends else None))
        if because in ends:
            break
    return steps


def verdicts(  # noqa: PLR0913, PLR0917  # every table the verdict rests on
    records: pl.DataFrame,
    organisations: pl.DataFrame,
    membership: pl.DataFrame,
    matched: Matched,
    transfers: pl.DataFrame,
    rules: Rules,
    today: dt.date,
) -> pl.DataFrame:
    """VERDICTS: one row a roster record, sorted by record.

    Args:
        records: RECORDS.
        organisations: ORGANISATIONS, with `organisation` linked across systems.
        membership: MEMBERSHIP.
        matched: persons, ledger rows and candidates; only persons count as links.
        transfers: TRANSFERS.
        rules: `RL05.valid_days` is the validity of a transfer that states none.
        today: the day that counts as today; the last day of a validity is still valid.
    """
    whose = records.select("record").join(matched.persons, on="record", how="left")
    return verdicts_of(
        records,
        organisations,
        whose.join(membership, on="record", how="left"),
        candidates(records, matched.pairs),
        letters_of(matched.ledger_persons, transfers, rules),
        rules,
        today,
    )


def verdicts_of(  # noqa: PLR0913, PLR0917  # every table the verdict rests on
    records: pl.DataFrame,
    organisations: pl.DataFrame,
    whose: pl.DataFrame,
    asked: pl.DataFrame,
    letters: Letters,
    rules: Rules,
    today: dt.date,
) -> pl.DataFrame:
    """VERDICTS of some people: nothing in a verdict rests on the records of anybody else.

    Args:
        records: RECORDS (the columns of READ are enough), all those of each person.
        organisations: ORGANISATIONS, all of them.
        whose: `record`, `person`, `node`.
        asked: what `candidates` gives.
        letters: the ledgers; those about other people change nothing.
        rules: see `verdicts`.
        today: see `verdicts`.
    """
    places = (
        records.select(READ)
        .join(whose, on="record", how="left")
        .join(
            organisations.select("node", "organisation", "nature", "level", "org_name"),
            on="node",
            how="left",
        )
        .pipe(with_houses, organisations)
    )
    places = places.with_columns(standing=standing())
    roster = places.filter(pl.col("role") == "roster").sort("record")
    register = places.filter((pl.col("role") == "register") & live()).sort("record")
    settled = register.filter(~_waiting() | _waiting().all().over("person"))
    before = obstacles(places, letters, _months(rules), today)
    judged = (
        roster.join(_held(settled), on="person", how="left")
        .join(before.select("record", "obstacle"), on="record", how="left")
        .join(_here(roster, register.filter(~_waiting())), on="record", how="left")
        .join(_open(letters, today), on="person", how="left")
        .join(asked, on="record", how="left")
        .with_columns(because=_because())
        .with_columns(verdict=pl.col("because").replace_strict(_VERDICT_OF, return_dtype=pl.String))
        .with_columns(_rests_on())
        .sort("record")
    )
    return frames.conform(judged, frames.VERDICTS)


def verdicts_stand(  # what the verdicts rest on that changes with the day
    records: pl.DataFrame,
    matched: Matched,
    transfers: pl.DataFrame,
    rules: Rules,
    today: dt.date,
    since: dt.date,
) -> bool:
    """Whether the same tables give the verdicts, and what stands in the way, that they gave on another day.

    Args:
        records: RECORDS.
        matched: see `verdicts`.
        transfers: TRANSFERS.
        rules: see `verdicts`.
        today: the day that counts as today.
        since: the other day.
    """
    letters, months = letters_of(matched.ledger_persons, transfers, rules), _months(rules)
    under_way = [_open(letters, day) for day in (today, since)]
    return under_way[0].equals(under_way[1]) and obstacles_stand(
        records, letters, months, today, since
    )


def candidates(records: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """`record`, `candidate`: for which roster records a clerk must judge a pair with a live register record.

    Args:
        records: RECORDS.
        pairs: PAIRS.
    """
    roles = records.select("record", "role", "state_key", "moved_out_key")
    roster = roles.filter(pl.col("role") == "roster")
    register = roles.filter(registered())
    review = pairs.filter(pl.col("tier") == "review").select("a", "b")
    either = pl.concat([review, review.select(a="b", b="a")])
    return (
        either.join(register.select(b="record"), on="b", how="semi")
        .join(roster.select(a="record"), on="a", how="semi")
        .select(record="a", candidate=pl.lit(value=True))
        .unique()
    )


def registered() -> pl.Expr:
    """Whether a record is a register's, and still counts."""
    return (pl.col("role") == "register") & live()


def letters_of(ledger_persons: pl.DataFrame, transfers: pl.DataFrame, rules: Rules) -> Letters:
    """The ledgers, as verdicts look at them.

    Args:
        ledger_persons: LEDGER_PERSONS.
        transfers: TRANSFERS.
        rules: see `verdicts`.
    """
    valid_days = number(rules.options, "RL05", "valid_days", VALID_DAYS)
    return Letters(transfers, ledger_persons, valid_days)


def _months(rules: Rules) -> int:
    """How long a school may keep a graduate's relationship."""
    return number(rules.options, "ST10", "months", GRADUATE_MONTHS)


_WHERE: Final = ("organisation", "house", "level")


def _held(register: pl.DataFrame) -> pl.DataFrame:
    """A person: first live register record, first one in another organisation than it, retired."""
    first = register.group_by("person").agg(
        *(pl.col(name).sort_by("record").first().alias(f"{name}_first") for name in _WHERE),
        first=pl.col("record").min(),
        attached_there=(pl.col("post_key") == "attached").any(),
        retired_there=says_retired().any(),
    )
    second = (
        register.join(first, on="person")
        .filter(apart("_first"))
        .group_by("person")
        .agg(second=pl.col("record").min())
    )
    return first.drop(f"{name}_first" for name in _WHERE).join(second, on="person", how="left")


def _waiting() -> pl.Expr:
    """Whether a register only waits for the relationship (待转入), which another one still holds."""
    return (pl.col("standing") == "incoming").fill_null(value=False)


def _here(roster: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """A roster record: the first register record in its own organisation, and one elsewhere."""
    both = roster.select("record", "person", *_WHERE).join(
        register.select("person", *_WHERE, held="record"), on="person", suffix="_held"
    )
    same = pl.col("organisation") == pl.col("organisation_held")
    return both.group_by("record").agg(
        here=pl.col("held").filter(same).min(),
        elsewhere=pl.col("held").filter(~same & apart("_held")).min(),
    )


def _open(letters: Letters, today: dt.date) -> pl.DataFrame:
    """A person: the open ledger row that stays valid longest, and whether it has expired."""
    days = pl.col("valid_days_key").cast(pl.Int64).fill_null(letters.valid_days)
    ends = latest("issued_key") + pl.duration(days=days)
    return (
        letters.transfers.filter(pl.col("state_key") == "under_way")
        .join(letters.persons, on="transfer", how="inner")
        .filter(pl.col("person").is_not_null())
        .with_columns(ends=ends)
        .sort("ends", "transfer", descending=[True, False], nulls_last=False)
        .group_by("person", maintain_order=True)
        .agg(
            transfer=pl.col("transfer").first(),
            expired=(pl.col("ends").first() < today).fill_null(value=False),
        )
    )


def _because() -> pl.Expr:
    """The first row of the table that fits."""
    here, elsewhere = pl.col("here").is_not_null(), pl.col("elsewhere").is_not_null()
    nature, post = pl.col("nature"), pl.col("post_key")
    # A state matters only where a transfer would be asked for, or the post is not known.
    asked = (post.is_null() & ~pl.col("retired_there")) | (post == "fulltime")
    before, staff = pl.col("obstacle"), post == "fulltime"
    return (
        pl.when(here & elsewhere)
        .then(pl.lit("same_and_elsewhere"))
        .when(here)
        .then(pl.lit("same_organisation"))
        .when(pl.col("expired"))
        .then(pl.lit("transfer_expired"))
        .when(pl.col("transfer").is_not_null())
        .then(pl.lit("transfer_open"))
        .when(pl.col("first").is_null() & pl.col("candidate"))
        .then(pl.lit("candidate"))
        .when(pl.col("first").is_null())
        .then(pl.lit("no_record"))
        .when(pl.col("second").is_not_null())
        .then(pl.lit("two_elsewhere"))
        .when(nature.is_in(["functional", "temporary", "floating"]))
        .then("nature_" + nature)
        .when(asked & before.str.starts_with("state_"))
        .then(before)
        .when(staff & (pl.col("retired_there") | pl.col("attached_there")))
        .then(pl.lit("post_disputed"))
        .when(staff & before.is_not_null())
        .then(before)
        .when(staff & nature.is_null())
        .then(pl.lit("branch_unknown"))
        .when(post.is_not_null())
        .then("post_" + post)
        .when(pl.col("retired_there"))
        .then(pl.lit("register_post_retired"))
        .otherwise(pl.lit("post_unknown"))
    )


def _rests_on() -> list[pl.Expr]:
    """The records that the verdict rests on: the one here first, then the others."""
    double = pl.col("verdict") == "double"
    here = pl.col("here").is_not_null()
    other = pl.when(here).then(pl.col("elsewhere")).otherwise(pl.col("second"))
    moving = pl.col("verdict").is_in(["in_transit", "overdue"])
    return [
        pl.coalesce("here", "first").alias("register_record"),
        pl.when(double).then(other).alias("other_record"),
        pl.when(moving).then(pl.col("transfer")).alias("transfer"),
    ]
