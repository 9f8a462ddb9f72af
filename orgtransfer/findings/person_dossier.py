"""Everything one run knows about a person, or rests one finding on."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from orgtransfer import through
from orgtransfer.models import Outcome
from orgtransfer.similarity.identity import mask


@dataclass(frozen=True)
class PersonDossier:
    """One person of a run."""

    person: str
    records: pl.DataFrame
    """record, record_key, label, file, sheet, row, name, number (masked), branch, unit, post, state; no birth
    date, since beside the mask it would give the number back."""
    verdicts: pl.DataFrame
    """VERDICTS of the roster records among them."""
    pairs: pl.DataFrame
    """PAIRS that joined two of the records, or that a clerk must judge or has parted about one of
    them; `via`: the record through which a pair was joined that nothing else joins."""
    others: pl.DataFrame
    """The other side's records of the pairs to judge, with the columns of `records`."""
    findings: pl.DataFrame
    """FINDINGS about the person or one of the records."""

    @property
    def subjects(self) -> list[str]:
        """What rulings about the person name: rows and findings."""
        return [*self.records["record_key"], *self.findings["key"]]


def people(outcome: Outcome, asked: str) -> list[PersonDossier]:
    """The people to whom a name, a member number or an ID number belongs.

    Args:
        outcome: one run.
        asked: as somebody types it: spaces inside do not count.

    Returns:
        One case a person, by the person's key; several where there are namesakes.
    """
    wanted = "".join(asked.split())
    bare = pl.col("name").str.replace_all(r"\s+", "")
    hits = outcome.records.filter(
        (bare == wanted)
        | (pl.col("name_key") == wanted)
        | (pl.col("member_no_key") == wanted)
        | (pl.col("id_key") == wanted.upper())
    )
    found = outcome.matched.persons.join(hits.select("record"), on="record", how="semi")
    return [person(outcome, key) for key in found["person"].unique().sort()]


@dataclass(frozen=True)
class Branch:
    """One organisation of a run, in every system that lists or names it."""

    organisation: str
    nodes: pl.DataFrame
    """label, file, sheet, row, org_name, org_code, above (its superior's name), listed, level,
    nature, rows (live records in it)."""
    findings: pl.DataFrame
    """FINDINGS about the organisation itself; those about its members are with the members."""


def branches(outcome: Outcome, asked: str) -> list[Branch]:
    """The organisations that a name or a code belongs to, by the organisation's key.

    Args:
        outcome: one run.
        asked: the full, short or former name as a list writes it, the code, or our key (O…).
    """
    wanted = "".join(asked.split())
    names = ("org_name", "org_short_name", "name_key", "short_key", "org_code", "code_key")
    former = pl.col("former_key").str.split("|").list.contains(wanted).fill_null(value=False)
    hits = outcome.organisations.filter(
        pl.any_horizontal(pl.col(*names, "organisation") == wanted).fill_null(value=False) | former
    )
    return [_branch(outcome, key) for key in hits["organisation"].drop_nulls().unique().sort()]


def _branch(outcome: Outcome, organisation: str) -> Branch:
    above = outcome.organisations.select(parent_node="node", above="org_name")
    rows = outcome.membership.group_by("node").agg(rows=pl.len())
    nodes = (
        outcome.organisations.filter(pl.col("organisation") == organisation)
        .join(labels(outcome), on="system", how="left", maintain_order="left")
        .join(above, on="parent_node", how="left", maintain_order="left")
        .join(rows, on="node", how="left", maintain_order="left")
        .sort("node")
        .select(
            "file", "sheet", "row", "org_name", "org_code", "listed", "level", "nature",
            above=pl.coalesce("above", "parent"),
            rows=pl.col("rows").fill_null(0),
            label=pl.coalesce("label", "system"),
        )
    )  # fmt: skip
    about = outcome.findings.filter(
        (pl.col("organisation") == organisation) & pl.col("person").is_null()
    )
    return Branch(organisation, nodes, about.sort("code", "key"))


def finding(outcome: Outcome, key: str) -> tuple[dict[str, object], pl.DataFrame] | None:
    """The finding with this key, and the records it speaks of; None where there is none."""
    found = outcome.findings.filter(pl.col("key") == key)
    if found.is_empty():
        return None
    row = found.row(0, named=True)
    records = [record for record in (row["record"], row["other_record"]) if record is not None]
    return row, _shown(outcome, pl.Series(records, dtype=pl.UInt32))


def person(outcome: Outcome, key: str) -> PersonDossier:
    """The person of a run with this key (PERSONS)."""
    mine = outcome.matched.persons.filter(pl.col("person") == key)["record"].sort()
    a, b = pl.col("a").is_in(mine.implode()), pl.col("b").is_in(mine.implode())
    pairs = outcome.matched.pairs.filter(
        (a & b) | ((a | b) & pl.col("tier").is_in(["review", "parted"]))
    )
    both = pl.concat([pairs["a"], pairs["b"]]).unique()
    about = pl.col("record").is_in(mine.implode()) | pl.col("other_record").is_in(mine.implode())
    return PersonDossier(
        key,
        _shown(outcome, mine),
        outcome.verdicts.filter(pl.col("record").is_in(mine.implode())).sort("record"),
        pairs.join(through.via(pairs), on=["a", "b"], how="left").sort("a", "b"),
        _shown(outcome, both.filter(~both.is_in(mine.implode()))),
        outcome.findings.filter(about | (pl.col("person") == key)).sort("code", "key"),
    )


def _shown(outcome: Outcome, records: pl.Series) -> pl.DataFrame:
    return (
        outcome.records.filter(pl.col("record").is_in(records.implode()))
        .join(labels(outcome), on="system", how="left", maintain_order="left")
        .sort("role", "record", descending=[True, False])
        .select(
            "record",
            "record_key",
            "file",
            "sheet",
            "row",
            "name",
            "branch",
            "unit",
            "post",
            "state",
            "role",
            label=pl.coalesce("label", "system"),
            number=mask(pl.col("id_key")),
        )
    )


def labels(outcome: Outcome) -> pl.DataFrame:
    """What each system is called: system, label."""
    return outcome.inputs.sources.group_by("system").agg(pl.col("label").drop_nulls().min())
