"""Everything one run knows about a person, or rests one finding on."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from orgtransfer.models import Outcome
from orgtransfer.similarity.identity import mask


@dataclass(frozen=True)
class Case:
    """One person of a run."""

    person: str
    records: pl.DataFrame
    """record, label, file, sheet, row, name, number (masked), branch, unit, post, state; no birth
    date, since beside the mask it would give the number back."""
    verdicts: pl.DataFrame
    """VERDICTS of the roster records among them."""
    pairs: pl.DataFrame
    """PAIRS that joined two of the records, or that a clerk must judge about one of them."""
    others: pl.DataFrame
    """The other side's records of the pairs to judge, with the columns of `records`."""
    findings: pl.DataFrame
    """FINDINGS about the person or one of the records."""


def people(outcome: Outcome, asked: str) -> list[Case]:
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
    return [_case(outcome, person) for person in found["person"].unique().sort()]


def finding(outcome: Outcome, key: str) -> tuple[dict[str, object], pl.DataFrame] | None:
    """The finding with this key, and the records it speaks of; None where there is none."""
    found = outcome.findings.filter(pl.col("key") == key)
    if found.is_empty():
        return None
    row = found.row(0, named=True)
    records = [record for record in (row["record"], row["other_record"]) if record is not None]
    return row, _shown(outcome, pl.Series(records, dtype=pl.UInt32))


def _case(outcome: Outcome, person: str) -> Case:
    mine = outcome.matched.persons.filter(pl.col("person") == person)["record"].sort()
    a, b = pl.col("a").is_in(mine.implode()), pl.col("b").is_in(mine.implode())
    pairs = outcome.matched.pairs.filter((a & b) | ((a | b) & (pl.col("tier") == "review")))
    both = pl.concat([pairs["a"], pairs["b"]]).unique()
    about = pl.col("record").is_in(mine.implode()) | pl.col("other_record").is_in(mine.implode())
    return Case(
        person,
        _shown(outcome, mine),
        outcome.verdicts.filter(pl.col("record").is_in(mine.implode())).sort("record"),
        pairs.sort("a", "b"),
        _shown(outcome, both.filter(~both.is_in(mine.implode()))),
        outcome.findings.filter(about | (pl.col("person") == person)).sort("code", "key"),
    )


def _shown(outcome: Outcome, records: pl.Series) -> pl.DataFrame:
    labels = outcome.inputs.sources.group_by("system").agg(pl.col("label").drop_nulls().min())
    return (
        outcome.records.filter(pl.col("record").is_in(records.implode()))
        .join(labels, on="system", how="left", maintain_order="left")
        .sort("role", "record", descending=[True, False])
        .select(
            "record",
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
