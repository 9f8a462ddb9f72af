"""Findings and the people whom they are about, as columns that the page's script reads.

Numbers are masked and no birth date is given, whatever the configuration says of the workbook: a
page is handed on more easily. Texts that are the same stand once; the whole is packed (deflate),
since 50,000 findings would otherwise be some 20 MB.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from orgtransfer.frames import COMPARISONS
from orgtransfer.models import FAMILIES, Outcome
from orgtransfer.report.initials import initials
from orgtransfer.similarity.identity import mask

_RANK: Final = {"error": 0, "warning": 1, "info": 2}
Columns = dict[str, Any]


def columns(outcome: Outcome, decisions: pl.DataFrame | None = None) -> Columns:
    """Everything that the table of findings and the pages of people show.

    Args:
        outcome: the run.
        decisions: DECISIONS, for the state of work of each finding.

    Returns:
        `findings`, `persons`, `records`, `pairs`: column -> values, a text column as its distinct
        texts `d` and their places `i` (-1: none). Persons are those who have a finding, stand in a
        roster or wait to be judged. `initials`: letter -> the characters that begin with it.
    """
    persons = _persons(outcome)
    records = _records(outcome, persons)
    findings = _findings(outcome, persons, decisions)
    names = (persons["name"], findings["subject"], findings["call"], persons["unit"])
    return {
        "findings": _coded(findings, ("person", "row")),
        "persons": _coded(persons.drop("person"), ("number", "records")),
        "records": _coded(records.drop("record"), ("person", "row")),
        "pairs": _coded(_pairs(outcome, records), ("a", "b", "probability", "weight")),
        "initials": initials("".join(pl.concat(names).drop_nulls().unique())),
        "comparisons": list(COMPARISONS),
    }


def first(severity: str, code: str) -> tuple[pl.Expr, pl.Expr]:
    """What findings are sorted by: what must be put right first, then relationships first.

    Args:
        severity: the column that holds FINDINGS.severity.
        code: the column that holds FINDINGS.code.
    """
    families = {family: place for place, family in enumerate(FAMILIES)}
    return (
        pl.col(severity).replace_strict(_RANK, default=len(_RANK)),
        pl.col(code).str.slice(0, 2).replace_strict(families, default=len(families)),
    )


def packed(data: Columns) -> str:
    """`data` as JSON, deflated, in base64: it holds nothing that could end a script."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


def _persons(outcome: Outcome) -> pl.DataFrame:
    """Their number (of the row), person, key, name, unit, records (rows): sorted by name and key."""
    shown = outcome.matched.persons.join(outcome.records, on="record")
    judged = outcome.matched.pairs.filter(tier="review")
    touched = pl.concat([
        outcome.findings["record"], outcome.findings["other_record"], judged["a"], judged["b"],
    ]).drop_nulls().unique()  # fmt: skip
    found = outcome.findings["person"].drop_nulls().unique()
    asked = (
        (pl.col("role") == "roster")
        | pl.col("record").is_in(touched.implode())
        | pl.col("person").is_in(found.implode())
    )
    wanted = shown.filter(asked).select("person").unique()
    return (
        shown.join(wanted, on="person")
        .sort("role", "record", descending=[True, False])
        .group_by("person", maintain_order=True)
        .agg(
            pl.col("name").drop_nulls().first(),
            unit=pl.coalesce("original_unit", "unit", "association").drop_nulls().first(),
            records=pl.len(),
        )
        .sort("name", "person", nulls_last=True)
        .with_columns(key="person")
        .with_row_index("number")
    )


