"""What should be changed in which system: one line a record and field, and how sure that is.

Only values that a source states are proposed: what another system's record of the person says, or
what the record's own ID number says of birth and sex. Nothing is made up, and nothing is certain.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from orgtransfer import frames
from orgtransfer.findings.dates import contradict
from orgtransfer.findings.fields import CODES, differences
from orgtransfer.findings.likelier import with_likelier
from orgtransfer.findings.world import World
from orgtransfer.i18n import N_, _

CORRECTIONS: Final = frames.Schema(
    "corrections",
    {
        "key": pl.String,  # of the record and the field; holds nothing about the person
        "record": pl.UInt32,
        "person": pl.String,
        "field": pl.String,  # a key of COLUMNS
        "old": pl.String,  # as the record has it; null where it is empty
        "new": pl.String,  # in the form of the cleaned tables: a date as 2026-11-20, sex as M or F
        "stated": pl.String,  # the new value as its source writes it
        "source": pl.UInt32,  # the record that states it
        "sure": pl.Boolean,  # whether the new value is said to be likelier right
        "chance": pl.Float64,  # the probability that it is
        "why": pl.String,  # in the language in force
        "code": pl.String,  # the finding that it settles
    },
)
"""Proposed changes, the surest first within each record."""

COLUMNS: Final = {
    "id": "id_number", "name": "name", "birth": "birth_date", "sex": "sex",
    "ethnicity": "ethnicity", "category": "category", "join": "join_date", "full": "full_date",
    "education": "education", "phone": "phone",
}  # fmt: skip
"""Field -> the column of RECORDS (and of an export) that holds it."""

_SOUND: Final = ("valid",)
_UNSOUND: Final = ("ID01", "ID02", "ID04")
_STATED_ELSEWHERE: Final = N_("another system has a number that is sound")
_STATED_BY_NUMBER: Final = N_("agrees with the ID number")
_BY_NUMBER: Final = 0.99
_DOUBTFUL: Final = 0.5
_LEAST: Final = 0.5
"""A value that is likelier wrong than right is not proposed."""


def corrections(world: World, findings: pl.DataFrame) -> pl.DataFrame:
    """CORRECTIONS of one run.

    Args:
        world: the run's tables.
        findings: FINDINGS: what was switched off or exempted is not to be corrected either.

    Returns:
        One row a record and field.
    """
    parts = [
        *(_of_field(world, findings, field) for field in CODES),
        _numbers(world, findings),
        _by_number(world, findings, "birth"),
        _by_number(world, findings, "sex"),
    ]
    made = (
        pl.concat(parts)
        .sort("chance", "source", descending=[True, False])
        .unique(["record", "field"], keep="first", maintain_order=True)
    )
    known = world.alive.select("record", "person", "record_key")
    texts = world.records.select("record", *COLUMNS.values())
    old = pl.coalesce(
        *(pl.when(pl.col("field") == field).then(pl.col(name)) for field, name in COLUMNS.items())
    )
    stated = pl.coalesce(
        *(
            pl.when(pl.col("field") == field).then(pl.col(f"{name}_stated"))
            for field, name in COLUMNS.items()
        )
    )
    sources = texts.rename(
        {"record": "source"} | {name: f"{name}_stated" for name in COLUMNS.values()}
    )
    filled = (
        made.join(known, on="record")
        .join(texts, on="record")
        .join(sources, on="source", how="left")
        .with_columns(
            key=pl.concat_str("record_key", "field", separator=":"),
            old=old,
            # What follows from the record's own number is written nowhere.
            stated=pl.when(pl.col("source") == pl.col("record")).then("new").otherwise(stated),
        )
        .sort("record", "chance", "field", descending=[False, True, False])
    )
    return frames.conform(filled, CORRECTIONS)


_PROPOSED: Final = ("record", "field", "new", "source", "sure", "chance", "why", "code")


def _of_field(world: World, findings: pl.DataFrame, field: str) -> pl.DataFrame:
    """Where two records differ: the value of the one that is likelier right, for the other.

    Where it cannot be told, each side's is proposed for the other one, unsure.
    """
    asked = findings.filter(pl.col("code") == CODES[field]).select("person").unique()
    pairs = differences(world, field).join(asked, on="person", how="semi")
    if pairs.is_empty():
        return _none()
    judged = with_likelier(pairs, world, field)
    chance_b = pl.when(pl.col("side") == "a").then(1 - pl.col("chance")).otherwise(
        pl.when(pl.col("side") == "b").then("chance").otherwise(1 - pl.col("chance"))
    )  # fmt: skip
    # Both sides in turn: what b says, for a; and what a says, for b.
    both = [
        judged.select(
            record=f"{wrong}_record",
            field=pl.lit(field),
            new=pl.col(f"{right}_{field}_key"),
            source=f"{right}_record",
            sure=(pl.col("side") == right).fill_null(value=False),
            chance=chance_b if right == "b" else 1 - chance_b,
            why=pl.when(pl.col("side") == right).then("why").otherwise(pl.lit(_("cannot be told"))),
            code=pl.lit(CODES[field]),
        )
        for right, wrong in (("b", "a"), ("a", "b"))
    ]
    proposed = pl.concat(both).filter(pl.col("sure") | (pl.col("chance") >= _LEAST))
    return proposed.filter(pl.col("new").is_not_null()).filter(_writable(field)).select(_PROPOSED)


def _writable(field: str) -> pl.Expr:
    """What can be entered in a system: a whole number, a name with every character."""
    if field == "id":
        return ~pl.col("new").str.contains("*", literal=True)
    if field == "name":
        return ~pl.col("new").str.contains("?", literal=True)
    return pl.lit(value=True)


def _numbers(world: World, findings: pl.DataFrame) -> pl.DataFrame:
    """ID numbers that are wrong, spoilt or missing: the sound one that all other systems agree on."""
    wrong = findings.filter(pl.col("code").is_in(_UNSOUND)).drop_nulls("record")
    rows = wrong.select("record", "code").join(
        world.alive.select("record", "person", "birth_key"), on="record"
    )
    sound = (
        world.alive.filter(pl.col("id_state").is_in(_SOUND))
        .group_by("person")
        .agg(
            numbers=pl.col("id_key").n_unique(),
            new=pl.col("id_key").min(),
            born=pl.col("id_birth").min(),
            source=pl.col("record").min(),
        )
        .filter(pl.col("numbers") == 1)
    )
    found = rows.join(sound, on="person")
    if found.is_empty():
        return _none()
    doubt = contradict("birth_key", "born").fill_null(value=False)
    return found.select(
        "record",
        "new",
        "source",
        "code",
        field=pl.lit("id"),
        sure=~doubt,
        chance=pl.when(doubt).then(_DOUBTFUL).otherwise(_BY_NUMBER),
        why=pl.lit(_(_STATED_ELSEWHERE)),
    ).select(_PROPOSED)


def _by_number(world: World, findings: pl.DataFrame, field: str) -> pl.DataFrame:
    """Birth or sex that contradict the record's own number, where nobody contradicts the number."""
    wrong = findings.filter(pl.col("code") == "ID05").drop_nulls("record").select("record")
    key, said = f"{field}_key", f"id_{field}"
    rows = (
        world.alive.join(wrong, on="record", how="semi")
        .filter(pl.col("id_state").is_in(_SOUND))
        .filter(contradict(key, said))
        .select("record", "person", new=said)
    )
    if rows.is_empty():
        return _none()
    others = (
        world.alive.join(rows.select("person", "new", mine="record"), on="person")
        .filter(pl.col("record") != pl.col("mine"))
        .group_by("mine")
        .agg(
            denied=contradict(key, "new").any(),
            agreed=(pl.col(key) == pl.col("new")).any(),
        )
    )
    told = rows.join(others, left_on="record", right_on="mine", how="left")
    sure = pl.col("agreed").fill_null(value=False) & ~pl.col("denied").fill_null(value=False)
    return told.select(
        "record",
        "new",
        source="record",
        field=pl.lit(field),
        sure=sure,
        chance=pl.when(sure).then(_BY_NUMBER).otherwise(_DOUBTFUL),
        why=pl.when(sure).then(pl.lit(_(_STATED_BY_NUMBER))).otherwise(pl.lit(_("cannot be told"))),
        code=pl.lit("ID05"),
    ).select(_PROPOSED)


def _none() -> pl.DataFrame:
    return CORRECTIONS.empty().select(_PROPOSED)
