"""What changed between two runs: findings that are new, changed, standing, reopened or settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Final

import polars as pl

from orgtransfer import frames

_NUMBER: Final = r"#[0-9]+$"
"""What tells findings apart that a rule makes about one subject (see `findings.finder`)."""
_REMEMBERED: Final = 400
"""Days for which a settled finding is known again when it comes back."""


@dataclass(frozen=True)
class RunFacts:
    """What tells why a finding is settled."""

    today: dt.date
    verdicts: pl.DataFrame
    """VERDICTS."""
    persons: pl.DataFrame
    """PERSONS."""
    organisations: pl.DataFrame
    """ORGANISATIONS."""
    off: frozenset[str] = frozenset()
    """Codes of the rules that are switched off."""
    exempted: frozenset[str] = frozenset()
    """Keys of the findings that the configuration exempts."""
    rows: pl.DataFrame = field(default_factory=frames.RECORDS.empty)
    """RECORDS of the last run, which the findings that are gone are about."""
    reweighed: frozenset[str] = frozenset()
    """Keys of the findings that are gone because the weights were changed (see `unmoved`)."""


def compare(
    previous: pl.DataFrame | None,
    findings: pl.DataFrame,
    today: dt.date,
    closed: pl.DataFrame | None = None,
    followed: pl.DataFrame | None = None,
    parted: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Says of each finding whether the last run had it.

    A finding is known by its key, or by the key that it had. `changed` means that what it rests on is another: its
    severity, or the facts that its sentences name. Where it stands (file, sheet, row) changes with
    every export and is no change, nor is the wording, or the language, of message and evidence.

    Args:
        previous: FINDINGS of the last run; None on the first night.
        findings: FINDINGS of this run.
        today: what `first_seen` of a new finding is.
        closed: CLOSED of the last run: what comes back is `reopened` and keeps its first day.
        followed: `key`, `was`: findings that had another key (see `matters`).
        parted: `key`, `was`: findings of whom another one still stands (see `parted`).

    Returns:
        FINDINGS with `state` and `first_seen`, in the order given, and the previous FINDINGS that
        are gone, by code and key.
    """
    if previous is None:
        previous = frames.FINDINGS.empty()
    if followed is not None:
        names = dict(followed.select("was", "key").iter_rows())
        previous = previous.with_columns(pl.col("key").replace(names))
    if parted is not None:
        whole = previous.join(parted, left_on="key", right_on="was").with_columns(key="key_right")
        previous = pl.concat([previous, whole.select(previous.columns)])
    closed = frames.CLOSED.empty() if closed is None else closed
    before = previous.unique("key", keep="first", maintain_order=True).select(
        "key",
        seen="first_seen",
        was_severity="severity",
        was_evidence="evidence",
        was_told="told",
        known=pl.lit(value=True),
    )
    ended = closed.unique("key", keep="last", maintain_order=True).select("key", ended="first_seen")
    # A run of an earlier version kept no facts.
    said = (
        pl.when(pl.col("was_told").is_null() | pl.col("told").is_null())
        .then(pl.col("evidence").eq_missing(pl.col("was_evidence")))
        .otherwise(pl.col("told") == pl.col("was_told"))
    )
    same = said & pl.col("severity").eq_missing(pl.col("was_severity"))
    compared = (
        findings.join(before, on="key", how="left", maintain_order="left")
        .join(ended, on="key", how="left", maintain_order="left")
        .with_columns(
            state=pl.when(pl.col("known").is_null() & pl.col("ended").is_not_null())
            .then(pl.lit("reopened"))
            .when(pl.col("known").is_null())
            .then(pl.lit("new"))
            .when(same)
            .then(pl.lit("standing"))
            .otherwise(pl.lit("changed")),
            first_seen=pl.coalesce("seen", "ended", pl.lit(today)),
        )
    )
    resolved = previous.join(findings, on="key", how="anti", maintain_order="left")
    return (
        frames.conform(compared, frames.FINDINGS),
        frames.conform(resolved.sort("code", "key"), frames.FINDINGS),
    )