def _records(outcome: Outcome, persons: pl.DataFrame) -> pl.DataFrame:
    labels = outcome.inputs.sources.group_by("system").agg(pl.col("label").drop_nulls().min())
    mine = outcome.matched.persons.join(persons.select("person", "number"), on="person")
    return (
        outcome.records.join(mine.select("record", person="number"), on="record")
        .join(labels, on="system", how="left")
        .join(outcome.verdicts.select("record", "verdict", "because"), on="record", how="left")
        .sort("person", "role", "record", descending=[False, True, False])
        .select(
            "record", "person", "row", "name", "branch", "post", "state", "verdict", "because",
            system=pl.coalesce("label", "system"),
            file=pl.concat_str(
                pl.col("file").str.extract(r"([^/]*)$"),
                pl.when(pl.col("sheet") != "").then(pl.lit(" ") + pl.col("sheet")),
                ignore_nulls=True,
            ),
            id=mask(pl.col("id_key")),
            unit=pl.coalesce("unit", "original_unit"),
            association="association",
        )
    )  # fmt: skip


def _findings(
    outcome: Outcome, persons: pl.DataFrame, decisions: pl.DataFrame | None
) -> pl.DataFrame:
    names = outcome.organisations.group_by("organisation").agg(
        subject=pl.col("org_name").drop_nulls().min()
    )
    labels = outcome.inputs.sources.group_by("system").agg(pl.col("label").drop_nulls().min())
    owners = outcome.matched.persons.join(persons.select("person", "number"), on="person")
    by_key = persons.select("person", number_of="number")
    made = (
        outcome.findings.join(by_key, on="person", how="left")
        .join(owners.select("record", "number"), on="record", how="left")
        .join(names, on="organisation", how="left")
        .join(labels, on="system", how="left")
        .sort(*first("severity", "code"), "code", "key")
        .select(
            "code", "rule", "severity", "key", "call", "row", "message", "evidence", "advice",
            "basis", "state",
            person=pl.coalesce("number_of", "number"),
            subject=pl.when(pl.coalesce("number_of", "number").is_null()).then(
                pl.coalesce("subject", "call", "label", "system")
            ),
            system=pl.coalesce("label", "system"),
            file=pl.col("file").str.extract(r"([^/]*)$"),
            first_seen=pl.col("first_seen").dt.to_string("%Y-%m-%d"),
        )
    )  # fmt: skip
    if decisions is None:
        return made.with_columns(work=pl.lit(None, pl.String))
    ruled = decisions.filter(kind="finding").select(key="a_key", work="ruling").unique("key")
    return made.join(ruled, on="key", how="left", maintain_order="left")


def _pairs(outcome: Outcome, records: pl.DataFrame) -> pl.DataFrame:
    """Pairs between the records shown; the levels and weights of a ledger each as one text."""
    places = records.with_row_index("place").select("record", "place")
    levels = (pl.col(f"{name}_level").fill_null("") for name in COMPARISONS)
    weights = (pl.col(name).fill_null(0).round(1) for name in _WEIGHTS)
    return (
        outcome.matched.pairs.filter(pl.col("tier") != "rejected")
        .join(places.rename({"record": "a", "place": "first"}), on="a")
        .join(places.rename({"record": "b", "place": "second"}), on="b")
        .sort("first", "second")
        .select(
            "tier", "reason",
            a="first",
            b="second",
            probability=pl.col("probability").round(4),
            weight=pl.col("weight").round(1),
            levels=pl.concat_str(levels, separator="|"),
            weights=pl.concat_str(weights, separator="|"),
        )
    )  # fmt: skip


_WEIGHTS: Final = ("prior_weight", *(f"{name}_weight" for name in COMPARISONS))


def _coded(frame: pl.DataFrame, plain: tuple[str, ...]) -> Mapping[str, Any]:
    return {
        name: frame[name].fill_null(-1).to_list() if name in plain else _texts(frame[name])
        for name in frame.columns
    }


def _texts(column: pl.Series) -> dict[str, Any]:
    known = column.drop_nulls().unique().sort()
    places = column.cast(pl.Enum(known)).to_physical().cast(pl.Int32).fill_null(-1)
    return {"d": known.to_list(), "i": places.to_list()}