def renumbered(
    found: pl.DataFrame, rows: pl.DataFrame, previous: pl.DataFrame, before: pl.DataFrame
) -> pl.DataFrame:
    """Tonight's findings, those that only a number tells apart with the number that they had.

    A rule may say the same of two rows of one person in one branch: which of them is the first
    must not depend on the order of the rows, nor on whether the other one still stands.

    Args:
        found: FINDINGS of tonight.
        rows: RECORDS of tonight, with the keys they inherited.
        previous: FINDINGS of last night.
        before: RECORDS of last night.
    """
    several = pl.concat([found["key"], previous["key"]])
    bases = several.filter(several.str.contains("#", literal=True)).str.replace(_NUMBER, "")
    if bases.is_empty():
        return found
    sides = [
        table.with_columns(base=pl.col("key").str.replace(_NUMBER, ""))
        .filter(pl.col("base").is_in(bases.implode()))
        .join(keys.select("record", one="record_key"), on="record", how="left")
        for table, keys in ((found, rows), (previous, before))
    ]
    unique = [side.filter(pl.len().over("base", "one") == 1) for side in sides]
    same = unique[0].join(unique[1], on=["base", "one"], suffix="_was")
    names = dict(same.select("key", "key_was").iter_rows())
    claimed = set(names.values())
    left = sides[0].filter(~pl.col("key").is_in(list(names))).select("key", "base").rows()
    taken = claimed.union(key for key, _base in left)
    for key, base in left:
        if key in claimed:
            names[key] = next(name for name in _numbers(base) if name not in taken)
            taken.add(names[key])
    return found.with_columns(pl.col("key").replace(names)).sort("code", "key")


def _numbers(base: str) -> Iterator[str]:
    """The keys of findings that only a number tells apart, the first without one."""
    yield base
    for number in count(2):
        yield f"{base}#{number}"


def matters(
    found: pl.DataFrame, rows: pl.DataFrame, gone: pl.DataFrame, before: pl.DataFrame
) -> pl.DataFrame:
    """Which findings of tonight are about the same row as one of last night under another key.

    Where a correction takes a row from one person to another, the rule still says the same of it.

    Args:
        found: FINDINGS of tonight; those with a key that is not in `gone`.
        rows: RECORDS of tonight, with the keys they inherited.
        gone: FINDINGS of last night.
        before: RECORDS of last night.

    Returns:
        key, was: tonight's key and last night's, one to one.
    """
    fresh = _about(found.join(gone, on="key", how="anti"), rows)
    left = _about(gone.join(found, on="key", how="anti"), before).rename({"key": "was"})
    made = pl.DataFrame(schema={"key": pl.String, "was": pl.String})
    for on in (["code", "ends"], ["code", "one"]):
        sides = [
            side.join(made, on=name, how="anti").drop_nulls(on).filter(pl.len().over(on) == 1)
            for side, name in ((fresh, "key"), (left, "was"))
        ]
        made = pl.concat([made, sides[0].join(sides[1], on=on).select("key", "was")])
    return made.sort("key")


def parted(
    found: pl.DataFrame, persons: pl.DataFrame, gone: pl.DataFrame, before: pl.DataFrame
) -> pl.DataFrame:
    """Which findings of tonight say of a part of a person what was said of the whole last night.

    Where two rows are no longer taken for one person, each part has a finding of its own: what is
    said of it is no news, and stands since the day on which it was said of both.

    Args:
        found: FINDINGS of tonight; those with a key that is not in `gone`.
        persons: `record_key` and `person` of tonight.
        gone: FINDINGS of last night, with the keys that they have tonight.
        before: `record_key` and `person` of last night.

    Returns:
        key, was: tonight's key, and that of the finding about the whole.
    """
    moved = persons.join(before, on="record_key", suffix="_before").filter(
        pl.col("person") != pl.col("person_before")
    )
    fresh = found.filter(pl.col("key") == pl.concat_str("code", "person", separator=":"))
    return (
        fresh.select("key", "code", "person")
        .join(gone, on="key", how="anti")
        .join(moved.select("person", "person_before").unique(), on="person")
        .with_columns(was=pl.concat_str("code", "person_before", separator=":"))
        .join(gone.select(was="key"), on="was", how="semi")
        .join(found.select(was="key"), on="was", how="semi")
        .select("key", "was")
        .sort("key", "was")
        .unique("key", keep="first", maintain_order=True)
    )


def returned(
    found: pl.DataFrame, rows: pl.DataFrame, previous: pl.DataFrame, closed: pl.DataFrame
) -> pl.DataFrame:
    """Which findings of tonight say of a row what was settled on an earlier night under another key.

    The row has meanwhile come to another person, or into another branch.

    Args:
        found: FINDINGS of tonight.
        rows: RECORDS of tonight, with the keys they inherited.
        previous: FINDINGS of last night, with the keys that they have tonight.
        closed: CLOSED of last night, the latest first.

    Returns:
        key, was: tonight's key and that of the settled finding, one to one.
    """
    known = pl.concat([previous["key"], closed["key"]]).implode()
    fresh = _about(found.filter(~pl.col("key").is_in(known)), rows).drop_nulls("one")
    ended = closed.drop_nulls("record_key").join(found, on="key", how="anti")
    one_each = ended.unique(["code", "record_key"], keep="first", maintain_order=True)
    return (
        fresh.filter(pl.len().over("code", "one") == 1)
        .join(one_each.select("code", one="record_key", was="key"), on=["code", "one"])
        .select("key", "was")
        .sort("key")
    )


def _about(findings: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """key, code; `ends`: the keys of the rows that a finding names; `one`: that of the first.

    Of two rows that are one person too often neither is the first: `one` is null.
    """
    keys = rows.select("record", one="record_key")
    others = rows.select(other_record="record", other="record_key")
    named = findings.join(keys, on="record").join(others, on="other_record", how="left")
    other = pl.col("other").fill_null("")
    ends = pl.concat_str(pl.min_horizontal("one", other), pl.max_horizontal("one", other))
    return named.select(
        "key", "code", ends=ends, one=pl.when(~pl.col("code").str.starts_with("DU")).then("one")
    )


def unmoved(gone: pl.DataFrame, rows: pl.DataFrame, before: pl.DataFrame) -> frozenset[str]:
    """Which findings are gone though the rows that they are about say what they said.

    Args:
        gone: FINDINGS of last night.
        rows: RECORDS of tonight, with the keys they inherited.
        before: RECORDS of last night.

    Returns:
        Their keys.
    """
    sides = [
        table.select("record", "record_key", said=pl.coalesce("content_key", "record_key"))
        for table in (before, rows)
    ]
    same = sides[0].join(sides[1], on=["record_key", "said"], how="semi")["record"]
    # A finding about a branch names no row; that the weights were changed is true of it in any case.
    told = gone.filter(
        pl.col(end).is_null() | pl.col(end).is_in(same.implode())
        for end in ("record", "other_record")
    )
    return frozenset(told["key"].to_list())


def closed_findings(
    closed: pl.DataFrame | None, findings: pl.DataFrame, resolved: pl.DataFrame, tonight: RunFacts
) -> pl.DataFrame:
    """The findings that are settled, tonight or earlier, each with its day and reason.

    Args:
        closed: CLOSED of the last run; None on the first night.
        findings: FINDINGS of this run.
        resolved: the FINDINGS of the last run that are gone.
        tonight: what tells why.

    Returns:
        CLOSED, the latest first; what is found again is not in it, nor what was settled more than
        400 days ago.
    """
    before = frames.CLOSED.empty() if closed is None else closed
    fresh = resolved.unique("key", keep="first", maintain_order=True).with_columns(
        closed=pl.lit(tonight.today), reason=_why(findings, tonight)
    )
    keys = tonight.rows.select("record", "record_key")
    fresh = fresh.join(keys, on="record", how="left", maintain_order="left")
    oldest = tonight.today - dt.timedelta(days=_REMEMBERED)
    kept = before.join(fresh, on="key", how="anti").join(findings, on="key", how="anti")
    columns = list(frames.CLOSED.columns)
    both = pl.concat([fresh.select(columns), kept.select(columns)])
    return frames.conform(
        both.filter(pl.col("closed") >= oldest).sort(
            "closed", "code", "key", descending=[True, False, False]
        ),
        frames.CLOSED,
    )


def _why(findings: pl.DataFrame, tonight: RunFacts) -> pl.Expr:
    """The reason of each finding that is gone: a key of models.SETTLED."""
    persons = tonight.persons["person"].unique().implode()
    nodes = tonight.organisations["organisation"].unique().implode()
    family = pl.concat_str(pl.col("code").str.slice(0, 2), "person", separator=":")
    others = findings.filter(pl.col("state").is_in(["new", "reopened"])).select(family)
    moved = tonight.persons.join(
        tonight.verdicts.filter(pl.col("verdict") == "consistent"), on="record", how="semi"
    )["person"]
    return (
        pl.when(pl.col("code").is_in(sorted(tonight.off)))
        .then(pl.lit("rule_off"))
        .when(pl.col("key").is_in(sorted(tonight.exempted)))
        .then(pl.lit("exempted"))
        .when(pl.col("key").is_in(sorted(tonight.reweighed)))
        .then(pl.lit("reweighed"))
        .when(pl.col("person").is_not_null() & ~pl.col("person").is_in(persons))
        .then(pl.lit("gone"))
        .when(
            pl.col("person").is_null()
            & pl.col("organisation").is_not_null()
            & ~pl.col("organisation").is_in(nodes)
        )
        .then(pl.lit("branch_gone"))
        .when(family.is_in(others.to_series().drop_nulls().implode()))
        .then(pl.lit("other"))
        .when(
            pl.col("code").str.starts_with("RL") & pl.col("person").is_in(moved.unique().implode())
        )
        .then(pl.lit("moved"))
        .otherwise(pl.lit("corrected"))
    )
